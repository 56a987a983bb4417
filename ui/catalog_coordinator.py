# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the coordinator's pages are made; each imported when it is first made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.catalog_parts import Parts
    from ui.navigation.routes import Place
    from ui.screens.base import Screen
    from ui.screens.exports.offers import ExportMeans


def make_coordinator(parts: Parts, place: Place) -> Screen[Any]:
    """Make the figures of a month and their exports."""
    from ui.screens.coordinator.presenter import CoordinatorPresenter
    from ui.screens.coordinator.screen import CoordinatorScreen

    del place
    screen = CoordinatorScreen()
    means = _export_means(parts)
    statistics = parts.kiosk.statistics
    screen.attach(CoordinatorPresenter(screen, parts.stage, statistics=statistics, means=means))
    return screen


def make_exports(parts: Parts, place: Place) -> Screen[Any]:
    """Make every file by who asks for it."""
    from ui.screens.exports.presenter import ExportsPresenter
    from ui.screens.exports.screen import ExportsScreen

    screen = ExportsScreen()
    means = _export_means(parts)
    statistics = parts.kiosk.statistics
    screen.attach(ExportsPresenter(screen, parts.stage, place, statistics=statistics, means=means))
    return screen


def _export_means(parts: Parts) -> ExportMeans:
    from kiosk.services.staff import Staff
    from ui.screens.coordinator.folders import export_folder
    from ui.screens.exports.offers import ExportMeans

    staff, kiosk = parts.stage.session.staff, parts.kiosk
    assert isinstance(staff, Staff)
    own = kiosk.folder / "exports"
    return ExportMeans(
        exports=kiosk.exports,
        publications=kiosk.publications,
        folder=lambda: export_folder(own),
        own=own,
        titles=lambda: {card.walkthrough_id: card.title for card in kiosk.walkthroughs.cards("fr")},
        role=staff.role,
    )


def make_statistics(parts: Parts, place: Place) -> Screen[Any]:
    """Make every heading of the statistics."""
    from ui.screens.statistics.presenter import StatisticsPresenter
    from ui.screens.statistics.reading import read_with
    from ui.screens.statistics.screen import StatisticsScreen

    screen = StatisticsScreen()
    presenter = StatisticsPresenter(
        screen,
        parts.stage,
        place,
        read=read_with(parts.kiosk.statistics, parts.kiosk.walkthroughs),
        printing=parts.printing,
    )
    screen.attach(presenter)
    return screen


def make_stops(parts: Parts, place: Place) -> Screen[Any]:
    """Make the page of where people stop in walkthroughs."""
    from ui.screens.stops.presenter import StopsPresenter
    from ui.screens.stops.screen import StopsScreen

    del place
    screen = StopsScreen()
    kiosk = parts.kiosk
    screen.attach(
        StopsPresenter(
            screen, parts.stage, step_counts=kiosk.step_counts, walkthroughs=kiosk.walkthroughs
        )
    )
    return screen


def make_recordings(parts: Parts, place: Place) -> Screen[Any]:
    """Make the page on which voices are recorded."""
    from kiosk.services.voice_drafts import VoiceDrafts
    from ui.screens.coordinator.folders import export_folder
    from ui.screens.recordings.presenter import RecordingsPresenter
    from ui.screens.recordings.screen import RecordingsScreen

    del place
    screen = RecordingsScreen()
    kiosk = parts.kiosk
    presenter = RecordingsPresenter(
        screen,
        parts.stage,
        open_drafts=lambda: VoiceDrafts(kiosk.folder, *kiosk.walkthroughs.content()),
        sound=screen.sound,
        folder=lambda: export_folder(kiosk.folder / "exports"),
    )
    screen.attach(presenter)
    return screen
