# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory of places: entered from a file of the national schema, sent down to machines.

A file takes the place of the whole directory in one transaction; the same file again changes
nothing. At most `MAX_SENT` places go down, those of the city first, then those of its department:
a mediator sends nobody three hundred kilometres away.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.domain.attendance import CITY
from kiosk.domain.place_file import MAX_BYTES, PlaceFile, read_place_file
from kiosk.domain.places import place_fields
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import ContentUnreadable
from sync.wire_down import WirePlaces

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.domain.places import Place
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

MAX_SENT: Final = 500
_VERSION: Final = "places_version"
_VERSION_HEX: Final = 8
_DEPARTMENT: Final = 2


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file changed.

    Attributes:
        file: What was taken of it, what not.
        n_sent: How many places go down to machines.
        is_new: False when the directory already was just so.
    """

    file: PlaceFile
    n_sent: int
    is_new: bool


def import_places(city: City, path: Path) -> Imported:
    """Put the places of a file in the place of the directory.

    Raises:
        ContentUnreadable: If the file cannot be taken at all; the directory stays.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ContentUnreadable(f"{path.name} : le fichier ne se lit pas") from error
    read = read_place_file(content, path.name, paris_day(city.clock.now_utc()))
    fields = [place_fields(one) for one in sorted(read.places, key=_nearness)]
    n_sent = min(len(fields), MAX_SENT)
    version = hashlib.sha256(msgspec.json.encode(fields)).hexdigest()[:_VERSION_HEX]
    with city.database.transaction() as unit:
        if unit.state.get(_VERSION) == version:
            return Imported(read, n_sent, is_new=False)
        unit.places.replace(fields)
        unit.state.put(_VERSION, version)
        unit.state.bump()
    return Imported(read, n_sent, is_new=True)


def places_version(unit: CityUnit) -> str:
    """Return the version of the directory; empty while the city has entered none."""
    return unit.state.get(_VERSION)


def places_down(unit: CityUnit, version: str) -> WirePlaces:
    """Return the directory as it goes down to a machine."""
    return WirePlaces(version=version, items=unit.places.fields(MAX_SENT))


def _nearness(place: Place) -> tuple[bool, bool]:
    """Return what sorts the places of the city, then of its department, before the others."""
    department = CITY.postcode[:_DEPARTMENT]
    return place.postcode != CITY.postcode, not place.postcode.startswith(department)
