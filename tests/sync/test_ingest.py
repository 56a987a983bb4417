# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city does with each event, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from kiosk.domain.outbox import EventKind
from sync.columns import PackedEvent
from sync.server.storage.cases import CaseKind
from sync.server.storage.records import LaneKey
from sync.wire_form import MAX_EVENTS_A_LANE
from tests.support.raw_machine import (
    LIFE,
    RawMachine,
    changed,
    event,
    lane,
    session,
    strange_event,
    verdicts,
)


@pytest.fixture
def machine(any_city):
    return RawMachine(any_city.city)


def cases(machine):
    with machine.city.database.transaction() as unit:
        return [case.kind for case in unit.cases.all_open()]


def n_sessions(machine):
    with machine.city.database.transaction() as unit:
        return unit.reports.n_sessions()


def test_new_events_are_accepted_and_move_the_watermark(machine):
    reply = machine.ask(logs=lane(session(1), session(2), session(3)))

    assert verdicts(reply) == {1: "accepted", 2: "accepted", 3: "accepted"}
    assert machine.acked() == 3
    assert n_sessions(machine) == 3


def test_the_same_events_again_are_duplicates_below_the_watermark_too(machine):
    machine.ask(logs=lane(session(1), session(2)))

    reply = machine.ask(logs=lane(session(1), session(2), session(3)))

    assert verdicts(reply) == {1: "duplicate", 2: "duplicate", 3: "accepted"}
    assert n_sessions(machine) == 3


def test_other_bytes_under_a_known_identity_are_kept_aside_and_ask_for_a_new_life(machine):
    machine.ask(logs=lane(session(1, minutes=12)))

    reply = machine.ask(logs=lane(session(1, minutes=13)))

    assert verdicts(reply) == {}
    assert reply.new_life
    assert cases(machine) == [CaseKind.OTHER_BYTES]
    with machine.city.database.transaction() as unit:
        assert unit.records.n_aside() == 1
    assert n_sessions(machine) == 1


def test_a_gap_only_means_not_yet_offered(machine):
    machine.ask(logs=lane(session(1), session(4)))
    first = machine.acked()
    machine.ask(logs=lane(session(2), session(3)))

    assert (first, machine.acked()) == (1, 4)


@pytest.mark.parametrize(
    ("poison", "reason"),
    [
        (strange_event(2, "from_the_future", {"a": 1}), "unknown_kind"),
        (session(2, minutes="douze"), "unreadable"),
        (session(2, minutes=-1), "unreadable"),
        (session(2, outcome="never_heard_of"), "unreadable"),
        (session(2, hour="2026-13-45T99Z"), "unreadable"),
        (session(2, language="x" * 500), "unreadable"),
        (session(2, walkthroughs="none"), "unreadable"),
        (session(2, note="a\0b"), "nul_character"),
        (event(2, EventKind.REQUEST_MADE, {"number": "12345678"}), "wrong_lane"),
        (event(2, EventKind.VISIT_RECORDED, {}), "unreadable"),
    ],
)
def test_a_poison_event_is_kept_raw_and_the_queue_flows_on(machine, poison, reason):
    reply = machine.ask(logs=lane(session(1), poison, session(3)))

    assert verdicts(reply) == {1: "accepted", 2: "refused", 3: "accepted"}
    assert machine.acked() == 3
    assert {run.reason for run in reply.verdicts["logs"]} == {"", reason}
    assert n_sessions(machine) == 2
    with machine.city.database.transaction() as unit:
        (row,) = unit.records.poison(10)
    assert (row.sequence, row.reason) == (2, reason)
    assert cases(machine) == [CaseKind.REFUSED_EVENT]


def test_a_row_that_its_kiosk_cannot_read_is_announced_by_a_tombstone(machine):
    reply = machine.ask(logs=lane(session(1), session(3), tombstones=[(2, b"\1" * 32)]))

    assert verdicts(reply) == {1: "accepted", 2: "damaged", 3: "accepted"}
    assert machine.acked() == 3


def test_a_tombstone_of_a_row_that_the_city_holds_loses_nothing(machine):
    machine.ask(logs=lane(session(1)))

    reply = machine.ask(logs=lane(tombstones=[(1, session(1).hash)]))

    assert verdicts(reply) == {1: "duplicate"}
    assert n_sessions(machine) == 1


def test_a_batch_that_does_not_unpack_to_what_was_hashed_is_kept_whole(machine):
    batch = changed(lane(session(1), session(2)), check="0" * 64)

    reply = machine.ask(logs=batch)

    assert verdicts(reply) == {1: "damaged", 2: "damaged"}
    assert machine.acked() == 2
    assert cases(machine) == [CaseKind.BATCH_CHECK]
    assert n_sessions(machine) == 0


def test_a_salvaged_event_that_the_city_has_is_a_duplicate(machine):
    machine.ask(logs=lane(session(1)))
    machine.life, machine.request = "b" * 16, 0

    reply = machine.ask(
        logs=lane(PackedEvent(1, session(1).core_json, session(1).hash, origin=f"{LIFE}/logs/1"))
    )

    assert verdicts(reply) == {1: "duplicate"}
    assert n_sessions(machine) == 1


