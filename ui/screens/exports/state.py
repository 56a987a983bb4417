# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of the exports shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.screens.exports.offers import OfferGroup
    from ui.screens.exports.run import RunState
    from ui.screens.period.words import PeriodWords


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A file that was made: what it is, then when, in which role and its rows."""

    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class ReconciliationWords:
    """What is here, what the city received, what waits here, and since when.

    Attributes:
        title: Its title.
        lines: (what, number), each heard as one.
        sentences: What follows from them, in words.
        is_well: Whether both ends have the same.
    """

    title: str
    lines: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    is_well: bool


@dataclass(frozen=True, slots=True)
class ExportsState:
    """Everything the page shows.

    Attributes:
        title: « Exporter · octobre 2026 ».
        scope: What the files cover.
        period: The bar of the period.
        coverage: What the figures lack, each in a sentence.
        groups: What can be made, and what only the city can make, by who may have it.
        destination: Where files go.
        run: The file that is being made, or the last one.
        reconciliation: Here, the city, on the way; nothing while it is read.
        journal_title: Title of the journal.
        journal: Files that were made, newest first.
        journal_empty: Words when there is none.
        go_back: Word of the button that goes back.
    """

    title: str
    scope: str
    period: PeriodWords
    coverage: tuple[str, ...]
    groups: tuple[OfferGroup, ...]
    destination: str
    run: RunState
    reconciliation: ReconciliationWords | None
    journal_title: str
    journal: tuple[JournalLine, ...]
    journal_empty: str
    go_back: str
