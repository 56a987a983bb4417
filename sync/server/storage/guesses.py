# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wrong guesses at the console's door: how many, and until when the next ones wait.

Logins and addresses are kept as keyed hashes, a day after the last wrong guess at the most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from sync.server.storage.account_tables import guess
from sync.server.storage.statements import upsert

if TYPE_CHECKING:
    from sqlalchemy import Connection

MAX_STRANGERS: Final = 1_000


@dataclass(frozen=True, slots=True)
class GuessLine:
    """What is known of the guesses of one login or one address.

    Attributes:
        key: Keyed hash of the login or address.
        is_account: Whether an account has that login; such a line makes room for no other.
        n_wrong: Wrong guesses since the last pause or the last right one.
        n_pauses: Pauses since the last right guess.
        paused_until: Instant at which the pause ends, in seconds.
        changed: Instant of the last wrong guess, in seconds.
    """

    key: str
    is_account: bool = False
    n_wrong: int = 0
    n_pauses: int = 0
    paused_until: int = 0
    changed: int = 0


class GuessRepository:
    """Counts of wrong guesses."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def of(self, key: str) -> GuessLine:
        """Return what is known of a key; nothing wrong where it is unknown."""
        row = self._connection.execute(
            select(guess).where(guess.c.city == self._city, guess.c.guess_key == key)
        ).first()
        if row is None:
            return GuessLine(key)
        return GuessLine(
            key, row.is_account, row.n_wrong, row.n_pauses, row.paused_until, row.changed
        )

    def put(self, line: GuessLine) -> None:
        """Write what is known of a key; the oldest strangers make room beyond a thousand."""
        row = {
            "city": self._city,
            "guess_key": line.key,
            "is_account": line.is_account,
            "n_wrong": line.n_wrong,
            "n_pauses": line.n_pauses,
            "paused_until": line.paused_until,
            "changed": line.changed,
        }
        upsert(self._connection, guess, [row])
        if line.is_account:
            return
        too_many = (
            select(guess.c.guess_key)
            .where(guess.c.city == self._city, guess.c.is_account.is_(False))
            .order_by(guess.c.changed.desc(), guess.c.guess_key)
            .offset(MAX_STRANGERS)
        )
        keys = list(self._connection.execute(too_many).scalars())
        if keys:
            self._connection.execute(
                delete(guess).where(guess.c.city == self._city, guess.c.guess_key.in_(keys))
            )

    def forget(self, key: str) -> None:
        """Forget a key whose guess was right."""
        self._connection.execute(
            delete(guess).where(guess.c.city == self._city, guess.c.guess_key == key)
        )

    def sweep(self, changed_before: int) -> int:
        """Forget the lines that did not change since an instant; return how many."""
        done = self._connection.execute(
            delete(guess).where(guess.c.city == self._city, guess.c.changed < changed_before)
        )
        return done.rowcount
