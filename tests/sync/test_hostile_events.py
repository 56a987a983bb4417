# SPDX-License-Identifier: AGPL-3.0-or-later
"""Absurd events of an enrolled machine: the queue flows on, and nobody else notices anything."""

from __future__ import annotations

import json
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kiosk.domain.attendance_events import content_core
from kiosk.domain.leases import RightState
from kiosk.domain.outbox import EventKind, OutboxLane
from kiosk.domain.periods import Period
from sync.server.reports import network_figures
from sync.server.storage.cases import CaseKind
from sync.translation import MAX_STEP
from sync.wire import LeaseRuns
from tests.support.console import Inside
from tests.support.raw_machine import RawMachine, event, lane, session, verdicts
from tests.support.reminded import chores
from tests.support.visits import a_draft

DAYS = "motif=caf&du=2026-11-24&au=2026-12-07"
PAGES = ("frequentation", "rapprochement", "parc", "agenda", "droits", "effacements")
MINUTE = int(1764061200 / 60)  # a Thursday of the demonstration, 9 h 00 in Paris
NUMBERS = st.one_of(
    st.sampled_from(
        [-1, 0, 1, 5, MINUTE, 1 << 15, (1 << 30) - 1, (1 << 31) - 1, 1 << 31, 1 << 40, 1 << 63]
    ),
    st.integers(0, 1 << 20),
)
TEXTS = st.sampled_from(
    [
        "",
        "samira",
        "caf",
        "12345678",
        "x" * 64,
        "x" * 65,
        "é" * 16,
        "2026-11-23",
        "9999-12-31",
        "0123456789ab",
        f"{'a' * 16}.12345678",
        "own",
        "number",
        "ticket",
        "typed",
        "arrived",
        "absent",
        "attended",
        "waiting",
        "called",
        "urgent",
        "card",
        "\u202e",
        "<b>",
        "'; --",
    ]
)
ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS, st.floats(-1e9, 1e9)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=5,
)
RUNS = st.lists(
    st.one_of(
        st.tuples(NUMBERS, st.sampled_from([1, 6, 96, 1 << 31]), NUMBERS).map(list),
        st.tuples(TEXTS, NUMBERS, st.sampled_from([1, 6, 96, 1 << 31])).map(list),
        ANY,
    ),
    max_size=3,
)
DAY = st.sampled_from(["2026-11-23", "2026-11-24", "9999-12-31", "demain", ""])
CODES = st.one_of(TEXTS, st.sampled_from(["email", "fait", "nord", "code_de_2030"]))
VISIT = {
    "kind": st.sampled_from(["individuel", "collectif", "groupe", "comptage"]),
    "day": DAY,
    "centre": TEXTS,
    "place": CODES,
    "minutes": st.sampled_from([0, 15, 30, 45, 48 * 60, True, 1 << 63]),
    "themes": st.lists(CODES, max_size=2),
    "origin": st.sampled_from(["saisie", "atelier"]),
    "entered": st.just("2026-11-23T09Z"),
    "by": st.sampled_from(["mediateur", "?"]),
    "people": st.sampled_from([1, 8, 80, 800, 10_001, True, "8"]),
    "counts": st.lists(
        st.tuples(st.sampled_from(["gender", "theme", "?"]), CODES, NUMBERS).map(list), max_size=3
    ),
    "title": st.sampled_from(["Souris", "=1+1", "\u202e", "a\x00", "x" * 10_000]),
    "start": st.sampled_from(["14:15", "09:00", "14:16"]),
    "waited": st.sampled_from([0, 5, 60, 601]),
    "posture": CODES,
}
FIELDS = {
    EventKind.APPOINTMENT_SOLD: {
        "booking": TEXTS,
        "number": TEXTS,
        "mediator": TEXTS,
        "motif": TEXTS,
        "start": NUMBERS,
        "duration_min": NUMBERS,
        "cells": RUNS,
        "party": NUMBERS,
        "moved_from": st.fixed_dictionaries(
            {"booking": TEXTS, "number": TEXTS, "device": TEXTS, "proof": TEXTS, "code": TEXTS}
        ),
        "sequence": NUMBERS,
        "calendar": TEXTS,
        "answers": st.fixed_dictionaries({"number": TEXTS, "device": TEXTS}),
    },
    EventKind.APPOINTMENT_CANCELLED: {
        "booking": TEXTS,
        "number": TEXTS,
        "device": TEXTS,
        "proof": st.sampled_from(["own", "number", "ticket", "typed", "unchecked", "?"]),
        "reason": st.sampled_from(["", "misuse", "centre_closed", "?"]),
        "code": TEXTS,
    },
    EventKind.APPOINTMENT_ATTENDED: {
        "booking": TEXTS,
        "number": TEXTS,
        "device": TEXTS,
        "start": NUMBERS,
        "attendance": st.sampled_from(["arrived", "absent", "attended", "in_session", "?"]),
        "round": NUMBERS,
    },
    EventKind.APPOINTMENT_KEPT: {
        "booking": TEXTS,
        "number": TEXTS,
        "device": TEXTS,
        "displaced": NUMBERS,
    },
    EventKind.ABSENCE_ADDED: {"mediator": TEXTS, "start": NUMBERS, "end": NUMBERS},
    EventKind.ABSENCE_WITHDRAWN: {"absence": TEXTS},
    EventKind.REQUEST_MADE: {
        "number": TEXTS,
        "motif": TEXTS,
        "wish": TEXTS,
        "reply_by": st.sampled_from(["number", "phone", "in_person", "?"]),
        "centre": TEXTS,
        "party": NUMBERS,
    },
    EventKind.REQUEST_WITHDRAWN: {"number": TEXTS, "device": TEXTS, "code": TEXTS},
    EventKind.REQUEST_ANSWERED: {
        "number": TEXTS,
        "device": TEXTS,
        "proposals": st.one_of(TEXTS, NUMBERS.map(lambda n: f"samira/{n}/30")),
        "reason": st.sampled_from(["", "no_time_free", "?"]),
    },
    EventKind.REQUEST_CHOSEN: {"number": TEXTS, "device": TEXTS, "chosen": TEXTS},
    EventKind.CELLS_ASKED: {"runs": RUNS},
    EventKind.CELLS_LEFT: {"runs": RUNS},
    EventKind.TASK_DONE: {"task": NUMBERS, "outcome": TEXTS},
    EventKind.QUEUE_TICKET_ISSUED: {
        "day": DAY,
        "number": TEXTS,
        "place": NUMBERS,
        "reason": st.sampled_from(["help", "appointment", "question", "other", "?"]),
        "taken": NUMBERS,
        "priority": st.sampled_from(["ordinary", "card", "urgent", "?"]),
    },
    EventKind.QUEUE_TICKET_MOVED: {
        "day": DAY,
        "device": TEXTS,
        "number": TEXTS,
        "state": st.sampled_from(["waiting", "called", "served", "in_session", "closed", "?"]),
        "calls": NUMBERS,
        "desk": TEXTS,
        "mediator": TEXTS,
        "line": NUMBERS,
    },
    EventKind.QUEUE_TICKET_CLOSED: {
        "day": DAY,
        "device": TEXTS,
        "number": TEXTS,
        "outcome": TEXTS,
        "served": NUMBERS,
    },
    EventKind.QUEUE_PRIORITY_CLAIMED: {
        "day": DAY,
        "device": TEXTS,
        "number": TEXTS,
        "priority": st.sampled_from(["ordinary", "card", "urgent", "?"]),
    },
    EventKind.VISIT_RECORDED: VISIT,
    EventKind.VISIT_CORRECTED: {
        **VISIT,
        "visit": st.fixed_dictionaries({"incarnation": TEXTS, "sequence": NUMBERS}),
        "version": NUMBERS,
        "changed": st.sampled_from(["2026-11-23T09Z", "demain"]),
        "changed_by": TEXTS,
    },
}
ANNEX = st.sampled_from(
    [
        None,
        b"",
        b"not json",
        b"[]",
        b'{"needs":"w6k="}',
        b'{"label_desk":"!"}',
        json.dumps({"label_desk": "AAAA", "contact_city": "AAAA", "language": "eA=="}).encode(),
    ]
)


