# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the form of the exports asks for, or what is wrong with which field."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.periods import Period
from kiosk.exports.registry import ExportKind
from sync.server.console.export_form import FormRefused, wanted_in
from sync.server.export_writer import Wanted

OCTOBER = {"fichier": "ods", "du": "2026-10-01", "au": "2026-10-31"}
TODAY = date(2026, 11, 23)


def refused(*, sees_all=True, **typed):
    with pytest.raises(FormRefused) as found:
        wanted_in({**OCTOBER, **typed}, {"NORD"}, TODAY, sees_all=sees_all)
    return dict(found.value.problems)


def test_a_whole_form_asks_for_one_file():
    form = {**OCTOBER, "au": "31/10/2026", "centre": "NORD", "sorte": "groupe"}

    wanted = wanted_in(form, {"NORD"}, TODAY, sees_all=False)

    days = Period(date(2026, 10, 1), date(2026, 10, 31))
    assert wanted == Wanted(ExportKind.ODS, days, "NORD", "groupe")


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"du": "hier"}, "du", "écrivez-le ainsi, 14/10/2026"),
        ({"au": "0001-01-01"}, "au", "vérifiez l’année"),
        ({"du": "2026-11-30"}, "au", "échangez-les"),
        ({"du": "2001-01-01"}, "au", "Dix ans au plus"),
        ({"du": "2021-01-01", "fichier": "rapport"}, "au", "Cinq ans au plus"),
        ({"centre": "AILLEURS"}, "centre", "un centre de la liste"),
        ({"sorte": "autre"}, "sorte", "une sorte d’aide de la liste"),
        ({"fichier": "tout"}, "fichier", "un fichier de la liste"),
        ({"fichier": "financeurs", "au": "2026-10-30"}, "au", "une année entière"),
        ({"fichier": "financeurs", "du": "2026-11-01", "au": "2026-11-30"}, "au", "pas finie"),
        ({"fichier": "financeurs", "centre": "NORD"}, "centre", "ni centre, ni sorte"),
        ({"fichier": "financeurs", "sorte": "groupe"}, "sorte", "ni centre, ni sorte"),
        ({"sees_all": False}, "centre", "un centre de la liste"),
        ({"sees_all": False, "fichier": "financeurs"}, "fichier", "tout le réseau"),
    ],
)
def test_what_is_wrong_is_told_of_the_field_that_is_wrong(typed, field, told):
    problems = refused(**typed)

    assert list(problems) == [field]
    assert told in problems[field]


def test_all_that_is_wrong_is_told_at_once():
    assert set(refused(fichier="", du="", au="", centre="?", sorte="?")) == {
        "fichier",
        "du",
        "au",
        "centre",
        "sorte",
    }
