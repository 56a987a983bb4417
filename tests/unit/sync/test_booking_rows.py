# SPDX-License-Identifier: AGPL-3.0-or-later
"""Enrolments and offers as they travel down."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import CentreReason
from sync.booking_rows import appointment_of, request_of
from sync.wire_down import WireBooking, WireWish

START = 1_795_611_600


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("workshop_cancelled", CentreReason.WORKSHOP_CANCELLED),
        ("", None),
        ("of_a_newer_city", None),
    ],
)
def test_why_the_centre_ended_it_is_read_where_the_word_is_known(told, reason):
    row = WireBooking(
        number="48291630",
        mediator_id="atelier:a",
        motif_id="atelier:a",
        start=START,
        duration_min=90,
        state="centre_cancelled",
        reason=told,
    )

    one = appointment_of(row)

    assert (one.reason, one.status) == (reason, AppointmentStatus.CANCELLED_BY_CENTRE)


def test_an_offer_has_its_hour_and_another_answer_has_none():
    row = WireWish(
        number="48291630",
        motif_id="atelier:a",
        wish="",
        state="proposed",
        proposals="29926860/atelier:a/90",
        offer_until=START,
    )

    asked = request_of(row)

    assert asked.offer_until_utc == datetime.fromtimestamp(START, tz=UTC)
    assert asked.proposals[0].mediator_id == "atelier:a"
    other = WireWish(number="48291630", motif_id="caf", wish="", state="requested")
    assert request_of(other).offer_until_utc is None
