# SPDX-License-Identifier: AGPL-3.0-or-later
"""QR codes of the console, as an image inside the page."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> str:
    """Return the SVG drawing of a QR that holds `text`, to be put in a page as it is."""
    stream = io.BytesIO()
    # Without a size of its own but with a view box, it is shown whole in whatever room it gets.
    segno.make(text, error="m").save(
        stream, kind="svg", omitsize=True, border=4, xmldecl=False, nl=False, dark="#17212B"
    )
    return stream.getvalue().decode("utf-8")
