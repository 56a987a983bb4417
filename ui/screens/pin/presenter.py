# SPDX-License-Identifier: AGPL-3.0-or-later
"""A code opens the staff's pages, or the help inside a resident's session."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from ui.navigation.presenter import Presenter, Stage, View
from ui.navigation.routes import Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.services.staff import Staff

LONGEST_PIN = 12
_FIRST_PAGES = {
    "mediator": Route.DESK,
    "volunteer": Route.DESK,
    "coordinator": Route.COORDINATOR,
    "technician": Route.TECHNICIAN,
}


class Codes(Protocol):
    """What is needed of `kiosk.services.staff.StaffService`."""

    def check_pin(self, pin: str) -> Staff:
        """Return whose code it is."""


@dataclass(frozen=True, slots=True)
class PinState:
    """Everything visible on the pad; `dots` stand for the figures."""

    title: str
    line: str
    dots: str
    dots_spoken: str
    error: str
    erase: str
    enter: str
    back: str
    can_enter: bool


class PinPresenter(Presenter[PinState]):
    """Holds the figures until they are checked, never longer."""

    def __init__(
        self,
        view: View[PinState],
        stage: Stage,
        codes: Codes,
        *,
        begin_help: Callable[[], None],
    ) -> None:
        """Check codes with `codes`; a mediator inside a session begins to help."""
        super().__init__(view, stage)
        self._codes, self._begin_help = codes, begin_help
        self._pin, self._error, self._is_busy = "", "", False

    def start(self) -> None:
        """Show the empty pad."""
        self.redraw()

    def redraw(self) -> None:
        """Show the pad."""
        text, n = self.text, len(self._pin)
        helps = self.stage.session.is_open
        self.show(
            PinState(
                title=text("Code de l’équipe"),
                line=text("Pour aider la personne à cette borne.")
                if helps
                else text("Pour les médiateurs, la coordination et les techniciens."),
                dots="●" * n,
                dots_spoken=self.stage.translator.plural("{n} chiffre", "{n} chiffres", n),
                error=self._error,
                erase=text("Effacer"),
                enter=text("Valider"),
                back=text("Précédent"),
                can_enter=n > 0 and not self._is_busy,
            )
        )

    def type(self, figure: str) -> None:
        """Add a figure."""
        if len(self._pin) < LONGEST_PIN and not self._is_busy:
            self._pin += figure
            self._error = ""
            self.redraw()

    def erase(self) -> None:
        """Take the last figure away."""
        self._pin = self._pin[:-1]
        self.redraw()

    def enter(self) -> None:
        """Check the code."""
        if not self._pin or self._is_busy:
            return
        pin, self._pin, self._is_busy = self._pin, "", True
        self.redraw()
        self.store(lambda: self._codes.check_pin(pin), done=self._known, failed=self._unknown)

    def _known(self, staff: Staff) -> None:
        self._is_busy = False
        session, role = self.stage.session, staff.role.value
        if session.is_open and role in {"mediator", "volunteer"}:
            session.helper = staff
            self.stage.router.back()
            self._begin_help()
        else:
            session.staff = staff
            self.stage.router.replace(_FIRST_PAGES[role])
        self.stage.bus.publish(Topic.STAFF)

    def _unknown(self, error: Exception) -> None:
        self._is_busy = False
        if not isinstance(error, Refused):
            self.failed(error)
        elif error.reason == "pin_expired":
            self._error = self.text("Ce code est trop ancien. Demandez-en un autre.")
        else:
            wait_s = error.values.get("wait_s", 0.0)
            seconds = math.ceil(wait_s) if isinstance(wait_s, (int, float)) else 0
            self._error = (
                self.text("Code inconnu. Attendez {n} s, puis réessayez.", n=seconds)
                if seconds
                else self.text("Code inconnu. Réessayez.")
            )
        self.redraw()

    def back(self) -> None:
        """Go back to the page below."""
        self._pin = ""
        self.stage.router.back()

    def page_text(self) -> str:
        """Return the title alone: a code is never read aloud."""
        return self.text("Code de l’équipe")
