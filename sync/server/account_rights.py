# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an administrator of some centres may give, and to whose account they may put a hand.

They give no centre and no role that they do not hold, and touch no account that reaches beyond
theirs: who may set a password anew could enter by it. An administrator of all centres gives every
role; so does the command line of the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.server.storage.accounts import Account
    from sync.server.storage.unit import CityUnit


def is_within(one: Account, centres: Sequence[str]) -> bool:
    """Say whether an account sees no centre but some; every account is within all centres."""
    return not centres or (bool(one.centres) and set(one.centres) <= set(centres))


def is_below(one: Account, giver: Account) -> bool:
    """Say whether an account holds nothing that an administrator does not."""
    return is_within(one, giver.centres) and (
        not giver.centres or set(one.roles) <= set(giver.roles)
    )


def check_hand(unit: CityUnit, by: str, one: Account) -> None:
    """Let somebody put a hand to an account.

    Args:
        unit: The transaction.
        by: Who; empty for the command line of the server.
        one: The account.

    Raises:
        Refused: ``account_unknown`` beyond one's centres, ``account_above`` beyond one's roles.
    """
    giver = _giver(unit, by)
    if giver is None or is_below(one, giver):
        return
    raise Refused("account_above" if is_within(one, giver.centres) else "account_unknown")


def check_gift(unit: CityUnit, by: str, roles: Sequence[str], centres: Sequence[str]) -> None:
    """Let somebody give roles and centres.

    Raises:
        Refused: ``centre_missing``, ``centre_unknown`` or ``role_not_held``.
    """
    giver = _giver(unit, by)
    if giver is None or not giver.centres:
        return
    if not centres:
        raise Refused("centre_missing")
    if not set(centres) <= set(giver.centres):
        raise Refused("centre_unknown")
    if not set(roles) <= set(giver.roles):
        raise Refused("role_not_held")


def _giver(unit: CityUnit, by: str) -> Account | None:
    """Return the account of who acts; nothing for the command line of the server."""
    if not by:
        return None
    found = unit.accounts.get(by)
    if found is None:
        raise Refused("account_unknown")
    return found
