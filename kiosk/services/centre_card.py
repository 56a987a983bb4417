# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of the centre's card, read before anything else is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.centre import CentreCard, card_bytes, card_of
from kiosk.foundation.private_files import write_private

if TYPE_CHECKING:
    from pathlib import Path

CENTRE_NAME = "centre.json"


def read_centre(folder: Path) -> CentreCard:
    """Return the card of a data folder; an empty one before the first set-up."""
    try:
        return card_of((folder / CENTRE_NAME).read_bytes())
    except OSError:
        return CentreCard()


def write_centre(folder: Path, card: CentreCard) -> None:
    """Write the card of a data folder.

    Raises:
        StorageFull: If the disk has no room; the old card stands.
        StorageReadOnly: If the folder cannot be written.
    """
    write_private(folder / CENTRE_NAME, card_bytes(card))
