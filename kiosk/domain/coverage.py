# SPDX-License-Identifier: AGPL-3.0-or-later
"""What figures cover: their scope, the days without data, the machines that did not send."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

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


class LateTold(NamedTuple):
    """Late machines as they are told.

    Attributes:
        days: (day of the last sending, machines), the oldest days first and a few of them only.
        n_later: Machines that sent last after these days.
        n_never: Machines that never sent.
    """

    days: tuple[tuple[date, int], ...]
    n_later: int
    n_never: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What figures cover and what they lack.

    Attributes:
        scope: Kiosk, centre or network.
        name: Public name of what is covered, such as the centre's.
        gaps: Machines or centres with missing days; empty when nothing lacks.
        late: Machines that have not sent since before the period's end.
        in_service_since: First day on which anything of the scope was to count; nothing if
            unknown. Of the months before, nobody can say « none ».
    """

    scope: FigureScope
    name: str
    gaps: tuple[CoverageGap, ...] = ()
    late: tuple[LateMachine, ...] = ()
    in_service_since: date | None = None

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

    def late_told(self) -> LateTold:
        """Return the late machines, each by the day of its own last sending."""
        known = Counter(one.last_sent for one in self.late if one.last_sent is not None)
        days = sorted(known.items())
        n_later = sum(n for _, n in days[_MOST_DAYS:])
        return LateTold(tuple(days[:_MOST_DAYS]), n_later, len(self.late) - known.total())

    def late_sentence(self) -> str:
        """Return "3 bornes n’ont pas envoyé depuis le 12 octobre 2026", or nothing; for papers."""
        days, others, never = self.late_told()
        told = ", ".join(
            f"{n if at else _machines(n, 'pas envoyé')} depuis le {french_day(day)}"
            for at, (day, n) in enumerate(days)
        )
        if others:
            told += f" et {others} autre{'s' if others > 1 else ''} plus récemment"
        return " ; ".join(filter(None, (told, _machines(never, "jamais envoyé") if never else "")))


def _machines(n: int, what: str) -> str:
    return f"{n} {'borne n’a' if n == 1 else 'bornes n’ont'} {what}"
