# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of tickets shows, as values; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ResumeStage(Enum):
    """What the page asks or tells."""

    NUMBER = "number"
    UNKNOWN = "unknown"
    FOUND = "found"
    SURE = "sure"
    TOLD = "told"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class CameraWords:
    """Words about the camera; none of them where there is no camera.

    Attributes:
        open: Word of the button that opens it; empty hides it.
        advice: What to do before it; empty while it is shut.
        shut: Word of the button that shuts it.
    """

    open: str = ""
    advice: str = ""
    shut: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the camera looks."""
        return bool(self.advice)


NO_CAMERA = CameraWords()


@dataclass(frozen=True, slots=True)
class MoreAction:
    """Something that can be done with a ticket, besides cancelling it.

    Attributes:
        key: Which.
        icon: Its picture.
        words: Its words.
        is_main: Whether it is what people come for.
    """

    key: str
    icon: str
    words: str
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class ResumeState:
    """Everything the page shows.

    Attributes:
        stage: What is asked or told.
        title: The question or the answer.
        lead: One sentence under it.
        mark: Icon beside the title; empty without one.
        caption: What the number is; empty hides it.
        number: Digits typed so far or found, in two groups.
        slots_left: How many digits are still missing.
        scan: Advice about the square of a ticket or of a summary.
        camera: Words about the camera.
        facts: Icon, words, detail of the appointment or of the guide.
        chip: State of the appointment in words; empty without one.
        is_settled: Whether that state, or the mark, is good news.
        next: One sentence on what can be done now; empty hides it.
        more: What can be done with the ticket, besides cancelling it.
        main: Word of the main button; empty hides it.
        other: Word of the second button; empty hides it.
        go_back: Word of the button that goes back.
        help: Word of the help button.
        erase: Name of the key that erases.
        enter: Name of the key that ends.
        can_enter: Whether the number is whole.
        notice: Bold beginning and sentence; both empty hide it.
    """

    stage: ResumeStage
    title: str
    lead: str
    mark: str
    caption: str
    number: str
    slots_left: int
    scan: str
    camera: CameraWords
    facts: tuple[tuple[str, str, str], ...]
    chip: str
    is_settled: bool
    next: str
    more: tuple[MoreAction, ...]
    main: str
    other: str
    go_back: str
    help: str
    erase: str
    enter: str
    can_enter: bool
    notice: tuple[str, str]
