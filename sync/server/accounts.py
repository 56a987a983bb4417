# SPDX-License-Identifier: AGPL-3.0-or-later
"""Local accounts of the console: made, reset, closed; passwords as argon2id."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.foundation.errors import Refused
from sync.server.account_rights import check_gift, check_hand, is_within
from sync.server.journal import note
from sync.server.passwords import LONGEST_PASSWORD, check_password
from sync.server.roles import Role
from sync.server.storage.accounts import Account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")
_LONGEST_LOGIN: Final = 64
_ID_BYTES: Final = 6
_TEMPORARY_BYTES: Final = 12
TEMPORARY_S: Final = 7 * 24 * 3600


def plain_login(text: str) -> str:
    """Return a login as it is kept and as its guesses are counted: small letters, nothing around.

    What is too long is cut where it is still too long.
    """
    return text.strip().lower()[: _LONGEST_LOGIN + 1]


def add_account(
    city: City, login: str, roles: Sequence[str], centres: Sequence[str] = (), *, by: str
) -> tuple[str, str]:
    """Open an account.

    Args:
        city: The city.
        login: A short name or an address, 2 to 64 signs.
        roles: At least one role.
        centres: Codes of the centres that are seen; none for all.
        by: Who opens it; empty for the server's command line.

    Returns:
        Its name, and a password to give to the person, who must change it at once. It opens for
        seven days.

    Raises:
        Refused: ``login_unreadable``, ``login_taken``, ``account_role_unknown``,
            ``centre_unknown``, and what `sync.server.account_rights.check_gift` refuses.
    """
    name = plain_login(login)
    if not _LOGIN.fullmatch(name):
        raise Refused("login_unreadable")
    password = secrets.token_urlsafe(_TEMPORARY_BYTES)
    account_id = secrets.token_hex(_ID_BYTES)
    hashed = _hash(city, password)
    with city.database.transaction() as unit:
        if unit.accounts.of_login(name) is not None:
            raise Refused("login_taken")
        check_gift(unit, by, roles, centres)
        one = Account(
            account_id=account_id,
            login=name,
            password_hash=hashed,
            roles=_checked_roles(roles),
            centres=_checked_centres(unit, centres),
            made=city.now(),
            given=city.now(),
        )
        unit.accounts.add(one)
        told = {"roles": list(one.roles), "centres": list(one.centres)}
        note(city, unit, by, "account_added", account_id, **told)
    return account_id, password


def reset_account(city: City, account_id: str, *, by: str) -> str:
    """Give an account a new password and forget its second factor; return the password.

    It opens for seven days, as the first one.

    Raises:
        Refused: ``account_unknown``, ``account_above``.
    """
    password = secrets.token_urlsafe(_TEMPORARY_BYTES)
    hashed = _hash(city, password)
    with city.database.transaction() as unit:
        one = _serving(unit, account_id)
        check_hand(unit, by, one)
        fresh = replace(one, password_hash=hashed, given=city.now(), secret=None, is_proven=False)
        unit.accounts.put_codes(account_id, ())
        unit.accounts.put(fresh)
        unit.accounts.close_sessions_of(account_id)
        note(city, unit, by, "account_reset", account_id)
    return password


def close_account(city: City, account_id: str, *, by: str) -> None:
    """Close an account: nobody enters by it any more; the journal still knows its name.

    Raises:
        Refused: ``account_unknown``; ``account_above`` or ``last_administrator`` from the console.
    """
    with city.database.transaction() as unit:
        one = _serving(unit, account_id)
        check_hand(unit, by, one)
        if by:
            _spare_last(unit, one, None)
        closed = replace(one, closed=city.now(), password_hash="", secret=None, is_proven=False)
        unit.accounts.put(closed)
        unit.accounts.put_codes(account_id, ())
        unit.accounts.close_sessions_of(account_id)
        note(city, unit, by, "account_closed", account_id)


def change_account(
    city: City, account_id: str, roles: Sequence[str], centres: Sequence[str], *, by: str
) -> None:
    """Give an account other roles and centres; its sessions end.

    Raises:
        Refused: ``account_unknown``, ``account_role_unknown``, ``centre_unknown``,
            ``last_administrator``, and what `sync.server.account_rights` refuses.
    """
    with city.database.transaction() as unit:
        one = _serving(unit, account_id)
        check_hand(unit, by, one)
        check_gift(unit, by, roles, centres)
        kept, seen = _checked_roles(roles), _checked_centres(unit, centres)
        fresh = replace(one, roles=kept, centres=seen)
        _spare_last(unit, one, fresh)
        unit.accounts.put(fresh)
        unit.accounts.close_sessions_of(account_id)
        told = {"roles": list(fresh.roles), "centres": list(fresh.centres)}
        note(city, unit, by, "account_changed", account_id, **told)


def set_password(city: City, account_id: str, password: str, *, by: str, session: str = "") -> None:
    """Set a password chosen by its person; the other sessions of the account end.

    Raises:
        Refused: ``account_unknown``, ``password_same``, and what
            `sync.server.passwords.check_password` refuses.
    """
    with city.database.transaction() as unit:
        before = _serving(unit, account_id)
    check_password(password, before.login)
    # Above all the one that somebody else gave, and so knows.
    if is_right(city, before, password):
        raise Refused("password_same")
    hashed = _hash(city, password)
    with city.database.transaction() as unit:
        one = _serving(unit, account_id)
        unit.accounts.put(replace(one, password_hash=hashed, given=None))
        unit.accounts.close_sessions_of(account_id, but=session)
        note(city, unit, by, "password_changed", account_id)


def account_of_login(city: City, login: str) -> Account | None:
    """Return the serving account of a login."""
    name = plain_login(login)
    # Not even with its NULs left out: guesses of one account would be counted under many names.
    if "\0" in name:
        return None
    with city.database.transaction() as unit:
        one = unit.accounts.of_login(name)
    return one if one is not None and one.closed is None else None


def is_right(city: City, one: Account | None, password: str) -> bool:
    """Say whether a password is that of an account; as slow for an account that is not there."""
    nobody = _nobody(_hasher(city))  # made by the first look, whomever it is at
    hashed = one.password_hash if one is not None else nobody
    try:
        is_same = _hasher(city).verify(hashed, password[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
    return is_same and one is not None


def has_ended(city: City, one: Account) -> bool:
    """Say whether the password that somebody was given waited too long to be changed."""
    return one.given is not None and city.now() - one.given >= TEMPORARY_S


def has_accounts(city: City) -> bool:
    """Say whether anybody can enter."""
    with city.database.transaction() as unit:
        return any(one.closed is None for one in unit.accounts.every())


@cache
def _nobody(hasher: PasswordHasher) -> str:
    """Return the hash of a password that nobody has, with the cost of every other."""
    return hasher.hash(secrets.token_urlsafe(_TEMPORARY_BYTES))


def _hasher(city: City) -> PasswordHasher:
    cost = city.settings.password_cost
    return _made(cost.time_cost, cost.memory_cost, cost.parallelism)


@cache
def _made(rounds: int, kibibytes: int, lanes: int) -> PasswordHasher:
    return PasswordHasher(rounds, kibibytes, lanes)


def _hash(city: City, password: str) -> str:
    try:
        return _hasher(city).hash(password)
    except UnicodeEncodeError as error:
        raise Refused("password_unreadable") from error


def _serving(unit: CityUnit, account_id: str) -> Account:
    one = unit.accounts.get(account_id)
    if one is None or one.closed is not None:
        raise Refused("account_unknown")
    return one


def _spare_last(unit: CityUnit, one: Account, fresh: Account | None) -> None:
    """Refuse to take away the last account that can open others everywhere it could."""

    def leads(other: Account) -> bool:
        return Role.ADMINISTRATION.value in other.roles and is_within(one, other.centres)

    others = (
        other
        for other in unit.accounts.every()
        if other.closed is None and other.account_id != one.account_id
    )
    stays = fresh is not None and leads(fresh)
    if leads(one) and not stays and not any(leads(other) for other in others):
        raise Refused("last_administrator")


def _checked_roles(roles: Sequence[str]) -> tuple[str, ...]:
    known = [role.value for role in Role]
    if not roles or any(role not in known for role in roles):
        raise Refused("account_role_unknown")
    return tuple(role for role in known if role in roles)


def _checked_centres(unit: CityUnit, centres: Sequence[str]) -> tuple[str, ...]:
    known = {card.code for card in unit.fleet.centres()}
    if any(code not in known for code in centres):
        raise Refused("centre_unknown")
    return tuple(sorted(set(centres)))
