# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is on the screen: names, texts, and texts that do not fit."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QScrollArea, QWidget

from tests.tour.seeing_text import tidy
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
    texts.pop("", None)
    return list(texts)


def said_by(widget: QWidget | None) -> str:
    """Return a widget in words, for a sentence about what went wrong."""
    if widget is None:
        return "rien"
    return f"{type(widget).__name__} « {accessible_name(widget)} »"


def _room(widget: QWidget, window: QWidget) -> QRect:
    """Return the part of the window where a widget may stand: all of it, or its page."""
    room = window.rect()
    above = widget.parentWidget()
    while above is not None and above is not window:
        if isinstance(above, QScrollArea):
            # What scrolls is out of sight, not cut: only its width counts.
            left = above.viewport().mapTo(window, QPoint(0, 0)).x()
            room = QRect(left, -(10**6), above.viewport().width(), 2 * 10**6)
            break
        above = above.parentWidget()
    return room


def cut_texts(window: QWidget) -> list[str]:
    """Return the texts that do not fit in their widget, or whose widget leaves its room."""
    faults = []
    for widget in _seen(window):
        is_cut = getattr(widget, "is_cut", None)
        text = getattr(widget, "text", None)
        told = tidy(text()) if callable(text) else accessible_name(widget)
        if not told:
            continue
        if callable(is_cut) and is_cut():
            faults.append(f"{type(widget).__name__} « {told} » est coupé")
        elif isinstance(widget, (QLabel, QAbstractButton)):
            area = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
            if not _room(widget, window).adjusted(-1, -1, 1, 1).contains(area):
                faults.append(f"{type(widget).__name__} « {told} » sort de sa place")
    return faults
