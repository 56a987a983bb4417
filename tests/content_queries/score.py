# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two hundred queries put to the search: how many find a right one in the first three."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kiosk.content.letter_loading import load_life_events
from kiosk.content.loader import Catalog, load_catalog
from kiosk.content.practice_loading import load_exercises
from kiosk.content.search import SearchIndex, index_documents, search
from kiosk.content.search_documents import (
    SearchDocument,
    exercise_documents,
    walkthrough_documents,
)
from kiosk.foundation.resources import asset_path
from tests.content_queries import FIRST, Query

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Score:
    """How a list of queries fared.

    Attributes:
        n_queries: How many there are.
        missed: Those without a right walkthrough among the first three.
    """

    n_queries: int
    missed: tuple[Query, ...]

    @property
    def share(self) -> float:
        """Share of the queries that found, from 0 to 1."""
        return 1 - len(self.missed) / self.n_queries

    def missed_by_kind(self) -> str:
        """Return how many of each kind missed, without their words."""
        counted = Counter(query.kind for query in self.missed)
        return ", ".join(f"{kind} {n}" for kind, n in sorted(counted.items())) or "none"


@dataclass(frozen=True, slots=True)
class Documents:
    """What the queries are put to.

    Attributes:
        all: The documents.
        synonyms: The register of synonyms.
    """

    all: tuple[SearchDocument, ...]
    synonyms: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def shipped_catalog() -> Catalog:
    """Return what ships; reading all of it takes seconds, so once a process."""
    return load_catalog(asset_path("content"))


@lru_cache(maxsize=1)
def the_walkthroughs() -> Documents:
    """Return the shipped walkthroughs as documents, and the exercises beside them."""
    catalog = shipped_catalog()
    events = load_life_events(asset_path("content"))
    shipped = walkthrough_documents(catalog.walkthroughs.values(), catalog.registries, events)
    exercises = exercise_documents(load_exercises(asset_path("content")))
    return Documents((*shipped, *exercises), catalog.registries.synonyms)


def score(index: SearchIndex, queries: Iterable[Query]) -> Score:
    """Return how `queries` fare in `index`."""
    asked = tuple(queries)
    missed = tuple(
        query
        for query in asked
        if not {hit.document_id for hit in search(index, query.text, FIRST)} & set(query.right)
    )
    return Score(len(asked), missed)


@lru_cache(maxsize=1)
def walkthrough_index() -> SearchIndex:
    """Return the index of what residents find: walkthroughs, and exercises beside them."""
    documents = the_walkthroughs()
    return index_documents(documents.all, documents.synonyms)
