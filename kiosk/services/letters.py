# SPDX-License-Identifier: AGPL-3.0-or-later
"""« J'ai reçu une lettre » and the events of life, as residents use them.

Needs no database. The two registries are read at the first use; the walkthroughs they name are
asked of the walkthrough service each time, so that what is not there is never shown.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from kiosk.content.letter_loading import load_letter_book, load_life_events
from kiosk.domain import letters
from kiosk.domain.letters import (
    UNKNOWN,
    LetterBook,
    LetterChoice,
    LetterDate,
    LetterQuestion,
    LetterRun,
    LetterView,
    NextAct,
    QuestionView,
    ResultView,
    pick,
)
from kiosk.domain.life_events import LifeEvent, LifeEventView

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.domain.walkthrough_screen import Card


class KnownWalkthroughs(Protocol):
    """What is needed of `kiosk.services.walkthroughs.WalkthroughService`."""

    def cards(self, language: str) -> tuple[Card, ...]:
        """Return all walkthroughs that can be opened."""


class LetterService:
    """The one door to letters and to events of life."""

    def __init__(
        self, folder: Path, cache_folder: Path | None, walkthroughs: KnownWalkthroughs
    ) -> None:
        """Read the registries below `folder`, keeping their compiled form in `cache_folder`."""
        self._folder = folder
        self._cache_folder = cache_folder
        self._walkthroughs = walkthroughs

    def use(self, folder: Path, cache_folder: Path | None) -> None:
        """Read from another folder from now on; called between two sessions."""
        self._folder, self._cache_folder = folder, cache_folder
        for name in ("_book", "_events"):
            self.__dict__.pop(name, None)

    @cached_property
    def _book(self) -> LetterBook | None:
        return load_letter_book(self._folder, self._cache_folder)

    @cached_property
    def _events(self) -> tuple[LifeEvent, ...]:
        return load_life_events(self._folder, self._cache_folder)

    @property
    def is_there(self) -> bool:
        """Whether the registry of letters can be used; without it the door leads to a person."""
        return self._book is not None

    def start(self) -> LetterRun:
        """Return a run at the first question."""
        return LetterRun()

    def answer(self, run: LetterRun, value: str) -> LetterRun:
        """Return `run` after an answer that its question offers.

        Raises:
            BugError: If the question does not offer it.
        """
        return letters.answer(self._known_book, run, value)

    def dont_know(self, run: LetterRun) -> LetterRun:
        """Return `run` after "je ne sais pas": it leads to a person."""
        return letters.answer(self._known_book, run, UNKNOWN)

    def view(self, run: LetterRun, language: str) -> LetterView:
        """Return everything visible of `run`, in `language`."""
        book = self._known_book
        asked = letters.question(book, run)
        stages = tuple(
            pick(book.questions[name].stages, language)
            for name in (*(one.value for one in LetterQuestion), letters.RESULT_STEP)
        )
        if asked is None:
            result = self._result(book, run, language)
            return LetterView(stages, len(stages) - 1, None, result)
        return LetterView(stages, run.n_answered, _question(book, run, asked, language), None)

    def life_events(self, language: str) -> tuple[LifeEventView, ...]:
        """Return the events that lead to a walkthrough that is here, in the registry's order."""
        known = {card.walkthrough_id for card in self._walkthroughs.cards(language)}
        views = (
            LifeEventView(
                event.event_id,
                event.icon,
                pick(event.names, language),
                tuple(one for one in event.walkthroughs if one in known),
            )
            for event in self._events
        )
        return tuple(view for view in views if view.walkthrough_ids)

    @property
    def _known_book(self) -> LetterBook:
        assert self._book is not None  # the screen asks `is_there` first
        return self._book

    def _result(self, book: LetterBook, run: LetterRun, language: str) -> ResultView:
        found = letters.outcome(book, run)
        cards = {card.walkthrough_id: card for card in self._walkthroughs.cards(language)}
        helping = tuple(cards[one] for one in found.walkthroughs if one in cards)
        acts = tuple(act for act in found.acts if helping or act is not NextAct.WALKTHROUGH)
        warning = book.warning
        needs_card = found.warns and book.warning_walkthrough not in found.walkthroughs
        points = " ".join(pick(point, language) for point in warning.points)
        return ResultView(
            title=pick(found.titles, language),
            points=tuple(pick(point, language) for point in found.points),
            advice=pick(found.advice, language),
            is_pressing=found.is_pressing,
            warning_lead=pick(warning.titles, language) if found.warns else "",
            warning=points if found.warns else "",
            warning_card=cards.get(book.warning_walkthrough) if needs_card else None,
            walkthroughs=helping,
            acts=acts,
        )


def _question(
    book: LetterBook, run: LetterRun, asked: LetterQuestion, language: str
) -> QuestionView:
    texts = book.questions[asked.value]
    given = run.given(asked)
    return QuestionView(
        question=asked,
        title=pick(texts.titles, language),
        sentence=pick(texts.sentences, language),
        choices=tuple(
            _choice(book, asked, value, language=language, is_chosen=value == given)
            for value in letters.offered(book, run)
        ),
    )


def _choice(
    book: LetterBook, asked: LetterQuestion, value: str, *, language: str, is_chosen: bool
) -> LetterChoice:
    if asked is LetterQuestion.SENDER:
        sender = book.sender(value)
        assert sender is not None  # offered
        label = pick(sender.names, language)
        return LetterChoice(value, sender.icon, label, sender.printed, is_chosen)
    if asked is LetterQuestion.REQUEST:
        request = book.request(value)
        assert request is not None  # offered
        return LetterChoice(value, request.icon, pick(request.names, language), "", is_chosen)
    date = book.date(LetterDate(value))
    return LetterChoice(value, date.icon, pick(date.names, language), "", is_chosen)
