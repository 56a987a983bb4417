# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a visit, drawn: the same at the post and at the end of an assisted session."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe, tell
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, DangerButton, NarrowButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.field import KeyboardHost
from ui.widgets.layouts import CardGrid, Column, Edges, Flow, Row
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text
from ui.widgets.visit_form.details import DetailFields
from ui.widgets.visit_form.keys import FormKeys
from ui.widgets.visit_form.numbers import CountTableField
from ui.widgets.visit_form.parts import AnswerField, ListField, ThemeGrid

if TYPE_CHECKING:
    from ui.widgets.visit_form.state import ListView, VisitFormState

    ProblemField = ListField | ThemeGrid | CountTableField | AnswerField

_NARROW = ("duration", "age_band")
_TABLES = ("theme", "procedure", "gender", "age")


class FormOwner(Protocol):
    """The presenter of a page that holds the form."""

    def choose(self, name: str, key: str) -> None:
        """Take or drop one key of a list."""

    def type_day(self, text: str) -> None:
        """Take a typed day."""

    def type_commune(self, text: str) -> None:
        """Take a typed commune."""

    def type_text(self, key: str, text: str) -> None:
        """Take a typed number or hour."""

    def step(self, key: str, by: int) -> None:
        """Count one more or one less."""

    def show_days(self) -> None:
        """Show or hide other days."""

    def show_themes(self) -> None:
        """Show every theme."""

    def show_details(self) -> None:
        """Show or hide the details."""

    def print_mandate(self) -> None:
        """Print the paper mandate."""

    def print_slip(self) -> None:
        """Print the address of the place to go to."""

    def save(self) -> None:
        """Record."""

    def cancel(self) -> None:
        """Leave a correction, or drop what has its record."""

    def note_apart(self) -> None:
        """Record another person of the same appointment or number."""

    def delete(self) -> None:
        """Delete a record."""

    def answer(self, *, is_yes: bool) -> None:
        """Lose what was asked about, or keep it."""


