# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may see the console: one password, sessions of eight hours, a form token against forgery.

The password is kept as an argon2id hash; the session's token as a SHA-256, so that a copy of the
database opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from kiosk.foundation.errors import Refused
from sync.server.storage.state import CONSOLE_PASSWORD

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.throttle import Throttle

COOKIE: Final = "sixieme_console"
SESSION_S: Final = 8 * 3600
SHORTEST_PASSWORD: Final = 10
_TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """An open session as its handler needs it.

    Attributes:
        token_hash: Name of the session in the database.
        csrf: Token that every form of it carries.
    """

    token_hash: str
    csrf: str


def set_password(city: City, password: str) -> None:
    """Set the password of the console.

    Raises:
        Refused: ``password_too_short`` under ten characters.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Refused("password_too_short", n_min=SHORTEST_PASSWORD)
    hashed = PasswordHasher().hash(password)
    with city.database.transaction() as unit:
        unit.state.put(CONSOLE_PASSWORD, hashed)


def has_password(city: City) -> bool:
    """Say whether a password was ever set; without one nobody enters."""
    with city.database.transaction() as unit:
        return bool(unit.state.get(CONSOLE_PASSWORD))


def enter(city: City, password: str, throttle: Throttle) -> str | None:
    """Return the cookie of a new session, or nothing when the password is wrong.

    Raises:
        Refused: ``too_many_passwords`` during a pause.
    """
    # One at a time: each look costs 64 MiB, and a wrong one must count before the next.
    with throttle.turn:
        now_s = city.clock.monotonic_s()
        if throttle.wait_s(now_s) > 0:
            raise Refused("too_many_passwords", wait_s=math.ceil(throttle.wait_s(now_s)))
        if not _is_right(city, password):
            throttle.note_wrong(now_s)
            return None
        throttle.note_right()
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with city.database.transaction() as unit:
        unit.state.open_session(
            _hash(token), secrets.token_urlsafe(_TOKEN_BYTES), city.now() + SESSION_S
        )
    return token


def _is_right(city: City, password: str) -> bool:
    with city.database.transaction() as unit:
        hashed = unit.state.get(CONSOLE_PASSWORD)
    try:
        return bool(hashed) and PasswordHasher().verify(hashed, password)
    except (VerificationError, UnicodeEncodeError):
        return False


def entry_of(city: City, cookie: str) -> Entry | None:
    """Return the session of a cookie, if it is open."""
    if not cookie:
        return None
    with city.database.transaction() as unit:
        csrf = unit.state.session_csrf(_hash(cookie), city.now())
    return Entry(_hash(cookie), csrf) if csrf else None


def leave(city: City, entry: Entry) -> None:
    """End a session."""
    with city.database.transaction() as unit:
        unit.state.close_session(entry.token_hash, city.now())


def is_own_form(entry: Entry, csrf: str) -> bool:
    """Say whether a form comes from a page of this session."""
    return hmac.compare_digest(entry.csrf.encode(), csrf.encode())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
