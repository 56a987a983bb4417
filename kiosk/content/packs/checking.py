# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the content of a pack can be shown: the loader's own judgement, and the links between.

The compiled form is kept for the kiosk's next reading, so that activating the pack costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.layout import REGISTRY_FOLDER
from kiosk.content.letter_loading import load_letter_book
from kiosk.content.loader import load_catalog, walkthrough_folders
from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.domain.vocabulary import national_vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.domain.walkthroughs import Walkthrough

LETTERS_FILE = "lettres.yaml"


def check_content(root: Path, cache_folder: Path | None) -> None:
    """Check the content folder `root`.

    Raises:
        PackRefused: ``content_wrong``, with the first file, line and code.
    """
    catalog = load_catalog(root, cache_folder)
    if catalog.problems:
        first = min(catalog.problems)
        raise _wrong(f"{first.file}:{first.line} {first.code}")
    if not catalog.walkthroughs:
        raise _wrong("parcours.yaml E100")
    known = {folder.name for folder in walkthrough_folders(root, [])}
    vocabulary = national_vocabulary()
    themes = {*vocabulary.themes.codes(), *vocabulary.administrative_themes.codes()}
    for one in catalog.walkthroughs.values():
        if not _opened(one) <= known or one.coop_theme not in themes:
            raise _wrong(f"{one.walkthrough_id}/parcours.yaml E103")
    letters = root / REGISTRY_FOLDER / LETTERS_FILE
    if letters.exists() and load_letter_book(root, cache_folder) is None:
        raise _wrong(f"{REGISTRY_FOLDER}/{LETTERS_FILE} E100")


def _opened(walkthrough: Walkthrough) -> set[str]:
    """Return the walkthroughs that the ends of this one offer."""
    return {step.opens_walkthrough for step in walkthrough.steps if step.opens_walkthrough}


def _wrong(detail: str) -> PackRefused:
    return PackRefused(PackFault.CONTENT_WRONG, detail)
