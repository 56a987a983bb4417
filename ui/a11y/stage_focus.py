# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keep the focus on a page that asks one question after another in the same place.

When the widget in focus is hidden or disabled, Qt hands the focus to the next one of the window,
which is often the header. Here a new question takes the focus itself, so that it is heard first,
and whatever goes away while the page is drawn leaves the focus to that question.

Source: WCAG 2.2, 2.4.3 and 3.2.2; EN 301 549 v3.2.1, 11.2.4.3 and 11.2.4.7.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.theme.live import colour_of, current_theme
from ui.theme.tokens import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class StageFocus:
    """Moves the focus to the question of a page when the question changes."""

    def __init__(self, page: QWidget, target: Callable[[], QWidget]) -> None:
        """Serve `page`; `target` is what takes the focus at the present stage."""
        self._page, self._target = page, target
        self._stage: object = None
        self._is_drawing = self._has_caught = False

    @contextmanager
    def drawing(self, stage: object) -> Iterator[bool]:
        """Watch the focus while `stage` is drawn; gives whether the stage is a new one."""
        is_new, self._stage = stage != self._stage, stage
        self._is_drawing, self._has_caught = True, False
        try:
            yield is_new
        finally:
            self._is_drawing = False
        # A page that help covers takes the focus when it comes back to the front.
        if is_new and not self._has_caught and self._page.isVisible():
            self._take()

    def catch(self) -> bool:
        """Take the focus that Qt would send to the next widget; False outside of a drawing.

        A page asks this first in its `focusNextPrevChild`, which Qt calls when the widget in
        focus is hidden or disabled.
        """
        if self._is_drawing:
            self._has_caught = True
            self._take()
        return self._is_drawing

    def _take(self) -> None:
        target = self._target()
        if target.hasFocus():
            # The same widget asks something else now: only a new focus is heard.
            target.clearFocus()
        target.setFocus(Qt.FocusReason.OtherFocusReason)


class TitleMark(QObject):
    """Lets a title take the focus from the program, and underlines it while it has it.

    Tab passes over it, because there is nothing to do on a title.
    """

    def __init__(self, title: QWidget) -> None:
        """Watch `title`."""
        super().__init__(title)
        title.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paint the line under the words; say to screen readers that the title has the focus."""
        if isinstance(watched, QWidget):
            match event.type():
                case QEvent.Type.FocusIn:
                    watched.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
                    watched.update()
                case QEvent.Type.FocusOut:
                    # A finger on the title must not take the focus from a field.
                    watched.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                    watched.update()
                case QEvent.Type.Paint if watched.hasFocus():
                    _underline(watched)
        return False


def _underline(title: QWidget) -> None:
    line = current_theme().size_px("focus_ring")
    width = min(title.width(), title.sizeHint().width())
    is_mirrored = title.layoutDirection() is Qt.LayoutDirection.RightToLeft
    left = title.width() - width if is_mirrored else 0
    painter = QPainter(title)
    area = QRectF(left, title.height() - line, width, line)
    painter.fillRect(area, colour_of(Tone.FOCUS))
    painter.end()


def put_in_order(*parts: QWidget) -> None:
    """Let Tab walk through what can take the focus in `parts`, one part after the other."""
    stops = [stop for part in parts for stop in _stops(part)]
    for one, after in pairwise(stops):
        QWidget.setTabOrder(one, after)


def _stops(part: QWidget) -> list[QWidget]:
    return [one for one in (part, *part.findChildren(QWidget)) if _is_stop(one)]


def _is_stop(widget: QWidget) -> bool:
    policy = widget.focusPolicy().value
    return bool(policy & Qt.FocusPolicy.TabFocus.value) and widget.focusProxy() is None
