# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables for outsiders of a machine that no city knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from kiosk.__main__ import main
from kiosk.cli.parser import sentence_of
from kiosk.domain.attendance import VisitKind
from kiosk.domain.centre import CentreCard
from kiosk.domain.disclosure import HOURS_OPEN, NETWORK, WHOLE, Audience
from kiosk.domain.disclosure_tally import Population
from kiosk.domain.periods import Period
from kiosk.exports.progress import ExportCancelled
from kiosk.exports.registry import ExportKind
from kiosk.foundation.errors import Refused, StorageFull
from kiosk.services.exports import Order
from kiosk.services.staff import Staff, StaffRole
from tests.support.small_disk import no_file_beyond
from tests.support.storage import Machine
from tests.support.visits import a_draft

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
MEDIATOR = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")


@pytest.fixture
def machine(tmp_path):
    machine = Machine(tmp_path / "kiosk")
    yield machine
    machine.stop()


@pytest.fixture
def kiosk(machine):
    return machine.start()


def record(kiosk, n, **changes):
    for turn in range(n):
        draft = a_draft(day=date(2026, 10, 1 + turn % 28), **changes)
        kiosk.attendance.record(draft, MEDIATOR)


def move_to_november(kiosk, n):
    for one in kiosk.attendance.recent(n):
        kiosk.attendance.correct(one.visit_id, a_draft(day=date(2026, 11, 4)), MEDIATOR)


def total(disclosed, population=Population.INDIVIDUAL):
    keys = (one for one in disclosed.figures() if one.key.topic == WHOLE)
    return {one.key.population: one.n for one in keys if one.key.place == NETWORK}[population]


def test_a_late_record_changes_no_number_that_was_given_out(kiosk):
    record(kiosk, 12)
    first = kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    record(kiosk, 3)
    kiosk.clock.pass_time(days=1)
    again = kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    assert total(first) == total(again) == 12
    assert list(first.figures()) == list(again.figures())
    assert first.decided_on == again.decided_on
    assert kiosk.statistics.figures(OCTOBER).n_visits == 15


def test_hours_of_opening_are_those_of_the_door_for_the_whole_month(kiosk):
    kiosk.device.set_centre(CentreCard(code="NORD", name="Nord", hours=((0, "9 h – 12 h"),)))
    kiosk.attendance.record(a_draft(day=date(2026, 10, 20)), MEDIATOR)

    told = kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)

    hours = {one.key.place: one.n for one in told.figures() if one.key.population == HOURS_OPEN}
    assert hours == {NETWORK: 12, "NORD": 12}  # four Mondays, two of them before the service
    assert kiosk.statistics.figures(OCTOBER).open_minutes < 12 * 60


def test_what_arrived_after_a_publication_is_told_by_tens_and_revises_nothing(kiosk):
    record(kiosk, 12)
    first = kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    told = [first.late["2026-10"]]
    for n in (9, 1, 15):
        record(kiosk, n)
        again = kiosk.publications.disclosed(OCTOBER, Audience.PUBLIC)
        told.append(again.late["2026-10"])
        assert again.entries == first.entries
    assert told == [0, 0, 10, 20]


def test_a_record_moved_out_of_a_month_given_out_is_counted_once_in_all(kiosk):
    record(kiosk, 20)
    kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    move_to_november(kiosk, 9)
    for _ in range(12):
        kiosk.attendance.record(a_draft(day=date(2026, 11, 5)), MEDIATOR)
    kiosk.clock.pass_time(days=60)

    november = kiosk.publications.disclosed(NOVEMBER, Audience.FUNDERS)

    assert total(november) == 12
    assert november.late == {"2026-11": 0}
    assert total(kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)) == 20
    assert kiosk.statistics.figures(NOVEMBER).n_visits == 21


def test_a_month_of_which_records_are_erased_is_not_told_as_if_it_were_whole(kiosk):
    record(kiosk, 12)
    kiosk.clock.pass_time(days=380)

    with pytest.raises(Refused, match="period_erased"):
        kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)


def test_a_month_given_out_in_time_is_told_after_its_records_are_erased(kiosk):
    record(kiosk, 12)
    first = kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    kiosk.clock.pass_time(days=380)
    kiosk.erasure.run()

    again = kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    assert total(first) == total(again) == 12
    assert again.late == {"2026-10": None}


def test_a_copy_put_back_keeps_what_was_given_out_since(kiosk, tmp_path):
    record(kiosk, 12)
    copy = kiosk.backups.backup(tmp_path / "copy.db")
    first = kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    for _ in range(2):
        kiosk.backups.restore(copy)
        record(kiosk, 1)
        again = kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
        assert (total(again), again.entries) == (12, first.entries)


def test_a_copy_put_back_knows_which_records_were_given_out_since(kiosk, tmp_path):
    record(kiosk, 20)
    copy = kiosk.backups.backup(tmp_path / "copy.db")
    kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    for _ in range(2):
        kiosk.backups.restore(copy)
    move_to_november(kiosk, 20)
    kiosk.clock.pass_time(days=60)

    assert total(kiosk.publications.disclosed(NOVEMBER, Audience.FUNDERS)) == 0


def test_a_damaged_database_counts_no_month_anew_that_it_gave_out(machine):
    kiosk = machine.start()
    record(kiosk, 12)
    kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    machine.stop()
    (machine.folder / "kiosk.db").write_bytes(b"rubbish")
    kiosk = machine.start()
    record(kiosk, 11)

    with pytest.raises(Refused, match="period_given_out"):
        kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    assert kiosk.publications.published_months() == ("2026-10",)


