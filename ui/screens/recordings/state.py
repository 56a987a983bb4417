# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of recordings shows, and what it asks of the sound of the machine; without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.content.recordings import RecordedSound


class Look(Enum):
    """How a state is shown."""

    EMPTY = "empty"
    WAITING = "waiting"
    GOOD = "good"
    ALERT = "alert"


class Sound(Protocol):
    """The microphone and the loudspeaker of the machine: one of them at a time."""

    def record(
        self,
        *,
        heard: Callable[[float, float], None],
        ended: Callable[[RecordedSound | None], None],
    ) -> None:
        """Record until `stop`, or until the longest time.

        Args:
            heard: Told several times a second: the seconds recorded, and how loud it is, 0 to 1.
            ended: Given what was recorded; None where the machine records nothing.
        """

    def play(self, sound: RecordedSound, *, ended: Callable[[bool], None]) -> None:
        """Play `sound`; `ended` is told whether it was heard to its end."""

    def stop(self) -> None:
        """End what goes on, and tell its `ended`."""

    def drop(self) -> None:
        """End what goes on and forget it; nobody is told."""


@dataclass(frozen=True, slots=True)
class GuideLine:
    """A walkthrough to choose: its title, how many of its steps have a voice."""

    key: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step to choose: its place, title and state."""

    key: str
    title: str
    state: str
    look: Look
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class BoothState:
    """The step that is being spoken.

    Attributes:
        place: « Étape 3 sur 12 ».
        state: Its state in words.
        look: How that is shown.
        french: Its texts in French, the title first.
        shown: The same in the language read with the voice; empty where that is French.
        is_from_right: Whether those are read from the right.
        advice: What to do now.
        clock: Seconds recorded, in words; empty unless it records.
        level: How loud it is, 0 to 1.
        record: Word of the button that records, or stops.
        is_recording: Whether it records.
        is_first: Whether there is no voice yet.
        listen: Word of the button that plays; empty where there is nothing to play.
        is_playing: Whether it plays.
        keep: Word of the button that approves; empty where there is nothing to approve.
        can_keep: Whether it was listened to.
    """

    place: str
    state: str
    look: Look
    french: tuple[str, ...]
    shown: tuple[str, ...]
    is_from_right: bool
    advice: str
    clock: str
    level: float
    record: str
    is_recording: bool
    is_first: bool
    listen: str
    is_playing: bool
    keep: str
    can_keep: bool


@dataclass(frozen=True, slots=True)
class RecordingsState:
    """Everything the page shows.

    Attributes:
        title: Its title, or that of the chosen walkthrough.
        note: What it is for, or how far the walkthrough is.
        rule: Who may be recorded.
        languages: (key, name) of each language.
        language: The chosen one.
        language_caption: Words above them.
        language_name: Name of the chosen one.
        guides: Walkthroughs to choose; empty once one is.
        steps: Steps of the chosen one.
        booth: The chosen step; None before a walkthrough is chosen.
        told: What became of the last thing; empty for nothing.
        is_well: Whether that is good news.
        go_back: Word of the button that goes back.
        prepare: Word of the button that writes the folder.
        can_prepare: Whether it may be touched now.
    """

    title: str
    note: str
    rule: str
    languages: tuple[tuple[str, str], ...]
    language: str
    language_caption: str
    language_name: str
    guides: tuple[GuideLine, ...]
    steps: tuple[StepLine, ...]
    booth: BoothState | None
    told: str
    is_well: bool
    go_back: str
    prepare: str
    can_prepare: bool
