# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger after reports and sales in any order: no cell is lost, none is given twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.domain.booking_events import Proof, annex_bytes, split_desk_label
from kiosk.domain.lease_ledger import CellState
from kiosk.domain.leases import RightState
from kiosk.domain.outbox import EventKind, Identity, OutboxLane, event_id
from kiosk.domain.packed_visit import unpacked
from kiosk.domain.periods import Period
from kiosk.services.device import IncarnationReason
from sync.right_rows import grant_of
from sync.server.reports import network_visits
from sync.server.storage.cases import CaseKind
from sync.wire import LeaseRuns
from tests.support.raw_machine import LIFE, RawMachine, event, lane, verdicts
from tests.sync.test_rights import held, open_cases, sell

NINE = int(datetime(2026, 11, 25, 8, 0, tzinfo=UTC).timestamp())
FIRST = NINE // 300
NUMBER = "12345678"
NEW_LIFE = "b" * 16


def sold(sequence=1, *, life=LIFE, number=NUMBER, cells=((FIRST, 6, 1),), **extra):
    core = {
        "booking": f"{life}.{number}",
        "number": number,
        "mediator": "samira",
        "motif": "caf",
        "start": NINE // 60,
        "duration_min": 30,
        "cells": [list(run) for run in cells],
    }
    return event(sequence, EventKind.APPOINTMENT_SOLD, core, **extra)


def cancelled(sequence=1, *, life=LIFE, device="", proof=Proof.OWN):
    core = {
        "booking": f"{life}.{NUMBER}",
        "number": NUMBER,
        "device": device,
        "proof": proof.value,
    }
    return event(sequence, EventKind.APPOINTMENT_CANCELLED, core)


def run(state, *, booking=f"{LIFE}.{NUMBER}", epoch=1):
    return LeaseRuns("samira", [FIRST, 6], epoch, state.value, booking)


def states(machine):
    with machine.city.database.transaction() as unit:
        rows = unit.leases.between({"samira"}, FIRST, FIRST + 5)
    return {row.state for row in rows.values()}


@pytest.fixture
def machine(any_city):
    return RawMachine(any_city.city)


def test_a_booking_cancelled_before_its_report_leaves_its_cells_free(machine):
    other = RawMachine(machine.city, device="ba9876543210", life="c" * 16)
    told = cancelled(device=machine.device, proof=Proof.TICKET)
    other.ask(bookings=lane(told))

    reply = machine.ask(leases=[run(RightState.SOLD)])

    assert reply.lease_acks
    assert states(machine) == {CellState.FREE}


def test_a_sale_known_by_its_event_alone_takes_its_cells(machine):
    reply = machine.ask(bookings=lane(sold()))

    assert verdicts(reply, "bookings") == {1: "accepted"}
    assert states(machine) == {CellState.SOLD}
    assert open_cases_of(machine) == []


def test_a_sale_known_by_its_event_alone_is_granted_to_nobody(city):
    kiosk, other = city.machine("a"), city.machine("b")
    city.client(kiosk).exchange()
    sell(kiosk)
    with kiosk.database.unit_of_work() as uow:
        lost = {right.cell for right in uow.leases.rights() if right.state is RightState.SOLD}
        uow.leases.clear([right.listed for right in uow.leases.rights()])
        uow.commit()
    kiosk.device.renew_incarnation(IncarnationReason.DAMAGE)

    city.client(kiosk).exchange()
    city.client(other).exchange()

    assert len(lost) == 6
    with city.city.database.transaction() as unit:
        assert {row.cell for row in unit.leases.sold()} == lost
    assert not lost & held(other)
    assert open_cases(city) == []


def test_a_sale_known_by_its_event_on_the_cells_of_another_is_a_case(machine):
    other = RawMachine(machine.city, device="ba9876543210", life="c" * 16)
    other.ask(bookings=lane(sold(life="c" * 16, number="22345678")))

    machine.ask(bookings=lane(sold()))

    assert open_cases_of(machine) == [CaseKind.BOOKING_CONFLICT]
    with machine.city.database.transaction() as unit:
        rows = unit.leases.between({"samira"}, FIRST, FIRST + 5)
        assert len(unit.bookings.between(0, 1 << 40)) == 2
    assert {row.device for row in rows.values()} == {other.device}


def test_an_event_cancelled_before_it_came_takes_no_cell(machine):
    other = RawMachine(machine.city, device="ba9876543210", life="c" * 16)
    other.ask(bookings=lane(cancelled(device=machine.device, proof=Proof.TICKET)))

    machine.ask(bookings=lane(sold()))

    assert states(machine) <= {CellState.FREE}
    with machine.city.database.transaction() as unit:
        assert unit.leases.sold() == ()


def test_a_sale_without_its_cells_is_kept_and_shown_to_a_person(machine):
    reply = machine.ask(bookings=lane(sold(cells=())))

    assert verdicts(reply, "bookings") == {1: "accepted"}
    assert open_cases_of(machine) == [CaseKind.INCOMPLETE_SALE]


def test_a_sale_of_a_thousand_cells_takes_none_of_them(machine):
    runs = [(FIRST + 300 * at, 288, 1) for at in range(4)]

    machine.ask(bookings=lane(sold(cells=runs)))

    assert open_cases_of(machine) == [CaseKind.INCOMPLETE_SALE]
    assert states(machine) == set()


