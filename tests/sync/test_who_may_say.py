# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine of the city that says what is not for it to say: nothing changes, somebody is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import TicketState
from kiosk.domain.booking_code import BookingCore, code_text
from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.leases import RightState
from kiosk.domain.openings import instant_utc
from kiosk.domain.outbox import EventKind
from kiosk.domain.slots import Cell
from sync.server.storage.cases import CaseKind
from sync.server.who_may_say import NUMBERS_AN_HOUR
from sync.wire import LeaseRun
from sync.wire_down import WireMediator
from tests.support.raw_machine import RawMachine, event, lane, verdicts

MINUTE = int(datetime(2026, 11, 30, 8, tzinfo=UTC).timestamp()) // 60
"""A Monday morning of the week after the clock of these tests, when doors open."""
LABEL = json.dumps({"label_desk": "QUJD"}).encode()
CONFIRMED, CANCELLED = AppointmentStatus.CONFIRMED, AppointmentStatus.CANCELLED


def minute_of(place):
    """Return the start of a slot: six in a morning, five mornings a week."""
    week, day, slot = place // 30, place % 30 // 6, place % 6
    return MINUTE + (week * 7 + day) * 24 * 60 + slot * 30


class Town:
    """A kiosk that sells in the north, and machines that have nothing to do with it, or some."""

    def __init__(self, city):
        self.city = city
        with city.city.database.transaction() as unit:
            unit.agenda.put_mediator("SUD", WireMediator(mediator_id="paul", first_name="Paul"))
        lives = count(1)
        self._devices = count(1)
        self._lives = lives
        self._sequences = {}
        self.seller = self.machine()
        self.beside = self.machine()
        self.post = self.machine("poste")
        self.far = self.machine(centre="SUD")
        self.far_post = self.machine("poste", "SUD")

    def machine(self, role="borne", centre="NORD"):
        device = f"{next(self._devices):012x}"
        life = f"{next(self._lives):016x}"
        return RawMachine(self.city.city, device=device, life=life, role=role, centre=centre)

    def tell(self, machine, kind, core, **fields):
        """Let a machine tell one event; return the verdict and the word."""
        name = kind.lane.value
        place = (machine.device, name)
        self._sequences[place] = sequence = self._sequences.get(place, 0) + 1
        reply = machine.ask(**{name: lane(event(sequence, kind, core, **fields))})
        (run,) = reply.lanes[name].verdicts
        return run.verdict.value, run.reason

    def sell(self, machine=None, number="12345678", place=0, **changes):
        machine = machine or self.seller
        start = minute_of(place)
        core = {
            "booking": f"{machine.life}.{number}",
            "number": number,
            "mediator": "samira",
            "motif": "caf",
            "start": start,
            "duration_min": 30,
            "cells": [[start // 5, 6, 1]],
            **changes,
        }
        annex = core.pop("annex", None)
        assert self.tell(machine, EventKind.APPOINTMENT_SOLD, core, annex=annex)[0] == "accepted"
        return core["booking"]

    def cancel(self, machine, booking, proof="number", **changes):
        core = {
            "booking": booking,
            "number": booking.rpartition(".")[2],
            "device": self.seller.device,
            "proof": proof,
            **changes,
        }
        return self.tell(machine, EventKind.APPOINTMENT_CANCELLED, core)

    def attend(self, machine, booking, attendance="arrived", **changes):
        core = {
            "booking": booking,
            "number": booking.rpartition(".")[2],
            "device": self.seller.device,
            "start": MINUTE,
            "attendance": attendance,
            "round": 0,
            **changes,
        }
        return self.tell(machine, EventKind.APPOINTMENT_ATTENDED, core)

    def ask_for_time(self, machine=None, number="87654321", **changes):
        core = {"number": number, "motif": "caf", "wish": "", "reply_by": "number", **changes}
        self.tell(machine or self.seller, EventKind.REQUEST_MADE, core, annex=LABEL)
        return {"number": number, "device": (machine or self.seller).device}

    def get(self, booking):
        with self.city.city.database.transaction() as unit:
            return unit.bookings.get(booking)

    def request(self, asked):
        with self.city.city.database.transaction() as unit:
            return unit.bookings.request(asked["device"], asked["number"])

    def cases(self):
        with self.city.city.database.transaction() as unit:
            return [case.kind for case in unit.cases.all_open()]

    def quiet(self, *kinds):
        """Say whether no other case is open than those."""
        return [kind for kind in self.cases() if kind is not CaseKind.BOOKING_CONFLICT] == [*kinds]

    def holder(self, place=0, mediator="samira"):
        with self.city.city.database.transaction() as unit:
            cell = Cell(mediator, minute_of(place) // 5)
            return unit.leases.of_cells({cell})[cell]


def ticket(machine, booking, *, signer=None, state=TicketState.CONFIRMED, device=""):
    """Return the square code of a ticket of a machine, signed by it or by another one."""
    life, _, number = booking.rpartition(".")
    is_sale = state is TicketState.CONFIRMED
    core = BookingCore(
        state=state,
        incarnation=life or machine.life,
        number=number,
        start_utc=instant_utc(MINUTE) if is_sale else None,
        duration_min=30,
        device=device or machine.device,
        centre=machine.centre,
        mediator_id="samira" if is_sale else "",
        motif_id="caf",
    )
    key = Ed25519PrivateKey.from_private_bytes((signer or machine).key.private)
    return code_text(core, key.sign)


@pytest.fixture
def town(any_city):
    return Town(any_city)


# ---- the person ends a promise ---------------------------------------------------------------


@pytest.mark.parametrize("proof", ["number", "ticket", "own", "typed"])
def test_a_machine_of_another_centre_ends_no_promise_by_what_it_says(town, proof):
    booking = town.sell()

    verdict, _ = town.cancel(town.far, booking, proof)

    assert verdict == "accepted"
    assert town.get(booking).status is CONFIRMED
    assert CaseKind.CANCEL_UNPROVED in town.cases()
    assert town.holder().booking == booking


def test_a_ticket_signed_by_its_seller_ends_a_promise_in_any_centre(town):
    booking = town.sell()

    town.cancel(town.far, booking, "ticket", code=ticket(town.seller, booking))

    assert town.get(booking).status is CANCELLED


def test_a_machine_cannot_sign_the_ticket_of_another_one(town):
    booking = town.sell()

    town.cancel(town.far, booking, "ticket", code=ticket(town.seller, booking, signer=town.far))
    town.cancel(town.far, booking, "ticket", code=ticket(town.far, booking))

    assert town.get(booking).status is CONFIRMED


def test_a_ticket_of_one_appointment_ends_no_other_one(town):
    mine, other = town.sell(number="11111111"), town.sell(number="22222222", place=1)

    town.cancel(town.far, other, "ticket", code=ticket(town.seller, mine))

    assert town.get(other).status is CONFIRMED
    assert town.get(mine).status is CONFIRMED


def test_a_number_typed_at_another_kiosk_of_the_centre_ends_a_promise(town):
    booking = town.sell()

    town.cancel(town.beside, "", "typed", number="12345678", device="")

    assert town.get(booking).status is CANCELLED
    assert town.quiet()


def test_a_kiosk_that_ends_many_promises_by_their_numbers_is_looked_at_by_a_person(town):
    numbers = [f"{20_000_000 + place}" for place in range(NUMBERS_AN_HOUR + 2)]
    bookings = [town.sell(number=one, place=place) for place, one in enumerate(numbers)]

    for booking in bookings:
        town.cancel(town.beside, booking)

    ended = [town.get(booking).status is CANCELLED for booking in bookings]
    assert ended == [True] * NUMBERS_AN_HOUR + [False] * 2
    assert town.cases().count(CaseKind.CANCEL_UNPROVED) == 2
    town.city.clock.pass_time(minutes=60)
    town.cancel(town.beside, bookings[-1])
    assert town.get(bookings[-1]).status is CANCELLED


def test_a_post_and_the_seller_itself_are_not_counted(town):
    numbers = [f"{20_000_000 + place}" for place in range(NUMBERS_AN_HOUR + 2)]
    bookings = [town.sell(number=one, place=place) for place, one in enumerate(numbers)]
    for place, booking in enumerate(bookings):
        teller, proof = ((town.seller, "own"), (town.post, "number"))[place % 2]
        town.cancel(teller, booking, proof)

    assert {town.get(booking).status for booking in bookings} == {CANCELLED}


def test_an_end_heard_before_its_sale_counts_if_the_seller_is_of_the_centre(town):
    booking = f"{town.seller.life}.12345678"
    town.cancel(town.beside, booking)

    town.sell()

    assert town.get(booking).status is CANCELLED
    assert town.holder().state is not CellState.SOLD


def test_an_end_heard_before_its_sale_from_elsewhere_counts_for_nothing(town):
    booking = f"{town.seller.life}.12345678"
    town.cancel(town.far, booking)
    town.cancel(town.far, booking, device=town.far.device)

    town.sell()

    assert town.get(booking).status is CONFIRMED


def test_a_report_ends_no_sale_of_another_machine_and_frees_nothing(town):
    booking = town.sell()
    run = LeaseRun("samira", MINUTE // 5, 6, 1, RightState.CANCELLED.value, booking)

    reply = town.beside.ask(leases=[run])

    assert town.get(booking).status is CONFIRMED
    assert town.holder().booking == booking
    assert [ack.booking for ack in reply.lease_acks] == [booking]
    assert CaseKind.NOT_ALLOWED in town.cases()


def test_a_report_takes_no_time_of_another_centre(town):
    run = LeaseRun("paul", MINUTE // 5, 6, 9, RightState.SOLD.value, f"{town.seller.life}.1")
    held = LeaseRun("paul", MINUTE // 5 + 6, 6, 9, RightState.HELD.value)

    town.seller.ask(leases=[run, held])

    assert town.holder(0, "paul").state is CellState.FREE
    assert town.holder(1, "paul").state is CellState.FREE
    assert CaseKind.NOT_ALLOWED in town.cases()


def test_a_right_to_the_time_of_a_mediator_who_changed_centres_is_still_settled(town):
    with town.city.city.database.transaction() as unit:
        cell = Cell("paul", MINUTE // 5)
        row = LedgerRow(cell, 1, CellState.LEASED, town.seller.device, town.seller.life, 0)
        unit.leases.store([row])
    run = LeaseRun("paul", MINUTE // 5, 1, 1, RightState.RETURNED.value)

    reply = town.seller.ask(leases=[run])

    assert reply.lease_acks
    assert town.holder(0, "paul").state is CellState.FREE
    assert town.quiet()


def test_a_sale_of_the_time_of_another_centre_is_for_a_person_and_takes_nothing(town):
    booking = town.sell(mediator="paul")

    assert town.get(booking).incomplete
    assert town.holder(0, "paul").state is CellState.FREE
    assert CaseKind.INCOMPLETE_SALE in town.cases()


# ---- what the centre says --------------------------------------------------------------------


def test_only_a_post_of_the_centre_cancels_for_the_centre(town):
    booking = town.sell()

    told = [
        town.cancel(one, booking, reason="centre_closed") for one in (town.beside, town.far_post)
    ]

    assert told == [("refused", "not_a_post"), ("refused", "other_centre")]
    assert town.get(booking).status is CONFIRMED
    town.cancel(town.post, booking, reason="centre_closed")
    assert town.get(booking).status is AppointmentStatus.CANCELLED_BY_CENTRE


def test_a_kiosk_takes_back_what_it_sold_itself(town):
    booking = town.sell()

    town.cancel(town.seller, booking, "own", reason="misuse")

    assert town.get(booking).status is AppointmentStatus.CANCELLED_BY_CENTRE


@pytest.mark.parametrize("attendance", ["absent", "attended", "in_session"])
def test_only_a_post_of_the_centre_says_how_a_coming_went(town, attendance):
    booking = town.sell()

    assert town.attend(town.seller, booking, attendance) == ("refused", "not_a_post")
    assert town.attend(town.far_post, booking, attendance) == ("refused", "other_centre")
    assert town.get(booking).status is CONFIRMED
    town.attend(town.post, booking, attendance)
    assert town.get(booking).status.value == attendance


def test_a_kiosk_of_the_centre_checks_somebody_in_within_the_window(town):
    booking = town.sell()
    at = MINUTE * 60

    town.attend(town.beside, booking)
    assert town.get(booking).status is CONFIRMED, "days before"
    town.city.clock.pass_time(seconds=at - town.city.city.now() - 20 * 60)
    town.attend(town.far, booking)
    assert town.get(booking).status is CONFIRMED, "another centre"
    assert town.quiet(CaseKind.NOT_ALLOWED, CaseKind.NOT_ALLOWED)
    town.attend(town.beside, booking, round=9_999)

    assert town.get(booking).status is AppointmentStatus.ARRIVED
    assert town.get(booking).standing.presence_round == 0, "a kiosk corrects nobody"


def test_only_a_post_of_the_centre_keeps_a_displaced_appointment(town):
    booking = town.sell()
    core = {"booking": booking, "number": "12345678", "device": town.seller.device}

    told = [
        town.tell(one, EventKind.APPOINTMENT_KEPT, {**core, "displaced": 2})
        for one in (town.beside, town.far_post, town.post)
    ]

    assert [verdict for verdict, _ in told] == ["refused", "refused", "accepted"]


# ---- moves -----------------------------------------------------------------------------------


def move(town, machine, old, **changes):
    moved = {
        "booking": old,
        "number": old.rpartition(".")[2],
        "device": town.seller.device,
        "proof": "number",
        "code": "",
        **changes,
    }
    extra = {} if machine.centre == "NORD" else {"mediator": "paul", "cells": [[1, 1, 1]]}
    return town.sell(
        machine, number="33333333", place=2, moved_from=moved, sequence=1, calendar="", **extra
    )


def test_a_move_from_another_kiosk_of_the_centre_ends_the_old_appointment(town):
    old = town.sell(annex=LABEL)

    new = move(town, town.beside, old)

    assert town.get(old).status is AppointmentStatus.MOVED
    assert town.get(new).label == town.get(new).label is not None


def let_sell(town, machine, mediator="paul"):
    with town.city.city.database.transaction() as unit:
        unit.leases.store(
            LedgerRow(Cell(mediator, 1), 1, CellState.LEASED, machine.device, machine.life, 0)
            for _ in range(1)
        )


def test_a_sale_elsewhere_moves_nothing_of_this_centre_and_gets_nothing_of_who_comes(town):
    old = town.sell(annex=LABEL)
    let_sell(town, town.far)

    new = move(town, town.far, old)

    assert town.get(old).status is CONFIRMED
    assert (town.get(new).label, town.get(new).moved_from) == (None, "")
    assert CaseKind.CANCEL_UNPROVED in town.cases()


def test_a_ticket_moves_an_appointment_to_another_centre(town):
    old = town.sell()
    let_sell(town, town.far)

    new = move(town, town.far, old, proof="ticket", code=ticket(town.seller, old))

    assert town.get(old).status is AppointmentStatus.MOVED
    assert town.get(new).moved_from == old


# ---- requests --------------------------------------------------------------------------------


def test_a_request_is_answered_by_a_post_of_a_centre_that_it_concerns(town):
    asked = town.ask_for_time()
    answer = {**asked, "proposals": "", "reason": "no_time_free"}

    told = [
        town.tell(one, EventKind.REQUEST_ANSWERED, answer)
        for one in (town.seller, town.far_post, town.far)
    ]

    assert told == [
        ("refused", "not_a_post"),
        ("refused", "other_centre"),
        ("refused", "not_a_post"),
    ]
    assert town.request(asked).status is RequestStatus.REQUESTED
    town.tell(town.post, EventKind.REQUEST_ANSWERED, answer)
    assert town.request(asked).status is RequestStatus.DECLINED


def test_a_request_for_another_centre_is_answered_there(town):
    asked = town.ask_for_time(centre="SUD")

    answer = {**asked, "proposals": "", "reason": "no_time_free"}
    town.tell(town.far_post, EventKind.REQUEST_ANSWERED, answer)

    assert town.request(asked).status is RequestStatus.DECLINED


def test_an_answer_before_its_request_counts_if_the_request_concerns_that_centre(town):
    near, far = ({"number": one, "device": town.seller.device} for one in ("1" * 8, "2" * 8))
    for asked in (near, far):
        answer = {**asked, "proposals": "", "reason": "no_time_free"}
        town.tell(town.far_post, EventKind.REQUEST_ANSWERED, answer)

    town.ask_for_time(number="1" * 8)
    town.ask_for_time(number="2" * 8, centre="SUD")

    assert town.request(near).status is RequestStatus.REQUESTED
    assert town.request(far).status is RequestStatus.DECLINED


def test_nobody_gets_what_was_said_with_a_request_by_claiming_to_answer_it(town):
    asked = town.ask_for_time()
    let_sell(town, town.far_post)
    taken = {"mediator": "paul", "cells": [[1, 1, 1]]}

    away = town.sell(town.far_post, number="44444444", place=3, answers=asked, **taken)
    kiosk = town.sell(town.beside, number="55555555", place=4, answers=asked)

    assert (town.get(away).label, town.get(kiosk).label) == (None, None)
    assert town.request(asked).status is RequestStatus.REQUESTED
    assert town.cases().count(CaseKind.NOT_ALLOWED) == 2


def test_a_request_is_withdrawn_at_its_centre_or_with_its_ticket(town):
    asked = town.ask_for_time()
    number = asked["number"]
    wrong = ticket(town.far, f".{number}", state=TicketState.REQUESTED)
    right = ticket(town.seller, f".{number}", state=TicketState.REQUESTED)

    town.tell(town.far, EventKind.REQUEST_WITHDRAWN, asked)
    town.tell(town.far, EventKind.REQUEST_WITHDRAWN, {**asked, "code": wrong})
    town.tell(town.beside, EventKind.REQUEST_WITHDRAWN, {**asked, "code": wrong})
    assert town.request(asked).status is RequestStatus.REQUESTED
    town.tell(town.far, EventKind.REQUEST_WITHDRAWN, {**asked, "code": right})

    assert town.request(asked).status is RequestStatus.WITHDRAWN


def test_a_time_offered_is_chosen_at_the_centre_only(town):
    asked = town.ask_for_time()
    offered = f"{MINUTE}/samira/30"
    town.tell(town.post, EventKind.REQUEST_ANSWERED, {**asked, "proposals": offered, "reason": ""})

    town.tell(town.far, EventKind.REQUEST_CHOSEN, {**asked, "chosen": offered})
    assert town.request(asked).chosen == ""
    town.tell(town.beside, EventKind.REQUEST_CHOSEN, {**asked, "chosen": offered})

    assert town.request(asked).chosen == offered


# ---- numbers of the queue --------------------------------------------------------------------


def number_given(town, machine, number="1", **changes):
    core = {"day": "2026-11-23", "number": number, "place": 1, "reason": "help", **changes}
    core.setdefault("taken", town.city.city.now() // 60)
    return town.tell(machine, EventKind.QUEUE_TICKET_ISSUED, core)


def queue_of(town, centre="NORD"):
    with town.city.city.database.transaction() as unit:
        return {
            (one.device, one.number): one.state for one in unit.queue.of_day(centre, "2026-11-23")
        }


def test_only_a_post_of_the_centre_calls_the_numbers_of_others(town):
    number_given(town, town.seller)
    core = {
        "day": "2026-11-23",
        "device": town.seller.device,
        "number": "1",
        "state": "called",
        "calls": 1,
        "desk": "",
        "mediator": "",
        "line": 0,
    }

    told = [
        town.tell(one, EventKind.QUEUE_TICKET_MOVED, core)
        for one in (town.beside, town.far, town.far_post)
    ]

    assert told == [
        ("refused", "not_a_post"),
        ("refused", "not_a_post"),
        ("refused", "other_centre"),
    ]
    assert queue_of(town) == {(town.seller.device, "1"): "waiting"}
    town.tell(town.post, EventKind.QUEUE_TICKET_MOVED, core)
    assert queue_of(town) == {(town.seller.device, "1"): "called"}


def test_nobody_gives_a_number_in_the_name_of_another_machine(town):
    number_given(town, town.seller)

    told = number_given(town, town.far, device=town.seller.device)

    assert told == ("refused", "other_centre")
    assert list(queue_of(town)) == [(town.seller.device, "1")]
    assert queue_of(town, "SUD") == {}


def test_two_kiosks_of_a_centre_without_a_letter_are_told_to_the_console_once(town):
    number_given(town, town.seller)
    number_given(town, town.far)
    assert town.quiet()

    number_given(town, town.beside)
    number_given(town, town.beside, number="2")
    number_given(town, town.seller, number="2")

    assert town.quiet(CaseKind.QUEUE_LETTERS)


def test_kiosks_with_letters_of_their_own_are_no_case(town):
    number_given(town, town.seller, number="A1")
    number_given(town, town.beside, number="B1")

    assert town.quiet()


# ---- the report of rights --------------------------------------------------------------------


@pytest.mark.parametrize(
    "run",
    [
        LeaseRun("samira", 0, 1 << 40, 1, RightState.HELD.value),
        LeaseRun("samira", 1 << 70, 1, 1, RightState.HELD.value),
        LeaseRun("samira", MINUTE // 5, 1, 1, RightState.SOLD.value, "x" * 65),
        LeaseRun("samira", -1, 1, 1, RightState.HELD.value),
        LeaseRun("samira", MINUTE // 5, 1, -1, RightState.HELD.value),
        LeaseRun("samira", MINUTE // 5, 0, 1, RightState.HELD.value),
        LeaseRun("samira", MINUTE // 5, 1, 1, "mine"),
        LeaseRun("sam\0ira", MINUTE // 5, 1, 1, RightState.HELD.value),
        LeaseRun("s" * 65, MINUTE // 5, 1, 1, RightState.HELD.value),
    ],
)
def test_a_report_that_nobody_can_read_is_refused_alone(town, run):
    with town.city.city.database.transaction() as unit:
        cell = Cell("samira", MINUTE // 5)
        row = LedgerRow(cell, 1, CellState.LEASED, town.seller.device, town.seller.life, 0)
        unit.leases.store([row])
    core = {"number": "12345678", "motif": "caf", "wish": "", "reply_by": "number"}

    reply = town.seller.ask(
        leases=[run],
        can_hold_leases=True,
        bookings=lane(event(1, EventKind.REQUEST_MADE, core)),
    )

    assert verdicts(reply, "bookings") == {1: "accepted"}
    assert reply.rights_problem == "unreadable"
    assert (reply.grant, reply.lease_acks, reply.numbers) == (None, [], [])
    assert town.holder().state is CellState.LEASED, "nothing is freed by a report unread"
    assert town.cases() == [CaseKind.RIGHTS_UNREADABLE]
    assert town.seller.ask().rights_problem == ""
