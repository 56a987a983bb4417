# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file of places in the national schema, CSV or JSON: what is taken of it, line by line.

A line that cannot be taken is told with its number, its column and what to do; the others are
taken. What is wrong with the file itself refuses it whole.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.places import BOUNDS, LISTS, MANDATORY, SEPARATOR, Place, read_place
from kiosk.foundation.errors import ContentUnreadable, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

MAX_PLACES: Final = 10_000
MAX_BYTES: Final = 10_000_000
_MAX_CELL = 20_000
_WRONG: Final = {
    "place_field_missing": "« {field} » est vide. Remplissez-le : il est obligatoire.",
    "place_field_too_long": "« {field} » est trop long. Écrivez {n_max} signes au plus.",
    "place_field_wrong": "« {field} » n’est pas comme le schéma le dit. {what_to_do}",
    "place_field_garbled": "« {field} » a perdu ses accents. Enregistrez le fichier en UTF-8.",
}
_LEFT_OUT: Final = "« {field} » : laissé de côté ou coupé. {what_to_do}"
_ADDRESS: Final = "Écrivez une adresse qui commence par https://."
_WHAT_TO_DO: Final = {
    "pivot": "Écrivez un SIRET (14 chiffres) ou un RNA (W et 9 chiffres).",
    "code_postal": "Écrivez cinq chiffres.",
    "date_maj": "Écrivez un jour passé, comme 2026-09-01.",
    "code_insee": "Écrivez cinq signes, comme 59512.",
    "telephone": "Écrivez un seul numéro, comme 03 20 00 00 00.",
    "courriels": "Écrivez des adresses comme accueil@exemple.fr.",
    "site_web": _ADDRESS,
    "fiche_acces_libre": _ADDRESS,
    "prise_rdv": _ADDRESS,
    "horaires": "Écrivez-les comme « Mo-Fr 09:00-12:00,14:00-17:00 ».",
    "latitude": "Écrivez des degrés, comme 50.69.",
    "longitude": "Écrivez des degrés, comme 3.17.",
    "presentation_resume": "Écrivez 300 signes au plus.",
    "complement_adresse": "Écrivez 200 signes au plus.",
    **dict.fromkeys(LISTS, "Prenez les mots exacts du schéma, séparés par |."),
}

# A line and its fields, or what is wrong with all of it.
_Row = tuple[int, "dict[str, str] | str"]


@dataclass(frozen=True, slots=True)
class Told:
    """Something to tell of a line.

    Attributes:
        line: Number of the line in a table, of the place in a JSON file; from 1.
        column: Field of the schema; empty where the whole line is meant.
        sentence: What is wrong and what to do, in French.
    """

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """What a file holds.

    Attributes:
        places: Those taken, in the order of the file.
        refused: Lines left aside.
        remarks: Fields without which a line was taken.
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
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ContentUnreadable(
            f"{name}, ligne {line} : le texte n’est pas en UTF-8. Enregistrez-le en UTF-8."
        ) from error
    end = name.lower().rpartition(".")[2]
    if end not in {"csv", "json"}:
        raise ContentUnreadable(f"{name} : un fichier .csv ou .json est attendu.")
    rows = _table(text, name) if end == "csv" else _objects(text, name)
    return _taken(rows, name, today)


def _taken(rows: Iterator[_Row], name: str, today: date) -> PlaceFile:
    places: dict[str, Place] = {}
    lines: dict[str, int] = {}
    refused: list[Told] = []
    remarks: list[Told] = []
    found = list(islice(rows, MAX_PLACES + 1))
    if len(found) > MAX_PLACES:
        raise ContentUnreadable(f"{name} : plus de {MAX_PLACES} lieux. Coupez le fichier.")
    for line, fields in found:
        if isinstance(fields, str):
            refused.append(Told(line, "", fields))
            continue
        try:
            read = read_place(fields, today=today)
        except Refused as refusal:
            refused.append(_told(line, refusal))
            continue
        place_id = read.place.place_id
        if place_id in places:
            sentence = f"« id » est déjà celui de la ligne {lines[place_id]}. Changez-le."
            refused.append(Told(line, "id", sentence))
            continue
        places[place_id], lines[place_id] = read.place, line
        remarks += [
            Told(line, field, _LEFT_OUT.format(field=field, what_to_do=_WHAT_TO_DO[field]))
            for field in read.left_out
        ]
    if not places:
        first = f" Ligne {refused[0].line} : {refused[0].sentence}" if refused else ""
        raise ContentUnreadable(f"{name} : aucun lieu lisible.{first} L’annuaire n’a pas changé.")
    return PlaceFile(tuple(places.values()), tuple(refused), tuple(remarks))


def _told(line: int, refusal: Refused) -> Told:
    field = str(refusal.values["field"])
    # A field that is there and wrong has something to do of its own.
    values = {"what_to_do": _WHAT_TO_DO.get(field, "Corrigez-le."), **refusal.values}
    return Told(line, field, _WRONG[refusal.reason].format(**values))


def _table(text: str, name: str) -> Iterator[_Row]:
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
            _look_at_columns(columns, name)
        elif any(cell.strip() for cell in cells):
            yield line, _row(columns, cells)
        line = reader.line_num + 1


def _row(columns: list[str], cells: list[str]) -> dict[str, str] | str:
    if len(cells) != len(columns):
        return (
            f"La ligne a {len(cells)} colonnes au lieu de {len(columns)}. "
            "Vérifiez les séparateurs et les guillemets."
        )
    if any(len(cell) > _MAX_CELL for cell in cells):
        return f"Une case a plus de {_MAX_CELL} signes. Vérifiez les guillemets."
    return dict(zip(columns, cells, strict=True))


def _look_at_columns(columns: list[str], name: str) -> None:
    twice = [field for field in dict.fromkeys(columns) if field and columns.count(field) > 1]
    if twice:
        raise ContentUnreadable(
            f"{name}, ligne 1 : {', '.join(twice)} deux fois. Gardez une seule colonne."
        )
    missing = [field for field in MANDATORY if field not in columns]
    if missing:
        raise ContentUnreadable(
            f"{name}, ligne 1 : il manque {', '.join(missing)}. Ajoutez ces colonnes."
        )


def _objects(text: str, name: str) -> Iterator[_Row]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ContentUnreadable(f"{name} : ce n’est pas du JSON. Vérifiez le fichier.") from error
    if not isinstance(content, list):
        raise ContentUnreadable(f"{name} : une liste de lieux est attendue, entre crochets.")
    for line, one in enumerate(content, start=1):
        yield line, _flat(one) if isinstance(one, dict) else "Ce n’est pas un lieu. Corrigez-le."


def _flat(plain: dict[str, Any]) -> dict[str, str] | str:
    """Return the fields of an object as texts; lists are joined as a table joins them."""
    fields: dict[str, str] = {}
    for field, value in plain.items():
        if isinstance(value, str):
            fields[field] = value[:_MAX_CELL]
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            fields[field] = SEPARATOR.join(value)[:_MAX_CELL]
        elif field in BOUNDS and value is not None:
            fields[field] = str(value)
        elif field in MANDATORY:
            return f"« {field} » n’est pas un texte. Mettez-le entre guillemets."
    return fields
