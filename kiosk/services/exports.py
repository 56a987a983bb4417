# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that a coordinator takes away, of this machine's rows, each with its line of journal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, cast

from kiosk.domain.export_journal import ExportLine
from kiosk.domain.flat_visit import flat_visit
from kiosk.domain.packed_visit import packed
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.exports import registry
from kiosk.exports.hashing_stream import HashingStream
from kiosk.exports.own_files import forget_halves, free_place
from kiosk.exports.progress import STEPS_OF_FIGURES, Steps, unheard
from kiosk.exports.registry import FIGURES, ExportKind, held_of, write_figures
from kiosk.exports.rows import ExportContext, lacking_text, totals_of
from kiosk.exports.whole_file import write_whole
from kiosk.foundation.errors import Refused
from kiosk.services.training_mark import refuse_in_training

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import BinaryIO

    from kiosk.domain.coverage import Coverage
    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.periods import Period
    from kiosk.exports.progress import Progress
    from kiosk.foundation.clock import Clock
    from kiosk.services.staff import StaffRole
    from kiosk.services.statistics import Counted, StatisticsService
    from kiosk.storage.engine import Database


class Exported(StrEnum):
    """What one row of a file is."""

    VISITS = "accompagnements"
    SESSIONS = "passages"


@dataclass(frozen=True, slots=True)
class Order:
    """A file that somebody asks for.

    Attributes:
        kind: Which kind of file.
        role: In which role it is asked for.
        what: What one row of it is.
        centre: Code of the only centre to keep; empty for all.
    """

    kind: ExportKind
    role: StaffRole
    what: Exported = Exported.VISITS
    centre: str = ""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written.

    Attributes:
        path: The file.
        kind: Which kind of file.
        n_rows: Rows of that file, its headings aside; 0 for one that is no list.
        coverage: What it covers and which days are missing.
        sha256: Of its bytes, as the journal keeps it.
        n_people: People helped of whom it tells; nothing for sessions and hidden numbers.
    """

    path: Path
    kind: ExportKind
    n_rows: int
    coverage: Coverage
    sha256: str
    n_people: int | None = None


class _Made(NamedTuple):
    """What a file is made of, read before its first byte."""

    order: Order
    counted: Counted
    rows: list[FlatVisit]
    context: ExportContext
    titles: Mapping[str, str]


class ExportService:
    """Writes the files and keeps their journal."""

    def __init__(self, database: Database, clock: Clock, statistics: StatisticsService) -> None:
        """Take the rows that `statistics` counts; the journal lies in `database`."""
        self._database = database
        self._clock = clock
        self._statistics = statistics
        self._started_utc = clock.now_utc()

    def forget_halves(self, folder: Path) -> int:
        """Delete what an earlier start left of files that it did not finish; return how many."""
        return forget_halves(folder, self._started_utc)

    def file_name(
        self, period: Period, kind: ExportKind, *, what: Exported = Exported.VISITS
    ) -> str:
        """Return the name to offer for a file: what and which days, another for each workbook."""
        return registry.file_name(kind, period, what=what.value)

    def export(
        self,
        period: Period,
        order: Order,
        file: Path,
        *,
        progress: Progress = unheard,
        walkthrough_titles: Mapping[str, str] | None = None,
    ) -> ExportReport:
        """Write the rows of a period to `file`, whole or not at all, and note it.

        Args:
            period: The days.
            order: Which file, and in which role it is asked for.
            file: Where it goes: it replaces an older one of this machine, and beside any other
                file gets « -2 ».
            progress: Told how far it is; may raise `ExportCancelled`.
            walkthrough_titles: Names of walkthroughs, for the statistics.

        Raises:
            Refused: ``sessions_only_as_csv``: the national tool has no place for sessions;
                ``training_folder`` where people practise; ``figures_too_long`` for figures of
                more than five years.
            SheetTooLong: If the one sheet of that kind of file cannot hold the rows.
            ExportCancelled: If `progress` said so; no file is made, an older one stands.
            StorageFull: If there is no room for the file or its line; an older file stands.
            StorageReadOnly: If the folder cannot be written; an older file stands.
        """
        refuse_in_training(self._database)
        self.forget_halves(file.parent)
        with self._database.unit_of_work() as uow:
            file = free_place(file, uow.exported.knows)
        if order.what is Exported.SESSIONS and order.kind is not ExportKind.CSV:
            raise Refused("sessions_only_as_csv")
        progress(0, 0)
        counted = self._statistics.counted(period)
        rows = registry.in_order(
            flat_visit(row)
            for row in counted.rows.visits
            if order.centre in {"", row.visit.content.centre}
        )
        context = self._context(period, order, counted, rows)
        made = _Made(order, counted, rows, context, walkthrough_titles or {})
        hashes: list[str] = []

        def write(stream: BinaryIO) -> int:
            hashed = HashingStream(stream)
            n_rows = self._write(made, cast("BinaryIO", hashed), progress)
            hashes.append(hashed.sha256())
            return n_rows

        is_of_sessions = order.what is Exported.SESSIONS
        n_people = None if is_of_sessions else held_of(order.kind, context.totals).n_people

        def report(n_rows: int) -> ExportReport:
            return ExportReport(file, order.kind, n_rows, counted.coverage, hashes[-1], n_people)

        n_rows = write_whole(file, write, lambda n: self._note(order, context, report(n)))
        return report(n_rows)

    def _write(self, made: _Made, stream: BinaryIO, progress: Progress) -> int:
        order, context = made.order, made.context
        if order.what is Exported.SESSIONS:
            sessions = made.counted.rows.sessions
            return registry.export_sessions(sessions, stream, context, progress)
        if order.kind in FIGURES:
            steps = Steps(progress, STEPS_OF_FIGURES)
            figures = self._statistics.figures(context.period, centre=order.centre)
            steps.done()
            found = self._statistics.sections(figures, made.titles)
            steps.done()
            write_figures(order.kind, figures, found, stream, context)
            steps.done()
            return registry.NO_LIST
        n_rows = registry.write_detail(
            map(packed, made.rows), order.kind, stream, context, progress
        )
        progress(len(made.rows), len(made.rows))
        return n_rows

    def journal(self, limit: int = 200) -> tuple[ExportLine, ...]:
        """Return the newest lines of the journal of exports, newest first."""
        with self._database.unit_of_work() as uow:
            return uow.exported.newest(limit)

    def _context(
        self, period: Period, order: Order, counted: Counted, rows: list[FlatVisit]
    ) -> ExportContext:
        context = ExportContext(
            period=period,
            coverage=counted.coverage,
            exported_utc=self._clock.now_utc(),
            places=counted.places,
            vocabulary=national_vocabulary(),
            totals=totals_of(rows),
            referral_places=self._place_names(rows),
        )
        if not order.centre:
            return context
        return replace(context, filters=(("Centre", context.place(order.centre).name),))

    def _place_names(self, rows: list[FlatVisit]) -> dict[str, str]:
        wanted = {row.referral_place for row in rows if row.referral_place}
        if not wanted:
            return {}
        with self._database.unit_of_work() as uow:
            return {place.place_id: place.name for place in uow.places.all()}

    def _note(self, order: Order, context: ExportContext, report: ExportReport) -> None:
        line = ExportLine(
            made_utc=self._clock.now_utc(),
            role=order.role.value,
            kind=f"{order.what.value}-{order.kind.value}",
            first=context.period.first,
            last=context.period.last,
            filters=context.filters_text(),
            k=0,
            n_rows=report.n_rows,
            sha256=report.sha256,
            coverage=f"{context.coverage.title()} ; {lacking_text(context.coverage)}",
        )
        with self._database.unit_of_work() as uow:
            uow.exported.add(line)
            uow.commit()
