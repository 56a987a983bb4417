# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the bar of the period shows, on each page that has one; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.screens.period.choice import SPAN_WORDS, PeriodChoice, Span, written_day

if TYPE_CHECKING:
    from kiosk.foundation.translation import Translator


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """The bar of the period.

    Attributes:
        caption: What the choice of the length is for.
        spans: (key, word) of each length.
        span: Key of the one chosen.
        before: Name of the button of the period before.
        after: Name of the button of the period after.
        has_after: Whether there is one.
        first_caption: Caption of the first day.
        last_caption: Caption of the last day.
        first: First day as written; fields are shown for days alone.
        last: Last day as written.
        show: Word of the button that takes the days.
        clear: Name of the small button that empties a field.
        keyboard: Name of the small button that opens the keyboard.
        problem: What is wrong with the days; empty when nothing is.
    """

    caption: str
    spans: tuple[tuple[str, str], ...]
    span: str
    before: str
    after: str
    has_after: bool
    first_caption: str
    last_caption: str
    first: str
    last: str
    show: str
    clear: str
    keyboard: str
    problem: str = ""

    @property
    def has_days(self) -> bool:
        """Whether days are written."""
        return self.span == Span.DAYS


def period_words(choice: PeriodChoice, translator: Translator, problem: str = "") -> PeriodWords:
    """Return the words of the bar."""
    t = translator.text
    return PeriodWords(
        caption=t("Période"),
        spans=tuple((span.value, t(word)) for span, word in SPAN_WORDS.items()),
        span=choice.span.value,
        before=t("Période d’avant"),
        after=t("Période d’après"),
        has_after=choice.has_after,
        first_caption=t("Du"),
        last_caption=t("Au"),
        first=written_day(choice.period.first),
        last=written_day(choice.period.last),
        show=t("Afficher"),
        clear=t("Effacer"),
        keyboard=t("Clavier"),
        problem=problem,
    )