def test_a_machine_enrolled_while_it_counts_gives_nothing_out(kiosk):
    asked = iter((False, True))

    def enrol_when_counted():
        if next(asked):
            with kiosk.database.unit_of_work() as uow:
                uow.device.save(replace(uow.device.get(), device_id="0011223344ff"))
                uow.commit()

    with pytest.raises(Refused, match="tables_are_on_the_server"):
        kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS, enrol_when_counted)
    assert kiosk.publications.published_months() == ()


def test_what_is_told_agrees_with_the_figures(kiosk):
    record(kiosk, 20, age_band="moins_de_douze", gender="feminin")
    record(kiosk, 13, age_band="douze_dix_huit", themes=("sante",))
    disclosed = kiosk.publications.disclosed(OCTOBER, Audience.PUBLIC)
    figures = kiosk.statistics.figures(OCTOBER)
    told = {(one.key.topic, one.key.code): one.n for one in disclosed.figures()}
    assert total(disclosed) == figures.n_visits == 33
    assert told["age", "moins_de_18"] == 33
    assert told["genre", "feminin"] == 20
    assert told["theme.sante", "avec"] == 13
    assert told["theme.email", "avec"] == 20


def test_workshops_are_counted_apart_and_never_crossed(kiosk):
    record(kiosk, 14)
    record(kiosk, 2, kind=VisitKind.GROUP, people=8)
    disclosed = kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    assert total(disclosed) == 14
    assert total(disclosed, Population.COLLECTIVE) == 16


def test_a_month_that_is_not_over_is_refused(kiosk):
    with pytest.raises(Refused, match="period_not_closed"):
        kiosk.publications.disclosed(NOVEMBER, Audience.FUNDERS)


@pytest.mark.parametrize(("kind", "least"), [(ExportKind.FUNDERS, 5), (ExportKind.OPEN_DATA, 11)])
def test_each_file_leaves_a_line_of_journal_with_its_threshold(kiosk, tmp_path, kind, least):
    record(kiosk, 12)
    order = Order(kind, StaffRole.COORDINATOR)

    report = kiosk.publications.export(OCTOBER, order, tmp_path / "tableaux")

    line = kiosk.exports.journal()[0]
    assert (line.kind, line.k, line.n_rows) == (kind.value, least, report.n_rows)
    assert line.sha256 == sha256((tmp_path / "tableaux").read_bytes()).hexdigest()


@pytest.mark.parametrize("at", [0, 1, 2])
def test_tables_stopped_at_any_step_leave_no_file_and_no_line(kiosk, tmp_path, at):
    record(kiosk, 12)
    order = Order(ExportKind.FUNDERS, StaffRole.COORDINATOR)

    def stop(n_done, n_all):
        if (n_done, n_all) == (at, 2):
            raise ExportCancelled

    with pytest.raises(ExportCancelled):
        kiosk.publications.export(OCTOBER, order, tmp_path / "tableaux", progress=stop)

    assert list(tmp_path.glob("*tableaux*")) == []
    assert kiosk.exports.journal() == ()


def test_a_month_before_the_service_is_refused_and_decides_nothing(kiosk):
    record(kiosk, 12)
    september = Period(date(2026, 9, 1), date(2026, 9, 30))
    with pytest.raises(Refused, match="period_before_service") as refused:
        kiosk.publications.disclosed(september, Audience.FUNDERS)

    words = "Pas encore de service alors : les chiffres commencent en novembre 2026."
    assert sentence_of(refused.value) == words
    assert kiosk.publications.published_months() == ()


def test_a_year_tells_the_months_before_the_service_as_no_service(kiosk):
    record(kiosk, 12)
    kiosk.clock.pass_time(days=60)
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    told = {
        one.key.period: one
        for one in kiosk.publications.disclosed(year, Audience.FUNDERS).figures()
        if one.key[:3] == (Population.INDIVIDUAL, WHOLE, WHOLE)
    }
    served = {period for period, one in told.items() if one.is_served}
    assert served == {"2026-10", "2026-11", "2026-12", "2026-T4", "2026"}
    assert (told["2026-11"].n, told["2026-09"].n, told["2026-09"].is_secret) == (0, None, False)


def test_a_refused_file_is_not_made(kiosk, tmp_path):
    with pytest.raises(Refused, match="period_not_closed"):
        kiosk.publications.export(
            NOVEMBER, Order(ExportKind.FUNDERS, StaffRole.COORDINATOR), tmp_path / "tableaux"
        )
    assert not (tmp_path / "tableaux").exists()
    assert kiosk.exports.journal() == ()


def test_the_verb_says_in_words_that_a_period_is_not_whole(tmp_path, capsys):
    days = ["--from", "2026-09-02", "--to", "2026-09-30", "--format", "financeurs"]
    out = str(tmp_path / "tableaux.xlsx")

    assert main(["--data", str(tmp_path / "kiosk"), "export", *days, "--out", out]) != 0
    assert "Il faut un mois, un trimestre ou une année entière." in capsys.readouterr().err


def test_tables_that_cannot_be_noted_are_not_given(kiosk, tmp_path):
    record(kiosk, 12)
    kiosk.publications.disclosed(OCTOBER, Audience.FUNDERS)
    file = tmp_path / "octobre.xlsx"
    file.write_bytes(b"older")

    with no_file_beyond(1 << 16), pytest.raises(StorageFull):
        kiosk.publications.export(OCTOBER, Order(ExportKind.FUNDERS, StaffRole.COORDINATOR), file)

    assert file.read_bytes() == b"older"
    assert not list(tmp_path.glob(".octobre*"))
    assert kiosk.exports.journal() == ()
    assert kiosk.publications.published_months() == ("2026-10",)
