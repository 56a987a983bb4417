# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables for outsiders of the network, from the city's ledger."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from kiosk.domain.disclosure import NETWORK, WHOLE, Audience
from kiosk.domain.disclosure_start import start_sentence
from kiosk.domain.disclosure_tally import Population
from kiosk.domain.periods import Period
from kiosk.exports.licences import OpenLicence
from kiosk.foundation.errors import CityUnreachable, ConfigInvalid, Refused, StorageDamaged
from kiosk.services.staff import Staff, StaffRole
from sync.client.enrolment import enrol
from sync.codes import read_code
from sync.server.ledger import FILE_NAME as LEDGER
from sync.server.publications import disclosed
from sync.server.reports import network_figures
from sync.server.settings_file import with_city_file
from sync.server.storage.export_jobs import JobState
from sync.signing import Purpose, new_signing_pair, sign
from sync.wire_enrolment import EnrolRequest
from sync.wire_form import CONTENT_TYPE, ENROL_PATH, HEADER_SIGNATURE, encode
from tests.support.city import URL
from tests.support.console import Inside
from tests.support.visits import a_draft
from tests.sync.test_enrolment import restore, snapshot

SEPTEMBER = Period(date(2026, 9, 1), date(2026, 9, 30))
SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
MEDIATOR = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")


def record(kiosk, n, *, month=10, **changes):
    changes.setdefault("centre", kiosk.device.identity().centre.code)
    for turn in range(n):
        draft = a_draft(day=date(2026, month, 1 + turn % 28), **changes)
        kiosk.attendance.record(draft, MEDIATOR)


def serve(city, *months):
    """Let a machine of the city count people in some months."""
    kiosk = city.machine("a")
    for month in months:
        record(kiosk, 14, month=month)
    city.client(kiosk).exchange()
    return kiosk


def told(city, audience):
    figures = disclosed(city.city, OCTOBER, audience).figures()
    return {(f.key.population, f.key.topic, f.key.code, f.key.place): f.n for f in figures}


def test_the_tables_of_the_network_agree_with_its_figures_and_stay(any_city):
    machines = [any_city.machine("a"), any_city.machine("b")]
    for kiosk, n in zip(machines, (14, 9), strict=True):
        record(kiosk, n, gender="feminin")
        any_city.client(kiosk).exchange()
    first = told(any_city, Audience.FUNDERS)
    record(machines[1], 2, gender="masculin")
    any_city.client(machines[1]).exchange()
    total = (Population.INDIVIDUAL, WHOLE, WHOLE, NETWORK)

    assert first[total] == first[Population.INDIVIDUAL, "genre", "feminin", NETWORK] == 23
    assert told(any_city, Audience.FUNDERS) == first
    assert told(any_city, Audience.PUBLIC)[total] == 23
    assert network_figures(any_city.city, OCTOBER).n_visits == 25


def test_what_was_recorded_under_no_centre_of_the_city_is_in_the_tables_too(any_city):
    kiosk = any_city.machine("a")
    record(kiosk, 14)
    for turn in range(12):
        kiosk.attendance.record(a_draft(day=date(2026, 10, 1 + turn), centre="AILLEURS"), MEDIATOR)
    any_city.client(kiosk).exchange()
    tables = disclosed(any_city.city, OCTOBER, Audience.FUNDERS)
    told_of = {f.key.place: f.n for f in tables.figures() if f.key.topic == WHOLE}

    assert told(any_city, Audience.FUNDERS)[Population.INDIVIDUAL, WHOLE, WHOLE, NETWORK] == 26
    assert network_figures(any_city.city, OCTOBER).n_visits == 26
    assert "AILLEURS" not in told_of
    assert tables.centres["autre"] == "Autres centres"


def test_what_a_machine_gave_out_before_it_was_enrolled_is_in_no_table_of_the_city(any_city):
    alone, other = any_city.machine("a", enrolled=False), any_city.machine("b")
    record(alone, 12, centre="NORD")
    given = alone.publications.disclosed(OCTOBER, Audience.FUNDERS)
    any_city.enrol(alone)
    record(alone, 3)
    record(other, 9)
    for kiosk in (alone, other):
        any_city.client(kiosk).exchange()
    tables = disclosed(any_city.city, OCTOBER, Audience.FUNDERS)

    assert {f.key[:3]: f.n for f in given.figures()}[Population.INDIVIDUAL, WHOLE, WHOLE] == 12
    assert told(any_city, Audience.FUNDERS)[Population.INDIVIDUAL, WHOLE, WHOLE, NETWORK] == 9
    assert network_figures(any_city.city, OCTOBER).n_visits == 24
    assert "que cette machine a publié seule" in dict(tables.lacks())["Jours sans donnée"]


