# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loads the registries of letters and of events of life, compiled when that form is current.

Without its file, or with a wrong one, there is no letter book: the door leads to a person. An
event with a problem is left out, the others stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.compiled import CompiledCache, files_hash
from kiosk.content.layout import EVENTS_FILE, LETTERS_FILE, REGISTRY_FOLDER
from kiosk.domain.letters import LetterBook
from kiosk.domain.life_events import LifeEvent

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.problems import ContentProblem

_CACHES = {LETTERS_FILE: "letters", EVENTS_FILE: "life_events"}


def load_letter_book(root: Path, cache_folder: Path | None = None) -> LetterBook | None:
    """Return the letter book of the content folder `root`; None if there is no sound one."""
    cache, key = _cache(root, LETTERS_FILE, cache_folder)
    found = cache.read(key, LetterBook)
    if found is not None:
        return found
    from kiosk.content.letter_reading import read_letter_book

    problems: list[ContentProblem] = []
    book = read_letter_book(root, problems)
    if book is not None:
        cache.write(key, book)
        cache.forget_unused()
    return book


def load_life_events(root: Path, cache_folder: Path | None = None) -> tuple[LifeEvent, ...]:
    """Return the sound events of the content folder `root`, in the order of the file."""
    cache, key = _cache(root, EVENTS_FILE, cache_folder)
    found = cache.read(key, tuple[LifeEvent, ...])
    if found is not None:
        return found
    from kiosk.content.letter_reading import read_life_events

    problems: list[ContentProblem] = []
    events = read_life_events(root, problems)
    if not problems:
        cache.write(key, events)
        cache.forget_unused()
    return events


def _cache(root: Path, file: str, cache_folder: Path | None) -> tuple[CompiledCache, str]:
    folder = None if cache_folder is None else cache_folder / _CACHES[file]
    return CompiledCache(folder), files_hash(root / REGISTRY_FOLDER, (file,))
