# SPDX-License-Identifier: AGPL-3.0-or-later
"""The end: nothing is kept, what not to forget, one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.sessions import Feedback
from ui.navigation.presenter import Presenter, Stage, View

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class SessionEndState:
    """Everything visible at the end.

    Attributes:
        title, line: What is said first.
        things: (icon, words) of what not to forget.
        question: « Cette borne vous a aidé ? », or the thanks.
        faces: (key, icon, word); empty once one was touched.
        home: The way to the first page at once.
    """

    title: str
    line: str
    things: tuple[tuple[str, str], ...]
    question: str
    faces: tuple[tuple[str, str, str], ...]
    home: str


class SessionEndPresenter(Presenter[SessionEndState]):
    """Keeps the face touched as an event of its own, then leaves for the next person."""

    def __init__(
        self, view: View[SessionEndState], stage: Stage, *, next_person: Callable[[], None]
    ) -> None:
        """Leave through `next_person`."""
        super().__init__(view, stage)
        self._next_person = next_person
        self._is_answered = False

    def start(self) -> None:
        """Show the end."""
        self.redraw()

    def redraw(self) -> None:
        """Show the end again."""
        text = self.text
        self.show(
            SessionEndState(
                title=text("Cet ordinateur ne garde rien de vous."),
                line=text("Avant de partir, reprenez vos affaires :"),
                things=(
                    ("printer", text("dans l’imprimante")),
                    ("scan", text("sur le scanner")),
                    ("id", text("carte, papiers")),
                    ("device-mobile", text("téléphone")),
                ),
                question=text("Merci. Bonne journée !")
                if self._is_answered
                else text("Cette borne vous a aidé ?"),
                faces=()
                if self._is_answered
                else (
                    (Feedback.NO.value, "mood-sad", text("Non")),
                    (Feedback.A_LITTLE.value, "mood-empty", text("Un peu")),
                    (Feedback.YES.value, "mood-happy", text("Oui")),
                ),
                home=text("Revenir à l’accueil"),
            )
        )

    def give_feedback(self, key: str) -> None:
        """Keep a face, once."""
        if not self._is_answered:
            self._is_answered = True
            self.stage.session.give_feedback(Feedback(key))
            self.redraw()

    def leave_for_home(self) -> None:
        """Make place for the next person."""
        self._next_person()

    def page_text(self) -> str:
        """Return what is said: the promise and the things."""
        things = (self.text("dans l’imprimante"), self.text("sur le scanner"))
        more = (self.text("carte, papiers"), self.text("téléphone"))
        first = self.text("Cet ordinateur ne garde rien de vous.")
        return f"{first} {self.text('Avant de partir, reprenez vos affaires :')} " + ", ".join(
            things + more
        )
