# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cuts the steps of a sheet into walkthroughs of forty steps at most, each whole by itself.

A way that leaves one part ends there and opens the next. Cuts are made where the fewest ways
cross. In each part, routers dissolve into the `suite` of the steps before them, as far as the
answers given in that part settle their conditions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.content.service_public.layout_of_steps import END, LATER, LEAF, PERSON, Node, Truth
from kiosk.content.service_public.logic import (
    ALWAYS,
    MAX_PARTS,
    Asked,
    not_false,
    surely_false,
    surely_true,
)
from kiosk.domain.conditions import Condition, Operator
from kiosk.domain.walkthroughs import Branch, StepKind
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.content.service_public.layout_of_steps import Graph
    from kiosk.content.service_public.logic import Settings

MAX_STEPS = 40
MAX_TEXT_SIGNS = 45_000
MAX_CUT_PARTS = 60
SHORT_PART = 10
SHORT_TAIL = 6
NEXT_PART = "fin_suite_"


@dataclass(slots=True)
class PartStep:
    """A step of one part, its ways settled.

    Attributes:
        node: What it says.
        branches: Where it leads, the last one always.
        line_conditions: Condition of a point or paper by its place.
        unsure_lines: Places of the points that only hold in a case nobody can ask about.
    """

    node: Node
    branches: tuple[Branch, ...]
    line_conditions: dict[int, Condition] = field(default_factory=dict)
    unsure_lines: frozenset[int] = frozenset()


@dataclass(slots=True)
class Part:
    """One walkthrough of a sheet.

    Attributes:
        number: From 1.
        start: Its first step.
        steps: Its steps that are no ends.
        ends: Ids of its ends, in the order in which they are met.
        next_parts: Number of the part that an end opens, by end.
    """

    number: int
    start: str
    steps: list[PartStep]
    ends: list[str]
    next_parts: dict[str, int]


def cut(graph: Graph, settings: Settings, name: str) -> list[Part]:
    """Return the parts of `graph`, the one to begin with first.

    Raises:
        ContentUnreadable: If it would be more parts than anybody can read again.
    """
    places = {node.node_id: place for place, node in enumerate(graph.nodes)}

    def passed(node_id: str) -> str:
        # the first screen from here when nothing is known yet: a part begins without answers
        while node_id in places and graph.nodes[places[node_id]].is_router:
            node_id = graph.nodes[places[node_id]].target
        return node_id

    starts = [passed(graph.start)]
    parts: list[Part] = []
    while len(parts) < len(starts):
        if len(starts) > MAX_CUT_PARTS:
            raise ContentUnreadable(
                f"{name} est refusé : la fiche donnerait plus de {MAX_CUT_PARTS} parcours."
            )
        start = starts[len(parts)]
        chosen = _chosen(start, graph.nodes, places)
        parts.append(_part(start, chosen, settings, starts=starts, passed=passed))
    return parts


def is_end(node_id: str) -> bool:
    """Say whether an id names an end that every part may have."""
    return node_id in {END, PERSON, LATER} or node_id.startswith(LEAF)


def _chosen(start: str, nodes: list[Node], places: dict[str, int]) -> list[Node]:
    """Return the nodes of the part that begins at `start`, those that it can hold."""
    if start not in places:
        return []
    reachable = _own_side(start, nodes, places)
    chosen: set[str] = set()
    crossing: set[str] = set()
    ends: set[str] = {PERSON}
    n_steps = n_signs = 0
    good = (MAX_STEPS, 0)  # ways across, minus the number of nodes
    for count, node in enumerate(reachable, start=1):
        chosen.add(node.node_id)
        crossing.discard(node.node_id)
        n_steps += not node.is_router
        n_signs += _signs(node)
        if node.kind is StepKind.ONLINE:
            ends.add(LATER)
        for target in node.targets():
            if is_end(target):
                ends.add(target)
            elif target not in chosen:
                crossing.add(target)
        if n_steps + len(ends) + len(crossing) > MAX_STEPS or n_signs > MAX_TEXT_SIGNS:
            break
        # fewest ways across, then as many steps as can be; a short part only when it must be
        is_short = n_steps < SHORT_PART and len(crossing) > 0
        good = min(good, (MAX_STEPS - 1 if is_short else max(len(crossing), 1), -count))
    return reachable[: max(-good[1], 1)]