class LostAnswers:
    """A way to the city on which the answers to what is posted are lost."""

    def __init__(self, way):
        self.get, self._post = way.get, way.post

    def post(self, *asked):
        self._post(*asked)
        raise CityUnreachable("perdue")


def test_months_given_out_are_handed_over_though_an_answer_is_lost_and_a_copy_restored(city):
    alone, code, older = city.machine("a", enrolled=False), city.invite(), snapshot(city)
    record(alone, 2, centre="NORD")
    record(alone, 2, month=9, centre="NORD")
    alone.publications.disclosed(OCTOBER, Audience.FUNDERS)
    with closing(city.transport()) as way, pytest.raises(CityUnreachable):
        enrol(alone, LostAnswers(way), URL, code)
    alone.publications.disclosed(SEPTEMBER, Audience.FUNDERS)
    city.enrol(alone, code=code)
    restore(city, older)

    with city.city.database.transaction() as unit:
        known = unit.publications.months_alone(alone.device.identity().device_id)
    assert known == {"2026-09", "2026-10"}


def test_a_month_that_a_restored_database_forgot_is_not_counted_anew(city):
    serve(city, 9, 10)
    disclosed(city.city, SEPTEMBER, Audience.PUBLIC)
    older = snapshot(city)
    disclosed(city.city, OCTOBER, Audience.PUBLIC)
    restore(city, older)

    assert disclosed(city.city, SEPTEMBER, Audience.PUBLIC).period == "2026-09"
    with pytest.raises(StorageDamaged, match="reprenez le fichier déjà donné"):
        disclosed(city.city, OCTOBER, Audience.PUBLIC)


class PowerCut(Exception):
    """What a test ends a transaction with."""


def cut_at_commit(city):
    """Let the next change of the city's database be lost, when all else of it is done."""

    def cut(_connection):
        event.remove(city.city.database._engine, "commit", cut)
        raise PowerCut

    event.listen(city.city.database._engine, "commit", cut)


def test_a_month_that_a_power_cut_kept_from_the_database_can_be_published_after_a_restart(city):
    serve(city, 10)

    asked = iter((False, True))

    def cut_when_counted():
        if next(asked):
            cut_at_commit(city)

    with pytest.raises(PowerCut):
        disclosed(city.city, OCTOBER, Audience.PUBLIC, cut_when_counted)
    city.restart()

    assert disclosed(city.city, OCTOBER, Audience.PUBLIC).period == "2026-10"


def test_a_month_that_a_power_cut_kept_from_the_ledger_is_there_before_it_is_given_out(city):
    serve(city, 10)
    ledger = city.folder / "city" / LEDGER
    ledger.unlink()
    ledger.mkdir()
    with pytest.raises(OSError, match=LEDGER):
        disclosed(city.city, OCTOBER, Audience.PUBLIC)
    ledger.rmdir()
    older = snapshot(city)
    for _ in range(2):
        disclosed(city.city, OCTOBER, Audience.FUNDERS)

    assert [fact["months"] for fact in city.city.ledger.facts()] == ["2026-10"]
    restore(city, older)
    assert disclosed(city.city, OCTOBER, Audience.PUBLIC).period == "2026-10"


@pytest.mark.warns_in_log
def test_a_hand_over_that_a_power_cut_kept_from_the_database_is_whole_after_a_restart(city):
    alone, code = city.machine("a", enrolled=False), city.invite()
    record(alone, 2, centre="NORD")
    alone.publications.disclosed(OCTOBER, Audience.FUNDERS)
    cut_at_commit(city)
    with pytest.raises(CityUnreachable):
        city.enrol(alone, code=code)
    city.restart()
    city.enrol(alone, code=code)

    with city.city.database.transaction() as unit:
        (machine,) = unit.fleet.machines()
        assert unit.publications.months_alone(machine.device) == {"2026-10"}


def test_a_machine_that_gave_out_a_month_by_a_fast_clock_is_taken_in(city):
    alone, now = city.machine("a", enrolled=False), city.clock.now_utc()
    record(alone, 2, centre="NORD")
    city.clock.set_wall(now + timedelta(days=20))
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    alone.publications.disclosed(november, Audience.FUNDERS)
    city.clock.set_wall(now)
    city.enrol(alone)

    with city.city.database.transaction() as unit:
        device = alone.device.identity().device_id
        assert unit.publications.months_alone(device) == {"2026-11"}


@pytest.mark.parametrize("months", [["2026-13"], ["2025-01"] * 121])
def test_months_that_no_machine_can_have_given_out_are_refused_with_their_machine(city, months):
    key = new_signing_pair()
    secret = read_code(city.invite()).secret
    body = encode(
        EnrolRequest(code=secret, public_key=key.public.hex(), published=months, demo=True)
    )
    signature = sign(key.private, Purpose.ENROLMENT, body)
    headers = {"content-type": CONTENT_TYPE, HEADER_SIGNATURE: signature}
    with closing(city.transport()) as way:
        answer = way.post(ENROL_PATH, body, headers)

    assert answer.status == 400
    with city.city.database.transaction() as unit:
        assert list(unit.fleet.machines()) == []


