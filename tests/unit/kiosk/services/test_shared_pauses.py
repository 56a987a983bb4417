# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two neighbours share the pause between them, from the choice of times to the rights sold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.slots import Slot
from kiosk.domain.standard_motifs import STANDARD_MOTIFS
from kiosk.foundation.errors import Refused
from tests.support.booking_desk import (
    NADIA,
    TUESDAY,
    WEDNESDAY,
    a_machine,
    an_agenda,
    at,
    cells_of,
)

MOTIF = replace(STANDARD_MOTIFS[0], before_min=10, after_min=10, step_min=5)


@pytest.fixture
def machine(tmp_path):
    agenda = an_agenda(motifs=(MOTIF,))
    machine = a_machine(tmp_path, agenda=agenda)
    machine.grant(cells_of(agenda, MOTIF.motif_id, TUESDAY, WEDNESDAY + timedelta(days=5)))
    return machine


def slot(start):
    return Slot(start, NADIA.mediator_id, MOTIF.duration_min)


def sell(machine, start):
    return machine.appointments.confirm(machine.appointments.hold(MOTIF.motif_id, slot(start)))


def shown(machine):
    return [one.start_utc for one in machine.appointments.slots(MOTIF.motif_id, WEDNESDAY)]


def sold_steps(machine):
    with machine.database.unit_of_work() as uow:
        rights = uow.leases.rights()
        return [one.cell.step for one in rights if one.booking]


def test_the_next_time_shown_after_a_sale_lies_one_pause_later_and_can_be_sold(machine):
    first = at(9, 10)
    sell(machine, first)
    after = first + timedelta(minutes=MOTIF.duration_min + 10)

    assert min(start for start in shown(machine) if start > first) == after
    sell(machine, after)

    steps = sold_steps(machine)
    assert len(steps) == len(set(steps))  # the pause between the two was sold once
    assert sorted(steps) == list(range(min(steps), max(steps) + 1))
    assert len(steps) * 5 == 2 * MOTIF.duration_min + 3 * 10


def test_a_time_that_leaves_less_than_the_pause_is_neither_shown_nor_kept(machine):
    first = at(9, 10)
    sell(machine, first)
    too_near = first + timedelta(minutes=MOTIF.duration_min + 5)

    assert too_near not in shown(machine)
    with pytest.raises(Refused, match="slot_taken"):
        machine.appointments.hold(MOTIF.motif_id, slot(too_near))
