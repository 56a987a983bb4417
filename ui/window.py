# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one window: header, page, keyboard; it swaps pages as the router says.

It decides nothing about what a person may do: pages come from the catalogue, places from the
router, the turn from one resident to the next from `ui.turnover`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLayout, QStackedWidget, QWidget

from kiosk.foundation.events import Topic
from kiosk.foundation.late_log import LateLog
from kiosk.foundation.translation import language_of
from ui.navigation.preferences import SPEEDS_WPM, VOLUMES, Preferences
from ui.navigation.routes import Place, Route
from ui.theme.live import apply_theme, current_theme
from ui.theme.tokens import Space, Tone
from ui.widgets.header import ChipWords, Header, HeaderState
from ui.widgets.layouts import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from ui.a11y.speech import Speaker
    from ui.a11y.speech_engine import Voice
    from ui.navigation.presenter import Stage
    from ui.navigation.router import Router
    from ui.screen_keyboard import ScreenKeyboard
    from ui.screens.base import Screen
    from ui.widgets.field import TextField
    from ui.widgets.keyboard import Keyboard
    from ui.widgets.notice import Toast

    Make = Callable[[Place], Screen[Any] | None]

_log = LateLog(__name__)
TOAST_MS = 6000
QUIET_MS = 300
# The idle question has its own two answers; the two others have nothing to end.
_NO_WAY_OUT = frozenset({Route.IDLE, Route.SESSION_END, Route.OUT_OF_ORDER})


