# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of the statistics shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.screens.period.words import PeriodWords
    from ui.screens.statistics.section_words import SectionWords


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that can be chosen; `caption` stands above the first of its group."""

    key: str
    title: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class StatisticsState:
    """Everything the page shows.

    Attributes:
        title: « Statistiques · octobre 2026 ».
        scope: What the figures cover.
        period: The bar of the period.
        kinds: (key, word) of each kind of record; the first is all of them.
        kind: Key of the one chosen.
        kinds_caption: What the choice is for.
        kinds_shown: Whether the choice is in sight.
        filter: Word of the button that shows it.
        coverage: What the figures lack, each in a sentence.
        headings: Every heading, those of the national tool first.
        heading: Key of the one in sight.
        section: The one in sight; nothing while it is counted.
        counting: Words while the figures are counted.
        print_one: Word of the button that prints what is in sight.
        print_all: Word of the button that prints every heading.
        told: What became of the last print; empty for none.
        is_well: Whether that is good news.
        go_back: Word of the button that goes back.
    """

    title: str
    scope: str
    period: PeriodWords
    kinds: tuple[tuple[str, str], ...]
    kind: str
    kinds_caption: str
    kinds_shown: bool
    filter: str
    coverage: tuple[str, ...]
    headings: tuple[Heading, ...]
    heading: str
    section: SectionWords | None
    counting: str
    print_one: str
    print_all: str
    told: str
    is_well: bool
    go_back: str
