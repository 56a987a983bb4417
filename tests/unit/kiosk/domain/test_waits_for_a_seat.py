# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who waits for the seat of a workshop waits as long as one may enrol."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kiosk.domain.appointment_requests import AppointmentRequest, RequestStatus, Wish

MADE = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("need", "status"),
    [("atelier:tablette", RequestStatus.REQUESTED), ("caf", RequestStatus.EXPIRED)],
)
def test_ten_days_end_a_request_for_a_time_and_not_a_wait_for_a_seat(need, status):
    asked = AppointmentRequest("12345678", need, Wish(), RequestStatus.REQUESTED, made_day=MADE)

    assert asked.as_of(MADE + timedelta(days=11)).status is status