class VisitFormPanel(Card):
    """The card « Noter un accompagnement »."""

    def __init__(self) -> None:
        """Build every part once; `own` says who hears of touches."""
        super().__init__(gap=Space.TIGHT, edges=Space.MEDIUM)
        head = Row(gap=Space.TIGHT)
        self._title = Text("", TextRole.H2, bold=True)
        self._more = NarrowButton("", "plus", kind=ButtonKind.PLAIN)
        self._past = SecondaryButton("", "history")
        head.addWidget(self._title, 1)
        head.addWidget(self._more)
        head.addWidget(self._past)
        self.column.addLayout(head)
        self._page = ScrollPage(edges=Edges(), gap=Space.TIGHT)
        # The fields take the room that is there and scroll in it.
        self._page.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.column.addWidget(self._page, 1)
        self._is_trying = self._is_saving = False
        self._lists: dict[str, ListField] = {}
        self._tables: dict[str, CountTableField] = {}
        self._build_fields(self._page.column)
        self._build_foot()
        self._keys = FormKeys(self, self._questions, self._save)

    def own(self, owner: FormOwner) -> None:
        """Report touches to `owner`; called once."""
        for name, field in self._lists.items():
            field.choice.chosen.connect(partial(owner.choose, name))
        self._themes.chosen.connect(partial(owner.choose, "themes"))
        for button in (self._themes.more_asked, self._all_themes.clicked):
            button.connect(lambda *_: owner.show_themes())
        for table in self._tables.values():
            table.stepped.connect(owner.step)
            table.typed.connect(owner.type_text)
        self._details.stepped.connect(owner.step)
        self._details.typed.connect(owner.type_text)
        self._typed_day.typed.connect(owner.type_day)
        self._details.chosen.connect(owner.choose)
        self._details.commune_typed.connect(owner.type_commune)
        self._details.mandate_asked.connect(owner.print_mandate)
        self._details.slip_asked.connect(owner.print_slip)
        self._past.clicked.connect(lambda: self._show_days(owner))
        self._more.clicked.connect(owner.show_details)
        self._save.clicked.connect(lambda: self._save_pressed(owner))
        self._cancel.clicked.connect(owner.cancel)
        self._apart.clicked.connect(owner.note_apart)
        self._delete.clicked.connect(owner.delete)
        self._yes.clicked.connect(lambda: self._yes_pressed(owner))
        self._no.clicked.connect(lambda: owner.answer(is_yes=False))

    def _list(self, name: str, *, many: bool = False) -> ListField:
        field = self._lists[name] = ListField(many=many, is_narrow=name in _NARROW)
        return field

    def _table(self, name: str, *, is_large: bool = False) -> CountTableField:
        table = self._tables[name] = CountTableField(is_large=is_large)
        table.hide()
        return table

    def _build_fields(self, column: Column) -> None:
        column.addWidget(self._list("day"))
        self._typed_day = AnswerField("calendar")
        column.addWidget(self._typed_day)
        for name in ("kind", "medium", "mandate", "workshop"):
            column.addWidget(self._list(name))
        first = CardGrid(columns=2, least=CardWidth.CARD, gap=Space.MEDIUM)
        first.addWidget(self._table("people", is_large=True))
        first.addWidget(self._list("level"))
        column.addLayout(first)
        self._themes = ThemeGrid()
        column.addWidget(self._themes)
        column.addWidget(self._list("administrative_themes", many=True))
        for name in ("theme", "procedure"):
            column.addWidget(self._table(name, is_large=True))
        self._all_themes = SecondaryButton("", "dots")
        column.addWidget(self._all_themes, 0, Qt.AlignmentFlag.AlignLeading)
        for names in (("duration", "age_band"), ("gender", "arrival")):
            line = Flow(gap=Space.MEDIUM)
            for name in names:
                line.addWidget(self._list(name))
            column.addLayout(line)
        for name in ("gender", "age"):
            column.addWidget(self._table(name))
        self._details = DetailFields()
        column.addWidget(self._details)
        column.addStretch(1)

    def _build_foot(self) -> None:
        self._foot_row = foot = Row(gap=Space.MEDIUM)
        self._words = QWidget()
        words = Column(self._words, gap=Space.NONE)
        self._problem = Text("", TextRole.SMALL, tone=Tone.BRICK, bold=True)
        self._foot = Text("", TextRole.SMALL, tone=Tone.SOFT)
        words.addWidget(self._problem)
        words.addWidget(self._foot)
        foot.addWidget(self._words, 1)
        self._is_words_above = False
        self._delete = DangerButton("", "trash")
        self._cancel = SecondaryButton("", "x")
        self._apart = SecondaryButton("", "user-plus")
        self._save = Button("", "device-floppy", kind=ButtonKind.PRIMARY, large=True)
        self._yes = DangerButton("", "trash")
        self._no = SecondaryButton("", "x")
        self._yes.hide()
        self._no.hide()
        buttons = (self._delete, self._cancel, self._apart, self._save, self._yes, self._no)
        for button in buttons:
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(foot)

    def hold(self, way: QWidget) -> None:
        """Hold a way to another page beside the button that records."""
        at = self._foot_row.indexOf(self._delete)
        self._foot_row.insertWidget(at, way, 0, Qt.AlignmentFlag.AlignVCenter)

    # ---- drawing ---------------------------------------------------------------------------

    def draw(self, state: VisitFormState, *, told: str = "", refused: str = "") -> None:
        """Show `state`; `told` is what was just done, `refused` why something was not."""
        self._title.say(state.title)
        self._past.say(state.past, name=f"{state.past}. {state.day}")
        self._draw_day(state)
        lists: dict[str, ListView] = {
            "kind": state.kind,
            "medium": state.medium,
            "mandate": state.mandate,
            "workshop": state.workshop,
            "level": state.level,
            "administrative_themes": state.administrative,
            "duration": state.duration,
            "age_band": state.age,
            "gender": state.gender,
            "arrival": state.arrival,
        }
        for name, view in lists.items():
            self._lists[name].draw(view)
        self._themes.draw(state.themes, state.more_themes)
        self._draw_tables(state)
        self._details.draw(state)
        self._more.say(state.more, icon="minus" if state.headings else "plus")
        asked = state.question.words if state.question else ""
        self._draw_problem(asked or state.problem or refused, told)
        self._foot.say(state.foot)
        self._draw_buttons(state)
        describe(self._save, state.save, state.save_hint)
        self._save.setToolTip(state.save_hint)
        self._save.setEnabled(not state.is_busy and state.question is None)
        self._place_words(above=bool(state.cancel))
        describe(self, state.title)

    def _draw_buttons(self, state: VisitFormState) -> None:
        """Show the buttons, or in their place what is asked; the focus then goes to what keeps.

        A second touch of the same place, or of the same key, then loses nothing.
        """
        asked = state.question
        is_new = asked is not None and self._no.isHidden()
        is_over = asked is None and (self._yes.hasFocus() or self._no.hasFocus())
        if asked is not None:
            self._yes.say(asked.yes)
            self._no.say(asked.no)
            self._yes.show()
            self._no.show()
        if is_new:
            self._no.setFocus(Qt.FocusReason.OtherFocusReason)
        for button, word in (
            (self._save, state.save),
            (self._apart, state.apart),
            (self._cancel, state.cancel),
            (self._delete, state.delete),
        ):
            button.say(word)
            button.setVisible(bool(word) and asked is None)
            if is_over and button.isVisibleTo(self):
                button.setFocus(Qt.FocusReason.OtherFocusReason)
        if asked is None:
            self._yes.hide()
            self._no.hide()

    def _draw_tables(self, state: VisitFormState) -> None:
        tables = {table.key: table for table in state.tables}
        if state.people is not None:
            tables[state.people.key] = state.people
        for name, field in self._tables.items():
            field.setVisible(name in tables)
            if name in tables:
                field.draw(tables[name], state.steps)
        counts_themes = "theme" in tables and bool(state.more_themes)
        self._all_themes.say(state.more_themes)
        self._all_themes.setVisible(counts_themes)

    def _place_words(self, *, above: bool) -> None:
        """Put the words over the buttons, where more than one leave no room beside them."""
        if above is self._is_words_above:
            return
        self._is_words_above = above
        if above:
            self._foot_row.removeWidget(self._words)
            self.column.insertWidget(self.column.count() - 1, self._words)
            self._foot_row.insertStretch(0, 1)
        else:
            self.column.removeWidget(self._words)
            self._foot_row.takeAt(0)
            self._foot_row.insertWidget(0, self._words, 1)

    def _draw_problem(self, problem: str, told: str) -> None:
        """Say beside the button what is wrong or was done; a screen reader says it once."""
        words = problem or told
        is_new = words != self._problem.text()
        self._problem.say(words)
        self._problem.set_tone(Tone.BRICK if problem else Tone.OK)
        self._problem.setVisible(bool(words))
        if words and is_new:
            tell(self._problem, words)
        if problem and self._is_trying:
            # What is wrong may be out of sight: a sentence of the details, a count far below.
            QTimer.singleShot(0, self._page, self._reveal_problem)
        self._is_trying = False
        if problem:
            self._is_saving = False
        elif told and is_new and self._is_saving:
            # Recorded: the next person's answers begin above, not where this one's ended.
            self._is_saving = False
            self._page.to_top()
            self._put_keyboard_away()
            self._keys.first()

    def _put_keyboard_away(self) -> None:
        host = self.window()
        if isinstance(host, KeyboardHost):
            host.hide_keyboard()

    def _reveal_problem(self) -> None:
        wrong = (one for one in self._questions() if one.has_problem() and one.isVisible())
        shown = next(wrong, None)
        if shown is not None:
            self._page.reveal(shown)

    def _questions(self) -> list[ProblemField]:
        """Return the questions from above, as they stand on the page."""
        parts: tuple[ProblemField, ...] = (
            *self._lists.values(),
            self._typed_day,
            self._themes,
            *self._tables.values(),
            *self._details.parts(),
        )

        def place(one: ProblemField) -> tuple[int, int]:
            at = one.mapTo(self, QPoint(0, 0))
            return at.y(), at.x()

        return sorted(parts, key=place)

    def _draw_day(self, state: VisitFormState) -> None:
        shown = state.days is not None
        if state.days is not None:
            self._lists["day"].draw(state.days)
        self._lists["day"].setVisible(shown)
        self._typed_day.draw(state.typed_day)
        self._typed_day.setVisible(shown or bool(state.typed_day.problem))

    def _save_pressed(self, owner: FormOwner) -> None:
        self._is_trying = self._is_saving = True
        owner.save()

    def _yes_pressed(self, owner: FormOwner) -> None:
        owner.answer(is_yes=True)
        self._page.to_top()
        self._keys.first()

    def _show_days(self, owner: FormOwner) -> None:
        owner.show_days()
        self._page.to_top()
