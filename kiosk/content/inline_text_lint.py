# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judges files whose texts stand in all languages at once: letters, events, exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.problems import Severity
from kiosk.content.text_lint import PlacedText, lint_easy_french, lint_text
from kiosk.content.yaml_tree import Node, nodes_below
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES, SOURCE_LANGUAGE
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kiosk.content.fields import Notes
    from kiosk.content.registry_reading import Lexicon

    IsLabel = Callable[[tuple[str, ...]], bool]


def lint_inline_texts(tree: Node, is_label: IsLabel, *, lexicon: Lexicon, notes: Notes) -> None:
    """Note what keeps the texts of a file from being easy to read, and icons that are not there.

    Args:
        tree: The file.
        is_label: Says of the keys that lead to a text whether it stands on a label, which is
            short.
        lexicon: Words to avoid, and acronyms allowed.
        notes: Where to note.
    """
    for node in values_below(tree, "icone"):
        if not asset_path("icons", f"{node.value}.svg").is_file():
            message = f"icône « {node.value} » : mettre {node.value}.svg dans assets/icons"
            notes.add(node.line, "E212", message, severity=Severity.ERROR)
    by_language: dict[str, list[PlacedText]] = {}
    for language, placed in _texts(tree, is_label, ()):
        by_language.setdefault(language, []).append(placed)
        lint_text(placed, language, lexicon=lexicon, notes=notes)
    lint_easy_french(by_language, notes)


def values_below(tree: Node, key: str) -> Iterable[Node]:
    """Yield every value under `key`, wherever it stands in `tree`."""
    for node in nodes_below(tree):
        if isinstance(node.value, dict) and key in node.value:
            yield node.value[key]


def _texts(
    node: Node, is_label: IsLabel, path: tuple[str, ...]
) -> Iterator[tuple[str, PlacedText]]:
    """Yield every text in a language, with its place; labels are bounded as answers are."""
    if isinstance(node.value, list):
        for inner in node.value:
            yield from _texts(inner, is_label, path)
        return
    entries = node.value if isinstance(node.value, dict) else {}
    if SOURCE_LANGUAGE in entries:
        kind = "options" if path and is_label(path) else "points"
        for language in CONTENT_LANGUAGES:
            found = entries.get(language)
            if found is not None and isinstance(found.value, str):
                yield language, PlacedText(found.value, found.line, (*path, kind))
        return
    for key, inner in entries.items():
        yield from _texts(inner, is_label, (*path, key))
