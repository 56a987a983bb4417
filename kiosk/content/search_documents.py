# SPDX-License-Identifier: AGPL-3.0-or-later
"""What search looks in: walkthroughs and exercises for residents, imported sheets for authors."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kiosk.domain.life_events import LifeEvent
    from kiosk.domain.practice import Exercise
    from kiosk.domain.walkthroughs import Registries, Walkthrough


_EACH_LATER = 0.1
_LEAST_MOMENT = 0.3


class DocumentKind(StrEnum):
    """What a document is; the first stands above the others where they match alike."""

    WALKTHROUGH = "parcours"
    EXERCISE = "exercice"
    SHEET = "fiche"


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One thing that can be found.

    Attributes:
        document_id: Id of the walkthrough or of the exercise, or number of the sheet.
        kind: What it is.
        titles: Title by language.
        keywords: Search words and subtitle by language; ``erreurs`` holds misspellings.
        moments: Events of life to which it answers, each with its share from 0 to 1: the first
            walkthrough of an event stands before the last.
        themes: Names of its heading.
        body: Texts whose words lead to it faintly.
    """

    document_id: str
    kind: DocumentKind
    titles: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moments: Mapping[str, float] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    body: tuple[str, ...] = ()


def walkthrough_documents(
    walkthroughs: Iterable[Walkthrough], registries: Registries, events: Iterable[LifeEvent] = ()
) -> Iterator[SearchDocument]:
    """Yield `walkthroughs` as documents, in all their languages, with their `events` of life."""
    moments = _moments(events)
    themes = {theme.theme_id: tuple(theme.names.values()) for theme in registries.themes}
    for one in walkthroughs:
        subtitles = {code: (texts.subtitle,) for code, texts in one.texts.items()}
        codes = subtitles.keys() | one.keywords.keys()
        yield SearchDocument(
            document_id=one.walkthrough_id,
            kind=DocumentKind.WALKTHROUGH,
            titles={code: texts.title for code, texts in one.texts.items()},
            keywords={
                code: one.keywords.get(code, ()) + subtitles.get(code, ()) for code in sorted(codes)
            },
            moments=moments.get(one.walkthrough_id, {}),
            themes=themes.get(one.theme_id, ()),
            body=tuple(step.title for texts in one.texts.values() for step in texts.steps.values()),
        )


def exercise_documents(exercises: Iterable[Exercise]) -> Iterator[SearchDocument]:
    """Yield `exercises` as documents, in all their languages."""
    for one in exercises:
        codes = one.subtitles.keys() | one.keywords.keys()
        yield SearchDocument(
            document_id=one.exercise_id,
            kind=DocumentKind.EXERCISE,
            titles=one.titles,
            keywords={
                code: one.keywords.get(code, ())
                + tuple(text for text in (one.subtitles.get(code),) if text)
                for code in sorted(codes)
            },
        )


def _moments(events: Iterable[LifeEvent]) -> dict[str, dict[str, float]]:
    """Return the names of the events of each walkthrough, with their shares."""
    found: dict[str, dict[str, float]] = {}
    for event in events:
        for rank, walkthrough_id in enumerate(event.walkthroughs):
            share = max(_LEAST_MOMENT, 1 - rank * _EACH_LATER)
            own = found.setdefault(walkthrough_id, {})
            for name in event.names.values():
                own[name] = max(own.get(name, 0.0), share)
    return found
