# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a visit, drawn: the same at the post and at the end of an assisted session."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe, tell
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, DangerButton, NarrowButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.field import TextField
from ui.widgets.layouts import CardGrid, Column, Edges, Flow, Row, clear_layout
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.widgets.visit_form.state import ListView, VisitFormState

_NARROW = ("duration", "age_band")
_DETAILS = ("status", "autonomy", "equipment", "referred", "referral", "place")


class FormOwner(Protocol):
    """The presenter of a page that holds the form."""

    def choose(self, name: str, key: str) -> None:
        """Take or drop one key of a list."""

    def type_day(self, text: str) -> None:
        """Take a typed day."""

    def type_commune(self, text: str) -> None:
        """Take a typed commune."""

    def show_days(self) -> None:
        """Show or hide other days."""

    def show_themes(self) -> None:
        """Show every theme."""

    def show_details(self) -> None:
        """Show or hide the details."""

    def save(self) -> None:
        """Record."""

    def cancel(self) -> None:
        """Leave a correction."""

    def delete(self) -> None:
        """Delete a record."""


class ListField(QWidget):
    """A list of the form: caption, buttons, and what is wrong under them."""

    def __init__(self, *, many: bool = False, is_narrow: bool = False) -> None:
        """Start empty; with `many`, several may be chosen; narrow buttons hold a figure."""
        super().__init__()
        column = Column(self, gap=Space.HAIR)
        make = NarrowButton if is_narrow else Button
        self.choice = SegmentedChoice(wraps=True, many=many, make=make)
        self._problem = Text("", TextRole.SMALL, tone=Tone.BRICK, bold=True)
        column.addWidget(self.choice)
        column.addWidget(self._problem)

    def draw(self, view: ListView) -> None:
        """Show a list; one without options is hidden."""
        self.setVisible(bool(view.options))
        chosen: tuple[str, ...] | str | None = view.chosen
        self.choice.draw(view.options, chosen, caption=view.caption)
        self._problem.say(view.problem)
        self._problem.setVisible(bool(view.problem))


