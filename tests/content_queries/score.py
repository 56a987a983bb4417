# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two hundred queries put to the search: how many find a right one in the first three."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from kiosk.content.letter_loading import load_life_events
from kiosk.content.loader import Catalog, load_catalog
from kiosk.content.search import SearchIndex, index_documents, search
from kiosk.content.search_documents import DocumentKind, SearchDocument, walkthrough_documents
from kiosk.foundation.resources import asset_path
from tests.content_queries import FIRST, FOLDER, Query

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
        awaited: Ids of the walkthroughs that are not written yet, from ``awaited.yaml``.
        synonyms: The register of synonyms.
    """

    all: tuple[SearchDocument, ...]
    awaited: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def shipped_catalog() -> Catalog:
    """Return what ships; reading all of it takes seconds, so once a process."""
    return load_catalog(asset_path("content"))


@lru_cache(maxsize=1)
def the_walkthroughs() -> Documents:
    """Return the shipped walkthroughs as documents, and the awaited ones."""
    catalog = shipped_catalog()
    events = load_life_events(asset_path("content"))
    shipped = list(walkthrough_documents(catalog.walkthroughs.values(), catalog.registries, events))
    there = {document.document_id for document in shipped}
    rows = YAML(typ="safe", pure=True).load(FOLDER / "awaited.yaml")
    awaited = [
        SearchDocument(
            document_id=name,
            kind=DocumentKind.WALKTHROUGH,
            titles=row["titles"],
            keywords={code: tuple(texts) for code, texts in row["keywords"].items()},
        )
        for name, row in rows.items()
        if name not in there
    ]
    names = tuple(document.document_id for document in awaited)
    return Documents((*shipped, *awaited), names, catalog.registries.synonyms)


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
    """Return the index of the walkthroughs alone."""
    documents = the_walkthroughs()
    return index_documents(documents.all, documents.synonyms)
