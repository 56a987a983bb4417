# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is inside the console: password, then code, then sessions with a form token.

A session lasts eight hours, and ends after one hour without use. Its token is kept as a SHA-256,
so that a copy of the database opens nothing; it changes once the second factor is given.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from kiosk.foundation.errors import Refused
from sync.server.accounts import account_of_login, has_ended, is_right
from sync.server.guesses import too_many
from sync.server.journal import note
from sync.server.known_browsers import guesser_of
from sync.server.roles import needs_second_factor
from sync.server.second_factor import (
    new_recovery_codes,
    new_secret,
    opened_secret,
    recovery_hash,
    sealed_secret,
    step_of,
)
from sync.server.storage.accounts import Session

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.guesses import Guesser, Guesses, Sender
    from sync.server.storage.accounts import Account

COOKIE: Final = "sixieme_console"
SESSION_S: Final = 8 * 3600
IDLE_S: Final = 3600
DOOR_S: Final = 900
_SEEN_STEP_S: Final = 60
_TOKEN_BYTES: Final = 32
_AT_DOOR: Final = ""


class Stage(StrEnum):
    """What is still asked of somebody whose password was right."""

    CODE = "code"
    ENROL = "enrol"
    PASSWORD = "password"  # noqa: S105 - the name of a stage
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Entry:
    """A session as its handler needs it.

    Attributes:
        token_hash: Name of the session in the database.
        csrf: Token that every form of it carries.
        account: Who.
        stage: What is still asked; only `Stage.OPEN` sees a page.
    """

    token_hash: str
    csrf: str
    account: Account
    stage: Stage = Stage.OPEN

    def has(self, role: str) -> bool:
        """Say whether the person has a role."""
        return role in self.account.roles

    def sees(self, centre: str) -> bool:
        """Say whether a centre is the person's."""
        return not self.account.centres or centre in self.account.centres


def enter(city: City, login: str, password: str, *, guesses: Guesses, sender: Sender) -> str | None:
    """Return the cookie of a new session, or nothing when login or password is wrong.

    A password that the server drew (96 bits) is looked at even during the pause of its login:
    nobody guesses it, and its person gets in by a browser that is not known while others guess.
    Each such look counts for its address, and a wrong one is answered as without a look.

    Raises:
        Refused: ``too_many_passwords`` during a pause; ``password_ended``, only to who knows it,
            for a given password that waited too long.
    """
    with guesses.turn:
        one = account_of_login(city, login)
        who = guesser_of(city, one, login, sender)
        waits = guesses.waits(city, who)
        if waits.address_s:
            raise too_many(waits)
        known = one if is_right(city, one, password) else None
        if waits.counted_s and (known is None or known.given is None):
            with city.database.transaction() as unit:
                guesses.note_wrong_address(city, unit, who)
            raise too_many(waits)
        if known is None:
            note_refused(city, guesses, who, one)
            return None
        if has_ended(city, known):
            raise Refused("password_ended")
        guesses.note_right_password(city, who)
    token = open_session(city, known, is_proven=False)
    if stage_of(known, is_proven=False) is Stage.OPEN:
        guesses.note_entered(city, who)
        _note(city, known, "entered")
    return token


def open_session(city: City, one: Account, *, is_proven: bool) -> str:
    """Open a session and return its cookie; forget the ended ones."""
    token, now = secrets.token_urlsafe(_TOKEN_BYTES), city.now()
    lasts_s = DOOR_S if stage_of(one, is_proven=is_proven) is Stage.CODE else SESSION_S
    with city.database.transaction() as unit:
        unit.accounts.forget_sessions(now, now - IDLE_S)
        unit.accounts.open_session(
            Session(
                token_hash=_hash(token),
                account_id=one.account_id,
                csrf=secrets.token_urlsafe(_TOKEN_BYTES),
                is_proven=is_proven,
                opened=now,
                seen=now,
                expires=now + lasts_s,
            )
        )
    return token


def stage_of(one: Account, *, is_proven: bool) -> Stage:
    """Return what is still asked of an account."""
    if one.is_proven and not is_proven:
        return Stage.CODE
    if not one.is_proven and needs_second_factor(one.roles):
        return Stage.ENROL
    return Stage.OPEN if one.given is None else Stage.PASSWORD


