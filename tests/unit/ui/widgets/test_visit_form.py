# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a visit: the national lists, what is optional, past days."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.attendance import VisitDraft, VisitKind
from kiosk.domain.vocabulary import (
    ACTIVITY_PLACE,
    ADMINISTRATIVE_HELP,
    REMOTE,
    national_vocabulary,
)
from kiosk.foundation.translation import Translator
from ui.widgets.visit_form.form import VisitForm

TODAY = date(2026, 11, 23)
PRESETS = (15, 30, 45, 60, 90, 120)


@pytest.fixture
def form():
    form = VisitForm(Translator("fr"), national_vocabulary(), "Espace Nord", TODAY)
    form.begin(VisitDraft(day=TODAY, centre="NORD"), PRESETS)
    return form


def test_day_and_place_are_in_sight_from_the_start(form):
    assert form.state().foot == (
        "Aujourd’hui, lundi 23 novembre. Lieu : Espace Nord. Aucun nom n’est enregistré."
    )


def test_every_theme_of_the_national_list_can_be_reached(form):
    few = form.state().themes.options

    form.show_themes()

    assert len(few) == 8
    assert [option[0] for option in form.state().themes.options] == list(
        national_vocabulary().themes.codes()
    )
    assert form.state().more_themes == ""


def test_every_kind_of_help_is_offered_from_afar_and_several_too(form):
    assert [key for key, _ in form.state().kind.options] == [
        "individuel",
        "ponctuel",
        "a_distance",
        "groupe",
        "collectif",
        "comptage",
    ]


def test_help_from_afar_is_one_touch_and_asks_by_what_means(form):
    form.choose("kind", "a_distance")
    form.choose("medium", "telephone")
    afar = form.draft
    asked = form.state().medium.options
    form.choose("kind", "individuel")

    assert (afar.kind, afar.place, afar.medium) == (VisitKind.INDIVIDUAL, REMOTE, "telephone")
    assert form.state().kind.chosen == ("individuel",)
    assert asked
    assert (form.draft.place, form.state().medium.options) == (ACTIVITY_PLACE, ())


def test_sub_themes_stand_only_beside_their_theme(form):
    before = form.state().administrative.options
    form.choose("themes", ADMINISTRATIVE_HELP)
    beside = form.state().administrative.options
    form.choose("administrative_themes", "logement")
    form.choose("themes", ADMINISTRATIVE_HELP)

    assert before == ()
    assert len(beside) == 11
    assert form.draft.administrative_themes == ()


def test_an_optional_answer_lets_go_when_touched_again(form):
    for name, key in (
        ("age_band", "quarante_cinquante_neuf"),
        ("gender", "feminin"),
        ("status", "retraite"),
        ("autonomy", "autonome"),
        ("referral", "aide_sociale"),
        ("arrival", "spontane"),
    ):
        form.choose(name, key)
        chosen = getattr(form._draft, name)
        form.choose(name, key)

        assert chosen == key
        assert getattr(form._draft, name) is None


def test_several_devices_may_be_chosen(form):
    form.choose("equipment", "telephone")
    form.choose("equipment", "ordinateur")

    assert set(form.draft.equipment) == {"telephone", "ordinateur"}


def test_a_structure_is_asked_only_once_the_person_is_sent_elsewhere(form):
    form.show_details()
    before = dict(form.state().details)

    form.choose("referred", "yes")

    assert "referral" not in before
    assert "referral" in dict(form.state().details)


def test_outside_the_centre_the_commune_is_asked(form):
    form.show_details()
    form.choose("place", "domicile")
    form.choose("themes", "email")
    form.choose("duration", "30")

    refused = form.try_to_save()
    offered = dict(form.state().details)["commune"]
    form.choose("commune", "59599")

    assert refused is None
    assert offered.problem == "Hors du centre, choisissez la commune."
    assert offered.options[:2] == (("59512", "Roubaix"), ("59599", "Tourcoing"))
    assert form.try_to_save().commune_insee == "59599"


def test_a_commune_far_away_is_found_by_its_name_and_one_typed_is_never_the_one_before(form):
    form.show_details()
    form.choose("place", "a_distance")
    form.choose("commune", "59512")

    form.type_commune("saint-om")
    several = dict(form.state().details)["commune"]
    form.type_commune("62765")

    assert ("62765", "Saint-Omer 62500") in several.options
    assert several.chosen == ()
    assert dict(form.state().details)["commune"].chosen == ("62765",)


def test_a_name_that_no_commune_has_is_told(form):
    form.show_details()
    form.choose("place", "a_distance")

    form.type_commune("Roubex")

    assert form.state().commune_problem.startswith("Aucune commune trouvée")


def test_a_past_day_is_chosen_and_told(form):
    form.show_days()
    keys = [key for key, _ in form.state().days.options]

    form.choose("day", "2026-11-20")

    assert keys[:2] == ["2026-11-23", "2026-11-22"]
    assert form.state().days is None
    assert form.state().day == "Vendredi 20 novembre (date passée)"


def test_an_older_day_can_be_typed(form):
    form.show_days()

    for n in range(1, 11):
        form.type_day("14/10/2026"[:n])

    assert form.draft.day == date(2026, 10, 14)
    assert form.state().day == "Mercredi 14 octobre (date passée)"


def test_a_day_half_typed_is_never_recorded_as_today(form):
    form.choose("themes", "email")
    form.choose("duration", "30")
    form.show_days()
    form.type_day("14/10")

    assert form.state().typed_day.problem == ""
    assert form.try_to_save() is None
    assert form.state().typed_day.problem == "Écrivez la date ainsi : 14/10/2026."


def test_a_day_that_is_none_is_told(form):
    form.type_day("31/02/2026")

    assert form.state().typed_day.problem == "Écrivez la date ainsi : 14/10/2026."
    assert form.draft.day == TODAY


def test_a_day_to_come_is_refused(form):
    form.choose("themes", "email")
    form.choose("duration", "30")
    form.type_day("24/11/2026")

    assert form.try_to_save() is None
    assert form.state().typed_day.problem.startswith("La date est dans le futur")


def test_a_duration_that_came_with_the_draft_is_offered(form):
    form.begin(VisitDraft(day=TODAY, centre="NORD", duration_min=25), PRESETS)

    assert form.state().duration.chosen == ("25",)
    assert ("25", "25") in form.state().duration.options


def test_nothing_is_said_to_be_wrong_before_the_first_try(form):
    before = form.state()

    form.try_to_save()

    assert (before.problem, before.themes.problem) == ("", "")
    assert form.state().problem


def test_a_full_form_can_be_saved(form):
    form.choose("kind", "ponctuel")
    form.choose("themes", "email")
    form.choose("duration", "15")

    draft = form.try_to_save()

    assert (draft.kind.value, draft.themes, draft.duration_min) == ("ponctuel", ("email",), 15)
