# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of the console, their codes of recovery and their sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from sync.server.storage.account_tables import account, console_session, recovery_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may enter the console.

    Attributes:
        account_id: Random name, which journal and sessions hold.
        login: What the person types, in small letters.
        password_hash: Argon2id.
        roles: Names of roles (`sync.server.roles.Role`).
        centres: Codes of the centres seen; empty for all.
        given: When the password was set by somebody else, in seconds; nothing once the person
            has chosen their own.
        secret: Sealed secret of the second factor; nothing before enrolment begins.
        is_proven: Whether a code of that secret was given once.
        last_step: Last 30-second step whose code was taken; none before it is.
        made: When it was made, in seconds.
        closed: When it was closed; nothing while it serves.
    """

    account_id: str
    login: str
    password_hash: str
    roles: tuple[str, ...]
    centres: tuple[str, ...]
    made: int
    given: int | None = None
    secret: bytes | None = None
    is_proven: bool = False
    last_step: int = 0
    closed: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """An open session: who, its form token, whether the second factor was given."""

    token_hash: str
    account_id: str
    csrf: str
    is_proven: bool
    opened: int
    seen: int
    expires: int


class AccountRepository:
    """Accounts and sessions."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def add(self, one: Account) -> None:
        """Keep a new account."""
        self._connection.execute(insert(account).values(self._row(one)))

    def put(self, one: Account) -> None:
        """Write an account in the place of what was known of it; not its last step."""
        values = self._row(one)
        for name in ("city", "account_id", "last_step", "made"):
            del values[name]
        self._connection.execute(update(account).where(self._is(one.account_id)).values(values))

    def get(self, account_id: str) -> Account | None:
        """Return an account."""
        row = self._connection.execute(select(account).where(self._is(account_id))).first()
        return _account(row) if row else None

    def of_login(self, login: str) -> Account | None:
        """Return the account of a login."""
        row = self._connection.execute(
            select(account).where(account.c.city == self._city, account.c.login == login)
        ).first()
        return _account(row) if row else None

    def every(self) -> tuple[Account, ...]:
        """Return all accounts by login, closed ones too."""
        rows = self._connection.execute(
            select(account).where(account.c.city == self._city).order_by(account.c.login)
        )
        return tuple(_account(row) for row in rows)

    def take_step(self, account_id: str, step: int) -> bool:
        """Note the step of a code; say no when this or a later one was taken before."""
        done = self._connection.execute(
            update(account)
            .where(self._is(account_id), account.c.last_step < step)
            .values(last_step=step)
        )
        return done.rowcount == 1

    def put_codes(self, account_id: str, hashes: Iterable[str]) -> None:
        """Put codes of recovery in the place of the old ones."""
        self._connection.execute(
            delete(recovery_code).where(
                recovery_code.c.city == self._city, recovery_code.c.account_id == account_id
            )
        )
        for code_hash in hashes:
            self._connection.execute(
                insert(recovery_code).values(
                    city=self._city, account_id=account_id, code_hash=code_hash
                )
            )

    def take_code(self, account_id: str, code_hash: str) -> bool:
        """Use a code of recovery up; say whether there was one."""
        done = self._connection.execute(
            delete(recovery_code).where(
                recovery_code.c.city == self._city,
                recovery_code.c.account_id == account_id,
                recovery_code.c.code_hash == code_hash,
            )
        )
        return done.rowcount == 1

    def open_session(self, one: Session) -> None:
        """Remember that somebody entered."""
        self._connection.execute(
            insert(console_session).values(
                city=self._city,
                token_hash=one.token_hash,
                account_id=one.account_id,
                csrf=one.csrf,
                is_proven=one.is_proven,
                opened=one.opened,
                seen=one.seen,
                expires=one.expires,
            )
        )

    def session(self, token_hash: str) -> Session | None:
        """Return a session, whether or not its time is over."""
        row = self._connection.execute(
            select(console_session).where(
                console_session.c.city == self._city, console_session.c.token_hash == token_hash
            )
        ).first()
        return _session(row) if row else None

    def sessions_of(self, account_id: str) -> tuple[Session, ...]:
        """Return the sessions of an account, newest first."""
        rows = self._connection.execute(
            select(console_session)
            .where(console_session.c.city == self._city)
            .where(console_session.c.account_id == account_id)
            .order_by(console_session.c.opened.desc(), console_session.c.token_hash)
        )
        return tuple(_session(row) for row in rows)

    def note_seen(self, token_hash: str, now: int) -> None:
        """Note that a session was just used."""
        self._connection.execute(
            update(console_session)
            .where(console_session.c.city == self._city, console_session.c.token_hash == token_hash)
            .values(seen=now)
        )

    def close_session(self, token_hash: str) -> None:
        """Forget a session."""
        self._connection.execute(
            delete(console_session).where(
                console_session.c.city == self._city, console_session.c.token_hash == token_hash
            )
        )

    def close_sessions_of(self, account_id: str, *, but: str = "") -> None:
        """Forget the sessions of an account, except one."""
        self._connection.execute(
            delete(console_session).where(
                console_session.c.city == self._city,
                console_session.c.account_id == account_id,
                console_session.c.token_hash != but,
            )
        )

    def forget_sessions(self, now: int, seen_before: int) -> None:
        """Forget the sessions whose time is over."""
        self._connection.execute(
            delete(console_session).where(
                console_session.c.city == self._city,
                (console_session.c.expires <= now) | (console_session.c.seen < seen_before),
            )
        )

    def _is(self, account_id: str) -> Any:
        return (account.c.city == self._city) & (account.c.account_id == account_id)

    def _row(self, one: Account) -> dict[str, Any]:
        return {
            "city": self._city,
            "account_id": one.account_id,
            "login": one.login,
            "password_hash": one.password_hash,
            "roles": list(one.roles),
            "centres": list(one.centres),
            "given": one.given,
            "secret": one.secret,
            "is_proven": one.is_proven,
            "last_step": one.last_step,
            "made": one.made,
            "closed": one.closed,
        }


def _account(row: Any) -> Account:
    return Account(
        account_id=row.account_id,
        login=row.login,
        password_hash=row.password_hash,
        roles=tuple(row.roles),
        centres=tuple(row.centres),
        made=row.made,
        given=row.given,
        secret=row.secret,
        is_proven=row.is_proven,
        last_step=row.last_step,
        closed=row.closed,
    )


def _session(row: Any) -> Session:
    return Session(
        row.token_hash,
        row.account_id,
        row.csrf,
        row.is_proven,
        row.opened,
        row.seen,
        row.expires,
    )
