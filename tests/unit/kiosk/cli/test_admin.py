# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import io
import json
from contextlib import closing

import pytest

from kiosk.__main__ import main
from kiosk.foundation.sealing import new_sealing_keys
from kiosk.services.device import Enrolment
from kiosk.wiring import build_kiosk


@pytest.fixture(autouse=True)
def _plain_machine(monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setattr("kiosk.__main__.set_up_logging", lambda folder: None)


@pytest.fixture
def kiosk(tmp_path, monkeypatch, capsys):
    """Run a command line; return its exit code, what it said and what it complained of."""

    def run(*words, typed=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        try:
            code = main(["--data", str(tmp_path / "kiosk"), *words])
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def rows(kiosk, table):
    code, said, _ = kiosk("dump", table)
    assert code == 0
    return [json.loads(line) for line in said.splitlines()]


def test_the_card_of_the_centre_is_written_field_by_field(kiosk, tmp_path):
    kiosk("admin", "centre", "--code", "NORD", "--hours", "lun=9 h – 12 h", "--hours", "mer=fermé")
    kiosk("admin", "centre", "--name", "Espace Nord")

    card = json.loads((tmp_path / "kiosk" / "centre.json").read_bytes())
    assert (card["code"], card["name"]) == ("NORD", "Espace Nord")
    assert card["hours"] == {"0": "9 h – 12 h", "2": "fermé"}


def test_a_mediator_a_need_and_an_opening_make_an_agenda(kiosk):
    kiosk("admin", "mediator", "--id", "m1", "--first-name", "Sofia")
    kiosk("admin", "motif", "--id", "caf", "--label", "La CAF", "--minutes", "30")
    code, _, _ = kiosk(
        "admin", "opening", "--id", "o1", "--mediator", "m1", "--motif", "caf", "--days",
        "lun,mar", "--start", "09:00", "--end", "12:00", "--from", "2026-11-23",
    )  # fmt: skip

    assert code == 0
    (opening,) = rows(kiosk, "opening")
    assert (opening["mediator_id"], opening["rrule"]) == ("m1", "FREQ=WEEKLY;BYDAY=MO,TU")


def test_an_opening_may_come_back_by_a_rule_with_days_taken_away(kiosk):
    kiosk("admin", "mediator", "--id", "m1", "--first-name", "Sofia", "--language", "ar")
    code, _, complaint = kiosk(
        "admin", "opening", "--id", "o1", "--mediator", "m1", "--rule",
        "FREQ=MONTHLY;BYDAY=1TU", "--start", "09:00", "--end", "12:00", "--from", "2026-11-23",
        "--exdate", "2026-12-01", "--until", "2027-06-30",
    )  # fmt: skip

    assert (code, complaint) == (0, "")
    (opening,) = rows(kiosk, "opening")
    assert opening["rrule"] == "FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630"
    assert opening["exdates"] == '["2026-12-01"]'
    (mediator,) = rows(kiosk, "mediator")
    assert mediator["languages"] == '["ar"]'


@pytest.mark.parametrize(
    ("days", "start"), [("FREQ=DAILY", "09:00"), ("FREQ=MONTHLY", "09:00"), ("FREQ=WEEKLY", "9:03")]
)
def test_a_rule_or_a_time_outside_the_bounds_is_refused_in_one_sentence(kiosk, days, start):
    code, _, complaint = kiosk(
        "admin", "opening", "--id", "o1", "--mediator", "m1", "--rule", days,
        "--start", start, "--end", "12:00", "--from", "2026-11-23",
    )  # fmt: skip

    assert code == 2
    assert len(complaint.splitlines()) == 1


def test_the_holidays_of_a_year_and_a_day_open_anyway_are_entered(kiosk):
    assert kiosk("admin", "closure", "--holidays", "2027")[:2] == (0, "Fermetures : 11\n")
    code, _, _ = kiosk("admin", "closure", "--id", "mai", "--from", "2027-05-01", "--opens-anyway")

    assert code == 0
    found = {row["closure_id"]: row for row in rows(kiosk, "closure")}
    assert found["ferie-2027-05-01"]["kind"] == "public_holiday"
    assert found["mai"]["opens_anyway"] in (1, True)
    assert kiosk("admin", "closure", "--id", "sans-jour")[0] == 1


def test_an_absence_is_entered_in_the_time_of_paris(kiosk):
    kiosk("admin", "mediator", "--id", "m1", "--first-name", "Sofia")
    said = ["--start", "2026-12-01T09:00", "--end", "2026-12-01T12:00"]

    assert kiosk("admin", "absence", "--id", "a1", "--mediator", "m1", *said)[0] == 0
    (absence,) = rows(kiosk, "absence")
    assert absence["start_utc"].startswith("2026-12-01 08:00")
    assert kiosk("admin", "absence", "--id", "a2", "--mediator", "m2", *said)[0] == 1


@pytest.mark.parametrize(
    ("mediator", "motif", "end"),
    [("m2", "caf", "12:00"), ("m1", "impots", "12:00"), ("m1", "caf", "08:00")],
)
def test_an_opening_that_cannot_be_is_refused_in_one_sentence(kiosk, mediator, motif, end):
    kiosk("admin", "mediator", "--id", "m1", "--first-name", "Sofia")
    kiosk("admin", "motif", "--id", "caf", "--label", "La CAF", "--minutes", "30")

    code, _, complaint = kiosk(
        "admin", "opening", "--id", "o1", "--mediator", mediator, "--motif", motif, "--days",
        "lun", "--start", "09:00", "--end", end, "--from", "2026-11-23",
    )  # fmt: skip

    assert code == 1
    assert len(complaint.splitlines()) == 1
    assert rows(kiosk, "opening") == []


def test_a_code_is_read_from_standard_input_and_never_shown(kiosk):
    code, said, complaint = kiosk("admin", "pin", "--name", "Sofia", typed="482913\n")

    assert code == 0
    assert "482913" not in said + complaint
    (row,) = rows(kiosk, "staff_pin")
    assert set(row) == {"staff_id", "role", "expires_utc"}


def test_a_weak_code_is_refused_with_what_to_do(kiosk):
    code, _, complaint = kiosk("admin", "pin", "--name", "Sofia", typed="123456\n")

    assert code == 1
    assert "6 à 12 chiffres" in complaint


def test_a_code_is_taken_away_once(kiosk):
    kiosk("admin", "pin", "--name", "Sofia", typed="482913\n")

    assert kiosk("admin", "pin", "--name", "Sofia", "--remove")[0] == 0
    assert kiosk("admin", "pin", "--name", "Sofia", "--remove")[0] == 1


def test_another_date_than_the_machines_is_refused(kiosk):
    code, _, complaint = kiosk("admin", "date", "2001-01-01")

    assert code == 1
    assert "autre date" in complaint


def test_the_city_reopens_a_folder_whose_key_store_is_lost(kiosk, tmp_path):
    private, public = new_sealing_keys()
    with closing(build_kiosk(tmp_path / "kiosk")) as opened:
        opened.device.enrol(Enrolment("borne-1", "roubaix", new_sealing_keys()[1], public))
    (tmp_path / "kiosk" / "secrets.json").unlink()
    assert kiosk("dump", "device")[0] == 1

    store = (tmp_path / "kiosk" / "key_store").read_bytes()
    assert kiosk("admin", "recover", typed=new_sealing_keys()[0].hex())[0] == 1
    assert (tmp_path / "kiosk" / "key_store").read_bytes() == store
    assert kiosk("admin", "recover", typed="rien")[0] == 1
    assert kiosk("admin", "recover", typed=private.hex())[0] == 0

    assert rows(kiosk, "device")[0]["device_id"] == "borne-1"


def test_backup_and_restore_go_there_and_back(kiosk, tmp_path):
    kiosk("admin", "mediator", "--id", "m1", "--first-name", "Sofia")
    before = rows(kiosk, "device")[0]["incarnation"]
    assert kiosk("backup", str(tmp_path / "copy.db"))[0] == 0
    kiosk("admin", "mediator", "--id", "m2", "--first-name", "Karim")

    assert kiosk("restore", str(tmp_path / "copy.db"))[0] == 0

    assert [row["mediator_id"] for row in rows(kiosk, "mediator")] == ["m1"]
    assert rows(kiosk, "device")[0]["incarnation"] != before
    assert kiosk("restore", str(tmp_path / "nothing.db"))[0] == 1


def test_a_table_that_does_not_exist_is_wrong_use_and_names_the_tables(kiosk):
    code, _, complaint = kiosk("dump", "personnes")

    assert code == 2
    assert "outbox" in complaint
    assert len(complaint.splitlines()) == 1


def test_a_dump_works_beside_a_running_kiosk(kiosk, tmp_path):
    with closing(build_kiosk(tmp_path / "kiosk")) as running:
        running.sessions.open("fr")

        (row,) = rows(kiosk, "open_session")

    assert row["language"] == "fr"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("voler",),
        ("dump",),
        ("dump", "device", "de", "trop"),
        ("admin", "opening", "--days", "lux"),
        ("admin", "motif", "--id", "x", "--label", "x", "--minutes", "7"),
        ("admin", "date", "demain"),
        ("admin", "centre", "--hours", "lundi"),
        ("admin", "centre", "--name", "\udcff"),
        ("admin", "centre", "--name", "Espace\nNord"),
        ("admin", "centre", "--code", "N" * 300),
        ("admin", "centre", "--code", "N" * 33),
        ("admin", "centre", "--code", "../.."),
        ("admin", "mediator", "--id", "", "--first-name", "Sofia"),
        ("admin", "mediator", "--id", "m" * 65, "--first-name", "Sofia"),
        ("admin", "mediator", "--id", "m1", "--first-name", " "),
        ("admin", "motif", "--id", "x", "--label", "x", "--minutes", "-5"),
        ("admin", "motif", "--id", "x", "--label", "x", "--minutes", "5" + "0" * 5_000),
        ("admin", "opening", "--start", "10:00+02:00"),
        ("admin", "opening", "--start", "24:00"),
        ("admin", "pin", "--name", "Sofia", "--days", "999999999"),
        ("backup", ""),
        ("backup", "/"),
        ("restore", ".."),
        ("demo-data", "--sessions", "9" * 5_000),
        ("export", "--out", ""),
    ],
)
def test_wrong_use_exits_2_with_one_sentence(kiosk, words):
    code, said, complaint = kiosk(*words)

    assert (code, said) == (2, "")
    assert len(complaint.splitlines()) == 1
    assert "--help" in complaint


