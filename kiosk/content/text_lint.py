# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judges the texts of one file line by line: length, jargon, dates, acronyms, contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.content.plain_language import (
    MAX_LABEL_WORDS,
    MAX_SENTENCES,
    MAX_SUBTITLE_WORDS,
    MAX_WORDS,
    equal_share,
    jargon,
    n_words,
    relative_dates,
    sentences,
    unknown_acronyms,
    written_out_contact,
)
from kiosk.content.problems import Severity
from kiosk.domain.walkthrough_texts import RIGHT_TO_LEFT, is_isolated
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kiosk.content.fields import Notes
    from kiosk.content.registry_reading import Lexicon
    from kiosk.content.yaml_tree import Node

MAX_HELP_SENTENCES = 2
MAX_EQUAL_SHARE = 0.30
EASY_FRENCH = "fr-falc"
_NO_TEXT = frozenset({"langue", "traduction", "relu_par_personnes_concernees", "source_hash"})
_FRENCH = frozenset({"fr", "fr-falc"})


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text, the line where it stands, and the keys that lead to it."""

    text: str
    line: int
    path: tuple[str, ...]


def placed_texts(root: Node) -> Iterator[PlacedText]:
    """Yield every text that a resident reads in a file of texts."""
    entries = root.value if isinstance(root.value, dict) else {}
    for key, node in entries.items():
        if key not in _NO_TEXT:
            yield from _below(node, (key,))


def _below(node: Node, path: tuple[str, ...]) -> Iterator[PlacedText]:
    if isinstance(node.value, dict):
        for key, inner in node.value.items():
            yield from _below(inner, (*path, key))
    elif isinstance(node.value, list):
        for inner in node.value:
            yield from _below(inner, path)
    elif isinstance(node.value, str):
        yield PlacedText(node.value, node.line, path)


def lint_text(placed: PlacedText, language: str, *, lexicon: Lexicon, notes: Notes) -> None:
    """Note what keeps one text from being easy to read in `language`."""
    _lint_length(placed, language, notes)
    if language in RIGHT_TO_LEFT:
        _lint_direction(placed, notes)
    if language not in _FRENCH:
        return
    for word, instead in jargon(placed.text, lexicon):
        _error(notes, placed, "E207", f"« {word} » : dire plutôt « {instead} »")
    for word in relative_dates(placed.text, lexicon):
        _error(notes, placed, "E209", f"« {word} » : donner la date entière")
    for acronym in unknown_acronyms(placed.text, lexicon):
        message = f"sigle « {acronym} » : l’expliquer et l’ajouter à lexique.yaml, ou l’éviter"
        notes.add(placed.line, "W207", message, severity=Severity.WARNING)


def lint_easy_french(by_language: Mapping[str, Sequence[PlacedText]], notes: Notes) -> None:
    """Note that easy French says too much as French does."""
    easy, french = (
        [placed.text for placed in by_language.get(code, ())]
        for code in (EASY_FRENCH, SOURCE_LANGUAGE)
    )
    share = equal_share(easy, french)
    if share > MAX_EQUAL_SHARE:
        message = (
            f"{share:.0%} des phrases de fr-falc sont celles de fr, "
            f"{MAX_EQUAL_SHARE:.0%} au plus : les réécrire avec des mots plus simples"
        )
        notes.add(1, "E206", message, severity=Severity.ERROR)


def _lint_length(placed: PlacedText, language: str, notes: Notes) -> None:
    found = sentences(placed.text)
    bound = MAX_WORDS[language]
    for sentence in found:
        count = n_words(sentence)
        if count > bound:
            message = f"phrase de {count} mots, {bound} au plus : « {sentence} »"
            _error(notes, placed, "E205", message)
    most = _most_words(placed.path)
    if most and n_words(placed.text) > most:
        message = f"{n_words(placed.text)} mots, {most} au plus ici : « {placed.text} »"
        _error(notes, placed, "E210", message)
    most_sentences = {"texte": MAX_SENTENCES, "aide": MAX_HELP_SENTENCES}.get(placed.path[-1], 0)
    if most_sentences and len(found) > most_sentences and len(placed.path) > 1:
        message = f"{len(found)} phrases, {most_sentences} au plus ici"
        _error(notes, placed, "E210", message)


def _most_words(path: tuple[str, ...]) -> int:
    """Return the bound of a label, 0 for a text that is a sentence."""
    if path == ("titre",) or path[0] == "parties" or "options" in path:
        return MAX_LABEL_WORDS
    return MAX_SUBTITLE_WORDS if path == ("sous_titre",) else 0


def _lint_direction(placed: PlacedText, notes: Notes) -> None:
    found = written_out_contact(placed.text)
    if found and not is_isolated(placed.text, found):
        message = f"« {found} » : entre U+2066 et U+2069, ou par {{contact…}} ou {{url…}}"
        _error(notes, placed, "E501", message)


def _error(notes: Notes, placed: PlacedText, code: str, message: str) -> None:
    notes.add(placed.line, code, message, severity=Severity.ERROR)