@st.composite
def hostile(draw):
    """Return a kind, a core and an annex: fields missing, replaced or within reason."""
    kind = draw(st.sampled_from(sorted(FIELDS)))
    core = {name: draw(values) for name, values in FIELDS[kind].items()}
    spoilt = draw(st.integers(0, 3))
    if spoilt == 1:
        core.pop(draw(st.sampled_from(sorted(core))))
    elif spoilt == 2:
        core[draw(st.sampled_from(sorted(core)))] = draw(ANY)
    return kind, core, draw(ANNEX)


LEASES = st.lists(
    st.builds(
        LeaseRuns,
        st.just("samira"),
        st.tuples(st.sampled_from([0, MINUTE // 5, MAX_STEP - 100]), st.sampled_from([1, 6])).map(
            list
        ),
        st.sampled_from([0, 1, (1 << 30) - 1]),
        st.sampled_from([one.value for one in RightState]),
        st.sampled_from(["", f"{'a' * 16}.12345678", "x" * 64]),
    ),
    max_size=2,
)


def _machines_read_all(city, witnesses):
    """Nobody else notices: each other machine reads everything that it is told."""
    for one in witnesses:
        report = city.client(one).exchange()
        assert report.unreadable == ()


def _city_goes_on(city, inside):
    """Every page is shown, free times are found, and the chores are done."""
    for page in PAGES:
        inside.page(page)
    assert inside.get(f"centres/NORD/slots?{DAYS}").status_code == 200
    assert inside.get("centres/NORD/tasks").status_code == 200
    chores(city)


@pytest.mark.parametrize("role", ["borne", "poste"])
def test_no_absurd_event_stops_the_queue_or_reaches_another_machine(any_city, role):
    witnesses = (any_city.machine("k"), any_city.machine("p", "poste"))
    machine = RawMachine(any_city.city, role=role)
    lives = count(1)

    @given(st.lists(hostile(), min_size=1, max_size=12), LEASES)
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(events, leases):
        machine.life, machine.request = f"{next(lives):016x}", 0
        batches = {one: [] for one in OutboxLane}
        for kind, core, annex in events:
            batch = batches[kind.lane]
            batch.append(event(len(batch) + 1, kind, core, annex=annex))

        reply = machine.ask(
            leases=leases, **{one.value: lane(*found) for one, found in batches.items() if found}
        )

        for one, found in batches.items():
            if found:
                assert machine.acked(one.value) == len(found)
                assert len(verdicts(reply, one.value)) == len(found)
        _machines_read_all(any_city, witnesses)

    run()
    _city_goes_on(any_city, Inside(any_city))  # hours have passed: no session lasts so long
    with any_city.city.database.transaction() as unit:
        assert CaseKind.REFUSED_EVENT in {case.kind for case in unit.cases.all_open()}


def sale(sequence, life, **changes):
    """Return the sale of a machine, as it would be without the changes."""
    core = {
        "booking": f"{life}.12345678",
        "number": "12345678",
        "mediator": "samira",
        "motif": "caf",
        "start": MINUTE,
        "duration_min": 30,
        "cells": [[MINUTE // 5, 6, 1]],
        **changes,
    }
    return event(sequence, EventKind.APPOINTMENT_SOLD, core)


def test_no_machine_writes_over_the_sale_of_another_one(any_city):
    seller = RawMachine(any_city.city)
    other = RawMachine(any_city.city, device="ba9876543210", life="b" * 16)
    seller.ask(bookings=lane(sale(1, seller.life)))

    reply = other.ask(bookings=lane(sale(1, seller.life, start=MINUTE + 60, motif="impots")))

    assert verdicts(reply, "bookings") == {1: "accepted"}
    with any_city.city.database.transaction() as unit:
        kept = unit.bookings.get(f"{seller.life}.12345678")
        assert (kept.device, kept.start, kept.motif_id) == (seller.device, MINUTE * 60, "caf")
        assert CaseKind.INCOMPLETE_SALE in {case.kind for case in unit.cases.all_open()}


@pytest.mark.parametrize("absurd", [{"start": (1 << 31) - 1}, {"duration_min": (1 << 31) - 1}])
def test_a_sale_of_an_impossible_time_is_for_a_person_and_goes_nowhere_else(any_city, absurd):
    machine = RawMachine(any_city.city)

    machine.ask(bookings=lane(sale(1, machine.life, **absurd)))

    with any_city.city.database.transaction() as unit:
        kept = unit.bookings.get(f"{machine.life}.12345678")
        assert kept.incomplete
        assert [case.kind for case in unit.cases.all_open()] == [CaseKind.INCOMPLETE_SALE]


def test_the_sealed_part_of_a_sale_in_four_thousand_years_is_erased_like_a_request(any_city):
    machine = RawMachine(any_city.city)
    annex = json.dumps({"label_desk": "AAAA"}).encode()
    core = json.loads(sale(1, machine.life, start=(1 << 31) - 1).core_json)["core"]
    machine.ask(bookings=lane(event(1, EventKind.APPOINTMENT_SOLD, core, annex=annex)))
    any_city.clock.pass_time(minutes=18 * 24 * 60)

    chores(any_city)

    with any_city.city.database.transaction() as unit:
        assert list(unit.records.annexed()) == []


def test_a_number_taken_at_an_impossible_minute_hides_the_queue_from_nobody(any_city):
    witness = any_city.machine("k")
    machine = RawMachine(any_city.city)
    core = {"day": "2026-11-23", "number": "A1", "place": 1, "reason": "help", "taken": 1 << 39}

    reply = machine.ask(logs=lane(event(1, EventKind.QUEUE_TICKET_ISSUED, core)))

    assert verdicts(reply) == {1: "refused"}
    assert any_city.client(witness).exchange().unreadable == ()


def test_a_report_may_name_a_sale_without_a_number_of_ours(any_city):
    machine = RawMachine(any_city.city)
    run = LeaseRuns("samira", [MINUTE // 5, 6], 1, RightState.SOLD.value, "x" * 64)

    reply = machine.ask(leases=[run])

    assert reply.lease_acks


@pytest.mark.parametrize("hour", ["9999-12-31T23Z", "0001-01-01T00Z"])
def test_an_hour_at_the_ends_of_the_calendar_is_refused_and_figures_are_still_made(any_city, hour):
    machine = RawMachine(any_city.city)
    told = {**content_core(a_draft(day=date(2026, 11, 20))), "by": "mediateur"}
    bad = [{"entered": hour}, {"entered": "2026-11-20T09Z", "changed": hour}]
    visits = [event(at, EventKind.VISIT_RECORDED, {**told, **one}) for at, one in enumerate(bad, 1)]

    reply = machine.ask(logs=lane(*visits, session(3, hour=hour), session(4)))

    assert verdicts(reply) == {1: "refused", 2: "refused", 3: "refused", 4: "accepted"}
    chores(any_city)
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    assert network_figures(any_city.city, november).n_sessions == 1
