# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of places shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class PlaceLook(Enum):
    """How what is said of the hours looks, beside its words."""

    OPEN = "open"
    SHUT = "shut"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place of the list.

    Attributes:
        place_id: Identifier in the directory.
        name: Its name.
        address: Its address.
        standing: Open, shut, or to be checked, in words.
        look: How that looks.
        is_chosen: Whether its sheet is in sight.
    """

    place_id: str
    name: str
    address: str
    standing: str
    look: PlaceLook
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """Something known of a place: what it is, and its lines."""

    caption: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceSheet:
    """One place.

    Attributes:
        name: Its name.
        summary: What it does, in a sentence; empty if untold.
        standing: Open, shut, or to be checked, in words.
        look: How that looks.
        warning: What must be checked before anybody relies on it; empty for nothing.
        week: The hours of seven days; no line where they are not known.
        facts: What else is known, in order of reading.
        dated: From which day the information is; empty where `standing` says it.
        languages: (code, name) of the languages of the paper.
        language: The chosen one.
        language_caption: Words above them.
        print_it: Word of the button that prints; empty where nobody is received.
    """

    name: str
    summary: str
    standing: str
    look: PlaceLook
    warning: str
    week: PlaceFact
    facts: tuple[PlaceFact, ...]
    dated: str
    languages: tuple[tuple[str, str], ...]
    language: str
    language_caption: str
    print_it: str


@dataclass(frozen=True, slots=True)
class PlacesState:
    """Everything the page shows.

    Attributes:
        title: Its title.
        search: What may be typed: the name of the field.
        placeholder: Words in the empty field.
        typed: What is typed.
        field_words: Words of the keyboard's last key, of the cross and of the keyboard's button.
        open_now: Word of the filter of places that are open.
        is_open_now: Whether it is on.
        service: Word of the button of services: the chosen one, or any.
        services: (value, word) of each service while one is chosen; empty otherwise.
        services_caption: Words above them.
        chosen_service: The chosen one; empty for any.
        count: How many were found.
        lines: The places found.
        empty: Words where there is none.
        sheet: The chosen place; nothing before one is.
        advice: Words in its stead.
        told: What became of the paper; empty for nothing.
        is_well: Whether that is good news.
        go_back: Word of the button that goes back.
    """

    title: str
    search: str
    placeholder: str
    typed: str
    field_words: tuple[str, str, str]
    open_now: str
    is_open_now: bool
    service: str
    services: tuple[tuple[str, str], ...]
    services_caption: str
    chosen_service: str
    count: str
    lines: tuple[PlaceLine, ...]
    empty: str
    sheet: PlaceSheet | None
    advice: str
    told: str
    is_well: bool
    go_back: str
