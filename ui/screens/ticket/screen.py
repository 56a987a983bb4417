# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ticket page: what is sure, the number, the paper, the squares for phone and kiosk."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.printing.sheets import PrintState
from ui.screens.base import Screen
from ui.screens.ticket.presenter import TicketView
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, PrimaryButton
from ui.widgets.cards import Card
from ui.widgets.code_square import CodeSquare
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Flow, Row
from ui.widgets.marks import BigNumber
from ui.widgets.notice import Notice
from ui.widgets.pair import SidePair
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Align, Text

if TYPE_CHECKING:
    from ui.screens.ticket.presenter import TicketPresenter

_CHIPS = {
    PrintState.SENDING: ("printer", Tone.OK),
    PrintState.PRINTED: ("printer", Tone.OK),
    PrintState.FAILED: ("alert-triangle", Tone.BRICK),
}


class _Paper(QWidget):
    """A paper to bring, its French name under a translated one."""

    def __init__(self) -> None:
        super().__init__()
        row = Row(self, gap=Space.TIGHT)
        row.addWidget(Icon("file-text", IconSize.SMALL, tone=Tone.PRIMARY))
        words = Column(gap=Space.NONE)
        self._label = Text("", TextRole.BODY, bold=True)
        self._french = Text("", TextRole.MIN, tone=Tone.SOFT)
        words.addWidget(self._label)
        words.addWidget(self._french)
        row.addLayout(words, 1)

    def say(self, label: str, french: str) -> None:
        self._label.say(label)
        self._french.say(french)
        self._french.setVisible(bool(french))


