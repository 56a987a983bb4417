# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of the statistics reads, in the STORE lane."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from kiosk.domain.attendance import VisitKind
    from kiosk.domain.coverage import Coverage
    from kiosk.domain.periods import Period
    from kiosk.domain.sections import Section
    from kiosk.services.statistics import StatisticsService
    from kiosk.services.walkthroughs import WalkthroughService


class Asked(NamedTuple):
    """The days and the kinds of records to count; no kind means all."""

    period: Period
    kinds: frozenset[VisitKind]


class Reading(NamedTuple):
    """Every heading, and what the figures cover."""

    sections: tuple[Section, ...]
    coverage: Coverage


Read: TypeAlias = Callable[[Asked], Reading]


def read_with(statistics: StatisticsService, walkthroughs: WalkthroughService) -> Read:
    """Return what counts this machine's rows, with the French titles of its guides."""

    def read(asked: Asked) -> Reading:
        figures = statistics.figures(asked.period, kinds=asked.kinds)
        titles = {card.walkthrough_id: card.title for card in walkthroughs.cards("fr")}
        return Reading(statistics.sections(figures, titles), figures.coverage)

    return read
