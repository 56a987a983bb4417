# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings a sheet that was imported before up to date, and never over a text written by hand.

Three versions count: what the last import wrote (``origine``), what stands there now, what the
sheet gives today. Only a value that nobody edited follows the sheet. Where the steps were
changed by hand and by the sheet, nothing is touched and the fresh draft is put beside
(``nouveau``).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kiosk.content.layout import STRUCTURE_FILE, TESTS_FILE
from kiosk.content.service_public.out_folder import BASE_FOLDER, FRESH_FOLDER, write_folder
from kiosk.content.service_public.plain_tree import Keys, leaves, plain_file, plain_text

if TYPE_CHECKING:
    from pathlib import Path

_SHAPE = ("etapes", "parties", "depart")
_ABSENT = object()


class Outcome(StrEnum):
    """What became of a walkthrough; the values are words of the report."""

    CREATED = "créé"
    UNCHANGED = "inchangé"
    REPLACED = "mis à jour"
    MERGED = "fusionné"
    KEPT = "gardé"
    REFUSED = "refusé"


@dataclass(frozen=True, slots=True)
class Merge:
    """What was done with one walkthrough; `kept` names the values kept against the sheet."""

    outcome: Outcome
    kept: tuple[str, ...] = ()


def put_draft(folder: Path, fresh: dict[str, str]) -> Merge:
    """Write the draft `fresh` to `folder`, or merge it with what stands there.

    Raises:
        OSError: If the folder cannot be written.
    """
    if not folder.exists():
        write_folder(folder, fresh)
        write_folder(folder / BASE_FOLDER, fresh)
        return Merge(Outcome.CREATED)
    base = _texts(folder / BASE_FOLDER, fresh)
    mine = _texts(folder, fresh)
    if base == fresh:
        return Merge(Outcome.UNCHANGED)
    if mine == base:
        _overwrite(folder, fresh)
        return Merge(Outcome.REPLACED)
    merged, kept = _merged(folder, base, fresh)
    if merged is None:
        write_folder(folder / FRESH_FOLDER, fresh)
        return Merge(Outcome.KEPT, kept)
    _overwrite(folder, merged, base=fresh)
    return Merge(Outcome.MERGED, kept)


def _texts(folder: Path, names: dict[str, str]) -> dict[str, str]:
    found = {}
    for name in names:
        try:
            found[name] = (folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return found


def _overwrite(folder: Path, files: dict[str, str], *, base: dict[str, str] | None = None) -> None:
    for name, text in files.items():
        part = folder / f".{name}.part"
        part.write_text(text, encoding="utf-8")
        part.replace(folder / name)
    write_folder(folder / BASE_FOLDER, base or files)


def _merged(
    folder: Path, base: dict[str, str], fresh: dict[str, str]
) -> tuple[dict[str, str] | None, tuple[str, ...]]:
    """Return the merged files, None when a person must do it; and the values kept."""
    mine = {name: plain_file(folder / name) for name in fresh}
    if set(base) != set(fresh) or any(value is None for value in mine.values()):
        return None, ("le brouillon d’origine n’est plus là, ou un fichier ne se lit pas",)
    if not _shape_can_follow(mine, base, fresh):
        return None, ("les étapes ont été changées à la main et par la fiche",)
    merged: dict[str, str] = {}
    kept: list[str] = []
    for name, text in fresh.items():
        own = mine[name] or {}
        if name == TESTS_FILE:
            is_own = own != plain_text(base[name])
            merged[name] = (folder / name).read_text(encoding="utf-8") if is_own else text
            continue
        old, new = plain_text(base[name]), plain_text(text)
        if name == STRUCTURE_FILE:
            own, old, new = (_flat_shape(value) for value in (own, old, new))
        changes, lost = _followed(own, old, new, name=name, kept=kept)
        if lost:
            return None, tuple(f"{name}: {'.'.join(keys)} n’a plus d’étape" for keys in lost)
        merged[name] = _rewritten((folder / name).read_text(encoding="utf-8"), changes)
    return merged, tuple(kept)


def _shape_can_follow(
    mine: dict[str, dict[str, object] | None], base: dict[str, str], fresh: dict[str, str]
) -> bool:
    own = mine[STRUCTURE_FILE] or {}
    old, new = plain_text(base[STRUCTURE_FILE]), plain_text(fresh[STRUCTURE_FILE])
    shapes = [[value.get(key) for key in _SHAPE] for value in (own, old, new)]
    return shapes[0] == shapes[1] or shapes[1] == shapes[2] or shapes[0] == shapes[2]


def _flat_shape(value: dict[str, object]) -> dict[str, object]:
    """Return the keys of a structure; its shape is one value, followed whole or not at all."""
    return {**value, **{key: [value.get(key)] for key in _SHAPE}}


def _followed(
    own: dict[str, object],
    old: dict[str, object],
    new: dict[str, object],
    *,
    name: str,
    kept: list[str],
) -> tuple[dict[Keys, object], list[Keys]]:
    """Return the values to write over `own`, and the edited ones whose place is gone."""
    mine, base, fresh = leaves(own), leaves(old), leaves(new)
    changes: dict[Keys, object] = {}
    lost: list[Keys] = []
    for keys in dict.fromkeys((*mine, *base, *fresh)):
        here, before, now = (part.get(keys, _ABSENT) for part in (mine, base, fresh))
        if now in (before, here):
            continue
        if here == before:
            changes[keys] = now
        elif now is _ABSENT:
            lost.append(keys)
        else:
            kept.append(f"{name}: {'.'.join(keys)}")
    return changes, lost


def _rewritten(text: str, changes: dict[Keys, object]) -> str:
    """Return the YAML `text` with some values changed, its comments and quotes as they were."""
    if not changes:
        return text
    from ruamel.yaml import YAML

    writer = YAML(typ="rt")
    writer.preserve_quotes = True
    writer.width = 4096
    tree: Any = writer.load(text)
    for keys, value in changes.items():
        place = tree
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        if value is _ABSENT:
            place.pop(keys[-1], None)
        elif len(keys) == 1 and keys[0] in _SHAPE and isinstance(value, list):
            place[keys[0]] = value[0]
        else:
            place[keys[-1]] = value
    stream = io.StringIO()
    writer.dump(_pruned(tree), stream)
    return stream.getvalue()


def _pruned(tree: Any) -> Any:
    """Remove the steps of which no text is left."""
    steps: Any = tree.get("etapes") if isinstance(tree, dict) else None
    if isinstance(steps, dict):
        for key in [key for key, value in steps.items() if value == {}]:
            del steps[key]
    return tree
