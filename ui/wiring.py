# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the terminal is put together: first what the first paint needs, the services afterwards.

`build_terminal` imports no database, no network and no cryptography. `Terminal.open_services`
builds the kiosk in the STORE lane; a tap before that waits in the same lane.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.foundation.clock import SystemClock
from kiosk.foundation.events import EventBus, Topic
from kiosk.foundation.late_log import LateLog
from kiosk.foundation.tasks import Lane
from kiosk.foundation.translation import Translator
from kiosk.services.training_mark import is_training_folder
from ui.catalog import SCREENS, entry_of
from ui.catalog_parts import Parts
from ui.navigation.centre import CentreView
from ui.navigation.presenter import Stage
from ui.navigation.router import Router
from ui.navigation.routes import Place, Route
from ui.navigation.session_life import SessionLife
from ui.session_rows import SessionRows
from ui.tasks import QtTasks
from ui.training import tend_training
from ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.domain.appointment_views import Ticket
    from kiosk.foundation.clock import Clock
    from kiosk.foundation.settings import Settings
    from kiosk.foundation.tasks import Tasks
    from kiosk.wiring import Kiosk
    from ui.a11y.volume import Volume
    from ui.lockdown import Covers
    from ui.screens.base import Screen
    from ui.screens.calling.room import CallingRoom
    from ui.sync_timer import SyncTimer

_log = LateLog(__name__)
# Where the calling screen is shown: `machine.calling`.
SECOND_SCREEN, WHOLE_SCREEN = "second_screen", "whole_screen"


