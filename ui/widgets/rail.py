# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rail beside a walkthrough: what is done, where I am, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.theme.icons import icon_pixmap
from ui.theme.live import colour_of, current_theme, font_of
from ui.theme.paint import Face, paint_panel
from ui.theme.tokens import Space, TextRole, Tone
from ui.widgets.cards import Card
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.marks import Chip
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text


class StageLook(Enum):
    """Where a stage stands."""

    DONE = "done"
    HERE = "here"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class RailStage:
    """One line of the rail; `spoken` is what is heard, such as « Étape 3, en cours »."""

    label: str
    look: StageLook
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class RailState:
    """What the rail shows; an empty `chip` shows none."""

    title: str
    progress: str
    stages: tuple[RailStage, ...]
    chip: str = ""


class _Disc(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._number, self._look = 1, StageLook.LATER
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_stage(self, number: int, look: StageLook) -> None:
        if (number, look) != (self._number, self._look):
            self._number, self._look = number, look
            self.update()

    def theme_changed(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        side = current_theme().size_px("state_mark", scaled=True)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = theme.size_px("border")
        area = QRectF(self.rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2)
        fill = {StageLook.DONE: Tone.OK, StageLook.HERE: Tone.PRIMARY}.get(self._look)
        painter.setPen(QPen(colour_of(fill or Tone.LINE), line))
        painter.setBrush(colour_of(fill or Tone.CARD))
        painter.drawEllipse(area)
        if self._look is StageLook.DONE:
            side = round(self.width() * 0.6)
            tick = icon_pixmap(
                "check", side, theme.colours.of(Tone.ON_OK), ratio=self.devicePixelRatioF()
            )
            at = (self.width() - side) // 2
            painter.drawPixmap(at, at, tick)
        else:
            here = self._look is StageLook.HERE
            painter.setPen(colour_of(Tone.ON_PRIMARY if here else Tone.INK))
            painter.setFont(font_of(TextRole.MIN, bold=True, bar=True))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()


class _StageLine(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._look = StageLook.LATER
        row = Row(self, gap=Space.SMALL, edges=Edges(Space.SMALL, Space.SMALL, Space.SMALL))
        self._disc = _Disc()
        self._label = Text("", TextRole.BUTTON)
        row.addWidget(self._disc)
        row.addWidget(self._label, 1)

    def show_stage(self, number: int, stage: RailStage) -> None:
        self._look = stage.look
        self._disc.show_stage(number, stage.look)
        self._label.say(stage.label)
        self._label.set_bold(stage.look is StageLook.HERE)
        describe(self, stage.spoken or stage.label)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._look is not StageLook.HERE:
            return
        theme, painter = current_theme(), QPainter(self)
        face = Face(Tone.PRIMARY_TINT, None, 0, theme.radius_px("button"))
        paint_panel(painter, QRectF(self.rect()), face)
        painter.end()


class Rail(Card):
    """The card at the side of a walkthrough."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(gap=Space.HAIR, edges=Space.MEDIUM)
        head = Column(gap=Space.NONE, edges=Edges(Space.SMALL, Space.TIGHT, Space.TIGHT))
        self._title = Text("", TextRole.H3, bold=True)
        self._progress = Text("", TextRole.SMALL, tone=Tone.SOFT)
        head.addWidget(self._title)
        head.addWidget(self._progress)
        self.column.addLayout(head)
        self._page = ScrollPage(edges=Edges(), gap=Space.NONE)
        self.column.addWidget(self._page, 1)
        self._stages = self._page.column
        self._lines: list[_StageLine] = []
        self._page.column.addStretch(1)
        self._chip = Chip("", "world", tone=Tone.BLUE)
        self._chip.hide()
        self.column.addWidget(self._chip)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.theme_changed()

    def draw(self, state: RailState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        self._progress.say(state.progress)
        self._progress.setVisible(bool(state.progress))
        while len(self._lines) < len(state.stages):
            line = _StageLine()
            self._stages.insertWidget(len(self._lines), line)
            self._lines.append(line)
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(state.stages))
            if at < len(state.stages):
                line.show_stage(at + 1, state.stages[at])
                if state.stages[at].look is StageLook.HERE:
                    self._page.reveal(line)
        self._chip.setVisible(bool(state.chip))
        self._chip.say(state.chip, icon="world", tone=Tone.BLUE)

    def theme_changed(self) -> None:
        """Take the width again."""
        theme = current_theme()
        self.setFixedWidth(round(theme.size_px("rail") * min(theme.scale, 1.4)))
        self.update()
