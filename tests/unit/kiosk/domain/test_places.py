# SPDX-License-Identifier: AGPL-3.0-or-later
"""A directory in the national schema: one bad line, one bad field, never lose the rest."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.demo_places import demo_places
from kiosk.domain.place_file import read_place_file
from kiosk.domain.place_hours import OpenKind, is_readable, standing, week_hours
from kiosk.domain.place_lists import place_lists
from kiosk.domain.place_suggestions import suggested_places
from kiosk.domain.places import place_fields, read_place
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.foundation.errors import ContentUnreadable, Refused
from kiosk.foundation.resources import asset_path

TODAY = date(2026, 11, 23)
MONDAY_NOON = datetime(2026, 11, 23, 11, 15, tzinfo=UTC)
HOURS = "Mo-Fr 09:00-12:00,14:00-17:30; PH off"
FIELDS = {
    "id": "ccas-1",
    "pivot": "21590512200014",
    "nom": "CCAS",
    "commune": "Roubaix",
    "code_postal": "59100",
    "adresse": "17 Grand Place",
    "date_maj": "2026-09-01",
    "horaires": HOURS,
    "typologie": "CCAS|MUNI",
    "services": "Aide aux démarches administratives",
    "telephone": "03 20 66 46 00",
}


def a_place(**changes):
    return read_place({**FIELDS, **changes}, today=TODAY).place


def table(*rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def test_a_place_is_read_again_as_it_was_written():
    place = a_place(courriels="a@b.fr|c@d.fr", modalites_acces="Se présenter|Téléphoner")

    assert read_place(place_fields(place)).place == place
    assert place.values("typologie") == ("CCAS", "MUNI")


@pytest.mark.parametrize("field", ["id", "pivot", "nom", "commune", "code_postal", "adresse"])
def test_a_mandatory_field_that_is_empty_refuses_the_place(field):
    with pytest.raises(Refused) as refusal:
        a_place(**{field: " \u200f "})

    assert (refusal.value.reason, refusal.value.values["field"]) == ("place_field_missing", field)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("pivot", "abc"),
        ("code_postal", "5910"),
        ("date_maj", "hier"),
        ("date_maj", "2026-11-24"),
        ("nom", "n" * 10_000),
    ],
)
def test_a_mandatory_field_that_is_wrong_refuses_the_place(field, text):
    with pytest.raises(Refused):
        a_place(**{field: text})


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("horaires", "lundi au vendredi"),
        ("horaires", "Mo-Fr 25:00-26:00"),
        ("telephone", "=HYPERLINK(1)"),
        ("services", "Vente de voitures"),
        ("site_web", "javascript:alert(1)"),
        ("courriels", "personne"),
    ],
)
def test_an_optional_field_that_is_wrong_is_left_out_and_told(field, text):
    read = read_place({**FIELDS, field: text}, today=TODAY)

    assert read.left_out == (field,)
    assert read.place.name == "CCAS"
    assert field not in place_fields(read.place)


def test_signs_that_turn_a_line_are_left_out_of_a_name():
    assert a_place(nom="Mai\u202eson\u0007 du\n droit").name == "Maison du droit"


def test_a_bad_line_is_told_by_its_number_and_the_others_are_taken():
    rows = (FIELDS, {**FIELDS, "id": "x", "pivot": "0"}, {**FIELDS, "id": "y", "horaires": "?"})

    read = read_place_file(table(*rows), "lieux.csv", TODAY)

    assert [place.place_id for place in read.places] == ["ccas-1", "y"]
    assert [(told.line, "pivot" in told.sentence) for told in read.refused] == [(3, True)]
    assert [(told.line, "horaires" in told.sentence) for told in read.remarks] == [(4, True)]


def test_the_line_told_is_that_of_the_file_even_after_a_cell_of_two_lines():
    rows = ({**FIELDS, "adresse": "17 Grand Place\nbât. A"}, {**FIELDS, "id": "x", "nom": ""})

    read = read_place_file(table(*rows), "lieux.csv", TODAY)

    assert [told.line for told in read.refused] == [4]
    assert read.places[0].address == "17 Grand Place bât. A"


def test_every_fault_is_told_by_line_and_column_with_what_to_do_and_the_rest_is_taken():
    faults = (
        {"id": ""},
        {"pivot": "123"},
        {"date_maj": "01/09/2026"},
        {"nom": "Mairie de la Libert\ufffd"},
        {"adresse": "3 rue de la LibertÃ©"},
        {},  # the identifier of the first line again
    )
    left_out = (
        {"horaires": "lundi 9h-12h"},
        {"latitude": "506,9"},
        {"longitude": "est"},
        {"services": "Vente"},
        {"presentation_resume": "Accueil des familles Ã©trangÃ¨res"},
    )
    first = {**dict.fromkeys(("latitude", "longitude", "presentation_resume"), ""), **FIELDS}
    rows = [first, *({**first, "id": f"f{n}", **one} for n, one in enumerate(faults[:-1]))]
    rows += [first, *({**first, "id": f"o{n}", **one} for n, one in enumerate(left_out))]
    text = io.StringIO()
    writer = csv.DictWriter(text, first, delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    short = "seul;deux\n"

    read = read_place_file((text.getvalue() + short).encode(), "lieux.csv", TODAY)

    assert [(told.line, told.column) for told in read.refused] == [
        (3, "id"),
        (4, "pivot"),
        (5, "date_maj"),
        (6, "nom"),
        (7, "adresse"),
        (8, "id"),
        (14, ""),
    ]
    assert [(told.line, told.column) for told in read.remarks] == [
        (9, "horaires"),
        (10, "latitude"),
        (11, "longitude"),
        (12, "services"),
        (13, "presentation_resume"),
    ]
    whats = ("Remplissez-le", "SIRET", "2026-09-01", "UTF-8", "UTF-8", "ligne 2", "2 colonnes")
    for told, what in zip(read.refused, whats, strict=True):
        assert what in told.sentence
    for told, what in zip(read.remarks, ("Mo-Fr", "50.69", "3.17", "|", "300"), strict=True):
        assert what in told.sentence
    assert [place.place_id for place in read.places] == ["ccas-1", "o0", "o1", "o2", "o3", "o4"]


def test_json_and_a_table_hold_the_same_place():
    lists = {**FIELDS, "typologie": ["CCAS", "MUNI"], "latitude": 50.69}

    read = read_place_file(json.dumps([lists, 3]).encode(), "lieux.json", TODAY)

    assert read.places == (a_place(),)
    assert [told.line for told in read.refused] == [2]


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"id;nom\n1;2", "a.csv", "pivot"),
        (b"\xff\xfe", "a.csv", "UTF-8"),
        (table(FIELDS) + "y;é".encode("cp1252"), "a.csv", "ligne 3 .* en UTF-8"),
        (b"id;nom;id\n1;2;3", "a.csv", "id deux fois"),
        (b"{", "a.json", "JSON"),
        (b"{}", "a.json", "liste"),
        (b"[" * 100_000, "a.json", "JSON"),
        (table({**FIELDS, "pivot": "0"}), "a.csv", "Ligne 2"),
        (table(FIELDS), "a.xlsx", ".csv"),
        (b"x" * 10_000_001, "a.csv", "10 Mo"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(content, name, word):
    with pytest.raises(ContentUnreadable, match=word):
        read_place_file(content, name, TODAY)


def test_a_directory_of_more_than_10000_places_is_refused():
    head, line, _ = table(FIELDS).split(b"\n")
    many = b"\n".join((head, *[line] * 10_001))

    with pytest.raises(ContentUnreadable, match="10000"):
        read_place_file(many, "a.csv", TODAY)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from('MoTuFrSaPH0123456789:-,;[]/+ "()offweek24'), max_size=60))
def test_no_hours_whatever_are_a_fault(text):
    told = standing(text, MONDAY_NOON)

    assert (told.kind is OpenKind.UNKNOWN) or is_readable(text)
    assert len(week_hours(text, TODAY)) in {0, 7}


def test_a_place_shut_at_noon_opens_at_two():
    told = standing(HOURS, MONDAY_NOON)

    assert told.kind is OpenKind.SHUT
    assert told.change_utc == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


def test_nothing_is_said_of_a_public_holiday_of_which_the_hours_do_not_speak():
    christmas = datetime(2026, 12, 25, 9, 0, tzinfo=UTC)

    assert standing("Mo-Fr 09:00-12:00", christmas).kind is OpenKind.UNKNOWN
    assert standing(HOURS, christmas).kind is OpenKind.SHUT


@pytest.mark.parametrize("text", ["sunrise-sunset", "Mo-Fr (dusk-01:00)-20:00", "Mo dawn-12:00"])
def test_hours_of_the_sun_are_to_be_checked_never_guessed(text):
    assert not is_readable(text)
    assert week_hours(text, TODAY) == ()


def test_the_hours_of_a_week_are_those_of_each_day_and_their_note():
    week = week_hours('Mo 09:00-12:00 "sur rendez-vous"; Sa 10:00-18:00', TODAY)

    assert (week[0].spans, week[0].note) == (((time(9), time(12)),), "sur rendez-vous")
    assert week[1].spans == ()
    assert week[5].spans == ((time(10), time(18)),)


def test_the_places_of_the_kind_asked_for_come_first_and_then_the_open_ones():
    open_one = a_place(id="a", nom="Z", horaires="24/7")
    shut = a_place(id="b", nom="A", horaires="Sa 09:00-10:00")
    other = a_place(id="c", nom="B", typologie="RFS", horaires="24/7")

    found = suggested_places((other, shut, open_one), ("sante",), "aide_sociale", MONDAY_NOON)

    assert [hint.place_id for hint in found] == ["a", "b", "c"]


def test_nobody_is_sent_where_no_visitor_is_received_nor_where_nothing_answers():
    closed = a_place(modalites_acces="Ce lieu n'accueille pas de public")

    assert suggested_places((closed,), ("sante",), "aide_sociale", MONDAY_NOON) == ()
    assert suggested_places((a_place(),), ("bureautique",), None, MONDAY_NOON) == ()


def test_a_place_told_more_than_a_year_ago_promises_no_hour():
    (hint,) = suggested_places(
        (a_place(date_maj="2025-11-20", horaires="24/7"),), ("sante",), None, MONDAY_NOON
    )

    assert (hint.is_old, hint.standing.kind) == (True, OpenKind.UNKNOWN)


def test_every_theme_and_every_kind_of_structure_has_its_places():
    lists, words = place_lists(), national_vocabulary()

    assert set(lists.services_by_theme) == set(words.themes.codes())
    assert set(lists.typologies_by_theme) == set(words.administrative_themes.codes())
    assert set(lists.typologies_by_referral) == set(words.referrals.codes())
    assert set().union(*lists.services_by_theme.values()) == set(lists.values["services"])
    kinds = (*lists.typologies_by_theme.values(), *lists.typologies_by_referral.values())
    assert set().union(*kinds) <= set(lists.typologies)


def test_the_directory_of_the_demonstration_is_whole_and_marked():
    content = asset_path("demo", "lieux.csv").read_bytes()

    read = read_place_file(content, "lieux.csv", TODAY)

    assert (len(read.places), read.refused, read.remarks) == (8, (), ())
    assert all("EXEMPLE" in place.name for place in read.places)


def test_the_directory_of_the_demonstration_never_grows_old():
    later = date(2031, 5, 1)

    places = {place.place_id: place for place in demo_places(later)}

    assert not places["exemple-ccas"].is_old(later)
    assert places["exemple-centre-social"].is_old(later)
