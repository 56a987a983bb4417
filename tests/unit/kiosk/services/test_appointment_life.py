# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life of an appointment on one machine: moved, arrived, received, absent, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.appointment_status import AppointmentStatus, Attendance, Ending, Standing
from kiosk.domain.appointments import (
    AccessNeed,
    Appointment,
    CancelOutcome,
    CentreReason,
    IntentKind,
    WhoComes,
)
from kiosk.domain.outbox import EventKind
from kiosk.domain.standard_motifs import STANDARD_MOTIFS
from kiosk.foundation.errors import Refused
from kiosk.services.appointments import AppointmentService
from tests.support.appointment_life import a_hold, acknowledge, status, two_machines
from tests.support.booking_desk import (
    NADIA,
    TUESDAY,
    WEDNESDAY,
    a_machine,
    a_seller,
    an_agenda,
    at,
    booked,
    events,
)

S = AppointmentStatus


@pytest.fixture
def two(tmp_path):
    return two_machines(tmp_path)


@pytest.mark.parametrize(
    ("minutes", "refused"), [(-31, "too_early"), (-30, ""), (0, ""), (15, ""), (16, "too_late")]
)
def test_one_checks_in_from_half_an_hour_before_to_a_quarter_after(tmp_path, minutes, refused):
    machine = a_seller(tmp_path)
    ticket = booked(machine)
    machine.clock.set_wall(at(9) + timedelta(minutes=minutes))

    if refused:
        with pytest.raises(Refused, match=refused):
            machine.appointments.arrive(ticket.number)
        assert status(machine, ticket) is S.CONFIRMED
    else:
        assert machine.appointments.arrive(ticket.number).status is S.ARRIVED
        assert events(machine)[-1][1]["attendance"] == "arrived"


def test_checking_in_twice_tells_once(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine)
    machine.clock.set_wall(at(9))

    machine.appointments.arrive(ticket.number)
    machine.appointments.arrive(ticket.number)

    assert [kind for kind, _, _ in events(machine)].count(EventKind.APPOINTMENT_ATTENDED) == 1


def test_somebody_who_has_come_is_received_then_done_and_no_more_cancelled(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine)
    machine.clock.set_wall(at(9))
    machine.appointments.arrive(ticket.number)

    for news, shown in (
        (Attendance.IN_SESSION, S.IN_SESSION),
        (Attendance.ATTENDED, S.ATTENDED),
    ):
        machine.appointments.mark(ticket.number, news)
        assert status(machine, ticket) is shown
    found = machine.appointments.find(ticket.number)
    assert machine.appointments.cancel(found) is CancelOutcome.TOO_LATE
    with pytest.raises(Refused, match="already_received"):
        machine.appointments.arrive(ticket.number)


def test_an_absence_is_undone_the_same_day_only(tmp_path):
    """Cas 34 : absence notée puis reprise le jour même."""
    machine = a_seller(tmp_path)
    ticket, later = booked(machine), booked(machine, at(10, 30))
    machine.clock.set_wall(at(9, 40))
    machine.appointments.mark(ticket.number, Attendance.ABSENT)
    machine.appointments.mark(later.number, Attendance.ABSENT)

    machine.appointments.undo_absent(ticket.number)

    assert status(machine, ticket) is S.ARRIVED
    machine.clock.pass_time(days=1)
    with pytest.raises(Refused, match="too_late"):
        machine.appointments.undo_absent(later.number)
    with pytest.raises(Refused, match="not_absent"):
        machine.appointments.undo_absent(ticket.number)


def test_a_word_on_somebodys_coming_is_taken_on_the_day_and_for_a_week(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine)

    with pytest.raises(Refused, match="too_early"):
        machine.appointments.mark(ticket.number, Attendance.ABSENT)
    machine.clock.set_wall(at(9))
    machine.appointments.mark(ticket.number, Attendance.ATTENDED)
    machine.clock.pass_time(days=6)
    machine.appointments.mark(ticket.number, Attendance.ABSENT)
    assert status(machine, ticket) is S.ABSENT
    machine.clock.pass_time(days=2)
    with pytest.raises(Refused, match="too_late"):
        machine.appointments.mark(ticket.number, Attendance.ATTENDED)


def test_the_centre_cancels_its_own_at_once_and_gives_the_time_back(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine)

    outcome = machine.appointments.cancel_by_centre(ticket.number, CentreReason.MEDIATOR_AWAY)

    assert outcome is CancelOutcome.EFFECTIVE
    assert status(machine, ticket) is S.CANCELLED_BY_CENTRE
    assert events(machine)[-1][1]["reason"] == "mediator_away"
    assert machine.appointments.intents() == ()


def a_synced(number="48291630", **changes):
    row = Appointment(f"k-9.{number}", number, NADIA.mediator_id, "caf", at(9), 45, "k-9")
    return replace(row, **changes)


