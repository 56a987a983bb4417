# SPDX-License-Identifier: AGPL-3.0-or-later
"""A reply that the city signed and that no machine can use: bounded, told, nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from kiosk.domain.openings import SOURCE_LANGUAGE
from sync.server import exchange as server_exchange
from sync.wire import GrantRuns
from sync.wire_down import Agenda, WireBooking, WireMediator, WireMotif, WireTicket
from tests.support.centre_desk import book, free_slots

NEED = {"labels": {SOURCE_LANGUAGE: "CAF"}, "motif_id": "caf"}
ONE = WireMediator(mediator_id="samira", first_name="Samira")
BOOKED = WireBooking(
    number="12345678",
    mediator_id="samira",
    motif_id="caf",
    start=1 << 62,
    duration_min=30,
    state="confirmed",
)


@pytest.fixture
def told(monkeypatch):
    """Return fields that the city's next replies say instead of what they would."""
    fields = {}
    before = server_exchange.parts_down

    def parts_down(*arguments):
        parts, cursors = before(*arguments)
        return parts | fields, cursors

    monkeypatch.setattr(server_exchange, "parts_down", parts_down)
    return fields


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agenda", Agenda(mediators=[ONE], motifs=[WireMotif(**NEED)] * 2)),
        ("agenda", Agenda(motifs=[WireMotif(**NEED, horizon_days=10**9)])),
        ("bookings", [BOOKED]),
        ("queue", [WireTicket("a", "A1", "help", "waiting", 1 << 62)]),
    ],
)
def test_a_part_that_cannot_be_used_is_left_out_and_what_was_known_stays(city, told, name, value):
    kiosk = city.machine("k")
    city.client(kiosk).exchange()
    free = free_slots(kiosk)
    told[name] = value

    report = city.client(kiosk).exchange()

    assert free
    assert report.unreadable == (name,)
    assert free_slots(kiosk) == free


def test_sales_are_heard_although_the_agenda_that_comes_back_is_absurd(city, told):
    kiosk = city.machine("k")
    city.client(kiosk).exchange()
    book(kiosk)
    told["agenda"] = Agenda(motifs=[WireMotif(**NEED)] * 2)

    report = city.client(kiosk).exchange()

    assert (report.n_pending, report.unreadable) == (0, ("agenda",))


def test_rights_to_a_million_years_are_left_out_and_the_exchange_goes_on(city, monkeypatch):
    kiosk = city.machine("k")
    before = server_exchange.answer_rights

    def absurd(*arguments, **options):
        answer = before(*arguments, **options)
        rows = [GrantRuns("samira", [1, 1 << 40], 1)]
        return replace(answer, grant=msgspec.structs.replace(answer.grant, rows=rows))

    monkeypatch.setattr(server_exchange, "answer_rights", absurd)

    report = city.client(kiosk).exchange()

    assert report.unreadable == ("rights",)
    assert not free_slots(kiosk)
