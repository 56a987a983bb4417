# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything visible of a step, as values; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.walkthrough_screen import StepScreen
    from ui.screens.walkthrough.beside import BesideState


@dataclass(frozen=True, slots=True)
class Headings:
    """Words above the parts of a step."""

    words: str
    prepare: str
    site: str
    contact: str
    done: str
    remains: str
    case: str
    origin: str


@dataclass(frozen=True, slots=True)
class BarWords:
    """Words of the bar; an empty one hides its button."""

    back: str
    help: str
    dont_know: str
    go_on: str
    print: str
    finish: str


@dataclass(frozen=True, slots=True)
class WalkthroughState:
    """Everything visible of a step.

    Attributes:
        step: The step's own texts; None while the content is read.
        progress: « Étape 3 sur 6 · encore 12 min ».
        stages_spoken: What is heard of each stage.
        internet: « L’étape 5 a besoin d’Internet »; empty for none.
        offline: What to do at a step that needs the Internet; empty for none.
        trouble: That the summary did not come out; empty for none.
        hint_lead, hint, hint_action: The first missing paper and what to do.
        translation: That no person has read the translation yet; empty for none.
        in_french: That the step is in French for want of a translation; empty for none.
        book: Word of the way to an appointment; empty for none.
        practise: Word of the button to the exercise; empty for none.
        open_next: Word above the walkthrough to open next; empty for none.
        person: Word of the way to a person, at an end that needs one; empty for none.
        headings: Words above the parts.
        bar: Words of the bar.
        leaving: Title, line, print, leave: the take-away offered before the end; empty for none.
        open_site: Word of the way to the site; empty for none.
        beside: What stands beside the site; None where the guide stands alone.
    """

    step: StepScreen | None
    progress: str
    stages_spoken: tuple[str, ...]
    internet: str
    offline: str
    trouble: str
    hint_lead: str
    hint: str
    hint_action: str
    translation: str
    in_french: str
    book: str
    practise: str
    open_next: str
    person: str
    headings: Headings
    bar: BarWords
    leaving: tuple[str, ...]
    open_site: str
    beside: BesideState | None
