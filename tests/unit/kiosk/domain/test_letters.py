# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three questions about a letter: every answer leads on, back loses nothing."""

from __future__ import annotations

import itertools

import pytest

from kiosk.content.letter_lint import every_run
from kiosk.content.letter_loading import load_letter_book
from kiosk.domain.letters import (
    UNKNOWN,
    LetterQuestion,
    LetterRun,
    NextAct,
    answer,
    offered,
    outcome,
    question,
)
from kiosk.foundation.errors import BugError
from kiosk.foundation.resources import asset_path

BOOK = load_letter_book(asset_path("content"))
assert BOOK is not None
WAYS = [(sender.sender_id, case.request_id) for sender in BOOK.senders for case in sender.cases]


def after(*values):
    run = LetterRun()
    for value in values:
        run = answer(BOOK, run, value)
    return run


def test_who_then_what_then_until_when():
    run, asked = LetterRun(), []
    for value in ("caf", "papiers", "semaine"):
        asked.append(question(BOOK, run))
        run = answer(BOOK, run, value)

    assert asked == list(LetterQuestion)
    assert question(BOOK, run) is None


def test_a_letter_that_only_informs_asks_no_date():
    assert question(BOOK, after("caf", "information")) is None


def test_only_what_this_sender_may_ask_is_offered():
    assert "decision" in offered(BOOK, after("energie"))
    assert "venir" not in offered(BOOK, after("energie"))


@pytest.mark.parametrize("run", list(every_run(BOOK)), ids=lambda run: "+".join(run.answers))
def test_every_way_ends_with_what_to_do_and_a_person(run):
    found = outcome(BOOK, run)

    assert found.titles["fr"]
    assert found.points
    assert NextAct.PERSON in found.acts
    assert len(found.acts) == len(set(found.acts))


def test_every_combination_is_among_these_ways():
    runs = list(every_run(BOOK))
    dated = {one.request_id: one.asks_date for one in BOOK.requests}
    expected = 1 + len(BOOK.senders) + sum(5 if dated[request] else 1 for _, request in WAYS)

    assert len(runs) == expected


@pytest.mark.parametrize(
    "values", [(UNKNOWN,), ("caf", UNKNOWN), ("caf", "papiers", UNKNOWN)], ids=len
)
def test_not_knowing_leads_to_a_person_first(values):
    assert outcome(BOOK, after(*values)).acts[0] is NextAct.PERSON


@pytest.mark.parametrize(("sender", "request_id"), WAYS)
def test_once_the_date_has_passed_a_person_comes_first(sender, request_id):
    run = after(sender, request_id)
    if question(BOOK, run) is not None:
        assert outcome(BOOK, answer(BOOK, run, "passee")).acts[0] is NextAct.PERSON


@pytest.mark.parametrize(("sender", "request_id"), WAYS)
def test_whoever_asks_for_money_the_result_warns_and_nobody_else_does(sender, request_id):
    run = after(sender, request_id)
    run = answer(BOOK, run, "plus_tard") if question(BOOK, run) else run

    assert outcome(BOOK, run).warns is (request_id == "payer")


@pytest.mark.parametrize("date", ["semaine", "plus_tard", "aucune"])
@pytest.mark.parametrize(
    ("sender", "request_id"),
    [("etrangers", "decision"), ("logement", "payer"), ("justice", "venir"), ("autre", "payer")],
)
def test_what_can_cost_a_home_or_a_right_goes_to_a_person_whatever_the_date(
    sender, request_id, date
):
    found = outcome(BOOK, after(sender, request_id, date))

    assert found.is_pressing
    assert found.acts[0] is NextAct.PERSON
    assert found.advice == BOOK.pressing


def test_with_time_left_an_appointment_is_offered_and_without_it_is_not():
    later = outcome(BOOK, after("caf", "papiers", "plus_tard"))
    soon = outcome(BOOK, after("caf", "papiers", "semaine"))

    assert NextAct.APPOINTMENT in later.acts
    assert NextAct.APPOINTMENT not in soon.acts


@pytest.mark.parametrize("way", [*WAYS[:6], ("justice", "venir")])
def test_back_after_an_answer_is_where_one_was(way):
    for n_given in range(len(way) + 1):
        run = after(*way[:n_given])
        for value in offered(BOOK, run):
            assert question(BOOK, answer(BOOK, run, value).back) is question(BOOK, run)
            assert offered(BOOK, answer(BOOK, run, value).back) == offered(BOOK, run)


def test_another_sender_keeps_what_the_letter_asks_as_long_as_it_can_ask_it():
    run = after("caf", "papiers", "semaine").back.back.back

    assert answer(BOOK, run, "impots").given(LetterQuestion.REQUEST) == "papiers"
    assert answer(BOOK, run, "justice").given(LetterQuestion.REQUEST) == "papiers"
    declared = after("caf", "declarer").back.back
    assert answer(BOOK, declared, "banque").given(LetterQuestion.REQUEST) == ""


def test_an_earlier_date_changes_nothing_for_a_letter_without_date():
    run = after("caf", "papiers", "passee").back.back
    informed = answer(BOOK, run, "information")

    assert outcome(BOOK, informed).advice == {}
    assert not outcome(BOOK, informed).is_pressing


@pytest.mark.parametrize("value", ["", "n’importe quoi", "papiers"])
def test_an_answer_that_is_not_offered_is_a_fault_of_the_program(value):
    with pytest.raises(BugError):
        answer(BOOK, LetterRun(), value)


def test_nothing_can_be_answered_after_the_result():
    with pytest.raises(BugError):
        answer(BOOK, after(UNKNOWN), "caf")


def test_no_two_answers_of_a_screen_show_the_same_picture():
    for icons in (
        [one.icon for one in BOOK.senders],
        [one.icon for one in BOOK.requests],
        [one.icon for one in BOOK.dates if one.icon],
    ):
        assert all(len(list(same)) == 1 for _, same in itertools.groupby(sorted(icons)))
