# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finds the folder of one walkthrough, by its id among those that ship or by its path."""

from __future__ import annotations

from pathlib import Path

from kiosk.content.layout import STRUCTURE_FILE
from kiosk.content.registry_reading import NAME
from kiosk.foundation.errors import ContentUnreadable
from kiosk.foundation.resources import asset_path


def walkthrough_folder(named: str, content: Path | None = None) -> Path:
    """Return the folder of the walkthrough `named`: its path, or its id in `content`.

    Args:
        named: A path, or an id.
        content: Where ids are looked for; the content that ships by default.

    Raises:
        ContentUnreadable: If there is none, with what to do.
    """
    root = content or asset_path("content")
    places = [Path(named)]
    if NAME.fullmatch(named):
        places.append(root / named)
    for place in places:
        if (place / STRUCTURE_FILE).is_file():
            return place.resolve()
    raise ContentUnreadable(
        f"« {named} » n’est ni un parcours de {root}, ni un dossier de parcours."
    )
