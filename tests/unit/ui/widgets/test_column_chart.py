# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of a chart stand under their column, and never leave the picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from ui.widgets.column_chart import room_of

FIELD = QRectF(0, 0, 600, 20)


@pytest.mark.parametrize(
    ("left", "width", "expected"),
    [(0, 120, (0, 120)), (550, 120, (480, 120)), (250, 120, (215, 120)), (250, 30, (250, 50))],
)
def test_a_word_wider_than_its_column_stays_within_the_chart(left, width, expected):
    room = room_of(width, QRectF(left, 0, 50, 20), FIELD)

    assert (room.left(), room.width()) == expected
