# SPDX-License-Identifier: AGPL-3.0-or-later
"""Late machines in words, in the language of the screen; papers have theirs in French."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.wording import date_in_words

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.coverage import LateTold
    from kiosk.foundation.translation import Translator


def late_words(late: LateTold, translator: Translator) -> str:
    """Return "3 bornes n’ont pas envoyé depuis le 12 octobre 2026", or nothing."""
    told = _days(late.days, translator)
    if late.n_later:
        told = translator.plural(
            "{told} et {n} autre plus récemment",
            "{told} et {n} autres plus récemment",
            late.n_later,
            told=told,
        )
    if not late.n_never:
        return told
    never = translator.plural(
        "{n} borne n’a jamais envoyé", "{n} bornes n’ont jamais envoyé", late.n_never
    )
    return " ; ".join(filter(None, (told, never)))


def _days(days: tuple[tuple[date, int], ...], translator: Translator) -> str:
    told = ""
    for day, n in days:
        words = f"{date_in_words(day, translator)} {day.year}"
        if told:
            told = translator.text("{told}, {n} depuis le {day}", told=told, n=n, day=words)
        else:
            told = translator.plural(
                "{n} borne n’a pas envoyé depuis le {day}",
                "{n} bornes n’ont pas envoyé depuis le {day}",
                n,
                day=words,
            )
    return told
