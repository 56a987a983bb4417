# SPDX-License-Identifier: AGPL-3.0-or-later
"""From one resident to the next: the end, the idle question, the lock of the staff's pages.

The order of an end: voice silent, row committed and session folder destroyed in one job of the
STORE lane, own print jobs taken back, clipboard empty, every page destroyed, then the last page.
Language and display stay for that last page; the next person finds the defaults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication

from kiosk.foundation.events import Topic
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Place, Route
from ui.theme.paint import forget_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from kiosk.domain.sessions import SessionOutcome
    from ui.catalog_parts import Parts
    from ui.idle import IdleWatch
    from ui.window import Window

DEFAULT_IDLE_S = 180
DEFAULT_LOCK_S = 180
_STAFF_ROUTES = frozenset(
    {
        Route.DESK,
        Route.WEEK,
        Route.ABSENCE,
        Route.CENTRE_DAY,
        Route.WORKSHOP_SHEET,
        Route.PLACES,
        Route.COORDINATOR,
        Route.STATISTICS,
        Route.EXPORTS,
        Route.STOPS,
        Route.RECORDINGS,
        Route.TECHNICIAN,
    }
)


class Turnover(QObject):
    """Ends sessions and gives the terminal to the next person (`ui.catalog.Actions`).

    Signals:
        left: A technician ends the program.
        freed: The terminal waits for the next person.
        swapped: From the real machine to the one for practice, or back.
    """

    left = Signal()
    swapped = Signal()
    freed = Signal()

    def __init__(self, window: Window, parts: Parts, watch: IdleWatch) -> None:
        """Listen to the window and to the watch."""
        super().__init__(window)
        self._window, self._parts, self._watch = window, parts, watch
        self._stage = parts.stage
        self._is_ending = False
        self.default_language = self._stage.translator.language.code
        self.first_page = Route.HOME
        window.end_asked.connect(self._end_asked)
        window.staff_asked.connect(self.ask_pin)
        window.lock_asked.connect(self.lock_staff)
        window.header.practise_pressed.connect(self.begin_training)
        window.display_asked.connect(self._open_display)
        window.language_asked.connect(self._open_languages)
        window.changed_page.connect(self._count)
        watch.went_idle.connect(self._went_idle)
        watch.stirred.connect(self._stirred)
        parts.speaker.changed.connect(self._spoke)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self._stage.router.add_guard(self._staff_guard)

    # What pages may ask (ui.catalog.Actions)

    @property
    def preferences(self) -> Preferences:
        """Display and sound of the moment."""
        return self._window.preferences

    def prefer(self, preferences: Preferences) -> None:
        """Change display and sound at once."""
        self._window.prefer(preferences)
        self._watch.alive()

    def speak_language(self, code: str) -> None:
        """Change the language at once."""
        self._window.speak_language(code)

    def say(self, text: str) -> None:
        """Say a text."""
        self._window.say(text)

    def show_strip(self, strip: QWidget | None) -> None:
        """Hold a strip above the bottom bar of every page, or none."""
        self._window.show_strip(strip)
        self._window.draw_header()

    def begin_help(self) -> None:
        """Show the strip of the person who helps."""
        from ui.catalog import make_strip

        self.show_strip(make_strip(self._parts))
        self._count()

    def end_session(self, outcome: SessionOutcome) -> None:
        """Commit, erase, say so; a second call while it runs does nothing."""
        if self._is_ending:
            return
        self._is_ending = True
        self._parts.speaker.stop()
        self._end_row(outcome, done=self._erased)

    def _end_row(self, outcome: SessionOutcome, *, done: Callable[[], None]) -> None:
        kiosk = self._parts.ready_kiosk

        def erase() -> None:
            if kiosk is not None:
                kiosk.session_folder.destroy()

        self._stage.session.end(outcome, erase=erase, done=done)

    def _erased(self) -> None:
        self._is_ending = False
        self._take_papers_back()
        # Nobody of the staff stays known to who comes next, however the session was ended.
        if self._stage.session.staff is not None:
            self._stage.session.staff = None
            self._stage.bus.publish(Topic.STAFF)
        clear_clipboards()
        forget_texts()
        self._window.show_strip(None)
        self._window.close_panel()
        self._window.toast.show_words("")
        self._stage.router.reset(Route.SESSION_END)
        self._forget_sites()

    def _take_papers_back(self) -> None:
        if self._parts.ready_printing is not None:
            self._parts.ready_printing.cancel_pending()

    def next_person(self) -> None:
        """Show the first page as a new person finds it."""
        self._parts.speaker.stop()
        clear_clipboards()
        forget_texts()
        self._window.toast.show_words("")
        self._window.prefer(Preferences())
        if self._stage.translator.choice.code != self.default_language:
            self._window.speak_language(self.default_language)
        self._stage.router.reset(self.first_page)
        self._forget_sites()

    def _forget_sites(self) -> None:
        """Destroy what sites remember: after the pages that showed them."""
        if self._parts.ready_sites is not None:
            self._parts.ready_sites.forget()
        self.freed.emit()

    def lock_staff(self) -> None:
        """Leave the staff's pages at once; what began or came meanwhile is erased behind them."""
        from kiosk.domain.sessions import SessionOutcome

        self._stage.session.staff = None
        self._window.show_strip(None)
        self._stage.bus.publish(Topic.STAFF)
        if self._stage.session.is_open:  # what the staff itself prints still comes out
            self._take_papers_back()
        self._end_row(SessionOutcome.LEFT, done=lambda: None)
        self.next_person()

    def leave_program(self) -> None:
        """End the program, for a technician."""
        staff = self._stage.session.staff
        if staff is not None:
            self.left.emit()

    def begin_training(self) -> None:
        """Go to the machine for practice; for the staff alone, what began here is kept."""
        if self._stage.session.staff is not None and not self._stage.centre.is_training:
            self.swapped.emit()

    # Doors of the staff

    def ask_pin(self) -> None:
        """Show the pad, unless it is there or the staff is already known."""
        if self._stage.router.current.route in {Route.PIN, Route.OUT_OF_ORDER}:
            return
        if self._stage.session.staff is None and self._stage.session.helper is None:
            self._stage.router.go(Route.PIN)

    def _staff_guard(self, place: Place) -> Place | None:
        if place.route in _STAFF_ROUTES and self._stage.session.staff is None:
            return Place(Route.PIN)
        return None

    # The header

    def _end_asked(self) -> None:
        from kiosk.domain.sessions import SessionOutcome

        page = self._window.page
        if page is not None and page.presenter is not None and page.presenter.before_end():
            return
        helped = self._stage.session.helper is not None
        self.end_session(SessionOutcome.HELPED if helped else SessionOutcome.FINISHED)

    def _open_display(self) -> None:
        from ui.screens.display.screen import DisplayPanel

        panel = DisplayPanel(self._stage.translator, self)
        panel.closed.connect(self._window.close_panel)
        self._window.open_panel(panel)

    def _open_languages(self) -> None:
        from ui.screens.display.screen import LanguagePanel

        panel = LanguagePanel(self._stage.translator, self)
        panel.closed.connect(self._window.close_panel)
        self._window.open_panel(panel)

    # Nobody there

    def _count(self) -> None:
        route, session = self._stage.router.current.route, self._stage.session
        kiosk = self._parts.ready_kiosk
        idle_s = kiosk.settings.idle.after_s if kiosk is not None else DEFAULT_IDLE_S
        lock_s = kiosk.settings.staff.lock_after_s if kiosk is not None else DEFAULT_LOCK_S
        if route in {Route.IDLE, Route.SESSION_END, Route.OUT_OF_ORDER, Route.CALLING}:
            self._watch.watch(0)  # these pages count by themselves, or wait for nobody
        elif session.staff is not None:
            self._watch.watch(lock_s)
        else:
            self._watch.watch(idle_s)

    def _stirred(self, widget: QWidget) -> None:
        # The button « Arrêter » stops the voice itself; any other touch does it here.
        if widget is not self._window.header.listen:
            self._parts.speaker.stop()

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        del old
        if not self.preferences.listening or now is None or not now.accessibleName():
            return
        page = self._window.page
        if page is not None and now is page.first_focus() and page.page_recording() is not None:
            self._window.read_page()
            return
        if getattr(now, "echoMode", None) is None:  # what is typed is never read aloud
            told = (now.accessibleName(), now.accessibleDescription())
            self._window.say(". ".join(part for part in told if part))

    def _spoke(self, speaks: bool) -> None:  # noqa: FBT001 - the slot of a signal
        del speaks
        self._watch.alive()

    def _went_idle(self) -> None:
        session = self._stage.session
        if self._parts.speaker.is_speaking or session.helper is not None:
            self._count()
        elif session.staff is not None:
            self.lock_staff()
        elif session.is_open:
            self._window.close_panel()
            self._stage.router.go(Route.IDLE)
        else:
            self.next_person()


def clear_clipboards() -> None:
    """Empty the clipboard and, where there is one, the selection."""
    clipboard = QApplication.clipboard()
    clipboard.clear(QClipboard.Mode.Clipboard)
    if clipboard.supportsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
