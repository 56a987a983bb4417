# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking through the directory of places: by words, by service, by what is open now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.content.words import all_words
from kiosk.domain.attendance import CITY
from kiosk.domain.place_hours import OpenKind
from kiosk.domain.place_lists import place_lists
from kiosk.domain.place_suggestions import hint_of
from kiosk.domain.places import SEPARATOR, place_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from kiosk.domain.place_suggestions import PlaceHint
    from kiosk.domain.places import Place

MAX_FOUND: Final = 30
_MAX_KEPT: Final = 1024
# Fields whose words somebody may type; those of access and of cost are seen on the sheet.
_TYPED: Final = (
    "nom",
    "adresse",
    "complement_adresse",
    "code_postal",
    "commune",
    "presentation_resume",
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "dispositif_programmes_nationaux",
)


@dataclass(frozen=True, slots=True)
class PlaceSearch:
    """What is looked for in the directory; nothing asked finds all of it.

    Attributes:
        words: Beginnings of words of the place: name, service, kind, street, quarter, commune.
        service: One service of the national list; empty for any.
        is_open: Only places that are open now.
    """

    words: str = ""
    service: str = ""
    is_open: bool = False


class FoundPlaces(NamedTuple):
    """What a search found.

    Attributes:
        hints: The first places, the likeliest first.
        n: How many there are in all.
        n_listed: How many the directory lists.
    """

    hints: tuple[PlaceHint, ...]
    n: int
    n_listed: int


def is_found(fields: Mapping[str, str], search: PlaceSearch) -> bool:
    """Say whether a place, as fields of the schema, has the words and the service looked for."""
    told = fields.get("services", "").split(SEPARATOR)
    return (not search.service or search.service in told) and (
        not search.words or _has(_words_of(fields), all_words(search.words))
    )


def found_places(places: Sequence[Place], search: PlaceSearch, now_utc: datetime) -> FoundPlaces:
    """Return the places that a search finds.

    First those whose name has the words, then those of the city, then the open ones, then the
    best known, then by name.
    """
    wanted = all_words(search.words)
    ranked = []
    for place in places:
        if not is_found(_fields_of(place), search):
            continue
        hint = hint_of(place, now_utc)
        is_open = hint.standing.kind is OpenKind.OPEN
        if search.is_open and not is_open:
            continue
        named = not (wanted and _has(all_words(place.name), wanted))
        away = place.postcode != CITY.postcode
        ranked.append(((named, away, not is_open, hint.is_old, place.name, place.place_id), hint))
    ranked.sort(key=lambda one: one[0])
    hints = tuple(hint for _, hint in ranked[:MAX_FOUND])
    return FoundPlaces(hints, len(ranked), len(places))


@lru_cache(maxsize=_MAX_KEPT)
def _fields_of(place: Place) -> Mapping[str, str]:
    return place_fields(place)


def _words_of(fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of a place that somebody may type, those of its kinds too."""
    words, codes = place_lists().typologies, fields.get("typologie", "").split(SEPARATOR)
    kinds = " ".join(f"{code} {words.get(code, '')}" for code in codes)
    told = " ".join(fields.get(name, "") for name in _TYPED)
    return _words(f"{told} {kinds}")


@lru_cache(maxsize=_MAX_KEPT)
def _words(text: str) -> tuple[str, ...]:
    return all_words(text.replace(SEPARATOR, " "))


def _has(told: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Say whether every wanted word begins one of those told."""
    return all(any(word.startswith(one) for word in told) for one in wanted)
