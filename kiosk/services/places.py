# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory of places: looked through, which of them may help, and the sheet of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.place_search import FoundPlaces, PlaceSearch, found_places
from kiosk.domain.place_suggestions import PlaceHint, hint_of, suggested_places
from kiosk.domain.visit_prefill import themes_of_need

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.places import Place
    from kiosk.foundation.clock import Clock
    from kiosk.storage.engine import Database

__all__ = ["FoundPlaces", "PlaceHint", "PlaceSearch", "PlaceService"]


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
        """Return the places that a search finds, the likeliest first."""
        return found_places(self.all(), search, self._clock.now_utc())

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
