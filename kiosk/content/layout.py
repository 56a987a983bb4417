# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of the files and folders of a content folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.walkthroughs import CONTENT_LANGUAGES, REQUIRED_LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

STRUCTURE_FILE = "parcours.yaml"
TESTS_FILE = "tests.yaml"
REGISTRY_FOLDER = "registres"
LETTERS_FILE = "lettres.yaml"
EVENTS_FILE = "evenements.yaml"
BOARD_FOLDER = "board"
EXERCISE_FOLDER = "exercices"
BOARD_FILE = "tableau.yaml"
REGISTRY_FILES = (
    "contacts.yaml",
    "hotes.yaml",
    "libelles.yaml",
    "pieces.yaml",
    "synonymes.yaml",
    "themes.yaml",
    "urls.yaml",
)


def text_file_name(language: str) -> str:
    """Return the name of the file of texts of `language`."""
    return f"textes.{language}.yaml"


def languages_in(folder: Path) -> tuple[str, ...]:
    """Return the languages of the walkthrough in `folder`: the needed ones, and its files'.

    A needed language is named even when its file is absent, so that reading it tells so.
    """
    return tuple(
        code
        for code in CONTENT_LANGUAGES
        if code in REQUIRED_LANGUAGES or (folder / text_file_name(code)).exists()
    )


WALKTHROUGH_FILES = (STRUCTURE_FILE, *(text_file_name(code) for code in CONTENT_LANGUAGES))
