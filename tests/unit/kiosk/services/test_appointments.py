# SPDX-License-Identifier: AGPL-3.0-or-later
"""Booking at a machine without network."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from kiosk.domain.appointments import (
    AppointmentStatus,
    Attendance,
    HalfDay,
    StopReason,
    TicketState,
    Wish,
    WishedTime,
)
from kiosk.domain.booking_events import annex_parts
from kiosk.domain.openings import Absence
from kiosk.domain.outbox import EventKind, OutboxLane
from kiosk.domain.sessions import OpenSession
from kiosk.domain.slots import DayState, Slot
from kiosk.foundation.errors import Refused
from kiosk.foundation.sealing import open_sealed, seal_info
from kiosk.services.booking_rules import BookingRules
from tests.support.booking_desk import (
    CITY,
    NADIA,
    NOW,
    SAMIR,
    TUESDAY,
    WEDNESDAY,
    a_machine,
    a_seller,
    an_agenda,
    an_opening,
)


def at(hour: int, minute: int = 0, day: date = WEDNESDAY) -> datetime:
    """Return the instant of a wall time in Paris, in winter."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


def booked(machine, start=None, **said):
    """Book a CAF appointment on Wednesday 25 November at 9 h."""
    slot = Slot(start or at(9), NADIA.mediator_id, 45)
    return machine.appointments.confirm(machine.appointments.hold("caf", slot), **said)


def events(machine):
    """Return the events of the lane of bookings."""
    with machine.database.unit_of_work() as uow:
        pending = uow.outbox.pending(OutboxLane.BOOKINGS, 100)
    return [(event.kind, json.loads(event.core_json)["core"], event.annex) for event in pending]


def n_rows(machine, table):
    with machine.database.connection() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_a_slot_of_our_rights_is_confirmed_with_one_event(tmp_path):
    machine = a_seller(tmp_path)

    ticket = booked(machine)

    assert ticket.state is TicketState.CONFIRMED
    assert ticket.start_utc == at(9)
    assert ticket.mediator_name == "Nadia"
    assert ticket.centre.address == "14 place de la Fosse-aux-Chênes"
    ((kind, core, annex),) = events(machine)
    assert kind is EventKind.APPOINTMENT_SOLD
    assert core["number"] == ticket.number.replace(" ", "")
    first_step = int(at(9).timestamp()) // 300
    assert core["cells"] == [[first_step, 9, 1]]
    assert annex is None


def test_the_event_of_a_sale_tells_no_minute_of_the_sale(tmp_path):
    machine = a_seller(tmp_path)
    booked(machine)

    ((_, core, _),) = events(machine)
    assert set(core) == {
        "booking",
        "number",
        "mediator",
        "motif",
        "start",
        "duration_min",
        "cells",
    }


def test_a_sold_slot_is_offered_no_more(tmp_path):
    machine = a_seller(tmp_path)
    before = machine.appointments.slots("caf", WEDNESDAY)
    booked(machine)

    after = machine.appointments.slots("caf", WEDNESDAY)

    assert [slot.start_utc for slot in before] == [at(9), at(9, 45), at(10, 30), at(11, 15)]
    assert [slot.start_utc for slot in after] == [at(9, 45), at(10, 30), at(11, 15)]


def test_a_need_of_another_length_does_not_overlap_a_sale(tmp_path):
    machine = a_seller(tmp_path)
    booked(machine)

    starts = [slot.start_utc for slot in machine.appointments.slots("impots", WEDNESDAY)]

    assert starts == [at(10), at(10, 30), at(11), at(11, 30)]


def test_a_slot_outside_our_rights_is_neither_shown_nor_held(tmp_path):
    machine = a_machine(tmp_path)

    offers = machine.appointments.days("caf")

    assert {offer.n_free for offer in offers} == {0}
    assert machine.appointments.selling().reason is StopReason.NO_RIGHTS
    with pytest.raises(Refused, match="no_rights"):
        machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))


