# SPDX-License-Identifier: AGPL-3.0-or-later
"""The official site beside the guide: its pictures, taken by an account that is not the superuser.

`python -m tests.tour.sites DIR` opens a terminal on local sites, with Chromium's sandbox on, and
plays what a person meets there: the site, a paper that comes, a page that is refused, a site that
is out of reach, one that does not answer. It prints how many pages it took and what is cut on
them, as one line of JSON. The tour runs it beside its stories (`SitePictures`).
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

from tests.support.ordinary_user import lend_folder, said_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.site_terminal import SiteTerminal
    from tests.tour.album import Album

# Behind the pictures of the stories, which nobody counts beforehand.
FIRST = 70
_SITE = Path(__file__).with_name("pages") / "site.html"
# A button of that page, at the right: where its colour is, the page has its width.
_SIGN, _SIGN_COLOUR = "header i", "#1d4f91"
_CALM_LOOKS = 3
_PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
_BUSY = (
    b"<!doctype html><title>lent</title><p>Un instant</p>"
    b"<script>setTimeout(() => { for (;;); }, 50)</script>"
)


class SitePictures:
    """Takes the pictures of the web view in a process apart while the stories are played."""

    def __init__(self, album: Album) -> None:
        """Begin."""
        self._album = album
        self._pool = ThreadPoolExecutor(1)
        self._folder = tempfile.TemporaryDirectory(prefix="sites", dir="/tmp")
        lend_folder(Path(self._folder.name))
        command = [sys.executable, "-m", "tests.tour.sites", self._folder.name]
        self._told = self._pool.submit(said_by, command)

    def gather(self) -> int:
        """Wait for the end, put pictures and faults into the album; return how many pages.

        Raises:
            RuntimeError: The terminal or its web view did otherwise than told.
        """
        told = json.loads(self._told.result().splitlines()[-1])
        self._album.adopt(Path(self._folder.name), told["faults"], told["n"])
        return int(told["n"])

    def close(self) -> None:
        """Let go of the folder once the process has ended."""
        self._pool.shutdown()
        self._folder.cleanup()


class Waiting:
    """Waits for what is so, letting Qt work meanwhile."""

    @staticmethod
    def waitUntil(is_so: Callable[[], bool], timeout: int) -> None:
        """Wait until something is so, `timeout` milliseconds at most."""
        from PySide6.QtWidgets import QApplication

        limit = time.monotonic() + timeout / 1000
        while not is_so():
            if time.monotonic() > limit:
                raise TimeoutError("the web view did not come to what was waited for")
            QApplication.processEvents()
            time.sleep(0.01)


class OwnScreen:
    """The terminal of this process, asked for pictures as a machine of the tour is."""

    def __init__(self, opened: SiteTerminal) -> None:
        self._opened = opened
        self._bench = opened.bench

    def ask(self, do: str, **what: Any) -> Any:
        """Do one of the things below and let the screen settle."""
        result = getattr(self, f"_{do}")(**what)
        self._bench.settle()
        return result

    def _language(self) -> str:
        return self._bench.terminal.parts.stage.translator.language.code

    def _show(self, language: str = "fr", scheme: str = "", scale: float = 1.0) -> None:
        from ui.navigation.preferences import Preferences
        from ui.theme.tokens import Scheme

        turnover = self._bench.terminal.turnover
        turnover.prefer(Preferences(scheme=Scheme(scheme or "standard"), scale=scale))
        if language != self._language():
            turnover.speak_language(language)

    def _size(self, width: int, height: int) -> None:
        self._bench.window.resize(width, height)

    def _grab(self, file: str) -> list[str]:
        from tests.tour.seeing import faults

        self.painted().save(file)
        return faults(self._bench.window)

    def painted(self) -> QImage:
        """Return a picture of the window once a site in it has painted itself at its width.

        The site does so in another process, and its width follows that of the guide.
        """
        site = self._opened.beside.site if self._opened.has_beside else None
        window = self._bench.window
        shows = site is not None and site.view is not None and site.view.isVisible()
        if not shows or self._opened.is_busy:
            return window.grab().toImage()
        n_same, width, picture = 0, 0, QImage()

        def is_painted() -> bool:
            nonlocal n_same, width, picture
            place = self._opened.place_of(_SIGN)
            n_same = n_same + 1 if site.view.width() == width else 0
            width, picture = site.view.width(), window.grab().toImage()
            seen = picture.pixelColor(site.view.mapTo(window, place)).name()
            return n_same >= _CALM_LOOKS and seen == _SIGN_COLOUR

        Waiting.waitUntil(is_painted, timeout=15_000)
        return picture


def play(opened: SiteTerminal, album: Album) -> None:
    """Play what a person meets beside the guide, and take its pictures."""
    screen, bench, web = OwnScreen(opened), opened.bench, opened.web
    album.take(screen, "site-etape", in_all=True)
    opened.open_site()
    album.take(screen, "site", in_all=True)
    site = opened.beside.site
    screen.painted()
    opened.touch_page("#papier")
    opened.until_named("Mes documents : 1")
    bench.window.toast.hide()
    bench.touch("Mes documents : 1")
    album.take(screen, "site-documents", in_all=True)
    bench.touch("Fermer")
    screen.painted()
    opened.touch_page("#ailleurs")
    opened.until_seen("Cette page n’est pas ouverte ici")
    album.take(screen, "site-refuse", in_all=True)
    bench.touch("Revenir au site")
    opened.until_stands("/accueil.html")
    screen.painted()
    opened.touch_page("#mort")
    opened.until_seen("Le site ne répond pas")
    album.take(screen, "site-injoignable")
    bench.touch("Page d’avant")
    opened.until_stands("/accueil.html")
    site.pulse.lost_ms = 600_000
    opened.touch_page("#lent")
    opened.until_seen("Le site ne répond pas. Attendez un peu.")
    opened.is_busy = True
    album.take(screen, "site-lent")
    web.answers.clear()


def main(folder: Path) -> None:
    """Open, play, tell."""
    from PySide6.QtWidgets import QApplication

    from tests.support.local_sites import Answer, local_sites
    from tests.support.site_terminal import open_site_terminal
    from tests.tour.album import Album
    from ui.lockdown import qt_arguments

    app = QApplication(qt_arguments())
    web = local_sites()
    web.answers["/accueil.html"] = Answer(_SITE.read_bytes())
    web.answers["/attestation.pdf"] = Answer(_PAPER, "application/pdf")
    web.answers["/lent"] = Answer(_BUSY)
    album = Album(folder, for_docs=False, first=FIRST)
    with tempfile.TemporaryDirectory() as data:
        opened = open_site_terminal(Path(data), web, Waiting())
        play(opened, album)
        opened.close()
    app.processEvents()
    sys.stdout.write(json.dumps({"n": album.n_pictures, "faults": album.faults}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    import os

    main(Path(sys.argv[1]))
    os._exit(0)  # Chromium's threads need no farewell
