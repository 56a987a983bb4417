# SPDX-License-Identifier: AGPL-3.0-or-later
"""One thing recorded at two machines counts once, is lost nowhere, and a person is told of it."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.attendance import Aside, VisitKind
from kiosk.domain.flat_visit import flat_visit
from kiosk.domain.outbox import EventKind
from kiosk.domain.packed_visit import unpacked
from kiosk.domain.periods import Period
from kiosk.domain.reconciliation import Verdict
from kiosk.domain.visit_marks import Served, ServedKind
from kiosk.foundation.errors import KnownError, Refused
from kiosk.services.staff import Staff, StaffRole
from sync.server.enrolment import revoke
from sync.server.reconciliation import reconciliation
from sync.server.reports import network_figures, unreconciled
from sync.server.storage.cases import CaseKind
from sync.server.storage.visit_rows import VisitName
from sync.server.visit_rows import choose_record
from tests.support.centre_desk import exchange
from tests.support.city_adapter import Fault
from tests.support.console import Inside
from tests.support.raw_machine import RawMachine, event, lane
from tests.support.visits import a_draft

TODAY = date(2026, 11, 23)
AUTUMN = Period(date(2026, 10, 1), date(2026, 11, 30))
MEDIATOR = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")
THINGS = (
    {"kind": VisitKind.WORKSHOP, "workshop_id": "exemple-souris", "people": 8},
    {"served": Served(ServedKind.APPOINTMENT, "12345678", TODAY).text()},
    {"served": Served(ServedKind.TICKET, "borne-1/A12", TODAY).text()},
    {},
)
LOST = ((), (), (Fault.LOST_AFTER,), (Fault.LOST_BEFORE,))
WORKSHOP = {
    "kind": "collectif",
    "centre": "NORD",
    "place": "lieu_activite",
    "minutes": 30,
    "people": 1,
    "origin": "atelier",
    "themes": ["email"],
    "by": "mediateur",
    "day": TODAY.isoformat(),
    "entered": "2026-11-23T09Z",
    "workshop": "exemple-souris",
}
DEEDS = st.sampled_from(("record", "record", "correct", "delete", "send", "send"))


def record(kiosk, thing, **changes):
    """Record a thing, unless this machine knows that it has its record."""
    try:
        return kiosk.attendance.record(a_draft(day=TODAY, **{**thing, **changes}), MEDIATOR)
    except Refused as refused:
        if not refused.reason.endswith(("already_recorded", "recorded_elsewhere")):
            raise
        return ""


def counted(kiosk):
    return {flat_visit(row) for row in kiosk.statistics.counted(AUTUMN).rows.visits}


def rows_of(city):
    with city.city.database.reading() as unit:
        return set(map(unpacked, unit.reports.stream_visits(AUTUMN)))


def open_doubles(city):
    with city.city.database.reading() as unit:
        return [one for one in unit.cases.all_open() if one.kind is CaseKind.DOUBLE_RECORD]


def agree(city, kiosks):
    """Check that machines, figures and rows say the same, and that no record is lost."""
    rows, network = rows_of(city), network_figures(city.city, AUTUMN)
    assert rows == set().union(*map(counted, kiosks))
    told = sum((Counter(one.statistics.figures(AUTUMN).tally.counts) for one in kiosks), Counter())
    assert Counter(network.tally.counts) == told
    assert reconciliation(city.city, AUTUMN).verdict is Verdict.AGREES
    assert unreconciled(city.city) == {}
    held = [visit for kiosk in kiosks for visit in kiosk.attendance.recent(100)]
    with city.city.database.reading() as unit:
        assert unit.reports.n_standing() == len(held)
        assert len(rows) + unit.visit_objects.n_aside() == len(held)
    for kiosk in kiosks:
        assert kiosk.statistics.reconciliation(AUTUMN).verdict is Verdict.AGREES
    return held


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    apart=st.lists(
        st.tuples(st.sampled_from(((0, 1), (1, 0))), st.integers(0, 2)),
        min_size=1,
        max_size=2,
        unique=True,
    ),
    deeds=st.lists(st.tuples(DEEDS, st.integers(0, 1), st.integers(0, 3)), min_size=2, max_size=8),
)
def test_what_two_machines_record_apart_counts_once_in_any_order(any_city, apart, deeds):
    kiosks = any_city.machines or [any_city.machine(name, "poste") for name in ("a", "b")]
    for kiosk in kiosks:  # each history begins anew
        for visit in kiosk.attendance.recent(100):
            kiosk.attendance.delete(visit.visit_id, MEDIATOR)
    exchange(any_city, *kiosks, *kiosks)
    for order, thing in apart:
        for which in order:  # neither has heard of the other
            record(kiosks[which], THINGS[thing])
            any_city.clock.pass_time(minutes=25)
    for turn, (deed, which, thing) in enumerate(deeds):
        kiosk = kiosks[which]
        known = kiosk.attendance.recent(100)
        match deed:
            case "correct" if known:
                visit = known[turn % len(known)]
                changed = {"duration_min": 5 + turn, "workshop_id": visit.content.workshop_id}
                kept = {"kind": visit.content.kind, "people": visit.content.people}
                draft = a_draft(day=TODAY, **changed, **kept)
                kiosk.attendance.correct(visit.visit_id, draft, MEDIATOR)
            case "delete" if known:
                kiosk.attendance.delete(known[turn % len(known)].visit_id, MEDIATOR)
            case "send":
                any_city.plan.add(*LOST[turn % len(LOST)])
                any_city.client(kiosk).exchange()
                any_city.plan.faults.clear()
            case _:
                record(kiosk, THINGS[thing])
                any_city.clock.pass_time(minutes=25)

    exchange(any_city, *kiosks, *kiosks, *kiosks)

    held = agree(any_city, kiosks)
    rivals = Counter(
        (one.content.workshop_id or one.content.mark)
        for one in held
        if one.content.workshop_id or one.content.mark
    )
    aside = [one for one in held if one.aside]
    assert len(aside) == sum(n - 1 for n in rivals.values())
    assert {one.aside for one in aside} <= {Aside.DOUBLE}
    assert len(open_doubles(any_city)) == sum(n > 1 for n in rivals.values())


@pytest.fixture
def two_sheets(any_city):
    """A workshop recorded at two posts, neither of which had heard of the other."""
    first, second = (any_city.machine(name, "poste") for name in ("a", "b"))
    exchange(any_city, first, second)
    record(first, THINGS[0])
    any_city.clock.pass_time(minutes=70)
    record(second, THINGS[0], people=11)
    exchange(any_city, second, first, second)
    return any_city, first, second


def test_the_sheet_entered_first_counts_until_a_person_says_which_in_the_console(two_sheets):
    city, first, second = two_sheets
    console = Inside(city, ("coordination",), centres=("NORD",))
    before, page = network_figures(city.city, AUTUMN).n_visits, console.page("rapprochement")
    (waiting,), (case,) = second.attendance.recent(5), open_doubles(city)
    name = f"{second.device.identity().device_id}/{waiting.visit_id}"

    assert (before, waiting.aside, case.detail["n"]) == (8, Aside.DOUBLE, 2)
    assert second.attendance.is_noted_elsewhere("exemple-souris")
    assert "laquelle compte" in page
    assert name in page
    told = (
        "Atelier collectif, 11 personnes, 45 min, du lundi 23 novembre 2026, notée le 23 novembre"
    )
    assert told in page
    assert "1 à regarder" in page
    assert "Fiches à part, sans compter : 1" in page
    assert "laquelle compte" not in Inside(city, centres=("SUD",)).page("rapprochement")
    console.send("fiche", cas=str(case.case_id), fiche=name)
    exchange(city, first, second)

    assert network_figures(city.city, AUTUMN).n_visits == 11
    assert first.attendance.recent(1)[0].aside is Aside.DOUBLE
    assert second.attendance.recent(1)[0].aside is None
    assert open_doubles(city) == []
    agree(city, (first, second))


def test_deleting_one_of_two_sheets_closes_the_case_and_counts_the_other(two_sheets):
    city, first, second = two_sheets
    first.attendance.delete(first.attendance.recent(1)[0].visit_id, MEDIATOR)

    exchange(city, first, second)

    assert network_figures(city.city, AUTUMN).n_visits == 11
    assert open_doubles(city) == []
    agree(city, (first, second))


def test_an_imprint_says_nothing_without_the_salt_of_its_week(city):
    kiosk = city.machine("a", "poste")
    exchange(city, kiosk)
    record(kiosk, THINGS[1])
    (visit,) = kiosk.attendance.recent(1)

    assert len(visit.content.mark) == 32
    assert "12345678" not in repr(visit)
    city.clock.pass_time(days=60)
    city.restart()
    exchange(city, kiosk)
    assert record(kiosk, THINGS[1])  # no machine can tell any more that it is the same


def test_a_terminal_that_the_public_can_touch_takes_no_workshop_out_of_the_figures(any_city):
    post, borne = any_city.machine("a", "poste"), RawMachine(any_city.city)
    exchange(any_city, post)
    record(post, THINGS[0])
    exchange(any_city, post)
    told = {**WORKSHOP, "day": "2025-01-02", "entered": "2025-01-02T09Z"}
    late = {**WORKSHOP, "entered": "2020-01-01T09Z"}  # before its own day

    borne.ask(logs=lane(event(1, EventKind.VISIT_RECORDED, told)))
    other = RawMachine(any_city.city, device="0123456789ac", role="poste")
    other.ask(logs=lane(event(1, EventKind.VISIT_RECORDED, late)))
    exchange(any_city, post)

    assert post.attendance.recent(1)[0].aside is None
    assert [row.people for row in rows_of(any_city)] == [8]
    assert [case.detail["n"] for case in open_doubles(any_city)] == [3]


def test_what_a_revoked_machine_recorded_can_be_recorded_again_and_a_person_chooses(city):
    lost, other = (city.machine(name, "poste") for name in ("a", "b"))
    exchange(city, lost, other)
    record(lost, THINGS[0], people=80, centre="SUD")  # helped elsewhere, told to its own centre
    exchange(city, lost, other)
    assert other.attendance.is_noted_elsewhere("exemple-souris")

    revoke(city.city, lost.device.identity().device_id)
    exchange(city, other)

    assert record(other, THINGS[0], people=8)
    exchange(city, other)
    assert [case.detail for case in open_doubles(city)] == [
        {"n": 2, "centre": "NORD", "day": TODAY.isoformat()}
    ]


def test_who_opens_a_case_and_who_decides_about_records_never_wait_for_each_other(any_city):
    machines = [RawMachine(any_city.city, device=f"0123456789a{n}") for n in range(2)]
    for machine in machines:
        machine.ask(logs=lane(event(1, EventKind.VISIT_RECORDED, WORKSHOP)))
    (case,), failed = open_doubles(any_city), []
    gate = Barrier(2, timeout=0.3)

    def both(first, second):
        try:
            with any_city.city.database.transaction() as unit:
                first(unit)
                with suppress(BrokenBarrierError):  # the other one waits for this one to end
                    gate.wait()
                second(unit)
        except KnownError as error:
            failed.append(error)

    def decide(unit):
        name = VisitName(machines[0].life, 1)
        choose_record(unit, case.subject, machines[0].device, name)

    def note(unit):
        unit.cases.open(CaseKind.DAY_AHEAD, device="a", subject="1", detail={}, now=1)

    run = [Thread(target=both, args=order) for order in ((decide, note), (note, decide))]
    for one in run:
        one.start()
    for one in run:
        one.join()

    assert failed == []
