# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of machines and city: what it refuses, and how it says so."""

from __future__ import annotations

from hashlib import sha256

import pytest


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("serve",),
        ("serve", "--port", "abc"),
        ("serve", "--port", "0"),
        ("invite",),
        ("enrol", "--server", "http://x"),
        ("export", "--from", "hier", "--to", "2026-11-30", "--format", "csv", "--out", "x"),
    ],
)
def test_wrong_use_exits_2_with_one_sentence(tmp_path, called, arguments):
    done = called(tmp_path, *arguments)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("invite", "--centre", "NOWHERE"),
        ("revoke", "nobody"),
        ("board", "import", "absent.csv"),
        ("agenda", "import", "absent.toml"),
        ("mediator", "add", "--id", "m", "--centre", "NOWHERE", "--first-name", "M"),
        ("enrol", "--server", "http://127.0.0.1:9", "--code", "not a code"),
        ("enrol", "--server", "ftp://x", "--code", "0"),
        ("push",),
        ("serve", "--port", "80", "--db", "mysql://x"),
    ],
)
def test_a_refused_job_exits_1_with_one_sentence(tmp_path, called, arguments):
    done = called(tmp_path / "data", *arguments)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "verb",
    [
        "serve",
        "invite",
        "enrol",
        "push",
        "status",
        "board",
        "agenda",
        "export",
        "account",
        "journal",
    ],
)
def test_every_verb_has_its_help(tmp_path, called, verb):
    done = called(tmp_path, verb, "--help")

    assert done.returncode == 0
    assert "usage" in done.stdout


def test_accounts_are_opened_reset_listed_and_closed_at_the_server(tmp_path, called):
    made = called(tmp_path, "account", "add", "--login", "Ana", "--role", "administration")
    again = called(tmp_path, "account", "add", "--login", "ana", "--role", "parc")
    reset = called(tmp_path, "account", "reset", "ana")
    closed = called(tmp_path, "account", "close", "ana")
    unknown = called(tmp_path, "account", "reset", "ana")
    listed = called(tmp_path, "account", "list")

    assert (made.returncode, reset.returncode, closed.returncode) == (0, 0, 0)
    assert (again.returncode, unknown.returncode) == (1, 1)
    assert made.stdout.strip() != reset.stdout.strip()
    assert "ana administration tous fermé" in listed.stdout


def test_the_journal_is_verified_at_the_server(tmp_path, called):
    called(tmp_path, "account", "add", "--login", "ana", "--role", "administration")

    done = called(tmp_path, "journal", "verify")

    assert done.returncode == 0
    assert "journal entier : 1 lignes" in done.stdout


def test_an_export_is_written_whole_and_noted_with_its_hash(tmp_path, called, city):
    out = tmp_path / "reseau.csv"
    days = ("--from", "2026-11-01", "--to", "30/11/2026")

    done = called(city.folder / "city", "export", *days, "--format", "csv", "--out", str(out))

    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    digest = sha256(out.read_bytes()).hexdigest()
    assert done.stdout.splitlines()[1:] == ["Jours sans donnée : aucun", f"SHA-256 : {digest}"]
    assert " : 0 ligne, 0 personne accompagnée · novembre 2026 · Le réseau : " in done.stdout
    with city.city.database.transaction() as unit:
        (line,) = unit.journal.lines()
    assert (line.action, digest in line.detail) == ("export_made", True)


@pytest.mark.parametrize("name", ["city.db", "ledger.jsonl", "exports/reseau.csv"])
def test_no_file_is_written_among_those_of_the_server(called, city, name):
    folder = city.folder / "city"
    place = folder / name
    before = place.read_bytes() if place.exists() else None
    days = ("--from", "2026-11-01", "--to", "2026-11-30")

    export = called(folder, "export", *days, "--format", "csv", "--out", str(place))
    recalls = called(folder, "content", "recalls", "--out", str(place))
    asked = ("--id", "essai", "--version", "2026.11.1", "--out", str(place))
    pack = called(folder, "content", "pack", str(folder), *asked)

    for done in (export, recalls, pack):
        assert done.returncode == 1
        assert "dans le dossier de données" in done.stderr
    assert (place.read_bytes() if place.exists() else None) == before


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--format", "coop", "--out", "x.ods"), "ne finit pas comme"),
        (("--format", "csv", "--out", "x.csv", "--centre", "zzz"), "n’existe pas"),
        (("--format", "financeurs", "--out", "x.xlsx", "--centre", "NORD"), "réseau entier"),
    ],
)
def test_a_file_that_would_not_be_what_was_asked_is_refused(
    tmp_path, called, city, asked, told, monkeypatch
):
    days = ("--from", "2026-10-01", "--to", "2026-10-31")
    monkeypatch.chdir(tmp_path)

    done = called(city.folder / "city", "export", *days, *asked)

    assert done.returncode == 1
    assert told in done.stderr
    assert list(tmp_path.glob("x.*")) == []


@pytest.mark.parametrize(
    ("verb", "told"), [("status", "ni d’une machine ni d’un serveur"), ("push", "pas inscrite")]
)
def test_an_empty_folder_is_said_to_be_so_and_stays_empty(tmp_path, called, verb, told):
    done = called(tmp_path, verb)

    assert done.returncode == 1
    assert told in done.stderr
    assert list(tmp_path.rglob("*.db")) == []


def test_the_status_of_a_city_tells_times_as_people_do(tmp_path, called, city):
    city.client(city.machine("a")).exchange()

    done = called(city.folder / "city", "status")

    assert done.returncode == 0, done.stderr
    assert "borne 1 : dernier échange 23/11/2026 9 h" in done.stdout.replace("\u00a0", " ")
