# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds walkthroughs by the words of residents: accents, endings, old names, slips of the finger.

The index lives in memory and holds only what authors wrote; what residents type is never kept.
A document's score is the sum, over the words of the query, of the best phrase that holds each,
plus what its best single phrase explains as a whole: « carte grise » is nearer to « carte grise »
than to « carte » here and « grise » there. How words are read: `search_reading`; how documents
are laid out: `search_shelf`; the list of queries that it is measured with: docs/search.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.content.search_documents import DocumentKind
from kiosk.content.search_reading import read_word
from kiosk.content.search_shelf import Shelf, fill_shelf, read_synonyms
from kiosk.content.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.content.search_documents import SearchDocument
    from kiosk.content.search_reading import Reading

MIN_COVERED = 0.3
"""One word in three: « inscrire mon fils à la cantine » is about the canteen."""
MIN_SCORE = 2.0
"""Below it only words of the body match: that is chance more often than help."""
WHOLE_PHRASE = 1.0
SHEET_SHARE = 0.4
"""A sheet that matches as well as a walkthrough stands below it: residents use the latter."""
EXERCISE_SHARE = 0.5
"""A walkthrough stands above the exercise of the same thing, unless one asks to practise: only the
latter has the word."""
MAX_QUERY = 80
MAX_QUERY_WORDS = 8

_SHARES = {
    DocumentKind.WALKTHROUGH: 1.0,
    DocumentKind.EXERCISE: EXERCISE_SHARE,
    DocumentKind.SHEET: SHEET_SHARE,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found, with its score; higher is nearer."""

    document_id: str
    kind: DocumentKind
    score: float


@dataclass(slots=True)
class SearchIndex:
    """All documents, by kind."""

    shelves: dict[DocumentKind, Shelf] = field(default_factory=dict)


def index_documents(
    documents: Iterable[SearchDocument], synonyms: Iterable[tuple[str, ...]]
) -> SearchIndex:
    """Return the index of `documents`; `synonyms` are groups of expressions for one thing."""
    known = read_synonyms(synonyms)
    by_kind: dict[DocumentKind, list[SearchDocument]] = defaultdict(list)
    for document in documents:
        by_kind[document.kind].append(document)
    return SearchIndex({kind: fill_shelf(held, known) for kind, held in by_kind.items()})


def search(index: SearchIndex, text: str, limit: int) -> tuple[Hit, ...]:
    """Return the documents nearest to `text`, nearest first, at most `limit`.

    Nothing is returned when too little of the query is understood: the screen then offers a
    person, which serves better than a wrong walkthrough.
    """
    query = words(text[:MAX_QUERY])[:MAX_QUERY_WORDS]
    if not query:
        return ()
    hits = [
        Hit(shelf.documents[number], kind, score * _SHARES[kind])
        for kind, shelf in index.shelves.items()
        for number, score in _scores(shelf, query).items()
    ]
    hits.sort(key=lambda hit: (-round(hit.score, 9), hit.kind, hit.document_id))
    return tuple(hits[:limit])


def _scores(shelf: Shelf, query: tuple[str, ...]) -> dict[int, float]:
    """Return the score of each document of `shelf` that holds enough of `query`."""
    sums: dict[int, float] = defaultdict(float)
    n_found: dict[int, int] = defaultdict(int)
    explained: dict[int, float] = defaultdict(float)
    for word in query:
        best: dict[int, float] = {}
        for phrase, share in _phrases_with(shelf, read_word(shelf, word)).items():
            explained[phrase] += share
            document, value = shelf.document_of[phrase], share * shelf.weights[phrase]
            if value > best.get(document, 0.0):
                best[document] = value
        for document, value in best.items():
            sums[document] += value
            n_found[document] += 1
    whole: dict[int, float] = {}
    for phrase, share in explained.items():
        document, mass = shelf.document_of[phrase], shelf.masses[phrase]
        value = shelf.weights[phrase] * share * min(1.0, share / mass)
        if value > whole.get(document, 0.0):
            whole[document] = value
    scores: dict[int, float] = {}
    for document, total in sums.items():
        covered = n_found[document] / len(query)
        score = (total + WHOLE_PHRASE * whole[document]) * covered
        if covered >= MIN_COVERED and score >= MIN_SCORE:
            scores[document] = score
    return scores


def _phrases_with(shelf: Shelf, reading: Reading) -> dict[int, float]:
    """Return how much of each phrase a word explains."""
    found: dict[int, float] = {}
    for root, sureness in reading.items():
        share = sureness * shelf.rarity[root]
        for phrase in shelf.postings[root]:
            if share > found.get(phrase, 0.0):
                found[phrase] = share
    return found
