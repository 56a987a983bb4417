# SPDX-License-Identifier: AGPL-3.0-or-later
"""A kiosk that sells in one centre, and machines that have nothing to do with it, or some."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import TicketState
from kiosk.domain.booking_code import BookingCore, code_text
from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.openings import instant_utc
from kiosk.domain.outbox import EventKind
from kiosk.domain.slots import Cell
from sync.server.storage.cases import CaseKind
from sync.wire_down import WireMediator
from tests.support.raw_machine import RawMachine, event, lane

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
        (run,) = reply.verdicts[name]
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


def let_sell(town, machine):
    """Give a machine the right to a cell of the other centre's mediator."""
    row = LedgerRow(Cell("paul", 1), 1, CellState.LEASED, machine.device, machine.life)
    with town.city.city.database.transaction() as unit:
        unit.leases.store([row])
