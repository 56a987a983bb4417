# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from kiosk.domain.attendance_rules import checked, problems, tidied
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP
from kiosk.foundation.errors import Refused
from tests.support.visits import LISTS, TODAY, a_draft, recordable_drafts


def reasons(draft):
    return [problem.reason for problem in problems(draft, today=TODAY, vocabulary=LISTS)]


def test_day_duration_place_and_one_theme_are_enough():
    assert reasons(a_draft()) == []


def test_an_empty_form_asks_for_a_duration_and_a_theme_in_words():
    found = problems(a_draft(duration_min=0, themes=()), today=TODAY, vocabulary=LISTS)

    assert [problem.sentence for problem in found] == [
        "Choisissez une durée, d’une minute au moins.",
        "Choisissez au moins une thématique.",
    ]


@pytest.mark.parametrize("minutes", [1, 15, 23 * 60 + 59])
def test_a_duration_goes_from_a_minute_to_a_minute_less_than_a_day(minutes):
    assert reasons(a_draft(duration_min=minutes)) == []


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [
        (0, "duration_missing"),
        (-5, "duration_out_of_range"),
        (24 * 60, "duration_out_of_range"),
        (48 * 60, "duration_out_of_range"),
    ],
)
def test_no_duration_and_two_days_are_refused(minutes, reason):
    assert reasons(a_draft(duration_min=minutes)) == [reason]


def test_today_is_allowed_and_tomorrow_is_not():
    assert reasons(a_draft(day=TODAY)) == []
    assert reasons(a_draft(day=TODAY + timedelta(days=1))) == ["day_in_future"]


def test_a_day_that_would_be_erased_at_once_is_refused():
    assert reasons(a_draft(day=TODAY - timedelta(days=396))) == []
    assert reasons(a_draft(day=TODAY - timedelta(days=397))) == ["day_too_old"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"themes": ("email", "jardinage")}, "theme_unknown"),
        (
            {"themes": (ADMINISTRATIVE_HELP,), "administrative_themes": ("email",)},
            "theme_unknown",
        ),
        ({"place": "rue"}, "place_unknown"),
        ({"equipment": ("minitel",)}, "equipment_unknown"),
        ({"autonomy": "4"}, "autonomy_unknown"),
        ({"referred": True, "referral": "ailleurs"}, "referral_unknown"),
        ({"gender": "x"}, "gender_unknown"),
        ({"age_band": "42"}, "age_band_unknown"),
        ({"status": "x"}, "status_unknown"),
        ({"centre": ""}, "centre_missing"),
        ({"place": "domicile"}, "commune_missing"),
        ({"place": "autre", "commune_insee": "Roubaix"}, "commune_malformed"),
    ],
)
def test_a_code_outside_its_list_is_refused_by_its_field(changes, reason):
    assert reasons(a_draft(**changes)) == [reason]


def test_sentences_never_repeat_what_was_typed():
    sentinel = "Mme Dupont"
    draft = a_draft(themes=(sentinel,), gender=sentinel, place=sentinel, equipment=(sentinel,))

    sentences = [problem.sentence for problem in problems(draft, today=TODAY, vocabulary=LISTS)]

    assert len(sentences) == 4
    assert not [sentence for sentence in sentences if "Dupont" in sentence]


def test_home_and_elsewhere_are_allowed_with_a_commune_also_corsican():
    assert reasons(a_draft(place="domicile", commune_insee="59512")) == []
    assert reasons(a_draft(place="autre", commune_insee="2a004")) == []
    assert reasons(a_draft(place="a_distance")) == []


def test_administrative_themes_are_cleared_without_their_theme():
    draft = a_draft(administrative_themes=("logement",))

    assert tidied(draft, LISTS).administrative_themes == ()
    assert reasons(draft) == []


def test_administrative_themes_stay_beside_their_theme():
    draft = a_draft(themes=(ADMINISTRATIVE_HELP,), administrative_themes=("logement",))

    assert tidied(draft, LISTS).administrative_themes == ("logement",)


@pytest.mark.parametrize("referred", [False, None])
def test_a_structure_is_cleared_unless_the_person_was_sent_there(referred):
    draft = a_draft(referred=referred, referral="administration")

    assert tidied(draft, LISTS).referral is None


def test_the_commune_is_cleared_at_the_centre():
    assert tidied(a_draft(commune_insee="59512"), LISTS).commune_insee == ""


def test_a_refusal_carries_its_sentences_and_fields():
    with pytest.raises(Refused) as refused:
        checked(a_draft(themes=()), today=TODAY, vocabulary=LISTS)

    assert refused.value.reason == "visit_incomplete"
    assert refused.value.values == {
        "sentences": ("Choisissez au moins une thématique.",),
        "fields": ("themes",),
    }


@given(recordable_drafts(TODAY - timedelta(days=396), TODAY))
def test_tidying_twice_is_tidying_once_and_keeps_a_draft_recordable(draft):
    once = tidied(draft, LISTS)

    assert tidied(once, LISTS) == once
    assert reasons(once) == []
