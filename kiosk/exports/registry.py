# SPDX-License-Identifier: AGPL-3.0-or-later
"""The formats of export, by name: one door for the kiosk and for the city server.

Rows are sorted here, so that the same rows give the same file wherever they come from.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from kiosk.exports import coop, csv_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from kiosk.domain.periods import Period
    from kiosk.exports.rows import ExportContext, SessionRow, VisitRow


class ExportFormat(StrEnum):
    """A format, by the name used on the command line and in addresses."""

    CSV = "csv"
    COOP = "coop"

    @property
    def extension(self) -> str:
        """Extension of its files, with the dot."""
        return ".xlsx" if self is ExportFormat.COOP else ".csv"

    @property
    def media_type(self) -> str:
        """Media type of its files, for a download."""
        if self is ExportFormat.COOP:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return "text/csv; charset=utf-8"


def export(
    rows: Iterable[VisitRow], form: ExportFormat, stream: BinaryIO, context: ExportContext
) -> int:
    """Write the visits of the context's period to `stream`.

    Args:
        rows: Visits; those outside the period are left out.
        form: The format.
        stream: A binary stream; it stays open.
        context: What the file says besides its rows.

    Returns:
        How many visits the file holds.
    """
    kept = sorted(
        (row for row in rows if context.period.holds(row.day)),
        key=lambda row: (row.day, row.visit.entered_hour_utc, row.row_id),
    )
    match form:
        case ExportFormat.CSV:
            csv_file.write_visits(kept, stream, context)
        case ExportFormat.COOP:
            coop.write(kept, stream, context, total=len(kept))
        case _:
            assert_never(form)
    return len(kept)


def export_sessions(rows: Iterable[SessionRow], stream: BinaryIO, context: ExportContext) -> int:
    """Write the sessions of the context's period to `stream`, as CSV.

    The national tool has no place for the use of a machine alone, so no other format has them.

    Returns:
        How many sessions the file holds.
    """
    kept = sorted(
        (row for row in rows if context.period.holds(row.day)),
        key=lambda row: (row.started_hour_utc, row.row_id),
    )
    csv_file.write_sessions(kept, stream, context)
    return len(kept)


def file_name(form: ExportFormat, period: Period, *, what: str) -> str:
    """Return a neutral file name: what, which days; never a person or a place."""
    first, last = period.first.isoformat(), period.last.isoformat()
    return f"{what}-{first}-{last}{form.extension}"
