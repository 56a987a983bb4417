# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal of the console: lines are added at its end, cut at its beginning, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from sync.server.storage.account_tables import journal_head, journal_line
from sync.server.storage.statements import insert_missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line.

    Attributes:
        number: Its place, from 1, without a hole.
        at: When, in seconds.
        account_id: Who; empty for the console of the server itself.
        action: What, a stable word.
        subject: On what: a name of a record, never a person.
        detail: JSON of what else is to be told.
        mark: Hash of this line and of the mark before it.
    """

    number: int
    at: int
    account_id: str
    action: str
    subject: str
    detail: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class JournalHead:
    """Where the journal ends, and the line before the oldest one that is kept."""

    number: int = 0
    mark: str = ""
    cut_number: int = 0
    cut_mark: str = ""


class JournalRepository:
    """Lines and the two ends of their chain."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def head(self, *, for_writing: bool = False) -> JournalHead:
        """Return both ends; others who write wait for the end of this transaction."""
        if for_writing:
            empty = {"number": 0, "mark": "", "cut_number": 0, "cut_mark": ""}
            insert_missing(self._connection, journal_head, [{"city": self._city, **empty}])
        wanted = select(journal_head).where(journal_head.c.city == self._city)
        row = self._connection.execute(wanted.with_for_update() if for_writing else wanted).first()
        if row is None:
            return JournalHead()
        return JournalHead(row.number, row.mark, row.cut_number, row.cut_mark)

    def append(self, line: JournalLine) -> None:
        """Add a line at the end."""
        self._connection.execute(insert(journal_line).values(_row(self._city, line)))
        self._connection.execute(
            update(journal_head)
            .where(journal_head.c.city == self._city)
            .values(number=line.number, mark=line.mark)
        )

    def lines(self, after: int = 0) -> Iterator[JournalLine]:
        """Return the lines after a number, oldest first."""
        rows = self._connection.execute(
            select(journal_line)
            .where(journal_line.c.city == self._city, journal_line.c.number > after)
            .order_by(journal_line.c.number)
        )
        return (_line(row) for row in rows)

    def between(self, first: int, last: int, limit: int) -> tuple[JournalLine, ...]:
        """Return lines of two instants and between, newest first."""
        rows = self._connection.execute(
            select(journal_line)
            .where(journal_line.c.city == self._city, journal_line.c.at.between(first, last))
            .order_by(journal_line.c.number.desc())
            .limit(limit)
        )
        return tuple(_line(row) for row in rows)

    def older(self, before: int) -> tuple[JournalLine, ...]:
        """Return the lines up to the last one older than an instant, whatever lies between."""
        last = select(func.max(journal_line.c.number)).where(
            journal_line.c.city == self._city, journal_line.c.at < before
        )
        rows = self._connection.execute(
            select(journal_line)
            .where(
                journal_line.c.city == self._city,
                journal_line.c.number <= last.scalar_subquery(),
            )
            .order_by(journal_line.c.number)
        )
        return tuple(_line(row) for row in rows)

    def cut(self, head: JournalHead) -> int:
        """Forget the lines up to the cut of `head`, keep their last mark; return how many."""
        done = self._connection.execute(
            delete(journal_line).where(
                journal_line.c.city == self._city, journal_line.c.number <= head.cut_number
            )
        )
        self._connection.execute(
            update(journal_head)
            .where(journal_head.c.city == self._city)
            .values(cut_number=head.cut_number, cut_mark=head.cut_mark)
        )
        return done.rowcount


def _row(city: str, line: JournalLine) -> dict[str, Any]:
    return {
        "city": city,
        "number": line.number,
        "at": line.at,
        "account_id": line.account_id,
        "action": line.action,
        "subject": line.subject,
        "detail": line.detail,
        "mark": line.mark,
    }


def _line(row: Any) -> JournalLine:
    return JournalLine(
        row.number, row.at, row.account_id, row.action, row.subject, row.detail, row.mark
    )
