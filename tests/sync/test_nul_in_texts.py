# SPDX-License-Identifier: AGPL-3.0-or-later
"""A NUL in the facts of an event, and the six signs by which JSON writes one."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kiosk.domain.attendance import VisitKind
from kiosk.domain.attendance_events import content_core
from kiosk.domain.outbox import EventKind
from kiosk.domain.packed_visit import unpacked
from kiosk.domain.periods import Period
from sync.server.reports import network_figures, network_visits
from tests.support.raw_machine import RawMachine, event, lane, session, verdicts
from tests.support.visits import a_draft


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "a\x00"},
        {"title": "\\u0000 \x00"},
        {"note": [{"a": ["b\x00"]}]},
        {"a\x00": 1},
        {"deep": json.loads("[" * 200 + '"\\u0000"' + "]" * 200)},
    ],
)
def test_a_nul_is_refused_wherever_it_stands(any_city, changes):
    machine = RawMachine(any_city.city)

    reply = machine.ask(logs=lane(session(1, **changes), session(2)))

    assert verdicts(reply) == {1: "refused", 2: "accepted"}


def test_the_six_signs_by_which_a_nul_is_written_are_a_text_like_another(any_city):
    machine = RawMachine(any_city.city)
    draft = a_draft(kind=VisitKind.WORKSHOP, day=date(2026, 11, 20), people=3, title="\\u0000 brut")
    told = {**content_core(draft), "by": "mediateur", "entered": "2026-11-20T09Z"}

    reply = machine.ask(logs=lane(event(1, EventKind.VISIT_RECORDED, told)))

    assert verdicts(reply) == {1: "accepted"}
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    assert network_figures(any_city.city, november).n_visits == 3
    with network_visits(any_city.city, november) as found:
        assert [row.title for row in map(unpacked, found.rows)] == ["\\u0000 brut"]
