# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day and an hour as people type them."""

from __future__ import annotations

from datetime import datetime

import pytest

from kiosk.domain.moments import parse_moment
from kiosk.foundation.errors import Refused


@pytest.mark.parametrize(
    "text",
    ["2026-10-31T09:05", "31/10/2026T09:05", "31/10/2026 09:05", " 2026-10-31 09:05 "],
)
def test_a_moment_is_read_in_both_ways_of_writing_a_day(text):
    assert parse_moment(text) == datetime(2026, 10, 31, 9, 5)


def test_a_day_alone_begins_at_midnight():
    assert parse_moment("31/10/2026") == datetime(2026, 10, 31)


@pytest.mark.parametrize("text", ["", "demain", "31/02/2026 09:00", "31/10/2026 neuf heures"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(Refused, match="day_unreadable"):
        parse_moment(text)
