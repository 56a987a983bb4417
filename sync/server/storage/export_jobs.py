# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that the console makes beside its answers: what was asked, how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from sync.server.storage.account_tables import export_job

if TYPE_CHECKING:
    from sqlalchemy import Connection


class JobState(StrEnum):
    """How far a file is."""

    MAKING = "making"
    READY = "ready"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ExportJob:
    """One file.

    Attributes:
        job_id: Random name.
        account_id: Who asked.
        kind: Kind of export.
        asked: Its filters, by name.
        state: How far it is.
        n_done: Rows written.
        n_rows: Rows in all, once known.
        sha256: Hash of the file, once whole.
        file_name: Name under which it is given.
        told: What is to be said of its end, in French.
        made: When it was asked for, in seconds.
    """

    job_id: str
    account_id: str
    kind: str
    made: int
    asked: dict[str, str] = field(default_factory=dict)
    state: JobState = JobState.MAKING
    n_done: int = 0
    n_rows: int = 0
    sha256: str = ""
    file_name: str = ""
    told: str = ""


class ExportJobRepository:
    """Files being made, made, or given up."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def add(self, one: ExportJob) -> None:
        """Keep a new one."""
        self._connection.execute(insert(export_job).values(self._row(one)))

    def put(self, one: ExportJob) -> None:
        """Write how far one is."""
        self._connection.execute(
            update(export_job).where(self._is(one.job_id)).values(self._row(one))
        )

    def get(self, job_id: str) -> ExportJob | None:
        """Return one."""
        row = self._connection.execute(select(export_job).where(self._is(job_id))).first()
        return _job(row) if row else None

    def of_account(self, account_id: str) -> tuple[ExportJob, ...]:
        """Return those that somebody asked for, newest first."""
        rows = self._connection.execute(
            select(export_job)
            .where(export_job.c.city == self._city, export_job.c.account_id == account_id)
            .order_by(export_job.c.made.desc(), export_job.c.job_id)
        )
        return tuple(_job(row) for row in rows)

    def every(self) -> tuple[ExportJob, ...]:
        """Return all."""
        rows = self._connection.execute(
            select(export_job).where(export_job.c.city == self._city).order_by(export_job.c.made)
        )
        return tuple(_job(row) for row in rows)

    def remove(self, job_id: str) -> None:
        """Forget one."""
        self._connection.execute(delete(export_job).where(self._is(job_id)))

    def _is(self, job_id: str) -> Any:
        return (export_job.c.city == self._city) & (export_job.c.job_id == job_id)

    def _row(self, one: ExportJob) -> dict[str, Any]:
        return {
            "city": self._city,
            "job_id": one.job_id,
            "account_id": one.account_id,
            "kind": one.kind,
            "asked": one.asked,
            "state": one.state.value,
            "n_done": one.n_done,
            "n_rows": one.n_rows,
            "sha256": one.sha256,
            "file_name": one.file_name,
            "told": one.told,
            "made": one.made,
        }


def _job(row: Any) -> ExportJob:
    return ExportJob(
        job_id=row.job_id,
        account_id=row.account_id,
        kind=row.kind,
        made=row.made,
        asked=dict(row.asked),
        state=JobState(row.state),
        n_done=row.n_done,
        n_rows=row.n_rows,
        sha256=row.sha256,
        file_name=row.file_name,
        told=row.told,
    )
