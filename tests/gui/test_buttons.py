# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a button shows of itself."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui.theme.live import apply_theme
from ui.theme.tokens import Scheme, Theme
from ui.widgets.buttons import SecondaryButton


@pytest.mark.parametrize("scheme", list(Scheme))
def test_a_button_that_does_nothing_yet_looks_otherwise(qapp, qtbot, scheme):
    apply_theme(QApplication.instance(), Theme(scheme=scheme))
    button = SecondaryButton("Valider", "check")
    qtbot.addWidget(button)
    button.resize(200, 64)
    ready = button.grab().toImage()

    button.setEnabled(False)

    assert button.grab().toImage() != ready
    apply_theme(QApplication.instance(), Theme())
