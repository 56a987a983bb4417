# SPDX-License-Identifier: AGPL-3.0-or-later
"""What figures cover: their scope, the days without data, the machines that did not send."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.periods import french_day

if TYPE_CHECKING:
    from datetime import date

QUIET = timedelta(days=1)
"""For how long a machine may be silent in a period that still lasts: a night, a day off."""


_MOST_DAYS = 3


class FigureScope(StrEnum):
    """What figures cover; each figure and export names it."""

    KIOSK = "kiosk"
    CENTRE = "centre"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class CoverageGap:
    """Days on which a machine was to count and has no row.

    Attributes:
        name: Public name of the machine or centre.
        days: Those days, in order.
    """

    name: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class LateMachine:
    """A machine whose last sending is before the end of the period: rows may be on their way.

    Attributes:
        name: Public name of the machine.
        last_sent: Day of its last exchange; nothing if it never had one.
        n_waiting: Records it said it still holds; nothing if unknown.
    """

    name: str
    last_sent: date | None
    n_waiting: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What figures cover and what they lack.

    Attributes:
        scope: Kiosk, centre or network.
        name: Public name of what is covered, such as the centre's.
        gaps: Machines or centres with missing days; empty when nothing lacks.
        late: Machines that have not sent since before the period's end.
    """

    scope: FigureScope
    name: str
    gaps: tuple[CoverageGap, ...] = ()
    late: tuple[LateMachine, ...] = ()

    @property
    def missing_days(self) -> tuple[date, ...]:
        """Days missing somewhere, in order, each once."""
        return tuple(sorted({day for gap in self.gaps for day in gap.days}))

    def title(self) -> str:
        """Return the scope in French words."""
        match self.scope:
            case FigureScope.KIOSK:
                return f"Cette borne : {self.name}"
            case FigureScope.CENTRE:
                return f"Le centre : {self.name}"
            case _:
                return f"Le réseau : {self.name}"

    def late_sentence(self) -> str:
        """Return "3 bornes n’ont pas envoyé depuis le 12 octobre 2026", or nothing.

        Each machine is told by the day of its own last sending, the oldest days first and a few of
        them only; machines that never sent are told apart.
        """
        known = Counter(one.last_sent for one in self.late if one.last_sent is not None)
        never = len(self.late) - known.total()
        days = sorted(known)
        told = ", ".join(
            f"{known[day] if at else _machines(known[day], 'pas envoyé')} "
            f"depuis le {french_day(day)}"
            for at, day in enumerate(days[:_MOST_DAYS])
        )
        if others := sum(known[day] for day in days[_MOST_DAYS:]):
            told += f" et {others} autre{'s' if others > 1 else ''} plus récemment"
        return " ; ".join(filter(None, (told, _machines(never, "jamais envoyé") if never else "")))


def _machines(n: int, what: str) -> str:
    return f"{n} {'borne n’a' if n == 1 else 'bornes n’ont'} {what}"
