# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictograms: Tabler outlines (MIT), drawn once for each size and colour.

Callers name an icon by its file in ``assets/icons``; directions are mirrored for right-to-left.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from kiosk.foundation.resources import asset_path

FALLBACK = "circle-dot"
_MIRRORED = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "logout",
        "door-exit",
        "list-check",
        "chevron-right",
        "chevron-left",
        "backspace",
        "file-export",
    }
)


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    try:
        return asset_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        return asset_path("icons", f"{FALLBACK}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _pixmap(name: str, side_px: int, colour: str, ratio: float, mirrored: bool) -> QPixmap:  # noqa: FBT001 - a cache key
    svg = _source(name).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    pixmap = QPixmap(round(side_px * ratio), round(side_px * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    if mirrored:
        painter.translate(side_px, 0)
        painter.scale(-1, 1)
    renderer.render(painter, QRectF(0, 0, side_px, side_px))
    painter.end()
    return pixmap


def icon_pixmap(
    name: str, side_px: int, colour: str, *, ratio: float = 1.0, right_to_left: bool = False
) -> QPixmap:
    """Return a pictogram as a square pixmap.

    Args:
        name: File name in ``assets/icons`` without its ending; an unknown one gives a dot.
        side_px: Side, in device-independent px.
        colour: ``#RRGGBB``.
        ratio: Device px in one px.
        right_to_left: Whether a pictogram that shows a direction is mirrored.
    """
    return _pixmap(name, side_px, colour, ratio, right_to_left and name in _MIRRORED)
