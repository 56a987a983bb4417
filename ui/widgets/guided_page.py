# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page that leads step by step: the rail at the side, the question and what stands under it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.a11y.stage_focus import TitleMark
from ui.theme.live import current_theme
from ui.theme.tokens import Space, TextRole, Tone
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.rail import Rail, RailStage, RailState, StageLook
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text

_NARROW_SCALE = 1.5


def looks_at(at: int, n_stages: int) -> tuple[StageLook, ...]:
    """Return how each stage looks when one stands at `at`, from 0."""
    return tuple(
        StageLook.DONE if place < at else StageLook.HERE if place == at else StageLook.LATER
        for place in range(n_stages)
    )


class GuidedPage(QWidget):
    """The rail and a page that scrolls, which begins with where one is, a title, a sentence.

    Attributes:
        rail: The stages, at the side.
        page: What scrolls; `column` is its content.
        where: What the rail tells, in words, where the text needs the rail's room.
        title: The question; it takes the focus of a new step.
        sentence: One sentence under it.
    """

    def __init__(self, *, above: Space, below: Space, gap: Space) -> None:
        """Build the frame.

        Args:
            above: Distance above, and below the rail.
            below: Distance below the page.
            gap: Between the parts of the page.
        """
        super().__init__()
        middle = Row(self, gap=Space.LARGE, edges=Edges(Space.PAGE, above, Space.NONE))
        side = Column(edges=Edges(Space.NONE, Space.NONE, above))
        self.rail = Rail()
        side.addWidget(self.rail)
        middle.addLayout(side)
        self.page = ScrollPage(edges=Edges(Space.NONE, Space.NONE, below), gap=gap)
        middle.addWidget(self.page, 1)
        self.where = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self.title = Text("", TextRole.TITLE, bold=True)
        TitleMark(self.title)
        self.sentence = Text("", TextRole.BODY_LARGE)
        for text in (self.where, self.title, self.sentence):
            self.column.addWidget(text)
        self.theme_changed()

    @property
    def column(self) -> Column:
        """What stands on the page, from top to bottom."""
        return self.page.column

    def theme_changed(self) -> None:
        """Leave the rail out where the text needs the room; its words stand above instead."""
        is_narrow = current_theme().scale >= _NARROW_SCALE
        self.rail.setVisible(not is_narrow)
        self.where.setVisible(is_narrow)

    def ask(self, title: str, sentence: str) -> None:
        """Show the question and the sentence under it; an empty sentence has no room."""
        self.title.say(title)
        describe(self.title, title, sentence)
        self.sentence.say(sentence)
        self.sentence.setVisible(bool(sentence))

    def draw_rail(self, rail: RailState) -> None:
        """Show where one is."""
        self.where.say(" · ".join(part for part in (rail.title, rail.progress) if part))
        self.rail.draw(rail)


def rail_stages(
    labels: tuple[str, ...], looks: tuple[StageLook, ...], spoken: tuple[str, ...]
) -> tuple[RailStage, ...]:
    """Return the lines of the rail: words, look, and what is heard of each."""
    lines = zip(labels, looks, spoken, strict=True)
    return tuple(RailStage(label, look, heard) for label, look, heard in lines)
