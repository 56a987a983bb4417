# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that a coordinator takes away: visits or sessions of a period, this machine's rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.vocabulary import national_vocabulary
from kiosk.exports import registry
from kiosk.exports.registry import ExportFormat
from kiosk.exports.rows import ExportContext
from kiosk.exports.whole_file import write_whole
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from kiosk.domain.coverage import Coverage
    from kiosk.domain.periods import Period
    from kiosk.foundation.clock import Clock
    from kiosk.services.statistics import StatisticsService


class Exported(StrEnum):
    """What one row of a file is."""

    VISITS = "accompagnements"
    SESSIONS = "passages"


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written.

    Attributes:
        path: The file.
        n_rows: How many visits or sessions it holds.
        coverage: What it covers and which days are missing.
    """

    path: Path
    n_rows: int
    coverage: Coverage


class ExportService:
    """Writes the files."""

    def __init__(self, clock: Clock, statistics: StatisticsService) -> None:
        """Take the rows and the missing days that `statistics` counts."""
        self._clock = clock
        self._statistics = statistics

    def file_name(
        self, period: Period, form: ExportFormat, *, what: Exported = Exported.VISITS
    ) -> str:
        """Return the name to offer for a file: what and which days."""
        return registry.file_name(form, period, what=what.value)

    def export(
        self,
        period: Period,
        form: ExportFormat,
        file: Path,
        *,
        what: Exported = Exported.VISITS,
    ) -> ExportReport:
        """Write the rows of a period to `file`, whole or not at all.

        Raises:
            Refused: ``sessions_only_as_csv``: the national tool has no place for sessions.
            StorageFull: If there is no room; an older file stands.
            StorageReadOnly: If the folder cannot be written; an older file stands.
        """
        if what is Exported.SESSIONS and form is not ExportFormat.CSV:
            raise Refused("sessions_only_as_csv")
        counted = self._statistics.counted(period)
        context = ExportContext(
            period=period,
            coverage=counted.coverage,
            exported_utc=self._clock.now_utc(),
            places=counted.places,
            vocabulary=national_vocabulary(),
        )

        def write(stream: BinaryIO) -> int:
            if what is Exported.SESSIONS:
                return registry.export_sessions(counted.rows.sessions, stream, context)
            return registry.export(counted.rows.visits, form, stream, context)

        return ExportReport(file, write_whole(file, write), counted.coverage)
