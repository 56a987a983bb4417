# SPDX-License-Identifier: AGPL-3.0-or-later
"""The console's page of rights: who holds what, recall, loss in two steps, people to call."""

from __future__ import annotations

import re

import pytest

from kiosk.domain.lease_loss import LossState
from kiosk.domain.lease_recall import RecallState
from tests.support.city import URL
from tests.support.console import Inside
from tests.support.raw_machine import RawMachine
from tests.sync.test_console import token_of
from tests.sync.test_lease_tasks import kiosk_and
from tests.sync.test_rights import held

RIGHTS = f"{URL}/console/droits"


@pytest.fixture
def browser(city):
    return Inside(city).browser


def send(browser, path="", **fields):
    fields.setdefault("jeton", token_of(browser.get(RIGHTS).text))
    return browser.post(f"{RIGHTS}/{path}", data=fields, allow_redirects=False)


def shown(browser):
    return browser.get(RIGHTS).text


def test_nobody_sees_rights_without_the_password(city):
    answer = city.browser().get(RIGHTS)

    assert answer.status_code == 403
    assert "Qui tient quoi" not in answer.text


def test_the_page_says_who_holds_which_hours(city, browser):
    kiosk = city.machine("a")
    city.client(kiosk).exchange()

    text = shown(browser)

    assert f"{len(held(kiosk))} cases de 5 minutes" in text
    assert re.search(r"24 novembre 2026, 9 h – \d+ h[ \d]*, Samira", text)


def test_a_person_asks_a_time_back_and_lets_it_go_again(city, browser):
    kiosk = city.machine("a")
    city.client(kiosk).exchange()
    cases = re.search(r'<option value="(samira [^"]+)"', shown(browser)).group(1)
    n_cells = int(cases.split()[2])

    assert send(browser, "reprendre", cases=cases, personne="Nadia").status_code == 303

    assert "la machine n’a pas répondu" in shown(browser)
    before = held(kiosk)
    city.client(kiosk).exchange()
    city.client(kiosk).exchange()
    assert len(before - held(kiosk)) == n_cells
    assert "gardé pour qui l’a demandé" in shown(browser)
    send(browser, "laisser", cases=cases)
    assert "Heures rendues et gardées : 0" in shown(browser)
    with city.city.database.transaction() as unit:
        assert {one.state for one in unit.recalls.ahead(0)} == {RecallState.LEFT}


def test_a_machine_is_given_up_in_two_steps_and_the_trace_stays(city, browser):
    kiosk = city.machine("a")
    city.client(kiosk).exchange()
    device = kiosk.device.identity().device_id

    send(browser, "perdue", machine=device, raison="stolen", personne="Nadia")
    early = send(browser, "perdue/confirmer", perte="1", personne="Samir", suite="confirmer")
    assert "C’est trop tôt" in early.text
    with city.city.database.transaction() as unit:
        assert unit.leases.leased_to(device)
    send(browser, "perdue/confirmer", perte="1", personne="Samir", suite="confirmer", tot="oui")

    text = shown(browser)
    assert "volée" in text
    assert "Nadia, " in text
    assert re.search(r"confirmée par Samir, .*avant le délai : \d+ cases rendues", text)
    with city.city.database.transaction() as unit:
        assert unit.leases.leased_to(device) == ()


def test_a_machine_that_is_found_is_taken_off_the_list(city, browser):
    kiosk = city.machine("a")
    city.client(kiosk).exchange()
    device = kiosk.device.identity().device_id
    send(browser, "perdue", machine=device, raison="silent", personne="Nadia")

    send(browser, "perdue/confirmer", perte="1", personne="Samir", suite="retirer")

    assert "retirée par Samir" in shown(browser)
    with city.city.database.transaction() as unit:
        assert [one.state for one in unit.losses.all()] == [LossState.GIVEN_UP]


def test_orphans_of_an_older_life_are_listed(city, browser):
    machine = RawMachine(city.city)
    machine.ask(can_hold_leases=True)
    with city.city.database.transaction() as unit:
        n_cells = len(unit.leases.leased_to(machine.device))
    machine.life, machine.request = "b" * 16, 0
    machine.ask(can_hold_leases=False)

    text = shown(browser)

    assert n_cells
    assert f"{n_cells} d’une vie ancienne" in text


def test_a_person_called_is_closed_with_what_was_done(city, browser):
    kiosk_and(city, "borne")
    text = shown(browser)
    assert "Rendez-vous 2234 5678, 25 novembre 2026, 9 h" in text
    assert "Le 1234 5678 garde l’heure." in text
    case = re.search(r'name="cas" value="(\d+)"', text).group(1)

    send(browser, "appelee", cas=case, personne="Nadia", suite="placed")

    assert "Personnes à appeler : 0" in shown(browser)
    with city.city.database.transaction() as unit:
        assert (unit.cases.get(int(case)).closed_by, unit.cases.get(int(case)).outcome) == (
            "Nadia",
            "placed",
        )


@pytest.mark.parametrize(
    ("path", "fields", "word"),
    [
        ("reprendre", {"cases": "samira x 6", "personne": "N"}, "pas lisible"),
        ("reprendre", {"cases": "samira 1 999999", "personne": "N"}, "pas lisible"),
        ("reprendre", {"cases": "samira 1 6", "personne": " "}, "Écrivez votre nom"),
        ("perdue", {"machine": "zz", "raison": "stolen", "personne": "N"}, "pas connue"),
        ("perdue", {"machine": "zz", "raison": "bored", "personne": "N"}, "pas lisible"),
        ("perdue/confirmer", {"perte": "7", "personne": "N"}, "n’existe pas"),
        ("appelee", {"cas": "1", "personne": "N", "suite": "shouted"}, "pas lisible"),
    ],
)
def test_a_form_that_cannot_be_used_says_why_and_changes_nothing(browser, path, fields, word):
    assert word in send(browser, path, **fields).text


def test_a_form_of_another_session_does_nothing(browser):
    assert send(browser, "perdue", jeton="x", machine="a", raison="stolen").status_code == 403
