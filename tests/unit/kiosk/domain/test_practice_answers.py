# SPDX-License-Identifier: AGPL-3.0-or-later
"""An exercise takes its own words only: whatever could be somebody's own is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.content.practice_lint import every_answer
from kiosk.content.practice_loading import load_exercises
from kiosk.domain.practice import PracticeRun, TellingKind, refuse, write
from kiosk.domain.practice_answers import (
    LONGEST_ANSWER,
    AnswerRule,
    Expected,
    Verdict,
    folded,
    is_real_so_far,
    judge,
    looks_real,
)
from kiosk.foundation.resources import asset_path
from tests.support.real_values import REAL_VALUES

EXERCISES = load_exercises(asset_path("content"))
PAGES = [
    (exercise, at, field)
    for exercise in EXERCISES
    for at, step in enumerate(exercise.steps)
    for field in step.fields
]
IDS = [f"{exercise.exercise_id}-{field.field_id}" for exercise, _, field in PAGES]
NAME = Expected(AnswerRule.PERSONA, "Amina")
PIECES = Expected(
    AnswerRule.PIECES,
    "lune-velo-47",
    pieces=("lune", "vélo", "47", "a", "amina"),
    least=3,
    between="-. ",
    needs_figure=True,
)


@given(real=REAL_VALUES)
def test_no_field_takes_somebodys_own_number_address_or_day(real):
    for _, _, field in PAGES:
        assert judge(field.expected, real).verdict is Verdict.REAL, field.field_id
        assert judge(field.expected, real).value == ""


@given(real=REAL_VALUES)
def test_it_goes_while_it_is_typed_before_anybody_says_go_on(real):
    for _, _, field in PAGES:
        typed = (real[:n] for n in range(1, len(real) + 1))
        assert any(is_real_so_far(field.expected, part) for part in typed), field.field_id


@given(real=REAL_VALUES)
def test_of_what_was_typed_nothing_stays_in_the_run(real):
    for exercise, at, field in PAGES:
        run = write(exercise, PracticeRun(exercise.exercise_id, at), {field.field_id: real})

        assert run.at == at
        assert run.answers == ()
        assert real not in repr(run)
        assert refuse(exercise, run, field.field_id).told.kind is TellingKind.REAL


@given(typed=st.text(max_size=2 * LONGEST_ANSWER))
def test_only_words_of_the_exercise_come_out_of_a_field(typed):
    for _, _, field in PAGES:
        judged, expected = judge(field.expected, typed), field.expected
        if expected.rule is AnswerRule.PIECES and judged.value:
            rest = judged.value
            for piece in sorted(map(folded, expected.pieces), key=len, reverse=True):
                rest = rest.replace(piece, "")
            assert set(rest) <= set(expected.between)
        else:
            assert judged.value in ("", expected.shown)


@given(name=st.text(min_size=1).filter(lambda name: folded(name) not in ("", "amina")))
def test_any_other_name_than_the_personas_counts_as_somebodys_own(name):
    assume_other = "".join(folded(name).split()).replace("-", "").replace("/", "")
    if assume_other not in ("", "amina"):
        assert judge(NAME, name).verdict is Verdict.REAL


@pytest.mark.parametrize(("exercise", "at", "field"), PAGES, ids=IDS)
def test_each_answer_can_be_typed_to_its_end_and_is_right(exercise, at, field):
    for text in every_answer(field):
        for part in (text[:n] for n in range(1, len(text) + 1)):
            assert not is_real_so_far(field.expected, part)
        assert judge(field.expected, text).verdict is Verdict.RIGHT


@pytest.mark.parametrize("typed", ["AMINA", " amina ", "Ámina", "\u200famina", "Ａｍｉｎａ"])
def test_the_personas_name_is_known_however_it_is_typed(typed):
    assert judge(NAME, typed) == judge(NAME, "Amina")
    assert judge(NAME, typed).value == "Amina"


@pytest.mark.parametrize("typed", ["lune-velo-47", "Vélo Lune 47", "lunevelo47", "47.lune.velo"])
def test_a_password_is_any_order_of_its_words(typed):
    assert judge(PIECES, typed).verdict is Verdict.RIGHT
    assert judge(PIECES, typed).value == folded(typed)


@pytest.mark.parametrize(
    "typed",
    ["lune-velo", "lune-lune-47", "lune-velo-a", "lune-velo-47-", "lune_velo_47", "lune-velo-48"],
)
def test_too_few_words_one_word_twice_and_other_signs_are_not_taken(typed):
    assert judge(PIECES, typed).verdict is Verdict.REAL


@pytest.mark.parametrize("typed", ["", "  ", "\u200f"])
def test_an_empty_field_is_no_reproach(typed):
    assert judge(NAME, typed).verdict is Verdict.WRONG


@pytest.mark.parametrize("typed", ["482915", "500,00 €", "attestation", "12 Mo", "lune-velo-47"])
def test_short_numbers_and_words_do_not_look_real(typed):
    assert not looks_real(typed)


def test_a_text_longer_than_any_answer_is_never_right():
    long = Expected(AnswerRule.EXACT, "1")
    assert judge(long, "1" + "\u200e" * LONGEST_ANSWER).verdict is not Verdict.RIGHT


def test_half_a_sign_of_the_keyboard_breaks_nothing():
    assert judge(NAME, "amina\ud800").verdict is Verdict.RIGHT
