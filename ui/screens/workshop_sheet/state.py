# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sheet of a workshop shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.screens.desk.state import DeskLine, LineLook


class PersonKind(StrEnum):
    """What a line of the sheet is about; the beginning of its key."""

    ENROLLED = "enrolled"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class CountChip:
    """A count in words.

    Attributes:
        words: « 7 inscrits ».
        icon: Its icon.
        look: How it looks.
    """

    words: str
    icon: str
    look: LineLook


@dataclass(frozen=True, slots=True)
class WalkInCount:
    """People who came without a ticket.

    Attributes:
        caption: What is counted.
        count: How many.
        steps: What the buttons are heard as: one less, one more.
        can: Which of them does something.
        explained: Why no more, or what it counts for.
    """

    caption: str
    count: str
    steps: tuple[str, str]
    can: tuple[bool, bool]
    explained: str


@dataclass(frozen=True, slots=True)
class WorkshopSheetState:
    """Everything the page shows.

    Attributes:
        title: Title of the workshop.
        when: Day, hours, and who leads it.
        counts: What was counted.
        counted: The same in one sentence, as it is heard.
        notice: (lead, sentence) of what one must know; empty for nothing.
        told: What was done, or why not; empty for nothing.
        enrolled: Heading of those enrolled.
        lines: Those enrolled.
        no_line: Words where nobody is.
        walk_ins: People who came without a ticket; nothing where they are not counted.
        waiting: Heading of the waiting list.
        waiting_lines: Who waits, the earliest first.
        no_waiting: Words where nobody waits.
        note: Word of the button that records the workshop or corrects its record; empty hides it.
        reveal: Name of the dots, heard.
        back: Word of the way back.
        sheet: Word of the button that prints; empty hides it.
        advice: What to know of that paper.
    """

    title: str
    when: str
    counts: tuple[CountChip, ...]
    counted: str
    notice: tuple[str, str]
    told: str
    enrolled: str
    lines: tuple[DeskLine, ...]
    no_line: str
    walk_ins: WalkInCount | None
    waiting: str
    waiting_lines: tuple[DeskLine, ...]
    no_waiting: str
    note: str
    reveal: str
    back: str
    sheet: str
    advice: str
