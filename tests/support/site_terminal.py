# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole terminal whose walkthrough opens a local site, and the hands of a resident."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk.domain.sessions import SessionOutcome
from tests.support.local_sites import SITE, LocalSites
from tests.support.terminal import Bench, open_bench
from ui.browser.door import SiteDoor
from ui.browser.way_out import WayOut
from ui.lockdown import KeyGuard
from ui.navigation.routes import Route

PATIENCE_MS = 15_000
SUBJECT = "caf-rsa-declaration"


@dataclass(eq=False)
class SiteTerminal:
    """A terminal at the step of a walkthrough that is done on a site."""

    qtbot: Any
    web: LocalSites
    bench: Bench
    door: SiteDoor
    guard: KeyGuard
    finished: SessionOutcome = SessionOutcome.FINISHED
    is_busy: bool = False

    @property
    def run(self):
        return self.bench.router.current.memo["run"]

    @property
    def beside(self):
        return self.bench.window.page._beside

    def open_site(self, path: str = "/accueil.html") -> None:
        """Touch « Ouvrir le site ici » and wait until the site stands there."""
        text = self.bench.terminal.parts.stage.translator.text
        self.bench.touch(text("Ouvrir le site ici"))
        self.until_stands(path)

    @property
    def has_beside(self) -> bool:
        """Say whether a site was opened beside the guide."""
        return self.beside is not None

    def place_of(self, selector: str) -> QPoint:
        """Return where an element of the site is, in the view."""
        page = self.beside.site.page
        source = (
            f"(() => {{ const r = document.querySelector({selector!r}).getBoundingClientRect();"
            " return (r.x + r.width / 2) + ' ' + (r.y + r.height / 2) })()"
        )
        got: list[str] = []
        page.runJavaScript(source, 0, got.append)
        self.qtbot.waitUntil(lambda: bool(got), timeout=PATIENCE_MS)
        return QPoint(*(round(one * page.zoomFactor()) for one in map(float, got[0].split())))

    def touch_page(self, selector: str) -> None:
        """Touch an element of the site as a finger would."""
        place, none = self.place_of(selector), Qt.KeyboardModifier.NoModifier
        proxy = self.beside.site.view.focusProxy()
        QTest.mouseClick(proxy, Qt.MouseButton.LeftButton, none, place)

    def until_seen(self, text: str) -> None:
        """Wait until a text of ours is in sight."""
        self.qtbot.waitUntil(lambda: text in self.bench.texts(), timeout=PATIENCE_MS)

    def until_named(self, name: str) -> None:
        """Wait until something to touch bears a name."""
        self.qtbot.waitUntil(lambda: name in self.bench.names(), timeout=PATIENCE_MS)

    def until_stands(self, path: str) -> None:
        """Wait until the page of a path of the site is in front."""
        site = self.beside.site
        self.qtbot.waitUntil(lambda: self._stands(site, path), timeout=PATIENCE_MS)

    @staticmethod
    def _stands(site, path: str) -> bool:
        page = site.page
        return (
            page is not None
            and page.url().path() == path
            and not page.isLoading()
            and site.stack.currentWidget() is site.view
        )

    def end(self) -> None:
        """End the session as « Terminer et effacer » does."""
        self.bench.terminal.turnover.end_session(SessionOutcome.FINISHED)
        self.bench.settle()

    def close(self) -> None:
        """End as the program does."""
        self.bench.close()


class LocalWalkthroughs:
    """The real walkthroughs, whose official site stands on this machine."""

    def __init__(self, real) -> None:
        self._real = real

    def __getattr__(self, name: str):
        return getattr(self._real, name)

    def screen(self, run, language, **more):
        from dataclasses import replace

        step = self._real.screen(run, language, **more)
        if step.site is None:
            return step
        return replace(step, site=replace(step.site, address=f"https://{SITE}/accueil.html"))

    def site_hosts(self, run):
        return (*self._real.site_hosts(run), ".site.test")


def open_site_terminal(folder: Path, web: LocalSites, qtbot) -> SiteTerminal:
    """Open a terminal at the first step of a walkthrough that is done on a site."""
    from dataclasses import replace

    bench = open_bench(folder)
    terminal = bench.terminal
    local = LocalWalkthroughs(bench.kiosk.walkthroughs)
    terminal.parts.ready_kiosk = replace(bench.kiosk, walkthroughs=local)
    terminal.parts.ready_sites.close()
    way_out = WayOut(routes=web.routes)
    kiosk_folder = bench.kiosk.session_folder
    door = SiteDoor(terminal, folder=lambda: kiosk_folder.path / "downloads", way_out=way_out)
    assert door.absence is None, door.absence
    way_out.setParent(door)
    terminal.parts.ready_sites = door
    guard = KeyGuard(terminal)
    terminal.filters = [guard, terminal.watch]
    door.lived.connect(terminal.watch.alive)
    door.loading.connect(terminal._web_view_comes)
    bench.session.begin()
    run = first_online_step(bench.kiosk.walkthroughs)
    bench.router.go(Route.WALKTHROUGH, walkthrough_id=SUBJECT, resumed=run)
    bench.settle()
    return SiteTerminal(qtbot, web, bench, door, guard)


def first_online_step(walkthroughs):
    """Return a run at the first step that is done on a site, by the first answers."""
    run = walkthroughs.start(SUBJECT)
    for _ in range(40):
        step = walkthroughs.screen(run, "fr")
        if step.needs_internet and step.site is not None and step.options:
            return run
        if step.can_continue:
            run = walkthroughs.answer(run, "suite")
        elif step.options:
            run = walkthroughs.answer(run, step.options[0].value)
        else:
            break
    raise AssertionError("no step of the walkthrough is done on a site")
