# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cuts texts into the words that search compares: without accents, signs and endings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
# Alef and yeh are typed in several ways for the same word; the tatweel only stretches it.
_ARABIC_FOLD = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None}
)
_STOP_WORDS = (
    "a au aux avec c ce ces cet cette comment d dans de des du elle en est et etre fait faire il "
    "ils j je l la le les leur ma mes mon n ne nous on ou par pas pour qu que quel quelle qui s sa "
    "se ses son sur t ta te tes ton tu un une vos votre vous y "
    "about an and for from how i in is my of on or the to with your "
    "في من على الى عن هل كيف ما هذا هذه"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())


class Stemmer(Protocol):
    """What cuts the ending of a word."""

    def stemWord(self, word: str) -> str:
        """Return the stem of `word`."""


@lru_cache(maxsize=2)
def _stemmer(language: str) -> Stemmer:
    # Imported at the first search: the home screen must not wait for it.
    import snowballstemmer

    found: Stemmer = snowballstemmer.stemmer(language)
    return found


def folded(text: str) -> str:
    """Return `text` in small letters without accents, Arabic letters in one form each."""
    opened = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    bare = "".join(sign for sign in opened if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare).translate(_ARABIC_FOLD)


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of `text` that tell something; all of them if none does."""
    joined = _DOTTED.sub(lambda dotted: dotted.group().replace(".", ""), folded(text))
    found = tuple(_WORD.findall(joined))
    telling = tuple(word for word in found if word not in STOP_WORDS)
    return telling or found


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the stem of a folded word of the content, by its script."""
    return typed_stem(word)


def typed_stem(word: str) -> str:
    """Return the stem of a word that a person typed; nothing keeps it."""
    return _stemmer("arabic" if _ARABIC.search(word) else "french").stemWord(word)


def stems(found: Iterable[str]) -> tuple[str, ...]:
    """Return the stem of each folded word of the content."""
    return tuple(stem(word) for word in found)
