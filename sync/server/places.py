# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory of places: entered from a file of the national schema, sent down to machines.

A file takes the place of the whole directory in one transaction; the same file again changes
nothing. At most `MAX_SENT` places go down, those of the city first, then those of its department:
a mediator sends nobody three hundred kilometres away. What became of the last file is kept, so
that whoever reads the console sees which of its lines wait for a correction.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from kiosk.domain.attendance import CITY
from kiosk.domain.place_file import MAX_BYTES, PlaceFile, read_place_file
from kiosk.domain.places import place_fields
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import ContentUnreadable
from kiosk.foundation.plain_text import one_line
from sync.wire_down import WirePlaces

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from kiosk.domain.place_file import Told
    from kiosk.domain.places import Place
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

MAX_SENT: Final = 500
MAX_PROBLEMS: Final = 200
_VERSION: Final = "places_version"
_TAKEN, _REFUSED = "places_import", "places_refused"
_MAX_NAME: Final = 100
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


class Problem(Struct, frozen=True):
    """A line of a file that waits for a correction: its number, its column, what to do."""

    line: int
    column: str
    sentence: str
    is_lost: bool


class LastFile(Struct, frozen=True):
    """What became of a file.

    Attributes:
        name: Its name.
        at: When it was entered, in seconds.
        n_places: Places taken.
        n_sent: Those of them that go down to machines.
        n_refused: Lines left aside.
        n_remarks: Fields without which a line was taken.
        problems: The first `MAX_PROBLEMS` of both, lost lines first.
        refusal: Why the whole file was refused; empty when it was taken.
    """

    name: str
    at: int
    n_places: int = 0
    n_sent: int = 0
    n_refused: int = 0
    n_remarks: int = 0
    problems: tuple[Problem, ...] = ()
    refusal: str = ""


def import_places(city: City, path: Path) -> Imported:
    """Put the places of a file in the place of the directory.

    Raises:
        ContentUnreadable: If the file cannot be taken at all; the directory stays.
    """
    name = one_line(path.name)[:_MAX_NAME]
    try:
        read = _read(path, paris_day(city.clock.now_utc()))
    except ContentUnreadable as error:
        with city.database.transaction() as unit:
            _keep(unit, _REFUSED, LastFile(name, city.now(), refusal=str(error)))
        raise
    fields = [place_fields(one) for one in sorted(read.places, key=_nearness)]
    n_sent = min(len(fields), MAX_SENT)
    version = hashlib.sha256(msgspec.json.encode(fields)).hexdigest()[:_VERSION_HEX]
    taken = LastFile(
        name,
        city.now(),
        n_places=len(fields),
        n_sent=n_sent,
        n_refused=len(read.refused),
        n_remarks=len(read.remarks),
        problems=_problems(read.refused, read.remarks),
    )
    with city.database.transaction() as unit:
        _keep(unit, _TAKEN, taken)
        unit.state.put(_REFUSED, "")
        if unit.state.get(_VERSION) == version:
            return Imported(read, n_sent, is_new=False)
        unit.places.replace(fields)
        unit.state.put(_VERSION, version)
        unit.state.bump()
    return Imported(read, n_sent, is_new=True)


def last_files(unit: CityUnit) -> tuple[LastFile | None, LastFile | None]:
    """Return the last file that was taken, and the one refused whole after it; None for none."""
    taken, refused = (unit.state.get(name) for name in (_TAKEN, _REFUSED))
    return _kept(taken), _kept(refused)


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


def _read(path: Path, today: date) -> PlaceFile:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ContentUnreadable(f"{path.name} : le fichier ne se lit pas") from error
    return read_place_file(content, path.name, today)


def _problems(refused: Sequence[Told], remarks: Sequence[Told]) -> tuple[Problem, ...]:
    lost = [Problem(one.line, one.column, one.sentence, is_lost=True) for one in refused]
    other = [Problem(one.line, one.column, one.sentence, is_lost=False) for one in remarks]
    return tuple((lost + other)[:MAX_PROBLEMS])


def _keep(unit: CityUnit, name: str, file: LastFile) -> None:
    unit.state.put(name, msgspec.json.encode(file).decode("utf-8"))


def _kept(text: str) -> LastFile | None:
    return msgspec.json.decode(text, type=LastFile) if text else None
