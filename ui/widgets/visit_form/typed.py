# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is typed in the fields of the form, kept as it stands until it is a number or an hour.

Nothing typed is lost: a text that is no answer yet stays in its field with a sentence beside it,
and the draft keeps what it held before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.attendance import Category
from kiosk.domain.visit_hours import end_of, with_end, with_start
from kiosk.foundation.errors import Refused
from ui.widgets.visit_form.changes import count_of, figure, wall_time, with_count
from ui.widgets.visit_form.headcount import PEOPLE

if TYPE_CHECKING:
    from kiosk.domain.attendance import VisitDraft

START, END, MINUTES, WAITED = "start", "end", "minutes", "waited"
_NO_FIGURE = "Écrivez un nombre, en chiffres."
_NO_HOUR = "Écrivez l’heure ainsi : 14:15."
_NO_START = "Donnez d’abord l’heure du début."
_BEFORE = "La fin doit venir après le début."
_END_SENTENCES = {"start_missing": _NO_START, "end_before_start": _BEFORE}


class TypedTexts:
    """The fields, by key: what they hold and what is wrong with it, in French."""

    def __init__(self) -> None:
        """Start with nothing typed."""
        self.texts: dict[str, str] = {}
        self.problems: dict[str, str] = {}

    def forget(self, *keys: str) -> None:
        """Let fields show what the draft says; without a key, all of them."""
        for key in keys or tuple(self.texts):
            self.texts.pop(key, None)
            self.problems.pop(key, None)

    def take(self, draft: VisitDraft, key: str, text: str) -> VisitDraft:
        """Return the draft with a typed answer; the draft itself where it is none yet."""
        self.forget(key)
        self.texts[key] = text
        if key in (START, END):
            return self._hour(draft, key, text)
        n = figure(text)
        if n is None:
            self.problems[key] = _NO_FIGURE
            return draft
        return with_number(draft, key, None if not text.strip() else n)

    def step(self, draft: VisitDraft, key: str, by: int) -> VisitDraft:
        """Return the draft with a number one more or one less."""
        self.forget(key)
        return with_number(draft, key, max(0, number_of(draft, key) + by))

    def _hour(self, draft: VisitDraft, key: str, text: str) -> VisitDraft:
        wall = wall_time(text)
        if wall is None:
            self.problems[key] = _NO_HOUR
            return draft
        if key == END:
            return self._end(draft, wall)
        changed = with_start(draft, wall)
        waiting = wall_time(self.texts.get(END, "")) if END in self.problems else ""
        if waiting:
            # An end that was typed first counts from the start that comes now.
            self.problems.pop(END)
            return self._end(changed, waiting)
        self.forget(END)
        return changed

    def _end(self, draft: VisitDraft, wall: str) -> VisitDraft:
        if not wall:
            return draft
        try:
            changed = with_end(draft, wall)
        except Refused as refused:
            self.problems[END] = _END_SENTENCES[refused.reason]
            return draft
        self.forget(MINUTES)
        return changed


def number_of(draft: VisitDraft, key: str) -> int:
    """Return the number that a key names; 0 where it is not told."""
    match key:
        case "people":
            return draft.people
        case "minutes":
            return draft.duration_min
        case "waited":
            return draft.waited_min or 0
        case _:
            category, _, code = key.partition(":")
            return count_of(draft, Category(category), code)


def with_number(draft: VisitDraft, key: str, n: int | None) -> VisitDraft:
    """Return the draft with another number; nothing takes the answer away."""
    match key:
        case "people":
            return replace(draft, people=n or 0)
        case "minutes":
            return replace(draft, duration_min=n or 0)
        case "waited":
            return replace(draft, waited_min=n)
        case _:
            category, _, code = key.partition(":")
            return with_count(draft, Category(category), code, n or 0)


def shown_text(draft: VisitDraft, key: str) -> str:
    """Return what a field of the details shows while nobody types in it."""
    match key:
        case "start":
            return draft.start
        case "end":
            return end_of(draft)
        case "waited":
            return "" if draft.waited_min is None else str(draft.waited_min)
        case _:
            return str(number_of(draft, key) or "")


__all__ = [
    "END",
    "MINUTES",
    "PEOPLE",
    "START",
    "WAITED",
    "TypedTexts",
    "number_of",
    "shown_text",
    "with_number",
]
