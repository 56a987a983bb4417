# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a sheet says, as blocks one after the other, before they become steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.content.service_public.logic import Logic


@dataclass(slots=True)
class Line:
    """One text: a paragraph, an item, a row; with a condition it is true only in a case.

    Attributes:
        text: The text.
        logic: When it holds; None: always.
        case: "Si …", for a condition.
    """

    text: str
    logic: Logic | None = None
    case: str = ""


@dataclass(slots=True)
class Say:
    """Texts under a title.

    Attributes:
        title: The title.
        lines: The texts.
        help_text: Explanation of a word.
        contact_id: A place or phone that goes with them; empty for none.
    """

    title: str
    lines: list[Line] = field(default_factory=list)
    help_text: str = ""
    contact_id: str = ""


@dataclass(slots=True)
class Choice:
    """One answer of a question and what it leads to.

    Attributes:
        label: Its words.
        key: Stable name, from the sheet.
        makes_true: Variables that it makes true.
        makes_false: Variables that it makes false.
        logic: When it is the answer without asking; None: always asked.
        body: What follows when it is chosen.
        help_text: What explains it.
    """

    label: str
    key: str
    makes_true: frozenset[str] = frozenset()
    makes_false: frozenset[str] = frozenset()
    logic: Logic | None = None
    body: list[Block] = field(default_factory=list)
    help_text: str = ""


@dataclass(slots=True)
class Choose:
    """A question; what comes after it follows each answer, unless that one ends.

    Attributes:
        title: The question.
        text: A sentence under it.
        help_text: More about it.
        key: Stable name, from the sheet.
        choices: The answers; the only one of a single answer is taken without asking.
    """

    title: str
    text: str
    help_text: str
    key: str
    choices: list[Choice]


@dataclass(slots=True)
class Guard:
    """Blocks that hold only under a condition; asked by yes or no when it is not known.

    Attributes:
        logic: The condition; None when nobody can understand it.
        label: What is asked; empty: nothing is, and the blocks are shown.
        key: Stable name, from the sheet.
        body: The blocks.
    """

    logic: Logic | None
    label: str
    key: str
    body: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Checklist:
    """Papers to have in hand.

    Attributes:
        title: Its title.
        papers: The papers.
    """

    title: str
    papers: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class GoOnline:
    """Something done on a site: its name, its key in the registry, what to prepare."""

    title: str
    url_id: str
    prepare: list[str]
    key: str


@dataclass(slots=True)
class Leaf:
    """An end that names the sheet which goes on."""

    title: str
    sheet_id: str


Block = Say | Choose | Guard | Checklist | GoOnline | Leaf
