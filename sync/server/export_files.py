# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of the console, made by one worker beside the answers; deleted after a day.

A file has its name only once it is whole; a stopped one leaves nothing. What was asked, its rows
and its hash stand in the journal.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.domain.disclosure_start import start_sentence
from kiosk.domain.periods import Period, parse_day
from kiosk.exports.progress import ExportCancelled
from kiosk.exports.registry import ExportKind, file_name
from kiosk.exports.whole_file import fresh_of
from kiosk.foundation.errors import KnownError, Refused, StorageFull, StorageReadOnly
from sync.server.clock_trust import LEAP
from sync.server.export_writer import Wanted, write_export
from sync.server.journal import note
from sync.server.storage.export_jobs import ExportJob, JobState

if TYPE_CHECKING:
    from sync.server.city import City

FILES_KEPT: Final = timedelta(hours=24)
MOST_WAITING: Final = 10
"""Files that one account may wait for: they are made one after the other, for everybody."""
_FOLDER: Final = "exports"
_ID_BYTES: Final = 8
_OWN_NAME: Final = re.compile(r"[0-9a-f]{16}|\.[0-9a-f]{16}\.new")
_MAX_TOLD: Final = 400
# Whoever reads this in a browser can choose no other folder.
_FULL: Final = "Le disque de la ville n’écrit plus : prévenez la technique, puis recommencez."
log = logging.getLogger(__name__)


def wanted_of(job: ExportJob) -> Wanted:
    """Return what a job was asked for."""
    period = Period(parse_day(job.asked["first"]), parse_day(job.asked["last"]))
    return Wanted(ExportKind(job.kind), period, job.asked["centre"], job.asked["visit_kind"])


