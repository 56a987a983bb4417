# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plays the named ways of ``tests.yaml`` and tells which branches no way takes.

A branch is: an option of a question, a "je ne sais pas" that leads somewhere, each entry of a
`suite`, and each way "sans Internet" or "plus tard".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.content.condition_reading import fact_value
from kiosk.content.fields import Fields, Notes
from kiosk.content.layout import TESTS_FILE
from kiosk.content.problems import ContentProblem, Severity
from kiosk.content.yaml_tree import readable_yaml
from kiosk.domain.conditions import evaluate
from kiosk.domain.walkthrough_run import (
    Answer,
    Run,
    allowed_answers,
    answer,
    facts,
    needed_papers,
    start,
    toggle_paper,
)
from kiosk.domain.walkthroughs import ASKING, DOING, DONE, GO_ON, LATER, Step, StepKind

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.yaml_tree import Node
    from kiosk.domain.conditions import FactValue
    from kiosk.domain.walkthroughs import Walkthrough

DONT_KNOW = "ne_sait_pas"
ALL_PAPERS = "tout"
NO_PAPERS = "rien"
MAX_ANSWERS = 80


@dataclass(frozen=True, slots=True, order=True)
class BranchTaken:
    """One branch: the step, and what is chosen or which entry of the `suite` is followed."""

    step_id: str
    way: str


@dataclass(frozen=True, slots=True)
class PathReport:
    """What playing the tests of one walkthrough gave.

    Attributes:
        n_paths: Ways played.
        n_failed: Ways that did not go as told.
        branches: All branches of the walkthrough.
        covered: Branches that some sound way takes.
    """

    n_paths: int
    n_failed: int
    branches: frozenset[BranchTaken]
    covered: frozenset[BranchTaken]

    @property
    def missed(self) -> tuple[BranchTaken, ...]:
        """Branches that no way takes, in order."""
        return tuple(sorted(self.branches - self.covered))


class _PathFailed(Exception):
    """A way does not go as told; carries the line and the sentence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def all_branches(walkthrough: Walkthrough) -> frozenset[BranchTaken]:
    """Return every branch of `walkthrough`."""
    found = set()
    for step in walkthrough.steps:
        for place in range(len(step.branches)):
            found.add(_suite_entry(step, place))
        if step.kind in ASKING:
            found |= {BranchTaken(step.step_id, str(option.value)) for option in step.options}
            found.add(BranchTaken(step.step_id, DONT_KNOW))
        if step.kind in DOING and step.later_target:
            found.add(BranchTaken(step.step_id, LATER))
    return frozenset(found)


def run_path_tests(
    folder: Path, walkthrough: Walkthrough, problems: list[ContentProblem]
) -> PathReport:
    """Play ``tests.yaml`` of `folder`, adding failed ways and missed branches to `problems`."""
    branches = all_branches(walkthrough)
    file = f"{folder.name}/{TESTS_FILE}"
    notes = Notes(file, problems)
    node = readable_yaml(folder / TESTS_FILE, file, problems)
    if node is None:
        return PathReport(0, 0, branches, frozenset())
    fields = Fields(node, notes, "tests")
    covered: set[BranchTaken] = set()
    n_failed = 0
    paths = fields.items("tests")
    for path in paths:
        try:
            covered |= _play(path, walkthrough, notes)
        except _PathFailed as failure:
            n_failed += 1
            notes.add(failure.line, "E601", failure.message, severity=Severity.ERROR)
    fields.close()
    report = PathReport(len(paths), n_failed, branches, frozenset(covered))
    for missed in report.missed:
        message = f"aucun test ne prend : étape {missed.step_id}, {missed.way}"
        notes.add(1, "E602", message, severity=Severity.ERROR)
    return report


def _play(node: Node, walkthrough: Walkthrough, notes: Notes) -> set[BranchTaken]:
    fields = Fields(node, notes, "test")
    name = fields.text("nom")
    end = fields.text("fin")
    lines = fields.items("reponses")
    fields.close()
    if len(lines) > MAX_ANSWERS:
        raise _PathFailed(node.line, f"« {name} » : plus de {MAX_ANSWERS} réponses")
    run = start(walkthrough)
    taken: set[BranchTaken] = set()
    for line in lines:
        expected, given = _answer_line(line, name)
        if run.step_id != expected:
            message = f"« {name} » : l’étape est « {run.step_id} », pas « {expected} »"
            raise _PathFailed(line.line, message)
        run, branches = _answered(run, given, name)
        taken |= branches
    if run.step_id != end or not run.is_at_end:
        message = f"« {name} » : le chemin finit à « {run.step_id} », pas à la fin « {end} »"
        raise _PathFailed(node.line, message)
    return taken


def _answer_line(node: Node, name: str) -> tuple[str, Node]:
    if not isinstance(node.value, dict) or len(node.value) != 1:
        raise _PathFailed(node.line, f"« {name} » : une étape et sa réponse par ligne")
    return next(iter(node.value.items()))


def _answered(run: Run, given: Node, name: str) -> tuple[Run, set[BranchTaken]]:
    step = run.step
    value: Answer
    if given.value == DONT_KNOW:
        value = None
    elif step.kind is StepKind.PAPERS:
        run, value = _with_papers(run, given, name), GO_ON
    else:
        value = fact_value(given)
    if value not in allowed_answers(step) or (value is None and given.value != DONT_KNOW):
        message = f"« {name} » : l’étape {step.step_id} n’offre pas « {given.value} »"
        raise _PathFailed(given.line, message)
    after = answer(run, value)
    return after, _branches_taken(run, after, value)


def _with_papers(run: Run, given: Node, name: str) -> Run:
    asked = [need.paper_id for need, _ in needed_papers(run, run.step)]
    if given.value == ALL_PAPERS:
        wanted = asked
    elif isinstance(given.value, list):
        wanted = [str(item.value) for item in given.value]
    elif given.value == NO_PAPERS or given.value == GO_ON:  # noqa: PLR1714 - a map has no hash
        wanted = []
    else:
        message = f"« {name} » : papiers : tout, rien, ou une liste entre crochets"
        raise _PathFailed(given.line, message)
    for paper_id in wanted:
        if paper_id not in asked:
            message = f"« {name} » : le papier « {paper_id} » n’est pas demandé ici"
            raise _PathFailed(given.line, message)
        if paper_id not in run.ticked:
            run = toggle_paper(run, paper_id)
    return run


def _branches_taken(before: Run, after: Run, value: FactValue | None) -> set[BranchTaken]:
    step = before.step
    if step.kind in ASKING and value is None:
        return {BranchTaken(step.step_id, DONT_KNOW)}
    if step.kind in DOING and value == LATER and step.later_target:
        return {BranchTaken(step.step_id, LATER)}
    taken = {_followed(step, after)}
    if step.kind in ASKING:
        taken.add(BranchTaken(step.step_id, str(value)))
    return taken


def _followed(step: Step, after: Run) -> BranchTaken:
    known = facts(after)
    for place, branch in enumerate(step.branches):
        if branch.condition is None or evaluate(branch.condition, known) is True:
            return _suite_entry(step, place)
    return BranchTaken(step.step_id, DONE)


def _suite_entry(step: Step, place: int) -> BranchTaken:
    branch = step.branches[place]
    way = "sinon" if branch.condition is None else f"si n° {place + 1}"
    return BranchTaken(step.step_id, f"suite, {way} → {branch.target}")
