# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of reconciliation shows: machine by machine, what is here and what is not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.domain.reconciliation import Verdict
from sync.server.reconciliation import reconciliation

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.periods import Period
    from kiosk.domain.reconciliation import MachineAccount
    from sync.server.city import City

_TONES: Final = {
    Verdict.AGREES: ("tout concorde", "ok"),
    Verdict.NOT_HEARD: ("sans nouvelles", "wait"),
    Verdict.UNLIKE: ("fiches différentes", "alert"),
    Verdict.ON_ITS_WAY: ("en chemin", "wait"),
    Verdict.REFUSED: ("refus à regarder", "alert"),
    Verdict.DIFFERS: ("totaux différents", "alert"),
}


@dataclass(frozen=True, slots=True)
class MachineLine:
    """A machine in the table.

    Attributes:
        account: Its totals.
        verdict: What they say together, in two words.
        tone: ``ok``, ``wait`` or ``alert``.
    """

    account: MachineAccount
    verdict: str
    tone: str


def machine_lines(
    city: City, period: Period, sees: Callable[[str], bool]
) -> tuple[MachineLine, ...]:
    """Return the machines of the centres that somebody sees, with what of a period is where."""
    return tuple(
        MachineLine(one, *_TONES[one.verdict])
        for one in reconciliation(city, period).machines
        if sees(one.centre)
    )
