# SPDX-License-Identifier: AGPL-3.0-or-later
"""What posts tell of rights, in the lane of bookings: cells wanted, people called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.outbox import EventKind
from sync.server.lease_tasks import note_task_done
from sync.server.projections import EventRefused
from sync.server.recalls import note_cells_asked, note_cells_left

if TYPE_CHECKING:
    from kiosk.domain.outbox import Core
    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit

POST: Final = "poste"
RIGHTS_KINDS: Final = frozenset({EventKind.CELLS_ASKED, EventKind.CELLS_LEFT, EventKind.TASK_DONE})


def apply_rights_event(
    city: City, unit: CityUnit, machine: Machine, kind: EventKind, facts: Core
) -> None:
    """Make true what a post tells of rights.

    Raises:
        EventRefused: If it cannot be read, comes from a kiosk, or concerns another centre.
    """
    if machine.role != POST:
        raise EventRefused("not_a_post")
    if kind is EventKind.CELLS_ASKED:
        note_cells_asked(city, unit, machine, facts)
    elif kind is EventKind.CELLS_LEFT:
        note_cells_left(city, unit, machine, facts)
    else:
        note_task_done(city, unit, machine, facts)
