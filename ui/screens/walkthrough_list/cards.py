# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list finds, and what a card of it says: of a walkthrough, or of an exercise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.practice_view import PracticeCard

if TYPE_CHECKING:
    from kiosk.domain.walkthrough_screen import Card, LateReview, ThemeView

    Found = Card | PracticeCard

MOST_RESULTS = 6
EXERCISE = "exercice:"
"""Before the id of an exercise, where the list names what to open."""


class Words(Protocol):
    """The translator's `text`."""

    def __call__(self, french: str, **values: object) -> str:
        """Return the message in the language of the moment."""


class WalkthroughCards(Protocol):
    """What is needed of `kiosk.services.walkthroughs.WalkthroughService`."""

    def cards(self, language: str) -> tuple[Card, ...]:
        """Return all walkthroughs."""

    def late(self, language: str) -> tuple[LateReview, ...]:
        """Return those that residents do not see for want of a review."""

    def themes(self, language: str) -> tuple[ThemeView, ...]:
        """Return the headings."""

    def get_ready_to_search(self) -> None:
        """Make ready what the first letter would wait for."""

    def scored(self, text: str, language: str, limit: int) -> tuple[tuple[Card, float], ...]:
        """Return the nearest walkthroughs, each with its score."""


class ExerciseCards(Protocol):
    """What is needed of `kiosk.services.practice.PracticeService`."""

    def cards(self, language: str) -> tuple[PracticeCard, ...]:
        """Return all exercises."""

    def get_ready_to_search(self) -> None:
        """Make ready what the first letter would wait for."""

    def scored(
        self, text: str, language: str, limit: int
    ) -> tuple[tuple[PracticeCard, float], ...]:
        """Return the nearest exercises, each with its score."""


def nearest(
    asked: str, language: str, *, walkthroughs: WalkthroughCards, exercises: ExerciseCards
) -> tuple[Found, ...]:
    """Return what is nearest to the words asked for, walkthroughs and exercises together."""
    if not asked:
        return ()
    found: list[tuple[Found, float]] = [
        *walkthroughs.scored(asked, language, MOST_RESULTS),
        *exercises.scored(asked, language, MOST_RESULTS),
    ]
    found.sort(key=lambda one: -one[1])
    return tuple(card for card, _ in found[:MOST_RESULTS])


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


def card_words(card: Found, text: Words, language: str) -> CardWords:
    """Return what the card of a walkthrough or of an exercise says to a reader of `language`."""
    in_french = "" if card.language[:2] == language[:2] else text("Ce guide est en français")
    if isinstance(card, PracticeCard):
        return CardWords(
            walkthrough_id=EXERCISE + card.exercise_id,
            icon=card.icon,
            title=card.title,
            title_fr=card.title_fr,
            subtitle=card.subtitle,
            minutes=text("{n} min", n=card.minutes),
            where=text("Marche sans Internet"),
            is_offline=True,
            practice=text("S’entraîner"),
            in_french=in_french,
        )
    offline = card.works_offline
    return CardWords(
        walkthrough_id=card.walkthrough_id,
        icon=card.icon,
        title=card.title,
        title_fr=card.title_fr or "",
        subtitle=card.subtitle,
        minutes=text("{n} min", n=card.minutes_offline + card.minutes_online),
        where=text("Marche sans Internet" if offline else "À finir avec Internet"),
        is_offline=offline,
        in_french=in_french,
    )
