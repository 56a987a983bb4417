# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys of the form: from question to question, and record, wherever the focus is on the page.

The arrows go through the answers of a question already, as everywhere; Tab passes each of them,
which is a hundred keys for a record that has three answers.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SAVE = ("Ctrl+Return", "Ctrl+Enter")
_STEPS = (("Ctrl+Down", 1), ("Ctrl+Up", -1))


class FormKeys:
    """Moves the focus between questions; the shortcuts live as long as the form is shown."""

    def __init__(
        self, form: QWidget, questions: Callable[[], Sequence[QWidget]], save: QAbstractButton
    ) -> None:
        """Serve `form`, whose questions are told from above; `save` records."""
        self._questions, self._save = questions, save
        for key in _SAVE:
            QShortcut(QKeySequence(key), form).activated.connect(save.click)
        for key, by in _STEPS:
            QShortcut(QKeySequence(key), form).activated.connect(partial(self.move, by))

    def first(self) -> None:
        """Go to the first question."""
        answers = [part for one in self._questions() if (part := _answer_of(one)) is not None]
        if answers:
            answers[0].setFocus(Qt.FocusReason.TabFocusReason)

    def move(self, by: int) -> None:
        """Go to the next question (1) or the one before (-1); from elsewhere to the first one."""
        focus = QApplication.focusWidget()
        found = [(one, part) for one in self._questions() if (part := _answer_of(one)) is not None]
        found.append((self._save, self._save))
        here = next(
            (at for at, (one, _) in enumerate(found) if one is focus or _holds(one, focus)), None
        )
        to = 0 if here is None else min(max(here + by, 0), len(found) - 1)
        found[to][1].setFocus(Qt.FocusReason.TabFocusReason)


def _holds(question: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and question.isAncestorOf(focus)


def _answer_of(question: QWidget) -> QWidget | None:
    """Return where to answer a question: what is chosen, else its first field or button."""
    if not question.isVisible():
        return None
    parts = [
        one
        for one in question.findChildren(QWidget)
        if isinstance(one, (QAbstractButton, QLineEdit))
        and one.isVisibleTo(question)
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    chosen = [one for one in parts if isinstance(one, QAbstractButton) and one.isChecked()]
    fields = [one for one in parts if isinstance(one, QLineEdit)]
    return next(iter((*chosen, *fields, *parts)), None)
