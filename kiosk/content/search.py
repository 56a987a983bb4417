# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds walkthroughs by the words of residents: accents, endings, old names, slips of the finger.

The index lives in memory and holds only what authors wrote; what residents type is never kept.
A query matches, for each of its words, the same stem, else a word that begins so, else a word
close to it. Synonyms stand in for the words they replace.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.content.words import stem, stems, typed_stem, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kiosk.domain.walkthroughs import Registries, Walkthrough

TITLE_WEIGHT = 8.0
KEYWORD_WEIGHT = 6.0
THEME_WEIGHT = 2.0
BODY_WEIGHT = 1.0
SYNONYM_SHARE = 0.9
PREFIX_SHARE = 0.7
CLOSE_SHARE = 0.6
MIN_PREFIX = 2
MIN_CLOSE_LENGTH = 4
MIN_CLOSENESS = 80.0
MIN_COVERED = 0.5
MAX_QUERY = 80
MAX_QUERY_WORDS = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A walkthrough found, with its score; higher is nearer."""

    walkthrough_id: str
    score: float


@dataclass(slots=True)
class _Alternative:
    """One way to read a part of the query: its own words, or those of a synonym."""

    words: tuple[str, ...]
    share: float


@dataclass(slots=True)
class SearchIndex:
    """Words of all walkthroughs, by stem.

    Attributes:
        postings: Weight of each stem in each walkthrough.
        vocabulary: Stem of each word of titles and search words, folded; a beginning or a
            slip is looked for among these only, or anything would lead somewhere.
        n_walkthroughs: How many there are.
        synonyms: Groups of expressions, each as folded words.
    """

    postings: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    vocabulary: dict[str, str] = field(default_factory=dict)
    n_walkthroughs: int = 0
    synonyms: tuple[tuple[tuple[str, ...], ...], ...] = ()


def build_index(walkthroughs: Iterable[Walkthrough], registries: Registries) -> SearchIndex:
    """Return the index of `walkthroughs`, in all their languages."""
    index = SearchIndex()
    themes = {theme.theme_id: tuple(theme.names.values()) for theme in registries.themes}
    for walkthrough in walkthroughs:
        index.n_walkthroughs += 1
        titles = [texts.title for texts in walkthrough.texts.values()]
        subtitles = [texts.subtitle for texts in walkthrough.texts.values()]
        keywords = [word for group in walkthrough.keywords.values() for word in group]
        body = [step.title for texts in walkthrough.texts.values() for step in texts.steps.values()]
        _add(index, walkthrough.walkthrough_id, [walkthrough.walkthrough_id], TITLE_WEIGHT)
        _add(index, walkthrough.walkthrough_id, titles, TITLE_WEIGHT)
        _add(index, walkthrough.walkthrough_id, [*keywords, *subtitles], KEYWORD_WEIGHT)
        _add(index, walkthrough.walkthrough_id, themes.get(walkthrough.theme_id, ()), THEME_WEIGHT)
        _add(index, walkthrough.walkthrough_id, body, BODY_WEIGHT)
    index.synonyms = tuple(tuple(words(text) for text in group) for group in registries.synonyms)
    return index


def search(index: SearchIndex, text: str, limit: int) -> tuple[Hit, ...]:
    """Return the walkthroughs nearest to `text`, nearest first, at most `limit`.

    Nothing is returned when less than half of the query is understood: the screen then offers
    a person, which serves better than a wrong walkthrough.
    """
    query = words(text[:MAX_QUERY])[:MAX_QUERY_WORDS]
    if not query:
        return ()
    scores: dict[str, float] = defaultdict(float)
    covered: dict[str, set[int]] = defaultdict(set)
    for place, length, alternatives in _parts(index, query):
        best: dict[str, float] = defaultdict(float)
        for alternative in alternatives:
            for name, score in _expression_scores(index, alternative).items():
                best[name] = max(best[name], score * alternative.share)
        for name, score in best.items():
            scores[name] += score
            covered[name] |= set(range(place, place + length))
    hits = [
        Hit(name, score * len(covered[name]) / len(query))
        for name, score in scores.items()
        if len(covered[name]) / len(query) >= MIN_COVERED
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.walkthrough_id))
    return tuple(hits[:limit])


def _add(index: SearchIndex, name: str, texts: Sequence[str], weight: float) -> None:
    for text in texts:
        for word in words(text):
            root = stem(word)
            if weight >= KEYWORD_WEIGHT:
                index.vocabulary[word] = root
            posting = index.postings[root]
            posting[name] = max(posting.get(name, 0.0), weight)


def _parts(
    index: SearchIndex, query: tuple[str, ...]
) -> Iterable[tuple[int, int, list[_Alternative]]]:
    """Yield the parts of the query: known expressions whole, other words one by one."""
    roots = tuple(map(typed_stem, query))
    place = 0
    while place < len(query):
        length, others = _known_expression(index, roots[place:])
        own = [_Alternative((word,), 1.0) for word in query[place : place + max(length, 1)]]
        if length > 1:
            own = [_Alternative(query[place : place + length], 1.0)]
        own += [_Alternative(other, SYNONYM_SHARE) for other in others]
        yield place, max(length, 1), own
        place += max(length, 1)


def _known_expression(
    index: SearchIndex, roots: tuple[str, ...]
) -> tuple[int, list[tuple[str, ...]]]:
    """Return the length of the longest known expression at the start, and its synonyms."""
    longest, others = 0, []
    for group in index.synonyms:
        for expression in group:
            size = len(expression)
            if size > longest and stems(expression) == roots[:size]:
                longest = size
                others = [other for other in group if other != expression]
    return longest, others


def _expression_scores(index: SearchIndex, alternative: _Alternative) -> dict[str, float]:
    """Return the score of each walkthrough that holds all words of an expression."""
    found: dict[str, float] = {}
    for number, word in enumerate(alternative.words):
        scores = _word_scores(index, word, is_own=alternative.share == 1.0)
        if number == 0:
            found = dict(scores)
            continue
        found = {name: found[name] + scores[name] for name in found.keys() & scores.keys()}
    return found


def _word_scores(index: SearchIndex, word: str, *, is_own: bool) -> dict[str, float]:
    if not is_own:
        return _weighed(index, stem(word), 1.0, at_least=KEYWORD_WEIGHT)
    root = typed_stem(word)
    if root in index.postings:
        return _weighed(index, root, 1.0)
    if len(word) >= MIN_PREFIX:
        begun = {found for written, found in index.vocabulary.items() if written.startswith(word)}
        if begun:
            return _merged(_weighed(index, found, PREFIX_SHARE) for found in begun)
    return _close_scores(index, word)


def _close_scores(index: SearchIndex, word: str) -> dict[str, float]:
    if len(word) < MIN_CLOSE_LENGTH:
        return {}
    # Imported at the first slip of the finger: the home screen must not wait for it.
    from rapidfuzz import fuzz, process

    near = process.extract(
        word, index.vocabulary.keys(), scorer=fuzz.ratio, score_cutoff=MIN_CLOSENESS, limit=3
    )
    return _merged(
        _weighed(index, index.vocabulary[written], CLOSE_SHARE * ratio / 100)
        for written, ratio, _ in near
    )


def _weighed(
    index: SearchIndex, root: str, share: float, *, at_least: float = 0.0
) -> dict[str, float]:
    """Return the weights of a stem, larger for a stem that few walkthroughs hold."""
    posting = index.postings.get(root, {})
    rarity = 1.0 + math.log((1 + index.n_walkthroughs) / (1 + len(posting)))
    return {name: weight * share * rarity for name, weight in posting.items() if weight >= at_least}


def _merged(many: Iterable[dict[str, float]]) -> dict[str, float]:
    best: dict[str, float] = {}
    for scores in many:
        for name, score in scores.items():
            best[name] = max(best.get(name, 0.0), score)
    return best
