# SPDX-License-Identifier: AGPL-3.0-or-later
"""The official site with its bar: one page at a time, and something calm when it fails."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QChildEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtWebEngineCore import QWebEngineLoadingInfo, QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QDialog, QSizePolicy, QStackedWidget, QWidget

from ui.a11y.names import describe
from ui.browser.bar import SiteBar
from ui.browser.leaves import CalmLeaf, PapersLeaf, QuestionLeaf
from ui.browser.page import SitePage
from ui.browser.papers import NotKept
from ui.browser.pulse import Pulse
from ui.browser.site_keyboard import SiteKeyboard
from ui.theme.tokens import Space
from ui.widgets.layouts import Column
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QShowEvent

    from ui.browser.door import SiteDoor
    from ui.browser.papers import Paper
    from ui.browser.words import Calm, SiteWords

_log = logging.getLogger(__name__)
ZOOMS = (100, 125, 150, 200)
_PERCENT = 100


class _View(QWebEngineView):
    """Qt's view, in which no dialog stays: a choice of colour has no other way to be refused."""

    def childEvent(self, event: QChildEvent) -> None:
        """Look at what came once it is whole."""
        super().childEvent(event)
        if event.added():
            QTimer.singleShot(0, self, self._end_dialogs)

    def _end_dialogs(self) -> None:
        for dialog in self.findChildren(QDialog):
            dialog.reject()
            dialog.hide()
            dialog.deleteLater()


