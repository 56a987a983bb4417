# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a preview tells the terminal that shows it: a content folder, a walkthrough, a day.

The terminal reads the order from its own data folder, which is thrown away after the preview.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from kiosk.content.layout import REGISTRY_FOLDER, STRUCTURE_FILE
from kiosk.foundation.clock import SystemClock, paris_day
from kiosk.foundation.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

ORDER_NAME = "preview.json"
CONTENT_NAME = "preview-content"
CACHE_NAME = "preview-cache"
_DRAFT = re.compile(r"^statut:[ \t]*(?:brouillon|retire)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PreviewOrder:
    """What to show.

    Attributes:
        walkthrough_id: Which walkthrough; empty: the list, where it is no longer.
        language: In which language.
        day: As if it were that day; None: today.
        step_id: At which step; empty: the first.
    """

    walkthrough_id: str
    language: str
    day: date | None = None
    step_id: str = ""

    def clock(self) -> DayClock:
        """Return a clock of that day, at the hour of now."""
        today = paris_day(SystemClock().now_utc())
        return DayClock(timedelta() if self.day is None else self.day - today)


class DayClock(SystemClock):
    """The clock of this machine, some days earlier or later."""

    def __init__(self, shift: timedelta) -> None:
        """Add `shift` to each instant."""
        self._shift = shift

    def now_utc(self) -> datetime:
        """Return the wall clock, moved."""
        return super().now_utc() + self._shift


def write_preview(folder: Path, order: PreviewOrder, walkthrough: Path) -> None:
    """Copy one walkthrough and its registries below `folder`, drafts as if they were shown."""
    content = folder / CONTENT_NAME
    shutil.copytree(walkthrough.parent / REGISTRY_FOLDER, content / REGISTRY_FOLDER)
    shutil.copytree(walkthrough, content / walkthrough.name)
    structure = content / walkthrough.name / STRUCTURE_FILE
    text = structure.read_text(encoding="utf-8")
    structure.write_text(_DRAFT.sub("statut: a_relire", text), encoding="utf-8")
    (folder / ORDER_NAME).write_bytes(msgspec.json.encode(order))


def read_preview(folder: Path) -> PreviewOrder:
    """Return the order of the data folder `folder`.

    Raises:
        KnownError: If it has none: only `content preview` makes such a folder.
    """
    try:
        return msgspec.json.decode((folder / ORDER_NAME).read_bytes(), type=PreviewOrder)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise KnownError(
            "Ce dossier n’est pas celui d’un aperçu : utilisez « content preview »."
        ) from error
