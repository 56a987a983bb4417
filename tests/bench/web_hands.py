# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `tests.bench.web` runs in a process of its own: ``python -m tests.bench.web_hands WHAT``.

Prints one line of JSON: lists of milliseconds by name.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from tests.support.local_sites import SITE, LocalSites

PATIENCE_S = 30.0
N_SESSIONS = 20
PAGE = "/accueil.html"


def wait(is_so: Callable[[], bool]) -> None:
    """Turn the event loop until something is so.

    Raises:
        TimeoutError: It never was.
    """
    limit = time.monotonic() + PATIENCE_S
    while not is_so():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if time.monotonic() > limit:
            raise TimeoutError("it never came")


def bare(web: LocalSites) -> dict[str, list[float]]:
    """Show the page in Qt's own view, packages loaded from the touch on."""
    app = QApplication(["bare"])
    rules = f"MAP {SITE} 127.0.0.1:{web.port}"
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = f'--host-resolver-rules="{rules}"'
    began = time.perf_counter()
    from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
    from PySide6.QtWebEngineWidgets import QWebEngineView

    view = QWebEngineView()
    profile = QWebEngineProfile(app)
    page = QWebEnginePage(profile, view)
    shown: list[bool] = []
    page.loadFinished.connect(shown.append)
    view.setPage(page)
    view.resize(966, 600)
    view.show()
    page.load(QUrl(f"https://{SITE}{PAGE}"))
    wait(lambda: bool(shown))
    took = (time.perf_counter() - began) * 1000
    assert shown == [True]
    return {"shown": [took]}


class Hands:
    """A terminal at a step that is done on the site, and a finger."""

    def __init__(self, web: LocalSites) -> None:
        from tests.support.site_terminal import open_site_terminal

        QApplication(["terminal"])
        self.web = web
        self.folder = tempfile.TemporaryDirectory()
        self.desk = open_site_terminal(Path(self.folder.name), web, None)
        way_out = self.desk.door.way_out
        wait(lambda: way_out.port > 0)  # it is started with the walkthrough, questions before

    def open_ms(self) -> float:
        """Touch « Ouvrir le site ici »; return the milliseconds until the page stands there."""
        from tests.support.site_terminal import SiteTerminal

        button = next(
            b
            for b in self.desk.bench.window.findChildren(QAbstractButton)
            if b.isVisible() and b.accessibleName() == "Ouvrir le site ici"
        )
        began = time.perf_counter()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        wait(lambda: SiteTerminal._stands(self.desk.beside.site, PAGE))
        return (time.perf_counter() - began) * 1000

    def reset_ms(self) -> float:
        """End the session; return the milliseconds until the next person's page stands there."""
        from kiosk.domain.sessions import SessionOutcome
        from ui.navigation.routes import Route

        bench, gone = self.desk.bench, []
        self.desk.door.profile().destroyed.connect(lambda: gone.append(True))
        began = time.perf_counter()
        bench.terminal.turnover.end_session(SessionOutcome.FINISHED)
        wait(lambda: bench.router.current.route is Route.SESSION_END and bool(gone))
        bench.terminal.turnover.next_person()
        wait(lambda: bench.router.current.route is Route.HOME)
        QApplication.processEvents()
        return (time.perf_counter() - began) * 1000

    def again(self) -> None:
        """Let the next person come to the same step."""
        from tests.support.site_terminal import SUBJECT, first_online_step
        from ui.navigation.routes import Route

        bench = self.desk.bench
        bench.session.begin()
        run = first_online_step(bench.kiosk.walkthroughs)
        bench.router.go(Route.WALKTHROUGH, walkthrough_id=SUBJECT, resumed=run)
        bench.settle()


def bare_turn_ms(web: LocalSites) -> float:
    """Make a bare profile and view, show nothing, destroy both."""
    from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
    from PySide6.QtWebEngineWidgets import QWebEngineView

    del web
    began = time.perf_counter()
    profile, view = QWebEngineProfile(), QWebEngineView()
    page = QWebEnginePage(profile, view)
    view.setPage(page)
    view.show()
    QApplication.processEvents()
    gone: list[bool] = []
    profile.destroyed.connect(lambda: gone.append(True))
    view.hide()
    page.deleteLater()
    view.deleteLater()
    profile.deleteLater()
    wait(lambda: bool(gone))
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Measure what the argument names and print it."""
    web = LocalSites()
    what = sys.argv[1]
    if what == "bare":
        told = bare(web)
    elif what == "terminal":
        told = {"shown": [Hands(web).open_ms()]}
    else:
        hands = Hands(web)
        resets, floors = [], []
        for _ in range(N_SESSIONS):
            hands.open_ms()
            resets.append(hands.reset_ms())
            floors.append(bare_turn_ms(web))
            hands.again()
        told = {"reset": resets, "bare": floors}
    print(json.dumps(told), flush=True)
    os._exit(0)  # Chromium's threads need no farewell


if __name__ == "__main__":
    main()
