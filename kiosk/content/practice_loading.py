# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loads the exercises, compiled when that form is current; one with a problem is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.compiled import CompiledCache, files_hash
from kiosk.content.layout import EXERCISE_FOLDER
from kiosk.domain.practice import Exercise

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.problems import ContentProblem


def load_exercises(root: Path, cache_folder: Path | None = None) -> tuple[Exercise, ...]:
    """Return the sound exercises of the content folder `root`, in the order of their names."""
    folder = None if cache_folder is None else cache_folder / EXERCISE_FOLDER
    cache = CompiledCache(folder)
    names = sorted(path.name for path in (root / EXERCISE_FOLDER).glob("*.yaml"))
    key = files_hash(root / EXERCISE_FOLDER, names)
    found = cache.read(key, tuple[Exercise, ...])
    if found is not None:
        return found
    from kiosk.content.practice_reading import exercise_files, read_exercise

    problems: list[ContentProblem] = []
    read = [read_exercise(path, problems) for path in exercise_files(root)]
    exercises = tuple(exercise for exercise in read if exercise is not None)
    if not problems:
        cache.write(key, exercises)
        cache.forget_unused()
    return exercises