def test_days_run_from_tomorrow_for_two_weeks_and_say_free_full_or_closed(tmp_path):
    machine = a_seller(tmp_path)
    for start in (at(9), at(9, 45), at(10, 30), at(11, 15)):
        booked(machine, start)

    offers = machine.appointments.days("caf")

    assert [offer.day for offer in offers] == [TUESDAY + timedelta(days=n) for n in range(14)]
    states = {offer.day: offer.state for offer in offers}
    assert states[TUESDAY] is DayState.FREE
    assert states[WEDNESDAY] is DayState.FULL
    assert states[date(2026, 11, 28)] is DayState.CLOSED


def test_two_mediators_at_one_hour_make_one_button_for_the_least_busy(tmp_path):
    samir = an_opening("o-2", mediator_id=SAMIR.mediator_id)
    machine = a_seller(tmp_path, agenda=an_agenda(an_opening(), samir))
    first = machine.appointments.slots("caf", WEDNESDAY)
    booked(machine, at(9, 45))

    second = machine.appointments.slots("caf", WEDNESDAY)

    assert len(first) == len(second) == 4
    assert {slot.mediator_id for slot in first} == {NADIA.mediator_id}
    assert {slot.mediator_id for slot in second} == {SAMIR.mediator_id}


def test_holding_another_slot_lets_the_first_one_go(tmp_path):
    machine = a_seller(tmp_path)
    first = machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))
    machine.appointments.hold("caf", Slot(at(9, 45), NADIA.mediator_id, 45))

    with pytest.raises(Refused, match="hold_expired"):
        machine.appointments.confirm(first)


def test_a_hold_ends_by_itself_after_five_minutes(tmp_path):
    machine = a_seller(tmp_path)
    hold = machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))
    machine.clock.pass_time(minutes=5)

    with pytest.raises(Refused, match="hold_expired"):
        machine.appointments.confirm(hold)
    assert n_rows(machine, "appointment") == 0


def test_a_hold_of_another_boot_confirms_nothing(tmp_path):
    machine = a_seller(tmp_path)
    hold = machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))
    machine.clock.reboot("boot-2")

    with pytest.raises(Refused, match="hold_expired"):
        machine.appointments.confirm(hold)


def test_confirming_twice_books_once(tmp_path):
    machine = a_seller(tmp_path)
    hold = machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))
    machine.appointments.confirm(hold)

    with pytest.raises(Refused, match="hold_expired"):
        machine.appointments.confirm(hold)
    assert n_rows(machine, "appointment") == 1


def test_an_absence_that_arrives_while_a_slot_is_held_refuses_it(tmp_path):
    machine = a_seller(tmp_path)
    hold = machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))
    with machine.database.unit_of_work() as uow:
        uow.agenda.add_absence(Absence("a-1", NADIA.mediator_id, at(9, 30), at(10)))
        uow.commit()

    with pytest.raises(Refused, match="slot_taken"):
        machine.appointments.confirm(hold)


def test_rights_that_were_returned_while_held_elsewhere_confirm_nothing(tmp_path):
    machine = a_seller(tmp_path)
    hold = machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))
    with machine.database.unit_of_work() as uow:
        uow.leases.end_all_holds()
        uow.leases.give_back(hold.cells, now_s=0.0, boot_id="boot-1")
        kept = uow.leases.add_hold(hold, machine.clock.boot_id())
        uow.commit()

    with pytest.raises(Refused, match="slot_taken"):
        machine.appointments.confirm(kept)


def test_the_database_itself_refuses_a_second_live_sale_of_a_cell(tmp_path):
    machine = a_seller(tmp_path)
    booked(machine)
    with machine.database.unit_of_work() as uow:
        rights = [right for right in uow.leases.rights() if right.booking]
        with pytest.raises(Refused, match="slot_taken"):
            uow.leases.note_sale(rights)


def test_a_refused_sale_leaves_nothing_half_written(tmp_path):
    machine = a_seller(tmp_path)
    machine.clock.pass_time(minutes=1)
    hold = machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))
    with machine.database.unit_of_work() as uow:
        uow.device.save(replace(uow.device.get(), device_id=None))
        uow.commit()

    with pytest.raises(Refused, match="not_enrolled"):
        machine.appointments.confirm(hold, label="Amina")
    assert n_rows(machine, "appointment") == n_rows(machine, "outbox") == 0
    assert n_rows(machine, "sold_cell") == 0


