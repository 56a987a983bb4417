# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person takes away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.appointments import Appointment, WhoComes
from kiosk.domain.booking_code import read_code
from kiosk.foundation.errors import Refused
from kiosk.services.booking_tickets import Scene, TicketOffice, sealed_fields
from kiosk.services.machine_keys import MachineKeys
from tests.support.booking_desk import NADIA, NORD, NOW, an_agenda, at
from tests.support.fakes import MemorySecrets
from tests.support.storage import a_device_row

SOLD = Appointment(
    "00112233445566aa.48291630",
    "48291630",
    NADIA.mediator_id,
    "caf",
    at(14),
    45,
)
ROW = a_device_row(device_id="k-1", tenant="roubaix")


def office(*, signs=True):
    keys = MachineKeys(MemorySecrets())
    if signs:
        keys.set_signing_key(bytes(range(32)))
    return TicketOffice(keys)


def scene(**changes):
    return replace(Scene(an_agenda(), NORD, ROW, NOW), **changes)


def test_a_ticket_says_when_where_with_whom_and_what_to_bring():
    ticket = office().for_appointment(SOLD, scene())

    assert (ticket.number, ticket.start_utc, ticket.mediator_name) == (
        "4829 1630",
        at(14),
        "Nadia",
    )
    assert ticket.motif_label == "CAF et logement"
    assert ticket.documents == (
        "pièce d’identité",
        "numéro d’allocataire",
        "RIB",
        "bail ou quittance",
    )
    assert ticket.centre.phone == "03 20 00 00 00"


def test_the_event_of_the_reference_appointment_is_346_bytes():
    ticket = office().for_appointment(SOLD, scene())

    assert len(ticket.event_qr.encode()) == 346


def test_a_machine_that_cannot_sign_prints_the_bare_number():
    assert office(signs=False).for_appointment(SOLD, scene()).code_qr == "48291630"


def test_the_code_names_the_machine_and_the_centre():
    core = read_code(office().for_appointment(SOLD, scene()).code_qr).core

    assert (core.device, core.centre, core.number) == ("k-1", "NORD", "48291630")


def test_a_need_or_a_mediator_that_is_gone_leaves_a_usable_ticket():
    bare = scene(agenda=an_agenda(motifs=(), mediators=()), centre=NORD._replace(quarter=""))

    ticket = office().for_appointment(SOLD, bare)

    assert (ticket.motif_label, ticket.documents, ticket.mediator_name) == ("", (), "")
    assert "SUMMARY:Rendez-vous\r\n" in ticket.event_qr
    assert "LOCATION:Espace citoyen numérique Nord\r\n" in ticket.event_qr


def test_nothing_said_needs_no_key_and_something_said_needs_one():
    silent = sealed_fields(WhoComes(), number="48291630", row=ROW, keys=None)

    assert (silent.annex, silent.for_desk) == (None, None)
    with pytest.raises(Refused, match="not_enrolled"):
        sealed_fields(WhoComes(label="Amina"), number="48291630", row=ROW, keys=None)
