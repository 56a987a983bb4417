# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is on the screen: names, texts, and texts that do not fit."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from tests.tour.seeing_text import tidy
from ui.a11y.audit import audit
from ui.screens.calling.board import Board
from ui.widgets.marks import BigNumber


def accessible_name(widget: QWidget) -> str:
    """Return what a screen reader says of a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return tidy(interface.text(QAccessible.Text.Name)) if interface is not None else ""


def _seen(window: QWidget) -> list[QWidget]:
    """Return the widgets in sight, in the order of the tree; a panel hides what is below."""
    panel = getattr(window, "panel", None)
    root = panel if panel is not None and panel.isVisible() else window
    return [widget for widget in root.findChildren(QWidget) if widget.isVisibleTo(window)]


def _can_be_touched(widget: QWidget) -> bool:
    return isinstance(widget, (QAbstractButton, QLineEdit))


def named(window: QWidget, name: str) -> list[QWidget]:
    """Return what can be touched under a name: heard so, read so, or heard beginning so."""
    known = [widget for widget in _seen(window) if _can_be_touched(widget)]
    heard = [widget for widget in known if accessible_name(widget) == name]
    read = [widget for widget in known if tidy(str(widget.text())) == name]
    return heard or read or [one for one in known if accessible_name(one).startswith(name)]


def spoken_widgets(window: QWidget) -> list[dict[str, Any]]:
    """Return name, role and state of what can be touched."""
    return [
        {
            "name": accessible_name(widget),
            "kind": type(widget).__name__,
            "enabled": widget.isEnabled(),
            "checked": isinstance(widget, QAbstractButton) and widget.isChecked(),
            "focused": widget.hasFocus(),
        }
        for widget in _seen(window)
        if _can_be_touched(widget)
    ]


def visible_texts(window: QWidget) -> list[str]:
    """Return every text in sight: labels, buttons, names and fields."""
    texts: dict[str, None] = {}
    for widget in _seen(window):
        if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)):
            texts[tidy(widget.text())] = None
            texts[accessible_name(widget)] = None
        elif isinstance(widget, BigNumber):
            texts[tidy(widget._number)] = None
        elif isinstance(widget, Board):
            texts[accessible_name(widget)] = None
    texts.pop("", None)
    return list(texts)


def said_by(widget: QWidget | None) -> str:
    """Return a widget in words, for a sentence about what went wrong."""
    if widget is None:
        return "rien"
    return f"{type(widget).__name__} « {accessible_name(widget)} »"


def faults(window: QWidget) -> list[str]:
    """Return what the audit of the product finds wrong: cut texts, targets, names, order."""
    panel = getattr(window, "panel", None)
    is_covered = panel is not None and panel.isVisible()
    return [
        f"{finding.widget} : {finding.rule} {finding.detail}".strip()
        for finding in audit(window)
        # A panel keeps the focus inside: what lies below cannot be reached, and must not be.
        if not (is_covered and finding.rule == "not reached by Tab")
    ]