def test_cells_listed_in_a_request_are_not_granted_in_its_answer(machine):
    first = machine.ask(can_hold_leases=True)
    rows = [LeaseRuns(one.mediator, one.runs, one.epoch, "returned") for one in first.grant.rows]
    listed = {granted.cell for granted in grant_of(first.grant).cells}

    second = machine.ask(can_hold_leases=True, leases=rows)

    again = grant_of(second.grant).cells if second.grant else ()
    assert listed
    assert not listed & {granted.cell for granted in again}


def test_a_label_goes_down_with_the_life_that_sealed_it(machine):
    post = RawMachine(machine.city, device="ba9876543210", life="c" * 16, role="poste")
    machine.ask(bookings=lane(sold(annex=annex_bytes({"label_desk": b"sealed"}))))

    reply = post.ask()

    (booking,) = reply.bookings
    assert split_desk_label(from_base64(booking.label)) == (LIFE, b"sealed")


def test_a_label_offered_again_under_a_newer_life_keeps_the_life_that_sealed_it(machine):
    post = RawMachine(machine.city, device="ba9876543210", life="c" * 16, role="poste")
    annex = annex_bytes({"label_desk": b"sealed"})
    machine.life, machine.request = NEW_LIFE, 0
    wish = event(
        2,
        EventKind.REQUEST_MADE,
        {"number": "22345678", "motif": "caf", "wish": ""},
        annex=annex,
        origin=f"{LIFE}/bookings/8",
    )
    machine.ask(bookings=lane(sold(annex=annex, origin=f"{LIFE}/bookings/7"), wish))

    reply = post.ask()

    labels = [reply.bookings[0].label, reply.requests[0].label]
    assert [split_desk_label(from_base64(one)) for one in labels] == [(LIFE, b"sealed")] * 2


def test_a_post_opens_the_label_of_a_sale_made_before_a_new_life(city):
    post, kiosk = city.machine("p", "poste"), city.machine("a")
    city.client(kiosk).exchange()
    (ticket,) = sell(kiosk, label="Fatou")
    kiosk.device.renew_incarnation(IncarnationReason.CONFLICT)
    city.client(kiosk).exchange()

    city.client(post).exchange()

    assert post.appointments.open_label(ticket.number) == "Fatou"


def test_a_second_post_of_the_centre_is_told_that_it_cannot_read_a_label(city):
    first = city.machine("p", "poste")
    city.clock.pass_time(minutes=1)
    second = city.machine("q", "poste")
    kiosk = city.machine("a")
    for one in (first, second, kiosk):
        city.client(one).exchange()
    (ticket,) = sell(kiosk, label="Fatou")
    city.client(kiosk).exchange()
    city.client(first).exchange()
    city.client(second).exchange()

    assert first.appointments.open_label(ticket.number) == "Fatou"
    assert second.appointments.open_label(ticket.number) is None


def test_the_desk_of_a_centre_is_its_oldest_post_whatever_the_names(city):
    oldest = city.machine("p", "poste")
    city.clock.pass_time(minutes=1)
    for name in ("q", "r", "s"):
        city.machine(name, "poste")
        city.clock.pass_time(minutes=1)
    with city.city.database.transaction() as unit:
        desk = unit.fleet.machine(oldest.device.identity().device_id).desk_key
    kiosk = city.machine("a")
    city.client(kiosk).exchange()

    assert kiosk.device.sealing_keys().desk.hex() == desk


def test_a_visit_offered_again_keeps_the_identity_that_its_correction_names(machine):
    core = {
        "kind": "individuel",
        "day": "2026-11-23",
        "centre": "NORD",
        "place": "lieu_activite",
        "minutes": 30,
        "themes": [],
        "origin": "by_hand",
        "entered": "2026-11-23T08Z",
        "by": "mediator",
    }
    core |= valid_words()
    machine.life, machine.request = NEW_LIFE, 0
    recorded = event(1, EventKind.VISIT_RECORDED, core, origin=f"{LIFE}/logs/7")
    named = {"incarnation": LIFE, "sequence": 7}
    changed = {
        **core,
        "minutes": 45,
        "visit": named,
        "version": 2,
        "changed": "2026-11-23T09Z",
        "changed_by": core["by"],
    }
    corrected = event(2, EventKind.VISIT_CORRECTED, changed)

    reply = machine.ask(logs=lane(recorded, corrected))

    assert verdicts(reply) == {1: "accepted", 2: "accepted"}
    with network_visits(machine.city, Period(DAY, DAY)) as counted:
        (row,) = map(unpacked, counted.rows)
    assert row.minutes == 45
    assert row.row_id == event_id(machine.device, Identity(LIFE, OutboxLane.LOGS, 7))


@pytest.mark.parametrize("origin", ["x", f"{LIFE}/logs/{'9' * 5000}", f"{LIFE}/logs/-1", "a/b/c"])
def test_an_origin_that_is_none_stops_no_queue(machine, origin):
    from tests.support.raw_machine import session

    odd = session(1)
    odd = type(odd)(odd.sequence, odd.core_json, odd.hash, odd.annex, odd.annex_digest, origin)

    reply = machine.ask(logs=lane(odd, session(2)))

    assert machine.acked() == 2
    assert verdicts(reply)[2] == "accepted"


DAY = datetime(2026, 11, 23, tzinfo=UTC).date()


def valid_words():
    from kiosk.domain.attendance import RecordedBy, VisitKind, VisitOrigin

    return {
        "kind": next(iter(VisitKind)).value,
        "origin": next(iter(VisitOrigin)).value,
        "by": next(iter(RecordedBy)).value,
    }


def open_cases_of(machine):
    with machine.city.database.transaction() as unit:
        return [case.kind for case in unit.cases.all_open()]


def from_base64(text):
    import base64

    return base64.b64decode(text, validate=True)
