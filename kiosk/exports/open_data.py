# SPDX-License-Identifier: AGPL-3.0-or-later
"""The open data of a period that is over: counts from 11 on, in one archive.

A CSV file as machines read it (comma, UTF-8 without mark), its Table Schema, the description of
the package, a text for people and, where it can be made, the same lines as Parquet.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING

from kiosk.domain.disclosure import SECRET
from kiosk.exports.parquet_file import parquet
from kiosk.exports.safe_text import without_formula
from kiosk.exports.table_schema import (
    COLUMNS,
    CSV_NAME,
    PACKAGE_NAME,
    PARQUET_NAME,
    README_NAME,
    SCHEMA_NAME,
    data_package,
    lines_of,
    table_schema,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, BinaryIO

    from kiosk.exports.funder_tables import Disclosed
    from kiosk.exports.table_schema import Line


def write_open_data(
    disclosed: Disclosed,
    stream: BinaryIO,
    as_parquet: Callable[[Sequence[Line]], bytes | None] = parquet,
) -> int:
    """Write the archive to `stream`, which stays open.

    Args:
        disclosed: What was decided for the public.
        stream: Where the file goes.
        as_parquet: Gives the lines as Parquet, or nothing where that cannot be made.

    Returns:
        How many lines it holds.
    """
    lines = lines_of(disclosed)
    columns = as_parquet(lines)
    files = {
        CSV_NAME: _csv(lines),
        SCHEMA_NAME: _json(table_schema()),
        PACKAGE_NAME: _json(data_package(disclosed)),
        README_NAME: _readme(disclosed, has_parquet=columns is not None).encode(),
    }
    if columns is not None:
        files[PARQUET_NAME] = columns
    finished = io.BytesIO()
    day = disclosed.decided_on
    with zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # a fixed date: the same numbers make the same archive
            info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    stream.write(finished.getbuffer())
    return len(lines)


def _csv(lines: Sequence[Line]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for *words, n, is_secret in lines:
        cells = [without_formula(str(word)) for word in words]
        number = SECRET if is_secret else n  # nothing where there was no service: an empty cell
        writer.writerow([*cells, number, str(is_secret).lower()])
    return text.getvalue().encode()


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _readme(disclosed: Disclosed, *, has_parquet: bool) -> str:
    formats = (
        f"{PARQUET_NAME} : les mêmes lignes, en Parquet."
        if has_parquet
        else "Pas de Parquet : ce programme est installé sans lui."
    )
    lines = (
        f"Fréquentation de la médiation numérique, {disclosed.title}",
        f"Périmètre : {disclosed.scope}",
        f"Licence : {disclosed.licence.title}, {disclosed.licence.path}",
        *(f"{name} : {text}" for name, text in disclosed.lacks()),
        "",
        *disclosed.legend(),
        "",
        f"{CSV_NAME} : les nombres, virgule, UTF-8 ; case vide : pas de service.",
        f"{SCHEMA_NAME} : le schéma des colonnes. {PACKAGE_NAME} : la fiche du jeu de données.",
        formats,
    )
    return "\r\n".join(lines) + "\r\n"