def test_a_salvaged_event_is_unique_on_its_origin(machine):
    salvaged = PackedEvent(1, session(7).core_json, session(7).hash, origin=f"{LIFE}/logs/7")
    machine.life = "b" * 16
    machine.ask(logs=lane(salvaged))
    machine.life, machine.request = "c" * 16, 0

    reply = machine.ask(logs=lane(salvaged))

    assert verdicts(reply) == {1: "duplicate"}
    assert n_sessions(machine) == 1


def test_an_event_whose_origin_is_another_event_counts_for_itself(machine):
    machine.ask(logs=lane(session(1, minutes=12)))
    machine.life, machine.request = "b" * 16, 0
    other = session(1, minutes=13)

    reply = machine.ask(
        logs=lane(PackedEvent(1, other.core_json, other.hash, origin=f"{LIFE}/logs/1"))
    )

    assert verdicts(reply) == {1: "accepted"}
    assert cases(machine) == [CaseKind.OTHER_BYTES]
    assert n_sessions(machine) == 2


def test_an_annex_erased_since_leaves_the_event_valid(machine):
    core = {"number": "12345678", "motif": "caf", "wish": ""}
    whole = event(1, EventKind.REQUEST_MADE, core, annex=b"{}")
    erased = PackedEvent(1, whole.core_json, whole.hash, None, whole.annex_digest)
    machine.ask(bookings=lane(whole))
    with machine.city.database.transaction() as unit:
        unit.records.erase_annex(LaneKey(machine.device, LIFE, "bookings"), 1)

    reply = machine.ask(bookings=lane(erased))

    assert verdicts(reply, "bookings") == {1: "duplicate"}


def test_a_sale_that_cannot_be_read_is_accepted_and_shown_as_incomplete(machine):
    core = {"booking": f"{LIFE}.12345678", "number": "12345678", "start": "tomorrow"}

    reply = machine.ask(bookings=lane(event(1, EventKind.APPOINTMENT_SOLD, core)))

    assert verdicts(reply, "bookings") == {1: "accepted"}
    assert cases(machine) == [CaseKind.INCOMPLETE_SALE]
    with machine.city.database.transaction() as unit:
        assert unit.bookings.get(f"{LIFE}.12345678").incomplete


def test_a_poison_event_of_the_bookings_leaves_the_sale_beside_it(machine):
    sale = event(
        2,
        EventKind.APPOINTMENT_SOLD,
        {
            "booking": f"{LIFE}.12345678",
            "number": "12345678",
            "mediator": "samira",
            "motif": "caf",
            "start": 29_000_000,
            "duration_min": 30,
            "cells": [],
        },
    )
    bad = event(1, EventKind.REQUEST_MADE, {"number": 5})

    reply = machine.ask(bookings=lane(bad, sale))

    assert verdicts(reply, "bookings") == {1: "refused", 2: "accepted"}


def test_events_that_neither_side_holds_are_told_and_the_queue_goes_on(machine):
    machine.ask(logs=lane(session(1)))

    machine.ask(logs=lane(session(5)), oldest={"logs": 5})

    assert machine.acked() == 5
    assert cases(machine) == [CaseKind.EVENTS_LOST]


def test_a_hundred_sessions_are_one_request_and_few_statements(machine):
    batch = lane(*[session(place, minutes=place % 60) for place in range(1, 101)])
    statements = []
    from sqlalchemy import event as listen

    engine = machine.city.database._engine
    listen.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))

    reply = machine.ask(logs=batch)

    assert len(verdicts(reply)) == 100
    assert len(statements) <= 70


def test_the_same_number_with_other_bytes_is_an_identity_conflict(machine):
    machine.ask(logs=lane(session(1)), request=1)

    reply = machine.ask(logs=lane(session(1), session(2)), request=1)

    assert reply.new_life
    assert reply.verdicts == {}
    assert cases(machine) == [CaseKind.REQUEST_CONFLICT]


def test_a_life_that_the_machine_had_left_is_heard_and_given_nothing(machine):
    machine.ask(logs=lane(session(1)))
    machine.life, machine.request = "b" * 16, 0
    machine.ask()
    machine.life, machine.request = LIFE, 1

    reply = machine.ask(logs=lane(session(2)), can_hold_leases=True, n_numbers=0)

    assert verdicts(reply) == {2: "accepted"}
    assert reply.new_life
    assert reply.grant is None
    assert reply.numbers == []
    assert cases(machine) == [CaseKind.OLD_LIFE]


@pytest.mark.parametrize(("number", "life"), [(0, LIFE), (1, "xyz"), (1, "A" * 16)])
def test_a_request_out_of_range_is_refused_whole(machine, number, life):
    machine.life = life

    assert machine.send(machine.body(request=number)).status == 400


def test_more_events_than_a_batch_may_hold_are_refused_whole(machine):
    one = session(1)
    events = [
        PackedEvent(place, one.core_json, one.hash) for place in range(1, MAX_EVENTS_A_LANE + 2)
    ]

    assert machine.send(machine.body(logs=lane(*events))).status == 400
    assert n_sessions(machine) == 0
