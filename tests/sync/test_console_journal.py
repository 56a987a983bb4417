# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal of the console and the files that it tells of."""

from __future__ import annotations

import hashlib
import os
import re
import tracemalloc
from dataclasses import replace

import anyio
import pytest
from sqlalchemy import text

from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from kiosk.exports.registry import ExportKind
from sync.server.accounts import change_account
from sync.server.console.access import open_session
from sync.server.export_files import FILES_KEPT, file_of, forget_old_files
from sync.server.journal import JOURNAL_KEPT, cut, note, verify
from sync.server.storage.export_jobs import ExportJob, JobState
from tests.support.city import URL
from tests.support.console import Inside
from tests.sync.test_console import Audit


def lines(city):
    with city.city.database.transaction() as unit:
        return tuple(unit.journal.lines())


def write(city, n=5):
    with city.city.database.transaction() as unit:
        for number in range(n):
            note(city.city, unit, "ana", "left", f"x{number}")


def change(city, statement):
    with city.city.database._engine.begin() as connection:
        connection.execute(text(statement))


def test_a_journal_nobody_touched_is_whole(any_city):
    write(any_city)

    assert verify(any_city.city).broken_at == 0
    assert verify(any_city.city).n_lines == 5


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE journal_line SET subject = 'other' WHERE number = 3", 3),
        ("UPDATE journal_line SET at = at + 1 WHERE number = 1", 1),
        ("DELETE FROM journal_line WHERE number = 2", 2),
        ("DELETE FROM journal_line WHERE number = 5", 5),
        ("DELETE FROM journal_line WHERE number = 1", 1),
    ],
)
def test_a_line_changed_or_removed_in_the_database_is_found(city, statement, broken_at):
    write(city)
    change(city, statement)

    assert verify(city.city).broken_at == broken_at


def test_lines_are_cut_after_a_year_and_the_chain_still_holds(any_city):
    write(any_city, 3)
    any_city.clock.pass_time(days=JOURNAL_KEPT.days + 1)
    write(any_city, 2)

    with any_city.city.database.transaction() as unit:
        assert cut(any_city.city, unit) == 3

    assert verify(any_city.city).broken_at == 0
    assert [line.number for line in lines(any_city)] == [4, 5]


def test_a_change_made_by_a_page_or_a_program_is_noted_with_its_person(city):
    person = Inside(city)

    person.send("inviter", centre="NORD", role="borne")
    person.post("absences", {"mediator": "samira", "start": 0, "end": 60})
    person.send("agenda/annuler", rendez_vous="none", raison="")

    told = [(one.account_id, one.action, one.subject) for one in lines(city)]
    account = person.account.account_id
    assert (account, "machine_invited", "NORD") in told
    assert (account, "absence_entered", "samira") in told
    assert "appointment_cancelled" not in [action for _, action, _ in told]


def test_the_page_of_the_journal_says_who_did_what_and_that_the_chain_holds(city):
    person = Inside(city)
    person.send("inviter", centre="NORD", role="borne")

    page = person.page("journal")

    assert "La chaîne tient" in page
    assert f"<td>{person.account.login}</td><td>code d’inscription fait</td>" in page
    change(city, "UPDATE journal_line SET subject = 'SUD'")
    assert "La chaîne est rompue à la ligne 1" in person.page("journal")


def ask(city, person, **fields):
    asked = {"fichier": "csv", "du": "2026-10-01", "au": "2026-10-31", **fields}
    answer = person.send("exports/faire", **asked)
    city.app.state.exports.settle()
    return answer.headers["location"].rpartition("/")[2]


@pytest.mark.parametrize(
    ("kind", "begins", "name"),
    [
        ("csv", b"\xef\xbb\xbf", "accompagnements"),
        ("coop", b"PK", "accompagnements-coop"),
        ("statistiques", b"PK", "statistiques"),
        ("rapport", b"%PDF", "rapport"),
    ],
)
def test_a_file_is_made_beside_given_with_its_hash_and_noted(city, kind, begins, name):
    person = Inside(city)
    job = ask(city, person, fichier=kind)

    page = person.page(f"exports/{job}")
    answer = person.browser.get(f"{URL}/console/exports/{job}/fichier")

    assert answer.content.startswith(begins)
    assert hashlib.sha256(answer.content).hexdigest() in page
    assert f'"{name}-2026-10-01-2026-10-31.' in answer.headers["content-disposition"]
    assert [one.action for one in lines(city)] == ["export_asked", "export_made", "export_taken"]
    assert hashlib.sha256(answer.content).hexdigest() in lines(city)[1].detail


def test_the_page_of_erasures_says_the_source_of_each_time(city):
    assert "RGPD, art. 5(1)(e)" in Inside(city).page("effacements")


def test_nobody_sees_the_file_of_somebody_else(city):
    job = ask(city, Inside(city))
    other = Inside(city)

    assert other.browser.get(f"{URL}/console/exports/{job}").status_code == 404
    assert other.browser.get(f"{URL}/console/exports/{job}/fichier").status_code == 404
    assert other.send("exports/arreter", fichier=job).status_code == 404


