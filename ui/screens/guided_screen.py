# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the screens that lead step by step share: letter, exercise, walkthrough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from ui.a11y.stage_focus import StageFocus
from ui.screens.base import Screen
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.guided_page import GuidedPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from ui.theme.tokens import Space
    from ui.widgets.buttons import Button

StateT = TypeVar("StateT")


class GuidedVerbs(Protocol):
    """What every guided presenter can do."""

    def back(self) -> None:
        """Go one step back."""

    def ask_help(self) -> None:
        """Ask for help."""

    def dont_know(self) -> None:
        """Say « je ne sais pas »."""

    def finish(self) -> None:
        """End the session."""


class GuidedScreen(Screen[StateT]):
    """The frame (`self._frame`) and a bar that begins with back and ends with the end."""

    def __init__(self, *, above: Space, below: Space, gap: Space) -> None:
        """Build the frame; a subclass adds it to its body and then its own parts to it."""
        super().__init__()
        self._frame = GuidedPage(above=above, below=below, gap=gap)
        self._page, self._title = self._frame.page, self._frame.title
        self._focus = StageFocus(self, self.first_focus)

    def _fill_bar(self, *, starts: Sequence[Button] = (), ends: Sequence[Button] = ()) -> None:
        """Build the bar; `starts` stand after help, `ends` before the end."""
        bar = self.footer()
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._help = SecondaryButton("", "hand-stop", large=True)
        self._dont_know = SecondaryButton("", large=True)
        self._finish = PrimaryButton("")
        at_start = (self._back, self._help, *starts)
        at_end = (self._dont_know, *ends, self._finish)
        for button in at_start:
            bar.add_start(button)
        for button in at_end:
            bar.add_end(button)
        self._back.clicked.connect(self._back_pressed)
        self._help.clicked.connect(self._help_pressed)
        self._dont_know.clicked.connect(self._dont_know_pressed)
        self._finish.clicked.connect(self._finish_pressed)
        self._bar_buttons: tuple[Button, ...] = (*at_start, *at_end)

    def _verbs(self) -> GuidedVerbs:
        return cast("GuidedVerbs", self.presenter)

    def _back_pressed(self) -> None:
        self._verbs().back()

    def _help_pressed(self) -> None:
        self._verbs().ask_help()

    def _dont_know_pressed(self) -> None:
        self._verbs().dont_know()

    def _finish_pressed(self) -> None:
        self._verbs().finish()

    def first_focus(self) -> QWidget:
        """Put the focus on the question: it is heard first, and no key does anything yet."""
        return self._title

    def focusNextPrevChild(self, next_: bool) -> bool:  # noqa: FBT001 - Qt’s signature
        """Keep the focus on the question when what had it goes away."""
        return self._focus.catch() or super().focusNextPrevChild(next_)


def say_words(*pairs: tuple[Button, str]) -> None:
    """Give each button its word; one without a word is hidden."""
    for button, word in pairs:
        button.say(word)
        button.setVisible(bool(word))
