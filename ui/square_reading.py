# SPDX-License-Identifier: AGPL-3.0-or-later
"""A square code looked for in a picture of a camera; no Qt, and nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GreyPicture:
    """A picture in shades of grey.

    Attributes:
        width: In pixels.
        height: In pixels.
        shades: One byte a pixel, row by row, without gaps; never shown in a log.
    """

    width: int
    height: int
    shades: bytes

    def __repr__(self) -> str:
        """Tell the size alone."""
        return f"GreyPicture({self.width}x{self.height})"


def read_square(picture: GreyPicture) -> str:
    """Return the text of the QR code in `picture`; empty when none is read, or two are.

    Source: ISO/IEC 18004; zxing-cpp, which also turns the picture and repairs errors.
    """
    import zxingcpp

    shape = (picture.height, picture.width)
    view = memoryview(picture.shades).cast("B", shape)
    found = zxingcpp.read_barcodes(view, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return found[0].text if len(found) == 1 else ""
