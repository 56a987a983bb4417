# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells what differs between two drafts, and what of it was written by hand.

A draft keeps in ``origine`` what the import wrote: a text that differs from it there was edited.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.content.layout import STRUCTURE_FILE
from kiosk.content.service_public.out_folder import BASE_FOLDER
from kiosk.content.service_public.plain_tree import Keys, leaves, plain_file
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.service_public.plain_tree import Leaves


class ChangeKind(StrEnum):
    """How a leaf differs; the values are words of the report."""

    ADDED = "ajouté"
    REMOVED = "enlevé"
    CHANGED = "changé"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        place: Walkthrough, file and keys, such as ``caf/textes.fr.yaml: etapes.compte.titre``.
        kind: How it differs.
        old: The old value, None when it is new.
        new: The new value, None when it is gone.
        is_edited: The old value is not what an import wrote: a person did.
    """

    place: str
    kind: ChangeKind
    old: object
    new: object
    is_edited: bool

    def line(self) -> str:
        """Return the change on one line."""
        mark = ", écrit à la main" if self.is_edited else ""
        values = " → ".join(_short(value) for value in (self.old, self.new) if value is not None)
        return f"{self.place} : {self.kind.value}{mark} : {values}"


def compare(old: Path, new: Path) -> tuple[Change, ...]:
    """Return the differences between two walkthroughs, or all those of two content folders.

    Raises:
        ContentUnreadable: If one of them is neither.
    """
    pairs = _pairs(old, new)
    return tuple(
        change
        for name, one, other in pairs
        for file in sorted(_files(one) | _files(other))
        for change in _changes(name, file, one, other)
    )


def _pairs(old: Path, new: Path) -> list[tuple[str, Path, Path]]:
    if (old / STRUCTURE_FILE).is_file() and (new / STRUCTURE_FILE).is_file():
        return [(new.name, old, new)]
    names = sorted({path.parent.name for root in (old, new) for path in _structures(root)})
    if not names:
        raise ContentUnreadable("Il n’y a pas de parcours à comparer dans ces deux dossiers.")
    return [(name, old / name, new / name) for name in names]


def _structures(root: Path) -> list[Path]:
    if not root.is_dir():
        raise ContentUnreadable(f"{root.name} n’est pas un dossier de parcours.")
    return [*root.glob(f"*/{STRUCTURE_FILE}")]


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.yaml")} if folder.is_dir() else set()


def _changes(name: str, file: str, old: Path, new: Path) -> list[Change]:
    before, after = _leaves(old / file), _leaves(new / file)
    base = _leaves(old / BASE_FOLDER / file) if (old / BASE_FOLDER).is_dir() else None
    found = []
    for keys in dict.fromkeys((*before, *after)):
        one, other = before.get(keys), after.get(keys)
        if keys in before and keys in after and one == other:
            continue
        kind = ChangeKind.CHANGED
        if keys not in before:
            kind = ChangeKind.ADDED
        elif keys not in after:
            kind = ChangeKind.REMOVED
        is_edited = base is not None and keys in before and base.get(keys) != one
        place = f"{name}/{file}: {_dotted(keys)}"
        found.append(Change(place, kind, one, other, is_edited))
    return found


def _leaves(path: Path) -> Leaves:
    if not path.is_file():
        return {}
    value = plain_file(path)
    if value is None:
        raise ContentUnreadable(f"{path.parent.name}/{path.name} ne se lit pas : « content lint ».")
    return _by_id(leaves(value))


def _by_id(found: Leaves) -> Leaves:
    """Return the leaves, the steps of a list told apart by their ids."""
    steps = found.pop(("etapes",), None)
    if isinstance(steps, list):
        for step in steps:
            if isinstance(step, dict):
                step_id = str(step.get("id", "?"))
                found |= {("etapes", step_id, *keys): v for keys, v in leaves(step).items()}
    elif steps is not None:
        found["etapes",] = steps
    return found


def _dotted(keys: Keys) -> str:
    return ".".join(keys)


def _short(value: object) -> str:
    text = " | ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"« {text[:200]}{'…' if len(text) > 200 else ''} »"  # noqa: PLR2004 - one line
