# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a step shows, in the reader's language: everything visible, nothing to decide.

A screen draws a `StepScreen` and calls back with an answer; a list draws `Card`s. The values
are made by `walkthrough_rendering`, the take-away by `walkthrough_summary`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.conditions import FactValue
    from kiosk.domain.walkthrough_origin import Origin
    from kiosk.domain.walkthrough_texts import PlaceView
    from kiosk.domain.walkthroughs import EndOutcome, StepKind


class StageState(StrEnum):
    """Where a stage stands on the rail."""

    DONE = "done"
    CURRENT = "current"
    TO_DO = "to_do"


@dataclass(frozen=True, slots=True)
class Card:
    """A walkthrough in a list.

    Attributes:
        walkthrough_id: What `WalkthroughService.start` takes.
        title: In the language asked for.
        title_fr: The French title, None when `title` is the same.
        subtitle: A few words more.
        icon: Icon name.
        theme: Theme id.
        coop_theme: Code of the national list, for the visit record.
        minutes_offline: Whole minutes without the Internet.
        minutes_online: Whole minutes with it.
        works_offline: All of it works without the Internet.
        language: Code of the language of the title, French where the one asked for is missing.
    """

    walkthrough_id: str
    title: str
    title_fr: str | None
    subtitle: str
    icon: str
    theme: str
    coop_theme: str
    minutes_offline: int
    minutes_online: int
    works_offline: bool
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class LateReview:
    """A walkthrough that residents do not see: it should have been read again by `due_on`."""

    card: Card
    due_on: date


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A heading of the list of walkthroughs, with how many stand under it."""

    theme_id: str
    label: str
    icon: str
    n_walkthroughs: int


@dataclass(frozen=True, slots=True)
class StageView:
    """One line of the rail; `step_id` is where a touch on a done stage goes back to."""

    number: int
    label: str
    state: StageState
    needs_internet: bool
    step_id: str | None


@dataclass(frozen=True, slots=True)
class OptionView:
    """One large answer; `value` goes to `WalkthroughService.answer`.

    `is_chosen` tells the answer given before a step back.
    """

    value: FactValue
    label: str
    label_fr: str | None
    icon: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    """One paper of the grid; `case` says when it is needed, if that is not known."""

    paper_id: str
    name: str
    name_fr: str | None
    detail: str
    icon: str
    is_ticked: bool
    case: str | None


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A paper not in hand: the question, what to do, and in which case it is needed."""

    paper_id: str
    name: str
    name_fr: str | None
    question: str
    advice: str
    case: str | None


@dataclass(frozen=True, slots=True)
class PointView:
    """One bullet; `case` says when it holds, if that is not known."""

    text: str
    case: str | None


@dataclass(frozen=True, slots=True)
class WordView:
    """A French word to look for on the official site, with its meaning in other languages."""

    word_fr: str
    meaning: str | None


@dataclass(frozen=True, slots=True)
class SiteView:
    """An official site: its name, its address as typed and in words.

    `was_checked` is False when nobody has opened it since it was written down.
    """

    name: str
    name_fr: str | None
    address: str
    shown: str
    spoken: str
    was_checked: bool


@dataclass(frozen=True, slots=True)
class StepScreen:
    """Everything visible of one step.

    Attributes:
        walkthrough_id: The walkthrough.
        walkthrough_title: Head of the rail.
        walkthrough_title_fr: The same in French, None when equal.
        step_id: The step.
        kind: Which widget draws it.
        language: Code of the language of the texts, French where the reader's is missing.
        stage_number: Stage of the step, from 1.
        n_stages: Number of stages.
        minutes_left: Whole minutes of this stage and the later ones; 0 at an end.
        stages: The rail.
        internet_stage: Number of the next stage that needs the Internet, None if none is left.
        title: The question or heading.
        text: Sentences under it; may be empty.
        help_text: One more explanation; may be empty.
        icon: Icon name; empty for none.
        options: Large answers, at most four (QUESTION, CHECK, ONLINE, CALL, APPOINTMENT).
        papers: The grid (PAPERS).
        hint: What to do about the first missing paper (PAPERS).
        n_missing: Papers needed for sure and not ticked (PAPERS).
        points: Bullets (INFO).
        words: Words to look for on the site (ONLINE, CHECK).
        prepare: What can be prepared meanwhile (ONLINE).
        site: The official site.
        contact: The place or phone.
        motif: Need of the appointment to open (APPOINTMENT); empty: the resident chooses.
        outcome: How it ended (END).
        done: What was done (END).
        remains: What remains (END).
        opens_walkthrough: Card of the walkthrough to open next (END), None for none.
        opens_exercise: Exercise to practise with (INFO, END), empty for none.
        can_go_back: Not the first step.
        can_say_dont_know: Not an end.
        can_continue: A "Continuer" button answers `GO_ON` (INFO, PAPERS).
        needs_internet: This step itself is done on a site.
        is_machine_translated: No person has read this translation.
        spoken: What the voice reads, sentence by sentence.
        origin: The public sheet to name (END), None when it was written here.
    """

    walkthrough_id: str
    walkthrough_title: str
    walkthrough_title_fr: str | None
    step_id: str
    kind: StepKind
    language: str
    stage_number: int
    n_stages: int
    minutes_left: int
    stages: tuple[StageView, ...]
    internet_stage: int | None
    title: str
    text: str
    help_text: str
    icon: str
    options: tuple[OptionView, ...]
    papers: tuple[PaperView, ...]
    hint: MissingPaper | None
    n_missing: int
    points: tuple[PointView, ...]
    words: tuple[WordView, ...]
    prepare: tuple[str, ...]
    site: SiteView | None
    contact: PlaceView | None
    motif: str
    outcome: EndOutcome | None
    done: tuple[str, ...]
    remains: tuple[str, ...]
    opens_walkthrough: Card | None
    can_go_back: bool
    can_say_dont_know: bool
    can_continue: bool
    needs_internet: bool
    is_machine_translated: bool
    spoken: tuple[str, ...]
    origin: Origin | None = None
    opens_exercise: str = ""
