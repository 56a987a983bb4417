# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every walkthrough that ships: sound, whole in the languages it has, and no way leads nowhere."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.content.bundled_board import load_bundled_board
from kiosk.content.language_lint import MOST_USED
from kiosk.content.linter import lint
from kiosk.content.loader import load_catalog
from kiosk.domain.participation import Quarter
from kiosk.domain.walkthrough_rendering import card, step_screen
from kiosk.domain.walkthrough_run import (
    allowed_answers,
    answer,
    back,
    facts,
    goto,
    needed_papers,
    start,
    toggle_paper,
)
from kiosk.domain.walkthrough_summary import summary
from kiosk.domain.walkthrough_texts import Audience, TextFiller
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES, ContentStatus
from kiosk.foundation.resources import asset_path

SHIPPED = (
    "acte-naissance",
    "adresse-mail",
    "aide-logement",
    "ameli",
    "arnaque",
    "caf-compte",
    "caf-rsa-declaration",
    "carte-grise",
    "cheque-energie",
    "conseil-citoyen",
    "cric",
    "franceconnect",
    "france-travail",
    "identite-passeport",
    "impots",
    "listes-electorales",
    "logement-social",
    "mairie-ecole",
    "mots-de-passe",
    "ou-aller",
    "permis-conduire",
    "pic-projet",
    "retraite",
    "scanner-envoyer",
    "titre-sejour-renouvellement",
)
MOST_STEPS = 120
CONTENT = asset_path("content")
CATALOG = load_catalog(CONTENT)
WRITTEN_ON = date(2026, 11, 23)
walkthroughs = st.sampled_from(SHIPPED).map(CATALOG.walkthroughs.__getitem__)


def way_drawn(data, walkthrough):
    """Return the runs of a random way, first to end, papers touched at random."""
    run = start(walkthrough)
    runs = [run]
    while not run.is_at_end:
        for need, _ in needed_papers(run, run.step):
            if data.draw(st.booleans()):
                run = toggle_paper(run, need.paper_id)
        run = answer(run, data.draw(st.sampled_from(allowed_answers(run.step))))
        runs.append(run)
        assert len(runs) < MOST_STEPS, f"no end after {run.trail}"
    return runs


def test_the_twenty_five_walkthroughs_are_there_and_nothing_is_refused():
    assert CATALOG.problems == ()
    assert set(SHIPPED) == set(CATALOG.walkthroughs)


def test_the_check_finds_no_error_and_every_branch_is_tested():
    report = lint(CONTENT, WRITTEN_ON)

    assert [p.sentence() for p in report.problems if p.is_error] == []
    assert {name: paths.missed for name, paths in report.paths.items() if paths.missed} == {}


@pytest.mark.parametrize("name", SHIPPED)
def test_none_claims_a_review_that_nobody_made(name):
    walkthrough = CATALOG.walkthroughs[name]

    assert walkthrough.status is ContentStatus.TO_REVIEW
    assert (walkthrough.review.reviewer, walkthrough.review.done_on) == ("", None)
    own = {code for code, texts in walkthrough.texts.items() if not texts.is_machine_translated}
    assert own == {"fr", "fr-falc"}


@pytest.mark.parametrize("name", sorted(MOST_USED))
def test_a_much_used_one_speaks_the_eight_languages_and_says_which_a_machine_made(name):
    texts = CATALOG.walkthroughs[name].texts

    assert set(texts) == set(CONTENT_LANGUAGES)
    assert {code for code, own in texts.items() if not own.is_machine_translated} == {
        "fr",
        "fr-falc",
    }


@settings(max_examples=300, deadline=None)
@given(walkthroughs, st.data())
def test_every_random_way_comes_to_an_end(walkthrough, data):
    assert way_drawn(data, walkthrough)[-1].is_at_end


@settings(max_examples=80, deadline=None)
@given(walkthroughs, st.data())
def test_back_after_an_answer_changes_nothing_but_the_answer(walkthrough, data):
    run = data.draw(st.sampled_from(way_drawn(data, walkthrough)[:-1]))
    value = data.draw(st.sampled_from(allowed_answers(run.step)))

    after = back(answer(run, value))

    assert (after.trail, after.ticked, facts(after)) == (run.trail, run.ticked, facts(run))
    assert after.answers == {**run.answers, run.step_id: value}


@settings(max_examples=80, deadline=None)
@given(walkthroughs, st.data())
def test_an_answer_changed_early_loses_no_later_answer(walkthrough, data):
    end = way_drawn(data, walkthrough)[-1]
    early = data.draw(st.sampled_from(end.trail[:-1]))
    there = goto(end, early)

    changed = answer(there, data.draw(st.sampled_from(allowed_answers(there.step))))

    kept = {step: value for step, value in end.answers.items() if step != early}
    assert {step: changed.answers[step] for step in kept} == kept


@settings(max_examples=40, deadline=None)
@given(walkthroughs, st.data())
def test_the_same_answer_again_leads_back_to_where_one_was(walkthrough, data):
    end = way_drawn(data, walkthrough)[-1]
    early = data.draw(st.sampled_from(end.trail[:-1]))

    assert goto(goto(end, early), end.step_id).step_id == end.step_id


@settings(max_examples=80, deadline=None)
@given(walkthroughs, st.data(), st.sampled_from(CONTENT_LANGUAGES), st.sampled_from(Audience))
def test_every_screen_and_summary_can_be_shown_in_every_language(
    walkthrough, data, language, audience
):
    filler = TextFiller(CATALOG.registries, walkthrough.values, language, audience)
    for run in way_drawn(data, walkthrough):
        screen = step_screen(run, filler, opens=card(walkthrough, language))
        taken = summary(run, filler, day=WRITTEN_ON)

        assert screen.title
        assert len(screen.options) <= 4
        assert not re.search(r"[{}]", " ".join(screen.spoken))
        assert not re.search(r"[{}]", str(taken.french))
        assert taken.is_finished is run.is_at_end


def test_the_board_that_ships_has_its_bodies_in_every_quarter_and_marks_what_is_unsure():
    board = load_bundled_board(CONTENT / "board")

    assert {item.quarter for item in board.items} == set(Quarter)
    assert len(board.items) == 20
    assert all(set(item.sentences) == set(CONTENT_LANGUAGES) for item in board.items)
    assert all(item.unsure for item in board.items)
    projects = [item for item in board.items if item.opens_walkthrough]
    assert {item.opens_walkthrough for item in projects} == {"pic-projet"}
