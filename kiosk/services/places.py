# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory of places: looked through, which of them may help, and the sheet of one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.content.words import all_words
from kiosk.domain.attendance import CITY
from kiosk.domain.place_hours import OpenKind
from kiosk.domain.place_lists import place_lists
from kiosk.domain.place_suggestions import PlaceHint, hint_of, suggested_places
from kiosk.domain.visit_prefill import themes_of_need

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.places import Place
    from kiosk.foundation.clock import Clock
    from kiosk.storage.engine import Database

__all__ = ["FoundPlaces", "PlaceHint", "PlaceSearch", "PlaceService"]

MAX_FOUND: Final = 30
_MAX_KEPT: Final = 1024
# Lists whose words somebody may type; those of access and of cost are seen on the sheet.
_TYPED: Final = (
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


class PlaceService:
    """Reads the directory that the city sent."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Read `database`."""
        self._database = database
        self._clock = clock
        self._kept: tuple[str, tuple[Place, ...]] = ("", ())

    def suggested(
        self, themes: tuple[str, ...], referral: str | None, now_utc: datetime | None = None
    ) -> tuple[PlaceHint, ...]:
        """Return at most five places that answer a need, the likeliest first.

        Args:
            themes: Codes of themes, of mediation or administrative.
            referral: Code of the kind of structure; nothing for any.
            now_utc: The instant; the clock's by default.
        """
        return suggested_places(self.all(), themes, referral, now_utc or self._clock.now_utc())

    def found(self, search: PlaceSearch) -> FoundPlaces:
        """Return the places that a search finds.

        First those whose name has the words, then those of the city, then the open ones, then
        the best known, then by name.
        """
        wanted, now_utc = all_words(search.words), self._clock.now_utc()
        ranked = []
        for place in self.all():
            if search.service and search.service not in place.values("services"):
                continue
            if not _has(_words_of(place), wanted):
                continue
            hint = hint_of(place, now_utc)
            is_open = hint.standing.kind is OpenKind.OPEN
            if search.is_open and not is_open:
                continue
            named = not _has(all_words(place.name), wanted)
            away = place.postcode != CITY.postcode
            ranked.append(
                ((named, away, not is_open, hint.is_old, place.name, place.place_id), hint)
            )
        ranked.sort(key=lambda one: one[0])
        hints = tuple(hint for _, hint in ranked[:MAX_FOUND])
        return FoundPlaces(hints, len(ranked), len(self.all()))

    def place(self, place_id: str) -> Place | None:
        """Return one place; nothing when the city does not list it any more."""
        with self._database.unit_of_work() as uow:
            return uow.places.find(place_id)

    def to_bring(self, themes: tuple[str, ...], language: str) -> tuple[tuple[str, str], ...]:
        """Return the papers to bring as (French, spoken) pairs; none where no need tells them.

        The papers are those of the agenda's need that names the most of `themes` and no other.
        """
        with self._database.unit_of_work() as uow:
            needs = uow.agenda.load().motifs
        named = [
            (len(set(themes_of_need(one.motif_id))), one)
            for one in needs
            if one.documents and set(themes_of_need(one.motif_id)) <= set(themes)
        ]
        if not named:
            return ()
        need = max(named, key=lambda one: one[0])[1]
        french, spoken = need.papers(), need.papers(language)
        # a translation of another length is no translation line by line
        return tuple(zip(french, spoken if len(spoken) == len(french) else french, strict=True))

    def hint(self, place_id: str) -> PlaceHint | None:
        """Return the line of one place; nothing when the city does not list it any more."""
        found = self.place(place_id)
        return None if found is None else hint_of(found, self._clock.now_utc())

    def all(self) -> tuple[Place, ...]:
        """Return the whole directory; read again only when the city sent another one."""
        with self._database.unit_of_work() as uow:
            version = uow.places.version()
            if version != self._kept[0]:
                self._kept = (version, uow.places.all())
        return self._kept[1]


@lru_cache(maxsize=_MAX_KEPT)
def _words_of(place: Place) -> tuple[str, ...]:
    """Return the words of a place that somebody may type."""
    kinds = place_lists().typologies
    told = (
        place.name,
        place.whole_address,
        place.summary,
        *(value for field in _TYPED for value in place.values(field)),
        *(f"{kind} {kinds[kind]}" for kind in place.values("typologie")),
    )
    return all_words(" ".join(told))


def _has(told: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Say whether every wanted word begins one of those told."""
    return all(any(word.startswith(one) for word in told) for one in wanted)
