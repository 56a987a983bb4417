# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of the console: asked for, made beside, stopped, given in pieces to who asked."""

from __future__ import annotations

import hashlib
import os
import re
import tracemalloc
from dataclasses import replace
from datetime import timedelta

import anyio
import pytest

from kiosk.exports.registry import ExportKind
from kiosk.exports.whole_file import fresh_of
from sync.server.accounts import change_account
from sync.server.console.access import open_session
from sync.server.export_files import FILES_KEPT, MOST_WAITING, file_of, forget_old_files
from sync.server.storage.export_jobs import ExportJob, JobState
from tests.support.city import URL
from tests.support.console import Inside
from tests.sync.test_console_journal import lines


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


def test_files_of_two_centres_or_of_a_kind_of_help_never_share_a_name(city):
    city.machine("a")
    person = Inside(city)
    asked = ({}, {"centre": "NORD"}, {"centre": "SUD"}, {"centre": "SUD", "sorte": "collectif"})
    jobs = [ask(city, person, **one) for one in asked]

    given = [person.browser.get(f"{URL}/console/exports/{job}/fichier") for job in jobs]

    days = "2026-10-01-2026-10-31.csv"
    assert [one.headers["content-disposition"].split('"')[1] for one in given] == [
        f"accompagnements-{days}",
        f"accompagnements-nord-{days}",
        f"accompagnements-sud-{days}",
        f"accompagnements-sud-collectif-{days}",
    ]


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


def test_a_file_asked_for_under_a_leapt_clock_goes_once_the_clock_is_right(city):
    real = city.clock.now_utc()
    city.clock.set_wall(real + timedelta(hours=23))
    near = ask(city, Inside(city))
    city.clock.set_wall(real + timedelta(days=800))
    job = ask(city, Inside(city))
    city.clock.set_wall(real)

    assert forget_old_files(city.city) == 1
    assert not file_of(city.city, job).exists()
    assert file_of(city.city, near).exists()


def begun(city, person, kind, name=""):
    """A file that somebody asked for and that is not made yet."""
    asked = {"first": "2026-10-01", "last": "2026-10-31", "centre": "", "visit_kind": ""}
    job = ExportJob(name or f"f-{kind}", person.account.account_id, kind, city.city.now(), asked)
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


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("csv", "0 ligne"),
        ("donnees-ouvertes", "1 ligne"),
        ("statistiques", "un document"),
        ("rapport", "un document"),
        ("financeurs", "un document"),
    ],
)
def test_only_a_list_is_told_in_lines_on_the_page_and_in_the_journal(city, kind, told):
    person = Inside(city)
    job = begun(city, person, kind)
    ready = replace(job, state=JobState.READY, n_rows=1 if kind == "donnees-ouvertes" else 0)
    city.app.state.exports._end(ready, "export_made", kind=kind, n_rows=141, sha256="e" * 64)

    assert f"<p>{told}. Gardé" in person.page(f"exports/{job.job_id}")
    assert ("lignes : 141" in person.page("journal")) == (told != "un document")


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


def test_the_days_in_sight_are_those_of_the_form_that_exports_them(city):
    city.machine("a")
    person = Inside(city)
    page = person.page("frequentation?du=2026-10-05&au=2026-10-09&centre=NORD&sorte=groupe")

    form = person.page(person.link(page, r'href="/console/(exports\?[^"]+)"').replace("&amp;", "&"))

    assert 'name="du" type="date" value="2026-10-05"' in form
    assert 'name="au" type="date" value="2026-10-09"' in form
    assert 'value="NORD" selected' in form
    assert 'value="groupe" selected' in form


def test_one_account_waits_for_ten_files_at_most_and_is_told_what_to_do(city):
    one, other = Inside(city), Inside(city)
    for number in range(MOST_WAITING):
        begun(city, one, "csv", f"file-{number}")

    refused = one.send("exports/faire", fichier="csv", du="2026-10-01", au="2026-10-31")

    assert refused.status_code == 400
    assert "Vous attendez déjà 10 fichiers" in refused.text
    assert ask(city, other)


@pytest.mark.parametrize("restarted", [True, False])
def test_what_a_kill_left_of_a_file_goes_and_what_people_wait_for_stays(city, restarted):
    person = Inside(city)
    ready = file_of(city.city, ask(city, person))
    making = begun(city, person, "csv", "00112233445566aa")
    halves = [fresh_of(file_of(city.city, name)) for name in ("0123456789abcdef", making.job_id)]
    for path in (*halves, ready.with_name("fedcba9876543210")):
        path.write_bytes(b"2026-10-14;NORD")

    if restarted:
        city.restart()
    else:
        forget_old_files(city.city)

    left = {ready} if restarted else {ready, fresh_of(file_of(city.city, making.job_id))}
    assert set(ready.parent.iterdir()) == left


@pytest.mark.warns_in_log
def test_what_is_not_ours_or_cannot_be_deleted_stops_no_start(city, caplog):
    ready = file_of(city.city, ask(city, Inside(city)))
    foreign, shut = ready.with_name("notes.csv"), ready.with_name("fedcba9876543210")
    foreign.write_text("des notes")
    shut.mkdir()  # no file can be deleted here

    city.restart()

    assert set(ready.parent.iterdir()) == {ready, foreign, shut}
    assert "could not be deleted" in caplog.text


def test_a_file_that_is_made_is_not_stopped_any_more(city):
    person = Inside(city)
    job_id = ask(city, person)
    with city.city.database.reading() as unit:
        job = unit.export_jobs.get(job_id)

    city.app.state.exports.stop(replace(job, state=JobState.MAKING))

    assert file_of(city.city, job_id).is_file()
    assert "export_cancelled" not in {one.action for one in lines(city)}
