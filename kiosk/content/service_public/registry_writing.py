# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adds draft entries to the registries of a content folder; what stands there never changes."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.content.layout import REGISTRY_FOLDER
from kiosk.content.registry_reading import registry_lines
from kiosk.content.service_public.draft_yaml import written
from kiosk.content.yaml_tree import MAX_BYTES, MAX_NODES
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.service_public.draft_yaml import Value
    from kiosk.content.service_public.materials import Materials

# Kept with the program: a folder of drafts begins with them, so that it can be checked at once.
_KEPT = ("themes", "libelles", "lexique", "synonymes")
_GROWING = ("urls", "contacts", "pieces")
_HEAD = "# Brouillons de l’import : rien n’y est vérifié.\n"
_ROOM = 0.9
_NODES_OF_ENTRY = {"urls": 22, "contacts": 18, "pieces": 30}


@dataclass(slots=True)
class _Registry:
    """One growing registry: the keys that stand in it, what is added, how large it gets."""

    keys: set[str]
    n_bytes: int
    n_nodes: int
    added: list[str] = field(default_factory=list)


class RegistryFiles:
    """The registries of one content folder, read once and written once."""

    def __init__(self, root: Path) -> None:
        """Read which keys stand in the registries below `root`; there may be none yet."""
        self._folder = root / REGISTRY_FOLDER
        self._registries = {name: self._opened(root, name) for name in _GROWING}

    def has_room_for(self, entries: Materials) -> bool:
        """Say whether the entries fit in files that the loader reads."""
        return all(
            registry.n_bytes + sum(len(text.encode()) for text in fresh.values())
            <= MAX_BYTES * _ROOM
            and registry.n_nodes + len(fresh) * _NODES_OF_ENTRY[name] <= MAX_NODES * _ROOM
            for name, registry in self._registries.items()
            for fresh in [self._fresh(name, entries)]
        )

    def add(self, entries: Materials) -> None:
        """Add the entries whose keys do not stand in the registries."""
        for name, registry in self._registries.items():
            for key, text in self._fresh(name, entries).items():
                registry.keys.add(key)
                registry.added.append(text)
                registry.n_bytes += len(text.encode())
                registry.n_nodes += _NODES_OF_ENTRY[name]

    def write(self) -> None:
        """Write what was added, each file whole or not at all.

        Raises:
            OSError: If the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        for name in _KEPT:
            own = self._folder / f"{name}.yaml"
            if not own.exists():
                own.write_bytes(asset_path("content", REGISTRY_FOLDER, own.name).read_bytes())
        for name, registry in self._registries.items():
            path = self._folder / f"{name}.yaml"
            if path.exists() and not registry.added:
                continue
            before = path.read_text(encoding="utf-8") if path.exists() else _HEAD
            if before.strip().endswith("{}"):
                before = before.strip().removesuffix("{}")
            whole = before.rstrip("\n") + "\n" + "".join(registry.added)
            if not registry.keys:
                whole += "{}\n"
            part = path.with_suffix(".part")
            part.write_text(whole, encoding="utf-8")
            os.replace(part, path)  # noqa: PTH105 - the atomic one, by its name
            registry.added.clear()

    def _opened(self, root: Path, name: str) -> _Registry:
        path = self._folder / f"{name}.yaml"
        n_bytes = path.stat().st_size if path.exists() else len(_HEAD.encode())
        keys = set(registry_lines(root, name)) if path.exists() else set()
        return _Registry(keys, n_bytes, len(keys) * _NODES_OF_ENTRY[name] * 2)

    def _fresh(self, name: str, entries: Materials) -> dict[str, str]:
        keys = self._registries[name].keys
        return {
            key: written({key: value})
            for key, value in _values(name, entries).items()
            if key not in keys
        }


def _values(name: str, entries: Materials) -> dict[str, Value]:
    if name == "urls":
        return {
            key: {
                "adresse": site.address,
                "affiche": site.shown,
                "nom": _twice(site.name),
                "dit": _twice(site.spoken),
                "verifie_le": None,
            }
            for key, site in entries.sites.items()
        }
    if name == "contacts":
        return {
            key: {
                "nom": _twice(contact.name),
                "tel": contact.phone,
                "adresse": None,
                "verifie_le": None,
                "a_verifier": True,
            }
            for key, contact in entries.contacts.items()
        }
    return {
        key: {
            "icone": "file-text",
            "nom": _twice(paper.name),
            "detail": _twice(f"Voir la fiche {paper.sheet_id}"),
            "question": _twice("Il vous manque ce papier ?"),
            "conseil": _twice("Demandez à une personne."),
        }
        for key, paper in entries.papers.items()
    }


def _twice(text: str) -> dict[str, Value]:
    return {"fr": text, "fr-falc": text}
