# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a kiosk's files are made with, in a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.screens.coordinator.folders import export_folder
from ui.screens.exports.offers import ExportMeans

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.wiring import Kiosk


def export_means(kiosk: Kiosk, folder: Callable[[], Path] | None = None) -> ExportMeans:
    """Return the means of a coordinator; files go to ``exports`` unless `folder` says where."""
    own = kiosk.folder / "exports"
    return ExportMeans(
        exports=kiosk.exports,
        publications=kiosk.publications,
        folder=folder or (lambda: export_folder(own, roots=())),
        own=own,
        titles=dict,
    )
