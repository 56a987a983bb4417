# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP, national_vocabulary, parse_vocabulary
from kiosk.foundation.errors import BugError

LISTS = national_vocabulary()


def test_the_shipped_lists_have_the_lengths_of_the_national_ones():
    lengths = {
        "themes": len(LISTS.themes.terms),
        "administrative": len(LISTS.administrative_themes.terms),
        "equipment": len(LISTS.equipment.terms),
        "places": len(LISTS.places.terms),
        "autonomy": len(LISTS.autonomy.terms),
        "referrals": len(LISTS.referrals.terms),
        "genders": len(LISTS.genders.terms),
        "ages": len(LISTS.age_bands.terms),
        "statuses": len(LISTS.statuses.terms),
    }

    assert lengths == {
        "themes": 19,
        "administrative": 11,
        "equipment": 5,
        "places": 4,
        "autonomy": 3,
        "referrals": 7,
        "genders": 3,
        "ages": 8,
        "statuses": 5,
    }


def test_labels_are_the_national_ones_with_their_typographic_apostrophe():
    assert LISTS.places.label("lieu_activite") == "Lieu d’activité"
    assert LISTS.equipment.label("aucun") == "Pas de matériel"
    assert LISTS.theme_label("social_sante") == "Social - Santé"
    assert LISTS.theme_label(ADMINISTRATIVE_HELP) == "Aide aux démarches administratives"


def test_a_code_that_a_newer_list_dropped_stays_readable():
    assert LISTS.themes.label("budget") == "budget"


def test_codes_come_once_and_in_display_order():
    assert LISTS.themes.in_order(("email", "inconnu", "diagnostic_numerique", "email")) == (
        "diagnostic_numerique",
        "email",
        "inconnu",
    )


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(1, "30"), (29, "30"), (30, "60"), (59, "60"), (60, "120"), (119, "120"), (120, "more")],
)
def test_a_limit_between_two_classes_belongs_to_the_longer(minutes, code):
    assert LISTS.duration_class(minutes)[0] == code


def test_a_file_of_another_shape_is_a_bug_not_a_silent_empty_list():
    with pytest.raises(BugError):
        parse_vocabulary('{"about": {"version": "1"}}', "{}")
