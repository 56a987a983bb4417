# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of kiosks, of the city and lines of an export agree to the unit, whatever happened."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.attendance import (
    Category,
    CategoryCount,
    RecordedBy,
    VisitKind,
    corrected,
    identity_of,
)
from kiosk.domain.attendance_events import corrected_event, deleted_event, recorded_event
from kiosk.domain.flat_visit import flat_visit
from kiosk.domain.outbox import EventKind
from kiosk.domain.packed_visit import unpacked
from kiosk.domain.periods import Period
from kiosk.domain.reconciliation import Verdict
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from kiosk.domain.tally import Measure, tally_visits
from kiosk.services.staff import Staff, StaffRole
from sync.server.attendance_cells import count_cells
from sync.server.enrolment import revoke
from sync.server.reconciliation import reconciliation
from sync.server.reports import network_figures, network_sections, unreconciled
from sync.server.storage.reports import EventPlace, VisitEntry
from sync.server.visit_rows import keep_in_step
from tests.support.visits import INCARNATION, a_draft, a_row, a_visit, recordable_drafts

TODAY = date(2026, 11, 23)
AUTUMN = Period(date(2026, 10, 1), date(2026, 11, 30))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31))
MEDIATOR = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")
DRAFTS = recordable_drafts(date(2026, 9, 20), TODAY)
FRESH = itertools.count(1)
DEEDS = st.sampled_from(("record", "record", "correct", "delete", "session", "send"))


def stored(city, period=AUTUMN):
    with city.city.database.reading() as unit:
        return tuple(map(unpacked, unit.reports.stream_visits(period)))


def lived(kiosk, turn):
    session = kiosk.sessions.open("fr")
    trace = WalkthroughTrace("arnaque", "fin", finished=turn % 2 == 0)
    kiosk.sessions.note_progress(session, language="fr", trace=trace)
    kiosk.clock.pass_time(minutes=7)
    kiosk.sessions.finish(session, SessionOutcome.FINISHED)


def told(kiosk):
    """Return what a machine counts, and the rows it would export."""
    counted = kiosk.statistics.counted(AUTUMN).rows
    counts = Counter(kiosk.statistics.figures(AUTUMN).tally.counts)
    return counts, {flat_visit(row) for row in counted.visits}


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=st.lists(st.tuples(DEEDS, st.integers(0, 2), DRAFTS), min_size=6, max_size=12))
def test_kiosks_city_and_export_agree_over_any_history(any_city, deeds):
    machines = any_city.machines or [any_city.machine(name) for name in ("a", "b", "lost")]
    # each history begins anew: what the city then knows of a machine is what it says now
    known = {kiosk: told(kiosk) for kiosk in machines}
    for kiosk in machines:
        any_city.client(kiosk).exchange()
    for turn, (deed, which, drawn) in enumerate(deeds):
        kiosk = machines[which]
        # a workshop that was recorded is refused: two of one are `test_doubles`
        draft = replace(drawn, workshop_id=drawn.workshop_id and f"w-{next(FRESH)}")
        visits = [row.visit for row in kiosk.statistics.counted(AUTUMN).rows.visits]
        match deed:
            case "correct" if visits:
                kiosk.attendance.correct(visits[turn % len(visits)].visit_id, draft, MEDIATOR)
            case "delete" if visits:
                kiosk.attendance.delete(visits[turn % len(visits)].visit_id, MEDIATOR)
            case "session":
                lived(kiosk, turn)
            case "send":
                any_city.client(kiosk).exchange()
                known[kiosk] = told(kiosk)
            case _:
                kiosk.attendance.record(draft, MEDIATOR)
    for kiosk in machines[:2]:  # the third is lost, with all it did not send
        any_city.client(kiosk).exchange()
        known[kiosk] = told(kiosk)

    network = network_figures(any_city.city, AUTUMN)

    expected = sum((counts for counts, _ in known.values()), Counter())
    assert Counter(network.tally.counts) == expected
    rows = stored(any_city)
    assert set(rows) == set().union(*(rows for _, rows in known.values()))
    assert network.n_records == len(rows)
    assert sum(one.n_visits for one in network.by_day) == network.n_visits
    assert reconciliation(any_city.city, AUTUMN).verdict in {Verdict.AGREES, Verdict.ON_ITS_WAY}
    assert unreconciled(any_city.city) == {}
    for kiosk in machines[:2]:
        account = kiosk.statistics.reconciliation(AUTUMN)
        assert (account.verdict, account.n_counted) == (Verdict.AGREES, len(told(kiosk)[1]))


