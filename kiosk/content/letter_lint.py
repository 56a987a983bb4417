# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks letters and events of life: each way has an end, each target can be, words are easy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.fields import Notes
from kiosk.content.inline_text_lint import lint_inline_texts, values_below
from kiosk.content.layout import EVENTS_FILE, LETTERS_FILE, REGISTRY_FOLDER
from kiosk.content.letter_reading import read_letter_book, read_life_events
from kiosk.content.problems import ContentProblem, Severity
from kiosk.content.yaml_tree import Node, read_yaml
from kiosk.domain.letters import (
    LETTER_TRACE,
    UNKNOWN,
    LetterBook,
    LetterRun,
    NextAct,
    answer,
    offered,
    outcome,
    question,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.content.registry_reading import Lexicon

_LABELS = frozenset({"nom", "partie"})
# Ids that walkthroughs of the first catalogue bear: a registry may name one before it is written.
PLANNED_WALKTHROUGHS = frozenset(
    [
        "acte-naissance",
        "adresse-mail",
        "aide-logement",
        "ameli",
        "arnaque",
        "caf-compte",
        "caf-rsa-declaration",
        "carte-grise",
        "cheque-energie",
        "conseil-citoyen",
        "cric",
        "france-travail",
        "franceconnect",
        "identite-passeport",
        "impots",
        "listes-electorales",
        "logement-social",
        "mairie-ecole",
        "mots-de-passe",
        "ou-aller",
        "permis-conduire",
        "pic-projet",
        "retraite",
        "scanner-envoyer",
        "titre-sejour-renouvellement",
    ]
)


def lint_letters(
    root: Path, known: set[str], lexicon: Lexicon, problems: list[ContentProblem]
) -> None:
    """Add to `problems` what is wrong with the letters and events of the content folder `root`.

    A content folder without these registries is sound: only the program's own has them.

    Args:
        root: Content folder.
        known: Ids of the walkthroughs it holds.
        lexicon: Words to avoid, and acronyms allowed.
        problems: Where to add.
    """
    targets = known | PLANNED_WALKTHROUGHS
    if (root / REGISTRY_FOLDER / LETTERS_FILE).is_file():
        book = read_letter_book(root, problems)
        if book is not None:
            notes = Notes(f"{REGISTRY_FOLDER}/{LETTERS_FILE}", problems)
            _lint_file(root, LETTERS_FILE, targets, lexicon=lexicon, notes=notes)
            _lint_pictures(book, notes)
            _lint_ways(book, notes)
            if LETTER_TRACE in known:
                message = f"aucun parcours ne peut s’appeler « {LETTER_TRACE} »"
                notes.add(1, "E102", message, severity=Severity.ERROR)
    if (root / REGISTRY_FOLDER / EVENTS_FILE).is_file() and read_life_events(root, problems):
        notes = Notes(f"{REGISTRY_FOLDER}/{EVENTS_FILE}", problems)
        _lint_file(root, EVENTS_FILE, targets, lexicon=lexicon, notes=notes)


def every_run(book: LetterBook) -> Iterator[LetterRun]:
    """Yield every way through the questions to a result, « je ne sais pas » included."""
    open_runs = [LetterRun()]
    while open_runs:
        run = open_runs.pop()
        if question(book, run) is None:
            yield run
        else:
            values = (*offered(book, run), UNKNOWN)
            open_runs.extend(answer(book, run, value) for value in values)


def _lint_ways(book: LetterBook, notes: Notes) -> None:
    for run in every_run(book):
        found = outcome(book, run)
        if not (found.titles and found.points and NextAct.PERSON in found.acts):
            message = f"{' + '.join(filter(None, run.answers))} : aucun résultat"
            notes.add(1, "E106", message, severity=Severity.ERROR)


def _lint_pictures(book: LetterBook, notes: Notes) -> None:
    for icons in (
        [sender.icon for sender in book.senders],
        [request.icon for request in book.requests],
        [date.icon for date in book.dates if date.icon],
    ):
        for name in dict.fromkeys(icons):
            if icons.count(name) > 1:
                message = f"l’icône « {name} » sert deux fois sur un écran"
                notes.add(1, "W502", message, severity=Severity.WARNING)


def _lint_file(
    root: Path, file: str, targets: frozenset[str] | set[str], *, lexicon: Lexicon, notes: Notes
) -> None:
    tree = read_yaml(root / REGISTRY_FOLDER / file, notes.file)
    _lint_targets(tree, targets, notes)
    lint_inline_texts(tree, _is_label, lexicon=lexicon, notes=notes)


def _is_label(path: tuple[str, ...]) -> bool:
    return path[-1] in _LABELS


def _lint_targets(tree: Node, targets: frozenset[str] | set[str], notes: Notes) -> None:
    named = [*values_below(tree, "parcours"), *values_below(tree, "parcours_attention")]
    for node in named:
        for inner in node.value if isinstance(node.value, list) else [node]:
            if inner.value not in targets:
                message = f"parcours : « {inner.value} » n’existe pas"
                notes.add(inner.line, "E103", message, severity=Severity.ERROR)
