# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells an author how French could be easier: readability, two words for one thing, passive.

All are warnings: a machine sees a sign, a person judges.

Sources: L. Kandel and A. Moles, « Application de l’indice de Flesch à la langue française »,
1958, for the measure; Inclusion Europe, "Information for all", for the rest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kiosk.content.plain_language import fold, holds, n_words, sentences
from kiosk.content.problems import Severity
from kiosk.domain.walkthrough_texts import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.content.fields import Notes
    from kiosk.content.registry_reading import Lexicon
    from kiosk.content.text_lint import PlacedText

FRENCH = ("fr", "fr-falc")
LEAST_EASE = {"fr": 60.0, "fr-falc": 70.0}
"""Least ease of reading of a whole file, 0 to 100; 60 is a text for everybody."""
_LEAST_WORDS = 30  # under that, one long name decides
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+")
_MUTE_END = re.compile(r"(?<=[^aeiouyàâäéèêëîïôöùûü\W])(es|e|ent)\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_PASSIVE = re.compile(
    r"\b(?:est|sont|sera|seront|était|étaient|été|être)\s+\w+(?:é|i|u|is|it|rt)e?s?\s+par\b"
)
_NEGATED = r"\bn(?:e\s|’)(?:\S+\s+){0,3}?(?:pas|jamais|plus|rien|aucun|aucune)\b"
_DOUBLE_NEGATION = re.compile(
    rf"{_NEGATED}(?:(?!\bet\b)[^,;:])*{_NEGATED}|{_NEGATED}\s+(?:\S+\s+)?(?:sans|impossible|inutile|interdit)\b"
)


def lint_style(
    texts: Iterable[PlacedText], language: str, *, lexicon: Lexicon, notes: Notes
) -> None:
    """Warn about all `texts` of one French file."""
    placed = list(texts)
    for one in placed:
        folded = fold(one.text)
        for sentence in sentences(folded):
            if _DOUBLE_NEGATION.search(sentence):
                message = f"deux négations : dire ce qui est vrai : « {one.text} »"
                notes.add(one.line, "W209", message, severity=Severity.WARNING)
            if _PASSIVE.search(sentence):
                message = f"tournure passive : dire qui fait : « {one.text} »"
                notes.add(one.line, "W209", message, severity=Severity.WARNING)
    _lint_doubles(placed, lexicon, notes)
    found = ease([one.text for one in placed])
    if found is not None and found < LEAST_EASE[language]:
        least = LEAST_EASE[language]
        message = f"lisibilité {found:.0f} sur 100, {least:.0f} au moins : prendre des mots courts"
        notes.add(1, "W206", message, severity=Severity.WARNING)


def _lint_doubles(placed: list[PlacedText], lexicon: Lexicon, notes: Notes) -> None:
    folded = [(one, fold(PLACEHOLDER.sub(" ", one.text))) for one in placed]
    for group in lexicon.doubles:
        first: dict[str, PlacedText] = {}
        for one, text in folded:
            rest = text
            # the longest first: « mail » is not said by who writes « e-mail »
            for word in sorted(group, key=len, reverse=True):
                if holds(rest, word) or holds(rest, f"{word}s"):
                    first.setdefault(word, one)
                    rest = rest.replace(fold(word), " ")
        if len(first) > 1:
            said = " et ".join(f"« {word} »" for word in first)
            line = max(one.line for one in first.values())
            message = f"{said} disent la même chose : garder le même mot partout"
            notes.add(line, "W208", message, severity=Severity.WARNING)


def ease(texts: list[str]) -> float | None:
    """Return the ease of reading of French, 0 (hard) to 100 (easy); None for too few words.

    Kandel and Moles: 207 - 1.015 × words a sentence - 73.6 × syllables a word.
    """
    n_sentences = n_counted = n_syllables = 0
    for text in texts:
        for sentence in sentences(PLACEHOLDER.sub(" ", text)):
            words = _LETTERS.findall(sentence.casefold())
            n_sentences += bool(words)
            n_counted += max(len(words), n_words(sentence)) if words else 0
            n_syllables += sum(map(_syllables, words))
    if n_counted < _LEAST_WORDS:
        return None
    score = 207 - 1.015 * n_counted / n_sentences - 73.6 * n_syllables / n_counted
    return min(100.0, max(0.0, score))


def _syllables(word: str) -> int:
    spoken = _MUTE_END.sub("", word) if len(word) > 2 else word  # noqa: PLR2004 - le, de, je
    return max(1, len(_VOWELS.findall(spoken)))
