# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the ``tests.yaml`` of a draft: ways that together take every branch, if they can."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.content.path_tests import ALL_PAPERS, DONT_KNOW
from kiosk.content.service_public.layout_of_steps import LATER as LATER_END
from kiosk.content.service_public.layout_of_steps import PERSON
from kiosk.domain.conditions import evaluate
from kiosk.domain.walkthroughs import DONE, GO_ON, LATER, StepKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.content.service_public.cutting import Part, PartStep
    from kiosk.content.service_public.draft_yaml import Value

MAX_ANSWERS_IN_ALL = 1300
MAX_TRIES = 40


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where a way stands: its step, what is known, and its answers so far."""

    step_id: str
    facts: dict[str, str | int | None] = field(default_factory=dict)
    answers: tuple[tuple[str, str], ...] = ()


Taken = tuple[str, str]
"""A step and its answer, or a step and the place of a branch."""


def path_tests(part: Part) -> list[Value]:
    """Return the tests of `part`, as ``tests.yaml`` writes them."""
    steps = {step.node.node_id: step for step in part.steps}
    covered: set[Taken] = set()
    ways: list[_Stand] = []
    for stand in _first_visits(part.start, steps):
        for answer in _answers(steps[stand.step_id]):
            after, taken = _after(stand, answer, steps)
            if not taken <= covered:
                covered |= taken
                ways.append(_to_an_end(after, steps, covered))
    wanted = {(name, f"/{place}") for name, step in steps.items() for place in _places(step)}
    chance = random.Random(part.number)
    for _ in range(MAX_TRIES if not wanted <= covered else 0):
        stand, taken_in_all = _at_random(part.start, steps, chance)
        if not taken_in_all <= covered:
            covered |= taken_in_all
            ways.append(stand)
    return _told(ways)


def _places(step: PartStep) -> range:
    return range(len(step.branches))


def _told(ways: list[_Stand]) -> list[Value]:
    found: list[Value] = []
    n_answers = 0
    for way in ways:
        n_answers += len(way.answers)
        if n_answers > MAX_ANSWERS_IN_ALL:
            break
        found.append(
            {
                "nom": f"Chemin {len(found) + 1}",
                "reponses": [{step_id: given} for step_id, given in way.answers],
                "fin": way.step_id,
            }
        )
    return found


def _at_random(
    start: str, steps: dict[str, PartStep], chance: random.Random
) -> tuple[_Stand, set[Taken]]:
    """Return a way whose answers are drawn, and the branches that it takes.

    Two answers far from each other may be needed for one branch: no way made step by step has
    them both, some of many drawn ways do.
    """
    stand, taken = _Stand(start), set[Taken]()
    while stand.step_id in steps:
        step = steps[stand.step_id]
        is_question = step.node.kind is StepKind.QUESTION
        answers = _answers(step)[:-1] if is_question else _answers(step)[:1]
        stand, own = _after(stand, chance.choice(answers), steps)
        taken |= own
    return stand, taken


def _first_visits(start: str, steps: dict[str, PartStep]) -> Iterator[_Stand]:
    """Yield one way to each step, the shortest first."""
    seen: set[str] = set()
    waiting = [_Stand(start)]
    while waiting:
        later: list[_Stand] = []
        for stand in waiting:
            if stand.step_id in seen or stand.step_id not in steps:
                continue
            seen.add(stand.step_id)
            yield stand
            step = steps[stand.step_id]
            later += [_after(stand, answer, steps)[0] for answer in _answers(step)]
        waiting = later


def _answers(step: PartStep) -> list[str]:
    if step.node.kind is StepKind.QUESTION:
        return [*(option.value for option in step.node.options), DONT_KNOW]
    if step.node.kind is StepKind.ONLINE:
        return [DONE, LATER]
    return [ALL_PAPERS if step.node.kind is StepKind.PAPERS else GO_ON]


def _after(
    stand: _Stand, answer: str, steps: dict[str, PartStep]
) -> tuple[_Stand, frozenset[Taken]]:
    """Return where an answer leads, and the branches that it takes."""
    step = steps[stand.step_id]
    answers = (*stand.answers, (stand.step_id, answer))
    if answer == DONT_KNOW:
        return _Stand(PERSON, stand.facts, answers), frozenset({(stand.step_id, answer)})
    if answer == LATER and step.node.kind is StepKind.ONLINE:
        return _Stand(LATER_END, stand.facts, answers), frozenset({(stand.step_id, answer)})
    facts = stand.facts
    if step.node.kind is StepKind.QUESTION:
        facts = {**facts, stand.step_id: answer}
    for place, branch in enumerate(step.branches):
        if branch.condition is None or evaluate(branch.condition, facts) is True:
            taken = frozenset({(stand.step_id, answer), (stand.step_id, f"/{place}")})
            return _Stand(branch.target, facts, answers), taken
    raise AssertionError  # the last branch has no condition


def _to_an_end(stand: _Stand, steps: dict[str, PartStep], covered: set[Taken]) -> _Stand:
    """Return the end of a way that goes on, by branches not taken yet where there are any."""
    while stand.step_id in steps:
        ways = [_after(stand, answer, steps) for answer in _answers(steps[stand.step_id])]
        stand, taken = next((way for way in ways if not way[1] <= covered), ways[0])
        covered |= taken
    return stand
