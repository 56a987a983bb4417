# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of an absence shows, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DisplacedLine:
    """Somebody whom the absence displaces, or all who are enrolled for one workshop.

    Attributes:
        number: Number of the appointment; of a workshop, ``atelier:`` and its name.
        words: Day, hour, need; how many are enrolled.
        plan: What is to happen.
        go: Word of the button that changes the hour now; empty hides it.
    """

    number: str
    words: str
    plan: str
    go: str


@dataclass(frozen=True, slots=True)
class NotedLine:
    """An absence that was noted before.

    Attributes:
        absence_id: Its name.
        words: Who, from when until when, and how far it has come.
        actions: (key, word, icon) of what can be done; empty for what the city noted.
    """

    absence_id: str
    words: str
    actions: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AbsenceState:
    """Everything the page shows.

    Attributes:
        title: Title.
        back: Word of the way back.
        people: (key, word) of who may be away.
        person: Who is; empty while nobody is chosen.
        captions: Words over who, from, until, part of the day.
        first: First day in words.
        last: Last day in words.
        steps: Names of the buttons of a day earlier and a day later.
        parts: (key, word) of the parts of a day; empty for several days.
        part: The chosen one.
        preview: Sentence over those whom it displaces.
        lines: Those people.
        plans: (key, word, icon) of what may happen to each.
        explained: What happens to people who cannot be called.
        save: Word of the button that saves; empty once saved.
        can_save: Whether it can be touched.
        door: Word of the button that prints the notice for the door.
        told: What was done, or why not; empty for nothing.
        noted: Heading of the absences that are not over; empty without any.
        noted_lines: Those absences.
    """

    title: str
    back: str
    people: tuple[tuple[str, str], ...]
    person: str
    captions: tuple[str, str, str, str]
    first: str
    last: str
    steps: tuple[str, str]
    parts: tuple[tuple[str, str], ...]
    part: str
    preview: str
    lines: tuple[DisplacedLine, ...]
    plans: tuple[tuple[str, str, str], ...]
    explained: str
    save: str
    can_save: bool
    door: str
    told: str
    noted: str
    noted_lines: tuple[NotedLine, ...]