@pytest.mark.parametrize(
    "verb", ["admin", "backup", "doctor", "dump", "restore", "selftest", "export", "content"]
)
def test_every_verb_explains_itself(kiosk, verb):
    code, said, _ = kiosk(verb, "--help")

    assert code == 0
    assert verb in said


@pytest.mark.parametrize("typed", ["", "48291", "²²²²²²", "482913" * 2_000])
def test_a_code_that_cannot_be_one_is_refused(kiosk, typed):
    code, _, complaint = kiosk("admin", "pin", "--name", "Sofia", typed=typed)

    assert code == 1
    assert "6 à 12 chiffres" in complaint


def test_an_opening_that_ends_before_its_first_day_is_refused(kiosk):
    code, _, complaint = kiosk(
        "admin", "opening", "--id", "o1", "--mediator", "m1", "--days", "lun", "--start", "09:00",
        "--end", "12:00", "--from", "2026-11-23", "--until", "2026-11-22",
    )  # fmt: skip

    assert code == 1
    assert "dernier jour" in complaint


def test_looking_into_a_folder_without_database_makes_nothing(kiosk, tmp_path):
    code, _, complaint = kiosk("dump", "device")

    assert code == 1
    assert "Il n’y a pas de base" in complaint
    assert not (tmp_path / "kiosk").exists()


