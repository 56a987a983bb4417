# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wrong passwords and codes at the console, counted by login and by address, in the database.

After five wrong guesses none is looked at for a minute, the right one neither. The pauses of a
login double up to an hour, those of an address do not grow. A restart forgets nothing; a day
without a wrong guess does. A login that nobody has is counted like any other, so that a pause
tells nothing of who has an account.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.foundation.errors import Refused
from sync.server.accounts import plain_login
from sync.server.throttle import PAUSE_S, WRONG_ALLOWED

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.guesses import GuessLine
    from sync.server.storage.unit import CityUnit

GUESSES_KEPT: Final = timedelta(hours=24)
_LONGEST_PAUSE_S: Final = 3600
_MAX_DOUBLINGS: Final = 10


@dataclass(frozen=True, slots=True)
class Guesser:
    """Who guesses.

    Attributes:
        login: What was typed, or the login of the account whose code is asked.
        address: Address that the guess comes from.
    """

    login: str
    address: str


class Guesses:
    """Lets guesses pass one at a time: each costs 64 MiB, and must count before the next."""

    def __init__(self) -> None:
        """Count nothing yet; what was counted is in the database."""
        self.turn = threading.Lock()

    def wait(self, city: City, who: Guesser) -> None:
        """Let a guess pass.

        Raises:
            Refused: ``too_many_passwords`` during a pause.
        """
        now = city.now()
        with city.database.transaction() as unit:
            waits_s = [unit.guesses.of(key).paused_until - now for key in _keys(city, who)]
        # A pause longer than any was told by a clock that was set back since: it is over.
        wait_s = max((one for one in waits_s if one <= _LONGEST_PAUSE_S), default=0)
        if wait_s > 0:
            raise Refused("too_many_passwords", wait_s=wait_s)

    def note_wrong(self, city: City, unit: CityUnit, who: Guesser, *, is_account: bool) -> None:
        """Count a wrong guess."""
        by_login, by_address = _keys(city, who)
        now = city.now()
        line = replace(unit.guesses.of(by_login), is_account=is_account)
        unit.guesses.put(_counted(line, now, _LONGEST_PAUSE_S))
        unit.guesses.put(_counted(unit.guesses.of(by_address), now, PAUSE_S))

    def note_right_password(self, city: City, who: Guesser) -> None:
        """Forget the wrong guesses of an address; those of the login wait for its code."""
        with city.database.transaction() as unit:
            unit.guesses.forget(_keys(city, who)[1])

    def note_entered(self, city: City, who: Guesser) -> None:
        """Forget the wrong guesses of a login and an address."""
        with city.database.transaction() as unit:
            for key in _keys(city, who):
                unit.guesses.forget(key)


def _counted(line: GuessLine, now: int, longest_s: int) -> GuessLine:
    """Return a line with a wrong guess more; the fifth makes a pause."""
    if line.n_wrong + 1 < WRONG_ALLOWED:
        return replace(line, n_wrong=line.n_wrong + 1, changed=now)
    pause_s = min(PAUSE_S * 2 ** min(line.n_pauses, _MAX_DOUBLINGS), longest_s)
    return replace(
        line, n_wrong=0, n_pauses=line.n_pauses + 1, paused_until=now + pause_s, changed=now
    )


def _keys(city: City, who: Guesser) -> tuple[str, str]:
    """Return under what a login and an address are counted: a copy of the database shows none."""
    key = hmac.digest(city.keyring.probe_secret, b"sixieme-quartier guesses", hashlib.sha256)
    named = (f"login/{plain_login(who.login)}", f"address/{who.address}")
    login, address = (
        hmac.new(key, one.encode("utf-8", "replace"), hashlib.sha256).hexdigest() for one in named
    )
    return login, address
