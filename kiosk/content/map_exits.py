# SPDX-License-Identifier: AGPL-3.0-or-later
"""Says, for a map, which ways leave each step: their words, their target, and who tests them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.content.path_tests import DONT_KNOW, BranchTaken, all_branches
from kiosk.domain.conditions import Condition, Operator, evaluate
from kiosk.domain.walkthroughs import (
    ASKING,
    COMPLETE,
    DOING,
    DONE,
    INCOMPLETE,
    LATER,
    SOURCE_LANGUAGE,
    StepKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.domain.conditions import FactValue
    from kiosk.domain.walkthroughs import Registries, Step, Walkthrough

UNKNOWN_WORD = "Je ne sais pas"
_WITHOUT_INTERNET, _LATER_WORD = "Sans Internet", "Plus tard"
_FIXED_WORDS = {COMPLETE: "Tout est là", INCOMPLETE: "Il en manque", DONE: "C’est fait"}
_WORDS = {Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤", Operator.EQUALS: "="}


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out of a step.

    Attributes:
        target: The step where it leads.
        label: What is chosen or what holds, in French; empty: simply going on.
        is_aside: "Je ne sais pas", "sans Internet" and "plus tard": drawn as a broken line.
        is_tested: Some way of ``tests.yaml`` takes it.
    """

    target: str
    label: str
    is_aside: bool
    is_tested: bool


def exits_of(
    walkthrough: Walkthrough,
    step: Step,
    registries: Registries,
    *,
    covered: frozenset[BranchTaken],
) -> tuple[Exit, ...]:
    """Return the ways out of `step`, those to one target together, in the order of the file."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for target, label, is_tested in _main_ways(walkthrough, step, registries, covered):
        found.setdefault(target, []).append((label, is_tested))
    exits = [
        Exit(
            target,
            " ou ".join(dict.fromkeys(label for label, _ in ways if label)),
            is_aside=False,
            is_tested=all(is_tested for _, is_tested in ways),
        )
        for target, ways in found.items()
    ]
    if step.kind in ASKING:
        is_tested = BranchTaken(step.step_id, DONT_KNOW) in covered
        exits.append(Exit(step.unknown_target, UNKNOWN_WORD, is_aside=True, is_tested=is_tested))
    if step.kind in DOING and step.later_target:
        word = _WITHOUT_INTERNET if step.kind is StepKind.ONLINE else _LATER_WORD
        is_tested = BranchTaken(step.step_id, LATER) in covered
        exits.append(Exit(step.later_target, word, is_aside=True, is_tested=is_tested))
    return tuple(exits)


def _main_ways(
    walkthrough: Walkthrough,
    step: Step,
    registries: Registries,
    covered: frozenset[BranchTaken],
) -> Iterator[tuple[str, str, bool]]:
    """Yield target, label and whether it is tested, for each answer or each branch."""
    entries = _tested_entries(walkthrough, step, covered)
    values = _values(walkthrough, step, registries)
    decides = any(
        branch.condition is not None and step.fact in _facts(branch.condition)
        for branch in step.branches
    )
    if not values or (step.kind not in ASKING and not decides):
        for place, branch in enumerate(step.branches):
            word = in_words(branch.condition) if branch.condition else ""
            if not word and len(step.branches) > 1:
                word = "sinon"
            yield branch.target, word, entries[place]
        return
    for value, label in values.items():
        is_asked = step.kind in ASKING
        chosen = not is_asked or BranchTaken(step.step_id, str(value)) in covered
        for place, branch in enumerate(step.branches):
            facts = {step.fact: value}
            held = branch.condition is None or evaluate(branch.condition, facts)
            if held is False:
                continue
            sure = "" if held or branch.condition is None else f", si {in_words(branch.condition)}"
            yield branch.target, f"{label}{sure}", chosen and entries[place]
            if held:
                break


def _tested_entries(
    walkthrough: Walkthrough, step: Step, covered: frozenset[BranchTaken]
) -> list[bool]:
    """Return, for each entry of the `suite`, whether a test follows it."""
    own = {one.way for one in all_branches(walkthrough) if one.step_id == step.step_id}
    taken = {one.way for one in covered if one.step_id == step.step_id}
    found = []
    for place, branch in enumerate(step.branches):
        word = "sinon" if branch.condition is None else f"si n° {place + 1}"
        way = f"suite, {word} → {branch.target}"
        found.append(way in own and way in taken)
    return found


def _values(walkthrough: Walkthrough, step: Step, registries: Registries) -> dict[FactValue, str]:
    if step.kind in ASKING:
        told = walkthrough.texts[SOURCE_LANGUAGE].steps[step.step_id].options
        return {
            option.value: told.get(str(option.value)) or _label(registries, option.value)
            for option in step.options
        }
    if step.kind is StepKind.PAPERS:
        return {value: _FIXED_WORDS[value] for value in (COMPLETE, INCOMPLETE)}
    return {DONE: _FIXED_WORDS[DONE]} if step.kind in DOING else {}


def _label(registries: Registries, value: FactValue) -> str:
    texts = registries.labels.get(str(value), {})
    return texts.get(SOURCE_LANGUAGE, str(value))


def _facts(condition: Condition) -> frozenset[str]:
    from kiosk.domain.conditions import facts_named

    return facts_named(condition)


def in_words(condition: Condition) -> str:
    """Return a condition as a short French phrase."""
    match condition.operator:
        case Operator.ALL | Operator.ANY:
            word = " et " if condition.operator is Operator.ALL else " ou "
            return word.join(map(in_words, condition.parts))
        case Operator.NOT:
            return f"pas ({in_words(condition.parts[0])})"
        case Operator.KNOWN:
            return f"{condition.fact} connu"
        case Operator.IS_YES:
            return f"{condition.fact} = oui"
        case Operator.ONE_OF:
            return f"{condition.fact} = {' ou '.join(map(str, condition.values))}"
        case _:
            return f"{condition.fact} {_WORDS[condition.operator]} {condition.values[0]}"
