# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documents of one kind, laid out so that a keystroke finds them in a few milliseconds.

Each title, search word and synonym is a phrase of stems. Where a phrase holds an expression of
the register of synonyms, the same phrase with each of the others stands beside it: « carte de
séjour » brings « titre de séjour ». Rare stems weigh more than common ones, on a scale that does
not depend on how many documents there are.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.content.search_sounds import sound_key
from kiosk.content.words import STOP_WORDS, all_words, stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kiosk.content.search_documents import SearchDocument

TITLE_WEIGHT = 8.0
KEYWORD_WEIGHT = 6.0
MOMENT_WEIGHT = 5.0
THEME_WEIGHT = 2.0
BODY_WEIGHT = 1.0
SYNONYM_SHARE = 0.9
MAX_COMPOUND_LETTERS = 20
MAX_COMPOUND_WORDS = 4
MOST_PHRASES = 150
"""On a shelf of more documents than that, a stem that many phrases hold leads to the heaviest
only: it tells little anyway. Every walkthrough stays within reach."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression of the register of synonyms and those that stand for it."""

    stems: Phrase
    others: tuple[Phrase, ...]


Synonyms = dict[str, list[Expression]]
"""Expressions by their first stem."""


@dataclass(slots=True)
class Shelf:
    """Documents of one kind by the stems of their phrases.

    Attributes:
        documents: Their ids, by number.
        document_of: Number of the document of each phrase.
        weights: Weight of each phrase.
        masses: Sum of the rarities of the stems of each phrase.
        postings: Phrases that hold a stem, heaviest and shortest first.
        rarity: How much a stem tells, from 0 to 1.
        written: Stem of each written word of titles, search words and synonyms.
        sorted_words: Those words in order, for beginnings.
        by_length: Those words by length, for slips.
        by_sound: Those words by their sound.
        sorted_sounds: Those sounds in order.
    """

    documents: list[str] = field(default_factory=list)
    document_of: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    masses: list[float] = field(default_factory=list)
    postings: dict[str, list[int]] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    sorted_words: list[str] = field(default_factory=list)
    by_length: dict[int, list[str]] = field(default_factory=dict)
    by_sound: dict[str, list[str]] = field(default_factory=dict)
    sorted_sounds: list[str] = field(default_factory=list)


def read_synonyms(groups: Iterable[tuple[str, ...]]) -> Synonyms:
    """Return the expressions of the register, ready to be looked for in phrases."""
    found: Synonyms = defaultdict(list)
    for group in groups:
        expressions = list(dict.fromkeys(words(text) for text in group))
        for expression in expressions:
            if expression:
                others = tuple(one for one in expressions if one and one != expression)
                key = stems(expression)
                found[key[0]].append(Expression(key, others))
    return dict(found)


def fill_shelf(documents: Iterable[SearchDocument], synonyms: Synonyms) -> Shelf:
    """Return the shelf of `documents`, whose phrases also stand in the words of `synonyms`."""
    shelf = Shelf()
    held: list[Phrase] = []
    for document in documents:
        number = len(shelf.documents)
        shelf.documents.append(document.document_id)
        for phrase, weight in _phrases(shelf, document, synonyms).items():
            held.append(phrase)
            shelf.document_of.append(number)
            shelf.weights.append(weight)
    _weigh(shelf, held)
    shelf.sorted_words = sorted(shelf.written)
    lengths, sounds = defaultdict(list), defaultdict(list)
    for word in shelf.sorted_words:
        lengths[len(word)].append(word)
        if sound := sound_key(word):
            sounds[sound].append(word)
    shelf.by_length, shelf.by_sound = dict(lengths), dict(sounds)
    shelf.sorted_sounds = sorted(sounds)
    return shelf


def _phrases(shelf: Shelf, document: SearchDocument, synonyms: Synonyms) -> dict[Phrase, float]:
    """Return the phrases of a document, as stems, with the largest weight of each."""
    found: dict[Phrase, float] = {}

    def keep(phrase: Phrase, weight: float) -> None:
        found[phrase] = max(found.get(phrase, 0.0), weight)

    own = [(text, TITLE_WEIGHT) for text in document.titles.values()]
    own.append((document.document_id, KEYWORD_WEIGHT))
    own += [(text, KEYWORD_WEIGHT) for group in document.keywords.values() for text in group]
    own += [(text, MOMENT_WEIGHT * share) for text, share in document.moments.items()]
    for text, weight in own:
        phrase = words(text)
        if not phrase:
            continue
        keep(_written(shelf, phrase), weight)
        for other in _in_other_words(phrase, synonyms):
            keep(_written(shelf, other), weight * SYNONYM_SHARE)
            if len(other) > 1:
                keep(_written(shelf, ("".join(other)[:MAX_COMPOUND_LETTERS],)), weight / 2)
        for compound in _compounds(text):
            keep(_written(shelf, (compound,)), weight * SYNONYM_SHARE)
    for text in document.themes:
        keep(stems(words(text)), THEME_WEIGHT)
    for root in {root for text in document.body for root in stems(words(text))}:
        keep((root,), BODY_WEIGHT)
    return found


def _written(shelf: Shelf, phrase: Phrase) -> Phrase:
    roots = stems(phrase)
    shelf.written.update(zip(phrase, roots, strict=True))
    return tuple(dict.fromkeys(roots))


def _in_other_words(phrase: Phrase, synonyms: Synonyms) -> Iterator[Phrase]:
    """Yield `phrase` with each known expression in it replaced by each of its synonyms."""
    roots = stems(phrase)
    for place, root in enumerate(roots):
        for expression in synonyms.get(root, ()):
            after = place + len(expression.stems)
            if roots[place:after] == expression.stems:
                for other in expression.others:
                    yield phrase[:place] + other + phrase[after:]


def _compounds(text: str) -> Iterator[str]:
    """Yield a short expression written without its spaces, as « motdepasse »."""
    found = all_words(text)
    telling = [word for word in found if word not in STOP_WORDS]
    for parts in (found, telling):
        compound = "".join(parts)
        if 1 < len(parts) <= MAX_COMPOUND_WORDS and len(compound) <= MAX_COMPOUND_LETTERS:
            yield compound


def _weigh(shelf: Shelf, held: list[Phrase]) -> None:
    """Set rarities, masses and postings."""
    holders: dict[str, set[int]] = defaultdict(set)
    for number, phrase in enumerate(held):
        for root in phrase:
            holders[root].add(shelf.document_of[number])
    whole = 1.0 + math.log1p(len(shelf.documents))
    shelf.rarity = {
        root: (whole - math.log1p(len(documents))) / whole for root, documents in holders.items()
    }
    shelf.masses = [sum(shelf.rarity[root] for root in phrase) for phrase in held]
    postings: dict[str, list[int]] = defaultdict(list)
    for number, phrase in enumerate(held):
        for root in phrase:
            postings[root].append(number)
    most = MOST_PHRASES if len(shelf.documents) > MOST_PHRASES else None
    shelf.postings = {
        root: sorted(numbers, key=lambda one: (-shelf.weights[one], shelf.masses[one], one))[:most]
        for root, numbers in postings.items()
    }
