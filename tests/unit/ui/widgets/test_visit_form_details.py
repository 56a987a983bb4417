# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a visit: several people counted, hours and numbers typed, the details."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.attendance import Category, CategoryCount, VisitDraft, VisitKind, VisitOrigin
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP, national_vocabulary
from kiosk.foundation.translation import Translator
from ui.widgets.visit_form.form import VisitForm
from ui.widgets.visit_form.state import PlaceOption

TODAY = date(2026, 11, 23)
PRESETS = (15, 30, 45, 60, 90, 120)


@pytest.fixture
def form():
    form = VisitForm(Translator("fr"), national_vocabulary(), "Espace Nord", TODAY)
    form.begin(VisitDraft(day=TODAY, centre="NORD"), PRESETS)
    return form


def table(form, key):
    return next(one for one in form.state().tables if one.key == key)


def test_a_group_asks_how_many_and_is_not_recorded_as_one_unseen(form):
    form.choose("kind", "groupe")
    form.choose("themes", "email")
    form.choose("duration", "60")

    refused = form.try_to_save()

    assert refused is None
    assert form.state().people.problem == "Indiquez combien de personnes étaient là."


def test_people_are_counted_by_category_typed_or_one_by_one(form):
    form.choose("kind", "groupe")
    form.type_text("people", "12")
    form.type_text("gender:feminin", "7")
    form.step("gender:masculin", 1)
    form.step("gender:masculin", 1)
    form.step("gender:masculin", -1)

    assert form.draft.people == 12
    assert set(form.draft.counts) == {
        CategoryCount(Category.GENDER, "feminin", 7),
        CategoryCount(Category.GENDER, "masculin", 1),
    }
    assert table(form, "gender").told == "8 sur 12"


def test_a_count_over_the_people_is_told_beside_it_and_nothing_is_lost(form):
    form.choose("kind", "groupe")
    form.choose("themes", "email")
    form.choose("duration", "60")
    form.type_text("people", "3")
    form.type_text("age:soixante_dix_plus", "4")

    refused = form.try_to_save()

    assert refused is None
    assert table(form, "age").problem.startswith("Par âge, plus de personnes")
    assert [line.text for line in table(form, "age").lines if line.text] == ["4"]
    form.type_text("people", "4")
    assert form.try_to_save().people == 4


def test_what_is_no_number_stays_in_its_field_with_a_sentence(form):
    form.choose("kind", "groupe")
    form.choose("themes", "email")
    form.choose("duration", "60")
    form.type_text("people", "douze")

    refused = form.try_to_save()

    assert refused is None
    assert form.state().people.lines[0].text == "douze"
    assert form.state().people.problem == "Écrivez un nombre, en chiffres."


def test_a_return_to_another_kind_finds_what_was_counted(form):
    form.choose("kind", "groupe")
    form.type_text("people", "5")
    form.choose("kind", "individuel")
    alone = form.draft
    form.choose("kind", "collectif")

    assert (alone.people, alone.counts) == (1, ())
    assert form.draft.people == 5


def test_a_sheet_of_strokes_counts_themes_and_the_procedures_beside_theirs(form):
    form.choose("kind", "comptage")
    keys = [one.key for one in form.state().tables]
    form.type_text("people", "9")
    form.step(f"theme:{ADMINISTRATIVE_HELP}", 1)
    form.type_text("theme:logement", "1")
    form.choose("duration", "90")

    draft = form.try_to_save()

    assert keys == ["theme", "gender", "age"]
    assert [one.key for one in form.state().tables][:2] == ["theme", "procedure"]
    assert form.state().themes.options == ()
    assert {(one.code, one.n) for one in draft.counts} == {
        (ADMINISTRATIVE_HELP, 1),
        ("logement", 1),
    }


def test_the_end_gives_the_duration_and_the_duration_gives_the_end(form):
    form.show_details()
    form.type_text("start", "14h15")
    form.type_text("end", "15:00")
    by_end = form.draft
    form.choose("duration", "90")

    assert (by_end.start, by_end.duration_min) == ("14:15", 45)
    assert dict(form.state().fields)["end"].text == "15:45"


def test_an_end_typed_first_waits_for_the_start(form):
    form.show_details()
    form.type_text("end", "15:00")
    form.type_text("start", "14:30")

    assert form.draft.duration_min == 30