def knows(machine, *rows):
    with machine.database.unit_of_work() as uow:
        uow.appointments.replace_synced(list(rows))
        uow.commit()


def test_outside_its_own_cells_the_post_only_wants_and_says_so(tmp_path):
    post = a_machine(tmp_path)
    knows(post, a_synced())

    outcome = post.appointments.cancel_by_centre("4829 1630", CentreReason.CENTRE_CLOSED)

    assert outcome is CancelOutcome.ONCE_SENT
    (line,) = post.appointments.day_for_desk(WEDNESDAY)
    assert (line.status, line.intent, line.is_ours) == (
        S.CONFIRMED,
        IntentKind.CANCEL_BY_CENTRE,
        False,
    )
    acknowledge(post)
    knows(post, a_synced(standing=Standing(ending=Ending.BY_CENTRE)))
    (line,) = post.appointments.day_for_desk(WEDNESDAY)
    assert (line.status, line.intent) == (S.CANCELLED_BY_CENTRE, None)


def test_an_absence_shows_whom_it_displaces_before_it_is_saved(tmp_path):
    """Cas 30 : absence sur des créneaux loués et vendus."""
    post = a_seller(tmp_path)
    mine, free = booked(post), booked(post, at(10, 30))
    knows(post, a_synced(start_utc=at(9, 45)))
    post.appointments.cancel(post.appointments.find(free.number))

    hit = post.appointments.would_displace(NADIA.mediator_id, at(9, 30), at(11))
    assert [one.number for one in hit] == [mine.number, "4829 1630"]
    assert post.appointments.add_absence(NADIA.mediator_id, at(9, 30), at(11)) == 2

    assert post.appointments.slots("caf", WEDNESDAY) == tuple(
        one for one in post.appointments.slots("caf", WEDNESDAY) if one.start_utc >= at(11)
    )
    (intent,) = post.appointments.intents()
    assert (intent.kind, intent.start_utc) == (IntentKind.ABSENCE, at(9, 30))
    kind, core, _ = events(post)[-1]
    assert kind is EventKind.ABSENCE_ADDED
    assert set(core) == {"mediator", "start", "end"}


def test_a_displaced_appointment_is_listed_until_it_is_kept_or_placed_again(tmp_path):
    post = a_seller(tmp_path)
    gone = Standing(n_displaced=1)
    knows(post, a_synced(standing=gone), a_synced("11111111", standing=gone, start_utc=at(9, 45)))
    assert len(post.appointments.displaced()) == 2

    post.appointments.keep("4829 1630")
    new = post.appointments.move("1111 1111", a_hold(post, at(10, 30)))

    assert post.appointments.displaced() == ()
    assert post.appointments.find("4829 1630").status is S.CONFIRMED
    assert post.appointments.find("1111 1111").moved_to == new.number
    assert events(post)[0][1]["displaced"] == 2
    with pytest.raises(Refused, match="not_displaced"):
        post.appointments.keep("4829 1630")


def test_somebody_displaced_who_comes_all_the_same_is_shown_as_displaced(tmp_path):
    post = a_machine(tmp_path)
    knows(post, a_synced(standing=Standing(n_displaced=1)))
    post.clock.set_wall(at(9))

    post.appointments.arrive("4829 1630")

    (line,) = post.appointments.day_for_desk(WEDNESDAY)
    assert (line.status, line.is_displaced) == (S.ARRIVED, True)


def test_sales_of_an_hour_are_undone_in_bulk(tmp_path):
    """Cas 36, selon la règle : une annulation en lot, sans contact comparé."""
    machine = a_seller(tmp_path)
    early = booked(machine)
    machine.clock.pass_time(hours=2)
    wrong = [booked(machine, at(9, 45)), booked(machine, at(10, 30))]

    listed = machine.appointments.made_here(1)
    assert [one.number for one in listed] == [one.number for one in wrong]
    assert machine.appointments.undo([one.number for one in listed]) == 2

    assert status(machine, early) is S.CONFIRMED
    assert {status(machine, one) for one in wrong} == {S.CANCELLED_BY_CENTRE}
    assert {core["reason"] for _, core, _ in events(machine)[3:]} == {"misuse"}
    assert machine.appointments.made_here(1) == ()
    assert machine.appointments.undo([wrong[0].number]) == 0


def test_an_unknown_number_in_a_bulk_undoes_nothing(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine)

    with pytest.raises(Refused, match="number_unknown"):
        machine.appointments.undo([ticket.number, "0000 0000"])

    assert status(machine, ticket) is S.CONFIRMED


def test_several_relatives_come_to_one_appointment(tmp_path):
    machine = a_seller(tmp_path)
    ticket = booked(machine, party_size=3, language="ar")

    (line,) = machine.appointments.day_for_desk(WEDNESDAY)
    assert (line.party_size, line.language, line.duration_min) == (3, "ar", 45)
    assert ticket.party_size == 3
    assert events(machine)[0][1]["party"] == 3


