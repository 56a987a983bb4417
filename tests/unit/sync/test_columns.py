# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.outbox import EventKind, annex_hash, core_bytes, hash_of
from sync.columns import (
    BatchUnreadable,
    PackedEvent,
    batch_check,
    canonical,
    pack,
    unpack,
    unpack_tombstones,
)
from sync.wire import EventGroup, LaneBatch
from sync.wire_form import decode, encode

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
CORES = st.dictionaries(st.sampled_from(["a", "b", "c", "é"]), VALUES, max_size=4)


@st.composite
def event_lists(draw):
    events = []
    sequence = 0
    for _ in range(draw(st.integers(0, 12))):
        sequence += draw(st.integers(1, 5))
        kind = draw(st.sampled_from(list(EventKind)))
        annex = draw(st.none() | st.binary(max_size=20))
        digest = annex_hash(annex) if annex is not None else draw(st.none() | st.just(b"\7" * 32))
        core_json = core_bytes(kind, draw(CORES))
        origin = draw(st.sampled_from(["", f"{'a' * 16}/logs/{sequence}"]))
        events.append(
            PackedEvent(sequence, core_json, hash_of(core_json, digest), annex, digest, origin)
        )
    return events


@given(event_lists())
def test_what_is_packed_comes_out_byte_for_byte(events):
    travelled = decode(encode(pack(events)), LaneBatch)

    found = unpack(travelled)

    assert [(one.sequence, one.core_json, one.hash) for one in found] == [
        (one.sequence, one.core_json, one.hash) for one in events
    ]
    assert [(one.annex, one.annex_digest, one.origin) for one in found] == [
        (one.annex, one.annex_digest, one.origin) for one in events
    ]
    assert batch_check(one.hash for one in found) == travelled.check


@given(st.sampled_from(list(EventKind)), CORES)
def test_both_ends_write_the_same_bytes_for_a_core(kind, core):
    assert canonical(kind.value, core) == core_bytes(kind, core)


def numbers(*values, name="n"):
    events = []
    for sequence, value in enumerate(values, start=1):
        content = core_bytes(EventKind.SESSION_CLOSED, {name: value})
        events.append(PackedEvent(sequence, content, hash_of(content, None)))
    return pack(events).groups


def test_each_column_is_written_in_the_shortest_way():
    assert numbers(7, 7, 7)[0].columns == [["c", 7]]
    assert numbers(7, 9, 8)[0].columns == [["d", 7, 2, -1]]
    assert numbers("a", "b", "a", "b")[0].columns == [["v", ["a", "b"], [0, 1, 0, 1]]]
    assert numbers("a", "b", "c")[0].columns == [["r", ["a", "b", "c"]]]


def test_true_one_and_one_point_zero_stay_three_values():
    (group,) = numbers(True, 1, 1.0, True, 1, 1.0)

    assert group.columns == [["v", [True, 1, 1.0], [0, 1, 2, 0, 1, 2]]]
    assert [type(value) for value in group.columns[0][1]] == [bool, int, float]


def test_a_thousand_sessions_take_a_few_bytes_each():
    from sync.compression import gzip_bytes

    events = []
    for sequence in range(1, 1001):
        core = {
            "hour": f"2026-11-{1 + sequence // 50:02}T{8 + sequence % 9:02}Z",
            "minutes": sequence * 7919 % 47,
            "language": ("fr", "ar", "en", "fr-falc")[sequence * 31 % 4],
            "walkthroughs": [{"id": "arnaque", "last_step": f"e{sequence % 7}", "finished": True}],
            "outcome": ("finished", "left", "idle")[sequence * 17 % 3],
        }
        content = core_bytes(EventKind.SESSION_CLOSED, core)
        events.append(PackedEvent(sequence, content, hash_of(content, None)))

    assert len(gzip_bytes(encode(pack(events)))) < 14 * len(events)


GOOD = EventGroup(kind="k", fields=["a"], sequences=[1, 1], columns=[["r", [1, 2]]])


@pytest.mark.parametrize(
    "fields",
    [
        {"columns": []},
        {"columns": [["r", [1]]]},
        {"columns": [["x", 1]]},
        {"columns": [["v", ["a"], [0, 1]]]},
        {"columns": [["v", ["a"], [0, -1]]]},
        {"columns": [["v", ["a"], [0, True]]]},
        {"columns": [["d", 1, 1.5]]},
        {"columns": [["d", 1]]},
        {"columns": [5]},
        {"columns": ["r"]},
        {"fields": ["a", "a"], "columns": [["c", 1], ["c", 1]]},
        {"sequences": [0, 1]},
        {"sequences": [1, 0]},
        {"sequences": [1, -5]},
        {"sequences": [1 << 60, 1]},
        {"annexes": {"0": "not base64!"}},
        {"annex_hashes": {"0": "zz"}},
        {"annex_hashes": {"0": "00"}},
        {"columns": [["c", "\ud800"]]},
        {"columns": [["c", float("inf")]]},
    ],
)
def test_columns_that_do_not_fit_are_refused(fields):
    group = msgspec.structs.replace(GOOD, **fields)

    with pytest.raises(BatchUnreadable):
        unpack(LaneBatch(n=2, groups=[group]))


def test_a_wrong_count_is_refused():
    with pytest.raises(BatchUnreadable):
        unpack(LaneBatch(n=3, groups=[GOOD]))


@pytest.mark.parametrize("tombstone", [(0, "00" * 32), (1, "00"), (1, "zz" * 32)])
def test_a_tombstone_out_of_range_is_refused(tombstone):
    with pytest.raises(BatchUnreadable):
        unpack_tombstones(LaneBatch(tombstones=[tombstone]))


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_no_column_whatever_breaks_the_unpacking(column):
    group = msgspec.structs.replace(GOOD, columns=[column])

    try:
        events = unpack(LaneBatch(n=2, groups=[group]))
    except BatchUnreadable:
        return

    assert len(events) == 2