def _own_side(start: str, nodes: list[Node], places: dict[str, int]) -> list[Node]:
    """Return what can be reached from `start`, up to where other ways come in.

    What all ways share becomes a part of its own, unless it is so short that each may hold it.
    """
    reachable = _reachable(start, nodes, places, frozenset())
    shared = {
        target
        for node in nodes
        if node.node_id not in reachable
        for target in node.targets()
        if target in reachable and target != start
    }
    long = frozenset(
        target
        for target in shared
        if len(_reachable(target, nodes, places, frozenset())) > SHORT_TAIL
    )
    kept = _reachable(start, nodes, places, long)
    return [nodes[place] for place in sorted(places[node_id] for node_id in kept)]


def _reachable(
    start: str, nodes: list[Node], places: dict[str, int], barred: frozenset[str]
) -> set[str]:
    seen = {start}
    waiting = [start]
    while waiting:
        for target in nodes[places[waiting.pop()]].targets():
            if target in places and target not in seen and target not in barred:
                seen.add(target)
                waiting.append(target)
    return seen


def _signs(node: Node) -> int:
    texts = [node.title, node.text, node.help_text, *node.prepare]
    texts += [line.text + line.case for line in node.lines]
    texts += [option.label for option in node.options]
    return sum(map(len, texts))


class _Dissolver:
    """Turns targets into branches, for one part, as far as `facts` are asked in it."""

    def __init__(self, chosen: list[Node], settings: Settings, facts: frozenset[str]) -> None:
        self._nodes = {node.node_id: node for node in chosen}
        self._settings = settings
        self._routes: dict[str, list[Branch]] = {}
        self._follow(chosen, facts)

    def ways(self, target: str, given: Condition | None = None) -> list[Branch]:
        """Return the branches to `target`, the last of them under `given` alone."""
        found: list[Branch] = []
        for route in self._routes.get(target, []):
            if route.condition is None:
                return [*found, *self.ways(route.target, given)]
            both = _both(given, route.condition)
            if both is not None:
                found += self.ways(route.target, both)
        return [*found, Branch(target, given)]

    def _follow(self, chosen: list[Node], facts: frozenset[str]) -> None:
        """Settle the routers in the order of the sheet, with what has been asked before each."""
        some: dict[str, frozenset[str]] = {node.node_id: frozenset() for node in chosen[:1]}
        every = dict(some)
        for node in chosen:
            here = node.node_id
            if here not in some:
                continue  # no way leads here any more
            some_here, every_here = some[here], every[here]
            targets = node.targets()
            if node.is_router:
                self._routes[here] = self._settled(node, Asked(some_here, every_here))
                targets = [route.target for route in self._routes[here]]
            own = frozenset({here}) & facts
            for target in targets:
                some[target] = some.get(target, frozenset()) | some_here | own
                after = every_here | own
                every[target] = every[target] & after if target in every else after

    def _settled(self, router: Node, asked: Asked) -> list[Branch]:
        """Return the ways of a router that the answers so far can open, the last one always."""
        found: list[Branch] = []
        for route in router.routes:
            surely = surely_true if route.when is Truth.TRUE else surely_false
            settled = surely(route.logic, self._settings, asked)
            if settled is ALWAYS:
                return [*found, Branch(route.target)]
            if isinstance(settled, Condition):
                found.append(Branch(route.target, settled))
                if self._leave_nothing(found, asked):
                    return [*found[:-1], Branch(route.target)]
        return [*found, Branch(router.target)]

    def _leave_nothing(self, found: list[Branch], asked: Asked) -> bool:
        """Say whether the answers to one question that was surely put all have their way."""
        settled = [branch.condition for branch in found if branch.condition is not None]
        facts = {condition.fact for condition in settled}
        fact = min(facts)
        if len(facts) > 1 or fact not in asked.surely:
            return False
        taken = {value for condition in settled for value in condition.values}
        return {option.value for option in self._nodes[fact].options} <= taken


