# SPDX-License-Identifier: AGPL-3.0-or-later
"""An exercise: a form that is no form, where nothing is sent and nobody's own data is taken.

Values only. An `Exercise` is made by `kiosk.content.practice_reading` from a file of
``exercices``; a `PracticeRun` is walked here. It holds words of the exercise, never what a person
typed; no score is kept.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.practice_answers import Expected, Verdict, judge
from kiosk.domain.walkthroughs import Texts  # noqa: TC001 - the compiled form is read by it
from kiosk.foundation.errors import BugError

if TYPE_CHECKING:
    from collections.abc import Mapping

PERSONA = "Amina EXEMPLE"
TRACE_PREFIX = "exercice-"
RESULT_STEP = "fini"
DONE = "oui"


class PracticeKind(StrEnum):
    """What a step asks for; the values are the words of the YAML file."""

    READ = "lire"
    WRITE = "ecrire"
    CHOOSE = "choisir"
    TOUCH = "toucher"


class Layout(StrEnum):
    """How targets stand: in a list, or at the corners of a paper."""

    LIST = "liste"
    CORNERS = "coins"


@dataclass(frozen=True, slots=True)
class PretendLine:
    """A line of the pretend page: what it is, and what stands there."""

    names: Texts
    values: Texts


@dataclass(frozen=True, slots=True)
class PracticeField:
    """A field to write in."""

    field_id: str
    names: Texts
    expected: Expected


@dataclass(frozen=True, slots=True)
class PracticeOption:
    """An answer to choose.

    Attributes:
        option_id: Its key.
        icon: Icon name.
        names: On its card.
        replies: What is told after it is chosen; a right one without reply goes on at once.
        is_right: Whether it is the one to choose.
    """

    option_id: str
    icon: str
    names: Texts
    replies: Texts
    is_right: bool


@dataclass(frozen=True, slots=True)
class PracticeTarget:
    """Something to touch."""

    target_id: str
    names: Texts


@dataclass(frozen=True, slots=True)
class PracticeStep:
    """One page of an exercise.

    Attributes:
        step_id: Its key.
        kind: What it asks for.
        stage: Key of the part of the rail.
        icon: Icon of the pretend page.
        titles, sentences: What to do; the second may be empty.
        pages: Head of the pretend page; empty for no page.
        lines: What stands on it.
        messages: A pretend message on a telephone; empty for none.
        fields, options, targets: By kind.
        layout: How the targets stand.
    """

    step_id: str
    kind: PracticeKind
    stage: str
    icon: str
    titles: Texts
    sentences: Texts
    pages: Texts
    lines: tuple[PretendLine, ...]
    messages: Texts
    fields: tuple[PracticeField, ...]
    options: tuple[PracticeOption, ...]
    targets: tuple[PracticeTarget, ...]
    layout: Layout = Layout.LIST

    def key(self, name: str) -> str:
        """Return the key of an answer of this step."""
        return f"{self.step_id}/{name}"


@dataclass(frozen=True, slots=True)
class Exercise:
    """The whole of one file.

    Attributes:
        exercise_id: Its key, and the name of its file.
        icon: Icon name.
        minutes: Whole minutes it takes.
        titles, subtitles: On its card.
        stages: Names of the rail, by key, in order.
        steps: In order.
        end_titles: Head of the result.
        learnt: What was learnt.
        advice: What to think of on a real site.
        walkthroughs: Ids of the guides to go on with; those not there are not shown.
        reviewed: Languages whose words a person has read; French is the author’s own.
        keywords: Search words by language; ``erreurs`` holds misspellings.
    """

    exercise_id: str
    icon: str
    minutes: int
    titles: Texts
    subtitles: Texts
    stages: dict[str, Texts]
    steps: tuple[PracticeStep, ...]
    end_titles: Texts
    learnt: tuple[Texts, ...]
    advice: Texts
    walkthroughs: tuple[str, ...]
    reviewed: tuple[str, ...] = ()
    keywords: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    @property
    def trace_id(self) -> str:
        """What the session keeps as if it were a walkthrough."""
        return TRACE_PREFIX + self.exercise_id


class TellingKind(StrEnum):
    """What is told after an answer."""

    REAL = "real"
    WRITE = "write"
    SHOWN = "shown"
    GOOD = "good"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told after an answer: about a field or an option, by its key."""

    kind: TellingKind
    about: str = ""