class Window(QWidget):
    """Header, page, keyboard, panel, toast.

    Signals:
        end_asked: The red way out was touched.
        staff_asked: The brand was held, or Ctrl+Alt+T pressed.
        lock_asked: The lock was touched.
        display_asked, language_asked: Their buttons were touched.
        changed_page: Another page is in front.
    """

    end_asked = Signal()
    staff_asked = Signal()
    lock_asked = Signal()
    display_asked = Signal()
    language_asked = Signal()
    changed_page = Signal()

    def __init__(self, stage: Stage, *, make: Make) -> None:
        """Build the frame; `make` gives the page of a place, None while it must wait."""
        super().__init__()
        self._stage, self._make = stage, make
        self._speaker: Speaker | None = None
        self._has_voice, self._pace_wpm = True, SPEEDS_WPM[-1]
        self.preferences = Preferences()
        self.may_close = False
        self._pages: dict[Place, Screen[Any]] = {}
        self._strip: QWidget | None = None
        self._band: QWidget | None = None
        self._staff_chips: tuple[ChipWords, ...] = ()
        self.header = Header()
        self._area = QStackedWidget()
        self._keyboard: ScreenKeyboard | None = None
        self._toast: Toast | None = None
        column = self._column = Column(self, gap=Space.NONE)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self.header)
        column.addWidget(self._area, 1)
        self._toast_timer = QTimer(self)
        self._toast_timer.setSingleShot(True)
        self._toast_timer.timeout.connect(self._hide_toast)
        self.panel: QWidget | None = None
        self._join()

    def _join(self) -> None:
        self.header.listen_pressed.connect(self._listen_pressed)
        self.header.end_pressed.connect(self.end_asked)
        self.header.lock_pressed.connect(self.lock_asked)
        self.header.display_pressed.connect(self.display_asked)
        self.header.language_pressed.connect(self.language_asked)
        self.header.brand_held.connect(self.staff_asked)
        self._stage.router.listen(self._place_changed)
        for topic in (Topic.SESSION, Topic.CENTRE):
            self._stage.bus.subscribe(topic, self._topic)

    # Made at their first use: the first paint needs neither.

    @property
    def screen_keyboard(self) -> ScreenKeyboard:
        """The keyboard and when it comes, hidden until a field is touched."""
        if self._keyboard is None:
            from ui.screen_keyboard import ScreenKeyboard

            self._keyboard = ScreenKeyboard(self, self._stage.translator, lambda: self.page)
            self._column.addWidget(self._keyboard.widget)
        return self._keyboard

    @property
    def keyboard(self) -> Keyboard:
        """Its keys."""
        return self.screen_keyboard.widget

    @property
    def toast(self) -> Toast:
        """The short message over the page."""
        if self._toast is None:
            from ui.widgets.notice import Toast

            self._toast = Toast(self)
        return self._toast

    def _hide_toast(self) -> None:
        if self._toast is not None:
            self._toast.hide()

    # Pages

    @property
    def page(self) -> Screen[Any] | None:
        """The page in front."""
        return self._pages.get(self._stage.router.current)

    @property
    def pages(self) -> Mapping[Place, Screen[Any]]:
        """Every page that exists, by its place."""
        return self._pages

    def begin(self) -> None:
        """Show the page of the moment, now that it can be made."""
        self._place_changed(self._stage.router)

    def _place_changed(self, router: Router) -> None:
        self.hide_keyboard()
        self.close_panel()
        self.be_silent()
        place = router.current
        page = self._pages.get(place) or self._make(place)
        if page is None:
            # The services are not ready: the page before stays, and `begin` comes again.
            QTimer.singleShot(QUIET_MS, self, self._say_a_moment)
            return
        if place not in self._pages:
            page.read_aloud.connect(self.say)
            page.said.connect(self.announce)
            # With its size beforehand it is laid out once, not first at the size it would like.
            self._column.activate()
            page.resize(self._area.size())
            self._area.addWidget(page)
            self._pages[place] = page
        if self._strip is not None:
            page.host_strip(self._strip)
            self._strip.show()
        self._area.setCurrentWidget(page)
        self.header.setVisible(page.has_header)
        self.draw_header()
        self._destroy_all_but(router.alive())
        (page.first_focus() or page).setFocus()
        page.arrived()
        self.changed_page.emit()
        if self.preferences.listening:
            self.read_page()

    def _say_a_moment(self) -> None:
        if self._stage.router.current not in self._pages:
            self.announce(self._stage.translator.text("Un instant…"))

    def _destroy_all_but(self, alive: tuple[Place, ...]) -> None:
        for place in [known for known in self._pages if known not in alive]:
            page = self._pages.pop(place)
            if self._strip is not None and page.isAncestorOf(self._strip):
                self._strip.setParent(self)
            page.leave()
            self._area.removeWidget(page)
            page.hide()
            page.deleteLater()

    def show_strip(self, strip: QWidget | None) -> None:
        """Hold a strip above the bottom bar of every page, or none."""
        if self._strip is not None and self._strip is not strip:
            self._strip.hide()
            self._strip.deleteLater()
        self._strip = strip
        page = self.page
        if strip is not None and page is not None:
            page.host_strip(strip)
            strip.show()

    def hold_band(self, band: QWidget) -> None:
        """Hold a band above every page, panel and header, for good."""
        self._band = band
        self._column.insertWidget(0, band)
        self._take_theme()

    # Header, toast, voice

    def set_staff_chips(self, chips: tuple[ChipWords, ...]) -> None:
        """Show facts for the staff in the header."""
        self._staff_chips = chips
        self.draw_header()

    def draw_header(self) -> None:
        """Show the header of the moment."""
        stage, text = self._stage, self._stage.translator.text
        staff = stage.session.staff is not None and stage.session.helper is None
        chips = self._staff_chips if staff else ()
        if stage.centre.is_demo:
            demo = ChipWords(text("Démonstration"), "presentation-analytics", Tone.SUN)
            chips = (demo, *chips)
        speaking = self._speaker is not None and self._speaker.is_speaking
        can_end = stage.session.is_open and stage.router.current.route not in _NO_WAY_OUT
        state = HeaderState(
            centre=stage.centre.name,
            language=stage.translator.choice.own_name,
            display=text("Affichage"),
            listen=self._listen_word(speaking=speaking),
            is_speaking=speaking,
            end=text("Terminer et effacer") if can_end and not staff else "",
            lock=text("Verrouiller") if staff else "",
            practise=text("S’entraîner") if staff and not stage.centre.is_training else "",
            chips=chips,
            for_staff=staff,
        )
        self.header.draw(state)

    def _listen_word(self, *, speaking: bool) -> str:
        if not self._has_voice:
            return ""
        return self._stage.translator.text("Arrêter" if speaking else "Écouter")

    def _topic(self, topic: Topic) -> None:
        del topic
        self.draw_header()

    def announce(self, text: str) -> None:
        """Show a short message, and say it in listening mode."""
        self.toast.show_words(text)
        self._toast_timer.start(TOAST_MS)
        if self.preferences.listening:
            self.say(text)

    def voice(self, code: str = "") -> Voice:
        """Return the voice of a language's code; empty: of the language of the moment."""
        from ui.a11y.speech_engine import Voice

        preferences = self.preferences
        language = language_of(code) if code else self._stage.translator.language
        speed_wpm = SPEEDS_WPM[preferences.speed] * self._pace_wpm // SPEEDS_WPM[-1]
        return Voice(language.voice, VOLUMES[preferences.volume], speed_wpm)

    def set_pace(self, pace_wpm: int) -> None:
        """Speak `pace_wpm` words a minute where a person asked for no slower voice."""
        self._pace_wpm = pace_wpm

    def say(self, text: str, code: str = "") -> None:
        """Say a text now, in the language of `code`; empty: in that of the moment."""
        if self._speaker is not None:
            self._speaker.say(text, self.voice(code))

    def read_page(self) -> None:
        """Read the page in front, with its recorded voice where it has one."""
        if self._speaker is not None and self.page is not None:
            self._speaker.read(self.page, self.voice(self.page.page_language()))

    def be_silent(self) -> None:
        """Stop the voice."""
        if self._speaker is not None:
            self._speaker.stop()

    def take_voice(self, speaker: Speaker) -> None:
        """Speak with `speaker` from now on."""
        self._speaker = speaker
        speaker.changed.connect(self.draw_header)

    def lose_voice(self) -> None:
        """Say nothing from now on, and offer no « Écouter » in the header."""
        self.be_silent()
        self._speaker, self._has_voice = None, False
        self.draw_header()

    def _listen_pressed(self) -> None:
        if self._speaker is not None and self._speaker.is_speaking:
            self._speaker.stop()
        elif self.page is not None:
            if self._stage.router.current.route is Route.WALKTHROUGH:
                self._stage.session.count_listening()
            self.read_page()

    # Display and language

    def prefer(self, preferences: Preferences) -> None:
        """Change display and sound at once; nothing typed or chosen is lost."""
        self.preferences = preferences
        self._take_theme()
        if not preferences.listening:
            self.be_silent()
        self._stage.bus.publish(Topic.DISPLAY)

    def speak_language(self, code: str) -> None:
        """Change the language at once."""
        self.be_silent()
        self._stage.translator.use(code)
        QApplication.clipboard().clear()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            is_rtl, way = self._stage.translator.direction == "rtl", Qt.LayoutDirection
            app.setLayoutDirection(way.RightToLeft if is_rtl else way.LeftToRight)
        self._stage.session.note(None)
        self._stage.bus.publish(Topic.LANGUAGE)
        for page in self._pages.values():
            if page.presenter is not None:
                page.presenter.redraw()
        self.draw_header()
        self.update()

    def _take_theme(self) -> None:
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        wanted = self.preferences.theme(1.0).for_screen(self.width(), self.height())
        wanted = wanted._replace(training=self._stage.centre.is_training)
        if wanted != current_theme():
            apply_theme(app, wanted)
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._place_floating()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the same page larger on a larger screen."""
        super().resizeEvent(event)
        self._take_theme()

    def _place_floating(self) -> None:
        if self.panel is not None:
            top = 0 if self._band is None else self._band.sizeHint().height()
            self.panel.setGeometry(self.rect().adjusted(0, top, 0, 0))
        if self._toast is not None and self._toast.isVisible():
            self._toast.place()

    def open_panel(self, panel: QWidget) -> None:
        """Show a panel over the page; the one before goes."""
        self.close_panel()
        self.hide_keyboard()
        panel.setParent(self)
        self.panel = panel
        self._place_floating()
        panel.show()
        panel.raise_()
        panel.setFocus()

    def close_panel(self) -> None:
        """Close the panel, if one is open."""
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    # Keyboard

    def show_keyboard(self, field: TextField, *, by_mouse: bool = False) -> None:
        """Show the keyboard under a field; at a post a mouse stands beside a real one."""
        if not (by_mouse and self._stage.centre.is_post):
            self.screen_keyboard.show_for(field)

    def hide_keyboard(self) -> None:
        """Take the keyboard away."""
        if self._keyboard is not None:
            self._keyboard.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay, unless a technician leaves."""
        if self.may_close:
            event.accept()
        else:
            _log.info("a close was refused")
            event.ignore()