class Terminal(QObject):
    """Everything that lives as long as the program.

    Signals:
        opened: The services are ready.
        refused: They cannot be; carries a sentence, and whether another terminal has the folder.
        stopped: The program is to end.
    """

    opened = Signal()
    refused = Signal(str, bool)
    stopped = Signal()
    _fault = Signal(str)

    def __init__(self, folder: Path, tasks: Tasks, clock: Clock, *, language: str) -> None:
        """Put together what the first paint needs."""
        super().__init__()
        self.folder, self.tasks = folder, tasks
        self.lane_kiosk: Kiosk | None = None
        self.sync: SyncTimer | None = None
        self.volume: Volume | None = None
        self.covers: Covers | None = None
        self.room: CallingRoom | None = None
        self.filters: list[QObject] = []
        translator = Translator(language)
        bus = EventBus()
        rows = SessionRows(lambda: self.lane_kiosk, lambda: translator.language.code)
        life = SessionLife(tasks=tasks, rows=lambda: rows, translator=translator, bus=bus)
        self.is_training = is_training_folder(folder)
        self.swaps = self.starts_anew = False
        covering = [entry.route for entry in SCREENS if entry.covers]
        stage = Stage(
            tasks=tasks,
            router=Router(covering=covering),
            translator=translator,
            session=life,
            clock=clock,
            bus=bus,
            centre=CentreView(folder),
        )
        self.window = Window(stage, make=self._make)
        self.parts = Parts(stage)

    def _begin_anew(self) -> None:
        """Come back to a centre for practice as it was at the beginning."""
        from kiosk.services.training import TrainingFolder

        TrainingFolder(self.folder.parent).begin_anew()
        self.starts_anew = True

    def complete(self) -> None:
        """Put together the rest, once the first page is painted: voice, idle watch, turn-over."""
        from ui.a11y.speech import Speaker
        from ui.event_bridge import EventBridge
        from ui.idle import IdleWatch
        from ui.spoken_words import SpokenWords
        from ui.turnover import Turnover

        stage = self.parts.stage
        self.bridge = EventBridge(stage.bus, self)
        self.speaker = self.parts.ready_speaker = Speaker(self.tasks, self)
        self.speaker.unheard.connect(self._say_unheard)
        self.window.take_voice(self.speaker)
        SpokenWords(self.window, self.speaker)
        self.watch = IdleWatch(self)
        self.turnover = Turnover(self.window, self.parts, self.watch)
        self.parts.ready_actions = self.turnover
        self.turnover.left.connect(self.stopped)
        self.turnover.swapped.connect(self._swap)
        if self.is_training:
            from ui.training import TrainingDress

            TrainingDress(
                stage,
                self.window,
                self.turnover,
                watch=self.watch,
                begin_anew=self._begin_anew,
            )
        self._fault.connect(self._show_out_of_order)
        stage.bus.subscribe(Topic.CENTRE, lambda _: stage.centre.read_again())

    def _swap(self) -> None:
        self.swaps = True
        self.stopped.emit()

    def _make(self, place: Place) -> Screen[Any] | None:
        entry = entry_of(place.route)
        if entry is None:
            entry = entry_of(Route.OUT_OF_ORDER)
            assert entry is not None
        if entry.needs_kiosk and self.parts.ready_kiosk is None:
            return None
        return entry.make(self.parts, place)

    # Services

    def open_services(self, build: Callable[[], Kiosk]) -> None:
        """Build the services in the STORE lane; later jobs of that lane wait for them."""

        def job() -> Kiosk:
            self.lane_kiosk = build()
            return self.lane_kiosk

        self.tasks.run(Lane.STORE, job, done=self._opened, failed=self._refused)

    def _opened(self, kiosk: Kiosk) -> None:
        from ui.content_life import ContentLife
        from ui.printing.desktop_queue import printing_of_this_machine
        from ui.printing.sheets import PaperFormat
        from ui.printing.training import TrainingPrinting
        from ui.staff_header import StaffHeader
        from ui.theme.live import ARABIC_FAMILY, FAMILY
        from ui.upkeep import Upkeep

        self.bridge.join(kiosk.bus)
        self.parts.ready_kiosk = kiosk
        self.parts.ready_printing = printing_of_this_machine(
            self.tasks,
            paper=PaperFormat.A4,
            families=(FAMILY, ARABIC_FAMILY),
            queue=kiosk.settings.printing.queue,
        )
        if self.is_training:
            self.parts.ready_printing = TrainingPrinting(
                self.parts.ready_printing, self.parts.stage.translator
            )
        self._take_settings(kiosk.settings)
        self._open_sites(kiosk)
        self._open_room(kiosk)
        self.tasks.run(Lane.STORE, kiosk.device.identity, done=self._identified)
        # The content is read now, so that the first walkthrough opens at once.
        self.tasks.run(Lane.STORE, lambda: kiosk.walkthroughs.cards("fr"), failed=_log_failure)
        StaffHeader(self.parts.stage, kiosk.outbox, self.window.set_staff_chips, self._is_away)
        Upkeep(
            kiosk.erasure,
            kiosk.device,
            statements=kiosk.step_counts,
            tasks=self.tasks,
            parent=self,
        )
        self.content = ContentLife(self.parts.stage, kiosk.packs, kiosk.walkthroughs, parent=self)
        self.turnover.freed.connect(self.content.activate)
        self.turnover.freed.connect(self._offer_recorded)
        self._offer_recorded()
        self.window.begin()
        self.opened.emit()

    def _say_unheard(self) -> None:
        self.window.announce(self.parts.stage.translator.text("Cet ordinateur n’a pas de son."))

    def _offer_recorded(self) -> None:
        """Offer the languages that are only heard, where a walkthrough has a voice in them."""
        stage, recorded = self.parts.stage, self.parts.kiosk.walkthroughs.recorded_languages

        def found(codes: tuple[str, ...]) -> None:
            before = stage.translator.offered
            stage.translator.offer_recorded(codes)
            if stage.translator.offered != before:
                stage.bus.publish(Topic.CENTRE)

        self.tasks.run(Lane.STORE, recorded, done=found, failed=_log_failure)

    def _open_sites(self, kiosk: Kiosk) -> None:
        """Give the pages their way to official sites; nothing of it is loaded yet."""
        from ui.browser.door import SiteDoor

        settings = kiosk.settings.browser
        folder = kiosk.session_folder
        sites = self.parts.ready_sites = SiteDoor(
            self,
            folder=lambda: folder.path / "downloads",
            enabled=settings.enabled,
            own_hosts=settings.hosts,
        )
        sites.lived.connect(self.watch.alive)
        sites.loading.connect(self._web_view_comes)
        self.parts.stage.bus.subscribe(Topic.CONTENT, lambda _: self._close_called_back(kiosk))

    def _close_called_back(self, kiosk: Kiosk) -> None:
        if self.parts.ready_sites is not None:
            self.parts.ready_sites.close_hosts(kiosk.walkthroughs.closed_hosts())

    def _open_room(self, kiosk: Kiosk) -> None:
        """Show the calling screen on the other monitors, where the settings say so."""
        is_wanted = kiosk.settings.machine.calling == SECOND_SCREEN and not self.is_training
        if self.covers is None or not is_wanted:
            return
        from ui.screens.calling.room import CallingRoom

        self.room = CallingRoom(self.parts.stage, kiosk, self)
        self.covers.covered.connect(self.room.fill)
        self.covers.uncovered.connect(self.room.empty)
        for cover in self.covers.covers.values():
            self.room.fill(cover)

    def _web_view_comes(self) -> None:
        from PySide6.QtWidgets import QApplication

        from ui.lockdown import stand_at_window

        app = QApplication.instance()
        if isinstance(app, QApplication):
            stand_at_window(app, self.window, self.filters)

    def _take_settings(self, settings: Settings) -> None:
        """Give the window what this machine's settings say of languages and voice."""
        from ui.a11y.volume import Volume

        stage = self.parts.stage
        stage.translator.offer(settings.machine.languages)
        self.window.set_pace(settings.speech.pace_wpm)
        if not settings.speech.enabled:
            self.window.lose_voice()
        # A window on somebody's own machine leaves that machine's sound alone.
        percent = 0 if self.window.may_close else settings.speech.volume_percent
        self.volume = Volume(percent, self)
        self.turnover.freed.connect(self.volume.come_back)
        self.volume.come_back()
        stage.bus.publish(Topic.CENTRE)

    def _identified(self, identity: Any) -> None:
        stage = self.parts.stage
        stage.centre.is_demo = identity.demo and not self.is_training
        stage.centre.is_post = identity.role.value == "poste"
        stage.centre.read_again()
        calling = self.parts.kiosk.settings.machine.calling
        if calling == WHOLE_SCREEN and not self.is_training:
            self.turnover.first_page = Route.CALLING
        elif stage.centre.is_post:
            self.turnover.first_page = Route.PIN
        if self.turnover.first_page is not Route.HOME and not stage.session.is_open:
            self.turnover.next_person()
        if self.turnover.first_page is Route.HOME:
            unshown = self.parts.kiosk.appointments.unshown_ticket
            self.tasks.run(Lane.STORE, unshown, done=self._show_again, failed=_log_failure)
        if identity.enrolled and not self.is_training:
            self._start_sync()
        stage.bus.publish(Topic.CENTRE)

    def _show_again(self, found: tuple[Ticket, str] | None) -> None:
        """Show the ticket that a cut of power kept from the person before the machine."""
        stage = self.parts.stage
        if found is not None and not stage.session.is_open:
            ticket, motif_id = found
            stage.router.go(Route.TICKET, ticket=ticket, motif_id=motif_id)

    def _start_sync(self) -> None:
        from ui.sync_timer import SyncTimer

        kiosk = self.parts.kiosk

        def job() -> Any:
            from sync.client.wiring import build_fetcher, build_sync

            return build_sync(kiosk), build_fetcher(kiosk)

        def built(clients: Any) -> None:
            client, fetcher = clients
            every_s = kiosk.settings.sync.every_s
            self.sync = SyncTimer(client, self.tasks, every_s=every_s, parent=self)
            self.sync.join(self.parts.stage.bus)
            self.sync.start()
            self.content.fetch_by(fetcher)

        self.tasks.run(Lane.STORE, job, done=built, failed=_log_failure)

    def _is_away(self) -> bool:
        return self.sync is not None and self.sync.is_away

    def _refused(self, error: Exception) -> None:
        from kiosk.foundation.errors import FolderInUse, KnownError

        known = isinstance(error, KnownError)
        if not known:
            _log.critical("services not opened: %s", type(error).__name__, exc_info=error)
        sentence = str(error) if known else type(error).__name__
        is_taken = isinstance(error, FolderInUse)
        self.refused.emit(sentence, is_taken)
        if not is_taken:
            self.show_out_of_order(sentence)

    # Faults and the end

    def show_out_of_order(self, reference: str) -> None:
        """Show the calm page; safe from any thread."""
        self._fault.emit(reference)

    def _show_out_of_order(self, reference: str) -> None:
        router = self.parts.stage.router
        if router.current.route is not Route.OUT_OF_ORDER:
            router.reset(Route.OUT_OF_ORDER, reference=reference)

    def close(self) -> None:
        """Stop timers, drop late results, let the STORE lane end, close the database."""
        self.watch.watch(0)
        self.speaker.stop()
        if self.room is not None:
            self.room.stop()
        if self.volume is not None:
            self.volume.stop()
        if self.sync is not None:
            self.sync.stop()
        for page in self.window.pages.values():
            page.leave()
        if self.parts.ready_sites is not None:
            self.parts.ready_sites.close()
        self.bridge.close()
        kiosk = self.lane_kiosk
        if kiosk is not None:
            self.tasks.run(Lane.STORE, kiosk.close, failed=_log_failure)
        if isinstance(self.tasks, QtTasks):
            self.tasks.close()


def _log_failure(error: Exception) -> None:
    _log.error("a start-up job failed: %s", type(error).__name__, exc_info=error)


def build_terminal(
    folder: Path,
    *,
    tasks: Tasks | None = None,
    clock: Clock | None = None,
    language: str = "fr",
) -> Terminal:
    """Put the terminal of a data folder together, without opening its services.

    Args:
        folder: Data folder; only ``centre.json`` is read.
        tasks: The lanes; two threads by default.
        clock: The time; the machine's by default.
        language: Language of the first page.
    """
    return Terminal(folder, tasks or QtTasks(), clock or SystemClock(), language=language)


def open_after_paint(terminal: Terminal) -> None:
    """Build the services once the first page has been painted."""

    def build() -> Kiosk:
        from kiosk.wiring import build_kiosk

        kiosk = build_kiosk(terminal.folder, clock=terminal.parts.stage.clock)
        tend_training(kiosk)
        return kiosk

    QTimer.singleShot(0, terminal, lambda: terminal.open_services(build))