def versions_of(sequence, drafts, *, is_deleted):
    """Return the entries of a visit: its record, its corrections and perhaps its deletion."""
    visit = replace(a_visit(sequence), content=drafts[0])
    own = identity_of(visit.visit_id)
    hour = visit.entered_hour_utc
    events = [recorded_event(visit.content, RecordedBy.MEDIATOR, at_hour_utc=hour)]
    for draft in drafts[1:]:
        visit = corrected(visit, draft, at_hour_utc=hour)
        events.append(corrected_event(visit, RecordedBy.MEDIATOR))
    if is_deleted:
        events.append(deleted_event(visit, RecordedBy.MEDIATOR, at_hour_utc=hour))
    # a correction made in a later life of the machine may bear a lower number than its record's
    numbers = [own.sequence, *sorted((next(FRESH) for _ in events[1:]), reverse=True)]
    return visit, [
        VisitEntry(
            place=EventPlace("borne-1", INCARNATION, numbers[at]),
            visit_incarnation=own.incarnation,
            visit_sequence=own.sequence,
            version=at + 1,
            day="" if event.kind is EventKind.VISIT_DELETED else event.core["day"],
            deleted=event.kind is EventKind.VISIT_DELETED,
            core=event.core,
        )
        for at, event in enumerate(events)
    ]


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    histories=st.lists(
        st.tuples(st.lists(DRAFTS, min_size=1, max_size=3), st.booleans()), min_size=1, max_size=5
    ),
    order=st.randoms(use_true_random=False),
)
def test_versions_in_any_order_leave_the_row_that_stands(any_city, histories, order):
    standing, entries = [], []
    for drafts, is_deleted in histories:
        sequence = next(FRESH)
        # two records of one workshop would count as one
        own = [replace(one, workshop_id=one.workshop_id and f"w-{sequence}") for one in drafts]
        visit, told_of = versions_of(sequence, own, is_deleted=is_deleted)
        entries += told_of
        if not is_deleted:
            standing.append(replace(a_row(sequence), visit=visit))
    before = tally_visits(stored(any_city)).counts
    order.shuffle(entries)
    for entry in entries:
        with any_city.city.database.transaction() as unit:
            unit.reports.add_visits([entry])
            keep_in_step(unit, [entry, entry])
        if order.random() < 0.3:
            count_cells(any_city.city, AUTUMN)

    fresh = tally_visits(
        flat_visit(row) for row in standing if AUTUMN.holds(row.visit.content.day)
    ).counts

    assert tally_visits(stored(any_city)).counts == before + fresh
    assert network_figures(any_city.city, AUTUMN).tally.counts == before + fresh


def test_a_correction_to_another_day_and_centre_counts_there_alone(any_city):
    kiosk = any_city.machine("a")
    visit = kiosk.attendance.record(a_draft(day=TODAY), MEDIATOR)
    any_city.client(kiosk).exchange()
    assert network_figures(any_city.city, NOVEMBER).n_visits == 1
    kiosk.attendance.correct(visit, a_draft(day=date(2026, 10, 5), centre="SUD"), MEDIATOR)
    any_city.client(kiosk).exchange()

    assert network_figures(any_city.city, NOVEMBER).n_visits == 0
    autumn = network_figures(any_city.city, AUTUMN)
    assert autumn.tally.of(Measure.CENTRE) == {"SUD": 1}
    assert network_figures(any_city.city, NOVEMBER).n_visits_before == 1
    assert dict(autumn.by_month)[date(2026, 10, 1)] == 1


