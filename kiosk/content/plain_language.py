# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measures whether a text is easy to read: sentences, words, jargon, dates without a date.

Source: Inclusion Europe, "Information for all", European standards for making information easy
to read and understand; the State's charter on clear language (2023).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from kiosk.domain.walkthrough_texts import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.content.registry_reading import Lexicon

MAX_WORDS = {"fr": 12, "fr-falc": 12} | dict.fromkeys(("ar", "en", "tr", "pt", "pl", "ro"), 16)
MAX_LABEL_WORDS = 5
MAX_SUBTITLE_WORDS = 8
MAX_SENTENCES = 3
_SENTENCE_END = re.compile(r"(?<=[.!?…؟])[\s\u00a0]+|\n+")
_WORD = re.compile(r"[^\s\u00a0\u202f]*\w[^\s\u00a0\u202f]*")
_DIGIT_GROUPS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d)")
_ACRONYM = re.compile(r"\b[A-ZÀ-Ý][A-ZÀ-Ý0-9]{1,}\b")
_SHEET_NUMBER = re.compile(r"[FNR][0-9]{2,6}")  # of a sheet of Service-Public
_ADDRESS = re.compile(
    r"https?://|www\.|\b[a-z0-9-]+(\.[a-z0-9-]+)*\.(fr|com|org|net|eu)\b", re.IGNORECASE
)
_PHONE = re.compile(r"\b0[1-9]([ .\u00a0]?\d{2}){4}\b|\b0 ?8\d{2}( ?\d{3}){2}\b")


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`, placeholders kept."""
    return tuple(part.strip() for part in _SENTENCE_END.split(text) if part and part.strip())


def n_words(sentence: str) -> int:
    """Return the number of words; a number, an address or a placeholder counts for one."""
    single = _DIGIT_GROUPS.sub("", PLACEHOLDER.sub("x", sentence))
    return len(_WORD.findall(single))


def jargon(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Yield each forbidden expression of `text` with what to say in its place."""
    folded = fold(text)
    for word, instead in lexicon.forbidden:
        if holds(folded, word):
            yield word, instead


def relative_dates(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield each expression of `text` that dates it without a date."""
    folded = fold(text)
    for word in lexicon.relative:
        if holds(folded, word):
            yield word


def unknown_acronyms(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield each acronym of `text` that the lexicon does not allow."""
    for found in dict.fromkeys(_ACRONYM.findall(PLACEHOLDER.sub(" ", text))):
        if found not in lexicon.acronyms and not _SHEET_NUMBER.fullmatch(found):
            yield found


def written_out_contact(text: str) -> str | None:
    """Return the address or phone number that `text` holds by hand, None for none."""
    bare = PLACEHOLDER.sub(" ", text)
    found = _ADDRESS.search(bare) or _PHONE.search(bare)
    return found.group() if found else None


def holds(text: str, word: str) -> bool:
    """Say whether folded `text` has `word` as whole words; letters of either case are the same."""
    wanted, pattern = _whole_word(word)
    return wanted in text and pattern.search(text) is not None


@cache
def _whole_word(word: str) -> tuple[str, re.Pattern[str]]:
    wanted = fold(word)
    return wanted, re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")


def fold(text: str) -> str:
    """Return `text` in small letters, with one apostrophe and one kind of space."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return plain.replace("'", "’").replace("\u00a0", " ")


def equal_share(easy: list[str], source: list[str]) -> float:
    """Return the share, 0 to 1, of the sentences of `easy` that stand in `source` as they are.

    Case, spaces and signs do not make a sentence another one.
    """
    known = {_bare(sentence) for text in source for sentence in sentences(text)}
    own = [_bare(sentence) for text in easy for sentence in sentences(text)]
    return sum(sentence in known for sentence in own) / len(own) if own else 0.0


def _bare(sentence: str) -> str:
    return " ".join(re.findall(r"[\w{}.]*\w[\w{}]*", fold(sentence)))
