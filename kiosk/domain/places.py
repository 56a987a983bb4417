# SPDX-License-Identifier: AGPL-3.0-or-later
"""A place of the national schema to which somebody may be sent: what is kept of it, and checked.

A place is written and read with the schema's own field names, in files, in both databases and on
the way to the kiosks. What must be there and is wrong refuses the place; an optional field that
is wrong is left out and told, so that a place is never lost for its opening hours.

Source: schéma des lieux de médiation numérique, 1e844c7 of 2025-09-30.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.place_hours import MAX_HOURS, is_readable
from kiosk.domain.place_lists import place_lists
from kiosk.foundation.errors import Refused
from kiosk.foundation.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MANDATORY: Final = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj")
LISTS: Final = (
    "typologie",
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "itinerance",
    "modalites_acces",
    "modalites_accompagnement",
    "dispositif_programmes_nationaux",
)
# Degrees: looked at, then left aside like the fields below.
BOUNDS: Final = {"latitude": 90.0, "longitude": 180.0}
# Read and left aside: nothing on a screen or a slip asks for them.
NOT_KEPT: Final = (
    *BOUNDS,
    "presentation_detail",
    "source",
    "structure_parente",
    "formations_labels",
    "autres_formations_labels",
)
OLD_AFTER: Final = timedelta(days=365)
SEPARATOR: Final = "|"
MAX_ID: Final = 100
_MAX_VALUES = 20
_MAX_NAME, _MAX_ADDRESS, _MAX_SUMMARY, _MAX_URL, _MAX_EMAIL = 150, 200, 300, 300, 254
_FIRST_YEAR = 2000
_PIVOT = re.compile(r"[0-9]{14}|W[0-9]{9}")
_POSTCODE = re.compile(r"[0-9]{5}")
_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_PHONE = re.compile(r"\+?[0-9][0-9 .\-]{1,22}[0-9]")
_EMAIL = re.compile(r"[^@\s|]+@[^@\s|]+\.[^@\s|]+")
_URL = re.compile(r"https?://[^\s|\"'<>]+")
# What is left of an accent that a program did not know, or that it took for two signs.
_GARBLED = re.compile("\ufffd|\u00c3[\u0080-\u00bf]|\u00e2\u20ac")


@dataclass(frozen=True, slots=True)
class Place:
    """One place.

    Attributes:
        place_id: Identifier in the file it comes from; stable from one file to the next.
        pivot: SIRET or RNA of who runs it.
        name: Its name.
        commune: Name of its commune.
        postcode: Postcode.
        address: Street and number.
        info_date: Day of the information; nothing is promised beyond a year after it.
        insee: Code of the commune; empty if untold.
        address_more: Rest of the address.
        phone: Telephone, as it is dialled.
        emails: Addresses.
        website: Address of its site.
        hours: Opening hours in the syntax of OpenStreetMap; empty when untold or unreadable.
        summary: What it does, in a sentence.
        access_sheet: Address of its sheet in Acceslibre.
        booking: Address at which one books.
        lists: Field of the schema -> its values, for those of `LISTS` that it tells.
    """

    place_id: str
    pivot: str
    name: str
    commune: str
    postcode: str
    address: str
    info_date: date
    insee: str = ""
    address_more: str = ""
    phone: str = ""
    emails: tuple[str, ...] = ()
    website: str = ""
    hours: str = ""
    summary: str = ""
    access_sheet: str = ""
    booking: str = ""
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def values(self, field: str) -> tuple[str, ...]:
        """Return the values of a field of `LISTS`; none if untold."""
        return dict(self.lists).get(field, ())

    def is_old(self, today: date) -> bool:
        """Say whether the information must be checked before anybody relies on it."""
        return today - self.info_date > OLD_AFTER

    @property
    def whole_address(self) -> str:
        """The address on one line."""
        street = ", ".join(filter(None, (self.address, self.address_more)))
        return f"{street}, {self.postcode} {self.commune}"


@dataclass(frozen=True, slots=True)
class Read:
    """A place as read.

    Attributes:
        place: The place.
        left_out: Optional fields that were wrong, wholly or in part.
    """

    place: Place
    left_out: tuple[str, ...] = ()


def read_place(fields: Mapping[str, str], *, today: date | None = None) -> Read:
    """Return the place written in fields of the schema; others are ignored.

    Args:
        fields: Name of the schema -> text; several values are parted by ``|``.
        today: Day of the reading: information from later days is refused.

    Raises:
        Refused: ``place_field_missing``, ``place_field_too_long``, ``place_field_wrong`` or
            ``place_field_garbled``, with the `field`: it must be there and is not as the schema
            says.
    """
    reading = _Reading(fields)
    reading.look_at_coordinates()
    place = Place(
        place_id=reading.must("id", MAX_ID),
        pivot=reading.must("pivot", 14, _PIVOT),
        name=reading.must("nom", _MAX_NAME),
        commune=reading.must("commune", _MAX_NAME),
        postcode=reading.must("code_postal", 5, _POSTCODE),
        address=reading.must("adresse", _MAX_ADDRESS),
        info_date=reading.info_date(today),
        insee=reading.may("code_insee", 5, _INSEE.fullmatch),
        address_more=reading.may("complement_adresse", _MAX_ADDRESS),
        phone=reading.may("telephone", 24, _PHONE.fullmatch),
        emails=reading.many("courriels", _EMAIL.fullmatch),
        website=reading.may("site_web", _MAX_URL, _URL.fullmatch, first=True),
        hours=reading.may("horaires", MAX_HOURS, is_readable),
        summary=reading.cut("presentation_resume", _MAX_SUMMARY),
        access_sheet=reading.may("fiche_acces_libre", _MAX_URL, _URL.fullmatch, first=True),
        booking=reading.may("prise_rdv", _MAX_URL, _URL.fullmatch, first=True),
        lists=reading.lists(),
    )
    return Read(place, tuple(dict.fromkeys(reading.left_out)))


def place_fields(place: Place) -> dict[str, str]:
    """Return the fields of the schema that `place` tells; `read_place` reads them again."""
    told = {
        "id": place.place_id,
        "pivot": place.pivot,
        "nom": place.name,
        "commune": place.commune,
        "code_postal": place.postcode,
        "adresse": place.address,
        "date_maj": place.info_date.isoformat(),
        "code_insee": place.insee,
        "complement_adresse": place.address_more,
        "telephone": place.phone,
        "courriels": SEPARATOR.join(place.emails),
        "site_web": place.website,
        "horaires": place.hours,
        "presentation_resume": place.summary,
        "fiche_acces_libre": place.access_sheet,
        "prise_rdv": place.booking,
        **{field: SEPARATOR.join(values) for field, values in place.lists},
    }
    return {field: text for field, text in told.items() if text}


class _Reading:
    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self.left_out: list[str] = []

    def _text(self, field: str) -> str:
        return one_line(self._fields.get(field) or "")

    def must(self, field: str, longest: int, pattern: re.Pattern[str] | None = None) -> str:
        text = self._text(field)
        if not text:
            raise Refused("place_field_missing", field=field)
        if len(text) > longest:
            raise Refused("place_field_too_long", field=field, n_max=longest)
        if _GARBLED.search(text):
            raise Refused("place_field_garbled", field=field)
        if pattern is not None and pattern.fullmatch(text) is None:
            raise Refused("place_field_wrong", field=field)
        return text

    def info_date(self, today: date | None) -> date:
        text = self.must("date_maj", 40)
        try:
            # a time after the day is of no use to anybody
            day = date.fromisoformat(text[:10])
        except ValueError as error:
            raise Refused("place_field_wrong", field="date_maj") from error
        is_later = today is not None and day > today
        if day.year < _FIRST_YEAR or is_later:
            raise Refused("place_field_wrong", field="date_maj")
        return day

    def may(
        self,
        field: str,
        longest: int,
        fits: Callable[[str], object] | None = None,
        *,
        first: bool = False,
    ) -> str:
        """Return an optional text; with `first`, the first of several."""
        text = self._text(field)
        if first:
            text = text.partition(SEPARATOR)[0].strip()
        if not text:
            return ""
        is_wrong = len(text) > longest or (fits is not None and not fits(text))
        if is_wrong or _GARBLED.search(text):
            self.left_out.append(field)
            return ""
        return text

    def look_at_coordinates(self) -> None:
        """Tell degrees that are none: a place drawn at the end of the world helps nobody."""
        for field, most in BOUNDS.items():
            text = self._text(field).replace(",", ".")
            try:
                is_there = not text or abs(float(text)) <= most
            except ValueError:
                is_there = False
            if not is_there:
                self.left_out.append(field)

    def cut(self, field: str, longest: int) -> str:
        text = self._text(field)
        if _GARBLED.search(text):
            self.left_out.append(field)
            return ""
        if len(text) <= longest:
            return text
        self.left_out.append(field)
        return text[: longest - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"

    def many(self, field: str, fits: Callable[[str], object]) -> tuple[str, ...]:
        found = [part.strip() for part in self._text(field).split(SEPARATOR) if part.strip()]
        kept = [one for one in found if len(one) <= _MAX_EMAIL and fits(one)]
        if len(kept) < len(found) or len(kept) > _MAX_VALUES:
            self.left_out.append(field)
        return tuple(dict.fromkeys(kept))[:_MAX_VALUES]

    def lists(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        known = place_lists().values
        told = ((field, self.many(field, set(known[field]).__contains__)) for field in LISTS)
        return tuple((field, values) for field, values in told if values)
