# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the form of a visit shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

Option = tuple[str, str]
IconOption = tuple[str, str, str]


class PlaceOption(NamedTuple):
    """A place of the directory that may be offered to somebody.

    Attributes:
        place_id: Its identifier in the directory.
        name: Its name.
        hint: What helps to choose, such as « ouvert jusqu’à 17 h · 400 m »; may be empty.
    """

    place_id: str
    name: str
    hint: str


class WorkshopOption(NamedTuple):
    """A workshop of the agenda that may have been the one of a record.

    Attributes:
        workshop_id: Its identifier in the agenda.
        title: Its title as records keep it.
        hour: When it begins, in words.
    """

    workshop_id: str
    title: str
    hour: str


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of the form.

    Attributes:
        caption: Words above.
        options: (key, words) or (key, words, icon).
        chosen: Chosen keys.
        problem: What is wrong; empty when nothing is.
    """

    caption: str
    options: tuple[Option, ...] | tuple[IconOption, ...]
    chosen: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of the form to type in.

    Attributes:
        caption: Words above; they name it too.
        text: What it holds.
        hint: How it is written, shown while it is empty.
        problem: What is wrong; empty when nothing is.
    """

    caption: str
    text: str
    hint: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CountLine:
    """A number with what it counts.

    Attributes:
        key: What the form knows it by.
        words: What is counted.
        text: The number as it is shown or was typed; empty for none.
    """

    key: str
    words: str
    text: str


@dataclass(frozen=True, slots=True)
class CountTable:
    """Numbers of one category.

    Attributes:
        key: What the form knows it by.
        caption: Words above.
        lines: Its lines.
        told: How many are told of how many; empty while nobody is.
        problem: What is wrong; empty when nothing is.
    """

    key: str
    caption: str
    lines: tuple[CountLine, ...]
    told: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before something is lost, in the place of the buttons.

    Attributes:
        words: What goes, in words.
        yes: Word of the button that does it.
        no: Word of the button that does not; it takes the focus.
    """

    words: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class VisitFormState:
    """Everything the form shows.

    Attributes:
        title: « Noter un accompagnement » or « Corriger ».
        past: Word of the button that shows other days.
        day: The day in words.
        days: Days to choose; empty while hidden.
        typed_day: The field for an older day, and what is wrong with the day.
        kind: Kinds of help.
        medium: By what means, from afar; without options elsewhere.
        mandate: Whether the mandate that was just printed is signed; without options elsewhere.
        people: How many people were helped; nothing for one person.
        workshop: Workshops of the day, for one without its sheet; without options elsewhere.
        level: Levels of a workshop; without options elsewhere.
        themes: Themes of mediation; without options where they are counted.
        more_themes: Word of the button that shows all of them; empty once shown.
        administrative: Sub-themes; no option while their theme is not ticked.
        duration: Durations in minutes.
        age: Age bands; without options where people are counted.
        gender: Genders; without options where people are counted.
        arrival: How the person came; without options where people are counted.
        tables: Counts by category; none for one person.
        more: Word of the button of the details.
        headings: Heading of each group of details, by its name; empty while hidden.
        details: Lists behind it, by name; empty while hidden.
        fields: Fields behind it, by name; empty while hidden.
        mandate_hint: (sentence, word of the button that prints); both empty hide it.
        slip: Word of the button that prints the place to go to; empty hides it.
        commune: Caption of the field to look for a commune; empty hides it.
        commune_text: What it holds.
        commune_problem: What is wrong with it.
        foot: Place, origin, and that no name is kept.
        save: Word of the button that records.
        save_hint: The keys that do it, said after it.
        cancel: Word of the button that leaves a correction, or drops what has its record; empty
            hides it.
        apart: Word of the button that records another person of the same number; empty hides it.
        delete: Word of the button that deletes; empty hides it.
        problem: First problem in words, told beside the button.
        is_busy: Whether a job is on its way.
        steps: What the buttons of a number are heard as: one less, one more.
        question: What is asked before something is lost; nothing else can be touched below.
    """

    title: str
    past: str
    day: str
    days: ListView | None
    typed_day: FieldView
    kind: ListView
    medium: ListView
    mandate: ListView
    people: CountTable | None
    workshop: ListView
    level: ListView
    themes: ListView
    more_themes: str
    administrative: ListView
    duration: ListView
    age: ListView
    gender: ListView
    arrival: ListView
    tables: tuple[CountTable, ...]
    more: str
    headings: tuple[tuple[str, str], ...]
    details: tuple[tuple[str, ListView], ...]
    fields: tuple[tuple[str, FieldView], ...]
    mandate_hint: tuple[str, str]
    slip: str
    commune: str
    commune_text: str
    commune_problem: str
    foot: str
    save: str
    save_hint: str
    cancel: str
    apart: str
    delete: str
    problem: str
    is_busy: bool
    steps: tuple[str, str]
    question: Question | None = None