def test_a_file_of_the_network_is_out_of_reach_once_its_person_sees_some_centres_only(city):
    city.machine("a")
    person = Inside(city)
    Inside(city)  # another administrator stays
    network, north = ask(city, person), ask(city, person, centre="NORD")
    one = person.account.account_id
    change_account(city.city, one, person.account.roles, ["NORD"], by=one)
    token = open_session(city.city, replace(person.account, centres=("NORD",)), is_proven=True)
    person.browser.headers["cookie"] = f"sixieme_console={token}"

    files = [f"{URL}/console/exports/{job}/fichier" for job in (network, north)]
    assert [person.browser.get(file).status_code for file in files] == [404, 200]


def test_a_file_goes_after_a_day(city):
    person = Inside(city)
    job = ask(city, person)
    city.clock.pass_time(minutes=int(FILES_KEPT.total_seconds() // 60) + 1)

    assert forget_old_files(city.city) == 1
    assert not file_of(city.city, job).exists()
    assert Inside(city).browser.get(f"{URL}/console/exports/{job}").status_code == 404


def begun(city, person, kind):
    """A file that somebody asked for and that is not made yet."""
    asked = {"first": "2026-10-01", "last": "2026-10-31", "centre": "", "visit_kind": ""}
    job = ExportJob(f"f-{kind}", person.account.account_id, kind, city.city.now(), asked)
    with city.city.database.transaction() as unit:
        unit.export_jobs.add(job)
    return job


def test_a_file_that_is_stopped_leaves_nothing_whatever_it_is(city):
    person = Inside(city)
    files = city.app.state.exports
    for kind in ExportKind:
        job = begun(city, person, kind)
        files._stopped.add(job.job_id)
        files._make(job)

        assert "arrêté" in person.page(f"exports/{job.job_id}")
        assert list(file_of(city.city, job.job_id).parent.iterdir()) == []
    assert {one.action for one in lines(city)} == {"export_cancelled"}


def test_a_file_being_made_says_how_far_it_is_in_rows_or_in_steps(city):
    person = Inside(city)
    for kind, far, told in (
        ("csv", (500, 1200), "500 lignes sur 1200."),
        ("statistiques", (1, 3), "Étape 2 sur 3."),
        ("financeurs", (0, 2), "Étape 1 sur 2."),
    ):
        job = begun(city, person, kind)
        city.app.state.exports._hear(job.job_id, *far)

        page = person.page(f"exports/{job.job_id}")

        assert told in page
        assert f'max="{far[1]}" value="{far[0]}"' in page


def test_a_file_goes_out_in_pieces_that_take_little_memory(city):
    n_bytes = 64 << 20
    person = Inside(city)
    job = ask(city, person)
    os.truncate(file_of(city.city, job), n_bytes)

    tracemalloc.start()
    said, n_sent = anyio.run(taken, city.app, scope_of(person, job))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert n_sent == int(said["content-length"]) == n_bytes
    assert (
        said["content-disposition"]
        == 'attachment; filename="accompagnements-2026-10-01-2026-10-31.csv"'
    )
    assert said["content-type"] == "text/csv; charset=utf-8"
    assert peak < n_bytes / 8


def test_a_form_that_is_refused_keeps_what_was_typed_and_says_beside_each_field_what_is_wrong(city):
    city.machine("a")
    given = {"fichier": "ods", "du": "2026-10-31", "au": "2026-10-01", "centre": "?"}

    answer = Inside(city).send("exports/faire", **given, sorte="groupe")

    page = answer.text
    assert answer.status_code == 400
    assert "<title>Erreur · Exports" in page
    for field, told in (("au", "échangez-les"), ("centre", "un centre de la liste")):
        assert re.search(rf'id="faute-{field}">[^<]*{told}', page)
        assert f'id="{field}" name="{field}"' in page
        assert f'aria-invalid="true" aria-describedby="faute-{field}"' in page
        assert f'<a href="#{field}">' in page
    assert 'name="du" type="date" value="2026-10-31"' in page
    assert 'name="au" type="date" value="2026-10-01"' in page
    assert 'value="ods" required checked' in page
    assert 'value="groupe" selected' in page
    assert lines(city) == ()


def test_the_page_says_which_files_stay_within_the_team(city):
    page = Inside(city).page("exports")

    groups = re.findall(
        r'<fieldset aria-describedby="([^"]+)"><legend>([^<]+)<(.*?)</fieldset>', page, re.DOTALL
    )
    assert {
        legend: re.findall(r'name="fichier" value="([^"]+)"', group) for _, legend, group in groups
    } == {
        "Restent dans l’équipe": [kind for kind in ExportKind if not kind.for_outsiders],
        "À donner dehors": ["financeurs", "donnees-ouvertes"],
    }
    assert all(f'id="{described}"' in group for described, _, group in groups)


def scope_of(person, job):
    """What a server gives for the download of a file, without a client that keeps its bytes."""
    path = f"/console/exports/{job}/fichier"
    cookie = person.browser.headers["cookie"].encode()
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", URL.split("//")[1].encode()), (b"cookie", cookie)],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 443),
        "state": {},
    }


async def taken(app, scope):
    """Return the headers and the number of bytes of an answer whose bytes nobody keeps."""
    said, sizes, whole = {}, [], anyio.Event()

    async def receive():
        await whole.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.start":
            said.update({name.decode(): value.decode() for name, value in message["headers"]})
            return
        sizes.append(len(message["body"]))
        if not message.get("more_body", False):
            whole.set()

    await app(scope, receive, send)
    return said, sum(sizes)


def test_the_page_of_a_file_reloads_itself_only_for_whom_asked_it_to(city):
    person = Inside(city)
    asked = {"first": "2026-10-01", "last": "2026-10-31", "centre": "", "visit_kind": ""}
    job = ExportJob("long", person.account.account_id, "csv", city.city.now(), asked=asked)
    with city.city.database.transaction() as unit:
        unit.export_jobs.add(job)

    assert 'http-equiv="refresh"' not in person.page("exports/long")
    assert 'href="/console/exports/long?suivre=oui"' in person.page("exports/long")
    assert 'http-equiv="refresh"' in person.page("exports/long?suivre=oui")


def test_a_file_that_a_restart_cut_is_said_to_be_stopped(city):
    person = Inside(city)
    job = ExportJob("coupe", person.account.account_id, "csv", city.city.now())
    asked = {"first": "2026-10-01", "last": "2026-10-31", "centre": "", "visit_kind": ""}
    with city.city.database.transaction() as unit:
        unit.export_jobs.add(replace(job, asked=asked))

    city.restart()

    with city.city.database.transaction() as unit:
        found = unit.export_jobs.get("coupe")
    assert found is not None
    assert found.state is JobState.STOPPED


def test_figures_stand_beside_their_table_with_scope_and_late_machines(city):
    city.client(city.machine("a")).exchange()
    city.clock.pass_time(days=3)

    page = Inside(city).page("frequentation?mois=2026-11")

    assert "Le réseau : réseau des espaces citoyens numériques" in page
    assert "1 borne n’a pas envoyé depuis le 23 novembre 2026" in page
    assert len(re.findall(r"<dt>", page)) == 5


def test_the_page_names_guides_by_the_titles_that_people_see(city):
    kiosk = city.machine("a")
    session = kiosk.sessions.open("fr")
    trace = WalkthroughTrace("arnaque", "fin", finished=True)
    kiosk.sessions.note_progress(session, language="fr", trace=trace)
    kiosk.sessions.finish(session, SessionOutcome.FINISHED)
    city.client(kiosk).exchange()

    page = Inside(city).page("frequentation?mois=2026-11")

    titles = {one.walkthrough_id: one.title for one in kiosk.walkthroughs.cards("fr")}
    assert f">{titles['arnaque']}<" in page
    assert ">arnaque<" not in page


@pytest.mark.parametrize(
    "asked", ["du=hier&au=demain", "mois=9999-12", "mois=1900-01", "du=0001-01-01&au=0001-01-31"]
)
@pytest.mark.parametrize("page", ["frequentation", "rapprochement"])
def test_a_period_that_cannot_be_read_is_said(city, page, asked):
    assert "pas lisible" in Inside(city).page(f"{page}?{asked}")


def test_the_days_in_sight_are_those_of_the_form_that_exports_them(city):
    city.machine("a")
    person = Inside(city)
    page = person.page("frequentation?du=2026-10-05&au=2026-10-09&centre=NORD&sorte=groupe")

    form = person.page(person.link(page, r'href="/console/(exports\?[^"]+)"').replace("&amp;", "&"))

    assert 'name="du" type="date" value="2026-10-05"' in form
    assert 'name="au" type="date" value="2026-10-09"' in form
    assert 'value="NORD" selected' in form
    assert 'value="groupe" selected' in form


def test_more_days_than_figures_take_are_said_with_the_limit(city):
    person = Inside(city)

    for first in ("2015-01-01", "2020-01-01"):
        page = person.page(f"frequentation?du={first}&au=2026-10-31")
        assert "Cinq ans au plus" in page
        assert "ni à transmettre ni à publier" in page


@pytest.mark.parametrize(
    "path", ["frequentation", "rapprochement", "exports", "journal", "comptes", "compte", "arrets"]
)
def test_every_page_names_its_fields_and_the_heads_of_its_tables(city, path):
    person = Inside(city)
    ask(city, person)
    audit = Audit()

    page = person.page(path)
    audit.feed(page)

    assert audit.unnamed == []
    assert audit.n_tables == audit.n_tables_with_headings == page.count("<caption")
    assert page.count("<h1") == 1
    assert "<script" not in page
    assert "style=" not in page
