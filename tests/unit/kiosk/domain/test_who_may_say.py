# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of who may say what, read the other way round: what nobody may ever do."""

from __future__ import annotations

from itertools import product

import pytest

from kiosk.domain.who_may_say import (
    NUMBERS_AN_HOUR,
    Deed,
    Relation,
    Word,
    counted,
    may_say,
    relation_of,
    why_refused,
    word_on,
)

ROLES = ("borne", "poste")
HOUR = 3600


def believed(role):
    return {
        (deed, relation)
        for deed, relation in product(Deed, Relation)
        if may_say(deed, role, relation)
    }


@pytest.mark.parametrize("role", ROLES)
def test_of_another_centre_nobody_is_believed_without_a_ticket(role):
    away = {deed for deed, relation in believed(role) if relation is Relation.ELSEWHERE}

    assert away == {Deed.END_SHOWN}


def test_a_kiosk_says_nothing_that_a_centre_decides():
    of_others = {deed for deed, relation in believed("borne") if relation is Relation.CENTRE}

    assert of_others == {
        Deed.END,
        Deed.END_SHOWN,
        Deed.CHECK_IN,
        Deed.CHOOSE,
        Deed.CLAIM_CARD,
    }


def test_only_a_number_typed_at_a_kiosk_for_the_promise_of_another_machine_is_counted():
    found = {
        (deed, role, relation)
        for deed, role, relation in product(Deed, ROLES, Relation)
        if word_on(deed, role, relation) is Word.COUNTED
    }

    assert found == {(Deed.END, "borne", Relation.CENTRE)}


def test_a_post_may_whatever_a_kiosk_may():
    assert believed("borne") <= believed("poste")


def test_a_role_that_nobody_knows_is_a_kiosk():
    assert believed("téléphone") == believed("borne")


def test_a_refusal_says_whether_a_post_of_the_centre_could_have_said_it():
    assert why_refused(Deed.MARK, "borne") == "not_a_post"
    assert why_refused(Deed.MARK, "poste") == "other_centre"
    assert why_refused(Deed.GIVE_NUMBER, "borne") == "other_centre"


@pytest.mark.parametrize(
    ("maker", "centres", "relation"),
    [
        ("me", {"NORD"}, Relation.OWN),
        ("me", set(), Relation.OWN),
        ("other", {"NORD", "SUD"}, Relation.CENTRE),
        ("other", {"SUD"}, Relation.ELSEWHERE),
        ("", {""}, Relation.ELSEWHERE),
    ],
)
def test_what_a_machine_has_to_do_with_a_thing(maker, centres, relation):
    assert relation_of("me", "NORD", maker, centres) is relation


def test_a_machine_without_a_centre_belongs_to_no_centre():
    assert relation_of("me", "", "other", {""}) is Relation.ELSEWHERE


def test_the_count_is_within_its_bound_and_begins_again_each_hour():
    count, words = "", []
    for _ in range(NUMBERS_AN_HOUR + 2):
        count, is_within = counted(count, 10 * HOUR)
        words.append(is_within)

    assert words == [True] * NUMBERS_AN_HOUR + [False, False]
    assert counted(count, 11 * HOUR) == ("11 1", True)


@pytest.mark.parametrize("count", ["", "x", "10", "10 x", "9 30", "10 -3"])
def test_a_count_that_cannot_be_read_begins_anew(count):
    assert counted(count, 10 * HOUR) == ("10 1", True)
