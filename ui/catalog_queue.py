# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the pages of the queue are made: the call for help, and the calling screen of a room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.catalog_parts import Parts
    from ui.navigation.routes import Place
    from ui.screens.base import Screen


def make_help(parts: Parts, place: Place) -> Screen[Any]:
    """Make the page of a person who waits."""
    from ui.screens.help.presenter import HelpMeans, HelpPresenter
    from ui.screens.help.screen import HelpScreen

    screen = HelpScreen()
    means = HelpMeans(
        queue=parts.kiosk.queue,
        printing=parts.printing,
        contacts=parts.kiosk.settings.urgent.contacts,
        speak=screen.read_aloud.emit,
    )
    screen.attach(HelpPresenter(screen, parts.stage, place, means=means))
    return screen


def make_calling(parts: Parts, place: Place) -> Screen[Any]:
    """Make the page of a machine that only calls numbers."""
    from ui.screens.calling.presenter import CallingPresenter
    from ui.screens.calling.screen import CallingScreen
    from ui.screens.calling.voice import RoomVoice

    del place
    kiosk = parts.kiosk
    screen = CallingScreen(RoomVoice(parts.stage.tasks, kiosk.settings.speech))
    call_out = screen.voice.call_out
    screen.attach(CallingPresenter(screen, parts.stage, queue=kiosk.queue, call_out=call_out))
    return screen
