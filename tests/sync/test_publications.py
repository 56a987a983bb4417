# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables for outsiders of the network, from the city's ledger."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kiosk.domain.disclosure import NETWORK, WHOLE, Audience
from kiosk.domain.disclosure_tally import Population
from kiosk.domain.periods import Period
from kiosk.foundation.errors import Refused
from kiosk.services.staff import Staff, StaffRole
from sync.server.publications import disclosed
from sync.server.reports import network_figures
from sync.server.storage.export_jobs import JobState
from tests.support.console import Inside
from tests.support.visits import a_draft

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
MEDIATOR = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")


def record(kiosk, n, **changes):
    centre = kiosk.device.identity().centre.code
    for turn in range(n):
        draft = a_draft(day=date(2026, 10, 1 + turn % 28), centre=centre, **changes)
        kiosk.attendance.record(draft, MEDIATOR)


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
        kiosk.attendance.record(a_draft(day=date(2026, 10, 1 + turn), centre="*+=1"), MEDIATOR)
    any_city.client(kiosk).exchange()
    tables = disclosed(any_city.city, OCTOBER, Audience.FUNDERS)
    told_of = {f.key.place: f.n for f in tables.figures() if f.key.topic == WHOLE}

    assert told(any_city, Audience.FUNDERS)[Population.INDIVIDUAL, WHOLE, WHOLE, NETWORK] == 26
    assert network_figures(any_city.city, OCTOBER).n_visits == 26
    assert "*+=1" not in told_of
    assert tables.centres["autre"] == "Autres centres"


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
    record(city.machine("a"), 14)
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
