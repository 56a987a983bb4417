# SPDX-License-Identifier: AGPL-3.0-or-later
"""Charts of the console: SVG inside the page, by attributes and classes alone, beside a table.

The table tells the same, so the drawing is hidden from screen readers; the policy of the page
allows neither scripts nor styles inside it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from kiosk.domain.sections import Chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.domain.sections import Section

_WIDTH: Final = 640
_ROW: Final = 26
_LABELS: Final = 230
_NUMBERS: Final = 60
_COLUMN_HEIGHT: Final = 140
_FOOT: Final = 24
_SHORT: Final = 25
_MOST_LABELS: Final = 4


def chart_svg(section: Section) -> str:
    """Return the drawing of a section; empty where it has none or nothing was counted."""
    drawn = [(line.label, line.n) for line in section.lines if line.n is not None and line.is_part]
    top = max((n for _, n in drawn), default=0)
    if section.chart is Chart.NONE or top == 0:
        return ""
    if section.chart is Chart.COLUMNS:
        return _columns(drawn, top)
    return _bars(drawn, top)


def _bars(lines: Sequence[tuple[str, int]], top: int) -> str:
    room = _WIDTH - _LABELS - _NUMBERS
    parts: list[str] = []
    for place, (label, n) in enumerate(lines):
        y = place * _ROW
        long = max(round(room * n / top), 1 if n else 0)
        parts.append(
            f'<text x="0" y="{y + 18}">{_short(label)}</text>'
            f'<rect class="bar" x="{_LABELS}" y="{y + 6}" width="{long}" height="14" rx="4"/>'
            f'<text x="{_LABELS + long + 8}" y="{y + 18}">{n}</text>'
        )
    return _svg(len(lines) * _ROW + 4, parts)


def _columns(lines: Sequence[tuple[str, int]], top: int) -> str:
    step = _WIDTH / len(lines)
    every = -(-len(lines) // _MOST_LABELS)
    parts = [f'<path class="axis" d="M0 {_COLUMN_HEIGHT}H{_WIDTH}"/>']
    for place, (label, n) in enumerate(lines):
        tall = max(round((_COLUMN_HEIGHT - 20) * n / top), 1 if n else 0)
        x = place * step
        parts.append(
            f'<rect class="bar" x="{x + step * 0.15:.1f}" y="{_COLUMN_HEIGHT - tall}" '
            f'width="{step * 0.7:.1f}" height="{tall}"/>'
        )
        if place % every == 0:
            parts.append(f'<text x="{x:.1f}" y="{_COLUMN_HEIGHT + 18}">{_short(label, 14)}</text>')
    return _svg(_COLUMN_HEIGHT + _FOOT, parts)


def _svg(height: int, parts: list[str]) -> str:
    inside = "".join(parts)
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'aria-hidden="true" focusable="false">{inside}</svg>'
    )


def _short(label: str, n_signs: int = _SHORT) -> str:
    return escape(label if len(label) <= n_signs else f"{label[: n_signs - 1]}…")