@pytest.mark.parametrize("party_size", [0, 7])
def test_a_party_has_one_to_six_persons(tmp_path, party_size):
    machine = a_seller(tmp_path)

    with pytest.raises(Refused, match="party_too_big"):
        booked(machine, party_size=party_size)


def test_where_each_takes_the_whole_time_a_party_takes_consecutive_slots(tmp_path):
    motifs = tuple(
        replace(one, each_person=one.motif_id == "caf", before_min=0, after_min=0)
        for one in STANDARD_MOTIFS
    )
    machine = a_seller(tmp_path, agenda=an_agenda(motifs=motifs))
    service = machine.appointments
    slots = service.slots("caf", WEDNESDAY, party_size=2)

    assert [(one.start_utc, one.duration_min) for one in slots][:2] == [
        (at(9), 90),
        (at(9, 45), 90),
    ]
    assert slots[-1].start_utc == at(10, 30)
    ticket = service.confirm(service.hold("caf", slots[0]), who=WhoComes(party_size=2))
    assert ticket.duration_min == 90
    assert [one.start_utc for one in service.slots("caf", WEDNESDAY)] == [at(10, 30), at(11, 15)]
    alone = service.hold("caf", service.slots("caf", WEDNESDAY)[0])
    with pytest.raises(Refused, match="party_needs_longer"):
        service.confirm(alone, who=WhoComes(party_size=2))


def test_needs_are_told_apart_from_the_core_and_are_erasable(tmp_path):
    machine = a_seller(tmp_path)
    booked(machine, needs=frozenset({AccessNeed.INTERPRETER, AccessNeed.COMPANION}))

    ((_, core, annex),) = events(machine)
    assert "interpreter" not in str(core)
    assert annex is not None
    with machine.database.unit_of_work() as uow:
        uow.appointments.erase_labels(at(10))
        uow.commit()
    (line,) = machine.appointments.day_for_desk(WEDNESDAY)
    assert line.needs == frozenset()


def test_a_slot_that_passes_while_the_form_is_open_is_refused(tmp_path):
    """Cas 20 : le créneau passe pendant la saisie."""
    machine = a_seller(tmp_path)
    slot = machine.appointments.slots("caf", TUESDAY)[0]
    hold = machine.appointments.hold("caf", slot)
    machine.clock.set_wall(slot.start_utc - timedelta(minutes=1))
    with machine.database.unit_of_work() as uow:
        row = uow.device.get()
        uow.device.save(replace(row, last_instant_utc=machine.clock.now_utc()))
        uow.commit()

    with pytest.raises(Refused):
        machine.appointments.confirm(hold)

    assert events(machine) == []
    assert machine.appointments.slots("caf", WEDNESDAY)


def test_an_empty_machine_offers_no_time_but_a_request_and_a_number(tmp_path):
    """Cas 50 : première mise en route sans réseau."""
    machine = a_machine(tmp_path, agenda=replace(an_agenda(), openings=()))

    assert machine.appointments.slots("caf", WEDNESDAY) == ()
    assert not machine.appointments.selling().allowed
    assert machine.appointments.needs("fr") == ()


def again(machine):
    """Return the service as a new start of the program has it, on the same folder."""
    return AppointmentService(
        machine.database, machine.clock, machine.bus, device=machine.device, keys=machine.keys
    )


def test_a_cut_of_power_before_the_paper_shows_the_same_ticket_and_books_nothing_more(tmp_path):
    """Cas 23 : coupure après la vente, avant le papier."""
    machine = a_seller(tmp_path)
    ticket = booked(machine)
    machine.clock.reboot("boot-2")

    shown, need = again(machine).unshown_ticket()

    assert need == "caf"
    assert (shown.number, shown.code_qr) == (ticket.number, ticket.code_qr)
    assert len(events(machine)) == 1
    assert again(machine).unshown_ticket() is None


def test_a_ticket_that_was_seen_or_is_of_another_hour_is_shown_to_nobody_else(tmp_path):
    machine = a_seller(tmp_path)
    booked(machine)
    machine.appointments.ticket_shown()
    assert machine.appointments.unshown_ticket() is None

    booked(machine, at(9, 45))
    machine.clock.pass_time(hours=2)
    assert machine.appointments.unshown_ticket() is None


def test_a_machine_that_restarts_in_the_midst_of_a_choice_gives_the_time_back(tmp_path):
    """Cas 22 : la borne redémarre pendant la saisie."""
    machine = a_seller(tmp_path)
    a_hold(machine, at(9))
    machine.clock.reboot("boot-2")

    assert at(9) in {one.start_utc for one in again(machine).slots("caf", WEDNESDAY)}
    with machine.database.unit_of_work() as uow:
        clock = machine.clock
        assert uow.leases.on_hold(clock.monotonic_s(), clock.boot_id()) == frozenset()