def test_rights_stop_selling_once_sell_until_has_passed(tmp_path):
    machine = a_seller(tmp_path)
    machine.clock.pass_time(days=7)
    machine.device.note_instant()

    assert machine.appointments.selling().reason is StopReason.NO_RIGHTS


@pytest.mark.parametrize("leap", [timedelta(hours=-1), timedelta(days=365)])
def test_a_clock_in_doubt_stops_sales_but_neither_requests_nor_numbers(tmp_path, leap):
    machine = a_seller(tmp_path)
    machine.clock.set_wall(NOW + leap)

    assert machine.appointments.selling().reason is StopReason.CLOCK_NOT_TRUSTED
    assert machine.appointments.slots("caf", WEDNESDAY) == ()
    assert {offer.n_free for offer in machine.appointments.days("caf")} == {0}
    assert machine.appointments.request("caf", Wish()).state is TicketState.REQUESTED
    assert machine.queue.take().number == "1"


def test_sales_begin_again_once_the_date_is_confirmed(tmp_path):
    machine = a_seller(tmp_path)
    machine.clock.set_wall(NOW - timedelta(hours=2))
    machine.device.confirm_date(date(2026, 11, 23))

    assert machine.appointments.selling().allowed


def test_a_machine_without_enrolment_asks_but_does_not_sell(tmp_path):
    machine = a_machine(tmp_path, None)

    ticket = machine.appointments.request("caf", Wish())

    assert machine.appointments.selling().reason is StopReason.NOT_ENROLLED
    assert ticket.number.startswith("9")
    assert ticket.code_qr == ticket.number.replace(" ", "")
    with pytest.raises(Refused, match="not_enrolled"):
        machine.appointments.request("caf", Wish(), label="Amina")


def test_label_and_contact_are_sealed_to_the_city_and_the_label_to_the_desk(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine, label="  Mme  SENTINELLE ", contact="06 00 00 00 01")

    ((_, core, annex),) = events(machine)
    parts = annex_parts(annex)

    def opened(part, field, key):
        info = seal_info(
            tenant=CITY,
            device="k-1",
            incarnation=machine.incarnation(),
            record=core["number"],
            field=field,
        )
        return open_sealed(key, parts[part], info).decode()

    assert opened("label", "label", machine.city_key) == "Mme SENTINELLE"
    assert opened("contact", "contact", machine.city_key) == "06 00 00 00 01"
    assert opened("label_desk", "label", machine.desk_key) == "Mme SENTINELLE"
    assert "contact_desk" not in parts
    assert machine.appointments.open_label(ticket.number) == "Mme SENTINELLE"


def test_a_label_stands_nowhere_in_the_clear(tmp_path):
    machine = a_seller(tmp_path)
    booked(machine, label="Mme SENTINELLE", contact="sentinelle@example.org")
    with machine.database.connection() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type='table'"))
        dump = b"".join(
            repr(tuple(row)).encode()
            for (name,) in names.all()
            for row in connection.execute(text(f"SELECT * FROM {name}"))
        )

    assert b"entinelle" not in dump.lower()


def test_a_label_of_twenty_one_characters_is_refused_by_name(tmp_path):
    machine = a_seller(tmp_path)
    hold = machine.appointments.hold("caf", Slot(at(9), NADIA.mediator_id, 45))

    with pytest.raises(Refused, match="label_too_long"):
        machine.appointments.confirm(hold, label="x" * 21)


def test_the_number_comes_from_the_pool_then_from_the_machines_own_space(tmp_path):
    machine = a_seller(tmp_path)
    incarnation = machine.incarnation()
    with machine.database.unit_of_work() as uow:
        uow.leases.add_numbers(["48291630"], incarnation)
        uow.leases.add_numbers(["55555555"], "f" * 16)
        uow.commit()

    first, second = booked(machine), booked(machine, at(9, 45))

    assert first.number == "4829 1630"
    assert second.number.startswith("9")


