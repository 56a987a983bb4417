# SPDX-License-Identifier: AGPL-3.0-or-later
"""What posts tell besides appointments: cells wanted, people called, who came unannounced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.outbox import EventKind
from kiosk.domain.who_may_say import Deed, Relation, Word, why_refused, word_on
from sync.server.lease_tasks import note_task_done
from sync.server.projections import EventRefused
from sync.server.recalls import note_cells_asked, note_cells_left
from sync.server.walk_ins import note_walk_ins

if TYPE_CHECKING:
    from kiosk.domain.outbox import Core
    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit

RIGHTS_KINDS: Final = frozenset(
    {
        EventKind.CELLS_ASKED,
        EventKind.CELLS_LEFT,
        EventKind.TASK_DONE,
        EventKind.WORKSHOP_TOLD,
    }
)


def apply_rights_event(
    city: City, unit: CityUnit, machine: Machine, kind: EventKind, facts: Core
) -> None:
    """Make true what a post tells of rights, of calls or of a workshop.

    Raises:
        EventRefused: If it cannot be read, comes from a kiosk, or concerns another centre.
    """
    deed = Deed.CALLED if kind is EventKind.TASK_DONE else Deed.CELLS
    if word_on(deed, machine.role, Relation.CENTRE) is not Word.ALLOWED:
        raise EventRefused(why_refused(deed, machine.role))
    if kind is EventKind.CELLS_ASKED:
        note_cells_asked(city, unit, machine, facts)
    elif kind is EventKind.CELLS_LEFT:
        note_cells_left(city, unit, machine, facts)
    elif kind is EventKind.WORKSHOP_TOLD:
        note_walk_ins(unit, machine, facts)
    else:
        note_task_done(city, unit, machine, facts)
