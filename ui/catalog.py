# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of the terminal: how it is made, and what it needs.

Each page is imported when it is first made, so that the first paint imports one page only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ui.navigation.routes import Place, Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from kiosk.domain.sessions import SessionOutcome
    from kiosk.wiring import Kiosk
    from ui.a11y.speech import Speaker
    from ui.navigation.preferences import Preferences
    from ui.navigation.presenter import Stage
    from ui.printing.sheets import Printing
    from ui.screens.base import Screen


class Actions(Protocol):
    """What only the window can do."""

    @property
    def preferences(self) -> Preferences:
        """Display and sound of the moment."""

    def prefer(self, preferences: Preferences) -> None:
        """Change display and sound at once."""

    def speak_language(self, code: str) -> None:
        """Change the language at once."""

    def end_session(self, outcome: SessionOutcome) -> None:
        """End the resident's session: commit, erase, say so."""

    def show_strip(self, strip: QWidget | None) -> None:
        """Hold a strip above the bottom bar of every page, or none."""

    def lock_staff(self) -> None:
        """Leave the staff's pages; names are hidden again."""

    def leave_program(self) -> None:
        """End the program: for a technician."""


@dataclass(slots=True)
class Parts:
    """What a page may be made of.

    Attributes:
        stage: What is the same for every page.
        actions: What only the window can do.
        speaker: The voice.
        ready_kiosk: The services once they are built.
        ready_printing: The printer once the services are built.
    """

    stage: Stage
    actions: Actions
    speaker: Speaker
    ready_kiosk: Kiosk | None = None
    ready_printing: Printing | None = None

    @property
    def kiosk(self) -> Kiosk:
        """The services; pages that need them are made only once they are built."""
        assert self.ready_kiosk is not None
        return self.ready_kiosk

    @property
    def printing(self) -> Printing:
        """The printer."""
        assert self.ready_printing is not None
        return self.ready_printing


@dataclass(frozen=True, slots=True)
class ScreenEntry:
    """A page.

    Attributes:
        route: Its name.
        make: Makes it, with its presenter attached.
        covers: It keeps the page below alive and hidden.
        staff: It asks for a PIN first.
        needs_kiosk: It waits until the services are built.
    """

    route: Route
    make: Callable[[Parts, Place], Screen[Any]]
    covers: bool = False
    staff: bool = False
    needs_kiosk: bool = True


def _home(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.home.presenter import HomePresenter
    from ui.screens.home.screen import HomeScreen

    del place
    screen = HomeScreen()
    screen.attach(HomePresenter(screen, parts.stage, speak_language=parts.actions.speak_language))
    return screen


SCREENS: tuple[ScreenEntry, ...] = (ScreenEntry(Route.HOME, _home, needs_kiosk=False),)


def entry_of(route: Route) -> ScreenEntry | None:
    """Return the entry of a route; None if no page has it."""
    return next((entry for entry in SCREENS if entry.route is route), None)
