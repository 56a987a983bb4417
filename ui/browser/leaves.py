# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of ours in the place of the site: something calm, a question, the papers of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.theme.live import colour_of
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.cards import Card, ChoiceCard
from ui.widgets.icon import Icon
from ui.widgets.layouts import CardGrid, Column, Edges, Flow, Row, clear_layout
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from ui.browser.papers import Paper
    from ui.browser.words import Calm, SiteWords

_LONGEST_QUESTION = 400


class _Leaf(QWidget):
    """A page on the ground of ours, which scrolls."""

    def __init__(self) -> None:
        super().__init__()
        column = Column(self, gap=Space.NONE)
        self.page = ScrollPage(edges=Edges(Space.PAGE, Space.WIDE, Space.WIDE))
        column.addWidget(self.page, 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour_of(Tone.PAPER))
        painter.end()


class CalmLeaf(_Leaf):
    """Says what happened, and the two ways on.

    Signals:
        again: Try once more.
        without: Go on with the guide alone.
    """

    again = Signal()
    without = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        column = self.page.column
        self._icon = Icon("wifi-off", IconSize.HUGE, tone=Tone.PRIMARY)
        self._title = Text("", TextRole.H2, bold=True)
        self._text = Text("", TextRole.BODY_LARGE)
        ways = Flow(gap=Space.SMALL)
        self._again = SecondaryButton("", "refresh", large=True)
        self._without = PrimaryButton("")
        ways.addWidget(self._again)
        ways.addWidget(self._without)
        self._again.clicked.connect(self.again)
        self._without.clicked.connect(self.without)
        for widget in (self._icon, self._title, self._text):
            column.addWidget(widget)
        column.addLayout(ways)
        column.addStretch(1)

    def show_calm(self, calm: Calm | None, words: SiteWords) -> None:
        """Say `calm`, or only that the site is coming."""
        self._icon.show_icon(calm.icon if calm else "world")
        self._title.say(calm.title if calm else words.waiting)
        self._text.say(calm.text if calm else "")
        self._text.setVisible(calm is not None)
        self._again.say(calm.again if calm else "")
        self._without.say(words.without)
        self._again.setVisible(calm is not None)


class QuestionLeaf(_Leaf):
    """A question of the site, asked by us; `ask` waits for the answer."""

    def __init__(self) -> None:
        """Start without a question."""
        super().__init__()
        column = self.page.column
        self._title = Text("", TextRole.H2, bold=True)
        self._text = Text("", TextRole.BODY_LARGE)
        self._grid = CardGrid(columns=2, least=CardWidth.ANSWER)
        ways = Flow(gap=Space.SMALL)
        self._no = SecondaryButton("", "x", large=True)
        self._yes = PrimaryButton("", "check")
        ways.addWidget(self._no)
        ways.addWidget(self._yes)
        self._yes.clicked.connect(self._agreed)
        self._no.clicked.connect(self.give_up)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(self._grid)
        column.addLayout(ways)
        column.addStretch(1)
        self._loop: QEventLoop | None = None
        self._has_agreed = False
        self._cards: list[tuple[ChoiceCard, Paper]] = []

    @property
    def is_asking(self) -> bool:
        """Whether somebody is asked now."""
        return self._loop is not None

    def ask(self, title: str, text: str, words: SiteWords) -> bool:
        """Ask yes or no; False when given up."""
        self._fill((title, text), (), words)
        return self._wait()

    def ask_paper(self, papers: Sequence[Paper], words: SiteWords, *, many: bool) -> list[Paper]:
        """Have papers chosen; none when given up."""
        self._fill((words.choose, "" if papers else words.none), papers, words)
        if not many:
            for card, _ in self._cards:
                card.clicked.connect(self._agreed)
        return [p for card, p in self._cards if card.isChecked()] if self._wait() else []

    def _fill(self, said: tuple[str, str], papers: Sequence[Paper], words: SiteWords) -> None:
        title, text = said
        self._title.say(title)
        self._text.say(text[:_LONGEST_QUESTION])
        self._text.setVisible(bool(text))
        clear_layout(self._grid)
        self._cards = []
        for paper in papers:
            card = ChoiceCard("file-text", words.named(paper))
            card.setCheckable(True)
            self._grid.addWidget(card)
            self._cards.append((card, paper))
        self._yes.say(words.yes)
        self._no.say(words.no)

    def _wait(self) -> bool:
        if self._loop is not None:
            return False  # one question at a time
        self._has_agreed = False
        self._loop = QEventLoop(self)
        self._loop.exec()
        self._loop = None
        return self._has_agreed

    def _agreed(self) -> None:
        self._has_agreed = True
        if self._loop is not None:
            self._loop.quit()

    def give_up(self) -> None:
        """Answer no: the button, the end of the session, or another page."""
        self._has_agreed = False
        if self._loop is not None:
            self._loop.quit()


class PapersLeaf(_Leaf):
    """The papers that the sites gave: to print, or to send with a button of the site.

    Signals:
        print_asked: Carries the number of a paper.
        closed: Back to the site.
    """

    print_asked = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        column = self.page.column
        self._title = Text("", TextRole.H2, bold=True)
        self._text = Text("", TextRole.BODY)
        self._list = Column(gap=Space.SMALL)
        self._close = SecondaryButton("", "x", large=True)
        self._close.clicked.connect(self.closed)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(self._list)
        ways = Flow(gap=Space.SMALL)
        ways.addWidget(self._close)
        column.addLayout(ways)
        column.addStretch(1)

    def show_papers(self, papers: Sequence[Paper], words: SiteWords) -> None:
        """List `papers`."""
        self._title.say(words.papers)
        self._text.say(words.send if papers else words.none)
        self._close.say(words.close)
        clear_layout(self._list)
        for paper in papers:
            card = Card(edges=Space.SMALL)
            row = Row(gap=Space.MEDIUM)
            row.addWidget(Icon("file-text", IconSize.MEDIUM, tone=Tone.PRIMARY))
            row.addWidget(Text(words.named(paper), TextRole.BODY, bold=True), 1)
            button = SecondaryButton(words.print, "printer")
            button.say(words.print, name=f"{words.print} {words.named(paper)}")
            button.setProperty("number", paper.number)
            button.clicked.connect(self._print_pressed)
            row.addWidget(button)
            card.column.addLayout(row)
            self._list.addWidget(card)

    def _print_pressed(self) -> None:
        button = self.sender()
        if isinstance(button, QWidget):
            self.print_asked.emit(int(button.property("number")))