@dataclass(frozen=True, slots=True)
class PracticeRun:
    """How far one went.

    Attributes:
        exercise_id: Which.
        at: Step of the moment, from 0; the number of steps at the result.
        answers: Right answers, by `PracticeStep.key`, in the exercise's own writing.
        told: What is told now.
    """

    exercise_id: str
    at: int = 0
    answers: tuple[tuple[str, str], ...] = ()
    told: Telling | None = None

    def given(self, key: str) -> str:
        """Return an answer, empty for none."""
        return dict(self.answers).get(key, "")

    @property
    def back(self) -> PracticeRun:
        """The run one step earlier, nothing lost."""
        return replace(self, at=max(0, self.at - 1), told=None)


def step_of(exercise: Exercise, run: PracticeRun) -> PracticeStep | None:
    """Return the step of the moment, None at the result."""
    return exercise.steps[run.at] if run.at < len(exercise.steps) else None


def is_done(step: PracticeStep, run: PracticeRun) -> bool:
    """Say whether one can go on from `step` without writing."""
    match step.kind:
        case PracticeKind.READ:
            return True
        case PracticeKind.WRITE:
            return all(run.given(step.key(one.field_id)) for one in step.fields)
        case PracticeKind.CHOOSE:
            return bool(run.given(step.key("choix")))
        case PracticeKind.TOUCH:
            return all(run.given(step.key(one.target_id)) for one in step.targets)


def go_on(exercise: Exercise, run: PracticeRun) -> PracticeRun:
    """Return the run at the next step; the same run if this one is not done."""
    step = step_of(exercise, run)
    if step is None or not is_done(step, run):
        return run
    return replace(run, at=run.at + 1, told=None)


def write(exercise: Exercise, run: PracticeRun, typed: Mapping[str, str]) -> PracticeRun:
    """Return the run after what was typed, by field: one step on if all of it is right.

    Of a wrong text nothing stays but that there was one.
    """
    step = _step(exercise, run, PracticeKind.WRITE)
    told: Telling | None = None
    for field in step.fields:
        judged = judge(field.expected, typed.get(field.field_id, ""))
        run = _with(run, step.key(field.field_id), judged.value)
        if judged.verdict is not Verdict.RIGHT and told is None:
            is_real = judged.verdict is Verdict.REAL
            told = Telling(TellingKind.REAL if is_real else TellingKind.WRITE, field.field_id)
    return go_on(exercise, run) if told is None else replace(run, told=told)


def refuse(exercise: Exercise, run: PracticeRun, field_id: str) -> PracticeRun:
    """Return the run after somebody's own data was seen in a field while it was typed."""
    step = _step(exercise, run, PracticeKind.WRITE)
    emptied = _with(run, step.key(field_id), "")
    return replace(emptied, told=Telling(TellingKind.REAL, field_id))


def choose(exercise: Exercise, run: PracticeRun, option_id: str) -> PracticeRun:
    """Return the run after an option: told about, or one step on if there is nothing to tell.

    Raises:
        BugError: If the step does not offer it.
    """
    step = _step(exercise, run, PracticeKind.CHOOSE)
    option = next((one for one in step.options if one.option_id == option_id), None)
    if option is None:
        raise BugError("an option that is not offered reached the exercise")
    # Of a choice that was not the right one nothing stays but what is told now.
    run = _with(run, step.key("choix"), option_id if option.is_right else "")
    if option.is_right and not option.replies:
        return go_on(exercise, run)
    kind = TellingKind.GOOD if option.is_right else TellingKind.NOT_YET
    return replace(run, told=Telling(kind, option_id))


def touch(exercise: Exercise, run: PracticeRun, target_id: str) -> PracticeRun:
    """Return the run after a target was touched; touched again, it is free again."""
    step = _step(exercise, run, PracticeKind.TOUCH)
    key = step.key(target_id)
    return replace(_with(run, key, "" if run.given(key) else DONE), told=None)


def show_answer(exercise: Exercise, run: PracticeRun) -> PracticeRun:
    """Return the run with the step's answer given: « je ne sais pas »."""
    step = step_of(exercise, run)
    if step is None or step.kind is PracticeKind.READ:
        return run
    for field in step.fields:
        run = _with(run, step.key(field.field_id), field.expected.shown)
    for target in step.targets:
        run = _with(run, step.key(target.target_id), DONE)
    about = ""
    if step.options:
        about = next(one.option_id for one in step.options if one.is_right)
        run = _with(run, step.key("choix"), about)
    return replace(run, told=Telling(TellingKind.SHOWN, about))


def _step(exercise: Exercise, run: PracticeRun, kind: PracticeKind) -> PracticeStep:
    step = step_of(exercise, run)
    if step is None or step.kind is not kind:
        raise BugError("an act of another step reached the exercise")
    return step


def _with(run: PracticeRun, key: str, value: str) -> PracticeRun:
    others = tuple(pair for pair in run.answers if pair[0] != key)
    return replace(run, answers=(*others, (key, value)) if value else others)
