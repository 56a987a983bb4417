# SPDX-License-Identifier: AGPL-3.0-or-later
"""« J’ai un ticket »: the digits beside a large pad, then what was found."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.a11y.stage_focus import StageFocus, TitleMark, put_in_order
from ui.screens.base import Screen
from ui.screens.resume.parts import DigitSlots, FactLine
from ui.screens.resume.state import NO_CAMERA, ResumeStage, ResumeState
from ui.square_reading import GreyPicture
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, PrimaryButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Flow, Row
from ui.widgets.marks import BigNumber, Chip
from ui.widgets.notice import Notice
from ui.widgets.number_pad import NumberPad
from ui.widgets.pair import SidePair
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ui.screens.resume.camera import CameraEye
    from ui.screens.resume.presenter import ResumePresenter
    from ui.screens.resume.state import CameraWords

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LONGEST = 600  # more than any square of ours: what is longer is refused as it stands
PAUSE_MS = 1000  # a scanner types without a rest; what stops that long is let go


class ResumeScreen(Screen[ResumeState]):
    """Draws the page; digits of a keyboard and the text of a scanner come in as keys."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._scanned = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._let_go)
        self._eye: CameraEye | None = None
        self._state: ResumeState | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        page = self._page = ScrollPage()
        self.body.addWidget(page)
        head = Row(gap=Space.MEDIUM)
        self._mark = Icon("circle-check", IconSize.LARGE, tone=Tone.OK)
        self._title = Text("", TextRole.TITLE, bold=True)
        TitleMark(self._title)
        self._focus = StageFocus(self, self.first_focus)
        self._help = SecondaryButton("", "hand-stop")
        self._help.clicked.connect(self._help_pressed)
        head.addWidget(self._mark)
        head.addWidget(self._title, 1)
        head.addWidget(self._help, 0, Qt.AlignmentFlag.AlignTop)
        page.column.addLayout(head)
        self._lead = Text("", TextRole.BODY_LARGE)
        page.column.addWidget(self._lead)
        self._notice = Notice("info-circle", tone=Tone.SUN)
        page.column.addWidget(self._notice)
        self._build_number(page.column)
        self._build_found(page.column)
        page.column.addStretch(1)
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self._enter = PrimaryButton("")
        self._enter.clicked.connect(self._main_pressed)
        self.footer().add_start(self._back)
        self.footer().add_end(self._enter)

    def _build_number(self, column: Column) -> None:
        self._typing = QWidget()
        self._pad = NumberPad()
        self._pad.digit.connect(self._digit_pressed)
        self._pad.erased.connect(self._erase_pressed)
        self._pad.entered.connect(self._main_pressed)
        main = Column(gap=Space.LARGE)
        self._digits = Card(fill=Tone.PRIMARY_TINT, border=Tone.PRIMARY)
        self._slots = DigitSlots()
        self._digits.column.addWidget(self._slots)
        main.addWidget(self._digits)
        self._looking = Column(gap=Space.NONE)
        main.addLayout(self._looking)
        self._scan = Notice("scan", tone=Tone.BLUE)
        main.addWidget(self._scan)
        self._camera = SecondaryButton("", "camera", large=True)
        self._camera.clicked.connect(self._camera_pressed)
        main.addWidget(self._camera)
        main.addStretch(1)
        pair = SidePair(self._pad, main, width=CardWidth.PAD, gap=Space.PAGE, side_last=True)
        self._typing.setLayout(pair)
        column.addWidget(self._typing)

    def _build_found(self, column: Column) -> None:
        self._found = Card(gap=Space.MEDIUM)
        self._caption = Text("", TextRole.BODY, tone=Tone.SOFT)
        self._found.column.addWidget(self._caption)
        line = Flow(gap=Space.LARGE)
        self._number = BigNumber()
        self._chip = Chip("", "check")
        line.addWidget(self._number)
        line.addWidget(self._chip)
        self._found.column.addLayout(line)
        facts = Column(gap=Space.SMALL)
        self._found.column.addLayout(facts)
        self._facts = Pool(lambda _at: FactLine(), facts.addWidget)
        column.addWidget(self._found)
        self._next = Text("", TextRole.BODY_LARGE, bold=True)
        column.addWidget(self._next)
        actions = self._actions = Flow(gap=Space.MEDIUM)
        self._more = Pool(self._make_more, self._place_more)
        self._main = Button("", "circle-x", kind=ButtonKind.DANGER, large=True)
        self._main.clicked.connect(self._main_pressed)
        self._other = SecondaryButton("", "ticket", large=True)
        self._other.clicked.connect(self._other_pressed)
        actions.addWidget(self._other)
        actions.addWidget(self._main)
        column.addLayout(actions)

    def _make_more(self, at: int) -> Button:
        button = Button("", "check", large=True)
        button.clicked.connect(partial(self._more_pressed, at))
        return button

    def _place_more(self, button: Button) -> None:
        # What cancels stays the last one.
        for one in (self._other, self._main):
            self._actions.removeWidget(one)
        for one in (button, self._other, self._main):
            self._actions.addWidget(one)

    def _presenter(self) -> ResumePresenter:
        return cast("ResumePresenter", self.presenter)

    def draw(self, state: ResumeState) -> None:
        """Show `state`."""
        self._state = state
        with self._focus.drawing(state.stage) as is_new:
            self._draw_answer(state)
        if is_new:
            self._page.to_top()

    def _draw_answer(self, state: ResumeState) -> None:
        is_typing = state.stage is ResumeStage.NUMBER
        tone = Tone.OK if state.is_settled else Tone.SUN_INK
        if state.mark:
            self._mark.show_icon(state.mark, tone=tone)
        self._mark.setVisible(bool(state.mark))
        self._title.say(state.title)
        self._title.set_tone(tone if state.mark else Tone.INK)
        more = " ".join(filter(None, state.notice)) or state.lead
        describe(self._title, state.title, more)
        # The page itself takes what a scanner types, so it needs a name.
        describe(self, state.title, more)
        self._lead.say(state.lead)
        self._lead.setVisible(bool(state.lead))
        self._help.say(state.help)
        self._notice.show_words(state.notice[1], lead=state.notice[0])
        self._typing.setVisible(is_typing)
        self._slots.say(state.number if is_typing else "", state.title)
        self._scan.show_words(state.camera.advice or state.scan)
        self._draw_camera(state.camera)
        self._pad.say(state.erase, state.enter)
        self._pad.enable_enter(state.can_enter)
        self._found.setVisible(not is_typing)
        is_told = state.stage is ResumeStage.TOLD
        fill, border = (Tone.PRIMARY_TINT, Tone.PRIMARY) if is_told else (Tone.CARD, Tone.LINE)
        self._found.set_face(fill, border)
        self._caption.say(state.caption)
        self._caption.setVisible(bool(state.caption))
        self._number.say(state.number)
        self._number.setVisible(bool(state.number))
        self._chip.setVisible(bool(state.chip))
        if state.chip:
            icon, tone = ("check", Tone.OK) if state.is_settled else ("hourglass", Tone.SUN)
            self._chip.say(state.chip, icon=icon, tone=tone)
        for line, fact in self._facts.fill(state.facts):
            line.say(*fact)
        self._next.say(state.next)
        self._next.setVisible(bool(state.next))
        self._draw_actions(state)

    def _draw_actions(self, state: ResumeState) -> None:
        for button, action in self._more.fill(state.more):
            button.set_kind(ButtonKind.PRIMARY if action.is_main else ButtonKind.SECONDARY)
            button.say(action.words, icon=action.icon)
        shown = [self._more[at] for at in range(len(state.more))]
        put_in_order(self._help, *shown, self._other, self._main, self._back)
        is_typing = state.stage is ResumeStage.NUMBER
        is_told = state.stage in {ResumeStage.TOLD, ResumeStage.CHANGED}
        is_sure = state.stage is ResumeStage.SURE
        self._main.set_kind(ButtonKind.DANGER_FULL if is_sure else ButtonKind.DANGER)
        self._main.say(state.main)
        self._main.setVisible(bool(state.main) and not is_told)
        self._other.say(state.other, icon="heart-handshake" if is_sure else "ticket")
        self._other.setVisible(bool(state.other))
        is_over = state.stage is ResumeStage.TOLD
        self._back.say(state.go_back, icon="home" if is_over else "arrow-left")
        self._enter.say(state.enter if is_typing else state.main)
        self._enter.setVisible(is_typing or is_told)
        self._enter.setEnabled(state.can_enter or is_told)

    def _draw_camera(self, words: CameraWords) -> None:
        self._camera.say(words.shut or words.open)
        self._digits.setVisible(not words.is_open)
        self._camera.setVisible(bool(words.shut or words.open))
        if words.is_open and self._eye is None:
            try:
                from ui.screens.resume.camera import CameraEye
            except ImportError:
                # The packages are there, a library of the system is not: said as a camera lost.
                QTimer.singleShot(0, self, self._eye_lost)
                return
            self._eye = CameraEye()
            self._eye.saw.connect(self._eye_saw)
            self._eye.lost.connect(self._eye_lost)
            self._looking.addWidget(self._eye)
            # Once the page is drawn: a camera that does not answer says so in the next one.
            QTimer.singleShot(0, self._eye, self._eye.open)
        elif not words.is_open and self._eye is not None:
            eye, self._eye = self._eye, None
            eye.shut()
            self._looking.removeWidget(eye)
            eye.deleteLater()

    def leave(self) -> None:
        """Shut the camera with the page."""
        self._draw_camera(NO_CAMERA)
        super().leave()

    def first_focus(self) -> QWidget:
        """Take the focus itself where a scanner and a keyboard write; else say the answer."""
        is_typing = self._state is None or self._state.stage is ResumeStage.NUMBER
        return self if is_typing else self._title

    def focusNextPrevChild(self, next_: bool) -> bool:  # noqa: FBT001 - Qt’s signature
        """Keep the focus on the answer when what had it goes away."""
        if self._scanned:  # some scanners end by a tabulation
            self._end_scan()
            return True
        return self._focus.catch() or super().focusNextPrevChild(next_)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits as digits, and what begins with anything else as a square."""
        text = event.text()
        if event.key() in _ENDS:
            if self._scanned:
                self._end_scan()
            else:
                self._presenter().look_up()
        elif event.key() == Qt.Key.Key_Backspace:
            self._let_go()
            self._presenter().erase_digit()
        elif text and text.isprintable():
            self._take(text)
        else:
            super().keyPressEvent(event)

    def _take(self, text: str) -> None:
        if not self._scanned and text.isascii() and text.isdigit():
            self._presenter().enter_digit(text)
        else:
            self._scanned = (self._scanned + text)[:_LONGEST]
            self._pause.start()

    def _end_scan(self) -> None:
        scanned = self._scanned
        self._let_go()
        self._presenter().read_code(scanned)

    def _let_go(self) -> None:
        self._scanned = ""
        self._pause.stop()

    def _eye_saw(self, picture: object) -> None:
        if self.presenter is not None and isinstance(picture, GreyPicture):
            self._presenter().looking.look_at(picture)

    def _eye_lost(self) -> None:
        if self.presenter is not None:
            self._presenter().looking.lose()

    def _camera_pressed(self) -> None:
        if self._eye is None:
            self._presenter().open_camera()
        else:
            self._presenter().shut_camera()

    def _digit_pressed(self, digit: str) -> None:
        self._presenter().enter_digit(digit)

    def _erase_pressed(self) -> None:
        self._presenter().erase_digit()

    def _more_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().press_more(self._state.more[at].key)

    def _main_pressed(self) -> None:
        self._presenter().press_main()

    def _other_pressed(self) -> None:
        self._presenter().press_other()

    def _back_pressed(self) -> None:
        self._presenter().go_back()

    def _help_pressed(self) -> None:
        self._presenter().ask_for_help()
