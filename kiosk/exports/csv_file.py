# SPDX-License-Identifier: AGPL-3.0-or-later
"""CSV files that French Excel and LibreOffice open by a double click.

UTF-8 with its mark, ``;`` between columns, CR LF between rows, decimal comma, ISO days (read as
dates whatever the language of the office suite). One row is one visit or one session, the first
row holds the headings and nothing else stands in the file, so that filters, sums and pivot
tables work at once. What the file covers and which days are missing stand on every row, in two
columns at the end, since a block above or below the table would break those.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from kiosk.exports.detail import HEADINGS, VALUES_SEPARATOR, Lines, in_steps
from kiosk.exports.progress import unheard
from kiosk.exports.rows import OUTCOME_WORDS, lacking_text
from kiosk.exports.safe_text import csv_cell, without_formula
from kiosk.foundation.clock import PARIS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from kiosk.exports.detail import Cell
    from kiosk.exports.progress import Progress
    from kiosk.exports.rows import ExportContext, SessionRow

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LINE_END = "\r\n"

VISIT_HEADINGS = (*HEADINGS, "Périmètre", "Jours sans donnée")

SESSION_HEADINGS = (
    "Jour",
    "Heure",
    "Lieu",
    "Durée (min)",
    "Langue",
    "Démarches",
    "Dernières étapes",
    "Démarches finies",
    "Fin de la session",
    "Identifiant",
    "Périmètre",
    "Jours sans donnée",
)

_LANGUAGE_WORDS = {
    "fr": "Français",
    "fr-falc": "Français facile",
    "ar": "Arabe",
    "tr": "Turc",
    "pt": "Portugais",
    "pl": "Polonais",
    "ro": "Roumain",
    "en": "Anglais",
}


def write_visits(
    rows: Iterable[str],
    stream: BinaryIO,
    context: ExportContext,
    progress: Progress = unheard,
) -> int:
    """Write one row a packed visit to `stream`; some hundreds are taken at a time.

    Returns:
        How many rows were written.
    """
    covered = (context.coverage.title(), lacking_text(context.coverage))
    end = f";{';'.join(map(csv_cell, covered))}{_LINE_END}".encode()
    lines = Lines(context, _visit_cells, (b"", end))
    headings = f"{';'.join(map(csv_cell, VISIT_HEADINGS))}{_LINE_END}"
    stream.write(_BYTE_ORDER_MARK + headings.encode())
    n_rows = 0
    for some in in_steps(rows):
        stream.write(lines(some))
        n_rows += len(some)
        progress(n_rows, context.totals.n_rows)
    progress(n_rows, context.totals.n_rows)
    return n_rows


def _visit_cells(cells: tuple[Cell, ...]) -> bytes:
    """Return adjacent cells as they stand in a row, each followed by its semicolon."""
    return "".join(f"{_cell_text(cell)};" for cell in cells).encode()


def _cell_text(cell: Cell) -> str:
    match cell:
        case str():
            return csv_cell(cell)
        case int():
            return str(cell)
        case float():
            return f"{cell:.2f}".replace(".", ",")
        case date():
            return cell.isoformat()


def write_sessions(rows: Iterable[SessionRow], stream: BinaryIO, context: ExportContext) -> None:
    """Write one row a session to `stream`; rows are taken one at a time."""
    write_rows(stream, SESSION_HEADINGS, (_session_cells(row, context) for row in rows))


def write_rows(
    stream: BinaryIO, headings: tuple[str, ...], rows: Iterable[tuple[str | int, ...]]
) -> None:
    """Write headings and rows to `stream`, which stays open."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow(headings)
        for cells in rows:
            writer.writerow(
                [without_formula(cell) if isinstance(cell, str) else cell for cell in cells]
            )
        text.flush()
    finally:
        # The stream belongs to the caller: closing the wrapper would close it.
        text.detach()


def _session_cells(row: SessionRow, context: ExportContext) -> tuple[str | int, ...]:
    return (
        row.day.isoformat(),
        row.started_hour_utc.astimezone(PARIS).hour,
        context.place(row.centre).name,
        row.duration_min,
        _LANGUAGE_WORDS.get(row.language, row.language),
        VALUES_SEPARATOR.join(trace.walkthrough_id for trace in row.traces),
        VALUES_SEPARATOR.join(trace.last_step for trace in row.traces),
        sum(trace.finished for trace in row.traces),
        OUTCOME_WORDS[row.outcome],
        row.row_id,
        context.coverage.title(),
        lacking_text(context.coverage),
    )
