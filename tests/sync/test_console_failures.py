# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a browser is shown when something goes wrong: French, with a way back, never JSON."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from sync.server.console.rules import RULES
from tests.support.city import URL
from tests.support.console import API, Inside

BROWSER = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def is_page(answer, status, heading):
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert f"<h1>{heading}</h1>" in answer.text
    assert 'href="/console"' in answer.text
    return True


@pytest.mark.parametrize("path", ["/console/nulle-part", "/console/parc/x/y", "/autre", "/"])
def test_an_unknown_page_is_said_in_french_with_a_way_back(city, path):
    person = Inside(city)

    assert is_page(person.browser.get(URL + path, headers=BROWSER), 404, "Cette page n’existe pas")


def test_a_page_asked_in_the_wrong_way_is_said_in_french(city):
    person = Inside(city)
    wrong = "Cette adresse ne s’ouvre pas ainsi"

    assert is_page(person.browser.get(f"{URL}/console/inviter"), 405, wrong)
    assert is_page(person.browser.delete(f"{URL}/console/parc"), 405, wrong)
    assert "POST" in person.browser.get(f"{URL}/console/inviter").headers["allow"]


def test_no_form_of_the_console_takes_more_than_it_can_hold(city):
    person = Inside(city)
    forms = [
        path
        for method, path in RULES
        if method == "POST" and "{" not in path and not path.startswith("/console/api")
    ]
    for path in forms:
        data = {"jeton": person.jeton, "nom": "x" * 9000}
        answer = person.browser.post(URL + path, data=data, allow_redirects=False)
        assert is_page(answer, 413, "Ce formulaire est trop long"), path


@pytest.mark.parametrize("path", ["inviter", "entrer/code", "comptes/ajouter", "sortir"])
def test_a_form_of_another_session_has_expired(city, path):
    person, other = Inside(city), Inside(city)

    answer = person.browser.post(f"{URL}/console/{path}", data={"jeton": other.jeton})

    assert is_page(answer, 403, "Ce formulaire a expiré")


def test_a_form_after_the_end_of_the_session_leads_to_the_door(city):
    person = Inside(city)
    city.clock.pass_time(hours=9)

    answer = person.send("inviter", centre="NORD", role="borne")

    assert answer.status_code == 403
    assert "Entrez de nouveau" in answer.text
    assert 'action="/console/entrer"' in answer.text


def test_who_opens_a_page_first_is_not_told_to_enter_again(city):
    person = Inside(city)
    page = f"{URL}/console/frequentation"
    first = city.browser().get(page)
    city.clock.pass_time(hours=9)
    after = person.browser.get(page)

    assert first.status_code == after.status_code == 403
    assert 'action="/console/entrer"' in first.text
    assert "Entrez de nouveau" not in first.text
    assert "Entrez de nouveau" in after.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nno", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"\xff\xfe=%zz", "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"", "text/\xe9"),
    ],
)
def test_a_body_that_nobody_can_read_is_answered_by_a_page(city, body, kind):
    person = Inside(city)

    answer = person.browser.post(
        f"{URL}/console/inviter", data=body, headers={"content-type": kind}
    )

    assert answer.status_code in {400, 403}
    assert answer.headers["content-type"].startswith("text/html")
    assert "Revenir à la console" in answer.text


@pytest.mark.warns_in_log
def test_an_error_that_nobody_foresaw_is_a_page_and_a_line_without_values(city, caplog):
    person = Inside(city)
    person.page("journal")
    spoil(city, "UPDATE journal_line SET detail = 'le 06 12 34 56 78 d’une personne'")

    answer = person.browser.get(f"{URL}/console/journal")

    assert is_page(answer, 500, "Le serveur a eu une panne")
    assert "06 12" not in answer.text + caplog.text
    assert "JSONDecodeError at decoder.py:" in caplog.text


@pytest.mark.warns_in_log
def test_a_database_that_does_not_answer_is_a_page_that_asks_to_wait(city):
    person = Inside(city)
    spoil(city, "DROP TABLE case_file")

    answer = person.browser.get(f"{URL}/console/parc")

    assert is_page(answer, 503, "Le serveur est occupé")
    assert answer.headers["retry-after"] == "60"


def spoil(city, statement):
    with city.city.database._engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("path", [f"{API}/nulle-part", f"{URL}/v1/nulle-part"])
def test_programs_are_answered_in_json(city, path):
    answer = Inside(city).browser.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/json")