class PrintMark(Card):
    """Where the paper is: a large pill that is seen from the printer."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(fill=Tone.OK_TINT, border=None, edges=Space.SMALL)
        row = Row(gap=Space.TIGHT)
        self._icon = Icon("printer", IconSize.MEDIUM, tone=Tone.OK)
        self._words = Text("", TextRole.BODY, tone=Tone.OK, bold=True)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        self.column.addLayout(row)

    def say(self, words: str, icon: str, tone: Tone) -> None:
        """Show where the paper is; OK or BRICK."""
        is_well = tone is Tone.OK
        self.set_face(Tone.OK_TINT if is_well else Tone.BRICK_TINT, None if is_well else tone)
        self._icon.show_icon(icon, tone=tone)
        self._words.say(words)
        self._words.set_tone(tone)


class TicketScreen(Screen[TicketView]):
    """Draws the ticket."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        page = ScrollPage()
        self.body.addWidget(page)
        main = Column(gap=Space.SMALL)
        self._codes = Card(gap=Space.SMALL)
        page.column.addLayout(
            SidePair(self._codes, main, width=CardWidth.THEME, gap=Space.PAGE, side_last=True), 1
        )
        main.addStretch(1)
        self._build_head(main)
        self._build_number(main)
        self._build_papers(main)
        main.addStretch(1)
        self._build_codes()
        self._free = Text("", TextRole.BODY, tone=Tone.SOFT, bar=True)
        self._finish = PrimaryButton("")
        self._finish.clicked.connect(self._finish_pressed)
        self.footer().add_start(self._free)
        self.footer().add_end(self._finish)

    def _build_head(self, main: Column) -> None:
        head = Row(gap=Space.MEDIUM)
        self._mark = Icon("circle-check", IconSize.LARGE, tone=Tone.OK)
        self._heading = Text("", TextRole.H1, tone=Tone.OK, bold=True)
        head.addWidget(self._mark)
        head.addWidget(self._heading, 1)
        main.addLayout(head)
        lines = Column(gap=Space.HAIR)
        self._not_yet = Notice("hourglass", tone=Tone.SUN)
        main.addWidget(self._not_yet)
        self._subject = Text("", TextRole.LEAD, bold=True)
        self._subject_french = Text("", TextRole.SMALL, tone=Tone.SOFT)
        lines.addWidget(self._subject)
        lines.addWidget(self._subject_french)
        self._when = Text("", TextRole.LEAD, bold=True)
        self._place = Text("", TextRole.LEAD)
        lines.addWidget(self._when)
        lines.addWidget(self._place)
        self._who = Text("", TextRole.BODY_LARGE)
        self._replaces = Text("", TextRole.BODY_LARGE, bold=True)
        more = Flow(gap=Space.MEDIUM)
        more.addWidget(self._who)
        more.addWidget(self._replaces)
        lines.addLayout(more)
        main.addLayout(lines)

    def _build_number(self, main: Column) -> None:
        card = Card(fill=Tone.PRIMARY_TINT, border=Tone.PRIMARY, gap=Space.HAIR)
        self._caption = Text("", TextRole.BODY, tone=Tone.SOFT)
        self._number = BigNumber()
        # Without paper the number is all that is left: it is read from across the room.
        self._giant = BigNumber(role=TextRole.GIANT)
        card.column.addWidget(self._caption)
        card.column.addWidget(self._number)
        card.column.addWidget(self._giant)
        main.addWidget(card)

    def _build_papers(self, main: Column) -> None:
        line = Flow(gap=Space.MEDIUM)
        self._bring = Text("", TextRole.BODY, bold=True)
        line.addWidget(self._bring)
        self._papers = Pool(lambda _at: _Paper(), line.addWidget)
        main.addLayout(line)
        printing = Flow(gap=Space.MEDIUM)
        self._chip = PrintMark()
        self._again = Button("", "printer", kind=ButtonKind.ACCENT)
        self._again.clicked.connect(self._again_pressed)
        photo = QWidget()
        words = Row(photo, gap=Space.TIGHT)
        words.addWidget(Icon("camera", IconSize.MEDIUM))
        self._photo = Text("", TextRole.BODY)
        words.addWidget(self._photo, 1)
        printing.addWidget(self._chip)
        printing.addWidget(self._again)
        printing.addWidget(photo)
        main.addLayout(printing)

    def _build_codes(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        column = self._codes.column
        column.addStretch(1)
        self._event = CodeSquare("code_large")
        self._event_title = Text("", TextRole.BODY, bold=True, align=Align.CENTRE)
        self._event_text = Text("", TextRole.MIN, tone=Tone.SOFT, align=Align.CENTRE)
        self._booking = CodeSquare("code_small")
        self._booking_text = Text("", TextRole.MIN, tone=Tone.SOFT)
        column.addWidget(self._event, 0, centre)
        column.addWidget(self._event_title)
        column.addWidget(self._event_text)
        column.addStretch(1)
        line = Row(gap=Space.SMALL)
        line.addWidget(self._booking)
        line.addWidget(self._booking_text, 1)
        column.addLayout(line)

    def _presenter(self) -> TicketPresenter:
        return cast("TicketPresenter", self.presenter)

    def draw(self, state: TicketView) -> None:
        """Show `state`."""
        tone = Tone.OK if state.is_confirmed else Tone.SUN_INK
        self._mark.show_icon("circle-check" if state.is_confirmed else "hourglass", tone=tone)
        self._heading.say(state.heading)
        self._heading.set_tone(tone)
        self._not_yet.show_words(state.not_yet[1], lead=state.not_yet[0])
        subject = (self._subject, self._subject_french)
        for text, words in zip(subject, state.subject, strict=True):
            text.say(words)
            text.setVisible(bool(words))
        self._when.say(state.when)
        self._place.say(state.place)
        for text, words in ((self._who, state.who), (self._replaces, state.replaces)):
            text.say(words)
            text.setVisible(bool(words))
        self._caption.say(state.number_caption)
        has_no_paper = state.print_state is PrintState.FAILED
        self._number.say(state.number)
        self._number.setVisible(not has_no_paper)
        self._giant.say(state.number)
        self._giant.setVisible(has_no_paper)
        self._bring.say(state.bring)
        self._bring.setVisible(bool(state.bring))
        for widget, paper in self._papers.fill(state.papers):
            widget.say(paper.label, paper.french)
        icon, chip_tone = _CHIPS[state.print_state]
        self._chip.say(state.print_words, icon, chip_tone)
        self._again.say(state.print_again)
        self._again.setVisible(bool(state.print_again))
        self._photo.say(state.photo)
        has_event = bool(state.event_code)
        if has_event:
            self._event.say(state.event_code, state.event_title)
        else:
            self._event.say(state.booking_code, state.booking_text)
        self._event_title.say(state.event_title)
        self._event_title.setVisible(has_event)
        self._event_text.say(state.event_text if has_event else state.booking_text)
        self._booking.say(state.booking_code if has_event else "", state.booking_text)
        self._booking_text.say(state.booking_text)
        self._booking_text.setVisible(has_event)
        self._free.say(state.free)
        self._finish.say(state.finish)

    def first_focus(self) -> QWidget:
        """Put the focus on the end."""
        return self._finish

    def _again_pressed(self) -> None:
        self._presenter().print_again()

    def _finish_pressed(self) -> None:
        self._presenter().finish()
