# SPDX-License-Identifier: AGPL-3.0-or-later
"""Enrolling for a workshop: what is offered, seats on hold, the ticket, all or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import CancelOutcome, CentreReason, WhoComes
from kiosk.domain.booking_code import read_code
from kiosk.domain.booking_events import listed_of_sale
from kiosk.domain.outbox import EventKind
from kiosk.domain.slots import Slot
from kiosk.domain.workshops import WorkshopState, WorkshopStatus
from kiosk.foundation.errors import Refused
from kiosk.services.booking_rules import BookingRules
from kiosk.services.device import Role
from tests.support.booking_desk import (
    NADIA,
    WEDNESDAY,
    a_machine,
    an_agenda,
    at,
    cells_of,
    events,
    know_each_other,
)
from tests.support.workshop_desk import (
    MOUSE,
    a_seat_holder,
    a_workshop,
    enrolled,
    hear,
    seats_of,
    sold_seats,
)


def test_a_workshop_is_offered_with_its_title_its_leader_and_its_free_seats(tmp_path):
    machine = a_seat_holder(tmp_path, seats=(1, 2, 4))

    (offer,) = machine.workshops.offers("en")

    assert (offer.title, offer.title_fr) == ("The mouse", "La souris")
    assert (offer.start_utc, offer.duration_min) == (at(14), 90)
    assert (offer.mediator_name, offer.documents) == ("Samir", ("Vos lunettes",))
    assert (offer.n_free, offer.state) == (3, WorkshopState.FREE)
    (for_four,) = machine.workshops.offers("fr", party_size=4)
    assert (for_four.n_free, for_four.state) == (3, WorkshopState.FULL)
    (for_three,) = machine.workshops.offers("fr", party_size=3)
    assert for_three.state is WorkshopState.FREE


def test_workshops_come_in_the_order_of_their_time_and_those_over_or_cancelled_do_not(tmp_path):
    machine = a_seat_holder(tmp_path)
    hear(
        machine,
        a_workshop(workshop_id="c", start_utc=at(16)),
        a_workshop(workshop_id="b", start_utc=at(9), notice_min=3 * 24 * 60),
        a_workshop(workshop_id="a", status=WorkshopStatus.CANCELLED),
        a_workshop(workshop_id="d", start_utc=at(15)),
        a_workshop(workshop_id="e", start_utc=machine.clock.now_utc()),
    )

    assert [one.workshop_id for one in machine.workshops.offers("fr")] == ["d", "c"]


def test_the_lowest_free_seats_are_kept_and_one_a_person_is_sold(tmp_path):
    machine = a_seat_holder(tmp_path, seats=(2, 3, 4))

    kept = machine.workshops.hold(MOUSE, 2)
    ticket = machine.appointments.confirm(kept, who=WhoComes(party_size=2))

    assert [cell.mediator_id for cell in kept.cells] == ["atelier:souris:2", "atelier:souris:3"]
    assert set(sold_seats(machine)) == seats_of(a_workshop(), 2, 3)
    assert (ticket.motif_label, ticket.mediator_name) == ("La souris", "Samir")
    assert (ticket.start_utc, ticket.duration_min, ticket.party_size) == (at(14), 90, 2)
    assert ticket.documents == ("Vos lunettes",)
    assert "SUMMARY:La souris" in ticket.event_qr


def test_the_event_of_an_enrolment_stands_for_its_seats(tmp_path):
    machine = a_seat_holder(tmp_path)
    enrolled(machine, 2)

    ((kind, core, _),) = events(machine)

    assert kind is EventKind.APPOINTMENT_SOLD
    assert (core["motif"], core["mediator"], core["party"]) == (
        "atelier:souris",
        "atelier:souris",
        2,
    )
    assert core["cells"] == []
    assert {row.cell for row in listed_of_sale(core)} == seats_of(a_workshop(), 1, 2)


def test_a_hold_comes_back_whole_from_the_disk(tmp_path):
    machine = a_seat_holder(tmp_path, seats=(1, 3))
    kept = machine.workshops.hold(MOUSE, 2)

    with machine.database.unit_of_work() as uow:
        found = uow.leases.find_hold(
            kept.hold_id, now_s=machine.clock.monotonic_s(), boot_id=machine.clock.boot_id()
        )
        on_hold = uow.leases.on_hold(machine.clock.monotonic_s(), machine.clock.boot_id())

    assert found == kept
    assert on_hold == seats_of(a_workshop(), 1, 3)


def test_a_party_of_two_with_one_seat_left_gets_none(tmp_path):
    """Cas 39."""
    machine = a_seat_holder(tmp_path, seats=(3,))

    with pytest.raises(Refused) as refused:
        machine.workshops.hold(MOUSE, 2)

    assert (refused.value.reason, refused.value.values) == ("seats_missing", {"n_free": 1})
    assert sold_seats(machine) == {}
    (offer,) = machine.workshops.offers("fr", party_size=2)
    assert (offer.n_free, offer.state) == (1, WorkshopState.WAITING)


def test_more_people_than_seats_on_hold_are_refused_and_nothing_is_sold(tmp_path):
    machine = a_seat_holder(tmp_path)
    kept = machine.workshops.hold(MOUSE, 1)

    with pytest.raises(Refused) as refused:
        machine.appointments.confirm(kept, who=WhoComes(party_size=2))

    assert (refused.value.reason, refused.value.values) == ("party_needs_seats", {"n_seats": 1})
    assert (sold_seats(machine), events(machine)) == ({}, [])
    machine.appointments.confirm(kept, who=WhoComes(party_size=1))


def test_fewer_people_than_seats_on_hold_take_one_each(tmp_path):
    machine = a_seat_holder(tmp_path)
    kept = machine.workshops.hold(MOUSE, 3)

    machine.appointments.confirm(kept, who=WhoComes(party_size=2))

    assert set(sold_seats(machine)) == seats_of(a_workshop(), 1, 2)
    (offer,) = machine.workshops.offers("fr")
    assert offer.n_free == 2


@pytest.mark.parametrize("party_size", [0, 7])
def test_a_party_out_of_bounds_is_refused(tmp_path, party_size):
    with pytest.raises(Refused, match="party_too_big"):
        a_seat_holder(tmp_path).workshops.hold(MOUSE, party_size)


def test_an_unknown_workshop_is_refused(tmp_path):
    machine = a_seat_holder(tmp_path, role=Role.POSTE)

    for attempt in (
        lambda: machine.workshops.hold("autre", 1),
        lambda: machine.workshops.wait("autre"),
        lambda: machine.workshops.sheet("autre"),
        lambda: machine.workshops.note_walk_ins("autre", 1),
    ):
        with pytest.raises(Refused, match="workshop_unknown"):
            attempt()
    assert machine.workshops.find("autre") is None
    assert machine.workshops.find(MOUSE) == a_workshop()


def test_the_choice_of_times_sells_no_seat(tmp_path):
    machine = a_seat_holder(tmp_path)
    slot = Slot(at(14), "atelier:souris", 90)

    with pytest.raises(Refused, match="slot_taken"):
        machine.appointments.hold("atelier:souris", slot)
    assert machine.appointments.slots("atelier:souris", WEDNESDAY) == ()
    assert "atelier:souris" not in [need.motif_id for need in machine.appointments.needs("fr")]


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda machine: machine.clock.set_wall(at(9) - timedelta(days=30)), "clock_not_trusted"),
        (lambda machine: enrolled(machine, 1), "too_many"),
    ],
)
def test_the_rules_of_a_slot_hold_for_a_seat(tmp_path, prepare, reason):
    machine = a_seat_holder(tmp_path, rules=BookingRules(max_an_hour=1))
    prepare(machine)

    with pytest.raises(Refused, match=reason):
        machine.workshops.hold(MOUSE, 1)
    (offer,) = machine.workshops.offers("fr")
    assert (offer.n_free, offer.state) == (0, WorkshopState.WAITING)


def test_a_machine_without_enrolment_or_rights_offers_the_list_only(tmp_path):
    agenda = an_agenda(workshops=(a_workshop(),))
    stranger = a_machine(tmp_path / "a", None, agenda=agenda)
    poor = a_machine(tmp_path / "b", agenda=agenda)

    for machine, reason in ((stranger, "not_enrolled"), (poor, "no_rights")):
        assert machine.workshops.offers("fr")[0].state is WorkshopState.WAITING
        with pytest.raises(Refused, match=reason):
            machine.workshops.hold(MOUSE, 1)
    assert poor.workshops.wait(MOUSE).start_utc is None


def test_a_hold_of_seats_ends_that_of_a_slot_and_the_other_way_round(tmp_path):
    machine = a_seat_holder(tmp_path)
    machine.grant(cells_of(an_agenda(), "caf", WEDNESDAY, WEDNESDAY))
    slot = machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))
    seats = machine.workshops.hold(MOUSE, 1)

    with pytest.raises(Refused, match="hold_expired"):
        machine.appointments.confirm(slot)
    machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))
    with pytest.raises(Refused, match="hold_expired"):
        machine.appointments.confirm(seats)


def test_seats_let_go_are_free_again_at_once(tmp_path):
    machine = a_seat_holder(tmp_path, seats=(1,))
    machine.appointments.release(machine.workshops.hold(MOUSE, 1))

    assert enrolled(machine).start_utc == at(14)


def test_a_seat_cancelled_here_is_not_sold_again_here(tmp_path):
    machine = a_seat_holder(tmp_path, seats=(1,))
    ticket = enrolled(machine)

    outcome = machine.appointments.cancel(machine.appointments.find(ticket.number))

    assert outcome is CancelOutcome.EFFECTIVE
    with pytest.raises(Refused, match="no_rights"):
        machine.workshops.hold(MOUSE, 1)


def test_the_square_of_the_longest_names_is_read_and_cancels_elsewhere(tmp_path):
    workshop = a_workshop(workshop_id="x" * 48)
    seller = a_seat_holder(tmp_path / "a", "k-1", workshop=workshop)
    other = a_machine(tmp_path / "b", "k-2", agenda=an_agenda(workshops=(workshop,)))
    know_each_other(seller, other)
    ticket = enrolled(seller, 2, workshop.workshop_id)

    found = other.appointments.find_by_code(ticket.code_qr)

    assert read_code(ticket.code_qr).core.motif_id == workshop.resource
    assert (found.motif_label, found.start_utc, found.is_checked) == ("La souris", at(14), True)
    assert other.appointments.cancel(found) is CancelOutcome.ONCE_SENT


@pytest.mark.parametrize(
    ("minutes", "reason"), [(-31, "too_early"), (-30, None), (15, None), (16, "too_late")]
)
def test_one_arrives_from_half_an_hour_before_until_a_quarter_after(tmp_path, minutes, reason):
    machine = a_seat_holder(tmp_path)
    ticket = enrolled(machine)
    machine.clock.set_wall(at(14) + timedelta(minutes=minutes))

    if reason:
        with pytest.raises(Refused, match=reason):
            machine.appointments.arrive(ticket.number)
    else:
        found = machine.appointments.arrive(ticket.number)
        assert found.status is AppointmentStatus.ARRIVED


def test_an_enrolment_moves_to_another_workshop_the_new_seats_first(tmp_path):
    later = a_workshop(workshop_id="tablette", start_utc=at(10) + timedelta(days=2))
    machine = a_seat_holder(tmp_path, seats=(1, 2))
    hear(machine, a_workshop(), later)
    machine.grant(seats_of(later, 1), request=1)
    old = enrolled(machine, 2)

    with pytest.raises(Refused, match="seats_missing"):
        machine.workshops.hold("tablette", 2)
    short = machine.workshops.hold("tablette", 1)
    with pytest.raises(Refused, match="party_needs_seats"):
        machine.appointments.move(old.number, short)
    assert machine.appointments.find(old.number).status is AppointmentStatus.CONFIRMED

    machine.grant(seats_of(later, 2, 3), request=1)
    new = machine.appointments.move(old.number, machine.workshops.hold("tablette", 2))

    assert (new.start_utc, new.party_size) == (later.start_utc, 2)
    assert machine.appointments.find(old.number).status is AppointmentStatus.MOVED
    core = events(machine)[-1][1]
    assert core["moved_from"]["number"] == old.number.replace(" ", "")
    assert len(core["seats"]) == 2


def test_an_enrolment_moves_to_an_ordinary_appointment_and_back(tmp_path):
    machine = a_seat_holder(tmp_path)
    machine.grant(cells_of(an_agenda(), "caf", WEDNESDAY, WEDNESDAY))
    seat = enrolled(machine)

    hour = machine.appointments.move(
        seat.number, machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))
    )
    back = machine.appointments.move(hour.number, machine.workshops.hold(MOUSE, 1))

    assert events(machine)[1][1].get("seats") is None
    assert events(machine)[1][1]["cells"]
    assert back.motif_label == "La souris"
    assert machine.appointments.find(hour.number).moved_to == back.number


def test_the_centre_cancels_an_enrolment_and_the_ticket_says_why(tmp_path):
    machine = a_seat_holder(tmp_path)
    ticket = enrolled(machine)

    machine.appointments.cancel_by_centre(ticket.number, CentreReason.WORKSHOP_CANCELLED)

    found = machine.appointments.find(ticket.number)
    assert found.status is AppointmentStatus.CANCELLED_BY_CENTRE
    assert found.reason is CentreReason.WORKSHOP_CANCELLED


def test_a_workshop_that_the_city_ended_is_told_with_its_reason(tmp_path):
    machine = a_seat_holder(tmp_path)
    ticket = enrolled(machine)
    with machine.database.unit_of_work() as uow:
        known, _ = uow.appointments.by_number(ticket.number.replace(" ", ""))[0]
        ended = replace(
            known,
            standing=replace(known.standing, ending=known.standing.ending.BY_CENTRE),
            reason=CentreReason.WORKSHOP_CANCELLED,
        )
        uow.appointments.replace_synced([ended])
        uow.commit()

    found = machine.appointments.find(ticket.number)
    assert found.reason is CentreReason.WORKSHOP_CANCELLED
    assert found.status is AppointmentStatus.CANCELLED_BY_CENTRE
