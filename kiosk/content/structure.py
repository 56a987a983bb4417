# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks the shape of a walkthrough: every way is known, reachable, and comes to an end."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from kiosk.content.problems import Severity
from kiosk.domain.conditions import Operator, comparisons, facts_named
from kiosk.domain.walkthroughs import ASKING, DOING, DONE, LATER, StepKind

if TYPE_CHECKING:
    from kiosk.content.fields import Notes
    from kiosk.domain.conditions import Condition, FactValue
    from kiosk.domain.walkthroughs import Registries, Step, Walkthrough

LONGEST_WAY = 25
_PAPER_FACTS = frozenset({"complet", "incomplet"})
_NUMERIC = frozenset({Operator.AT_LEAST, Operator.AT_MOST})

Lines = dict[str, int]
"""Line of each step."""


def targets(step: Step) -> tuple[str, ...]:
    """Return every step to which `step` may lead, without repetition."""
    found = [branch.target for branch in step.branches]
    found += [target for target in (step.unknown_target, step.later_target) if target]
    return tuple(dict.fromkeys(found))


def check_structure(
    walkthrough: Walkthrough, registries: Registries, *, lines: Lines, notes: Notes
) -> None:
    """Note what is wrong with the ways through `walkthrough` and the entries it names."""
    steps = {step.step_id: step for step in walkthrough.steps}
    are_targets_known = _check_targets(walkthrough, steps, lines, notes)
    _check_stages(walkthrough, lines, notes)
    _check_registry_entries(walkthrough, registries, lines, notes)
    _check_compared_values(walkthrough, lines, notes)
    if are_targets_known and walkthrough.start in steps:
        _check_ways(walkthrough, steps, lines, notes)
        _check_facts_asked(walkthrough, steps, lines, notes)


def _check_targets(
    walkthrough: Walkthrough, steps: dict[str, Step], lines: Lines, notes: Notes
) -> bool:
    is_sound = True
    if walkthrough.start not in steps:
        notes.add(1, "E103", f"depart : l’étape « {walkthrough.start} » n’existe pas")
        is_sound = False
    for step in walkthrough.steps:
        for target in targets(step):
            if target not in steps:
                message = f"étape {step.step_id} : « {target} » n’est l’id d’aucune étape"
                notes.add(lines[step.step_id], "E103", message)
                is_sound = False
    return is_sound


def _check_ways(
    walkthrough: Walkthrough, steps: dict[str, Step], lines: Lines, notes: Notes
) -> None:
    reached = _reached({walkthrough.start}, {name: targets(s) for name, s in steps.items()})
    backwards: dict[str, list[str]] = {name: [] for name in steps}
    for name, step in steps.items():
        for target in targets(step):
            backwards[target].append(name)
    ends = {name for name, step in steps.items() if step.kind is StepKind.END}
    ending = _reached(ends, {name: tuple(names) for name, names in backwards.items()})
    for name in steps:
        if name not in reached:
            notes.add(lines[name], "E104", f"étape {name} : aucun chemin n’y mène, l’enlever")
        elif name not in ending:
            message = f"étape {name} : aucun chemin ne mène d’ici à une fin, ouvrir une sortie"
            notes.add(lines[name], "E106", message)
    length = _longest_way(walkthrough.start, steps)
    if length > LONGEST_WAY:
        message = f"un chemin a {length} écrans, plus de {LONGEST_WAY} : le raccourcir"
        notes.add(1, "W111", message, severity=Severity.WARNING)


def _reached(begin: set[str], edges: dict[str, tuple[str, ...]]) -> set[str]:
    seen = set(begin)
    waiting = deque(begin)
    while waiting:
        for target in edges[waiting.popleft()]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def _longest_way(begin: str, steps: dict[str, Step]) -> int:
    """Return the number of screens of the longest way, a loop counted once at most."""
    length: dict[str, int] = {}

    def walk(name: str, above: frozenset[str]) -> int:
        if name not in length:
            further = (t for t in targets(steps[name]) if t not in above)
            length[name] = 1 + max((walk(t, above | {t}) for t in further), default=0)
        return length[name]

    return walk(begin, frozenset({begin}))


