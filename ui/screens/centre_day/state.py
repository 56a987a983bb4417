# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the opening and the closing of the centre show, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.waiting_queue import QueueTicket
    from kiosk.services.clock_trust import ClockTrust
    from kiosk.services.outbox import OutboxStatus
    from kiosk.services.post_agenda import PostDays


@dataclass(frozen=True, slots=True)
class DayFact:
    """A line of what is known.

    Attributes:
        caption: What it is about.
        words: Sentences.
        is_warned: Whether somebody should look at it.
    """

    caption: str
    words: str
    is_warned: bool = False


@dataclass(frozen=True, slots=True)
class OpeningState:
    """What is looked at when the centre opens.

    Attributes:
        title: Heading.
        now: Day, year and hour of the machine.
        clock: What is thought of them.
        is_doubted: Whether they are doubted.
        confirm: Word of « they are right »; empty when they are trusted.
        facts: Network, agenda, who receives.
        trial: Word of the button of the trial page.
        tally: Word of the button of the paper for counting.
        printed: What became of the last paper; empty for nothing.
    """

    title: str
    now: str
    clock: str
    is_doubted: bool
    confirm: str
    facts: tuple[DayFact, ...]
    trial: str
    tally: str
    printed: str


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A number that still waits.

    Attributes:
        number: The number.
        words: Why, and since when.
        left: What the button « left » is heard as.
        no_answer: What the button « did not answer » is heard as.
    """

    number: str
    words: str
    left: str
    no_answer: str


@dataclass(frozen=True, slots=True)
class ClosingState:
    """What is ended when the centre closes.

    Attributes:
        title: Heading.
        waiting: Sentence over the numbers.
        lines: The numbers that wait.
        verbs: Words of « left » and « did not answer ».
        close_all: Word of the button for all of them; empty for none, or while it asks.
        asked: The question before all are closed; empty while nothing is asked.
        answers: Words of yes and no.
        unsent: What has not reached the city.
        is_unsent: Whether something has not.
        names: Where the names are.
    """

    title: str
    waiting: str
    lines: tuple[WaitingLine, ...]
    verbs: tuple[str, str]
    close_all: str
    asked: str
    answers: tuple[str, str]
    unsent: str
    is_unsent: bool
    names: str


@dataclass(frozen=True, slots=True)
class CentreDayState:
    """Everything the page shows.

    Attributes:
        title: Title.
        back: Word of the way back.
        told: What was done, or why not; empty for nothing.
        opening: The opening; nothing while it is read.
        closing: The closing; nothing while it is read.
    """

    title: str
    back: str
    told: str
    opening: OpeningState | None
    closing: ClosingState | None


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What the page needs, read in one job.

    Attributes:
        trust: Whether the clock is believed.
        is_enrolled: Whether the city knows this machine.
        outbox: What has not reached the city.
        today: Who receives today.
        waiting: Numbers that wait and that this machine may close.
        n_elsewhere: How many wait that only a post may close.
        n_received: How many people are received at the moment.
    """

    trust: ClockTrust
    is_enrolled: bool
    outbox: OutboxStatus
    today: PostDays
    waiting: tuple[QueueTicket, ...]
    n_elsewhere: int
    n_received: int
