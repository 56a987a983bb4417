# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of the files and folders of a content folder."""

from __future__ import annotations

from kiosk.domain.walkthroughs import CONTENT_LANGUAGES

STRUCTURE_FILE = "parcours.yaml"
TESTS_FILE = "tests.yaml"
REGISTRY_FOLDER = "registres"
BOARD_FOLDER = "board"
BOARD_FILE = "tableau.yaml"
REGISTRY_FILES = (
    "contacts.yaml",
    "libelles.yaml",
    "pieces.yaml",
    "synonymes.yaml",
    "themes.yaml",
    "urls.yaml",
)


def text_file_name(language: str) -> str:
    """Return the name of the file of texts of `language`."""
    return f"textes.{language}.yaml"


WALKTHROUGH_FILES = (STRUCTURE_FILE, *(text_file_name(code) for code in CONTENT_LANGUAGES))
