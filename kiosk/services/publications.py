# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables for people outside, of a machine that no city knows.

Where there is a city, only its server makes them: only who knows every table given out before
can see to it that none gives another one away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from kiosk.domain.disclosure import days_of, months_of, period_name
from kiosk.domain.disclosure_ledger import CountedMonth, arrived_after, publish
from kiosk.domain.disclosure_start import refuse_before_service
from kiosk.domain.disclosure_tally import RECORDED, catalogue, cells_of, month_counts
from kiosk.domain.export_journal import ExportLine
from kiosk.domain.privacy import Kept, erase_before
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.exports.funder_tables import Disclosed
from kiosk.exports.hashing_stream import HashingStream
from kiosk.exports.own_files import forget_halves, free_place
from kiosk.exports.progress import STEPS_OF_TABLES, Steps, go_on, unheard
from kiosk.exports.registry import AUDIENCES, write_disclosed
from kiosk.exports.rows import missing_days_text
from kiosk.exports.whole_file import write_whole
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.services.exports import ExportReport
from kiosk.services.given_months import GivenMonths
from kiosk.services.training_mark import refuse_in_training

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO

    from kiosk.domain.disclosure import Audience
    from kiosk.domain.periods import Period
    from kiosk.exports.progress import Progress
    from kiosk.foundation.clock import Clock
    from kiosk.services.device import DeviceService
    from kiosk.services.exports import Order
    from kiosk.services.statistics import StatisticsService
    from kiosk.storage.engine import Database


class _Month(NamedTuple):
    """A month as it is counted, and the records that count in it."""

    counted: CountedMonth
    visits: Collection[str]