def test_the_city_chooses_the_licence_of_its_open_data_among_those_of_the_law(city):
    file = city.folder / "city" / "city.toml"
    file.write_text('[open_data]\nlicence = "ODbL-1.0"\n', encoding="utf-8")
    city.restart()
    serve(city, 10)
    assert disclosed(city.city, OCTOBER, Audience.PUBLIC).licence is OpenLicence.ODBL

    file.write_text('[open_data]\nlicence = "CC-BY-NC-4.0"\n', encoding="utf-8")
    with pytest.raises(ConfigInvalid, match=r"la loi admet etalab-2\.0 ou ODbL-1\.0"):
        with_city_file(city.city.settings)


def test_a_month_before_the_service_is_refused_with_the_month_in_which_figures_begin(any_city):
    with pytest.raises(Refused, match="no_service_yet"):
        disclosed(any_city.city, SEPTEMBER, Audience.FUNDERS)
    any_city.client(any_city.machine("a")).exchange()
    with pytest.raises(Refused, match="period_before_service") as refused:
        disclosed(any_city.city, SEPTEMBER, Audience.PUBLIC)

    words = "Pas encore de service alors : les chiffres commencent en novembre 2026."
    assert start_sentence(refused.value) == words
    with any_city.city.database.transaction() as unit:
        assert unit.publications.of_year("2026") == {}


def test_a_sheet_copied_for_a_month_before_the_service_is_told_and_other_centres_are_not(any_city):
    serve(any_city, 8, 9)
    tables = disclosed(any_city.city, SUMMER, Audience.FUNDERS)
    figures = {f.key[:1] + f.key[3:]: f for f in tables.figures() if f.key.topic == WHOLE}
    helped = Population.INDIVIDUAL

    assert [figures[helped, month, NETWORK].n for month in ("2026-08", "2026-T3")] == [14, 28]
    july = figures[helped, "2026-07", NETWORK]
    assert (july.n, july.is_served, july.is_secret) == (None, False, False)
    assert [figures[helped, f"2026-{month}", "SUD"].is_served for month in ("08", "T3")] == [
        False,
        False,
    ]
    assert figures[helped, "2026-08", "NORD"].n == 14


def test_the_console_says_from_which_month_there_are_figures(city):
    city.client(city.machine("a")).exchange()
    person = Inside(city)
    person.send("exports/faire", fichier="financeurs", du="2026-09-01", au="2026-09-30")
    city.app.state.exports.settle()
    with city.city.database.transaction() as unit:
        (job,) = unit.export_jobs.of_account(person.account.account_id)

    assert job.state is JobState.FAILED
    assert job.told == "Pas encore de service alors : les chiffres commencent en novembre 2026."


def test_an_open_month_is_refused(any_city):
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    with pytest.raises(Refused, match="period_not_closed"):
        disclosed(any_city.city, november, Audience.PUBLIC)


def test_a_machine_of_a_city_leaves_these_tables_to_the_server(city):
    machine = city.machine("a")
    with pytest.raises(Refused, match="tables_are_on_the_server"):
        machine.publications.disclosed(OCTOBER, Audience.PUBLIC)


@pytest.mark.parametrize(("kind", "least"), [("financeurs", 5), ("donnees-ouvertes", 11)])
def test_a_file_of_tables_is_made_in_the_console_with_its_threshold_in_the_journal(
    city, kind, least
):
    serve(city, 10)
    person = Inside(city)
    person.send("exports/faire", fichier=kind, du="2026-10-01", au="2026-10-31")
    city.app.state.exports.settle()
    with city.city.database.transaction() as unit:
        (job,) = unit.export_jobs.of_account(person.account.account_id)
        made = [json.loads(one.detail) for one in unit.journal.lines() if one.subject == job.job_id]

    assert job.state is JobState.READY
    assert job.file_name.startswith(f"{kind}-2026-10-01")
    assert made[-1]["k"] == least
    assert made[-1]["sha256"] == job.sha256


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-11-01", "2026-11-30", "Cette période n’est pas finie"),
        ("2026-10-02", "2026-10-31", "Il faut un mois, un trimestre ou une année entière."),
    ],
)
def test_the_console_says_which_periods_it_takes(city, first, last, sentence):
    answer = Inside(city).send("exports/faire", fichier="financeurs", du=first, au=last)

    assert answer.status_code == 400
    assert sentence in answer.text
