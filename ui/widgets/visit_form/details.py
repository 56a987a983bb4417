# SPDX-License-Identifier: AGPL-3.0-or-later
"""The details of the form, drawn: lists and fields grouped by heading."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.field import FieldKeys
from ui.widgets.layouts import CardGrid, Column
from ui.widgets.notice import Notice
from ui.widgets.text import Text
from ui.widgets.visit_form.numbers import CountTableField
from ui.widgets.visit_form.parts import AnswerField, ListField
from ui.widgets.visit_form.state import FieldView

if TYPE_CHECKING:
    from ui.widgets.visit_form.state import VisitFormState

_LISTS = {
    "person": ("status", "quarter"),
    "help": ("posture", "mandate", "autonomy", "equipment"),
    "time": (),
    "after": ("referred", "referral", "referral_place", "unmet"),
    "where": ("place", "commune"),
}
_TABLES = ("status", "returning", "quarter", "arrival")
_FIELDS = {
    "start": "clock",
    "end": "clock",
    "minutes": "hourglass",
    "waited": "armchair",
}
_COMMUNE = "commune"


class DetailFields(QWidget):
    """What is behind « Plus de détails ».

    Signals:
        chosen: A key of a list was touched; carries the list and the key.
        typed: A field was typed in; carries its key and the text.
        commune_typed: The commune was typed; carries the text.
        stepped: A number goes one more or one less; carries its key and how far.
        mandate_asked: The paper mandate is to be printed.
        slip_asked: The address of the place is to be printed.
    """

    chosen = Signal(str, str)
    typed = Signal(str, str)
    commune_typed = Signal(str)
    stepped = Signal(str, int)
    mandate_asked = Signal()
    slip_asked = Signal()

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._column = Column(self, gap=Space.SMALL)
        self._headings: dict[str, Text] = {}
        self._lists: dict[str, ListField] = {}
        self._tables: dict[str, CountTableField] = {}
        self._fields: dict[str, AnswerField] = {}
        self._mandate = Notice("file-certificate", tone=Tone.SUN, is_status=True)
        self._mandate.acted.connect(self.mandate_asked)
        self._slip = SecondaryButton("", "printer")
        self._slip.clicked.connect(self.slip_asked)
        for group, names in _LISTS.items():
            heading = Text("", TextRole.H3, bold=True)
            self._headings[group] = heading
            self._column.addWidget(heading)
            self._build_group(group, names)
        self._commune = AnswerField("map-pin", keys=FieldKeys.LATIN)
        self._commune.typed.connect(self.commune_typed)
        self._column.addWidget(self._commune)
        self.hide()

    def _build_group(self, group: str, names: tuple[str, ...]) -> None:
        for name in names:
            field = ListField(many=name == "equipment")
            field.choice.chosen.connect(partial(self.chosen.emit, name))
            self._lists[name] = field
            self._column.addWidget(field)
            if name == "mandate":
                self._column.addWidget(self._mandate)
            if name == "referral_place":
                self._column.addWidget(self._slip)
        if group == "person":
            for name in _TABLES:
                table = CountTableField()
                table.stepped.connect(self.stepped)
                table.typed.connect(self.typed)
                self._tables[name] = table
                self._column.addWidget(table)
        if group == "time":
            grid = CardGrid(columns=2, least=CardWidth.THEME, gap=Space.SMALL)
            for name, icon in _FIELDS.items():
                answer = self._fields[name] = AnswerField(icon)
                answer.typed.connect(partial(self.typed.emit, name))
                grid.addWidget(answer)
            self._column.addLayout(grid)

    def parts(self) -> tuple[ListField | CountTableField | AnswerField, ...]:
        """Return the fields that may show what is wrong, from above."""
        return (
            *self._lists.values(),
            *self._tables.values(),
            *self._fields.values(),
            self._commune,
        )

    def draw(self, state: VisitFormState) -> None:
        """Show the details of `state`, or nothing while they are hidden."""
        self.setVisible(bool(state.headings))
        if not state.headings:
            return
        lists, fields = dict(state.details), dict(state.fields)
        tables = {table.key: table for table in state.tables}
        shown = {*lists, *(_TABLES if tables else ())}
        for group, words in state.headings:
            self._headings[group].say(words)
            names = {"person": (*_LISTS[group], *_TABLES), "time": tuple(_FIELDS)}
            is_shown = not {*shown, *fields}.isdisjoint(names.get(group, _LISTS[group]))
            self._headings[group].setVisible(is_shown)
        for name, part in self._lists.items():
            part.setVisible(name in lists)
            if name in lists:
                part.draw(lists[name])
        for name, part_ in self._tables.items():
            part_.setVisible(name in tables)
            if name in tables:
                part_.draw(tables[name], state.steps)
        for name, field in self._fields.items():
            field.setVisible(name in fields)
            if name in fields:
                field.draw(fields[name])
        sentence, action = state.mandate_hint
        self._mandate.show_words(sentence, action=action, action_icon="printer")
        self._slip.say(state.slip)
        self._slip.setVisible(bool(state.slip))
        self._commune.setVisible(bool(state.commune))
        if state.commune:
            self._commune.draw(
                FieldView(state.commune, state.commune_text, "", state.commune_problem)
            )