class PublicationService:
    """Decides what is given out, once, and keeps it."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        device: DeviceService,
        statistics: StatisticsService,
    ) -> None:
        """Keep the ledger in `database`; count what `statistics` counts."""
        self._database = database
        self._clock = clock
        self._device = device
        self._statistics = statistics
        self._started_utc = clock.now_utc()
        self._given = GivenMonths(database.path.parent)

    def disclosed(
        self, period: Period, audience: Audience, still_wanted: Callable[[], None] = go_on
    ) -> Disclosed:
        """Return what an audience gets of a period; asked again, the same numbers.

        `still_wanted` is asked before each month is counted and before anything is decided; it
        may raise `ExportCancelled`, and nothing is decided then.

        Raises:
            Refused: ``tables_are_on_the_server`` on a machine of a city, ``period_not_calendar``
                unless it is a whole month, quarter or year, ``period_not_closed`` before its end,
                ``period_erased`` when records of a month never given out are erased here: what is
                left of it would be told as the whole; ``period_given_out`` when a month was given
                out and the database, damaged or put back since, lacks it;
                ``period_before_service`` when nothing was in service yet.
            StorageDamaged: If it cannot be known which months were given out.
            StorageFull: If there is no room to note that months are given out.
            StorageReadOnly: If the data folder cannot be written.
        """
        identity = self._device.identity()
        if identity.enrolled:
            raise Refused("tables_are_on_the_server")
        now_utc = self._clock.now_utc()
        name = period_name(period, today=paris_day(now_utc))
        months = self._months(name, now_utc, still_wanted)
        still_wanted()
        lists = national_vocabulary()
        coverage = self._statistics.counted(days_of(name)).coverage
        with self._database.unit_of_work() as uow:
            if uow.device.get().device_id is not None:  # enrolled while this counted
                raise Refused("tables_are_on_the_server")
            fresh = months.keys() - uow.publications.of_year(name[:4]).keys()
            entries = publish(
                uow.publications, name, catalogue(lists), lambda one: months[one].counted, now_utc
            )
            uow.publications.note_visits(
                {visit: month for month in fresh for visit in months[month].visits}
            )
            refuse_before_service(
                {month: entries[month].counts for month in months_of(name)},
                name,
                coverage.in_service_since,
            )
            uow.commit()
        self._given.note(months_of(name))
        card = identity.centre
        centres = {card.code: card.name}
        now = {month: one.counted.counts for month, one in months.items()}
        late = arrived_after(entries, name, now, RECORDED)
        return Disclosed(name, audience, entries, coverage.title(), centres, lists, late)

    def published_months(self) -> tuple[str, ...]:
        """Return the months of which this machine gave tables to outsiders, in order."""
        with self._database.unit_of_work() as uow:
            return tuple(sorted(self._given.read().union(uow.publications.months())))

    def export(
        self, period: Period, order: Order, file: Path, *, progress: Progress = unheard
    ) -> ExportReport:
        """Write the tables of an audience to `file`, whole or not at all, and note it.

        Raises:
            Refused: As `disclosed` does, and ``training_folder`` where people practise.
            ExportCancelled: If `progress` said so; no file is made, an older one stands.
            StorageFull: If there is no room for the file or its line; an older file stands.
            StorageReadOnly: If the folder cannot be written; an older file stands.
        """
        refuse_in_training(self._database)
        forget_halves(file.parent, self._started_utc)
        with self._database.unit_of_work() as uow:
            file = free_place(file, uow.exported.knows)
        audience = AUDIENCES[order.kind]
        steps = Steps(progress, STEPS_OF_TABLES)
        told = self.disclosed(period, audience, steps.still_wanted)
        steps.done()
        coverage = self._statistics.counted(period).coverage
        hashes: list[str] = []

        def write(stream: BinaryIO) -> int:
            hashed = HashingStream(stream)
            n_rows = write_disclosed(told, cast("BinaryIO", hashed))
            steps.done()
            hashes.append(hashed.sha256())
            return n_rows

        def report(n_rows: int) -> ExportReport:
            return ExportReport(file, order.kind, n_rows, coverage, hashes[-1])

        n_rows = write_whole(file, write, lambda n: self._note(order, period, told, report(n)))
        return report(n_rows)

    def _note(self, order: Order, period: Period, told: Disclosed, report: ExportReport) -> None:
        lacks = " ; ".join(f"{name} : {text}" for name, text in told.lacks())
        line = ExportLine(
            made_utc=self._clock.now_utc(),
            role=order.role.value,
            kind=order.kind.value,
            first=period.first,
            last=period.last,
            filters="",
            k=told.audience.least,
            n_rows=report.n_rows,
            sha256=report.sha256,
            coverage=f"{told.scope} ; {lacks}",
        )
        with self._database.unit_of_work() as uow:
            uow.exported.add(line)
            uow.commit()

    def _months(
        self, name: str, now_utc: datetime, still_wanted: Callable[[], None]
    ) -> dict[str, _Month]:
        """Count the months of a period whose records are all here still."""
        with self._database.unit_of_work() as uow:
            known, elsewhere = uow.publications.of_year(name[:4]), uow.publications.visits()
        if not known.keys() >= self._given.read().intersection(months_of(name)):
            raise Refused("period_given_out")
        kept_since = paris_day(erase_before(Kept.VISITS, now_utc))
        whole = [month for month in months_of(name) if days_of(month).first >= kept_since]
        if not known.keys() >= set(months_of(name)) - set(whole):
            raise Refused("period_erased")
        months: dict[str, _Month] = {}
        for month in whole:
            still_wanted()
            months[month] = self._count(month, elsewhere)
        return months

    def _count(self, month: str, elsewhere: Mapping[str, str]) -> _Month:
        """Count a month without the records that count in another one, given out before."""
        counted = self._statistics.counted(days_of(month))
        gaps = missing_days_text(counted.coverage) if counted.coverage.missing_days else ""
        centre = self._device.identity().centre.code
        since = counted.coverage.in_service_since
        before = [centre] if since is None or days_of(month).last < since else []
        visits = {
            row.visit.visit_id: row
            for row in counted.rows.visits
            if elsewhere.get(row.visit.visit_id, month) == month
        }
        cells = cells_of(replace(counted.rows, visits=tuple(visits.values())))
        counts = month_counts(cells, national_vocabulary(), {centre: counted.door_hours}, before)
        late = counted.coverage.late_sentence()
        return _Month(CountedMonth(counts, gaps, late), visits.keys())
