# SPDX-License-Identifier: AGPL-3.0-or-later
"""Named values of the city and its key statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from sync.server.storage.fleet_tables import city_state, key_statement
from sync.server.storage.statements import count_up, upsert
from sync.wire_enrolment import Statement

if TYPE_CHECKING:
    from sqlalchemy import Connection

EPOCH = "epoch"
FROZEN = "frozen"
GRANTS = "grants"
HOUSEKEPT = "housekept"
REVISION = "revision"


class StateRepository:
    """Small things of which the city has one each."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city
        self._has_bumped = False

    def forget_written(self) -> None:
        """Write anew what is asked for; called when part of the transaction was taken back."""
        self._has_bumped = False

    def get(self, name: str) -> str:
        """Return a value; empty if it was never set."""
        found = self._connection.execute(
            select(city_state.c.value).where(
                city_state.c.city == self._city, city_state.c.name == name
            )
        ).scalar()
        return found or ""

    def put(self, name: str, value: str) -> None:
        """Set a value."""
        upsert(self._connection, city_state, [{"city": self._city, "name": name, "value": value}])

    def revision(self) -> int:
        """Return the number that grows when something changes that kiosks may want."""
        return int(self.get(REVISION) or "0")

    def bump(self) -> None:
        """Make the idle probe of every kiosk say that there is something new.

        Once in a transaction is enough: nobody sees it before its end.
        """
        if self._has_bumped:
            return
        key = {"city": self._city, "name": REVISION}
        count_up(self._connection, city_state, key, "value")
        self._has_bumped = True

    def lock_rights(self) -> None:
        """Make every other decision about rights wait for the end of this transaction.

        Also those about which record counts, and the opening of cases: one lock for all, so that
        no two transactions can take two of them in different orders.
        """
        self._connection.execute(
            select(city_state.c.value)
            .where(city_state.c.city == self._city, city_state.c.name == EPOCH)
            .with_for_update()
        )

    def statements(self, after: int = 0) -> list[Statement]:
        """Return the key statements newer than a serial, oldest first."""
        rows = self._connection.execute(
            select(key_statement.c.serial, key_statement.c.body, key_statement.c.signature)
            .where(key_statement.c.city == self._city, key_statement.c.serial > after)
            .order_by(key_statement.c.serial)
        )
        return [
            Statement(serial=row.serial, body=row.body, signature=row.signature) for row in rows
        ]

    def add_statement(self, statement: Statement) -> None:
        """Keep a new key statement."""
        self._connection.execute(
            insert(key_statement).values(
                city=self._city,
                serial=statement.serial,
                body=statement.body,
                signature=statement.signature,
            )
        )
