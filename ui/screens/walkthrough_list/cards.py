# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a card of the list says: of a walkthrough, or of an exercise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kiosk.domain.practice_view import PracticeCard

EXERCISE = "exercice:"
"""Before the id of an exercise, where the list names what to open."""


class Words(Protocol):
    """The translator's `text`."""

    def __call__(self, french: str, **values: object) -> str:
        """Return the message in the language of the moment."""


class ExerciseCards(Protocol):
    """What is needed of `kiosk.services.practice.PracticeService`."""

    def cards(self, language: str) -> tuple[PracticeCard, ...]:
        """Return all exercises."""


@dataclass(frozen=True, slots=True)
class CardWords:
    """One walkthrough in the list, or an exercise: `practice` then says so.

    `is_offline` tells that all of it works without the Internet; `where` says so in words.
    `in_french` says that the guide has no translation; empty for none.
    """

    walkthrough_id: str
    icon: str
    title: str
    title_fr: str
    subtitle: str
    minutes: str
    where: str
    is_offline: bool
    in_french: str = ""
    practice: str = ""


def exercise_words(
    cards: tuple[PracticeCard, ...], text: Words, language: str
) -> tuple[CardWords, ...]:
    """Return the cards of exercises for a reader of `language`."""
    return tuple(
        CardWords(
            walkthrough_id=EXERCISE + one.exercise_id,
            icon=one.icon,
            title=one.title,
            title_fr=one.title_fr,
            subtitle=one.subtitle,
            minutes=text("{n} min", n=one.minutes),
            where=text("Marche sans Internet"),
            is_offline=True,
            practice=text("S’entraîner"),
            in_french="" if one.language[:2] == language[:2] else text("Ce guide est en français"),
        )
        for one in cards
    )
