# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards: grounds with rounded corners, and the touchable ones made of icon and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.theme.live import current_theme
from ui.theme.paint import Face, paint_focus, paint_panel
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.buttons import ListenButton, Pressable
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.text import Align, Text

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Card(QWidget):
    """A ground with rounded corners; give it a layout or use `column`."""

    def __init__(
        self,
        *,
        fill: Tone = Tone.CARD,
        border: Tone | None = Tone.LINE,
        gap: Space = Space.SMALL,
        edges: Space = Space.LARGE,
        parent: QWidget | None = None,
    ) -> None:
        """Start empty, with a column inside."""
        super().__init__(parent)
        self._fill, self._border = fill, border
        self.column = Column(self, gap=gap, edges=Edges.all(edges))

    def set_face(self, fill: Tone, border: Tone | None) -> None:
        """Take another ground and line."""
        if (fill, border) != (self._fill, self._border):
            self._fill, self._border = fill, border
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground."""
        theme, painter = current_theme(), QPainter(self)
        line = theme.size_px("hairline")
        face = Face(self._fill, self._border, line, theme.radius_px("card"))
        paint_panel(painter, QRectF(self.rect()), face)
        painter.end()


class CardButton(Pressable):
    """A card that is one large button; its children let touches through.

    Subclasses fill its layout and choose its face.
    """

    radius_name = "card"
    chosen_tones = (Tone.OK_TINT, Tone.OK)  # ground and line of a chosen one

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without content."""
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(self.least_px())

    def face(self) -> Face:
        """Return the ground and line of the moment."""
        theme = current_theme()
        radius = theme.radius_px(self.radius_name)
        if self.isChecked():
            return Face(*self.chosen_tones, theme.size_px("focus_ring"), radius)
        fill = Tone.PRESSED if self.isDown() else Tone.CARD
        return Face(fill, Tone.LINE, theme.size_px("hairline"), radius)

    def least_px(self) -> int:
        """Return the least height: a target's."""
        return current_theme().target_px()

    def theme_changed(self) -> None:
        """Take sizes and colours again."""
        # Qt asks the layout inside for a height, so that the least one is set on the widget.
        self.setMinimumHeight(self.least_px())
        super().theme_changed()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground and the focus."""
        painter, face = QPainter(self), self.face()
        paint_panel(painter, QRectF(self.rect()), face)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), face.radius_px)
        painter.end()


def let_touches_through(*widgets: QWidget) -> None:
    """Leave touches on `widgets` to the card that holds them."""
    for widget in widgets:
        widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class Door(CardButton):
    """A large coloured way in: icon, name, one line, and a loudspeaker of its own.

    Signals:
        listen: The loudspeaker was touched; carries what to say.
    """

    listen = Signal(str)
    radius_name = "tile"

    def __init__(
        self, icon: str, ground: Tone, *, listen_name: str = "", parent: QWidget | None = None
    ) -> None:
        """Show `icon` on `ground`, one of the four door tones; `listen_name` adds the speaker."""
        super().__init__(parent)
        self._ground = ground
        self._icon = Icon(icon, IconSize.LARGE, tone=Tone.ON_DOOR)
        self._title = Text("", TextRole.H2, tone=Tone.ON_DOOR, bold=True)
        self._line = Text("", TextRole.SMALL, tone=Tone.ON_DOOR)
        let_touches_through(self._title, self._line)
        top = Row(gap=Space.SMALL)
        top.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addStretch(1)
        self._listen: ListenButton | None = None
        if listen_name:
            self._listen = ListenButton(listen_name)
            self._listen.clicked.connect(self._speak)
            top.addWidget(self._listen, 0, Qt.AlignmentFlag.AlignTop)
        column = Column(self, gap=Space.HAIR, edges=Edges(Space.LARGE, Space.LARGE, Space.LARGE))
        column.addLayout(top)
        column.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._line)

    def say(self, title: str, line: str, *, listen_name: str = "") -> None:
        """Show a name and its line."""
        self._title.say(title)
        self._line.say(line)
        self.setText(title)
        describe(self, title, line)
        if self._listen is not None:
            describe(self._listen, listen_name)

    def _speak(self) -> None:
        self.listen.emit(f"{self.accessibleName()}. {self.accessibleDescription()}")

    def face(self) -> Face:
        """Return the coloured ground; a border in high contrast."""
        theme = current_theme()
        border = Tone.PRIMARY if theme.high_contrast else None
        radius = theme.radius_px(self.radius_name)
        return Face(self._ground, border, theme.size_px("focus_ring"), radius)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, darker while touched."""
        super().paintEvent(event)
        if self.isDown():
            painter = QPainter(self)
            painter.setOpacity(0.2)
            radius = current_theme().radius_px(self.radius_name)
            paint_panel(painter, QRectF(self.rect()), Face(Tone.SHADOW, None, 0, radius))
            painter.end()


