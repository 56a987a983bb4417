# SPDX-License-Identifier: AGPL-3.0-or-later
"""A count of people without a ticket, as it is told to the city."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.outbox import EventKind, OutboxLane, core_bytes, core_of
from kiosk.domain.workshop_events import WalkIns, walk_ins_of, workshop_told


@given(
    st.builds(
        WalkIns,
        st.text("abcé-.1", min_size=1, max_size=48),
        st.integers(0, 200),
        st.integers(1, 9_999),
    )
)
def test_what_is_told_is_read_back(told):
    event = workshop_told(told)
    _, core = core_of(core_bytes(event.kind, event.core))

    assert event.kind.lane is OutboxLane.BOOKINGS
    assert event.kind is EventKind.WORKSHOP_TOLD
    assert walk_ins_of(core) == told


@pytest.mark.parametrize(
    "change",
    [
        {"workshop": 3},
        {"workshop": ""},
        {"workshop": "x" * 49},
        {"walk_ins": -1},
        {"walk_ins": 201},
        {"walk_ins": True},
        {"walk_ins": "2"},
        {"round": 0},
        {"round": 10_000},
        {"round": None},
    ],
)
def test_an_absurd_count_is_refused(change):
    core = workshop_told(WalkIns("souris", 2, 1)).core | change

    with pytest.raises(ValueError, match="count"):
        walk_ins_of(core)
