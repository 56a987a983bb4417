# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exercises, as residents use them: read at the first use, walked in memory, nothing stored.

Needs no database. What a person types is judged and forgotten in the same call.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from kiosk.content.practice_loading import load_exercises
from kiosk.content.search import SearchIndex, index_documents, search
from kiosk.content.search_documents import exercise_documents
from kiosk.domain import practice
from kiosk.domain.letters import pick
from kiosk.domain.practice import Exercise, PracticeRun, PracticeStep, TellingKind
from kiosk.domain.practice_answers import folded, is_real_so_far
from kiosk.domain.practice_view import (
    FieldView,
    PracticeCard,
    PracticeEnd,
    PracticeOptionView,
    PracticeStepView,
    PracticeView,
    TargetView,
)
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kiosk.domain.walkthrough_screen import Card
    from kiosk.domain.walkthroughs import Texts


_REPLIES = frozenset({TellingKind.GOOD, TellingKind.NOT_YET})


class KnownWalkthroughs(Protocol):
    """What is needed of `kiosk.services.walkthroughs.WalkthroughService`."""

    def cards(self, language: str) -> tuple[Card, ...]:
        """Return all walkthroughs that can be opened."""

    @property
    def synonyms(self) -> tuple[tuple[str, ...], ...]:
        """Groups of expressions for one thing."""


class PracticeService:
    """The one door to exercises."""

    def __init__(
        self, folder: Path, cache_folder: Path | None, walkthroughs: KnownWalkthroughs
    ) -> None:
        """Read the exercises below `folder`, keeping their compiled form in `cache_folder`."""
        self._folder, self._cache_folder = folder, cache_folder
        self._walkthroughs = walkthroughs

    @cached_property
    def _exercises(self) -> dict[str, Exercise]:
        found = load_exercises(self._folder, self._cache_folder)
        return {exercise.exercise_id: exercise for exercise in found}

    def cards(self, language: str) -> tuple[PracticeCard, ...]:
        """Return all exercises."""
        return tuple(_card(one, language) for one in self._exercises.values())

    @cached_property
    def _index(self) -> SearchIndex:
        documents = exercise_documents(self._exercises.values())
        return index_documents(documents, self._walkthroughs.synonyms)

    def get_ready_to_search(self) -> None:
        """Make the index before the first letter is typed; later calls cost nothing."""
        _ = self._index

    def scored(
        self, text: str, language: str, limit: int
    ) -> tuple[tuple[PracticeCard, float], ...]:
        """Return the exercises nearest to `text`, each with its score; the text is not kept.

        Scores compare with those of walkthroughs (`kiosk.content.search`).
        """
        hits = search(self._index, text, limit)
        found = self._exercises
        return tuple((_card(found[hit.document_id], language), hit.score) for hit in hits)

    def start(self, exercise_id: str) -> PracticeRun:
        """Return a run at the first step.

        Raises:
            Refused: ``unknown_exercise`` if there is none of this name.
        """
        if exercise_id not in self._exercises:
            raise Refused("unknown_exercise")
        return PracticeRun(exercise_id)

    def trace(self, run: PracticeRun) -> tuple[str, str]:
        """Return what a session keeps of a run: an id and the step of the moment."""
        exercise = self._of(run)
        step = practice.step_of(exercise, run)
        return exercise.trace_id, step.step_id if step else practice.RESULT_STEP

    def go_on(self, run: PracticeRun) -> PracticeRun:
        """Return the run at the next step, if this one is done."""
        return practice.go_on(self._of(run), run)

    def write(self, run: PracticeRun, typed: Mapping[str, str]) -> PracticeRun:
        """Return the run after what was typed; of a wrong text nothing stays."""
        return practice.write(self._of(run), run, typed)

    def refuse(self, run: PracticeRun, field_id: str) -> PracticeRun:
        """Return the run after somebody's own data was seen in a field."""
        return practice.refuse(self._of(run), run, field_id)

    def choose(self, run: PracticeRun, option_id: str) -> PracticeRun:
        """Return the run after an option."""
        return practice.choose(self._of(run), run, option_id)

    def touch(self, run: PracticeRun, target_id: str) -> PracticeRun:
        """Return the run after a target was touched."""
        return practice.touch(self._of(run), run, target_id)

    def show_answer(self, run: PracticeRun) -> PracticeRun:
        """Return the run with the step's answer given."""
        return practice.show_answer(self._of(run), run)

    def is_real_so_far(self, run: PracticeRun, field_id: str, typed: str) -> bool:
        """Say whether what is typed so far in a field must go at once."""
        step = practice.step_of(self._of(run), run)
        fields = step.fields if step else ()
        return any(
            is_real_so_far(one.expected, typed) for one in fields if one.field_id == field_id
        )

    def view(self, run: PracticeRun, language: str) -> PracticeView:
        """Return everything visible of a run."""
        exercise = self._of(run)
        step = practice.step_of(exercise, run)
        names = list(exercise.stages)
        return PracticeView(
            title=pick(exercise.titles, language),
            language=_told_in(exercise.titles, language),
            stages=tuple(pick(texts, language) for texts in exercise.stages.values()),
            at=names.index(step.stage) if step else len(names),
            step=_step_view(step, run, language) if step else None,
            end=None if step else self._end(exercise, language),
            told=run.told,
            is_machine_translated=_is_by_machine(exercise, language),
        )

    def _of(self, run: PracticeRun) -> Exercise:
        return self._exercises[run.exercise_id]

    def _end(self, exercise: Exercise, language: str) -> PracticeEnd:
        cards = {card.walkthrough_id: card for card in self._walkthroughs.cards(language)}
        return PracticeEnd(
            title=pick(exercise.end_titles, language),
            learnt=tuple(pick(texts, language) for texts in exercise.learnt),
            advice=pick(exercise.advice, language),
            walkthroughs=tuple(cards[one] for one in exercise.walkthroughs if one in cards),
        )