def test_both_ends_say_since_when_they_count(any_city):
    kiosk = any_city.machine("a")
    kiosk.attendance.record(a_draft(day=TODAY), MEDIATOR)
    any_city.client(kiosk).exchange()

    here = kiosk.statistics.figures(NOVEMBER).coverage.in_service_since
    there = network_figures(any_city.city, NOVEMBER).coverage.in_service_since
    sud = network_figures(any_city.city, NOVEMBER, centre="SUD").coverage.in_service_since

    assert here == there == TODAY
    assert sud is None


def test_a_post_stands_open_to_no_resident_at_either_end(any_city):
    machines = [any_city.machine("a"), any_city.machine("b", "poste")]
    for kiosk in machines:
        kiosk.attendance.record(a_draft(day=TODAY), MEDIATOR)
        any_city.client(kiosk).exchange()

    here = [kiosk.statistics.figures(NOVEMBER).open_minutes for kiosk in machines]

    assert here[0] > here[1] == 0
    assert network_figures(any_city.city, NOVEMBER).open_minutes == here[0]


def test_a_choice_of_centre_and_kind_counts_only_that(any_city):
    kiosk = any_city.machine("a")
    counts = (CategoryCount(Category.GENDER, "feminin", 5),)
    for draft in (
        a_draft(day=TODAY),
        a_draft(day=TODAY, centre="SUD"),
        a_draft(day=TODAY, kind=VisitKind.WORKSHOP, people=8, counts=counts),
    ):
        kiosk.attendance.record(draft, MEDIATOR)
    any_city.client(kiosk).exchange()

    def chosen(**choice):
        here = kiosk.statistics.figures(NOVEMBER, **choice)
        there = network_figures(any_city.city, NOVEMBER, **choice)
        assert here.tally.counts == there.tally.counts
        assert here.by_month == there.by_month
        return there.n_visits

    workshops = frozenset({VisitKind.WORKSHOP})
    assert chosen() == 10
    assert chosen(centre="SUD") == 1
    assert chosen(kinds=workshops) == 8
    assert chosen(centre="SUD", kinds=workshops) == 0


def test_who_was_sent_on_is_the_same_in_the_figures_of_both_ends_and_in_the_file(any_city):
    kiosk = any_city.machine("a")
    for answer in (
        {"referred": True, "referral": "aide_sociale"},
        {"referred": True},
        {"referred": False},
        {},
    ):
        kiosk.attendance.record(a_draft(day=TODAY, **answer), MEDIATOR)
    any_city.client(kiosk).exchange()

    here, there = kiosk.statistics.figures(NOVEMBER), network_figures(any_city.city, NOVEMBER)
    titles = {}
    told = [
        next(one for one in found if one.key == "referral")
        for found in (
            kiosk.statistics.sections(here, titles),
            network_sections(any_city.city, there, titles),
        )
    ]
    in_file = Counter(row.referred for row in stored(any_city, NOVEMBER))

    assert told[0] == told[1]
    counts = {line.code: line.n for line in told[0].lines}
    n_yes = counts["aide_sociale"] + counts["unnoted"]
    assert (n_yes, counts["no"]) == (in_file["1"], in_file["0"])
    assert told[0].total == 3


def test_a_cell_touched_and_not_yet_counted_is_in_the_figures_all_the_same(any_city):
    kiosk = any_city.machine("a")
    kiosk.attendance.record(a_draft(day=TODAY), MEDIATOR)
    any_city.client(kiosk).exchange()

    with any_city.city.database.reading() as unit:
        assert len(unit.cells.uncounted("2026-11-01", "2026-11-30")) == 1
    assert network_figures(any_city.city, NOVEMBER).n_visits == 1
    with any_city.city.database.reading() as unit:
        assert unit.cells.uncounted("2026-11-01", "2026-11-30") == ()


