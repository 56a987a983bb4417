# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the form of a visit shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

Option = tuple[str, str]
IconOption = tuple[str, str, str]


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
class VisitFormState:
    """Everything the form shows.

    Attributes:
        title: « Noter un accompagnement » or « Corriger ».
        past: Word of the button that shows other days.
        day: The day in words.
        days: Days to choose; empty while hidden.
        typed_day: Caption and hint of the field for an older day.
        day_problem: What is wrong with the day; empty when nothing is.
        kind: Kinds of help.
        arrival: How the person came.
        themes: Themes of mediation.
        more_themes: Word of the button that shows all of them; empty once shown.
        administrative: Sub-themes; no option while their theme is not ticked.
        duration: Durations in minutes.
        age: Age bands.
        gender: Genders.
        more: Word of the button of the details.
        details: Lists behind it, by name; empty while hidden.
        commune: Caption of the field of the commune; empty hides it.
        commune_text: What it holds.
        commune_problem: What is wrong with it.
        foot: Place, origin, and that no name is kept.
        save: Word of the button that records.
        cancel: Word of the button that leaves a correction; empty hides it.
        delete: Word of the button that deletes; empty hides it.
        problem: First problem in words, told beside the button.
        is_busy: Whether a job is on its way.
    """

    title: str
    past: str
    day: str
    days: ListView | None
    typed_day: tuple[str, str]
    day_problem: str
    kind: ListView
    arrival: ListView
    themes: ListView
    more_themes: str
    administrative: ListView
    duration: ListView
    age: ListView
    gender: ListView
    more: str
    details: tuple[tuple[str, ListView], ...]
    commune: str
    commune_text: str
    commune_problem: str
    foot: str
    save: str
    cancel: str
    delete: str
    problem: str
    is_busy: bool
