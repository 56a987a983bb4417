# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a typed word is read: as itself, as a beginning, by its sound, or one slip away.

Nothing here keeps what was typed.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from kiosk.content.search_sounds import sound_key
from kiosk.content.words import STOP_WORDS, typed_stem

if TYPE_CHECKING:
    from kiosk.content.search_shelf import Shelf

SAME_STEM = 0.95
LEAST_BEGINNING = 0.4
SAME_BEGINNING_OF_STEM = 0.6
SAME_SOUND = 0.85
LEAST_SOUND_BEGINNING = 0.3
ELIDED = 0.95
ONE_SLIP = 0.8
EACH_MORE_SLIP = 0.15
MIN_PREFIX = 2
MIN_STEM_PREFIX = 4
MIN_SOUND_PREFIX = 4
MIN_CLOSE_LENGTH = 4
_LEAST_LENGTHS = (MIN_CLOSE_LENGTH, 7, 10)
MOST_BEGINNINGS = 16
MOST_CLOSE = 4
_ELIDING = frozenset("dljmtsnc")
_VOWELS = frozenset("aeiouyh")

Reading = dict[str, float]
"""Stems that a typed word can stand for, each from 0 (hardly) to 1 (surely)."""


def read_word(shelf: Shelf, word: str) -> Reading:
    """Return what `word`, folded, can stand for among the words of `shelf`."""
    if word in STOP_WORDS:
        # Alone it is an acronym, as ARE, or nothing.
        return {shelf.written[word]: 1.0} if word in shelf.written else {}
    found = _plain(shelf, word)
    if len(word) > MIN_CLOSE_LENGTH and word[0] in _ELIDING and word[1] in _VOWELS:
        # « dimpots » is « d’impots » without its apostrophe.
        for root, sureness in _plain(shelf, word[1:]).items():
            found[root] = max(found.get(root, 0.0), sureness * ELIDED)
    if max(found.values(), default=0.0) < SAME_SOUND:
        _add(found, _close(shelf, word))
    return found


def _plain(shelf: Shelf, word: str) -> Reading:
    """Return the readings of a word that has no slip, or only one of spelling by ear."""
    if word in shelf.written:
        found = {shelf.written[word]: 1.0}
        return _add(found, _begun(shelf, word))
    root = typed_stem(word)
    found = {}
    if root in shelf.postings:
        found[root] = SAME_STEM
    _add(found, _begun(shelf, word))
    if not found and len(root) >= MIN_STEM_PREFIX:
        begun = _range(shelf.sorted_words, root)
        _add(found, {shelf.written[one]: SAME_BEGINNING_OF_STEM for one in begun})
    return _add(found, _sounding(shelf, word))


def _add(found: Reading, more: Reading) -> Reading:
    for root, sureness in more.items():
        found[root] = max(found.get(root, 0.0), sureness)
    return found


def _begun(shelf: Shelf, word: str) -> Reading:
    """Return the words that begin with what is typed so far, surer the nearer its end."""
    if len(word) < MIN_PREFIX:
        return {}
    begun = _range(shelf.sorted_words, word)
    return _by_share(shelf, begun, len(word), LEAST_BEGINNING)


def _sounding(shelf: Shelf, word: str) -> Reading:
    sound = sound_key(word)
    if not sound:
        return {}
    found = {shelf.written[one]: SAME_SOUND for one in shelf.by_sound.get(sound, ())}
    if len(sound) >= MIN_SOUND_PREFIX:
        longer = [one for key in _range(shelf.sorted_sounds, sound) for one in shelf.by_sound[key]]
        _add(found, _by_share(shelf, longer, len(word), LEAST_SOUND_BEGINNING))
    return found


def _by_share(shelf: Shelf, begun: list[str], length: int, least: float) -> Reading:
    found: Reading = {}
    for one in begun:
        root = shelf.written[one]
        share = min(1.0, length / len(one))
        found[root] = max(found.get(root, 0.0), least + (SAME_SOUND - least) * share**2)
    return found


def _range(ordered: list[str], start: str) -> list[str]:
    """Return the shortest of the words that begin with `start`."""
    first = bisect_left(ordered, start)
    last = bisect_left(ordered, start + "\U0010ffff", first)
    found = ordered[first:last]
    return sorted(found, key=len)[:MOST_BEGINNINGS] if len(found) > MOST_BEGINNINGS else found


def _most_slips(length: int) -> int:
    """Return how many slips a word of this length may have and still be told from others."""
    return sum(length >= least for least in _LEAST_LENGTHS)


def _close(shelf: Shelf, word: str) -> Reading:
    """Return the words a few slips away; with more than one slip the first letter must hold."""
    if len(word) < MIN_CLOSE_LENGTH:
        return {}
    # Imported at the first slip of the finger: the home screen must not wait for it.
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    most = _most_slips(len(word))
    near: list[tuple[int, str]] = []
    for length in range(len(word) - most, len(word) + most + 1):
        longest = max(length, len(word))
        rows = extract(
            word,
            shelf.by_length.get(length, ()),
            scorer=OSA.normalized_similarity,
            score_cutoff=1 - (most + 0.5) / longest,
            limit=MOST_CLOSE,
        )
        near += [(round((1 - alike) * longest), found) for found, alike, _ in rows]
    found: Reading = {}
    for slips, one in sorted(near)[:MOST_CLOSE]:
        if slips == 1 or one[0] == word[0]:
            root = shelf.written[one]
            found[root] = max(found.get(root, 0.0), ONE_SLIP - EACH_MORE_SLIP * (slips - 1))
    return found
