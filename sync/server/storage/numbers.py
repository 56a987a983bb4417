# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of tickets given out, each bound to one life of one machine."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, insert, select

from sync.server.storage.agenda_tables import number_pool

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection


NUMBERS_KEPT: Final = timedelta(days=14 + 90)
"""A number is not given again before the horizon of appointments plus 90 days."""


class NumberRepository:
    """The pool of the city."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def among(self, numbers: Iterable[str]) -> set[str]:
        """Return those of some numbers that are given out."""
        rows = self._connection.execute(
            select(number_pool.c.number).where(
                number_pool.c.city == self._city, number_pool.c.number.in_(list(numbers))
            )
        )
        return {number for (number,) in rows}

    def issue(self, numbers: Iterable[str], device: str, incarnation: str, now: int) -> None:
        """Give numbers to one life of a machine."""
        rows = [
            {
                "city": self._city,
                "number": number,
                "device": device,
                "incarnation": incarnation,
                "issued": now,
            }
            for number in numbers
        ]
        if rows:
            self._connection.execute(insert(number_pool), rows)

    def n_issued(self, device: str, incarnation: str) -> int:
        """Return how many numbers one life of a machine was given."""
        n = self._connection.execute(
            select(func.count())
            .select_from(number_pool)
            .where(
                number_pool.c.city == self._city,
                number_pool.c.device == device,
                number_pool.c.incarnation == incarnation,
            )
        ).scalar()
        return n or 0

    def holder(self, number: str) -> tuple[str, str] | None:
        """Return device and incarnation that a number was given to."""
        row = self._connection.execute(
            select(number_pool.c.device, number_pool.c.incarnation).where(
                number_pool.c.city == self._city, number_pool.c.number == number
            )
        ).one_or_none()
        return None if row is None else (row.device, row.incarnation)

    def free_before(self, issued: int) -> int:
        """Let numbers given out before an instant be issued again; return how many."""
        done = self._connection.execute(
            delete(number_pool).where(
                number_pool.c.city == self._city, number_pool.c.issued < issued
            )
        )
        return done.rowcount