def _both(one: Condition | None, other: Condition) -> Condition | None:
    """Return the conjunction of both, flat; None when the format cannot hold it."""
    if one is None:
        return other
    parts: list[Condition] = []
    for condition in (one, other):
        parts += condition.parts if condition.operator is Operator.ALL else (condition,)
    unique = tuple(dict.fromkeys(parts))
    return Condition(Operator.ALL, parts=unique) if len(unique) <= MAX_PARTS else None


def _part(
    start: str,
    chosen: list[Node],
    settings: Settings,
    *,
    starts: list[str],
    passed: Callable[[str], str],
) -> Part:
    facts = _questions(chosen)
    steps = _met(start, chosen, settings, facts)
    # what dissolving left without a way to it is not asked: nothing may depend on it
    while not facts <= _asked(steps):
        facts &= _asked(steps)
        steps = _met(start, chosen, settings, facts)
    inside = {step.node.node_id for step in steps}
    ends: dict[str, None] = {} if start in inside else {start: None}
    for step in steps:
        step.branches = tuple(
            Branch(_own(passed(branch.target), inside, starts), branch.condition)
            for branch in step.branches
        )
        ends |= dict.fromkeys(b.target for b in step.branches if b.target not in inside)
        if step.node.kind is StepKind.QUESTION:
            ends[PERSON] = None
        if step.node.kind is StepKind.ONLINE:
            ends[LATER] = None
        _settle_lines(step, settings, _asked(steps))
    return Part(starts.index(start) + 1, start, steps, list(ends), _opened(ends))


def _opened(ends: dict[str, None]) -> dict[str, int]:
    return {end: int(end.removeprefix(NEXT_PART)) for end in ends if end.startswith(NEXT_PART)}


def _own(target: str, inside: set[str], starts: list[str]) -> str:
    """Return `target`, or the end that opens the part which begins there."""
    if target in inside or is_end(target):
        return target
    if target not in starts:
        starts.append(target)
    return f"{NEXT_PART}{starts.index(target) + 1}"


def _questions(nodes: list[Node]) -> frozenset[str]:
    return frozenset(node.node_id for node in nodes if node.kind is StepKind.QUESTION)


def _asked(steps: list[PartStep]) -> frozenset[str]:
    return _questions([step.node for step in steps])


def _met(
    start: str, chosen: list[Node], settings: Settings, facts: frozenset[str]
) -> list[PartStep]:
    """Return the steps that some way from `start` meets, in the order of the sheet."""
    dissolver = _Dissolver(chosen, settings, facts)
    made = {node.node_id: _step(node, dissolver) for node in chosen if not node.is_router}
    met: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here in made and here not in met:
            met.add(here)
            waiting += [branch.target for branch in made[here].branches]
    return [step for name, step in made.items() if name in met]


def _step(node: Node, dissolver: _Dissolver) -> PartStep:
    if node.kind is not StepKind.QUESTION:
        return PartStep(node, tuple(dissolver.ways(node.target)))
    branches: list[Branch] = []
    last = len(node.options) - 1
    for place, option in enumerate(node.options):
        chosen = Condition(Operator.EQUALS, fact=node.node_id, values=(option.value,))
        branches += dissolver.ways(option.target, None if place == last else chosen)
    if len({branch.target for branch in branches}) == 1:
        branches = [Branch(branches[-1].target)]
    return PartStep(node, tuple(branches))


def _settle_lines(step: PartStep, settings: Settings, facts: frozenset[str]) -> None:
    unsure = set()
    for place, line in enumerate(step.node.lines):
        if line.logic is None:
            if line.case:
                unsure.add(place)
            continue
        settled = not_false(line.logic, settings, facts)
        if isinstance(settled, Condition):
            step.line_conditions[place] = settled
        else:
            unsure.add(place)
    step.unsure_lines = frozenset(unsure)