def entry_of(city: City, cookie: str) -> Entry | None:
    """Return the session of a cookie, if it has not ended, at whatever stage it is."""
    if not cookie:
        return None
    now = city.now()
    with city.database.transaction() as unit:
        session = unit.accounts.session(_hash(cookie))
        if session is None or session.expires <= now or session.seen <= now - IDLE_S:
            return None
        one = unit.accounts.get(session.account_id)
        if one is None or one.closed is not None:
            return None
        if now - session.seen >= _SEEN_STEP_S:
            unit.accounts.note_seen(session.token_hash, now)
    stage = stage_of(one, is_proven=session.is_proven)
    return Entry(session.token_hash, session.csrf, one, stage)


def give_code(
    city: City, entry: Entry, code: str, *, guesses: Guesses, sender: Sender
) -> str | None:
    """Return the cookie of the proven session, or nothing when the code is wrong or was used.

    Raises:
        Refused: ``too_many_passwords`` during a pause.
    """
    one = entry.account
    who = guesser_of(city, one, one.login, sender)
    with guesses.turn:
        guesses.wait(city, who)
        step = step_of(opened_secret(city, one), code, city.now())
        with city.database.transaction() as unit:
            is_code = step is not None and unit.accounts.take_step(one.account_id, step)
            is_recovery = not is_code and unit.accounts.take_code(
                one.account_id, recovery_hash(one.account_id, code)
            )
            if is_recovery:
                note(city, unit, one.account_id, "recovery_used", one.account_id)
        if not (is_code or is_recovery):
            note_refused(city, guesses, who, one)
            return None
        guesses.note_entered(city, who)
    leave(city, entry, told=False)
    _note(city, one, "entered")
    return open_session(city, one, is_proven=True)


def secret_to_enrol(city: City, entry: Entry) -> str:
    """Return the secret that a person is to put into a telephone; the same until it is proven."""
    one = entry.account
    found = opened_secret(city, one)
    if found:
        return found
    secret = new_secret()
    with city.database.transaction() as unit:
        unit.accounts.put(replace(one, secret=sealed_secret(city, one.account_id, secret)))
    return secret


def enrol(city: City, entry: Entry, code: str) -> tuple[str, tuple[str, ...]] | None:
    """Prove the second factor by its first code; return a new cookie and codes of recovery.

    Returns:
        Nothing when the code is not one of the secret.
    """
    one = entry.account
    step = step_of(opened_secret(city, one), code, city.now())
    codes = new_recovery_codes()
    with city.database.transaction() as unit:
        if step is None or not unit.accounts.take_step(one.account_id, step):
            return None
        fresh = replace(one, is_proven=True)
        unit.accounts.put(fresh)
        unit.accounts.put_codes(
            one.account_id, (recovery_hash(one.account_id, each) for each in codes)
        )
        unit.accounts.close_sessions_of(one.account_id)
        note(city, unit, one.account_id, "factor_enrolled", one.account_id)
    _note(city, one, "entered")
    return open_session(city, fresh, is_proven=True), codes


def leave(city: City, entry: Entry, *, told: bool = True) -> None:
    """End a session."""
    with city.database.transaction() as unit:
        unit.accounts.close_session(entry.token_hash)
        if told:
            note(city, unit, entry.account.account_id, "left")


def is_own_form(entry: Entry, csrf: str) -> bool:
    """Say whether a form comes from a page of this session."""
    return hmac.compare_digest(entry.csrf.encode(), csrf.encode("utf-8", "replace"))


def _note(city: City, one: Account, action: str) -> None:
    with city.database.transaction() as unit:
        note(city, unit, one.account_id, action)


def note_refused(city: City, guesses: Guesses, who: Guesser, one: Account | None) -> None:
    """Count a wrong guess; the journal tells those about an account that exists."""
    with city.database.transaction() as unit:
        guesses.note_wrong(city, unit, who, is_account=one is not None)
        if one is not None:
            note(city, unit, _AT_DOOR, "entry_refused", one.account_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
