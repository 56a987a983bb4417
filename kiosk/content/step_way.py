# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds a shortest way of answers to a step, for those who want to look at it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from kiosk.domain.walkthrough_run import (
    Run,
    allowed_answers,
    answer,
    facts,
    needed_papers,
    start,
    toggle_paper,
)
from kiosk.domain.walkthroughs import StepKind
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.domain.walkthroughs import Walkthrough

MOST_RUNS = 20_000


def run_to(walkthrough: Walkthrough, step_id: str) -> Run:
    """Return a run that stands at `step_id`, by as few answers as can be.

    Raises:
        ContentUnreadable: If no way is found.
    """
    begun = start(walkthrough)
    waiting = deque([begun])
    seen = {_key(begun)}
    while waiting and len(seen) < MOST_RUNS:
        run = waiting.popleft()
        if run.step_id == step_id:
            return run
        for following in _next(run):
            key = _key(following)
            if key not in seen:
                seen.add(key)
                waiting.append(following)
    raise ContentUnreadable(f"Aucun chemin ne mène à l’étape « {step_id} ».")


def _key(run: Run) -> tuple[str, frozenset[tuple[str, object]]]:
    return run.step_id, frozenset(facts(run).items())


def _next(run: Run) -> Iterator[Run]:
    if run.is_at_end:
        return
    runs = [run]
    if run.step.kind is StepKind.PAPERS:
        whole = run
        for need, _ in needed_papers(run, run.step):
            if need.paper_id not in whole.ticked:
                whole = toggle_paper(whole, need.paper_id)
        runs.append(whole)
    for one in runs:
        for value in allowed_answers(one.step):
            yield answer(one, value)
