# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make the fonts of the screens: Atkinson Hyperlegible Next with a zero that has no slash.

The font has no feature for it, and a slashed zero reads like an eight or a crossed-out figure in
« 14 h 30 » or « 4829 1630 ». The two halves of the counter of ``zero`` are replaced by one
counter, drawn like the outer contour. The result bears another family name. Run by hand when
the source fonts change::

    pip install fonttools && python packaging/fonts/plain_zero.py

Source: SIL Open Font License 1.1, condition 3 (the source declares no reserved name).
"""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
FAMILY = "Sixieme Hyperlegible"
WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700}


def _one_counter(font: TTFont, name: str) -> None:
    glyph = font["glyf"][name]
    if glyph.isComposite():  # it follows the glyph that it is made of
        return
    points, flags = list(glyph.coordinates), list(glyph.flags)
    end_outer = glyph.endPtsOfContours[0]
    outer, inner = points[: end_outer + 1], points[end_outer + 1 :]
    (x0, x1), (y0, y1) = [(min(v), max(v)) for v in zip(*outer, strict=True)]
    (u0, u1), (v0, v1) = [(min(v), max(v)) for v in zip(*inner, strict=True)]
    counter = [
        (round(u0 + (x - x0) * (u1 - u0) / (x1 - x0)), round(v0 + (y - y0) * (v1 - v0) / (y1 - y0)))
        for x, y in outer
    ]
    # The counter runs the other way round, so that it is a hole.
    counter.reverse()
    counter_flags = list(reversed(flags[: end_outer + 1]))
    glyph.coordinates = GlyphCoordinates(outer + counter)
    glyph.flags = bytearray(flags[: end_outer + 1] + counter_flags)
    glyph.endPtsOfContours = [end_outer, 2 * end_outer + 1]
    glyph.numberOfContours = 2
    glyph.program.fromBytecode(b"")
    glyph.recalcBounds(font["glyf"])


def make(weight: str) -> Path:
    """Write the font of one weight and return its path."""
    font = TTFont(FONTS / f"AtkinsonHyperlegibleNext-{weight}.ttf")
    for name in ("zero", "zero.tf"):
        _one_counter(font, name)
    names = font["name"]
    texts = {
        1: FAMILY if weight != "SemiBold" else f"{FAMILY} SemiBold",
        2: "Bold" if weight == "Bold" else "Regular",
        3: f"2.001;{FAMILY.replace(' ', '')}-{weight}",
        4: f"{FAMILY} {weight}",
        6: f"{FAMILY.replace(' ', '')}-{weight}",
        16: FAMILY,
        17: weight,
    }
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = WEIGHTS[weight]
    path = FONTS / f"SixiemeHyperlegible-{weight}.ttf"
    font.save(path)
    return path


if __name__ == "__main__":
    for each in WEIGHTS:
        print(make(each).name)
