# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look at a page as a screen reader, a finger and a keyboard do, and say what is wrong.

Used by tests over every page, theme, scale and direction; nothing of it runs at the terminal.

Source: EN 301 549 v3.2.1, 5.1.2.2 and 11.2; WCAG 2.2, 1.4.4, 2.1.1, 2.4.3, 2.5.8, 4.1.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.theme.live import current_theme

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLACK_PX = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: the rule, the widget, the detail."""

    rule: str
    widget: str
    detail: str


@runtime_checkable
class ShowsText(Protocol):
    """A widget that paints words and knows whether they fit."""

    def is_cut(self) -> bool:
        """Say whether a part of the words does not fit."""


def audit(window: QWidget) -> tuple[Finding, ...]:
    """Return what is wrong with what `window` shows now; nothing when all is well."""
    shown = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
    focusable = [widget for widget in shown if takes_focus(widget)]
    found: list[Finding] = []
    for widget in focusable:
        found.extend(_name(widget))
        found.extend(_size(widget))
    for widget in shown:
        if isinstance(widget, ShowsText) and widget.is_cut():
            found.append(Finding("text is cut", _said(widget), str(widget.size().toTuple())))
        found.extend(_place(widget, window))
    found.extend(_tab_order(window, focusable))
    return tuple(found)


def takes_focus(widget: QWidget) -> bool:
    """Say whether a keyboard can bring the focus to `widget`."""
    policy = widget.focusPolicy()
    tabs = bool(policy.value & Qt.FocusPolicy.TabFocus.value)
    return tabs and widget.isEnabled() and widget.focusProxy() is None


def _said(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    words = widget.accessibleName() or (text() if callable(text) else "")
    return f"{type(widget).__name__} « {words} »"


def _name(widget: QWidget) -> Iterator[Finding]:
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is None or not interface.text(QAccessible.Text.Name).strip():
        yield Finding("focusable without a name", _said(widget), "")


def _size(widget: QWidget) -> Iterator[Finding]:
    least = current_theme().target_px("absolute_min") - _SLACK_PX
    if isinstance(widget, QAbstractScrollArea):
        return
    frame = widget.parentWidget()
    # A line of text is as high as its frame, which is what a finger touches.
    height = max(widget.height(), frame.height() if _is_line(widget) and frame else 0)
    if widget.width() < least or height < least:
        yield Finding("target too small", _said(widget), str(widget.size().toTuple()))


def _is_line(widget: QWidget) -> bool:
    return widget.inherits("QLineEdit")


def _place(widget: QWidget, window: QWidget) -> Iterator[Finding]:
    """Find what sticks out of the window sideways, or out of it where nothing scrolls."""
    if not isinstance(widget, ShowsText) or widget.size().isEmpty():
        return
    area = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    inside = window.rect().adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX)
    if area.left() < inside.left() or area.right() > inside.right():
        yield Finding("sticks out sideways", _said(widget), str(area.getRect()))
    elif not _scrolls(widget) and not inside.contains(area):
        yield Finding("out of sight", _said(widget), str(area.getRect()))


def _scrolls(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _tab_order(window: QWidget, focusable: list[QWidget]) -> Iterator[Finding]:
    reached: set[QWidget] = set()
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window and widget not in reached:
        reached.add(widget)
        widget = widget.nextInFocusChain()
    for each in focusable:
        if each not in reached:
            yield Finding("not reached by Tab", _said(each), "")