class SiteView(QWidget):
    """A site in the session's profile.

    Signals:
        without_asked: Go on with the guide alone.
        said: A short message for the resident.
        lived: Something came: a page that loads is a sign of life.
        print_asked: Carries the paper to print.
        shown: A page of the site stands there.
    """

    without_asked = Signal()
    said = Signal(str)
    lived = Signal()
    print_asked = Signal(object)
    shown = Signal()

    def __init__(
        self, door: SiteDoor, words: SiteWords, *, called: Callable[[str], str], zoom: int = 100
    ) -> None:
        """Start with nothing shown.

        Args:
            door: The session's profile and list.
            words: Words of the moment.
            called: Gives the name of a host, empty if it has none.
            zoom: Size of the site in hundredths, one of `ZOOMS`.
        """
        super().__init__()
        self._door, self._words, self._called = door, words, called
        self._zoom = zoom if zoom in ZOOMS else ZOOMS[0]
        self._address = ""
        self._calm: Calm | None = None
        self._has_failed = False
        self._stood_at = QUrl()
        self.page: SitePage | None = None
        self.view: QWebEngineView | None = None
        column = Column(self, gap=Space.NONE)
        self.bar = SiteBar()
        column.addWidget(self.bar)
        self._slow = Notice("hourglass")
        self._slow.acted.connect(self.reload)
        column.addWidget(self._slow)
        self.stack = QStackedWidget()
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column.addWidget(self.stack, 1)
        self.keyboard = SiteKeyboard(self)
        column.addWidget(self.keyboard)
        self._leaf, self._question, self._papers = CalmLeaf(), QuestionLeaf(), PapersLeaf()
        for leaf in (self._leaf, self._question, self._papers):
            self.stack.addWidget(leaf)
        self.pulse = Pulse(self)
        self._join()
        self.say(words)

    def _join(self) -> None:
        self.bar.back.connect(self.back)
        self.bar.reload.connect(self.reload)
        self.bar.bigger.connect(self.bigger)
        self.bar.papers.connect(self._show_papers)
        self._leaf.again.connect(self.reload)
        self._leaf.without.connect(self.without_asked)
        self._papers.closed.connect(self._show_site)
        self._papers.print_asked.connect(self._print_wanted)
        self._door.closing.connect(self.let_go)
        self.lived.connect(self._door.lived)
        self.pulse.slow.connect(self._is_slow)
        self.pulse.lost.connect(self._is_lost)

    # Going

    def show_site(self, address: str) -> None:
        """Show the site at `address` as soon as the way out is open."""
        self._address = address
        self._show_calm(None)
        self._door.when_ready(self._begin, self)

    def _begin(self) -> None:
        if self.page is None:
            self._make_page()
        assert self.page is not None
        self._has_failed = False
        self.page.go(self._address)

    def _make_page(self) -> None:
        door = self._door
        profile = door.profile()
        view = self.view = _View(self)
        view.setAcceptDrops(False)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        page = self.page = SitePage(
            profile, view, allowed=door.allowed, token=door.token, asker=self
        )
        page.setZoomFactor(self._zoom / _PERCENT)
        view.setPage(page)
        self.stack.addWidget(view)
        page.loadingChanged.connect(self._load_changed)
        page.loadProgress.connect(lambda _percent: self.lived.emit())
        page.urlChanged.connect(self._moved)
        page.refused.connect(self._refused)
        page.is_unsafe.connect(lambda: self._fail(self._words.unsafe))
        page.renderProcessTerminated.connect(self._renderer_ended)
        page.printRequested.connect(self._page_to_paper)
        page.pdfPrintingFinished.connect(self._page_is_paper)
        page.windowCloseRequested.connect(self.without_asked)
        door.downloads.changed.connect(self._paper_came)
        door.downloads.not_kept.connect(self._paper_refused)
        self.pulse.follow(page)

    def back(self) -> None:
        """Go one page back in the site; from a page of ours, to the site."""
        if self.page is None:
            return
        if self.stack.currentWidget() is self.view or self._has_failed:
            self._has_failed = False
            self.page.triggerAction(QWebEnginePage.WebAction.Back)
        self._show_site()

    def reload(self) -> None:
        """Ask for the same page again; one that does not answer is ended first, so that it can."""
        if self.pulse.is_slow:
            _log.info("a person ended the site's process that did not answer")
            self.pulse.end_now()
            return
        self._slow.show_words("")
        if self.page is None or not self.page.url().host():
            self.show_site(self._address)
            return
        self._has_failed = False
        self.page.load(self.page.url())

    def bigger(self) -> None:
        """Show the site larger; after the largest, as it was."""
        self.zoom_to(ZOOMS[(ZOOMS.index(self._zoom) + 1) % len(ZOOMS)])

    def zoom_to(self, zoom: int) -> None:
        """Show the site at a size in hundredths, one of `ZOOMS`."""
        self._zoom = zoom
        if self.page is not None:
            self.page.setZoomFactor(self._zoom / _PERCENT)
        self._draw_bar()

    # What the page tells

    def _load_changed(self, told: QWebEngineLoadingInfo) -> None:
        """Follow a load; one that was given up for another, or for a file, changes nothing."""
        status = QWebEngineLoadingInfo.LoadStatus
        self.lived.emit()
        match told.status():
            case status.LoadStartedStatus:
                # What is refused begins too; it must not hide the page that says so.
                if self.page is not None and self.page.allows(told.url()):
                    self._has_failed = False
            case status.LoadSucceededStatus if not self._has_failed:
                self._stood_at = QUrl()
                self._moved()
                self.shown.emit()
            case status.LoadFailedStatus if not self._has_failed:
                self._fail(self._words.unreachable)

    def _moved(self) -> None:
        """Show the page as soon as its first words are there."""
        page = self.page
        if page is None or self._has_failed or not page.url().host():
            return
        # A step that was refused tells its address and at once the one before: nothing came.
        if page.url() != self._stood_at:
            self._stood_at = page.url()
            page.setZoomFactor(self._zoom / _PERCENT)
            self._calm = None
            if self.view is not None:
                self.keyboard.serve(self.view)
            self._show_site()
            self._draw_bar()

    def _refused(self, kind: str) -> None:
        del kind  # counted by the log; one sentence is enough for everybody
        self._fail(self._words.refused)

    def _fail(self, calm: Calm) -> None:
        self._has_failed = True
        self._show_calm(calm)

    def _renderer_ended(self, status: QWebEnginePage.RenderProcessTerminationStatus) -> None:
        if status is QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            return
        self._question.give_up()
        if self.pulse.may_come_back():
            _log.info("the site's process ended; its page is asked for again")
            QTimer.singleShot(0, self, self.reload)
        else:
            self._fail(self._words.broken)

    def _is_slow(self, is_so: bool) -> None:  # noqa: FBT001 - the slot of a signal
        words = self._words
        self._slow.show_words(
            words.slow if is_so else "", action=words.slow_action, action_icon="refresh"
        )

    def _is_lost(self) -> None:
        self._slow.show_words("")

    # What the page asks (ui.browser.page.Asker)

    def tell(self, text: str) -> None:
        """Show what the page says in its bar, without waiting."""
        self.said.emit(text[:200])

    def confirm(self, text: str) -> bool:
        """Ask the page's question on a page of ours."""
        with self.pulse.held():
            self.stack.setCurrentWidget(self._question)
            agreed = self._question.ask(self._words.asks, text, self._words)
        self._show_site()
        return agreed

    def choose_files(self, *, many: bool) -> list[str]:
        """Have papers of the session chosen on a page of ours."""
        with self.pulse.held():
            self.stack.setCurrentWidget(self._question)
            papers = self._door.downloads.all_papers()
            chosen = self._question.ask_paper(papers, self._words, many=many)
        self._show_site()
        return [str(paper.path) for paper in chosen]

    # Papers

    def _page_to_paper(self) -> None:
        if self.page is not None:
            self.page.printToPdf(str(self._door.downloads.next_path()))

    def _page_is_paper(self, path: str, is_there: bool) -> None:  # noqa: FBT001 - a slot
        from pathlib import Path

        if is_there:
            self._door.downloads.take(Path(path))

    def _paper_came(self) -> None:
        self._draw_bar()
        self.said.emit(self._words.new_paper)
        if self.stack.currentWidget() is self._leaf and self._calm is None:
            self._show_papers()

    def _paper_refused(self, why: str) -> None:
        self.said.emit(self._words.not_kept[NotKept(why)])

    def _show_papers(self) -> None:
        if self.stack.currentWidget() is self._papers:
            self._show_site()
            return
        self._list_papers()
        self.stack.setCurrentWidget(self._papers)

    def _list_papers(self) -> None:
        papers: tuple[Paper, ...] = self._door.downloads.papers if self.page is not None else ()
        self._papers.show_papers(papers, self._words)

    def _print_wanted(self, number: int) -> None:
        for paper in self._door.downloads.papers:
            if paper.number == number:
                self.print_asked.emit(paper)

    # Showing

    def say(self, words: SiteWords) -> None:
        """Show the words of another language, on the page of ours in front too."""
        before, self._words = self._words, words
        if self._calm is not None:
            self._calm = words.same(self._calm, before)
        if words != before and self.stack.currentWidget() is self._papers:
            self._list_papers()
        self._leaf.show_calm(self._calm, words)
        self._draw_bar()

    def _show_calm(self, calm: Calm | None) -> None:
        self._calm = calm
        self._leaf.show_calm(calm, self._words)
        self.stack.setCurrentWidget(self._leaf)
        self._draw_bar()

    def _show_site(self) -> None:
        if self.view is None or self._has_failed:
            self.stack.setCurrentWidget(self._leaf)
        else:
            self.stack.setCurrentWidget(self.view)

    def _draw_bar(self) -> None:
        host = self.page.url().host() if self.page is not None else ""
        told = self._calm.title if self._calm is not None else ""
        if host:
            told = self._called(host) or self._words.official
        n_papers = len(self._door.downloads.papers) if self.page is not None else 0
        self.bar.draw(self._words, (told, host), zoom=self._zoom, n_papers=n_papers)
        proxy = self.view.focusProxy() if self.view is not None else None
        if proxy is not None:
            describe(proxy, f"{self._words.you_are_on} {told or host}")

    def showEvent(self, event: QShowEvent) -> None:
        """Look again whether the page answers."""
        super().showEvent(event)
        if self.page is not None:
            self.pulse.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop looking whether the page answers while nobody looks at it."""
        self.pulse.rest()
        super().hideEvent(event)

    def let_go(self) -> None:
        """Drop the page before its memory goes: nothing waits, nothing asks any more."""
        self._question.give_up()
        self.pulse.let_go()
        page, self.page = self.page, None
        if page is not None:
            page.deleteLater()
