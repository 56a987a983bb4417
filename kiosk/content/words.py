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
_MAX_WORD = 40
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
_DOTTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
# Alef and yeh are typed in several ways for the same word; the tatweel only stretches it.
_ARABIC_FOLD = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None}
_ARABIC_FOLD |= {"ی": "ي", "ک": "ك"}
# Letters that Unicode does not take apart: Turkish ı, Polish ł, and their like.
_LATIN_FOLD = {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "œ": "oe", "æ": "ae"}
_FOLD = str.maketrans(_ARABIC_FOLD | _LATIN_FOLD)
_STOP_WORDS = (
    "a ai as au aux avec c ce ces cet cette comment d dans de des dit dois du elle en es est "
    "et etre eu eux fait faire faut il ils j je l la le les leur lui m ma me mes moi mon n ne "
    "nos notre nous on ont ou par pas peu peut peux plus pour pourquoi puis qu quand que quel "
    "quelle quelles quels qui quoi s sa sans se ses si son sont suis sur t ta te tes toi ton "
    "tres tu un une va vais veut veux vos votre voudrais vous vouloir y quelqu "
    "quelque cherche chercher merci svp stp bonjour bonsoir madame monsieur "
    # As it is typed on a telephone.
    "jai jsuis jveu jveux jv jvoudrais jpeu jpeux jdois g koi kan kel ki ke keske pr ds ac dc "
    "tt pk pq cmt coment pb probleme "
    # English, Turkish, Portuguese, Polish, Romanian, Arabic.
    "about am an and are can do for from get have how i in is it me my need of or the to want "
    "what where with your "
    "bir icin ile nasil ve "
    "como da das dos e em meu minha na no o os para um uma "
    "jak jest nie po sie w z za "
    "al cum din pe pentru un "
    "في من على الى عن هل كيف ما هذا هذه انا اريد "
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
    """Return `text` in small letters without accents, Arabic letters in one form each.

    Marks that only guide the display (direction, joining, soft hyphen) disappear.
    """
    # Taken apart on both sides of casefold: each brings out letters that the other must see.
    small = unicodedata.normalize("NFKD", text).casefold()
    opened = unicodedata.normalize("NFKD", small)
    bare = "".join(sign for sign in opened if unicodedata.category(sign) not in _UNSEEN)
    return unicodedata.normalize("NFC", bare).translate(_FOLD)


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of `text` that tell something; all of them if none does."""
    found = all_words(text)
    telling = tuple(word for word in found if word not in STOP_WORDS)
    return telling or found


def all_words(text: str) -> tuple[str, ...]:
    """Return every folded word of `text`; points inside an acronym do not cut it."""
    joined = _DOTTED.sub(lambda dotted: dotted.group().replace(".", ""), folded(text))
    return tuple(word[:_MAX_WORD] for word in _WORD.findall(joined))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the stem of a folded word of the content, by its script."""
    return typed_stem(word)


def typed_stem(word: str) -> str:
    """Return the stem of a word that a person typed; nothing keeps it."""
    stemmer = _stemmer("arabic" if _ARABIC.search(word) else "french")
    found = stemmer.stemWord(word)
    stemmer.stemWord("")  # it keeps the last word it was given
    return found


def stems(found: Iterable[str]) -> tuple[str, ...]:
    """Return the stem of each folded word of the content."""
    return tuple(stem(word) for word in found)
