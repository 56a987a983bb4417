# SPDX-License-Identifier: AGPL-3.0-or-later
"""A resident's way through a walkthrough, as a value: every touch makes a new run.

Answers are kept under the id of their step, never by position, so that a changed early answer
keeps the later ones that still apply. Facts come only from the steps on the way so far: an
answer given on a branch that was left counts no more, but is proposed again on coming back.
A run lives in memory for the time of a session and is never stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kiosk.domain.conditions import evaluate
from kiosk.domain.walkthroughs import (
    ASKING,
    COMPLETE,
    DOING,
    DONE,
    GO_ON,
    INCOMPLETE,
    LATER,
    StepKind,
)
from kiosk.foundation.errors import BugError

if TYPE_CHECKING:
    from kiosk.domain.conditions import FactValue
    from kiosk.domain.walkthroughs import PaperNeed, Step, Walkthrough

Answer = str | int | None
"""An option's value, or `DONE`, `LATER`, `GO_ON`; None stands for "je ne sais pas"."""


@dataclass(frozen=True, slots=True)
class Run:
    """Where a resident stands in a walkthrough.

    Attributes:
        walkthrough: The walkthrough as it was when the run began; new content waits for the
            next run.
        trail: Steps on the way, first to current; never empty.
        answers: Answers by step, those of branches that were left included.
        ticked: Papers in hand, by id.
    """

    walkthrough: Walkthrough = field(repr=False, compare=False)
    trail: tuple[str, ...]
    answers: dict[str, Answer] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()

    @property
    def walkthrough_id(self) -> str:
        """Id of the walkthrough."""
        return self.walkthrough.walkthrough_id

    @property
    def step_id(self) -> str:
        """Id of the step on the screen."""
        return self.trail[-1]

    @property
    def step(self) -> Step:
        """The step on the screen."""
        return self.walkthrough.step(self.trail[-1])

    @property
    def is_at_end(self) -> bool:
        """Whether the step on the screen is an end."""
        return self.step.kind is StepKind.END


def start(walkthrough: Walkthrough) -> Run:
    """Return a run that stands at the first step."""
    return Run(walkthrough, (walkthrough.start,))


def allowed_answers(step: Step) -> tuple[Answer, ...]:
    """Return what may be answered at `step`, "je ne sais pas" (None) last; nothing at an end."""
    if step.kind is StepKind.END:
        return ()
    if step.kind in ASKING:
        return (*(option.value for option in step.options), None)
    if step.kind in DOING:
        return (DONE, LATER, None)
    return (GO_ON, None)


def answer(run: Run, value: Answer) -> Run:
    """Return the run after `value` was answered at the current step.

    Raises:
        BugError: If the step does not offer `value`; a screen shows only what is offered.
    """
    step = run.step
    if value not in allowed_answers(step):
        raise BugError(f"l’étape {step.step_id} n’offre pas la réponse {value!r}")
    answered = replace(run, answers={**run.answers, step.step_id: value})
    return replace(answered, trail=(*run.trail, next_step_id(answered)))


def dont_know(run: Run) -> Run:
    """Return the run after "je ne sais pas" at the current step."""
    return answer(run, None)


def toggle_paper(run: Run, paper_id: str) -> Run:
    """Return the run with `paper_id` in hand, or not any more; the step stays."""
    return replace(run, ticked=run.ticked ^ {paper_id})


def back(run: Run) -> Run:
    """Return the run one step earlier, all answers kept; the same run at the first step."""
    return replace(run, trail=run.trail[:-1]) if len(run.trail) > 1 else run


def goto(run: Run, step_id: str) -> Run:
    """Return the run standing at `step_id`, as far as the kept answers lead there.

    Steps already on the way are gone back to; a later step is reached again by playing the
    kept answers from here, so that nobody answers twice after a correction.

    Raises:
        BugError: If the kept answers do not lead to `step_id`.
    """
    if step_id in run.trail:
        return replace(run, trail=run.trail[: run.trail.index(step_id) + 1])
    here = run
    for _ in run.walkthrough.steps:
        if here.is_at_end or here.step_id not in here.answers:
            break
        here = answer(here, here.answers[here.step_id])
        if here.step_id == step_id:
            return here
    raise BugError(f"les réponses ne mènent pas à l’étape {step_id}")


def facts(run: Run) -> dict[str, FactValue | None]:
    """Return what is known from the steps before the current one; None: did not know."""
    known: dict[str, FactValue | None] = {}
    for position, step_id in enumerate(run.trail[:-1]):
        step = run.walkthrough.step(step_id)
        if step.fact:
            known[step.fact] = _fact_value(run, step, run.trail[: position + 1])
    return known


def needed_papers(run: Run, step: Step) -> tuple[tuple[PaperNeed, bool], ...]:
    """Return the papers that `step` asks for, each with whether it is needed for sure.

    A paper whose condition is false is left out; one whose condition is unknown stays, not for
    sure, to be shown as a case.
    """
    known = facts(run)
    found = []
    for need in step.papers:
        holds = True if need.condition is None else evaluate(need.condition, known)
        if holds is not False:
            found.append((need, holds is True))
    return tuple(found)


def next_step_id(run: Run) -> str:
    """Return the step to which the answer of the current step leads.

    Raises:
        BugError: If the current step is an end or has no answer.
    """
    step = run.step
    if step.kind is StepKind.END or step.step_id not in run.answers:
        raise BugError(f"rien ne suit l’étape {step.step_id}")
    value = run.answers[step.step_id]
    if value is None and step.unknown_target:
        return step.unknown_target
    if value == LATER and step.kind in DOING and step.later_target:
        return step.later_target
    known = facts(replace(run, trail=(*run.trail, step.step_id)))
    for branch in step.branches:
        if branch.condition is None or evaluate(branch.condition, known) is True:
            return branch.target
    raise BugError(f"l’étape {step.step_id} n’a pas de suite")


def _fact_value(run: Run, step: Step, trail: tuple[str, ...]) -> FactValue | None:
    value = run.answers.get(step.step_id)
    if step.kind is not StepKind.PAPERS or value is None:
        return value
    needed = needed_papers(replace(run, trail=trail), step)
    missing = [need for need, is_sure in needed if is_sure and need.paper_id not in run.ticked]
    return INCOMPLETE if missing else COMPLETE
