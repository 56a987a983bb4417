# SPDX-License-Identifier: AGPL-3.0-or-later
"""Those who come to a workshop without a ticket, as the posts of its centre count them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.who_may_say import Deed, Word, relation_of, why_refused, word_on
from kiosk.domain.workshop_events import walk_ins_of
from sync.server.projections import UNREADABLE, EventRefused
from sync.server.storage.workshops import WalkIns

if TYPE_CHECKING:
    from kiosk.domain.outbox import Core
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit


def note_walk_ins(unit: CityUnit, machine: Machine, facts: Core) -> None:
    """Keep how many came without a ticket, as a post of the workshop's centre counts.

    Raises:
        EventRefused: If it cannot be read, comes from a kiosk or from another centre, or counts
            more than the workshop has seats.
    """
    try:
        told = walk_ins_of(facts)
    except ValueError as error:
        raise EventRefused(UNREADABLE) from error
    placed = unit.workshops.get(told.workshop_id)
    if placed is None:
        raise EventRefused("workshop_unknown")
    relation = relation_of(machine.device, machine.centre, "", {placed.centre})
    if word_on(Deed.WALK_INS, machine.role, relation) is not Word.ALLOWED:
        raise EventRefused(why_refused(Deed.WALK_INS, machine.role))
    if told.n > placed.workshop.capacity:
        raise EventRefused(UNREADABLE)
    unit.workshops.note_walk_ins(told.workshop_id, WalkIns(machine.device, told.n_round, told.n))
