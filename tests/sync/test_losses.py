# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine declared lost: two acts of people, and what it still tells afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.lease_ledger import CellState
from kiosk.domain.lease_loss import LOSS_MARGIN, LossReason, LossState
from kiosk.domain.leases import RightState
from kiosk.foundation.errors import Refused
from kiosk.services.device import IncarnationReason
from sync.server.losses import ask_loss, confirm_loss, give_up_loss
from sync.server.storage.cases import CaseKind
from tests.sync.test_enrolment import restore, snapshot
from tests.sync.test_rights import held, open_cases, sell, sold_times


def sync(city, *kiosks):
    for kiosk in kiosks:
        city.client(kiosk).exchange()


def device_of(kiosk):
    return kiosk.device.identity().device_id


def leased(city, device):
    with city.city.database.transaction() as unit:
        return unit.leases.leased_to(device)


@pytest.fixture
def pair(any_city):
    kiosk, other = any_city.machine("a"), any_city.machine("b")
    sync(any_city, kiosk)
    return any_city, kiosk, other


def lost(city, kiosk):
    loss = ask_loss(city.city, device_of(kiosk), LossReason.STOLEN, person="Nadia")
    return confirm_loss(city.city, loss.loss_id, person="Samir", accepts_early=True)


def test_asking_alone_frees_nothing(pair):
    city, kiosk, other = pair
    before = leased(city, device_of(kiosk))

    loss = ask_loss(city.city, device_of(kiosk), LossReason.SILENT, person="Nadia")
    sync(city, other)

    assert leased(city, device_of(kiosk)) == before
    assert loss.state is LossState.ASKED
    assert not held(kiosk) & held(other)


def test_the_wait_is_until_the_machine_may_not_sell_any_more_plus_a_margin(pair):
    city, kiosk, _ = pair
    last = max(cell.start_utc for cell in held(kiosk))

    loss = ask_loss(city.city, device_of(kiosk), LossReason.SILENT, person="Nadia")

    assert loss.ready_utc == last + LOSS_MARGIN


def test_nobody_confirms_too_early_without_saying_so(pair):
    city, kiosk, _ = pair
    loss = ask_loss(city.city, device_of(kiosk), LossReason.SILENT, person="Nadia")

    with pytest.raises(Refused) as refused:
        confirm_loss(city.city, loss.loss_id, person="Samir")
    assert refused.value.reason == "loss_too_early"
    assert leased(city, device_of(kiosk))
    city.clock.set_wall(loss.ready_utc + timedelta(seconds=1))
    done = confirm_loss(city.city, loss.loss_id, person="Samir")

    assert (done.is_early, done.confirmed_by, done.asked_by) == (False, "Samir", "Nadia")
    assert leased(city, device_of(kiosk)) == ()


def test_what_a_lost_machine_kept_is_granted_to_another(pair):
    city, kiosk, other = pair
    kept = held(kiosk)

    done = lost(city, kiosk)
    sync(city, other, other)

    assert done.n_freed == len(kept)
    assert held(other) & kept


def test_a_lost_machine_may_still_upload_and_its_sale_is_suspect_and_kept(pair):
    city, kiosk, other = pair
    (ticket,) = sell(kiosk)
    lost(city, kiosk)

    sync(city, kiosk)

    with city.city.database.transaction() as unit:
        (case,) = unit.cases.all_open()
        assert (case.kind, case.detail["task"]) == (CaseKind.BOOKING_CONFLICT, "suspect")
        assert case.detail["number"] == ticket.number.replace(" ", "")
        assert {row.booking[-8:] for row in unit.leases.sold()} == {case.detail["number"]}
    sync(city, other)
    assert max(sold_times(city).values()) == 1


def test_a_lost_machine_that_is_found_begins_a_new_life_and_its_old_rights_are_void(pair):
    city, kiosk, other = pair
    before = kiosk.device.identity().incarnation
    lost(city, kiosk)
    sync(city, other, other)

    sync(city, kiosk, kiosk)

    assert kiosk.device.identity().incarnation != before
    assert held(kiosk)
    assert not held(kiosk) & held(other)
    with kiosk.database.unit_of_work() as uow:
        old = [one for one in uow.leases.rights() if one.incarnation == before]
    assert not [one for one in old if one.cell in held(kiosk)]


def test_reclaimed_rights_then_a_late_upload_displace_nobody_silently(pair):
    """Cas 27 : des droits repris, puis un envoi tardif."""
    city, kiosk, other = pair
    (ticket,) = sell(kiosk)
    with kiosk.database.unit_of_work() as uow:
        cells = {one.cell for one in uow.leases.rights() if one.state is RightState.SOLD}
    lost(city, kiosk)
    for _ in range(3):
        sync(city, other)
    while sell(other) and not cells <= sold_cells(other):
        other.sessions.close_interrupted()
        city.clock.pass_time(hours=1)
    sync(city, other)

    sync(city, kiosk)

    with city.city.database.transaction() as unit:
        tasks = [case.detail for case in unit.cases.all_open() if "task" in case.detail]
        numbers = {one.number for one in unit.bookings.between(0, 1 << 40)}
    assert ticket.number.replace(" ", "") in numbers
    assert [one["task"] for one in tasks] in (["conflict"], ["unserved"], ["suspect"])


def sold_cells(kiosk):
    with kiosk.database.unit_of_work() as uow:
        return {one.cell for one in uow.leases.rights() if one.state is RightState.SOLD}


def test_a_declaration_taken_back_frees_nothing_and_stays_on_record(pair):
    city, kiosk, _ = pair
    loss = ask_loss(city.city, device_of(kiosk), LossReason.SILENT, person="Nadia")

    give_up_loss(city.city, loss.loss_id, person="Samir")

    with pytest.raises(Refused) as refused:
        confirm_loss(city.city, loss.loss_id, person="Samir", accepts_early=True)
    assert refused.value.reason == "loss_closed"
    assert leased(city, device_of(kiosk))
    with city.city.database.transaction() as unit:
        assert [one.state for one in unit.losses.all()] == [LossState.GIVEN_UP]


def test_a_machine_is_asked_for_once_and_must_be_known(pair):
    city, kiosk, _ = pair
    ask_loss(city.city, device_of(kiosk), LossReason.BROKEN, person="Nadia")

    for device, rule in ((device_of(kiosk), "loss_asked"), ("ffffffffffff", "device_unknown")):
        with pytest.raises(Refused) as refused:
            ask_loss(city.city, device, LossReason.BROKEN, person="Nadia")
        assert refused.value.reason == rule


def test_a_restored_city_still_knows_which_lives_were_lost(city):
    kiosk = city.machine("a")
    sync(city, kiosk)
    copy = snapshot(city)
    lost(city, kiosk)
    assert leased(city, device_of(kiosk)) == ()

    restore(city, copy)

    assert leased(city, device_of(kiosk)) == ()


def test_orphans_of_an_older_life_are_freed_by_a_declaration_and_by_nothing_else(pair):
    city, kiosk, other = pair
    before = kiosk.device.identity().incarnation
    kept = held(kiosk)

    kiosk.device.renew_incarnation(IncarnationReason.DAMAGE)
    sync(city, kiosk, other)
    orphaned = {row.cell for row in leased(city, device_of(kiosk)) if row.incarnation == before}
    assert orphaned == kept

    lost(city, kiosk)

    with city.city.database.transaction() as unit:
        states = {row.state for row in unit.leases.of_cells(orphaned).values()}
    assert states == {CellState.FREE}
    assert open_cases(city) == []
