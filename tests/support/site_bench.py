# SPDX-License-Identifier: AGPL-3.0-or-later
"""The official site's view on the local sites, as the terminal makes it, and hands on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from kiosk.foundation.translation import Translator
from tests.support.local_sites import SITE, LocalSites
from ui.browser.door import SiteDoor
from ui.browser.view import SiteView
from ui.browser.way_out import WayOut
from ui.browser.words import site_words
from ui.lockdown import KeyGuard, stand_at_window
from ui.theme.live import apply_theme
from ui.theme.tokens import Theme

PATIENCE_MS = 45_000
LIST = (".site.test",)


@dataclass(eq=False)
class SiteBench:
    """A door, a view in a window, and what they told."""

    qtbot: Any
    web: LocalSites
    folder: Path
    door: SiteDoor
    window: QWidget
    view: SiteView
    said: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    printed: list[object] = field(default_factory=list)
    guard: KeyGuard | None = None

    @property
    def page(self):
        return self.view.page

    def go(self, path: str, host: str = SITE) -> None:
        """Show a page of the local sites and wait until it stands there."""
        self.start(f"https://{host}{path}")
        self.qtbot.waitUntil(lambda: self.stands(path), timeout=PATIENCE_MS)

    def start(self, address: str) -> None:
        """Ask for an address."""
        self.view.show_site(address)
        self.qtbot.waitUntil(lambda: self.page is not None, timeout=PATIENCE_MS)

    def stands(self, path: str) -> bool:
        """Say whether the page of a path is in front."""
        page = self.page
        if page is None or page.url().path() != path or page.isLoading():
            return False
        return self.view.stack.currentWidget() is self.view.view

    def js(self, source: str):
        """Run a script of the page's own world and return what it gives."""
        got: list[object] = []
        self.page.runJavaScript(source, 0, got.append)
        self.qtbot.waitUntil(lambda: bool(got), timeout=PATIENCE_MS)
        return got[0]

    def until_title(self, title: str) -> None:
        """Wait until the page calls itself so."""
        self.qtbot.waitUntil(lambda: self.page.title() == title, timeout=PATIENCE_MS)

    def until(self, is_so) -> None:
        """Wait for something."""
        self.qtbot.waitUntil(is_so, timeout=PATIENCE_MS)

    def touch_page(self, selector: str, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        """Touch an element of the page as a finger would, once the page is painted."""
        self.js("requestAnimationFrame(() => requestAnimationFrame(() => { window.seen = 1 })); 1")
        self.until(lambda: self.js("window.seen") == 1)
        source = (
            f"(() => {{ const e = document.querySelector({selector!r}); e.scrollIntoView();"
            " const r = e.getBoundingClientRect();"
            " return (r.x + r.width / 2) + ' ' + (r.y + r.height / 2);"
            "})()"
        )
        x, y = (float(n) for n in str(self.js(source)).split())
        zoom = self.page.zoomFactor()
        proxy = self.view.view.focusProxy()
        place = proxy.rect().topLeft()
        place.setX(round(x * zoom))
        place.setY(round(y * zoom))
        QTest.mouseClick(proxy, Qt.MouseButton.LeftButton, modifier, place)

    def texts(self) -> list[str]:
        """Return every text of ours in sight."""
        return [w.text() for w in self.window.findChildren(QLabel) if w.isVisible() and w.text()]

    def button(self, name: str) -> QAbstractButton:
        """Return the button of ours that bears a name."""
        return next(
            w
            for w in self.window.findChildren(QAbstractButton)
            if w.isVisible() and w.accessibleName() == name
        )

    def top_levels(self) -> list[QWidget]:
        """Return the windows in sight besides ours."""
        return [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not self.window]

    def next_session(self) -> None:
        """End the session as the terminal does and begin another with a view of its own."""
        self._drop_view()
        self.door.forget()
        settle()
        self._make_view()

    def _drop_view(self) -> None:
        self.view.hide()
        self.view.deleteLater()

    def _make_view(self) -> None:
        self.door.open_list(LIST)
        self.view = SiteView(self.door, _words(), called=lambda _host: "Le site d’essai")
        self.view.setParent(self.window)
        self.view.resize(self.window.size())
        self.view.said.connect(self.said.append)
        self.view.print_asked.connect(self.printed.append)
        self.view.show()

    def close(self) -> None:
        """End as the program does."""
        self._drop_view()
        self.door.close()
        self.window.hide()
        self.window.deleteLater()
        settle()


def settle() -> None:
    """Let every posted event be done, deletions too."""
    for _ in range(4):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _words():
    return site_words(Translator("fr").text)


def open_site(folder: Path, web: LocalSites, qtbot) -> SiteBench:
    """Open a view on the local sites."""
    app = QApplication.instance()
    apply_theme(app, Theme())
    downloads = folder / "session" / "downloads"
    downloads.mkdir(parents=True)
    window = QWidget()
    window.resize(966, 686)
    window.show()
    way_out = WayOut(routes=web.routes)
    door = SiteDoor(window, folder=lambda: downloads, way_out=way_out)
    assert door.absence is None, door.absence
    way_out.setParent(door)
    bench = SiteBench(qtbot, web, downloads, door, window, None)
    bench._make_view()
    # As the program does: nothing dropped, no shortcut, no menu.
    bench.guard = KeyGuard(app)
    stand_at_window(app, window, [bench.guard])
    return bench
