# SPDX-License-Identifier: AGPL-3.0-or-later
"""The paper taken away says what is missing, what comes next, where and when, twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.walkthrough_run import answer, start, toggle_paper
from kiosk.domain.walkthrough_summary import summary
from tests.support.walkthroughs import filler_for, loaded

DAY = date(2026, 11, 23)


@pytest.fixture
def pair(tmp_path):
    return loaded(tmp_path)


def summary_after(pair, *values, language="fr", ticked=()):
    walkthrough, registries = pair
    run = start(walkthrough)
    for paper_id in ticked:
        run = toggle_paper(run, paper_id)
    for value in values:
        run = answer(run, value)
    return summary(run, filler_for(walkthrough, registries, language), day=DAY)


def test_french_alone_is_printed_once_and_another_language_beside_it(pair):
    assert summary_after(pair).translated is None

    both = summary_after(pair, "oui", language="en")

    assert both.translated is not None
    assert (both.french.title, both.translated.title) == (
        "Faire la demande",
        "EN Faire la demande",
    )
    assert both.day == DAY


def test_a_walkthrough_without_the_persons_language_is_printed_in_french_alone(pair):
    walkthrough, registries = pair
    texts = {code: own for code, own in walkthrough.texts.items() if code != "en"}

    made = summary_after((replace(walkthrough, texts=texts), registries), "oui", language="en")

    assert made.translated is None
    assert made.french == summary_after(pair, "oui").french


def test_missing_papers_become_something_to_do(pair):
    made = summary_after(pair, "oui", 2, "suite", ticked=["identite"])

    assert [(m.paper_id, m.advice, m.case) for m in made.french.missing] == [
        ("livret", "Demandez un double.", None)
    ]


def test_a_paper_that_may_be_needed_is_printed_with_its_case(pair):
    made = summary_after(pair, "oui", None, "suite", ticked=["identite"])

    assert [(m.paper_id, m.case) for m in made.french.missing] == [("livret", "Si vous êtes deux")]


def test_what_is_done_tells_unticked_papers_of_the_chosen_way_and_no_case_beside_it(pair):
    sent = ("suite", "suite", "fait", "oui")
    made = {
        persons: summary_after(pair, "oui", persons, *sent).french.missing
        for persons in (2, 1, None)
    }

    assert summary_after(pair, "oui", 1, *sent).is_done
    assert {who: [m.paper_id for m in missing] for who, missing in made.items()} == {
        2: ["identite", "livret"],
        1: ["identite"],
        None: ["identite"],
    }


def test_what_is_left_to_do_keeps_the_papers_of_cases_that_nobody_settled(pair):
    made = summary_after(pair, "oui", None, "suite", "suite", "plus_tard", "fait", "plus_tard")

    assert made.is_finished
    assert not made.is_done
    assert [(m.paper_id, m.case) for m in made.french.missing] == [
        ("identite", None),
        ("livret", "Si vous êtes deux"),
    ]


def test_papers_not_yet_asked_for_are_not_said_to_be_missing(pair):
    assert summary_after(pair, "oui").french.missing == ()


def test_before_the_end_the_next_step_is_the_one_on_the_screen(pair):
    made = summary_after(pair, "oui", 1, "suite", "suite")

    assert not made.is_finished
    assert made.french.done == ("Se préparer", "Mes papiers")
    assert made.french.next_step == "Allez sur le site"
    assert made.french.site is not None


def test_at_the_end_the_first_remaining_thing_is_the_next_step(pair):
    made = summary_after(pair, "oui", 1, "suite", "suite", "plus_tard", "fait", "plus_tard")

    assert made.is_finished
    assert made.french.next_step == "Revenez"
    assert made.french.remains == ("Voir caf.fr",)
    assert made.french.place is not None
    assert (made.french.place.phone, made.french.place.address) == (
        "03 20 00 00 00",
        "17 Grand’Place",
    )


def test_what_was_not_known_is_printed_to_be_asked(pair):
    made = summary_after(pair, None, None)

    assert made.french.to_ask == ("Avez-vous un compte ?", "Combien de personnes ?")
