# SPDX-License-Identifier: AGPL-3.0-or-later
"""The booking page: cards, days and hours beside what is being booked, who comes, is it right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt

from ui.a11y.names import describe
from ui.a11y.stage_focus import StageFocus, TitleMark, put_in_order
from ui.screens.base import Screen
from ui.screens.booking.offer_cards import PlaceButton, WorkshopButton
from ui.screens.booking.parts import Beside, QuestionFirst, SureCard, TodayCard
from ui.screens.booking.state import BookingStage, BookingState
from ui.screens.booking.who_fields import WhoFields
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.cards import ChoiceCard
from ui.widgets.layouts import CardGrid, Column, Edges, Flow, Row
from ui.widgets.notice import Notice
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.slots import DayCard, SlotButton, SlotLook
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.screens.booking.presenter import BookingPresenter
    from ui.screens.booking.state import AnswerCard

_N_COLUMNS = 6


def _all(pool: Pool[Any]) -> list[QWidget]:
    return [pool[at] for at in range(len(pool))]


class BookingScreen(Screen[BookingState]):
    """Draws the questions of the booking page."""

    def __init__(self) -> None:
        """Build every part once; `draw` shows those of the question."""
        super().__init__()
        self._state: BookingState | None = None
        # Two weeks of days and nine hours just fit, also under the higher lines of Arabic.
        edges = Edges(Space.PAGE, Space.WIDE, Space.TIGHT)
        self._page = ScrollPage(edges=edges, gap=Space.SMALL)
        self.body.addWidget(self._page)
        head = Row(gap=Space.MEDIUM)
        self._title = Text("", TextRole.TITLE, bold=True)
        TitleMark(self._title)
        self._focus = StageFocus(self, self.first_focus)
        self._help = SecondaryButton("", "hand-stop")
        self._help.clicked.connect(self._help_pressed)
        head.addWidget(self._title, 1)
        head.addWidget(self._help, 0, Qt.AlignmentFlag.AlignTop)
        self._page.column.addLayout(head)
        self._lead = Text("", TextRole.BODY_LARGE)
        self._page.column.addWidget(self._lead)
        self._notice = Notice("info-circle", tone=Tone.SUN)
        self._page.column.addWidget(self._notice)
        self._waiting = Text("", TextRole.BODY_LARGE, tone=Tone.SOFT)
        self._page.column.addWidget(self._waiting)
        self._build_needs()
        self._sure = SureCard()
        self._page.column.addWidget(self._sure)
        self._beside = Beside()
        self._beside.changed.connect(self._change_pressed)
        self._beside.today.clicked.connect(self._today_pressed)
        self._main = Column(gap=Space.SMALL)
        self._page.column.addLayout(QuestionFirst(self._beside, self._main))
        self._build_replies()
        self._build_times()
        self._fields = WhoFields()
        self._main.addWidget(self._fields)
        self._fields.submitted.connect(self._go_on_pressed)
        self._fields.sized.connect(self._size_pressed)
        self._fields.toggled.connect(self._toggle_pressed)
        self._main.addStretch(1)
        self._page.column.addStretch(1)
        self._build_bar()

    def _build_needs(self) -> None:
        grid = CardGrid(columns=2, least=CardWidth.CARD)
        self._page.column.addLayout(grid)
        self._needs_grid = grid
        # Beside the last need where a place is empty there, else on a line of its own.
        self._today_beside, self._today = TodayCard(), TodayCard()
        for card in (self._today_beside, self._today):
            card.clicked.connect(self._today_pressed)
        self._answers = Pool(self._make_answer, self._place_need)
        grid.addWidget(self._today_beside)
        self._page.column.addWidget(self._today)
        workshops = CardGrid(columns=2, least=CardWidth.CARD)
        self._page.column.addLayout(workshops)
        self._workshops = Pool(self._make_workshop, workshops.addWidget)

    def _place_need(self, card: ChoiceCard) -> None:
        self._needs_grid.removeWidget(self._today_beside)
        self._needs_grid.addWidget(card)
        self._needs_grid.addWidget(self._today_beside)

    def _build_replies(self) -> None:
        column = Column(gap=Space.SMALL)
        self._main.addLayout(column)
        self._replies = Pool(self._make_answer, column.addWidget)
        self._places = Pool(self._make_place, column.addWidget)
        sizes = CardGrid(columns=3, least=CardWidth.HOUR, gap=Space.SMALL)
        column.addLayout(sizes)
        self._sizes = Pool(self._make_size, sizes.addWidget)

    def _make_workshop(self, at: int) -> WorkshopButton:
        card = WorkshopButton()
        card.clicked.connect(partial(self._workshop_pressed, at))
        return card

    def _make_place(self, at: int) -> PlaceButton:
        card = PlaceButton()
        card.clicked.connect(partial(self._place_pressed, at))
        return card

    def _make_size(self, at: int) -> SlotButton:
        button = SlotButton()
        button.clicked.connect(partial(self._seats_pressed, at))
        return button

    def _make_answer(self, at: int) -> ChoiceCard:
        card = ChoiceCard("list-check", "", marked=False)
        card.clicked.connect(partial(self._answer_pressed, at))
        return card

    def _build_times(self) -> None:
        days = CardGrid(columns=_N_COLUMNS, least=CardWidth.DAY, gap=Space.TIGHT)
        self._main.addLayout(days)
        self._days = Pool(self._make_day, days.addWidget)
        of_the_day = Column(gap=Space.TIGHT)
        self._main.addLayout(of_the_day)
        line = Flow(gap=Space.TIGHT)
        self._day_title = Text("", TextRole.H3, bold=True)
        self._age = Text("", TextRole.SMALL, tone=Tone.SOFT)
        line.addWidget(self._day_title)
        line.addWidget(self._age)
        of_the_day.addLayout(line)
        self._halves = SegmentedChoice()
        self._halves.chosen.connect(self._half_pressed)
        of_the_day.addWidget(self._halves)
        hours = CardGrid(columns=5, least=CardWidth.HOUR, gap=Space.SMALL)
        of_the_day.addLayout(hours)
        self._hours_grid = hours
        self._ask = SlotButton(look=SlotLook.ASK)
        self._ask.clicked.connect(self._ask_pressed)
        hours.addWidget(self._ask)
        self._hours = Pool(self._make_hour, self._place_hour)

    def _make_day(self, at: int) -> DayCard:
        card = DayCard()
        card.clicked.connect(partial(self._day_pressed, at))
        return card

    def _make_hour(self, at: int) -> SlotButton:
        button = SlotButton()
        button.clicked.connect(partial(self._hour_pressed, at))
        return button

    def _place_hour(self, button: SlotButton) -> None:
        # The dashed button stays the last one.
        self._hours_grid.removeWidget(self._ask)
        self._hours_grid.addWidget(button)
        self._hours_grid.addWidget(self._ask)

    def _build_bar(self) -> None:
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self._skip = SecondaryButton("", "player-track-next", large=True)
        self._skip.clicked.connect(self._skip_pressed)
        self._go_on = PrimaryButton("")
        self._go_on.clicked.connect(self._go_on_pressed)
        self.footer().add_start(self._back)
        self.footer().add_end(self._skip)
        self.footer().add_end(self._go_on)

    def _presenter(self) -> BookingPresenter:
        return cast("BookingPresenter", self.presenter)

    # ---- drawing ---------------------------------------------------------------------------

    def draw(self, state: BookingState) -> None:
        """Show `state`."""
        self._state = state
        with self._focus.drawing(state.stage) as is_new_question:
            self._draw_question(state)
        put_in_order(*self._reading_order())
        if is_new_question:
            self._page.to_top()

    def _draw_question(self, state: BookingState) -> None:
        self._title.say(state.title)
        describe(self._title, state.title, " ".join(filter(None, state.notice)) or state.lead)
        self._help.say(state.help)
        self._lead.say(state.lead)
        self._lead.setVisible(bool(state.lead))
        self._notice.show_words(state.notice[1], lead=state.notice[0])
        self._waiting.say(state.waiting)
        self._waiting.setVisible(bool(state.waiting))
        is_first = state.stage is BookingStage.NEED
        is_sure = state.stage is BookingStage.SURE
        replies = state.stage is BookingStage.REPLY
        self._draw_cards(self._answers, () if replies else state.answers)
        self._draw_cards(self._replies, state.answers if replies else ())
        for place, words in self._places.fill(state.places):
            place.draw(words)
        for workshop, card in self._workshops.fill(state.workshops):
            workshop.draw(card)
        self._draw_sizes(state)
        is_odd = len(state.answers) % 2 == 1
        for today, is_here in ((self._today_beside, is_odd), (self._today, not is_odd)):
            today.say(*state.today)
            today.setVisible(is_here and is_first and bool(state.today[0]))
        self._beside.draw(state)
        self._beside.setVisible(bool(state.summary) and not is_sure)
        self._sure.draw(state)
        self._draw_times(state)
        self._fields.draw(state.who, forget=is_first)
        self._back.say(state.go_back)
        self._skip.say(state.skip)
        self._skip.setVisible(bool(state.skip))
        self._go_on.say(state.go_on, icon="check" if is_sure else "arrow-right")
        self._go_on.setVisible(bool(state.go_on))
        self._go_on.setEnabled(state.can_go_on)

    def _draw_cards(self, cards: Pool[ChoiceCard], answers: tuple[AnswerCard, ...]) -> None:
        for card, answer in cards.fill(answers):
            card.show_icon(answer.icon)
            card.say(answer.label, detail=answer.detail, french=answer.french)

    def _draw_sizes(self, state: BookingState) -> None:
        for button, size in self._sizes.fill(state.sizes):
            button.set_look(SlotLook.FREE if size.is_kept else SlotLook.ASK)
            button.setEnabled(size.can_choose)
            button.setChecked(size.is_chosen)
            button.say(size.number, size.note, name=size.name)

    def _reading_order(self) -> list[QWidget]:
        """Return the parts as one reads them: the question, what is known, the bar."""
        asked = (*_all(self._answers), *_all(self._replies), *_all(self._places))
        asked = (
            *asked,
            self._today_beside,
            self._today,
            *_all(self._workshops),
            *_all(self._sizes),
        )
        times = (*_all(self._days), self._halves, *_all(self._hours), self._ask)
        bar = (self._back, self._skip, self._go_on)
        return [self._help, *asked, *times, self._fields, self._beside, *bar]

    def first_focus(self) -> QWidget:
        """Put the focus on the question: it is heard first, and no key does anything yet."""
        return self._title

    def focusNextPrevChild(self, next_: bool) -> bool:  # noqa: FBT001 - Qt’s signature
        """Keep the focus on the question when what had it goes away."""
        return self._focus.catch() or super().focusNextPrevChild(next_)

    def _draw_times(self, state: BookingState) -> None:
        for card, day in self._days.fill(state.days):
            card.say(day.week_day, day.number, day.note, name=day.name)
            card.setEnabled(day.can_choose)
            card.setChecked(day.is_chosen)
        self._day_title.say(state.day_title)
        self._day_title.setVisible(bool(state.day_title))
        age = state.data_age if state.days else ""
        self._age.say(f"· {age}" if age and state.day_title else age)
        self._age.setVisible(bool(age))
        shows_halves = bool(state.halves and state.day_title)
        self._halves.setVisible(shows_halves)
        if shows_halves:
            self._halves.draw(state.halves, state.half)
        for button, hour in self._hours.fill(state.hours):
            button.say(hour.hour, hour.note)
            button.setChecked(hour.is_chosen)
        self._ask.say(*state.ask)
        self._ask.setVisible(bool(state.ask[0]))

    # ---- touches ---------------------------------------------------------------------------

    def _answer_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().choose_answer(self._state.answers[at].key)

    def _place_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().choose_answer(self._state.places[at].key)

    def _workshop_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().choose_workshop(self._state.workshops[at].key)

    def _seats_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().choose_party(self._state.sizes[at].key)

    def _size_pressed(self, key: str) -> None:
        self._presenter().choose_party(key)

    def _toggle_pressed(self, key: str) -> None:
        self._presenter().toggle_access(key)

    def _skip_pressed(self) -> None:
        self._fields.forget()
        self._presenter().skip_who()

    def _day_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().choose_day(self._state.days[at].key)

    def _hour_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().choose_hour(self._state.hours[at].key)

    def _half_pressed(self, key: str) -> None:
        self._presenter().choose_half(key)

    def _ask_pressed(self) -> None:
        self._presenter().ask_other_hour()

    def _today_pressed(self) -> None:
        self._presenter().take_number()

    def _change_pressed(self) -> None:
        self._presenter().change_need()

    def _help_pressed(self) -> None:
        self._presenter().ask_for_help()

    def _back_pressed(self) -> None:
        self._presenter().go_back()

    def _go_on_pressed(self) -> None:
        stage = self._state.stage if self._state is not None else None
        if stage is BookingStage.WHO:
            self._presenter().give_who(self._fields.label(), self._fields.contact())
        elif stage is BookingStage.SURE:
            self._presenter().confirm(self._fields.label(), self._fields.contact())
        else:
            self._presenter().go_on()
