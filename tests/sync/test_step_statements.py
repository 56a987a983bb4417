# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people stop: told once a week by each machine, summed by the city, never below five."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from kiosk.domain.outbox import EventKind, OutboxEvent
from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.step_counts import Cell, StepEvent, WeekStatement
from kiosk.exports.csv_steps import TOO_FEW
from sync.server.stops import export_network_stops, network_stops
from sync.server.storage.step_statements import StatementEntry

SEEN = Cell("arnaque", "2026.11.1", "fr", "debut", StepEvent.SEEN)
LEFT = replace(SEEN, event=StepEvent.ABANDONED_END)
DIFFERENT = replace(SEEN, event=StepEvent.SCREEN_IS_DIFFERENT)


def count(kiosk, *cells, times=1):
    for _ in range(times):
        session = kiosk.sessions.open("fr")
        kiosk.sessions.finish(session, SessionOutcome.FINISHED, cells=frozenset(cells))


def exchange(city, *machines):
    for kiosk in machines:
        kiosk.device.note_instant()
        kiosk.step_counts.tell_ended_weeks()
        assert city.client(kiosk).exchange().n_pending == 0


def counts_of(city):
    return {
        (one.walkthrough_id, line.step_id): dict(line.counts)
        for one in network_stops(city.city).walkthroughs
        for line in one.lines
    }


def test_the_city_sums_what_its_machines_tell(any_city):
    machines = [any_city.machine("a"), any_city.machine("b")]
    for kiosk in machines:
        count(kiosk, SEEN, LEFT, times=6)
        count(kiosk, SEEN, times=3)
    any_city.clock.pass_time(days=7)

    exchange(any_city, *machines)

    told = {StepEvent.SEEN: 18, StepEvent.ABANDONED_END: 12}
    assert counts_of(any_city) == {("arnaque", "debut"): told}


def test_less_than_five_sessions_never_leave_the_machine(any_city):
    kiosk = any_city.machine("a")
    count(kiosk, SEEN, LEFT, times=4)
    any_city.clock.pass_time(days=7)

    exchange(any_city, kiosk)

    assert counts_of(any_city) == {}
    with any_city.city.database.transaction() as unit:
        assert unit.reports.n_accepted(EventKind.STEP_COUNTS.value) == 1


def test_a_week_told_again_after_a_restore_counts_once(any_city):
    statement = WeekStatement("2026-W47", "2026-W46", {SEEN: 9})
    again = WeekStatement("2026-W47", "2026-W47", {SEEN: 7})
    later = WeekStatement("2026-W48", "2026-W47", {SEEN: 8})
    next_one = WeekStatement("2026-W48", "2026-W48", {SEEN: 5})
    with any_city.city.database.transaction() as unit:
        for place, one in enumerate((statement, again, later, next_one), start=1):
            unit.statements.add([StatementEntry("d-1", "0" * 16, place, "NORD", one)])
        held = unit.statements.between("2026-W40", "2026-W53")

    assert [entry.statement for entry in held] == [statement, next_one]


def test_machines_without_news_of_a_week_are_named(any_city):
    telling = any_city.machine("a")
    any_city.machine("b")
    count(telling, SEEN, times=5)
    any_city.clock.pass_time(days=15)

    exchange(any_city, telling)

    stops = network_stops(any_city.city)
    assert stops.missing == (("Espace Nord EXEMPLE · borne 2", ("2026-W48", "2026-W49")),)


def test_the_file_says_too_few_instead_of_a_small_number(any_city):
    kiosk = any_city.machine("a")
    count(kiosk, SEEN, DIFFERENT, times=5)
    count(kiosk, LEFT, times=2)
    any_city.clock.pass_time(days=7)
    exchange(any_city, kiosk)
    stream = io.BytesIO()

    n_rows = export_network_stops(any_city.city, stream)

    (row,) = csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig")), delimiter=";")
    assert n_rows == 1
    assert (row["Vue"], row["Écran différent"]) == ("5", "5")
    assert row["Quittée par Terminer"] == TOO_FEW
    assert network_stops(any_city.city).different_screens == (("arnaque", "debut", 5),)


@pytest.mark.parametrize(
    "core",
    [
        {"week": "2026-W47", "since": "2026-W47", "cells": [[*"abcd", "seen", 4]]},
        {"week": "2026-W47", "since": "2026-W47", "cells": [[*"abcd", "danced", 9]]},
        {"week": "2026-W47", "since": "2026-W48", "cells": []},
        {"week": "hier", "since": "hier", "cells": []},
        {"week": "2025-W53", "since": "2025-W53", "cells": []},
        {"week": "2026-W47", "since": "0000-W01", "cells": []},
        {"week": "2026-W47", "since": "2026-W47"},
        {"week": "2026-W47", "since": "2026-W47", "cells": [["a b", "1", "fr", "d", "seen", 9]]},
        {"week": "2026-W47", "since": "2026-W47", "cells": [["a", "1", "fr", "d", "seen", True]]},
        {"week": "2026-W47", "since": "2026-W47", "cells": [["a", "1", "fr", "d", "seen", 9]] * 2},
    ],
)
def test_a_statement_that_is_none_is_refused_and_the_queue_flows_on(any_city, core):
    kiosk = any_city.machine("a")
    with kiosk.database.unit_of_work() as uow:
        uow.outbox.append(OutboxEvent(EventKind.STEP_COUNTS, core))
        uow.commit()

    assert any_city.client(kiosk).exchange().n_pending == 0

    assert kiosk.outbox.status().n_refused == 1
    assert counts_of(any_city) == {}