def test_figures_are_read_while_a_machine_sends(any_city):
    kiosk = any_city.machine("a")
    with any_city.city.database.reading() as unit:
        assert tuple(unit.reports.stream_visits(NOVEMBER)) == ()
        kiosk.attendance.record(a_draft(day=TODAY), MEDIATOR)
        assert any_city.client(kiosk).exchange().n_pending == 0

        assert tuple(unit.reports.stream_visits(NOVEMBER)) == ()
    assert len(stored(any_city)) == 1


@pytest.mark.parametrize("days", [0, 2])
def test_machines_that_have_not_sent_are_named_with_the_day(any_city, days):
    kiosk = any_city.machine("a")
    any_city.client(kiosk).exchange()
    any_city.clock.pass_time(days=days)

    coverage = network_figures(any_city.city, NOVEMBER).coverage

    expected = "" if days == 0 else "1 borne n’a pas envoyé depuis le 23 novembre 2026"
    assert coverage.late_sentence() == expected


def test_a_lost_machine_leaves_its_gap_up_to_the_day_it_was_revoked(any_city):
    lost, other = any_city.machine("a"), any_city.machine("b")
    for kiosk in (lost, other):
        any_city.client(kiosk).exchange()
    any_city.clock.pass_time(days=3)
    revoke(any_city.city, lost.device.identity().device_id)
    any_city.clock.pass_time(days=2)
    any_city.client(other).exchange()

    coverage = network_figures(any_city.city, NOVEMBER).coverage
    later = network_figures(any_city.city, DECEMBER).coverage

    gaps = {gap.name.rpartition(" · ")[2]: gap.days for gap in coverage.gaps}
    assert gaps["borne 1"][-1] == date(2026, 11, 25)
    assert gaps["borne 2"][-1] == date(2026, 11, 27)
    assert coverage.late_sentence() == "1 borne n’a pas envoyé depuis le 23 novembre 2026"
    assert [one.name for one in later.late] == []


def test_a_machine_that_has_not_spoken_is_never_said_to_agree(any_city):
    spoke, silent = any_city.machine("a"), any_city.machine("b")
    for kiosk in (spoke, silent):
        kiosk.attendance.record(a_draft(day=TODAY), MEDIATOR)
    any_city.client(spoke).exchange()

    found = reconciliation(any_city.city, NOVEMBER)

    assert {one.verdict for one in found.machines} == {Verdict.AGREES, Verdict.NOT_HEARD}
    assert found.verdict is Verdict.NOT_HEARD
    assert found.sentence() == (
        "Les totaux concordent : 1 fiche. 1 machine n’a pas donné de nouvelles."
    )
    any_city.clock.pass_time(days=3)
    assert {one.verdict for one in reconciliation(any_city.city, NOVEMBER).machines} == {
        Verdict.NOT_HEARD
    }


def test_a_machine_says_what_the_city_has_of_it(any_city):
    kiosk = any_city.machine("a")
    first, second = (kiosk.attendance.record(a_draft(day=TODAY), MEDIATOR) for _ in range(2))
    any_city.client(kiosk).exchange()
    kiosk.attendance.record(a_draft(day=TODAY), MEDIATOR)
    kiosk.attendance.correct(first, a_draft(day=TODAY - timedelta(days=60)), MEDIATOR)
    kiosk.attendance.delete(second, MEDIATOR)

    (account,) = kiosk.statistics.reconciliation(NOVEMBER).machines

    assert (account.n_here, account.n_city, account.n_waiting) == (1, 2, 3)
    assert account.verdict is Verdict.ON_ITS_WAY
    assert account.sentence() == (
        "Espace Nord EXEMPLE : 3 envois attendent encore sur la machine. "
        "Dernier envoi : 23 novembre 2026 à 9 h."
    )
