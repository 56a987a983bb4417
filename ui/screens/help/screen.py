# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hand and a number that are read from four metres away; behind them, emergency numbers.

Once the number is called, the desk stands where the hand was said to wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from ui.a11y.names import describe
from ui.a11y.stage_focus import StageFocus
from ui.screens.base import Screen
from ui.screens.help.state import HelpStage, HelpState
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, ListenButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.icon import Icon
from ui.widgets.layouts import CardGrid, Column, Edges, Flow, Row
from ui.widgets.marks import BigNumber
from ui.widgets.notice import Notice
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Align, Text

if TYPE_CHECKING:
    from ui.screens.help.presenter import HelpPresenter
    from ui.screens.help.state import UrgentContact


_SHORT = 5
_MINUTE_MS = 60_000


class _Contact(Card):
    """A number to dial, who answers, what for; a loudspeaker says the three.

    Signals:
        listen: The loudspeaker was touched; carries what to say.
    """

    listen = Signal(str)

    def __init__(self) -> None:
        super().__init__(gap=Space.HAIR, edges=Space.SMALL)
        self._spoken = ""
        # A short number is read from afar; a whole one, of the city, must fit in its card.
        self._short = BigNumber(role=TextRole.H1, tone=Tone.BRICK)
        self._long = BigNumber(role=TextRole.H2, tone=Tone.BRICK)
        self._name = Text("", TextRole.BODY, bold=True)
        self._detail = Text("", TextRole.SMALL)
        self._speaker = ListenButton("Écouter")
        self._speaker.clicked.connect(self._speak)
        words = Column(gap=Space.HAIR)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        beside = Row(gap=Space.SMALL)
        beside.addLayout(words, 1)
        beside.addWidget(self._speaker, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self._short)
        self.column.addWidget(self._long)
        self.column.addStretch(1)
        self.column.addLayout(beside)

    def draw(self, contact: UrgentContact) -> None:
        is_long = len(contact.number) > _SHORT
        for number in (self._short, self._long):
            number.say(contact.number)
        self._short.setVisible(not is_long)
        self._long.setVisible(is_long)
        self._name.say(contact.name)
        self._detail.say(contact.detail)
        self._detail.setVisible(bool(contact.detail))
        self._spoken = contact.spoken
        describe(self._speaker, contact.listen)
        describe(self, f"{contact.number}, {contact.name}", contact.detail)

    def _speak(self) -> None:
        self.listen.emit(self._spoken)


