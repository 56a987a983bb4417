# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from kiosk.domain.attendance import Arrival, Category, CategoryCount, VisitKind
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


@pytest.mark.parametrize("today", [date(1899, 12, 31), date(2200, 1, 1), date(2286, 11, 20)])
def test_a_day_of_which_the_city_makes_no_figures_is_refused_whatever_the_clock_says(today):
    found = problems(a_draft(day=today), today=today, vocabulary=LISTS)

    assert [problem.reason for problem in found] == ["day_out_of_calendar"]


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
        ({"quarter": "lille"}, "quarter_unknown"),
        ({"posture": "x"}, "posture_unknown"),
        ({"mandate": "x"}, "mandate_unknown"),
        ({"place": "a_distance", "medium": "pigeon"}, "medium_unknown"),
        ({"unmet": "x"}, "unmet_unknown"),
        ({"kind": VisitKind.WORKSHOP, "level": "x"}, "level_unknown"),
        ({"kind": VisitKind.WORKSHOP, "title": "x" * 10_000}, "title_too_long"),
        ({"kind": VisitKind.WORKSHOP, "workshop_id": "x" * 65}, "workshop_id_malformed"),
        ({"referred": True, "referral_place": "a\tb"}, "referral_place_malformed"),
        ({"referred": True, "referral_place": "x" * 101}, "referral_place_malformed"),
        ({"start": "14h"}, "start_malformed"),
        ({"start": "25:00"}, "start_malformed"),
        ({"start": "23:30", "duration_min": 45}, "ends_on_another_day"),
        ({"waited_min": -5}, "waited_out_of_range"),
        ({"waited_min": 605}, "waited_out_of_range"),
        ({"centre": ""}, "centre_missing"),
        ({"centre": "N" * 33}, "centre_malformed"),
        ({"centre": "NO\nRD"}, "centre_malformed"),
        ({"place": "domicile"}, "commune_missing"),
        ({"place": "autre", "commune_insee": "Roubaix"}, "commune_unknown"),
        ({"place": "autre", "commune_insee": "99999"}, "commune_unknown"),
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


def test_a_visit_may_end_at_midnight_and_begin_with_the_day():
    assert reasons(a_draft(start="23:15", duration_min=45)) == []
    assert reasons(a_draft(start="00:00", duration_min=23 * 60 + 59)) == []


def test_start_and_wait_are_cut_so_that_no_log_shares_their_minute():
    clean = tidied(a_draft(start="14:29", waited_min=44), LISTS)

    assert (clean.start, clean.waited_min) == ("14:15", 40)


def test_a_mandate_may_stand_with_any_posture_and_without_one():
    for posture in (None, *LISTS.postures.codes()):
        draft = a_draft(posture=posture, mandate="papier")

        assert tidied(draft, LISTS) == draft
        assert reasons(draft) == []


def test_what_belongs_to_a_workshop_a_call_or_a_place_is_cleared_elsewhere():
    draft = a_draft(
        title="Souris", level="debutant", workshop_id="w", medium="telephone", referral_place="l"
    )

    assert tidied(draft, LISTS) == a_draft()


def test_a_title_keeps_its_emoji_and_loses_what_would_turn_the_line():
    draft = a_draft(kind=VisitKind.WORKSHOP, title="=souris \u202e\t\U0001f5b1\x00 ")

    assert tidied(draft, LISTS).title == "=souris \U0001f5b1"


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


def counts(category, *shares):
    return tuple(CategoryCount(category, code, n) for code, n in shares)


def a_workshop(**changes):
    return a_draft(**{"kind": VisitKind.WORKSHOP, "people": 8, **changes})


def a_tally(**changes):
    themes = counts(Category.THEME, ("email", 5))
    return a_draft(
        **{"kind": VisitKind.TALLY, "people": 8, "themes": (), "counts": themes, **changes}
    )


@pytest.mark.parametrize(
    ("people", "found"),
    [
        (0, ["people_missing"]),
        (-1, ["people_out_of_range"]),
        (1, []),
        (10_000, []),
        (10_001, ["people_out_of_range"]),
    ],
)
def test_a_workshop_counts_between_one_person_and_ten_thousand(people, found):
    assert reasons(a_workshop(people=people)) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (counts(Category.GENDER, ("feminin", 5), ("masculin", 3)), []),
        (counts(Category.GENDER, ("feminin", 5)), []),
        (counts(Category.GENDER, ("feminin", 5), ("masculin", 4)), ["count_over_people"]),
        (counts(Category.AGE, ("moins_de_douze", 9)), ["count_over_people"]),
        (counts(Category.QUARTER, ("lille", 1)), ["count_unknown"]),
        (counts(Category.STATUS, ("retraite", -1)), ["count_below_zero"]),
        (counts(Category.RETURNING, ("oui", 1), ("oui", 1)), ["count_twice"]),
    ],
)
def test_the_counts_of_one_category_never_exceed_the_people(told, found):
    assert reasons(a_workshop(counts=told)) == found


def test_a_count_over_the_people_is_told_beside_its_category_in_words():
    told = counts(Category.GENDER, ("feminin", 9))

    (problem,) = problems(a_workshop(counts=told), today=TODAY, vocabulary=LISTS)

    assert problem.field == "gender"
    assert (
        problem.sentence
        == "Par genre, plus de personnes sont comptées qu’il n’y en avait. Corrigez les nombres."
    )


def test_themes_of_a_tally_may_count_one_person_several_times_but_not_more_than_came():
    several = counts(Category.THEME, ("email", 8), ("sante", 8))

    assert reasons(a_tally(counts=several)) == []
    assert reasons(a_tally(counts=counts(Category.THEME, ("email", 9)))) == ["count_over_people"]


def test_a_tally_counts_at_least_one_theme_and_holds_no_list_of_them():
    assert reasons(a_tally(counts=())) == ["theme_count_missing"]
    assert tidied(a_tally(themes=("email",)), LISTS) == a_tally()


def test_the_minutes_of_a_tally_are_those_of_all_its_visits():
    assert reasons(a_tally(people=100, duration_min=48 * 60)) == []
    assert reasons(a_tally(people=1, counts=counts(Category.THEME, ("email", 1)))) == []
    assert reasons(a_tally(duration_min=8 * 24 * 60)) == ["duration_out_of_range"]


def test_nobody_in_a_group_is_told_by_the_answers_of_one_person():
    draft = a_draft(
        kind=VisitKind.GROUP,
        people=3,
        gender="feminin",
        age_band="moins_de_douze",
        status="retraite",
        quarter="nord",
        autonomy="autonome",
        referred=True,
        referral="administration",
        waited_min=5,
    )

    assert tidied(draft, LISTS) == a_draft(kind=VisitKind.GROUP, people=3)


def test_one_person_is_never_counted_as_several():
    told = counts(Category.GENDER, ("feminin", 2))

    assert tidied(a_draft(people=4, counts=told), LISTS) == a_draft()


def test_only_a_tally_counts_themes_and_arrivals_and_procedures_only_beside_their_theme():
    told = (
        *counts(Category.THEME, ("email", 2), ("logement", 1)),
        *counts(Category.ARRIVAL, (Arrival.SPONTANEOUS.value, 2)),
    )

    assert tidied(a_workshop(counts=told), LISTS).counts == ()
    assert [one.code for one in tidied(a_tally(counts=told), LISTS).counts] == [
        "email",
        "spontane",
    ]
