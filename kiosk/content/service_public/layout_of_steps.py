# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lays the blocks of a sheet out as steps: four answers a question, five points a step.

The steps form a graph without loops in the order of the sheet. A `Router` is no screen: it says
which way is taken when the answers so far settle a condition, and is dissolved by `cutting`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from kiosk.content.service_public.blocks import (
    Checklist,
    Choice,
    Choose,
    GoOnline,
    Guard,
    Leaf,
    Line,
    Say,
)
from kiosk.content.service_public.logic import Connective, Setting
from kiosk.content.service_public.materials import PaperDraft, marked_slug, slug
from kiosk.content.service_public.text_bounds import MAX_LEAD, MAX_TEXT, bounded, can_lead
from kiosk.content.step_reading import MAX_OPTIONS, MAX_PAPERS
from kiosk.content.text_reading import MAX_POINTS
from kiosk.domain.walkthroughs import StepKind

if TYPE_CHECKING:
    from kiosk.content.service_public.blocks import Block
    from kiosk.content.service_public.logic import Logic
    from kiosk.content.service_public.sheet_context import Context

END = "fin"
PERSON = "fin_personne"
LATER = "fin_plus_tard"
LEAF = "fin_fiche_"
YES, NO, OTHER = "oui", "non", "autre"
OTHER_LABEL = "Une autre réponse"
CONCERNED = "Êtes-vous dans ce cas ?"
MY_PAPERS = "Avez-vous ces papiers ?"
MAX_HELP = 600
_RESERVED = frozenset({OTHER, "ne_sait_pas", "x"})
_LONGEST_VALUE = 40


@dataclass(slots=True)
class Option:
    """One answer of a question: its value, its words, the step to which it leads."""

    value: str
    label: str
    target: str


class Truth(Enum):
    """What must be known of a condition."""

    TRUE = "true"
    FALSE = "false"


@dataclass(slots=True)
class Route:
    """A way that a router takes when `logic` is known to be so."""

    logic: Logic
    when: Truth
    target: str


@dataclass(slots=True)
class Node:
    """A step before it is written, or a router.

    Attributes:
        node_id: Its id.
        kind: Its type; None for a router.
        target: What comes next: after an info, on site, on a router that settles nothing.
        title: Its title.
        text: Sentences under it.
        help_text: Its help.
        lines: Points, or the papers with `paper_ids`.
        paper_ids: Keys of the papers.
        options: Answers.
        routes: Ways of a router.
        stem: Words from which its id is made; empty when it has its own.
        url_id: Its site.
        contact_id: Its contact.
        prepare: What to prepare for the site.
    """

    node_id: str
    kind: StepKind | None
    target: str = ""
    title: str = ""
    text: str = ""
    help_text: str = ""
    lines: list[Line] = field(default_factory=list)
    paper_ids: list[str] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    stem: str = ""
    url_id: str = ""
    contact_id: str = ""
    prepare: list[str] = field(default_factory=list)

    def rename(self, names: dict[str, str]) -> None:
        """Take the new names of steps."""
        self.node_id = names.get(self.node_id, self.node_id)
        self.target = names.get(self.target, self.target)
        for option in self.options:
            option.target = names.get(option.target, option.target)
        for route in self.routes:
            route.target = names.get(route.target, route.target)

    def targets(self) -> list[str]:
        """Return the ids to which it may lead, without repetition."""
        found = [option.target for option in self.options]
        found += [route.target for route in self.routes]
        if self.target:
            found.append(self.target)
        return list(dict.fromkeys(found))

    @property
    def is_router(self) -> bool:
        """Whether it is no screen."""
        return self.kind is None


@dataclass(slots=True)
class Graph:
    """The steps of a sheet in its order, the first one, and the sheets that ends name."""

    start: str
    nodes: list[Node]
    leaves: dict[str, str] = field(default_factory=dict)


def lay_out(blocks: list[Block], context: Context) -> Graph:
    """Return the steps of `blocks`; what their answers settle is added to the settings."""
    layout = _Layout(context)
    start, nodes = layout.sequence(blocks, END)
    names = {node.node_id: context.key(node.stem) for node in nodes if node.stem}
    for node in nodes:
        node.rename(names)
    return Graph(names.get(start, start), nodes, layout.leaves)


