# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real browser in a process of its own that looks at pages of the console and tells what it saw.

``python -m tests.support.console_browser JSON``: JSON holds pages to look at and somebody who
enters; it prints JSON. The process is apart because the terminal's view is closed to every network,
for as long as its process lives (`ui.browser.engine`).

Scripts of pages never run: the console has none and its policy forbids them. What looks at a page
runs in a world of its own (`_WORLD`), as an extension of a browser does.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import axe_core_python
import pyotp
import zxingcpp
from PySide6.QtCore import QByteArray, QEventLoop, QMarginsF, Qt, QTimer, QUrl
from PySide6.QtGui import QImage, QPageLayout, QPageSize
from PySide6.QtNetwork import QNetworkCookie
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import (
    QWebEngineHttpRequest,
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

_WORLD = 1
_PATIENCE_S = 20.0
_WIDE, _HIGH = 1280, 720
_ZOOM = 4.0  # 400 %: 1280 points show 320 of CSS
_MOST_TABS = 400
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
_AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")

_RUN_AXE = """
window.found = null;
axe.run(document, {runOnly: %s, resultTypes: ["violations"]}).then(
  result => { window.found = JSON.stringify(result.violations.map(
    one => one.id + ": " + one.nodes.map(node => node.html.slice(0, 120)).join(" | "))); },
  error => { window.found = JSON.stringify([String(error)]); }); 1"""

_MEASURE = """JSON.stringify((() => {
  const across = document.documentElement.scrollWidth;
  const inside = document.documentElement.clientWidth;  // beside the bar that scrolls down
  const past = across <= inside ? [] : [...document.querySelectorAll("body *")].filter(
    one => one.getBoundingClientRect().right > inside + 0.5 && !one.closest(".wide"))
    .map(one => one.outerHTML.slice(0, 90));
  return {window: innerWidth, inside, across, past: past.slice(0, 5)};
})())"""

# Every stop of the Tab key, in the order of the document; of a group of radios, only one.
_LISTEN = """(() => {
  const all = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter(one => one.checkVisibility() && !one.disabled &&
      !(one.type === "radio" && !one.checked));
  window.stops = all; window.walked = []; window.ringless = [];
  document.addEventListener("focusin", event => {
    const at = all.indexOf(event.target), style = getComputedStyle(event.target);
    window.walked.push(at);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const box = event.target.getBoundingClientRect();
    if (!ring || box.width === 0) window.ringless.push(event.target.outerHTML.slice(0, 90));
  });
  document.activeElement.blur();
  return all.length;
})()"""

_WALKED = """JSON.stringify({walked: window.walked, ringless: window.ringless,
  missed: window.stops.filter((_, at) => !window.walked.includes(at))
    .map(one => one.outerHTML.slice(0, 90))})"""


class Browser:
    """One view, and the hands on it."""

    def __init__(self) -> None:
        self.profile = QWebEngineProfile()
        self.view = QWebEngineView()
        self.page = QWebEnginePage(self.profile, self.view)
        self.view.setPage(self.page)
        self.view.resize(_WIDE, _HIGH)
        self.view.show()
        self.cookie = ""
        self.added: list[object] = []
        self.profile.cookieStore().cookieAdded.connect(self.added.append)

    def until(self, is_so) -> None:
        """Wait for something.

        Raises:
            TimeoutError: It did not happen.
        """
        end = time.monotonic() + _PATIENCE_S
        loop = QEventLoop()
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError(self.page.url().toString())
            QTimer.singleShot(5, loop.quit)
            loop.exec()

    def run(self, source: str):
        """Run a script in a world apart and return what it gives."""
        got: list[object] = []
        self.page.runJavaScript(source, _WORLD, got.append)
        self.until(lambda: got)
        return got[0]

    def go(self, address: str, fields: dict[str, str] | None = None) -> None:
        """Open a page, or send a form, and wait until the answer stands there."""
        ended: list[bool] = []
        watch = self.page.loadFinished.connect(ended.append)
        url = QUrl(address)
        if fields is None:
            self.page.load(url)
        else:
            self.page.load(QWebEngineHttpRequest.postRequest(url, fields))
        self.until(lambda: ended)
        self.page.loadFinished.disconnect(watch)

    def enter_as(self, cookie: str, address: str) -> None:
        """Be somebody whose session is open."""
        if cookie == self.cookie:
            return
        self.cookie, store = cookie, self.profile.cookieStore()
        one = QNetworkCookie(b"sixieme_console", QByteArray(cookie.encode()))
        one.setPath("/console")
        self.added.clear()
        store.setCookie(one, QUrl(address))
        self.until(lambda: self.added)

    def key(self, key: Qt.Key, n: int = 1) -> None:
        """Press a key some times."""
        for _ in range(n):
            QTest.keyClick(self.view.focusProxy(), key)

    def write(self, text: str) -> None:
        """Type into what has the focus, and wait until it stands there."""
        QTest.keyClicks(self.view.focusProxy(), text)
        self.until(lambda: self.run("document.activeElement.value") == text)

    def tab_to(self, selector: str) -> None:
        """Press Tab until something has the focus, a stop at a time.

        Raises:
            TimeoutError: The Tab key does not reach it.
        """
        for _ in range(_MOST_TABS):
            if self.run(f"document.activeElement === document.querySelector({selector!r})"):
                return
            self.run("window.before = document.activeElement; 1")
            self.key(Qt.Key.Key_Tab)
            self.until(lambda: self.run("document.activeElement !== window.before"))
        raise TimeoutError(f"{selector} is out of reach of the Tab key")

    def text(self, selector: str) -> str:
        """Return what an element says."""
        return self.run(f"(document.querySelector({selector!r}) || {{}}).textContent || ''").strip()

    def zoom(self, factor: float) -> None:
        """Zoom, and wait until the page is laid out anew."""
        self.page.setZoomFactor(factor)
        self.until(lambda: abs(self.run("innerWidth") - _WIDE / factor) <= 1)


def look_at(browser: Browser, step: dict) -> dict:
    """Open a page and tell what is wrong with it."""
    browser.enter_as(step["cookie"], step["address"])
    browser.go(step["address"], step.get("fields"))
    told = {"name": step["name"], "heading": browser.text("h1")}
    browser.run("for (const one of document.querySelectorAll('details')) one.open = true; 1")
    browser.run(_AXE + ";1")
    told["axe"] = []
    # the zoom of the page before first: each change is a layout and a painting more
    for factor in (1.0, _ZOOM) if browser.page.zoomFactor() == 1.0 else (_ZOOM, 1.0):
        browser.zoom(factor)
        if factor == 1.0:
            told["axe"] += _axe(browser, _RULES)
            told["keys"] = _walk(browser)
        else:
            told["axe"] += _axe(browser, ["scrollable-region-focusable"])
            told["width"] = json.loads(browser.run(_MEASURE))
    if step["prints"]:
        # as a person prints it: what is folded on the screen stands open on paper
        browser.run("for (const one of document.querySelectorAll('details')) one.open = false; 1")
        told["pdf"] = base64.b64encode(_printed(browser)).decode("ascii")
    return told


def _axe(browser: Browser, rules: list[str]) -> list[str]:
    """Return what axe-core finds on the page by some rules."""
    browser.run(_RUN_AXE % json.dumps(rules))
    browser.until(lambda: browser.run("window.found"))
    return json.loads(browser.run("window.found"))


def _walk(browser: Browser) -> dict:
    """Press Tab through the whole page; tell what was missed, out of order, or without a ring."""
    n_stops = int(browser.run(_LISTEN))
    told = {"walked": [], "missed": [], "ringless": []}
    for _ in range(_MOST_TABS // 20):
        # fields of days and hours have several stops of their own
        browser.key(Qt.Key.Key_Tab, max(2, n_stops - len(set(told["walked"]))))
        told = json.loads(browser.run(_WALKED))
        if not told["missed"]:
            break
    return told


def _printed(browser: Browser) -> bytes:
    got: list[bytes] = []
    layout = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        QMarginsF(36, 36, 36, 36),
    )
    browser.page.printToPdf(lambda data: got.append(bytes(data)), layout)
    browser.until(lambda: got)
    return got[0]


@dataclass
class Somebody:
    """Who enters, and where: a login, the password that was given, the time of the server."""

    address: str
    login: str
    password: str
    chosen: str
    now: int


def enter(browser: Browser, who: Somebody) -> list[str]:
    """Go the whole way in, by keyboard, no script allowed; tell each heading on the way."""
    said: list[str] = []

    def sent(*typed: tuple[str, str]) -> None:
        for name, text in typed:
            browser.tab_to(f"[name={name}]")
            browser.write(text)
        press(Qt.Key.Key_Return)

    def press(key: Qt.Key) -> None:
        ended: list[bool] = []
        watch = browser.page.loadFinished.connect(ended.append)
        browser.key(key)
        browser.until(lambda: ended)
        browser.page.loadFinished.disconnect(watch)
        notice = browser.text("[role=alert]")
        said.append(f"{browser.text('h1')} ({notice})" if notice else browser.text("h1"))

    def leave() -> None:
        browser.tab_to("form[action$=sortir] button")
        press(Qt.Key.Key_Return)

    browser.go(who.address)
    said.append(browser.text("h1"))
    sent(("identifiant", who.login), ("mot_de_passe", who.password))
    secret = _scanned(browser)
    is_same = secret == browser.text("code.key").replace(" ", "")
    said.append("the drawing is the key" if is_same else "the drawing is another key")
    code = pyotp.TOTP(secret)
    sent(("code", code.at(who.now - 30)))
    recovery = browser.text("ul.codes code")
    browser.tab_to("main a[href='/console']")
    press(Qt.Key.Key_Return)
    sent(("nouveau", who.password), ("encore", who.password))
    sent(("nouveau", who.chosen), ("encore", who.chosen))
    leave()
    sent(("identifiant", who.login), ("mot_de_passe", who.chosen))
    sent(("code", code.at(who.now - 30)))
    sent(("code", code.at(who.now)))
    leave()
    for _ in range(2):
        sent(("identifiant", who.login), ("mot_de_passe", who.chosen))
        sent(("code", recovery))
        leave()
    return said


def _scanned(browser: Browser) -> str:
    """Return the secret that a telephone reads from the drawing on the page."""
    browser.run("document.querySelector('.qr').scrollIntoView(); 1")
    found: list[str] = []

    def is_read() -> bool:
        image = browser.view.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        shape = (image.height(), image.bytesPerLine())
        pixels = memoryview(image.constBits()).cast("B").cast("B", shape)
        found.extend(one.text for one in zxingcpp.read_barcodes(pixels))
        return bool(found)

    browser.until(is_read)
    return pyotp.parse_uri(found[0]).secret


def main() -> None:
    """Do what is asked and print what was seen."""
    asked = json.loads(sys.argv[1])
    app = QApplication(["console"])
    browser, scripts = Browser(), QWebEngineSettings.WebAttribute.JavascriptEnabled
    browser.page.settings().setAttribute(scripts, False)
    said = enter(browser, Somebody(**asked["enter"]))
    browser.page.settings().setAttribute(scripts, True)  # axe-core waits by timers
    pages = [look_at(browser, step) for step in asked["pages"]]
    print(json.dumps({"said": said, "pages": pages}))
    sys.stdout.flush()
    app.processEvents()
    os._exit(0)  # Chromium's threads need no farewell


if __name__ == "__main__":
    main()
