# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loads the walkthroughs of a content folder: the sound ones, and what is wrong with the others.

One bad file never hides the rest: its walkthrough is refused with file, line and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.content.compiled import CompiledCache, files_hash
from kiosk.content.layout import (
    REGISTRY_FILES,
    REGISTRY_FOLDER,
    WALKTHROUGH_FILES,
)
from kiosk.content.problems import ContentProblem, Severity
from kiosk.domain.walkthroughs import ContentStatus, Registries, Walkthrough

if TYPE_CHECKING:
    from pathlib import Path

MAX_WALKTHROUGHS = 200
_HIDDEN = frozenset({ContentStatus.DRAFT, ContentStatus.RETIRED})


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a content folder gives.

    Attributes:
        walkthroughs: Sound walkthroughs by id, drafts and retired ones left out.
        registries: What they share.
        problems: What keeps the others off the screens.
    """

    walkthroughs: dict[str, Walkthrough]
    registries: Registries
    problems: tuple[ContentProblem, ...]


def load_catalog(root: Path, cache_folder: Path | None = None) -> Catalog:
    """Return the catalogue of the content folder `root`.

    Args:
        root: Folder that holds one folder a walkthrough, and ``registres``.
        cache_folder: Where compiled walkthroughs are kept; None: read the YAML each time.
    """
    cache = CompiledCache(cache_folder)
    problems: list[ContentProblem] = []
    registry_key = files_hash(root / REGISTRY_FOLDER, REGISTRY_FILES)
    registries = _registries(root, registry_key, cache, problems)
    walkthroughs: dict[str, Walkthrough] = {}
    for folder in walkthrough_folders(root, problems):
        walkthrough = _walkthrough(folder, registries, registry_key, cache, problems)
        if walkthrough is not None and walkthrough.status not in _HIDDEN:
            walkthroughs[walkthrough.walkthrough_id] = walkthrough
    cache.forget_unused()
    refused = tuple(p for p in problems if p.severity is Severity.REFUSED)
    return Catalog(walkthroughs, registries, refused)


def walkthrough_folders(root: Path, problems: list[ContentProblem]) -> tuple[Path, ...]:
    """Return the folders of `root` that hold a walkthrough, in the order of their names."""
    if not root.is_dir():
        problems.append(ContentProblem(".", 1, "E100", "le dossier des parcours n’existe pas"))
        return ()
    # any of its files makes a walkthrough: one that lost its structure is told, not forgotten
    folders = sorted({path.parent for name in WALKTHROUGH_FILES for path in root.glob(f"*/{name}")})
    if len(folders) > MAX_WALKTHROUGHS:
        message = f"plus de {MAX_WALKTHROUGHS} parcours : les suivants sont laissés de côté"
        problems.append(ContentProblem(".", 1, "E100", message))
    return tuple(folders[:MAX_WALKTHROUGHS])


def walkthrough_hash(folder: Path, registry_key: str) -> str:
    """Return the hash that names the walkthrough in `folder`, read with these registries."""
    return files_hash(folder, WALKTHROUGH_FILES, salt=f"{registry_key}\0{folder.name}")


def _registries(
    root: Path, key: str, cache: CompiledCache, problems: list[ContentProblem]
) -> Registries:
    found = cache.read(key, Registries)
    if found is not None:
        return found
    from kiosk.content.registry_reading import read_registries

    own: list[ContentProblem] = []
    registries = read_registries(root, own)
    if not own:
        cache.write(key, registries)
    problems.extend(own)
    return registries


def _walkthrough(
    folder: Path,
    registries: Registries,
    registry_key: str,
    cache: CompiledCache,
    problems: list[ContentProblem],
) -> Walkthrough | None:
    key = walkthrough_hash(folder, registry_key)
    found = cache.read(key, Walkthrough)
    if found is not None:
        return found
    from kiosk.content.walkthrough_reading import read_walkthrough

    source = read_walkthrough(folder, registries, content_hash=key, problems=problems)
    if source.walkthrough is not None:
        cache.write(key, source.walkthrough)
    return source.walkthrough
