# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights at a machine: a hold cut short, the end of selling, what is given back unasked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointments import StopReason, TicketState
from kiosk.domain.leases import RightState
from kiosk.domain.slots import Slot, step_of
from kiosk.foundation.errors import Refused
from tests.support.booking_desk import NADIA, WEDNESDAY, a_seller, at


def rights(machine):
    with machine.database.unit_of_work() as uow:
        return {right.cell: right for right in uow.leases.rights()}


def give_back(machine, cells):
    with machine.database.unit_of_work() as uow:
        now_s, boot_id = machine.clock.monotonic_s(), machine.clock.boot_id()
        n = uow.leases.give_back(cells, now_s=now_s, boot_id=boot_id)
        uow.commit()
    return n


def test_a_machine_reset_while_somebody_looks_gives_the_time_free_again(tmp_path):
    """Cas 22 : la borne redémarre pendant qu’une place est gardée."""
    machine = a_seller(tmp_path)
    slot = Slot(at(9), NADIA.mediator_id, 45)
    hold = machine.appointments.hold("caf", slot)
    assert give_back(machine, hold.cells) == 0

    machine.clock.reboot("boot-2")

    assert slot in machine.appointments.slots("caf", WEDNESDAY)
    assert give_back(machine, hold.cells) == len(hold.cells)


def test_offline_past_the_end_of_selling_there_are_only_requests(tmp_path):
    """Cas 28 : la fin du droit de vendre, hors ligne."""
    machine = a_seller(tmp_path)
    until = max(right.sell_until_utc for right in rights(machine).values())
    slot = Slot(at(9), NADIA.mediator_id, 45)
    machine.clock.pass_time(seconds=(until - machine.clock.now_utc()).total_seconds() + 1)

    assert not machine.appointments.selling().allowed
    assert machine.appointments.selling().reason is StopReason.NO_RIGHTS
    with pytest.raises(Refused, match=StopReason.NO_RIGHTS.value):
        machine.appointments.hold("caf", slot)
    asked = machine.appointments.request("caf", Wish())
    assert asked.state is TicketState.REQUESTED


def test_what_begins_soon_goes_back_first_and_no_more_than_was_said(tmp_path):
    machine = a_seller(tmp_path)
    held = sorted(rights(machine), key=lambda cell: (cell.step, cell.mediator_id))
    before = step_of(at(9) + timedelta(days=400))

    with machine.database.unit_of_work() as uow:
        n = uow.recalls.give_back_unused(before, 4, now_s=0.0, boot_id="boot-1")
        uow.commit()

    returned = {
        cell for cell, right in rights(machine).items() if right.state is RightState.RETURNED
    }
    assert n == 4
    assert returned == set(held[:4])


def test_a_right_asked_back_under_another_epoch_stays(tmp_path):
    machine = a_seller(tmp_path)
    right = next(iter(rights(machine).values()))
    other = right.listed._replace(epoch=right.epoch + 1)

    with machine.database.unit_of_work() as uow:
        uow.recalls.note_asked_back([other])
        assert uow.recalls.give_back_asked(now_s=0.0, boot_id="boot-1") == 0
        uow.recalls.note_asked_back([right.listed])
        assert uow.recalls.give_back_asked(now_s=0.0, boot_id="boot-1") == 1
