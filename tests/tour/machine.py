# SPDX-License-Identifier: AGPL-3.0-or-later
"""One machine of the tour: the real terminal on its folder, worked by lines of JSON.

`python -m tests.tour.machine --data DIR` builds the window as `python -m ui` does, then does
what it reads on standard input, one JSON object a line, and answers with one line each:
``{"do": "click", "name": "Continuer"}`` gives ``{"ok": true}``. Nothing is called behind the
screen: mouse, touch and key events enter by the window and meet what a finger would meet.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.support.hands import Finger, Hand
from tests.tour.seeing import (
    accessible_name,
    faults,
    named,
    said_by,
    spoken_widgets,
    visible_texts,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from ui.wiring import Terminal

_LOOK_MS = 5
_CALM_LOOKS = 3
_PATIENCE_S = 20.0


class NotYetError(Exception):
    """What is asked cannot be done at this instant; says why, should it never be."""


class _LoneWidgets(QObject):
    """Tells of every widget that opens a window of its own: a flash that takes the focus."""

    shown = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_shown = event.type() is QEvent.Type.Show and isinstance(watched, QWidget)
        if is_shown and watched.isWindow() and watched is not self._window:
            frames = [one for one in traceback.extract_stack() if "/ui/" in one.filename]
            where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
            self.shown.emit(f"{type(watched).__name__} ({where})")
        return False


class Machine:
    """Does one request after the other, each as soon as the screen allows it."""

    def __init__(self, terminal: Terminal, app: QApplication) -> None:
        self.terminal, self.app = terminal, app
        self.window = terminal.window
        self._finger = Finger(self.window)
        self._hand = Hand(self.window)
        self._asked: list[dict[str, Any]] = []
        self._until_s = 0.0
        self._is_begun = False
        self._n_calm = 0
        self._rest = b""
        self.faults: list[str] = []
        self._lone = _LoneWidgets(self.window)
        self._lone.shown.connect(self._note_lone)
        app.installEventFilter(self._lone)
        self._timer = QTimer()
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._read)

    # Requests

    def say_opened(self) -> None:
        """Tell the tour that the services are ready."""
        self._hear_faults()
        sys.stdout.write('{"ok": true, "result": "opened"}\n')
        sys.stdout.flush()

    def _read(self) -> None:
        found = os.read(0, 65536)
        if not found:
            self._notifier.setEnabled(False)
            self.leave()
            return
        *lines, self._rest = (self._rest + found).split(b"\n")
        self._asked += [json.loads(line) for line in lines]
        if self._asked and not self._timer.isActive():
            self._take()

    def _take(self) -> None:
        self._until_s = time.monotonic() + float(self._asked[0].get("within_s", _PATIENCE_S))
        self._n_calm, self._is_begun = 0, False
        self._timer.start()

    def _look(self) -> None:
        """Wait until the lanes are empty, then try; try again until it works or time is over."""
        is_calm = self.terminal.tasks.is_idle()
        self._n_calm = self._n_calm + 1 if is_calm else 0
        is_late = time.monotonic() > self._until_s
        if self._n_calm < _CALM_LOOKS and not is_late:
            return
        if self.faults:
            self._answer(ok=False, why="".join(self.faults), seen=[])
            return
        request = dict(self._asked[0])
        request.pop("within_s", None)
        work: Callable[..., Any] = getattr(self, f"do_{request.pop('do')}")
        try:
            result = work(**request)
        except NotYetError as error:
            if is_late:
                self._answer(ok=False, why=str(error), seen=visible_texts(self.window))
            return
        except Exception:  # noqa: BLE001 - told to the tour, which ends there
            self._answer(ok=False, why=traceback.format_exc(), seen=[])
            return
        self._answer(ok=True, result=result)

    def _answer(self, **answer: Any) -> None:
        self._timer.stop()
        del self._asked[0]
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        if self._asked:
            self._take()

    def _hear_faults(self) -> None:
        """Hear of faults before the terminal shows its calm page."""
        self._shown_fault, sys.excepthook = sys.excepthook, self._note_fault

    def _note_fault(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Keep a fault that no screen shows: the next answer tells it."""
        self.faults.append("".join(traceback.format_exception(kind, error, trace)))
        self._shown_fault(kind, error, trace)

    def _note_lone(self, kind: str) -> None:
        self.faults.append(f"{kind} s’est ouvert dans une fenêtre à lui ; ")

    def leave(self) -> None:
        """End the program as closing its window does."""
        self.app.quit()

    # What can be asked

    def do_click(self, name: str, how: str = "mouse", nth: int = 0) -> str:
        """Touch the widget whose accessible name is, or begins with, `name`."""
        found = named(self.window, name)
        if len(found) <= nth:
            raise NotYetError(f"rien ne s’appelle « {name} »")
        widget = found[nth]
        if not widget.isEnabled():
            raise NotYetError(f"« {name} » est éteint")
        self._bring_into_sight(widget)
        point = widget.mapTo(self.window, widget.rect().center())
        hit = self.window.childAt(point)
        if hit is None or not (hit is widget or widget.isAncestorOf(hit)):
            raise NotYetError(f"« {name} » est caché par {said_by(hit)}")
        told = accessible_name(widget)
        self._touch(widget, point, how)
        return told

    def _bring_into_sight(self, widget: QWidget) -> None:
        from ui.widgets.scroll_page import ScrollPage

        areas = [area for area in self.window.findChildren(ScrollPage) if area.isAncestorOf(widget)]
        for area in areas:
            area.reveal(widget)
        # A page that scrolls inside a page: the inner one first, then the outer one.
        for area in reversed(areas):
            area.reveal(widget)

    def _touch(self, widget: QWidget, point: QPoint, how: str) -> None:
        handle = self.window.windowHandle()
        if how == "touch":
            self._finger.tap(point)
        elif how == "key":
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            QTest.keyClick(handle, Qt.Key.Key_Return)
        else:
            left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            QTest.mouseClick(handle, left, none, point)

    def do_lift(self, name: str) -> None:
        """Take a block of the week in hand; its times show once they are found."""
        found = named(self.window, name)
        if not found:
            raise NotYetError(f"rien ne s’appelle « {name} »")
        self._bring_into_sight(found[0])
        self._hand.lift(found[0])

    def do_drop(self, name: str) -> None:
        """Let the block in hand go on a time."""
        found = named(self.window, name)
        if not found:
            raise NotYetError(f"aucune heure ne s’appelle « {name} »")
        self._hand.drop_on(found[0])

    def do_type(self, text: str) -> None:
        """Type on a keyboard of the machine, into what has the focus."""
        if self.app.focusWidget() is None:
            raise NotYetError("rien n’a le focus")
        if text.isascii():
            for sign in text:
                QTest.keyClick(self.window.windowHandle(), sign)
        else:
            QTest.keyClicks(self.app.focusWidget(), text)

    def do_press(self, key: str) -> None:
        """Press a key by its name, such as Return or Ctrl+Alt+T."""
        combination = QKeySequence(key)[0]
        handle = self.window.windowHandle()
        QTest.keyClick(handle, combination.key(), combination.keyboardModifiers())

    def do_type_on_screen(self, text: str) -> str:
        """Type on our own keyboard, by touch, turning its pages as a person does."""
        keyboard = self.window.keyboard
        if not keyboard.isVisible():
            raise NotYetError("le clavier n’est pas là")
        for sign in text:
            self._type_sign(sign)
        field = self.app.focusWidget()
        return field.text() if isinstance(field, QLineEdit) else ""

    def _type_sign(self, sign: str) -> None:
        name = "espace" if sign == " " else sign
        for page in ("", "ABC", "shift", "accents", "shift", "signs", "ع"):
            if page == "shift":
                self._touch_key("Majuscules")
            elif page:
                names = {"ABC": "Lettres", "accents": "Lettres avec accents", "signs": "Signes"}
                self._touch_key(names.get(page, "Lettres arabes"))
            if self._touch_key(name):
                return
        raise NotYetError("le clavier n’a pas une des lettres")

    def _touch_key(self, name: str) -> bool:
        key = self.window.keyboard.keys().get(name)
        if key is None:
            return False
        self._touch(key, key.mapTo(self.window, key.rect().center()), "touch")
        self.app.processEvents()
        return True

    def do_see(self, text: str) -> None:
        """Wait until a text is on the screen."""
        if not any(text in seen for seen in visible_texts(self.window)):
            raise NotYetError(f"« {text} » n’est pas à l’écran")

    def do_not_see(self, text: str) -> None:
        """Wait until a text is no longer on the screen."""
        if any(text in seen for seen in visible_texts(self.window)):
            raise NotYetError(f"« {text} » est encore à l’écran")

    def do_texts(self) -> list[str]:
        """Return every text on the screen."""
        return visible_texts(self.window)

    def do_names(self) -> list[dict[str, Any]]:
        """Return what can be touched or take the focus."""
        return spoken_widgets(self.window)

    def do_codes(self) -> list[str]:
        """Return what a camera or a scanner reads in the squares on the screen."""
        from ui.widgets.code_square import CodeSquare

        squares = self.window.findChildren(CodeSquare)
        return [one._content for one in squares if one.isVisibleTo(self.window)]

    def do_place(self, route: str) -> None:
        """Wait for a page, by its route."""
        current = self.terminal.parts.stage.router.current.route
        if current.value != route:
            raise NotYetError(f"la page est {current.value}, pas {route}")

    def do_language(self) -> str:
        """Return the language of the moment."""
        return self.terminal.parts.stage.translator.language.code

    def do_show(self, language: str = "fr", scheme: str = "", scale: float = 1.0) -> None:
        """Show the page of the moment in another language or display, for a picture."""
        from ui.navigation.preferences import Preferences
        from ui.theme.tokens import Scheme

        self._leave_focus()
        chosen = Scheme(scheme) if scheme else Scheme.STANDARD
        self.terminal.turnover.prefer(Preferences(scheme=chosen, scale=scale))
        if language != self.do_language():
            self.terminal.turnover.speak_language(language)

    def do_size(self, width: int, height: int) -> None:
        """Give the window another size."""
        self.window.resize(width, height)

    def do_grab(self, file: str) -> list[str]:
        """Write a picture of the window; return what the audit finds on it."""
        self.window.grab().save(file)
        return faults(self.window)

    def _leave_focus(self) -> None:
        self.window.toast.hide()

    def do_exchange(self) -> int:
        """Exchange with the city now; return how many exchanges failed in a row."""
        sync = self.terminal.sync
        if sync is None:
            raise NotYetError("la machine n’est pas inscrite")
        if not self._is_begun:
            self._is_begun = True
            sync.exchange_now()
        if sync._is_running:
            raise NotYetError("l’échange ne finit pas")
        return sync.n_failures

    def do_leave(self) -> None:
        """End the program."""
        QTimer.singleShot(0, self.app, self.leave)


def _live_later(days: int) -> None:
    """Let the clock of this machine be some days later: both its hands, as time goes by."""
    from kiosk.foundation.clock import SystemClock

    now_utc, monotonic_s, later = (
        SystemClock.now_utc,
        SystemClock.monotonic_s,
        timedelta(days=days),
    )
    SystemClock.now_utc = lambda clock: now_utc(clock) + later
    SystemClock.monotonic_s = lambda clock: monotonic_s(clock) + later.total_seconds()


def main() -> int:
    """Open the terminal of a folder and obey."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--days-ahead", type=int, default=0)
    options = parser.parse_args()
    if options.days_ahead:
        _live_later(options.days_ahead)
    from ui.__main__ import run
    from ui.lockdown import qt_arguments
    from ui.theme.live import apply_theme
    from ui.theme.tokens import Theme
    from ui.wiring import build_terminal

    app = QApplication(qt_arguments())
    app.setApplicationName("Sixième quartier")
    apply_theme(app, Theme())
    terminal = build_terminal(options.data)
    machine = Machine(terminal, app)
    terminal.opened.connect(machine.say_opened)
    return run(app, terminal, windowed=True)


if __name__ == "__main__":
    sys.exit(main())
