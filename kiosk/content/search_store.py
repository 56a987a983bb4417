# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the index of a catalogue once for each change of content, then reads it from a file.

Cutting the endings of every word takes longer than all the rest: a kiosk does it once.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kiosk.content.compiled import CompiledCache
from kiosk.content.search import SearchIndex, index_documents
from kiosk.content.search_documents import walkthrough_documents

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.loader import Catalog
    from kiosk.domain.life_events import LifeEvent

FORMAT = 3
"""To be raised when a change of the rules of search makes another index of the same content."""
FOLDER = "search"


def load_index(
    catalog: Catalog, events: tuple[LifeEvent, ...] = (), cache_folder: Path | None = None
) -> SearchIndex:
    """Return the index of `catalog`, whose walkthroughs also answer to `events` of life.

    Args:
        catalog: The walkthroughs.
        events: Events of life, in the order of their screen.
        cache_folder: Where compiled content is kept; None: make the index each time.
    """
    cache = CompiledCache(None if cache_folder is None else cache_folder / FOLDER)
    key = _key(catalog, events)
    found = cache.read(key, SearchIndex)
    if found is not None:
        return found
    documents = walkthrough_documents(catalog.walkthroughs.values(), catalog.registries, events)
    index = index_documents(documents, catalog.registries.synonyms)
    cache.write(key, index)
    cache.forget_unused()
    return index


def _key(catalog: Catalog, events: tuple[LifeEvent, ...]) -> str:
    """Return the SHA-256 of all that the index depends on."""
    digest = hashlib.sha256(f"{FORMAT}".encode())
    for walkthrough in catalog.walkthroughs.values():
        digest.update(walkthrough.content_hash.encode())  # its registries included
    digest.update(repr(events).encode())
    return digest.hexdigest()
