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