def _check_facts_asked(
    walkthrough: Walkthrough, steps: dict[str, Step], lines: Lines, notes: Notes
) -> None:
    """Note each branch that asks about a fact which some way there has not asked.

    A forward "must" analysis: what is known before a step is what is known on all ways to it.
    """
    everything = frozenset(step.fact for step in walkthrough.steps if step.fact)
    before = dict.fromkeys(steps, everything)
    before[walkthrough.start] = frozenset()
    waiting = deque(steps)
    while waiting:
        step = steps[waiting.popleft()]
        after = before[step.step_id] | ({step.fact} if step.fact else frozenset())
        for target in targets(step):
            narrowed = before[target] & after
            if narrowed != before[target]:
                before[target] = narrowed
                waiting.append(target)
    for step in walkthrough.steps:
        known = before[step.step_id] | {step.fact}
        for branch in step.branches:
            if branch.condition is None:
                continue
            for fact in sorted(facts_named(branch.condition) - known):
                message = (
                    f"étape {step.step_id} : « {fact} » n’a pas été demandé sur tous les chemins"
                )
                notes.add(lines[step.step_id], "E108", message)


def _check_stages(walkthrough: Walkthrough, lines: Lines, notes: Notes) -> None:
    order = [stage.stage_id for stage in walkthrough.stages]
    used = {step.stage_id for step in walkthrough.steps}
    for step in walkthrough.steps:
        if step.stage_id not in order:
            message = f"étape {step.step_id} : « {step.stage_id} » n’est pas dans parties"
            notes.add(lines[step.step_id], "E103", message)
    for stage_id in order:
        if stage_id not in used:
            notes.add(1, "E104", f"parties : « {stage_id} » n’a aucune étape, l’enlever")
    if len(set(order)) < len(order):
        notes.add(1, "E102", "parties : un id est deux fois")


def _check_registry_entries(
    walkthrough: Walkthrough, registries: Registries, lines: Lines, notes: Notes
) -> None:
    named: list[tuple[int, str, str, object]] = []
    for step in walkthrough.steps:
        line = lines[step.step_id]
        named += [(line, "pieces", p.paper_id, registries.papers) for p in step.papers]
        named.append((line, "urls", step.url_id, registries.sites))
        named.append((line, "contacts", step.contact_id, registries.contacts))
    named += [(1, "urls", source.url_id, registries.sites) for source in walkthrough.sources]
    themes = {theme.theme_id for theme in registries.themes}
    named.append((1, "themes", walkthrough.theme_id, themes))
    for line, registry, name, entries in named:
        if name and isinstance(entries, dict | set) and name not in entries:
            message = f"« {name} » n’est pas dans registres/{registry}.yaml, l’y ajouter"
            notes.add(line, "E103", message)


def _check_compared_values(walkthrough: Walkthrough, lines: Lines, notes: Notes) -> None:
    offered = _offered(walkthrough)
    for step in walkthrough.steps:
        for condition in _conditions(step):
            for leaf in comparisons(condition):
                problem = _comparison_problem(leaf, offered)
                if problem:
                    notes.add(lines[step.step_id], "E109", f"étape {step.step_id} : {problem}")


def _comparison_problem(leaf: Condition, offered: dict[str, frozenset[FactValue]]) -> str | None:
    if leaf.fact not in offered:
        return f"aucune étape ne demande « {leaf.fact} »"
    values = offered[leaf.fact]
    if leaf.operator is Operator.IS_YES and "oui" not in values:
        return f"« {leaf.fact} » ne vaut jamais « oui »"
    if leaf.operator in _NUMERIC and not all(isinstance(value, int) for value in values):
        return f"« {leaf.fact} » n’est pas un nombre"
    if leaf.operator in {Operator.EQUALS, Operator.ONE_OF}:
        never = [str(value) for value in leaf.values if value not in values]
        if never:
            return f"« {leaf.fact} » ne vaut jamais « {never[0]} »"
    return None


def _offered(walkthrough: Walkthrough) -> dict[str, frozenset[FactValue]]:
    offered: dict[str, frozenset[FactValue]] = {}
    for step in walkthrough.steps:
        values: frozenset[FactValue] = frozenset()
        if step.kind in ASKING:
            values = frozenset(option.value for option in step.options)
        elif step.kind is StepKind.PAPERS:
            values = _PAPER_FACTS
        elif step.kind in DOING:
            values = frozenset({DONE, LATER})
        if step.fact:
            offered[step.fact] = offered.get(step.fact, frozenset()) | values
    return offered


def _conditions(step: Step) -> tuple[Condition, ...]:
    found = [branch.condition for branch in step.branches]
    found += [need.condition for need in step.papers]
    found += list(step.point_conditions.values())
    return tuple(condition for condition in found if condition is not None)