def _card(exercise: Exercise, language: str) -> PracticeCard:
    return PracticeCard(
        exercise_id=exercise.exercise_id,
        language=_told_in(exercise.titles, language),
        icon=exercise.icon,
        title=pick(exercise.titles, language),
        title_fr=_french(exercise.titles, language),
        subtitle=pick(exercise.subtitles, language),
        minutes=exercise.minutes,
    )


def _step_view(step: PracticeStep, run: PracticeRun, language: str) -> PracticeStepView:
    chosen = run.given(step.key("choix"))
    told = run.told.about if run.told is not None and run.told.kind in _REPLIES else ""
    replies = {one.option_id: one.replies for one in step.options}
    return PracticeStepView(
        step_id=step.step_id,
        kind=step.kind,
        icon=step.icon,
        title=pick(step.titles, language),
        sentence=pick(step.sentences, language),
        page=pick(step.pages, language),
        lines=tuple((pick(one.names, language), pick(one.values, language)) for one in step.lines),
        message=pick(step.messages, language),
        fields=tuple(
            FieldView(
                field_id=one.field_id,
                name=pick(one.names, language),
                french=_french(one.names, language),
                value=run.given(step.key(one.field_id)),
                shown=one.expected.shown,
            )
            for one in step.fields
        ),
        options=tuple(
            PracticeOptionView(
                option_id=one.option_id,
                icon=one.icon,
                label=pick(one.names, language),
                french=_french(one.names, language),
                is_chosen=one.option_id == chosen,
            )
            for one in step.options
        ),
        targets=tuple(
            TargetView(
                one.target_id, pick(one.names, language), bool(run.given(step.key(one.target_id)))
            )
            for one in step.targets
        ),
        layout=step.layout,
        reply=pick(replies.get(told, {}), language),
        can_go_on=practice.is_done(step, run),
    )


def _told_in(texts: Texts, language: str) -> str:
    """Return the reader's language, or French where the words have no translation."""
    return language if language in texts else SOURCE_LANGUAGE


def _is_by_machine(exercise: Exercise, language: str) -> bool:
    told_in = _told_in(exercise.titles, language)
    return not told_in.startswith(SOURCE_LANGUAGE) and told_in not in exercise.reviewed


def _french(texts: Texts, language: str) -> str:
    """Return the French text where other words are shown, else nothing."""
    if language.startswith(SOURCE_LANGUAGE) or language not in texts:
        return ""
    french = texts[SOURCE_LANGUAGE]
    return "" if folded(texts[language]) == folded(french) else french