@pytest.mark.parametrize(
    ("text", "start"),
    [("9", "09:00"), ("9h", "09:00"), ("14 h 15", "14:15"), ("1415", "14:15"), ("14.20", "14:15")],
)
def test_an_hour_may_be_written_in_many_ways(form, text, start):
    form.type_text("start", text)

    assert form.draft.start == start


@pytest.mark.parametrize("text", ["25:00", "midi", "12:60", "-1", "99999"])
def test_what_is_no_hour_is_told_beside_its_field(form, text):
    form.choose("themes", "email")
    form.choose("duration", "30")
    form.type_text("start", text)

    refused = form.try_to_save()

    assert refused is None
    field = dict(form.state().fields)["start"]
    assert (field.text, field.problem) == (text, "Écrivez l’heure ainsi : 14:15.")


def test_an_end_before_the_start_is_told(form):
    form.choose("themes", "email")
    form.choose("duration", "30")
    form.type_text("start", "14:00")
    form.type_text("end", "13:00")

    assert form.try_to_save() is None
    assert dict(form.state().fields)["end"].problem == "La fin doit venir après le début."


@pytest.mark.parametrize("minutes", ["0", "2880"])
def test_no_help_lasts_nothing_or_two_days(form, minutes):
    form.choose("themes", "email")
    form.type_text("minutes", minutes)

    assert form.try_to_save() is None
    assert form.state().duration.problem


def test_any_duration_can_be_typed_and_then_stands_among_the_others(form):
    form.choose("themes", "email")
    form.show_details()
    form.type_text("minutes", "40")
    form.try_to_save()
    form.begin(form.draft, PRESETS)

    assert form.state().duration.chosen == ("40",)
    assert ("40", "40") in form.state().duration.options


def test_who_did_it_in_a_persons_place_is_offered_the_paper_mandate_never_made_to(form):
    form.show_details()
    form.choose("themes", "email")
    form.choose("duration", "30")
    before = form.state().mandate_hint
    form.choose("posture", "fait")
    offered, draft = form.state().mandate_hint, form.try_to_save()
    form.choose("mandate", "papier")

    assert before == ("", "")
    assert offered[1] == "Imprimer le mandat"
    assert (draft.posture, draft.mandate) == ("fait", None)
    assert form.state().mandate_hint == ("", "")


def test_a_wrong_answer_behind_the_details_opens_them(form):
    form.choose("themes", "email")
    form.choose("duration", "30")
    form.type_text("waited", "9999")

    refused = form.try_to_save()

    assert refused is None
    assert dict(form.state().fields)["waited"].problem.startswith("L’attente va de 0 à 600")


def test_places_are_offered_once_the_person_is_sent_elsewhere(form):
    place = PlaceOption("p-1", "Maison France services", "ouvert jusqu’à 17 h")
    form.show_details()
    form.offer_places((place,))
    before = dict(form.state().details)
    form.choose("referred", "yes")
    form.choose("referral_place", "p-1")

    assert "referral_place" not in before
    view = dict(form.state().details)["referral_place"]
    assert view.options == (("p-1", "Maison France services · ouvert jusqu’à 17 h"),)
    assert (form.draft.referral_place, form.state().slip) == ("p-1", "Imprimer l’adresse")


def test_a_workshop_says_its_title_and_where_it_comes_from(form):
    title = "Atelier e-mail"
    content = VisitDraft(
        day=TODAY,
        centre="NORD",
        kind=VisitKind.WORKSHOP,
        title=title,
        origin=VisitOrigin.WORKSHOP,
    )
    form.begin(content, PRESETS)

    assert form.state().title == "Noter l’atelier « Atelier e-mail »"
    assert "Repris de la feuille de l’atelier." in form.state().foot


def test_what_one_person_is_asked_is_not_asked_of_several(form):
    form.show_details()
    form.choose("kind", "groupe")
    state = form.state()

    assert (state.age.options, state.gender.options, state.arrival.options) == ((), (), ())
    assert not {"status", "quarter", "autonomy", "referred"} & set(dict(state.details))
    assert {"status", "returning", "quarter"} <= {one.key for one in state.tables}
