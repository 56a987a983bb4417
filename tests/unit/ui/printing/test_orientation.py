# SPDX-License-Identifier: AGPL-3.0-or-later
"""The paper of a place: what the directory says, no more, and nobody's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kiosk.domain.place_hours import OpenKind, Standing
from kiosk.domain.place_suggestions import hint_of
from kiosk.domain.places import read_place
from kiosk.foundation.translation import Translator
from tests.unit.kiosk.domain.test_places import FIELDS
from ui.place_words import hint_words
from ui.printing.orientation import Orientation, orientation_sheet
from ui.printing.sheets import PieceKind

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, 15, tzinfo=UTC)


def a_place(**changes):
    return read_place({**FIELDS, "modalites_acces": "Téléphoner", **changes}).place


def sheet_of(place, code="fr", **more):
    orientation = Orientation(place, "Espace citoyen numérique Nord", TODAY, **more)
    return orientation_sheet(orientation, Translator(code))


def words_of(sheet):
    return [piece.french for piece in sheet.pieces]


def test_the_paper_tells_where_when_and_what_to_say():
    words = words_of(sheet_of(a_place(), bring=(("RIB", "RIB"),)))

    assert words[:5] == [
        "Où aller",
        "CCAS",
        "17 Grand Place, 59100 Roubaix",
        "Téléphone du lieu : 03 20 66 46 00",
        "Téléphonez avant d’y aller.",
    ]
    day = "Lundi 23 novembre : de 9\u00a0h à 12\u00a0h, de 14\u00a0h à 17\u00a0h\u00a030"
    assert day in words
    assert "Samedi 28 novembre : fermé" in words
    assert "RIB" in words
    assert "Dites que vous venez de : Espace citoyen numérique Nord" in words
    assert "Informations du 1er septembre 2026." in words


def test_hours_of_a_place_told_more_than_a_year_ago_are_not_printed():
    words = words_of(sheet_of(a_place(date_maj="2025-11-01")))

    assert "Ces informations ont plus d’un an. Vérifiez avant." in words
    assert not any("novembre :" in word for word in words)


def test_hours_that_nobody_could_read_are_to_be_checked():
    assert "Horaires à vérifier avant d’y aller." in words_of(sheet_of(a_place(horaires="?")))


@pytest.mark.parametrize("code", ["en", "ar", "tr", "pt", "pl", "ro"])
def test_the_same_is_said_in_the_language_of_the_person(code):
    sheet = sheet_of(a_place(), code)

    title, name, *_ = sheet.pieces
    assert (title.french, bool(title.other)) == ("Où aller", True)
    assert (name.kind, name.other) == (PieceKind.STRONG, "")
    assert all(piece.other for piece in sheet.pieces if piece.kind is PieceKind.POINT)


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing(OpenKind.UNKNOWN), "horaires à vérifier"),
        (Standing(OpenKind.SHUT), "fermé"),
        (Standing(OpenKind.OPEN), "ouvert"),
        (
            Standing(OpenKind.OPEN, datetime(2026, 11, 23, 16, 30, tzinfo=UTC)),
            "ouvert jusqu’à 17\u00a0h\u00a030",
        ),
        (Standing(OpenKind.SHUT, datetime(2026, 11, 23, 13, tzinfo=UTC)), "ouvre à 14\u00a0h"),
        (Standing(OpenKind.SHUT, datetime(2026, 11, 24, 8, tzinfo=UTC)), "ouvre mardi à 9\u00a0h"),
        (Standing(OpenKind.SHUT, datetime(2026, 12, 1, 8, tzinfo=UTC)), "ouvre le 1er décembre"),
    ],
)
def test_the_line_of_a_place_says_whether_it_is_open(standing, words):
    hint = replace(hint_of(a_place(), NOON), standing=standing)

    assert hint_words(hint, NOON, Translator("fr")) == words


def test_the_line_of_an_old_place_says_only_the_day_of_its_information():
    hint = hint_of(a_place(date_maj="2025-02-10", horaires="24/7"), NOON)

    told = hint_words(hint, NOON, Translator("fr"))

    assert told == "informations du 10 février 2025, à vérifier"


def test_services_cost_and_adapted_welcome_are_said_in_both_languages():
    lists = {"frais_a_charge": "Gratuit", "prise_en_charge_specifique": "Surdité"}

    sheet = sheet_of(a_place(**lists), "en")

    told = {piece.french: piece.other for piece in sheet.pieces}
    assert told["Aide aux démarches administratives"] == "Help with administrative procedures"
    assert (told["Gratuit"], told["Surdité"]) == ("Free", "Deafness")
    assert told["On vous aide pour"] == "You get help with"
    assert told["CCAS"] == ""
