# SPDX-License-Identifier: AGPL-3.0-or-later
"""Booking at a machine without network."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointments import StopReason, TicketState, WhoComes
from kiosk.domain.booking_events import annex_parts
from kiosk.domain.openings import Absence
from kiosk.domain.outbox import EventKind
from kiosk.domain.slots import DayState, Slot
from kiosk.foundation.errors import Refused
from kiosk.foundation.sealing import open_sealed, seal_info
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
    at,
    booked,
    events,
)


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
    """Cas 21 : la place gardée se rend pendant la saisie."""
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
    """Cas 25 : deux touches, un seul rendez-vous."""
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
        machine.appointments.confirm(hold, who=WhoComes(label="Amina"))
    assert n_rows(machine, "appointment") == n_rows(machine, "outbox") == 0
    assert n_rows(machine, "sold_cell") == 0


@pytest.mark.parametrize("leap", [timedelta(hours=-1), timedelta(days=365)])
def test_a_clock_in_doubt_stops_sales_but_neither_requests_nor_numbers(tmp_path, leap):
    """Cas 29 : horloge en arrière d’une heure, ou bien trop en avant."""
    machine = a_seller(tmp_path)
    machine.clock.set_wall(NOW + leap)

    assert machine.appointments.selling().reason is StopReason.CLOCK_NOT_TRUSTED
    assert machine.appointments.slots("caf", WEDNESDAY) == ()
    assert {offer.n_free for offer in machine.appointments.days("caf")} == {0}
    assert machine.appointments.request("caf", Wish()).state is TicketState.REQUESTED
    assert machine.queue.take().number == "1"


def test_a_clock_a_day_ahead_sells_less_and_nothing_that_is_not_ours(tmp_path):
    """Cas 29 : en avant d’un jour, dans ce que la règle croit : ce jour-là ne se vend plus."""
    machine = a_seller(tmp_path)
    before = machine.appointments.slots("caf", WEDNESDAY)
    machine.clock.set_wall(NOW + timedelta(days=1))

    assert machine.appointments.slots("caf", TUESDAY) == ()
    assert machine.appointments.slots("caf", WEDNESDAY) == before


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
        machine.appointments.request("caf", Wish(), who=WhoComes(label="Amina"))


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
        machine.appointments.confirm(hold, who=WhoComes(label="x" * 21))


def test_needs_are_told_in_the_language_with_french_beside(tmp_path):
    machine = a_machine(tmp_path)

    need = machine.appointments.needs("ar")[0]

    assert (need.label_fr, need.duration_min, need.icon) == ("CAF et logement", 45, "home-heart")
    assert need.label != need.label_fr
    assert "RIB" in " ".join(need.documents)


def test_a_need_that_nobody_receives_is_not_offered(tmp_path):
    machine = a_machine(tmp_path, agenda=an_agenda(an_opening(motif_ids=("impots",))))

    assert [need.motif_id for need in machine.appointments.needs("fr")] == ["impots"]


def test_the_age_of_the_agenda_is_told(tmp_path):
    machine = a_machine(tmp_path)

    assert machine.appointments.agenda_age() == NOW - timedelta(minutes=48)