class ThemeGrid(QWidget):
    """The themes in three columns, each with its icon."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        column = Column(self, gap=Space.HAIR)
        self._caption = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self._grid = CardGrid(columns=3, least=CardWidth.FIGURE, gap=Space.TIGHT)
        self._problem = Text("", TextRole.SMALL, tone=Tone.BRICK, bold=True)
        column.addWidget(self._caption)
        column.addLayout(self._grid)
        column.addWidget(self._problem)
        self._buttons: dict[str, Button] = {}
        self.owner: FormOwner | None = None

    def draw(self, view: ListView, more: str) -> None:
        """Show the themes; `more` is the word of the button that shows all."""
        keys = [option[0] for option in view.options]
        if [*keys, more] != [*list(self._buttons), self.property("more")]:
            self._rebuild(view, more)
        self._caption.say(view.caption)
        for option in view.options:
            button = self._buttons[option[0]]
            button.say(option[1], name=f"{view.caption} : {option[1]}")
            button.setChecked(option[0] in view.chosen)
        self._problem.say(view.problem)
        self._problem.setVisible(bool(view.problem))

    def _rebuild(self, view: ListView, more: str) -> None:
        clear_layout(self._grid)
        self._buttons = {}
        for option in view.options:
            button = Button(option[1], "".join(option[2:])).align_to_start()
            button.setCheckable(True)
            button.clicked.connect(partial(self._pressed, option[0]))
            self._grid.addWidget(button)
            self._buttons[option[0]] = button
        if more:
            button = SecondaryButton(more, "dots")
            button.align_to_start()
            button.clicked.connect(self._more_pressed)
            self._grid.addWidget(button)
        self.setProperty("more", more)

    def _pressed(self, key: str) -> None:
        if self.owner is not None:
            self.owner.choose("themes", key)

    def _more_pressed(self) -> None:
        if self.owner is not None:
            self.owner.show_themes()


class VisitFormPanel(Card):
    """The card « Noter un accompagnement »."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__(gap=Space.TIGHT, edges=Space.MEDIUM)
        self._owner: FormOwner | None = None
        head = Row(gap=Space.MEDIUM)
        self._title = Text("", TextRole.H2, bold=True)
        self._past = SecondaryButton("", "history")
        self._past.clicked.connect(self._past_pressed)
        head.addWidget(self._title, 1)
        head.addWidget(self._past)
        self.column.addLayout(head)
        self._page = ScrollPage(edges=Edges(), gap=Space.TIGHT)
        # The fields take the room that is there and scroll in it.
        self._page.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.column.addWidget(self._page, 1)
        self._lists: dict[str, ListField] = {}
        self._build_fields(self._page.column)
        self._build_foot()

    def own(self, owner: FormOwner) -> None:
        """Report touches to `owner`."""
        self._owner = owner
        self._themes.owner = owner

    def _list(self, name: str, *, many: bool = False) -> ListField:
        field = ListField(many=many, is_narrow=name in _NARROW)
        field.choice.chosen.connect(partial(self._chosen, name))
        self._lists[name] = field
        return field

    def _build_fields(self, column: Column) -> None:
        column.addWidget(self._list("day"))
        self._typed_day = TextField(" ", icon="calendar", digits=True)
        self._typed_day.submitted.connect(self._day_typed)
        column.addWidget(self._typed_day)
        self._day_problem = Text("", TextRole.SMALL, tone=Tone.BRICK, bold=True)
        column.addWidget(self._day_problem)
        first = Row(gap=Space.SMALL)
        first.addWidget(self._list("kind"), 1)
        self._more = Button("", "plus", kind=ButtonKind.PLAIN)
        self._more.clicked.connect(self._more_pressed)
        first.addWidget(self._more)
        column.addLayout(first)
        self._themes = ThemeGrid()
        column.addWidget(self._themes)
        column.addWidget(self._list("administrative_themes", many=True))
        for names in (("duration", "age_band"), ("gender", "arrival")):
            line = Flow(gap=Space.MEDIUM)
            for name in names:
                line.addWidget(self._list(name))
            column.addLayout(line)
        for name in _DETAILS:
            column.addWidget(self._list(name, many=name == "equipment"))
        self._commune = TextField(" ", icon="map-pin", digits=True)
        self._commune.changed.connect(self._commune_typed)
        column.addWidget(self._commune)
        self._commune_problem = Text("", TextRole.SMALL, tone=Tone.BRICK, bold=True)
        column.addWidget(self._commune_problem)
        column.addStretch(1)

    def _build_foot(self) -> None:
        foot = Row(gap=Space.MEDIUM)
        words = Column(gap=Space.NONE)
        self._problem = Text("", TextRole.SMALL, tone=Tone.BRICK, bold=True)
        self._foot = Text("", TextRole.SMALL, tone=Tone.SOFT)
        words.addWidget(self._problem)
        words.addWidget(self._foot)
        foot.addLayout(words, 1)
        self._delete = DangerButton("", "trash")
        self._delete.clicked.connect(self._delete_pressed)
        self._cancel = SecondaryButton("", "x")
        self._cancel.clicked.connect(self._cancel_pressed)
        self._save = Button("", "device-floppy", kind=ButtonKind.PRIMARY, large=True)
        self._save.clicked.connect(self._save_pressed)
        for button in (self._delete, self._cancel, self._save):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(foot)

    # ---- drawing ---------------------------------------------------------------------------

    def draw(self, state: VisitFormState, *, told: str = "", refused: str = "") -> None:
        """Show `state`; `told` is what was just done, `refused` why something was not."""
        self._title.say(state.title)
        self._past.say(state.past, name=f"{state.past}. {state.day}")
        self._draw_day(state)
        lists: dict[str, ListView] = {
            "kind": state.kind,
            "arrival": state.arrival,
            "administrative_themes": state.administrative,
            "duration": state.duration,
            "age_band": state.age,
            "gender": state.gender,
        }
        for name, view in lists.items():
            self._lists[name].draw(view)
        self._themes.draw(state.themes, state.more_themes)
        details = dict(state.details)
        for name in _DETAILS:
            field = self._lists[name]
            if name in details:
                field.draw(details[name])
            else:
                field.hide()
        self._more.say(state.more, icon="minus" if details else "plus")
        self._draw_commune(state)
        self._draw_problem(state.problem or refused, told)
        self._foot.say(state.foot)
        self._save.say(state.save)
        self._save.setEnabled(not state.is_busy)
        self._cancel.say(state.cancel)
        self._cancel.setVisible(bool(state.cancel))
        self._delete.say(state.delete)
        self._delete.setVisible(bool(state.delete))
        describe(self, state.title)

    def _draw_problem(self, problem: str, told: str) -> None:
        """Say beside the button what is wrong or was done; a screen reader says it once."""
        words = problem or told
        is_new = words != self._problem.text()
        self._problem.say(words)
        self._problem.set_tone(Tone.BRICK if problem else Tone.OK)
        self._problem.setVisible(bool(words))
        if words and is_new:
            tell(self._problem, words)

    def _draw_day(self, state: VisitFormState) -> None:
        shown = state.days is not None
        if state.days is not None:
            self._lists["day"].draw(state.days)
        self._lists["day"].setVisible(shown)
        self._typed_day.say(*state.typed_day)
        self._typed_day.setVisible(shown)
        self._day_problem.say(state.day_problem)
        self._day_problem.setVisible(bool(state.day_problem))

    def _draw_commune(self, state: VisitFormState) -> None:
        self._commune.say(state.commune, "59512")
        self._commune.setVisible(bool(state.commune))
        if not self._commune.line.hasFocus():
            self._commune.set_text(state.commune_text)
        self._commune_problem.say(state.commune_problem)
        self._commune_problem.setVisible(bool(state.commune_problem and state.commune))

    # ---- touches ---------------------------------------------------------------------------

    def _chosen(self, name: str, key: str) -> None:
        if self._owner is not None:
            self._owner.choose(name, key)

    def _day_typed(self, text: str) -> None:
        if self._owner is not None:
            self._owner.type_day(text)

    def _commune_typed(self, text: str) -> None:
        if self._owner is not None:
            self._owner.type_commune(text)

    def _past_pressed(self) -> None:
        if self._owner is not None:
            self._owner.show_days()
            self._page.to_top()

    def _more_pressed(self) -> None:
        if self._owner is not None:
            self._owner.show_details()

    def _save_pressed(self) -> None:
        if self._owner is not None:
            self._owner.save()

    def _cancel_pressed(self) -> None:
        if self._owner is not None:
            self._owner.cancel()

    def _delete_pressed(self) -> None:
        if self._owner is not None:
            self._owner.delete()
