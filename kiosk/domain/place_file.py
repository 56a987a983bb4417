# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file of places in the national schema, CSV or JSON: what is taken of it, line by line.

A line that cannot be taken is told with its number and what to do; the others are taken. What is
wrong with the file itself refuses it whole.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.places import MANDATORY, SEPARATOR, Place, read_place
from kiosk.foundation.errors import ContentUnreadable, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

MAX_PLACES: Final = 5_000
MAX_BYTES: Final = 10_000_000
_MAX_CELL = 20_000
_WHAT_TO_DO: Final = {
    "place_field_missing": "« {field} » est vide. Remplissez-le : il est obligatoire.",
    "place_field_too_long": "« {field} » est trop long. Écrivez {n_max} signes au plus.",
    "place_field_wrong": "« {field} » n’est pas comme le schéma le dit. Corrigez-le.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """Something to tell of a line.

    Attributes:
        line: Number of the line in a table, of the place in a JSON file; from 1.
        sentence: What is wrong and what to do, in French.
    """

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """What a file holds.

    Attributes:
        places: Those taken, in the order of the file.
        refused: Lines left aside.
        remarks: Lines taken without one of their fields.
    """

    places: tuple[Place, ...]
    refused: tuple[Told, ...]
    remarks: tuple[Told, ...]


def read_place_file(content: bytes, name: str, today: date) -> PlaceFile:
    """Return what a file of places holds.

    Args:
        content: Its bytes.
        name: Its name; the end says whether it is a table or JSON.
        today: Day of the reading.

    Raises:
        ContentUnreadable: If it is too large, is not what its name says, lacks a column that must
            be there, or has no line that can be taken.
    """
    if len(content) > MAX_BYTES:
        raise ContentUnreadable(f"{name} : le fichier dépasse 10 Mo. Coupez-le.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentUnreadable(
            f"{name} : le texte n’est pas en UTF-8. Enregistrez-le en UTF-8."
        ) from error
    end = name.lower().rpartition(".")[2]
    if end not in {"csv", "json"}:
        raise ContentUnreadable(f"{name} : un fichier .csv ou .json est attendu.")
    rows = _table(text, name) if end == "csv" else _objects(text, name)
    return _taken(rows, name, today)


def _taken(rows: Iterator[tuple[int, dict[str, str] | None]], name: str, today: date) -> PlaceFile:
    places: dict[str, Place] = {}
    refused: list[Told] = []
    remarks: list[Told] = []
    for n, (line, fields) in enumerate(rows, start=1):
        if n > MAX_PLACES:
            raise ContentUnreadable(f"{name} : plus de {MAX_PLACES} lieux. Coupez le fichier.")
        if fields is None:
            refused.append(Told(line, "La ligne n’a pas les bonnes colonnes. Corrigez-la."))
            continue
        try:
            read = read_place(fields, today=today)
        except Refused as refusal:
            refused.append(Told(line, _WHAT_TO_DO[refusal.reason].format(**refusal.values)))
            continue
        if read.place.place_id in places:
            refused.append(Told(line, "« id » est déjà celui d’un autre lieu. Changez-le."))
            continue
        places[read.place.place_id] = read.place
        if read.left_out:
            fields_told = ", ".join(f"« {field} »" for field in read.left_out)
            remarks.append(Told(line, f"{fields_told} : à vérifier, laissé de côté ou coupé."))
    if not places:
        first = f" Ligne {refused[0].line} : {refused[0].sentence}" if refused else ""
        raise ContentUnreadable(f"{name} : aucun lieu lisible.{first} L’annuaire n’a pas changé.")
    return PlaceFile(tuple(places.values()), tuple(refused), tuple(remarks))


def _table(text: str, name: str) -> Iterator[tuple[int, dict[str, str] | None]]:
    head = text.partition("\n")[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    columns: list[str] = []
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ContentUnreadable(
                f"{name}, ligne {line} : ce n’est pas un tableau lisible. Vérifiez les guillemets."
            ) from error
        if cells is None:
            return
        if not columns:
            columns = [cell.strip() for cell in cells]
            _refuse_missing(set(columns), name)
        elif any(cell.strip() for cell in cells):
            fits = len(cells) == len(columns) and all(len(cell) <= _MAX_CELL for cell in cells)
            yield line, dict(zip(columns, cells, strict=True)) if fits else None
        line = reader.line_num + 1


def _refuse_missing(columns: set[str], name: str) -> None:
    missing = [field for field in MANDATORY if field not in columns]
    if missing:
        raise ContentUnreadable(
            f"{name}, ligne 1 : il manque {', '.join(missing)}. Ajoutez ces colonnes."
        )


def _objects(text: str, name: str) -> Iterator[tuple[int, dict[str, str] | None]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ContentUnreadable(f"{name} : ce n’est pas du JSON. Vérifiez le fichier.") from error
    if not isinstance(content, list):
        raise ContentUnreadable(f"{name} : une liste de lieux est attendue, entre crochets.")
    for line, one in enumerate(content, start=1):
        yield line, _flat(one) if isinstance(one, dict) else None


def _flat(plain: dict[str, Any]) -> dict[str, str] | None:
    """Return the fields of an object as texts; lists are joined as a table joins them."""
    fields: dict[str, str] = {}
    for field, value in plain.items():
        if isinstance(value, str):
            fields[field] = value[:_MAX_CELL]
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            fields[field] = SEPARATOR.join(value)[:_MAX_CELL]
        elif field in MANDATORY:
            return None
    return fields
