# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries of the agenda typed at the server: days as people write them, refusals in words."""

from __future__ import annotations

import pytest

OPENING = ("opening", "add", "--id", "o", "--mediator", "samira")
MONDAYS = ("--days", "lun", "--start", "09:00", "--end", "12:00", "--first-day", "02/11/2026")
MORNING = ("--start", "30/11/2026 09:00", "--end", "30/11/2026 12:00")


@pytest.mark.parametrize(
    "verb",
    [
        ("erasures", "--from", "01/10/2026", "--to", "31/10/2026"),
        (*OPENING, *MONDAYS, "--until", "31/12/2026", "--exdate", "09/11/2026"),
        ("closure", "add", "--id", "c", "--centre", "*", "--first-day", "25/12/2026"),
        ("absence", "add", "--id", "a", "--mediator", "samira", *MORNING),
    ],
)
def test_a_day_is_read_as_people_write_it(called, city, verb):
    done = called(city.folder / "city", *verb)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        (
            (*OPENING, *MONDAYS[:-1], "demain"),
            "Plage o : « premier jour » doit être un jour, comme 2026-11-25 ou 25/11/2026.",
        ),
        (
            (*OPENING, *MONDAYS[:2], "--start", "neuf", *MONDAYS[4:]),
            "Plage o : « début » doit être une heure, comme 09:00.",
        ),
        (
            ("centre", "add", "--code", "OUEST", "--name", "O", "--hours", "monday=9 h"),
            "Centre OUEST : « horaire » veut des jours parmi lun, mar, mer, jeu, ven, sam, dim.",
        ),
        (
            ("absence", "add", "--id", "a", "--mediator", "z", *MORNING),
            "Absence a : « personne » « z » n’existe pas. Faites-en l’entrée d’abord, ou corrigez.",
        ),
    ],
)
def test_a_refused_entry_is_told_without_the_names_of_options(called, city, verb, told):
    done = called(city.folder / "city", *verb)

    assert (done.returncode, done.stderr) == (1, f"{told}\n")


def test_an_export_of_a_centre_that_is_not_there_tells_the_codes_that_are(called, city, tmp_path):
    days = ("--from", "2026-11-01", "--to", "2026-11-30", "--format", "csv")
    out = ("--out", str(tmp_path / "x.csv"))

    done = called(city.folder / "city", "export", *days, *out, "--centre", "OUEST")

    assert done.stderr == "Ce centre n’existe pas. Codes connus : NORD, SUD.\n"


def test_what_goes_wrong_on_the_way_begins_with_a_capital(called, tmp_path):
    code = "X" * 25 + "Y"
    enrol = ("enrol", "--server", "http://127.0.0.1:9", "--code")

    away = called(tmp_path / "kiosk", *enrol, code)
    example = called(tmp_path / "kiosk", *enrol, "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-X")

    assert away.stderr.startswith("La ville n’est pas joignable")
    assert example.stderr == (
        "Ce code est l’exemple du guide : remplacez-le par celui que donne « ville invite ».\n"
    )