class Tile(CardButton):
    """A small way in: icon above one or two words."""

    def __init__(self, icon: str, text: str = "", *, tone: Tone = Tone.PRIMARY) -> None:
        """Show `icon` above `text`."""
        super().__init__()
        self._icon = Icon(icon, IconSize.MEDIUM, tone=tone)
        self._word = Text("", TextRole.BUTTON, bold=True, align=Align.CENTRE)
        let_touches_through(self._word)
        column = Column(self, gap=Space.TIGHT, edges=Edges(Space.TIGHT, Space.SMALL, Space.SMALL))
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._word)
        column.addStretch(1)
        self.say(text)

    def least_px(self) -> int:
        """Return a height that is a picture, not a line."""
        return current_theme().size_px("tile", scaled=True)

    def say(self, text: str, *, name: str = "") -> None:
        """Show other words; `name` is what is heard."""
        self._word.say(text)
        self.setText(text)
        describe(self, name or text)

    def show_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon.show_icon(icon)


class ChoiceCard(CardButton):
    """One answer: icon, label, French word or detail beneath, and a circle for its state."""

    def __init__(
        self,
        icon: str,
        label: str,
        *,
        detail: str = "",
        french: str = "",
        marked: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """Show an answer.

        Args:
            icon: Icon name, may be empty.
            label: The answer in the person's language.
            detail: One line beneath.
            french: The official French word, beneath too.
            marked: Whether a circle shows if it is chosen; the card is then checkable.
            parent: Parent widget.
        """
        super().__init__(parent)
        self.setCheckable(marked)
        row = Row(self, gap=Space.LARGE, edges=Edges(Space.LARGE, Space.LARGE, Space.LARGE))
        self._picture = Icon(icon, IconSize.LARGE, tone=Tone.PRIMARY) if icon else None
        if self._picture is not None:
            row.addWidget(self._picture)
        words = Column(gap=Space.HAIR)
        self._label = Text(label, TextRole.H3, bold=True)
        self._french = Text(french, TextRole.SMALL)
        self._detail = Text(detail, TextRole.SMALL, tone=Tone.SOFT)
        let_touches_through(self._label, self._french, self._detail)
        words.addStretch(1)
        for text in (self._label, self._french, self._detail):
            words.addWidget(text)
        words.addStretch(1)
        row.addLayout(words, 1)
        from ui.widgets.marks import StateMark

        self._mark = StateMark() if marked else None
        if self._mark is not None:
            row.addWidget(self._mark)
            self.toggled.connect(self._mark.set_on)
        self.say(label, detail=detail, french=french)

    def say(self, label: str, *, detail: str = "", french: str = "") -> None:
        """Show other words."""
        self._label.say(label)
        self._french.say(french)
        self._french.setVisible(bool(french))
        self._detail.say(detail)
        self._detail.setVisible(bool(detail))
        self.setText(label)
        describe(self, label, ". ".join(part for part in (french, detail) if part))

    def show_icon(self, icon: str) -> None:
        """Show another icon, on a card made with one."""
        if self._picture is not None:
            self._picture.show_icon(icon)


class PaperCard(ChoiceCard):
    """A paper to bring: ticked when in hand; its French name stays beneath a translation."""

    def __init__(self, icon: str, label: str, *, detail: str = "", french: str = "") -> None:
        """Show a paper."""
        super().__init__(icon, label, detail=detail, french=french, marked=True)
