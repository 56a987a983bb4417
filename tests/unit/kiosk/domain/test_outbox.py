# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.outbox import (
    EventKind,
    Identity,
    OutboxLane,
    annex_hash,
    core_bytes,
    core_of,
    event_id,
    hash_of,
    record_hash,
)
from kiosk.foundation.errors import BugError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
CORES = st.dictionaries(st.text(), JSON, max_size=5).filter(
    lambda core: "inf" not in repr(core).lower()
)
KINDS = st.sampled_from(EventKind)


@given(KINDS, CORES)
def test_a_core_read_back_gives_the_same_bytes(kind, core):
    written = core_bytes(kind, core)

    assert core_bytes(*core_of(written)) == written


@given(KINDS, st.lists(st.tuples(st.text(), st.integers()), unique_by=lambda pair: pair[0]))
def test_the_order_of_keys_does_not_change_the_hash(kind, pairs):
    assert record_hash(kind, dict(pairs), None) == record_hash(kind, dict(reversed(pairs)), None)


@given(KINDS, CORES, st.binary(max_size=50))
def test_the_hash_commits_to_the_annex_without_needing_it(kind, core, annex):
    digest = annex_hash(annex)

    assert record_hash(kind, core, digest) == hash_of(core_bytes(kind, core), digest)
    assert record_hash(kind, core, digest) != record_hash(kind, core, None)


@given(CORES, st.sampled_from([kind for kind in EventKind if kind is not EventKind.REQUEST_MADE]))
def test_two_kinds_with_the_same_facts_have_different_hashes(core, other):
    assert record_hash(EventKind.REQUEST_MADE, core, None) != record_hash(other, core, None)


def test_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError):
        core_bytes(EventKind.SESSION_CLOSED, {"minutes": float("nan")})


@pytest.mark.parametrize("stored", [b"{}", b"[]", b'{"core":[],"kind":"request_made"}', b"\xff"])
def test_bytes_that_are_no_core_are_refused(stored):
    with pytest.raises(ValueError):
        core_of(stored)


def test_every_kind_travels_in_a_lane_and_both_lanes_are_used():
    assert {kind.lane for kind in EventKind} == set(OutboxLane)
    assert EventKind.APPOINTMENT_SOLD.lane is OutboxLane.BOOKINGS
    assert EventKind.SESSION_CLOSED.lane is OutboxLane.LOGS


@pytest.mark.parametrize(("incarnation", "sequence"), [("12", 1), ("G" * 16, 1), ("0" * 16, 0)])
def test_what_cannot_name_a_record_is_refused(incarnation, sequence):
    with pytest.raises(BugError):
        Identity(incarnation, OutboxLane.LOGS, sequence)


def test_the_identifier_of_an_export_tells_records_apart():
    first = Identity("0" * 16, OutboxLane.LOGS, 1)
    others = [
        ("kiosk-2", first),
        ("kiosk-1", Identity("1" * 16, OutboxLane.LOGS, 1)),
        ("kiosk-1", Identity("0" * 16, OutboxLane.BOOKINGS, 1)),
        ("kiosk-1", Identity("0" * 16, OutboxLane.LOGS, 2)),
    ]

    names = {event_id("kiosk-1", first), *(event_id(*other) for other in others)}

    assert len(names) == 5