class _Layout:
    def __init__(self, context: Context) -> None:
        self._context = context
        self.leaves: dict[str, str] = {}
        self._count = 0

    def sequence(self, blocks: list[Block], after: str) -> tuple[str, list[Node]]:
        """Return the first id and the nodes of blocks that are followed by `after`."""
        # Blocks are laid out from the last, since each must know what follows it; a stack of
        # lists keeps that linear.
        laid: list[list[Node]] = []
        for block in reversed(blocks):
            after, nodes = self._block(block, after)
            laid.append(nodes)
        return after, [node for nodes in reversed(laid) for node in nodes]

    def _block(self, block: Block, after: str) -> tuple[str, list[Node]]:
        match block:
            case Say():
                return self._say(block, after)
            case Checklist():
                return self._papers(block, after)
            case GoOnline():
                return self._online(block, after)
            case Guard():
                return self._guard(block, after)
            case Choose():
                return self._choose(block, after)
            case Leaf():
                leaf_id = f"{LEAF}{block.sheet_id.lower()}"
                self.leaves[leaf_id] = block.sheet_id
                return leaf_id, []

    def _say(self, block: Say, after: str) -> tuple[str, list[Node]]:
        lines = [piece for line in block.lines for piece in bounded(line)]
        if not lines and not block.contact_id:
            return after, []
        lead = ""
        if lines and lines[0].logic is None and not lines[0].case and can_lead(lines[0].text):
            lead = lines.pop(0).text
        groups = [lines[at : at + MAX_POINTS] for at in range(0, len(lines), MAX_POINTS)] or [[]]
        nodes = [
            Node(
                self._passing_id(),
                StepKind.INFO,
                stem=block.title,
                title=block.title or "À savoir",
                lines=group,
            )
            for group in groups
        ]
        nodes[0].text = lead
        nodes[0].help_text = block.help_text[:MAX_HELP]
        nodes[-1].contact_id = block.contact_id
        return _chained(nodes, after)

    def _passing_id(self) -> str:
        """Return an id that holds until the steps are named, in the order of the sheet."""
        self._count += 1
        return f"#{self._count}"

    def _papers(self, block: Checklist, after: str) -> tuple[str, list[Node]]:
        context = self._context
        papers: dict[str, Line] = {}
        for line in block.papers:
            key = marked_slug("dila", line.text)
            context.materials.papers[key] = PaperDraft(line.text, context.sheet_id)
            known = papers.setdefault(key, line)
            if known is not line and line.logic is None:
                papers[key] = Line(line.text)  # asked of all: no case any more
        keys = list(papers)
        nodes = [
            Node(
                self._passing_id(),
                StepKind.PAPERS,
                stem=f"papiers_{block.title}",
                title=MY_PAPERS,
                text=block.title,
                lines=[papers[key] for key in keys[at : at + MAX_PAPERS]],
                paper_ids=keys[at : at + MAX_PAPERS],
            )
            for at in range(0, len(keys), MAX_PAPERS)
        ]
        return _chained(nodes, after) if nodes else (after, [])

    def _online(self, block: GoOnline, after: str) -> tuple[str, list[Node]]:
        node = Node(
            block.key,
            StepKind.ONLINE,
            target=after,
            title=block.title,
            url_id=block.url_id,
            prepare=[text[:MAX_TEXT] for text in block.prepare],
        )
        return node.node_id, [node]

    def _guard(self, block: Guard, after: str) -> tuple[str, list[Node]]:
        entry, body = self.sequence(block.body, after)
        if not body and entry == after:
            return after, []
        router = Node(f"{block.key}-r", None, target=entry)
        if block.logic is not None:
            router.routes = [
                Route(block.logic, Truth.TRUE, entry),
                Route(block.logic, Truth.FALSE, after),
            ]
        if not block.label:
            return (router.node_id, [router, *body]) if router.routes else (entry, body)
        question = Node(
            block.key,
            StepKind.QUESTION,
            title=CONCERNED,
            text=block.label,
            options=[Option(YES, "Oui", entry), Option(NO, "Non", after)],
        )
        router.target = question.node_id
        variable = _variable(block.logic)
        if variable:
            setting = Setting(block.key, frozenset({YES}), frozenset({NO}))
            self._context.settings.add(variable, setting)
        return router.node_id, [router, question, *body]

    def _choose(self, block: Choose, after: str) -> tuple[str, list[Node]]:
        bodies = [self.sequence(choice.body, after) for choice in block.choices]
        if len(block.choices) == 1:
            return bodies[0]
        entries = [entry for entry, _ in bodies]
        values = _values(block.choices)
        questions = self._questions(block, values, entries)
        # each question stands before what its own answers lead to: a cut then crosses few ways
        inner: list[Node] = []
        for question, group in zip(questions, _cut(len(values)), strict=True):
            inner.append(question)
            inner += [node for at in group for node in bodies[at][1]]
        routes = [
            Route(choice.logic, Truth.TRUE, entry)
            for choice, entry in zip(block.choices, entries, strict=True)
            if choice.logic is not None
        ]
        if not routes:
            return questions[0].node_id, inner
        router = Node(f"{block.key}-r", None, target=questions[0].node_id, routes=routes)
        return router.node_id, [router, *inner]

    def _questions(self, block: Choose, values: list[str], entries: list[str]) -> list[Node]:
        """Return the question, cut so that none has more than four answers."""
        places = _cut(len(values))
        questions = []
        for number, group in enumerate(places):
            key = block.key if number == 0 else f"{block.key}-{number + 1}"
            options = [Option(values[at], block.choices[at].label, entries[at]) for at in group]
            if number + 1 < len(places):
                options.append(Option(OTHER, OTHER_LABEL, f"{block.key}-{number + 2}"))
            node = Node(key, StepKind.QUESTION, title=block.title, options=options)
            node.text = block.text[:MAX_LEAD]
            node.help_text = block.help_text[:MAX_HELP] if number == 0 else ""
            questions.append(node)
            self._settle(key, block.choices, values, group)
        return questions

    def _settle(self, fact: str, choices: list[Choice], values: list[str], group: range) -> None:
        """Tell the settings what each answer of one question makes true and false."""
        true: dict[str, set[str]] = {}
        false: dict[str, set[str]] = {}
        offered = {values[at] for at in group} | ({OTHER} if group.stop < len(values) else set())
        for at in group:
            for variable in choices[at].makes_true:
                true.setdefault(variable, set()).add(values[at])
            for variable in choices[at].makes_false:
                false.setdefault(variable, set()).add(values[at])
        for variable, holders in list(true.items()):
            is_case = any(choices[at].logic is not None for at in group)
            if is_case:  # the cases of one list exclude each other
                false.setdefault(variable, set()).update(offered - holders)
        for variable in {**true, **false}:
            setting = Setting(
                fact,
                frozenset(true.get(variable, ())),
                frozenset(false.get(variable, ())) - frozenset(true.get(variable, ())),
            )
            self._context.settings.add(variable, setting)


def _chained(nodes: list[Node], after: str) -> tuple[str, list[Node]]:
    for node, following in pairwise(nodes):
        node.target = following.node_id
    nodes[-1].target = after
    return nodes[0].node_id, nodes


def _cut(count: int) -> list[range]:
    """Return the places of `count` answers in groups that leave room for "une autre réponse"."""
    groups = []
    at = 0
    while count - at > MAX_OPTIONS:
        groups.append(range(at, at + MAX_OPTIONS - 1))
        at += MAX_OPTIONS - 1
    # an answer alone would be no question: two go into the last group at least
    groups.append(range(at, count))
    return groups


def _values(choices: list[Choice]) -> list[str]:
    values: list[str] = []
    for choice in choices:
        tidy = slug(choice.key, _LONGEST_VALUE)
        value, number = tidy, 1
        while value in values or value in _RESERVED:
            number += 1
            value = f"{tidy}_{number}"
        values.append(value)
    return values


def _variable(logic: Logic | None) -> str:
    return logic.variable if logic and logic.connective is Connective.VARIABLE else ""
