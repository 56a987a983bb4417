# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the week shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.appointment_views import DeskAppointment, DeskRequest, WorkshopSheet
    from kiosk.domain.appointments import Intent
    from kiosk.services.lease_desk import KeptTime
    from kiosk.services.post_agenda import PostDays

EVERYBODY = "*"


class BlockLook(Enum):
    """What a block is; each has its line, its ground and its word."""

    FREE = "free"
    SOLD = "sold"
    DISPLACED = "displaced"
    ASKED = "asked"
    KEPT = "kept"
    AWAY = "away"
    TARGET = "target"
    WORKSHOP = "workshop"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class WeekBlock:
    """A stretch of one day.

    Attributes:
        key: Kind and name, such as ``appointment:4829 1630``.
        look: What it is.
        day: Column, from 0.
        start_min: Local minute of the day at which it begins.
        end_min: Local minute at which it ends.
        word: Its word.
        short: What stands there where the word has no room; empty for a part of the word.
        spoken: As heard, with day and time.
        lane: Place among those of the same time, from 0.
        n_lanes: How many of them stand side by side.
        can_move: Whether it can be dragged.
        inside: (key, words) of the blocks that it stands for; empty for one of its own.
    """

    key: str
    look: BlockLook
    day: int
    start_min: int
    end_min: int
    word: str
    spoken: str
    short: str = ""
    lane: int = 0
    n_lanes: int = 1
    can_move: bool = False
    inside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WeekPanel:
    """What is said of the chosen block, and what can be done; hidden without words.

    Attributes:
        lead: Bold beginning.
        words: Sentences.
        actions: (key, word, icon), the first one the likeliest.
    """

    lead: str = ""
    words: str = ""
    actions: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WeekWords:
    """Words of the bar over the week."""

    back: str
    title: str
    earlier: str
    today: str
    later: str
    absence: str
    sheet: str
    give: str


@dataclass(frozen=True, slots=True)
class WeekState:
    """Everything the page shows.

    Attributes:
        words: Words of the bar.
        people: (key, word) of whose week it may be.
        person: The one in sight.
        columns: (words, whether it is today) of each day.
        first_hour: First hour of the grid.
        last_hour: Hour at which it ends.
        hours: Each hour of the grid, in words.
        blocks: What stands in it; free time first, it lies under the others.
        panel: What is said of the chosen block.
        chosen: Key of that block; empty for none.
        notice: What to know, such as the age of the data; empty for nothing.
        is_placing: Whether a time is being chosen for somebody.
    """

    words: WeekWords
    people: tuple[tuple[str, str], ...]
    person: str
    columns: tuple[tuple[str, bool], ...]
    first_hour: int
    last_hour: int
    hours: tuple[str, ...]
    blocks: tuple[WeekBlock, ...]
    panel: WeekPanel
    chosen: str
    notice: str
    is_placing: bool


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """What the week needs, read in one job."""

    days: PostDays
    appointments: tuple[DeskAppointment, ...] = ()
    kept: tuple[KeptTime, ...] = ()
    requests: tuple[DeskRequest, ...] = ()
    intents: tuple[Intent, ...] = ()
    workshops: tuple[WorkshopSheet, ...] = ()