def test_one_session_books_once(tmp_path):
    machine = a_seller(tmp_path)
    with machine.database.unit_of_work() as uow:
        session_id = uow.sessions.open(an_open_session())
        uow.commit()
    booked(machine)

    with pytest.raises(Refused, match="one_a_session"):
        booked(machine, at(9, 45))
    with pytest.raises(Refused, match="one_a_session"):
        machine.appointments.request("caf", Wish())

    with machine.database.unit_of_work() as uow:
        uow.sessions.forget_open(session_id)
        uow.sessions.open(an_open_session())
        uow.commit()
    assert booked(machine, at(9, 45)).state is TicketState.CONFIRMED


def an_open_session():
    return OpenSession(
        session_id=0,
        opened_utc=NOW,
        opened_monotonic_s=1000.0,
        boot_id="boot-1",
        language="fr",
        lasted_s=0.0,
        traces=(),
    )


def test_a_machine_sells_a_set_number_an_hour(tmp_path):
    machine = a_seller(tmp_path, rules=BookingRules(max_an_hour=1))
    booked(machine)

    assert machine.appointments.selling().reason is StopReason.TOO_MANY
    machine.clock.pass_time(hours=1)
    assert machine.appointments.selling().allowed


def test_a_request_keeps_the_wish_and_tells_it(tmp_path):
    machine = a_seller(tmp_path)
    wish = Wish((WishedTime(WEDNESDAY, HalfDay.MORNING), WishedTime(TUESDAY)))

    ticket = machine.appointments.request("sejour", wish, label="Ali")

    assert (ticket.state, ticket.start_utc, ticket.event_qr) == (TicketState.REQUESTED, None, None)
    ((kind, core, annex),) = events(machine)
    assert kind is EventKind.REQUEST_MADE
    assert core["wish"] == "2026-11-25:morning,2026-11-24:any"
    assert set(annex_parts(annex)) == {"label", "label_desk"}
    (waiting,) = machine.appointments.requests_for_desk()
    assert (waiting.number, waiting.wish) == (ticket.number, wish)
    assert machine.appointments.open_label(ticket.number) == "Ali"


def test_needs_are_told_in_the_language_with_french_beside(tmp_path):
    machine = a_machine(tmp_path)

    need = machine.appointments.needs("ar")[0]

    assert (need.label_fr, need.duration_min, need.icon) == ("CAF et logement", 45, "home-heart")
    assert need.label != need.label_fr
    assert "RIB" in " ".join(need.documents)


def test_a_need_that_nobody_receives_is_not_offered(tmp_path):
    machine = a_machine(tmp_path, agenda=an_agenda(an_opening(motif_ids=("impots",))))

    assert [need.motif_id for need in machine.appointments.needs("fr")] == ["impots"]


def test_the_desk_sees_the_day_in_order_and_says_who_came(tmp_path):
    machine = a_seller(tmp_path)
    late, early = booked(machine, at(10, 30)), booked(machine)

    machine.appointments.mark_attended(early.number, Attendance.ATTENDED)
    machine.appointments.mark_attended(late.number, Attendance.ABSENT)

    day = machine.appointments.day_for_desk(WEDNESDAY)
    assert [(one.number, one.status) for one in day] == [
        (early.number, AppointmentStatus.ATTENDED),
        (late.number, AppointmentStatus.ABSENT),
    ]
    kinds = [kind for kind, _, _ in events(machine)]
    assert kinds[2:] == [EventKind.APPOINTMENT_ATTENDED] * 2


def test_marking_an_unknown_number_is_refused(tmp_path):
    machine = a_seller(tmp_path)

    with pytest.raises(Refused, match="number_unknown"):
        machine.appointments.mark_attended("1234 5678", Attendance.ATTENDED)


def test_the_age_of_the_agenda_is_told(tmp_path):
    machine = a_machine(tmp_path)

    assert machine.appointments.agenda_age() == NOW - timedelta(minutes=48)
