# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares content with what stood before: ids that vanished, sheets that changed since."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from kiosk.content.fields import Notes
from kiosk.content.layout import STRUCTURE_FILE
from kiosk.content.problems import ContentProblem, Severity
from kiosk.content.yaml_tree import Node, YamlUnreadable, read_yaml
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kiosk.content.structure import Lines
    from kiosk.domain.walkthroughs import Registries, Walkthrough

_SHEET = re.compile(r"/(?P<id>[FN][0-9]{1,6})(?![0-9])")


def lint_vanished(before: Path, known: set[str], problems: list[ContentProblem]) -> None:
    """Note each walkthrough of the content folder `before` that is not in `known` (E110)."""
    for path in sorted(before.glob(f"*/{STRUCTURE_FILE}")):
        name = path.parent.name
        if name not in known:
            message = (
                "ce parcours n’est plus là : un id ne disparaît pas, écrire « statut: retire »"
            )
            notes = Notes(f"{name}/{STRUCTURE_FILE}", problems)
            notes.add(1, "E110", message, severity=Severity.ERROR)


def lint_steps_gone(before: Path, walkthrough: Walkthrough, *, lines: Lines, notes: Notes) -> None:
    """Note each step of the earlier version in the folder `before` that nothing replaces (E110).

    An id that no step has any more loses the answer of who comes back with a square code.
    """
    now = {step.step_id for step in walkthrough.steps}
    replaced = {name for step in walkthrough.steps for name in step.replaces}
    for step in walkthrough.steps:
        for name in step.replaces:
            if name in now:
                message = f"étape {step.step_id} : « {name} » est encore là, l’ôter de remplace"
                notes.add(lines[step.step_id], "E110", message, severity=Severity.ERROR)
    for name in _step_ids(before):
        if name not in now | replaced:
            message = f"l’étape « {name} » n’est plus là : la nommer dans « remplace » d’une autre"
            notes.add(1, "E110", message, severity=Severity.ERROR)


def _step_ids(folder: Path) -> list[str]:
    try:
        root = read_yaml(folder / STRUCTURE_FILE, f"{folder.name}/{STRUCTURE_FILE}")
    except YamlUnreadable:
        return []  # what nobody could open has nothing to lose
    steps = _entry(root, "etapes")
    found = [_entry(step, "id") for step in steps.value] if isinstance(steps.value, list) else []
    return [node.value for node in found if isinstance(node.value, str)]


def _entry(node: Node, key: str) -> Node:
    entries = node.value if isinstance(node.value, dict) else {}
    return entries.get(key, Node(None, 1))


def lint_sheets(
    sheets: Path, walkthrough: Walkthrough, *, registries: Registries, notes: Notes
) -> None:
    """Note each public sheet of the folder `sheets` that changed since it was read (E306)."""
    origin = walkthrough.origin
    if origin is not None:
        path = _sheet(sheets, origin.sheet_id)
        if path and hashlib.sha256(path.read_bytes()).hexdigest() != origin.sha256:
            message = (
                f"la fiche {origin.sheet_id} a changé depuis l’import du {origin.dated} : "
                "« content import-dila », puis « content diff »"
            )
            notes.add(1, "E306", message, severity=Severity.ERROR)
    for source in walkthrough.sources:
        site = registries.sites.get(source.url_id)
        named = _SHEET.search(site.address) if site else None
        path = _sheet(sheets, named["id"]) if named else None
        dated = _sheet_date(path) if path else None
        read_on = source.checked_on or source.dated
        if named and dated and dated > read_on:
            message = (
                f"la fiche {named['id']} a changé le {dated}, lue le {read_on} : la relire, "
                "puis noter verifie_le"
            )
            notes.add(1, "E306", message, severity=Severity.ERROR)


def _sheet(sheets: Path, sheet_id: str) -> Path | None:
    return next(iter(sorted(sheets.rglob(f"{sheet_id}.xml"))), None)


def _sheet_date(path: Path) -> date | None:
    from kiosk.content.service_public.sheet_reading import read_head
    from kiosk.content.service_public.sheet_xml import parse_sheet, read_bounded

    try:
        head, _ = read_head(parse_sheet(read_bounded(path), path.name), path.name)
    except ContentUnreadable:
        return None  # the import tells what is wrong with a sheet
    return head.dated
