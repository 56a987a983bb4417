# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a post tells the city of a workshop: how many came without a ticket.

The post writes with these functions and the server reads with them, so that a field has one
name. A count of visits: nothing of who came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.domain.lease_seats import MAX_SEATS, MAX_WORKSHOP_ID
from kiosk.domain.outbox import EventKind, OutboxEvent

if TYPE_CHECKING:
    from kiosk.domain.outbox import Core

MAX_ROUND: Final = 9_999
"""Beyond any correction ever made; what is higher is no count."""


class WalkIns(NamedTuple):
    """How many came to a workshop without a ticket, as one post counts.

    Attributes:
        workshop_id: Which workshop.
        n: How many.
        n_round: How often the post has counted, this time included; the latest word stands.
    """

    workshop_id: str
    n: int
    n_round: int


def workshop_told(told: WalkIns) -> OutboxEvent:
    """Return the event of a count."""
    core: Core = {"workshop": told.workshop_id, "walk_ins": told.n, "round": told.n_round}
    return OutboxEvent(EventKind.WORKSHOP_TOLD, core)


def walk_ins_of(core: Core) -> WalkIns:
    """Return what an event of `workshop_told` says.

    Raises:
        ValueError: If the core is not that of such an event, or out of its bounds.
    """
    match core:
        case {"workshop": str(name), "walk_ins": int(n), "round": int(n_round)}:
            told = WalkIns(name, n, n_round)
        case _:
            raise ValueError("not the core of a count")
    is_whole = type(told.n) is int and type(told.n_round) is int
    in_bounds = 0 <= told.n <= MAX_SEATS and 0 < told.n_round <= MAX_ROUND
    if not (is_whole and in_bounds and 0 < len(told.workshop_id) <= MAX_WORKSHOP_ID):
        raise ValueError("a count out of its bounds")
    return told
