# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder into which drafts go: a content folder, and further ones in it when it is full.

A content folder holds 200 walkthroughs and registries of 128 KiB. What does not fit goes into
``lot-2``, ``lot-3``…, content folders by themselves, each checked by its own path.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from kiosk.content.layout import STRUCTURE_FILE
from kiosk.content.loader import MAX_WALKTHROUGHS
from kiosk.content.service_public.registry_writing import RegistryFiles

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.service_public.materials import Materials

BASE_FOLDER = "origine"
FRESH_FOLDER = "nouveau"
_LOT = re.compile(r"lot-([1-9][0-9]{0,3})")


class Lot:
    """One content folder of drafts."""

    def __init__(self, root: Path) -> None:
        """Read what stands at `root`."""
        self.root = root
        self.registries = RegistryFiles(root)
        self.walkthroughs = {path.parent.name for path in root.glob(f"*/{STRUCTURE_FILE}")}

    def has_room_for(self, names: list[str], entries: Materials) -> bool:
        """Say whether these walkthroughs fit."""
        count = len(self.walkthroughs | set(names))
        return count <= MAX_WALKTHROUGHS and self.registries.has_room_for(entries)


class OutFolder:
    """All lots below one folder."""

    def __init__(self, root: Path) -> None:
        """Find the lots at `root`."""
        self._root = root
        further = [path for path in root.glob("lot-*") if _LOT.fullmatch(path.name)]
        further.sort(key=lambda path: int(path.name.removeprefix("lot-")))
        self.lots = [Lot(root), *map(Lot, further)]

    def lot_for(self, names: list[str], entries: Materials) -> Lot:
        """Return where these walkthroughs go: where the first stands, else where there is room."""
        for lot in self.lots:
            if names[0] in lot.walkthroughs:
                return lot
        last = self.lots[-1]
        if last.walkthroughs and not last.has_room_for(names, entries):
            last = Lot(self._root / f"lot-{len(self.lots) + 1}")
            self.lots.append(last)
        return last

    def write_registries(self) -> None:
        """Write what was added to the registries of every lot."""
        for lot in self.lots:
            if lot.walkthroughs:
                lot.registries.write()


def write_folder(folder: Path, files: dict[str, str]) -> None:
    """Write a folder anew, whole or not at all.

    Raises:
        OSError: If it cannot be written.
    """
    part = folder.with_name(f".{folder.name}.part")
    if part.exists():
        shutil.rmtree(part)
    part.mkdir(parents=True)
    for name, text in files.items():
        (part / name).write_text(text, encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    part.rename(folder)