class ExportFiles:
    """Makes files one after the other and knows how far each is."""

    def __init__(self, city: City) -> None:
        """Work for a city; what an earlier server did not finish is given up."""
        self._city = city
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="exports")
        self._running: dict[str, Future[None]] = {}
        self._far: dict[str, tuple[int, int]] = {}
        self._stopped: set[str] = set()
        self._lock = threading.Lock()
        with city.database.transaction() as unit:
            for job in unit.export_jobs.every():
                if job.state is JobState.MAKING:
                    told = "Le serveur s’est arrêté pendant ce fichier : demandez-le de nouveau."
                    unit.export_jobs.put(replace(job, state=JobState.STOPPED, told=told))
        _sweep(city)

    def ask(self, account_id: str, wanted: Wanted) -> str:
        """Begin a file and return the name of its job.

        Raises:
            Refused: ``too_many_waiting`` if the account waits for `MOST_WAITING` others.
        """
        city = self._city
        job = ExportJob(
            job_id=secrets.token_hex(_ID_BYTES),
            account_id=account_id,
            kind=wanted.kind.value,
            made=city.now(),
            asked=wanted.asked(),
            file_name=file_name(
                wanted.kind,
                wanted.period,
                what="accompagnements",
                only=(wanted.centre, wanted.visit_kind),
            ),
        )
        with city.database.transaction() as unit:
            unit.state.lock_rights()  # of two requests at once, one alone is the last allowed
            others = unit.export_jobs.of_account(account_id)
            if sum(one.state is JobState.MAKING for one in others) >= MOST_WAITING:
                raise Refused("too_many_waiting")
            unit.export_jobs.add(job)
            told = {"kind": job.kind, **job.asked}
            note(city, unit, account_id, "export_asked", job.job_id, **told)
        with self._lock:
            self._running[job.job_id] = self._worker.submit(self._make, job)
        return job.job_id

    def far(self, job_id: str) -> tuple[int, int]:
        """Return (done, in all) of a file being made, in rows or in steps."""
        return self._far.get(job_id, (0, 0))

    def stop(self, job: ExportJob) -> None:
        """Stop a file being made; nothing of it stays.

        One that nothing makes any more, its end unknown to a disk that was full, ends here too.
        """
        self._stopped.add(job.job_id)
        with self._lock:
            running = self._running.get(job.job_id)
        if running is None:
            if not self._is_lost(job.job_id):
                return
            file_of(self._city, job.job_id).unlink(missing_ok=True)
        if running is None or running.cancel():  # it had not begun
            self._end(replace(job, state=JobState.STOPPED, told="Arrêté."), "export_cancelled")

    def _is_lost(self, job_id: str) -> bool:
        """Say whether a file that nothing makes is still told as being made."""
        with self._city.database.reading() as unit:
            job = unit.export_jobs.get(job_id)
        return job is not None and job.state is JobState.MAKING

    def settle(self) -> None:
        """Return once nothing is being made."""
        with self._lock:
            running = tuple(self._running.values())
        wait(running)

    def close(self) -> None:
        """Stop everything; called when the server ends."""
        with self._lock:
            self._stopped.update(self._running)
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _make(self, job: ExportJob) -> None:
        try:
            self._make_whole(job)
        except ExportCancelled:
            self._end(replace(job, state=JobState.STOPPED, told="Arrêté."), "export_cancelled")
        except (StorageFull, StorageReadOnly):
            self._end(replace(job, state=JobState.FAILED, told=_FULL), "export_cancelled")
        except KnownError as error:
            told = str(error)[:_MAX_TOLD]
            self._end(replace(job, state=JobState.FAILED, told=told), "export_cancelled")
        except Exception as error:  # at the edge of the worker: whoever waits is told of any end
            told = start_sentence(error) if isinstance(error, Refused) else ""
            if not told:
                log.exception("a file was not made")
                told = "Ce fichier n’a pas pu être fait. Recommencez, ou prévenez la technique."
            self._end(replace(job, state=JobState.FAILED, told=told), "export_cancelled")

    def _make_whole(self, job: ExportJob) -> None:
        path = file_of(self._city, job.job_id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        hear = partial(self._hear, job.job_id)
        hear(0, 0)
        made = write_export(self._city, wanted_of(job), path, hear)
        ready = replace(
            job,
            state=JobState.READY,
            n_done=made.n_rows,
            n_rows=made.n_rows,
            sha256=made.sha256,
        )
        self._end(ready, "export_made", kind=job.kind, **job.asked, **made.noted())

    def _hear(self, job_id: str, n_done: int, n_all: int) -> None:
        """Keep how far a file is, in rows or in steps; end it there if it was stopped."""
        self._far[job_id] = (n_done, n_all)
        if job_id in self._stopped:
            raise ExportCancelled("arrêté")

    def _end(self, job: ExportJob, action: str, **detail: object) -> None:
        try:
            with self._city.database.transaction() as unit:
                unit.export_jobs.put(job)
                note(self._city, unit, job.account_id, action, job.job_id, **detail)
        finally:
            # only now may `stop` take it for lost: its end is known, or could not be told
            with self._lock:
                self._running.pop(job.job_id, None)
            self._far.pop(job.job_id, None)
            self._stopped.discard(job.job_id)


def file_of(city: City, job_id: str) -> Path:
    """Return where the file of a job lies."""
    return Path(city.settings.folder) / _FOLDER / job_id


def forget_old_files(city: City) -> int:
    """Delete the files asked for more than a day ago, and their jobs; return how many.

    One of days to come goes too: it was asked for while the clock had leapt.
    """
    now = city.now()
    first, last = now - int(FILES_KEPT.total_seconds()), now + int(LEAP.total_seconds())
    with city.database.transaction() as unit:
        old = [job for job in unit.export_jobs.every() if not first <= job.made <= last]
        for job in old:
            file_of(city, job.job_id).unlink(missing_ok=True)
            unit.export_jobs.remove(job.job_id)
    _sweep(city)
    return len(old)


def _sweep(city: City) -> None:
    """Delete what belongs to no file that is ready or being made: the half of one cut by a kill."""
    folder = Path(city.settings.folder) / _FOLDER
    # before the jobs are read: a file that begins meanwhile is then not among these
    names = folder.iterdir() if folder.is_dir() else ()
    lying = [path for path in names if _OWN_NAME.fullmatch(path.name)]
    with city.database.transaction() as unit:
        jobs = unit.export_jobs.every()
    kept = {job.job_id for job in jobs if job.state in {JobState.READY, JobState.MAKING}}
    kept |= {fresh_of(Path(job.job_id)).name for job in jobs if job.state is JobState.MAKING}
    for path in lying:
        if path.name not in kept:
            _delete(path)


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        log.warning("a file left of an export could not be deleted")
