# SPDX-License-Identifier: AGPL-3.0-or-later
"""A run goes on, back and on again without losing an answer."""

from __future__ import annotations

import pytest

from kiosk.domain.walkthrough_run import (
    answer,
    back,
    dont_know,
    facts,
    goto,
    needed_papers,
    start,
    toggle_paper,
)
from kiosk.foundation.errors import BugError
from tests.support.walkthroughs import STRUCTURE, changed, loaded, step_place, write_content


@pytest.fixture
def walkthrough(tmp_path):
    return loaded(tmp_path)[0]


def played(walkthrough, *values, ticked=()):
    run = start(walkthrough)
    for paper_id in ticked:
        run = toggle_paper(run, paper_id)
    for value in values:
        run = answer(run, value)
    return run


def test_a_run_begins_at_the_first_step_with_nothing_known(walkthrough):
    run = start(walkthrough)

    assert run.trail == ("compte",)
    assert run.answers == {}
    assert facts(run) == {}


def test_answers_lead_through_their_branches_to_an_end(walkthrough):
    run = played(walkthrough, "oui", 1, "suite", "fait", "oui", ticked=["identite"])

    assert run.trail == ("compte", "personnes", "papiers", "site", "verif", "fini")
    assert run.is_at_end


def test_papers_missing_lead_to_their_own_branch(walkthrough):
    run = played(walkthrough, "oui", 1, "suite")

    assert run.step_id == "conseil"
    assert facts(run)["papiers"] == "incomplet"


def test_a_paper_needed_for_sure_only_counts_when_its_condition_holds(walkthrough):
    for_one = played(walkthrough, "oui", 1, ticked=["identite"])
    for_two = played(walkthrough, "oui", 2, ticked=["identite"])

    assert [(n.paper_id, sure) for n, sure in needed_papers(for_one, for_one.step)] == [
        ("identite", True)
    ]
    assert [(n.paper_id, sure) for n, sure in needed_papers(for_two, for_two.step)] == [
        ("identite", True),
        ("livret", True),
    ]
    assert answer(for_one, "suite").step_id == "site"
    assert answer(for_two, "suite").step_id == "conseil"


def test_not_knowing_shows_a_conditional_paper_as_a_case_and_does_not_block(walkthrough):
    run = played(walkthrough, "oui", None, ticked=["identite"])

    assert [(n.paper_id, sure) for n, sure in needed_papers(run, run.step)] == [
        ("identite", True),
        ("livret", False),
    ]
    assert answer(run, "suite").step_id == "site"


def test_not_knowing_goes_where_the_question_says(walkthrough):
    run = dont_know(played(walkthrough, "oui", 1, "suite", "suite", "fait"))

    assert run.step_id == "rdv"
    assert run.answers["verif"] is None


def test_later_leads_to_what_works_without_the_internet(walkthrough):
    run = played(walkthrough, "oui", 1, "suite", "suite", "plus_tard")

    assert run.step_id == "appel"


def test_back_after_an_answer_stands_where_it_stood_and_keeps_the_answer(walkthrough):
    before = played(walkthrough, "oui", 1)

    after = back(answer(before, "suite"))

    assert after.trail == before.trail
    assert facts(after) == facts(before)
    assert after.answers == {**before.answers, "papiers": "suite"}


def test_back_at_the_first_step_stays(walkthrough):
    run = start(walkthrough)

    assert back(run) == run


def test_a_changed_early_answer_keeps_the_later_ones_that_still_apply(walkthrough):
    run = played(walkthrough, "oui", 1, "suite", "fait", "non", ticked=["identite"])

    corrected = answer(goto(run, "compte"), "non")

    assert corrected.answers["personnes"] == 1
    assert goto(corrected, "verif").trail == ("compte", "personnes", "papiers", "site", "verif")


def test_an_answer_on_a_branch_that_was_left_no_longer_counts(walkthrough):
    run = played(walkthrough, "oui", 2, "suite", "suite", "fait")

    corrected = dont_know(goto(run, "compte"))
    again = answer(goto(corrected, "personnes"), 1)

    assert facts(again) == {"compte": None, "personnes": 1}


def test_a_step_to_which_no_kept_answer_leads_cannot_be_jumped_to(walkthrough):
    with pytest.raises(BugError, match="verif"):
        goto(played(walkthrough, "oui"), "verif")


def test_an_answer_that_is_not_offered_is_a_fault_of_the_screen(walkthrough):
    with pytest.raises(BugError, match="compte"):
        answer(start(walkthrough), "peut-etre")


def test_nothing_can_be_answered_at_an_end(walkthrough):
    end = played(walkthrough, "oui", 1, "suite", "suite", "fait", "oui")

    with pytest.raises(BugError):
        dont_know(end)


def test_a_paper_touched_twice_is_not_in_hand(walkthrough):
    run = toggle_paper(toggle_paper(start(walkthrough), "identite"), "identite")

    assert run.ticked == frozenset()


def test_two_questions_of_two_branches_may_fill_one_fact(tmp_path):
    from kiosk.content.loader import load_catalog

    structure = changed(STRUCTURE, "etapes", step_place("verif"), "fait", to="compte")
    structure = changed(structure, "etapes", step_place("verif"), "suite", to="fini")

    catalog = load_catalog(write_content(tmp_path, structure=structure))
    run = played(catalog.walkthroughs["demande"], "oui", 1, "suite", "suite", "fait", "non")

    assert facts(run)["compte"] == "non"
