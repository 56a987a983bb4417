# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of the catalogue are made of, and what a page is to the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from kiosk.domain.sessions import SessionOutcome
    from kiosk.wiring import Kiosk
    from ui.a11y.speech import Speaker
    from ui.browser.door import SiteDoor
    from ui.navigation.preferences import Preferences
    from ui.navigation.presenter import Stage
    from ui.navigation.routes import Place, Route
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

    def begin_help(self) -> None:
        """A mediator begins to help inside the resident's session."""

    def next_person(self) -> None:
        """Show the first page as a new person finds it."""

    def lock_staff(self) -> None:
        """Leave the staff's pages; names are hidden again."""

    def leave_program(self) -> None:
        """End the program: for a technician."""


class Parts:
    """What a page may be made of.

    Attributes:
        stage: What is the same for every page.
        ready_actions: What only the window can do, once the first page is painted.
        ready_speaker: The voice, at the same time.
        ready_kiosk: The services once they are built.
        ready_printing: The printer once the services are built.
        ready_sites: The way to official sites, at the same time.
    """

    __slots__ = (
        "ready_actions",
        "ready_kiosk",
        "ready_printing",
        "ready_sites",
        "ready_speaker",
        "stage",
    )

    def __init__(self, stage: Stage) -> None:
        """Start with nothing but the stage."""
        self.stage = stage
        self.ready_actions: Actions | None = None
        self.ready_speaker: Speaker | None = None
        self.ready_kiosk: Kiosk | None = None
        self.ready_printing: Printing | None = None
        self.ready_sites: SiteDoor | None = None

    @property
    def actions(self) -> Actions:
        """What only the window can do; there once the first page is painted."""
        assert self.ready_actions is not None
        return self.ready_actions

    @property
    def speaker(self) -> Speaker:
        """The voice; there once the first page is painted."""
        assert self.ready_speaker is not None
        return self.ready_speaker

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


class ScreenEntry(NamedTuple):
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
