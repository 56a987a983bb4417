# SPDX-License-Identifier: AGPL-3.0-or-later
"""The top of every page: brand, language, display, listen, the way out; and the sixth thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import Face, paint_ground, paint_panel
from ui.theme.tokens import Space, TextRole, Tone, thread_colours
from ui.widgets.buttons import Button, ButtonKind, DangerButton
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from ui.widgets.marks import Chip


class ChipWords(NamedTuple):
    """A chip of the staff's header.

    Attributes:
        text: Its words.
        icon: Its icon.
        tone: Its colour, which never tells anything alone.
        short: What stays of the words where there is no room; empty leaves the icon.
        spoken: What is heard; empty for the words.
    """

    text: str
    icon: str
    tone: Tone = Tone.PRIMARY
    short: str = ""
    spoken: str = ""


class HeaderState(NamedTuple):
    """What the header shows.

    Attributes:
        centre: Name of the place.
        language: Own name of the language of the moment.
        display: Word of the display button.
        listen: Word of the listen button, « Écouter » or « Arrêter ».
        is_speaking: Whether a voice is heard.
        end: Word of the red way out; empty hides it.
        lock: Word of the lock button; empty hides it.
        practise: Word of the staff's way to the machine for practice; empty hides it.
        chips: Facts for staff; residents have none but the demonstration's.
        for_staff: Hides language, display and listen for the staff's pages.
    """

    centre: str
    language: str = ""
    display: str = ""
    listen: str = ""
    is_speaking: bool = False
    end: str = ""
    lock: str = ""
    practise: str = ""
    chips: tuple[ChipWords, ...] = ()
    for_staff: bool = False


class ThreadRibbon(QWidget):
    """The woven ribbon of six colours, the sixth in brick: the only ornament."""

    def __init__(self) -> None:
        """Take the whole width and the height of a thread."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def theme_changed(self) -> None:
        """Take the height again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height of a thread."""
        return QSize(0, current_theme().bar_px("thread"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the threads one after the other."""
        theme, painter = current_theme(), QPainter(self)
        step = theme.size_px("thread_segment")
        colours = thread_colours()
        for at in range(self.width() // step + 1):
            area = QRect(at * step, 0, step, self.height())
            paint_ground(painter, area, QColor(colours[at % len(colours)]))
        painter.end()


class Brand(QWidget):
    """The square with the six, the name, the centre.

    Signals:
        held: Pressed for a second and a half: the staff's way in.
    """

    held = Signal()

    def __init__(self) -> None:
        """Show the brand without a centre."""
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.held)
        row = Row(self, gap=Space.SMALL)
        self._logo = _Logo()
        row.addWidget(self._logo)
        words = Column(gap=Space.NONE)
        words.addStretch(1)
        name = Text("Sixième quartier", TextRole.BRAND, bold=True, bar=True).keep_on_one_line()
        self._centre = Text("", TextRole.MIN, tone=Tone.SOFT, bar=True).keep_on_one_line()
        words.addWidget(name)
        words.addWidget(self._centre)
        words.addStretch(1)
        row.addLayout(words)

    def say(self, centre: str) -> None:
        """Show the name of the place."""
        self._centre.say(centre)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start to count."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._timer.start(current_theme().size_px("hold_ms"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop to count."""
        del event
        self._timer.stop()


class _Logo(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def theme_changed(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        side = current_theme().size_px("logo", scaled=True)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter = current_theme(), QPainter(self)
        radius = theme.space_px(Space.SMALL)
        paint_panel(painter, QRectF(self.rect()), Face(Tone.BRICK, None, 0, radius))
        painter.setPen(QPen(colour_of(Tone.ON_BRICK)))
        painter.setFont(font_of(TextRole.LEAD, bold=True, bar=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "6")
        painter.end()


class Header(QWidget):
    """The bar at the top.

    Signals:
        language_pressed, display_pressed, listen_pressed, end_pressed, practise_pressed,
            lock_pressed: Buttons.
        brand_held: The staff's way in.
    """

    language_pressed = Signal()
    display_pressed = Signal()
    listen_pressed = Signal()
    end_pressed = Signal()
    practise_pressed = Signal()
    lock_pressed = Signal()
    brand_held = Signal()

    def __init__(self) -> None:
        """Build every button once; `draw` shows those that apply."""
        super().__init__()
        column = Column(self, gap=Space.NONE)
        self._row = Row(gap=Space.MEDIUM, edges=Edges(Space.PAGE, Space.NONE, Space.NONE))
        column.addLayout(self._row, 1)
        column.addWidget(ThreadRibbon())
        self.brand = Brand()
        self.brand.held.connect(self.brand_held)
        self._row.addWidget(self.brand)
        self._row.addStretch(1)
        self._chips: list[Chip] = []
        self._chip_words: tuple[ChipWords, ...] = ()
        self.language = Button("", "language")
        self.display = Button("", "text-size")
        self.listen = Button("", "volume")
        self.end = DangerButton("")
        self.practise = Button("", "school")
        self.lock = DangerButton("", "lock")
        for button, signal in (
            (self.language, self.language_pressed),
            (self.display, self.display_pressed),
            (self.listen, self.listen_pressed),
            (self.end, self.end_pressed),
            (self.practise, self.practise_pressed),
            (self.lock, self.lock_pressed),
        ):
            button.clicked.connect(signal)
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.theme_changed()

    def draw(self, state: HeaderState) -> None:
        """Show `state`."""
        self.brand.say(state.centre)
        for_all = not state.for_staff
        self.language.say(state.language)
        self.display.say(state.display)
        self.listen.say(state.listen, icon="player-stop" if state.is_speaking else "volume")
        self.listen.set_kind(ButtonKind.ACCENT if state.is_speaking else ButtonKind.SECONDARY)
        self.end.say(state.end)
        self.practise.say(state.practise)
        self.lock.say(state.lock)
        self.language.setVisible(for_all and bool(state.language))
        self.display.setVisible(for_all and bool(state.display))
        self.listen.setVisible(for_all and bool(state.listen))
        self.end.setVisible(bool(state.end))
        self.practise.setVisible(bool(state.practise))
        self.lock.setVisible(bool(state.lock))
        while len(self._chips) < len(state.chips):
            from ui.widgets.marks import Chip

            chip = Chip("", bar=True)
            # Chips stand after the stretch, before the buttons.
            self._row.insertWidget(2 + len(self._chips), chip, 0, Qt.AlignmentFlag.AlignVCenter)
            self._chips.append(chip)
        for at, chip in enumerate(self._chips):
            chip.setVisible(at < len(state.chips))
        self._chip_words = state.chips
        self._fit_chips()

    def _fit_chips(self) -> None:
        """Show the words of the chips where there is room, else their icons alone."""
        for is_short in (False, True):
            for chip, words in zip(self._chips, self._chip_words, strict=False):
                said = words.short if is_short else words.text
                chip.say(said, icon=words.icon, tone=words.tone)
                describe(chip, words.spoken or words.text)
            self._row.invalidate()
            if self._row.sizeHint().width() <= self.width():
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the chips again."""
        super().resizeEvent(event)
        self._fit_chips()

    def theme_changed(self) -> None:
        """Take the height again: the bar and its thread."""
        theme = current_theme()
        self.setFixedHeight(theme.bar_px("header") + theme.bar_px("thread"))
        # Once every part of the bar has its new size too.
        QTimer.singleShot(0, self, self._fit_chips)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground."""
        painter = QPainter(self)
        paint_ground(painter, self.rect(), colour_of(Tone.CARD))
        painter.end()
