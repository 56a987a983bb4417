# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks exercises: their end is reached, no answer looks like real data, words are easy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.fields import Notes
from kiosk.content.inline_text_lint import lint_inline_texts
from kiosk.content.layout import EXERCISE_FOLDER
from kiosk.content.letter_lint import PLANNED_WALKTHROUGHS
from kiosk.content.practice_reading import MAX_EXERCISES, exercise_files, read_exercise
from kiosk.content.problems import ContentProblem, Severity
from kiosk.content.yaml_tree import read_yaml
from kiosk.domain.practice import Exercise, PracticeField, PracticeRun, go_on, show_answer
from kiosk.domain.practice_answers import AnswerRule, Verdict, is_real_so_far, judge, looks_real
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.registry_reading import Lexicon

_LABELS = frozenset({"parties"})


def lint_exercises(
    root: Path, known: set[str], lexicon: Lexicon, problems: list[ContentProblem]
) -> None:
    """Add to `problems` what is wrong with the exercises of the content folder `root`.

    Args:
        root: Content folder; one without exercises is sound.
        known: Ids of the walkthroughs it holds.
        lexicon: Words to avoid, and acronyms allowed.
        problems: Where to add.
    """
    n_files = len(list((root / EXERCISE_FOLDER).glob("*.yaml")))
    if n_files > MAX_EXERCISES:
        notes = Notes(EXERCISE_FOLDER, problems)
        message = f"plus de {MAX_EXERCISES} exercices : les suivants sont laissés de côté"
        notes.add(1, "E210", message, severity=Severity.ERROR)
    for path in exercise_files(root):
        exercise = read_exercise(path, problems)
        if exercise is None:
            continue
        notes = Notes(f"{EXERCISE_FOLDER}/{path.name}", problems)
        _lint_way(exercise, known, notes)
        _lint_answers(exercise, notes)
        tree = read_yaml(path, notes.file)
        lint_inline_texts(tree, _is_label, lexicon=lexicon, notes=notes)


def is_exercise(exercise_id: str) -> bool:
    """Say whether the program has an exercise: a walkthrough of any folder may offer it."""
    return exercise_id in {path.stem for path in exercise_files(asset_path("content"))}


def _lint_way(exercise: Exercise, known: set[str], notes: Notes) -> None:
    run = PracticeRun(exercise.exercise_id)
    for _ in exercise.steps:
        run = go_on(exercise, show_answer(exercise, run))
    if run.at < len(exercise.steps):
        message = f"étape {exercise.steps[run.at].step_id} : la fin n’est pas atteinte"
        notes.add(1, "E106", message, severity=Severity.ERROR)
    if exercise.trace_id in known:
        message = f"aucun parcours ne peut s’appeler « {exercise.trace_id} »"
        notes.add(1, "E102", message, severity=Severity.ERROR)
    for walkthrough_id in exercise.walkthroughs:
        if walkthrough_id not in known | PLANNED_WALKTHROUGHS:
            message = f"parcours : « {walkthrough_id} » n’existe pas"
            notes.add(1, "E103", message, severity=Severity.ERROR)


def _lint_answers(exercise: Exercise, notes: Notes) -> None:
    """Note an answer that is not accepted, or that would be taken away while it is typed."""
    for step in exercise.steps:
        for field in step.fields:
            for text in every_answer(field):
                typed = (text[:n] for n in range(1, len(text) + 1))
                is_taken_away = any(is_real_so_far(field.expected, part) for part in typed)
                if is_taken_away or judge(field.expected, text).verdict is not Verdict.RIGHT:
                    message = f"étape {step.step_id} : « {text} » ne peut pas s’écrire"
                    notes.add(1, "E112", message, severity=Severity.ERROR)
                if looks_real(text):
                    message = f"étape {step.step_id} : « {text} » ressemble à de vraies données"
                    notes.add(1, "E112", message, severity=Severity.ERROR)


def every_answer(field: PracticeField) -> tuple[str, ...]:
    """Return the answers that a file writes out for a field."""
    expected = field.expected
    also = () if expected.rule is AnswerRule.PIECES else expected.accepted
    return (expected.shown, *also)


def _is_label(path: tuple[str, ...]) -> bool:
    return path[0] in _LABELS