class HelpScreen(Screen[HelpState]):
    """Draws the call for help on the sun's yellow."""

    ground = Tone.SUN

    def __init__(self) -> None:
        """Build both faces once."""
        super().__init__()
        faces = QWidget()
        self._faces = QStackedLayout(faces)
        self.body.addWidget(faces, 1)
        self._faces.addWidget(self._waiting_face())
        self._faces.addWidget(self._urgent_face())
        self._build_bar()
        self._focus = StageFocus(self, self.first_focus)
        self._minute = QTimer(self)
        self._minute.timeout.connect(self._minute_passed)
        self._minute.start(_MINUTE_MS)

    def _waiting_face(self) -> QWidget:
        page = ScrollPage(edges=Edges(Space.PAGE, Space.LARGE, Space.LARGE), gap=Space.SMALL)
        column, centre = page.column, Qt.AlignmentFlag.AlignHCenter
        self._sign = Icon("hand-stop", IconSize.SIGN, tone=Tone.INK, bar=True)
        self._number = BigNumber(role=TextRole.GIANT, tone=Tone.INK, centred=True)
        self._sentence = Text("", TextRole.H1, tone=Tone.INK, bold=True, align=Align.CENTRE)
        self._lead = Text("", TextRole.BODY_LARGE, tone=Tone.INK, align=Align.CENTRE)
        column.addStretch(1)
        column.addWidget(self._sign, 0, centre)
        column.addWidget(self._number)
        column.addWidget(self._sentence)
        column.addWidget(self._desk_card(), 0, centre)
        column.addWidget(self._lead)
        notes = Column(gap=Space.HAIR)
        column.addLayout(notes)
        self._notes = Pool(lambda _at: self._note(), notes.addWidget)
        self._paper = Notice("printer", tone=Tone.BRICK, is_status=True)
        column.addWidget(self._paper, 0, centre)
        column.addStretch(1)
        actions = Flow(gap=Space.MEDIUM, align=centre)
        self._alone = SecondaryButton("", "arrow-left", large=True)
        self._alone.clicked.connect(self._alone_pressed)
        self._urgent = SecondaryButton("", "alert-triangle", large=True)
        self._urgent.clicked.connect(self._urgent_pressed)
        self._print = SecondaryButton("", "printer", large=True)
        self._print.clicked.connect(self._print_pressed)
        self._priority = SecondaryButton("", "id-badge-2", large=True)
        self._priority.clicked.connect(self._priority_pressed)
        for button in (self._alone, self._urgent, self._priority, self._print):
            actions.addWidget(button)
        column.addLayout(actions)
        return page

    def _desk_card(self) -> QWidget:
        """Make what says where to go: as large as the number, in a card of its own."""
        self._desk = Card(gap=Space.NONE, edges=Space.LARGE)
        row = Row(gap=Space.MEDIUM)
        row.addWidget(Icon("map-pin", IconSize.HUGE, tone=Tone.INK, bar=True))
        self._desk_name = Text("", TextRole.NUMBER, bold=True)
        row.addWidget(self._desk_name, 1)
        self._desk.column.addLayout(row)
        return self._desk

    def _note(self) -> Text:
        return Text("", TextRole.BODY_LARGE, tone=Tone.INK, bold=True, align=Align.CENTRE)

    def _urgent_face(self) -> QWidget:
        page = ScrollPage(edges=Edges(Space.PAGE, Space.SMALL, Space.TIGHT), gap=Space.SMALL)
        column = page.column
        words = Column(gap=Space.HAIR)
        self._contacts_title = Text("", TextRole.TITLE, tone=Tone.INK, bold=True)
        self._contacts_lead = Text("", TextRole.BODY_LARGE, tone=Tone.INK)
        words.addWidget(self._contacts_title)
        lead = Row(gap=Space.SMALL)
        lead.addWidget(Icon("soup", IconSize.MEDIUM, tone=Tone.INK))
        lead.addWidget(self._contacts_lead, 1)
        words.addLayout(lead)
        column.addLayout(words)
        grid = CardGrid(columns=3, least=CardWidth.THEME, gap=Space.SMALL)
        column.addLayout(grid)
        self._contacts = Pool(lambda _at: self._contact(), grid.addWidget)
        column.addStretch(1)
        return page

    def _build_bar(self) -> None:
        """Build the bar of the numbers to call; the large number has none."""
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._number_pressed)
        self._person = Button("", "hand-stop", kind=ButtonKind.PRIMARY, large=True)
        self._person.clicked.connect(self._person_pressed)
        self.footer().add_start(self._back)
        self.footer().add_end(self._person)

    def _contact(self) -> _Contact:
        card = _Contact()
        card.listen.connect(self.read_aloud)
        return card

    def _presenter(self) -> HelpPresenter:
        return cast("HelpPresenter", self.presenter)

    def draw(self, state: HelpState) -> None:
        """Show `state`."""
        with self._focus.drawing(state.stage) as is_new:
            self._draw_faces(state)
        if is_new and self.isVisible():
            self.first_focus().setFocus()  # the stack of faces chose another one

    def _draw_faces(self, state: HelpState) -> None:
        is_urgent = state.stage is HelpStage.URGENT
        self._faces.setCurrentIndex(int(is_urgent))
        self.show_footer(is_urgent)
        if state.sign:
            self._sign.show_icon(state.sign)
        self._sign.setVisible(bool(state.sign))
        self._number.say(state.number, name=state.number)
        self._number.setVisible(bool(state.number))
        self._sentence.say(state.sentence)
        self._desk_name.say(state.desk)
        self._desk.setVisible(bool(state.desk))
        self._lead.say(state.lead)
        self._lead.setVisible(bool(state.lead))
        for text, note in self._notes.fill(state.notes):
            text.say(note)
        lead, sentence = state.paper
        self._paper.show_words(sentence, lead=lead)
        self._alone.say(state.alone)
        self._urgent.say(state.urgent)
        self._print.say(state.print_words)
        self._print.setEnabled(state.can_print)
        self._print.setVisible(bool(state.print_words))
        self._priority.say(state.priority)
        self._priority.setVisible(bool(state.priority))
        self._contacts_title.say(state.contacts_title)
        self._contacts_lead.say(state.contacts_lead, lead=state.contacts_question)
        for card, contact in self._contacts.fill(state.contacts):
            card.draw(contact)
        self._person.say(state.person)
        self._person.setVisible(bool(state.person))
        self._back.say(state.back_to_number)

    def first_focus(self) -> QWidget:
        """Put the focus on the way back."""
        return self._back if self._faces.currentIndex() else self._alone

    def focusNextPrevChild(self, next_: bool) -> bool:  # noqa: FBT001 - Qt’s signature
        """Keep the focus on this face when what had it goes away."""
        return self._focus.catch() or super().focusNextPrevChild(next_)

    def _alone_pressed(self) -> None:
        self._presenter().continue_alone()

    def _urgent_pressed(self) -> None:
        self._presenter().show_urgent()

    def _person_pressed(self) -> None:
        self._presenter().call_person()

    def _number_pressed(self) -> None:
        self._presenter().show_number()

    def _priority_pressed(self) -> None:
        self._presenter().claim_priority()

    def _minute_passed(self) -> None:
        if self.presenter is not None:
            self._presenter().look_again()

    def _print_pressed(self) -> None:
        self._presenter().print_number()
