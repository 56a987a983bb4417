# SPDX-License-Identifier: AGPL-3.0-or-later
"""The binding keeps its references: some versions lose one to None at each call."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget

MOST_LOST = 100


def test_a_thousand_calls_lose_no_reference_to_none(qapp):
    widget = QWidget()
    before = sys.getrefcount(None)
    for _ in range(1000):
        widget.update()

    assert sys.getrefcount(None) - before > -MOST_LOST