def test_looking_into_a_folder_between_two_databases_spoils_neither(kiosk, tmp_path):
    kiosk("admin", "mediator", "--id", "m1", "--first-name", "Sofia")
    (tmp_path / "kiosk" / "kiosk.db").replace(tmp_path / "kiosk" / "kiosk.db.next")

    assert kiosk("dump", "mediator")[0] == 1
    kiosk("admin", "centre", "--code", "NORD")

    assert [row["mediator_id"] for row in rows(kiosk, "mediator")] == ["m1"]


def test_an_empty_name_of_folder_is_not_this_folder(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--data", "", "doctor"])

    assert stop.value.code == 2
    assert "un nom de dossier est attendu" in capsys.readouterr().err


def test_a_folder_must_be_named(monkeypatch, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["doctor"])

    assert stop.value.code == 2
    assert "il manque --data" in capsys.readouterr().err


MOUSE = ("admin", "workshop", "--id", "souris", "--title", "La souris")


def test_a_workshop_is_entered_changed_and_cancelled(kiosk):
    kiosk("admin", "mediator", "--id", "m1", "--first-name", "Sofia")
    said = ("--start", "2026-12-03T14:00", "--minutes", "90", "--seats", "6", "--mediator", "m1")
    more = ("--title-in", "en=The mouse", "--bring", "Lunettes", "--waiting", "4", "--least", "2")

    assert kiosk(*MOUSE, *said, *more)[:2] == (0, "Atelier : souris\n")
    (workshop,) = rows(kiosk, "workshop")
    assert workshop["titles"] == '{"fr": "La souris", "en": "The mouse"}'
    assert workshop["documents"] == '{"fr": ["Lunettes"]}'
    assert (workshop["capacity"], workshop["duration_min"], workshop["status"]) == (
        6,
        90,
        "planned",
    )
    assert (workshop["waiting_capacity"], workshop["min_participants"]) == (4, 2)
    assert workshop["start_utc"].startswith("2026-12-03 13:00")

    cancelled = kiosk("admin", "workshop", "--id", "souris", "--cancelled")
    assert cancelled[:2] == (0, "Atelier annulé : souris\n")
    (workshop,) = rows(kiosk, "workshop")
    assert (workshop["status"], workshop["capacity"]) == ("cancelled", 6)


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("--start", "2026-12-03T14:02"), 1, "par 5 minutes"),
        (("--start", "2026-12-03T14:00", "--mediator", "m9"), 1, "n’existe pas"),
        (("--start", "2026-12-03T14:00", "--least", "9"), 1, "autant de places"),
        (("--start", "2026-12-03T14:00", "--seats", "201"), 2, "1 à 200"),
        (("--start", "2026-12-03T14:00", "--minutes", "42"), 2, "multiple de 5"),
        (("--start", "2026-12-03T14:00", "--title-in", "The mouse"), 2, "CODE=TEXTE"),
        (("--start", "2026-12-03T14:00", "--title-in", "xx"), 2, "CODE=TEXTE"),
        ((), 1, "Il manque le début"),
    ],
)
def test_a_workshop_out_of_its_bounds_is_refused_in_one_sentence(kiosk, words, code, why):
    kiosk("admin", "mediator", "--id", "m1", "--first-name", "Sofia")
    said, _, complaint = kiosk(*MOUSE, *words)

    assert (said, len(complaint.splitlines())) == (code, 1)
    assert why in complaint
    assert rows(kiosk, "workshop") == []


def test_a_workshop_without_a_title_is_asked_for_one(kiosk):
    code, _, complaint = kiosk("admin", "workshop", "--id", "souris")

    assert (code, "--title" in complaint) == (1, True)


def test_a_workshop_nobody_knows_is_not_cancelled(kiosk):
    code, _, complaint = kiosk("admin", "workshop", "--id", "souris", "--cancelled")

    assert (code, "n’existe pas" in complaint) == (1, True)
