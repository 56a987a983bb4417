# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an exercise shows, in the reader's language: everything visible, nothing to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.practice import Layout, PracticeKind, Telling
    from kiosk.domain.walkthrough_screen import Card


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """An exercise in a list; `title_fr` is empty where the title is French."""

    exercise_id: str
    language: str
    icon: str
    title: str
    title_fr: str
    subtitle: str
    minutes: int


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field: its name, French beneath a translation, what stands in it, what to write."""

    field_id: str
    name: str
    french: str
    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class PracticeOptionView:
    """An option in the reader's language."""

    option_id: str
    icon: str
    label: str
    french: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TargetView:
    """A target in the reader's language."""

    target_id: str
    label: str
    is_touched: bool


@dataclass(frozen=True, slots=True)
class PracticeStepView:
    """A step in the reader's language.

    Attributes:
        step_id: Its key.
        kind: What it asks for.
        icon: Icon of the pretend page.
        title, sentence: What to do.
        page: Head of the pretend page.
        lines: (name, value) of what stands there.
        message: Pretend message on a telephone.
        fields, options, targets: By kind.
        layout: How the targets stand.
        reply: What is told about the option chosen.
        can_go_on: Whether it is done.
    """

    step_id: str
    kind: PracticeKind
    icon: str
    title: str
    sentence: str
    page: str
    lines: tuple[tuple[str, str], ...]
    message: str
    fields: tuple[FieldView, ...]
    options: tuple[PracticeOptionView, ...]
    targets: tuple[TargetView, ...]
    layout: Layout
    reply: str
    can_go_on: bool


@dataclass(frozen=True, slots=True)
class PracticeEnd:
    """The result: what was learnt, what to think of, guides to go on with."""

    title: str
    learnt: tuple[str, ...]
    advice: str
    walkthroughs: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PracticeView:
    """Everything visible of a run: a step, or the result.

    Attributes:
        title: Of the exercise.
        language: Of the words, French for want of the reader's.
        stages: Names of the rail.
        at: Where on it, from 0; their number at the result.
        step: None at the result.
        end: None before.
        told: What is told now.
        is_machine_translated: No person has read this translation.
    """

    title: str
    language: str
    stages: tuple[str, ...]
    at: int
    step: PracticeStepView | None
    end: PracticeEnd | None
    told: Telling | None
    is_machine_translated: bool = False
