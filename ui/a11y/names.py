# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names for screen readers and for our own voice: every widget gets them here only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def describe(widget: QWidget, name: str, hint: str = "") -> None:
    """Give `widget` its name, and a hint said after it.

    A test finds widgets by these names, so what is not named can neither be heard nor tested.
    """
    if widget.accessibleName() != name:
        widget.setAccessibleName(name)
    if widget.accessibleDescription() != hint:
        widget.setAccessibleDescription(hint)


def tell(widget: QWidget, words: str) -> None:
    """Have a screen reader say `words`, which `widget` begins to show; the focus stays.

    Source: WCAG 2.2, 4.1.3 (status messages); Qt 6.8, QAccessibleAnnouncementEvent.
    """
    # Built by PySide at their first use, with lists that the first page does not need.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
