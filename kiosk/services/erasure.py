# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasure of what has been kept long enough, as `kiosk.domain.privacy.RETENTION` says.

Rows go in one transaction, then the log of the database is cut so that no byte stays behind;
backups, set-aside files and old journals go by their date. The instant is the trusted one: a clock
that leapt ahead must not empty the machine.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.domain.openings import instant_utc
from kiosk.domain.outbox import EventKind
from kiosk.domain.privacy import Kept, erase_before
from kiosk.domain.step_counts import week_of
from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from kiosk.foundation.logging_setup import LOG_NAME, LOGS_NAME
from kiosk.services.opening import SET_ASIDE_NAME
from kiosk.services.visit_salts import forget_old_salts
from kiosk.storage.erasure_log import ErasureLine
from kiosk.storage.schema import BACKUPS_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date
    from pathlib import Path

    from kiosk.domain.outbox import Core
    from kiosk.domain.periods import Period
    from kiosk.foundation.events import EventBus
    from kiosk.services.device import DeviceService
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork

_FOLDERS = ((Kept.BACKUPS, BACKUPS_NAME), (Kept.SET_ASIDE, SET_ASIDE_NAME))


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """How much was erased.

    Attributes:
        counts: (what, how many rows or files), only where there was something.
    """

    counts: tuple[tuple[Kept, int], ...]

    @property
    def total(self) -> int:
        """Rows and files together."""
        return sum(count for _, count in self.counts)


class ErasureService:
    """Erases by date; done at each start and every hour."""

    def __init__(self, database: Database, bus: EventBus, device: DeviceService) -> None:
        """Serve the data folder in which `database` lies; `device` says which instant it is."""
        self._database = database
        self._bus = bus
        self._device = device
        self._folder = database.path.parent

    def run(self) -> ErasureReport:
        """Erase everything that has been kept long enough; return what and how much."""
        now_utc = self._device.clock_trust().last_instant_utc
        files = {
            kept: _erase_files(self._folder / name, erase_before(kept, now_utc))
            for kept, name in _FOLDERS
        }
        files[Kept.LOG_FILES] = _erase_files(
            self._folder / LOGS_NAME, erase_before(Kept.LOG_FILES, now_utc), spare=LOG_NAME
        )
        report = self._erase_rows(files, now_utc)
        if report.total:
            self._database.forget_erased()
            self._bus.publish(Topic.AGENDA)
            self._bus.publish(Topic.ATTENDANCE)
        return report

    def log(self, period: Period) -> tuple[ErasureLine, ...]:
        """Return what was erased here in a period, by day and kind, for the DPO."""
        with self._database.unit_of_work() as uow:
            return uow.erasures.between(period)

    def _erase_rows(self, files: Mapping[Kept, int], now_utc: datetime) -> ErasureReport:
        """Erase rows and write the log of it, files too, in one transaction."""

        def before(kept: Kept) -> datetime:
            return erase_before(kept, now_utc)

        with self._database.unit_of_work() as uow:
            # a wait lasts until the workshop, which the city tells weeks ahead
            waited_for = uow.workshops.names_since(before(Kept.APPOINTMENT_LABELS))
            counts = {
                Kept.SESSIONS: uow.sessions.erase_sessions(before(Kept.SESSIONS)),
                Kept.FEEDBACK: uow.sessions.erase_feedback(before(Kept.FEEDBACK)),
                Kept.VISITS: uow.visits.erase_before(paris_day(before(Kept.VISITS))),
                Kept.VISIT_DRAFTS: uow.visits.erase_drafts_before(before(Kept.VISIT_DRAFTS)),
                Kept.VISIT_SALTS: forget_old_salts(uow, paris_day(now_utc)),
                Kept.APPOINTMENT_LABELS: uow.appointments.erase_labels(
                    before(Kept.APPOINTMENT_LABELS)
                )
                + uow.plans.erase(before(Kept.APPOINTMENT_LABELS)),
                Kept.REQUEST_LABELS: uow.requests.erase_labels(
                    before(Kept.REQUEST_LABELS), spared=waited_for
                ),
                Kept.APPOINTMENT_CONTACTS: _erase_annexes(uow, before, waited_for),
                Kept.APPOINTMENTS: uow.appointments.erase(before(Kept.APPOINTMENTS))
                + uow.requests.erase(before(Kept.APPOINTMENTS), spared=waited_for)
                + uow.intents.erase(before(Kept.APPOINTMENTS))
                + uow.workshops.erase(before(Kept.APPOINTMENTS)),
                Kept.QUEUE_TICKETS: uow.queue.erase(paris_day(before(Kept.QUEUE_TICKETS))),
                Kept.STEP_COUNTS: uow.step_counts.erase(
                    week_of(paris_day(before(Kept.STEP_COUNTS)))
                ),
                Kept.SENT_EVENTS: uow.outbox.erase_settled(before(Kept.SENT_EVENTS)),
                Kept.EXPORT_JOURNAL: uow.exported.erase(before(Kept.EXPORT_JOURNAL)),
                Kept.ERASURE_LOG: uow.erasures.erase_before(paris_day(before(Kept.ERASURE_LOG))),
            }
            counts.update(files)
            report = ErasureReport(tuple((kept, n) for kept, n in counts.items() if n))
            _note(uow, report, paris_day(now_utc))
            uow.commit()
        return report


def _note(uow: UnitOfWork, report: ErasureReport, day: date) -> None:
    for kept, n in report.counts:
        uow.erasures.add(ErasureLine(day, kept, n))


def _erase_annexes(
    uow: UnitOfWork, before: Callable[[Kept], datetime], waited_for: Collection[str]
) -> int:
    """Erase what is sealed for the city as soon as the label beside it goes, sent or not."""

    def is_over(kind: EventKind, core: Core) -> bool:
        match kind, core:
            case EventKind.APPOINTMENT_SOLD, {"start": int(start)}:
                return instant_utc(start) < before(Kept.APPOINTMENT_LABELS)
            case EventKind.REQUEST_MADE, {"number": str(number)}:
                return uow.requests.is_over(number, before(Kept.REQUEST_LABELS), spared=waited_for)
            case _:
                return False

    n_erased = uow.outbox.erase_annexes(is_over)
    if n_erased:
        # its bytes hold the same sealed fields; the next one goes without them
        uow.exchange.give_up_open()
    return n_erased


def _erase_files(folder: Path, before_utc: datetime, *, spare: str = "") -> int:
    """Remove what was last written before an instant; return how many files or folders."""
    if not folder.is_dir():
        return 0
    n_erased = 0
    for path in folder.iterdir():
        written_utc = datetime.fromtimestamp(path.lstat().st_mtime, tz=UTC)
        if path.name == spare or written_utc >= before_utc:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        n_erased += 1
    return n_erased
