# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wrong passwords and codes at the console, counted by login and by address, in the database.

After five wrong guesses none is looked at for a minute, the right one neither. The pauses of a
login double up to an hour, those of an address do not grow. A restart forgets nothing; a day
without a wrong guess does. A login that nobody has is counted like any other, so that a pause
tells nothing of who has an account. A browser that entered an account before is counted apart
(`sync.server.known_browsers`): no stranger makes it wait.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.foundation.errors import Refused
from sync.server.accounts import plain_login
from sync.server.throttle import PAUSE_S, WRONG_ALLOWED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.server.city import City
    from sync.server.storage.guesses import GuessLine
    from sync.server.storage.unit import CityUnit

GUESSES_KEPT: Final = timedelta(hours=24)
_LONGEST_PAUSE_S: Final = 3600
_MAX_DOUBLINGS: Final = 10


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a guess comes from: an address, and the cookies that its browser sent."""

    address: str
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guesser:
    """Who guesses.

    Attributes:
        login: What was typed, or the login of the account whose code is asked.
        address: Address that the guess comes from.
        browser: Name of the browser that entered that account before; empty for strangers.
    """

    login: str
    address: str
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Waits:
    """How many seconds a guess waits: for its login or browser, and for its address."""

    counted_s: int
    address_s: int


class Guesses:
    """Lets guesses pass one at a time: each costs 64 MiB, and must count before the next."""

    def __init__(self) -> None:
        """Count nothing yet; what was counted is in the database."""
        self.turn = threading.Lock()

    def waits(self, city: City, who: Guesser) -> Waits:
        """Return how long a guess waits; a known browser waits for no one else's guesses."""
        now = city.now()
        with city.database.transaction() as unit:
            lasts_s = [unit.guesses.of(key).paused_until - now for key in _keys(city, who)]
        # A pause longer than any was told by a clock that was set back since: it is over.
        counted_s, address_s = (max(0, one) if one <= _LONGEST_PAUSE_S else 0 for one in lasts_s)
        return Waits(counted_s, 0 if who.browser and not counted_s else address_s)

    def wait(self, city: City, who: Guesser) -> None:
        """Let a guess pass.

        Raises:
            Refused: ``too_many_passwords`` during a pause.
        """
        waits = self.waits(city, who)
        if waits.counted_s or waits.address_s:
            raise too_many(waits)

    def note_wrong(self, city: City, unit: CityUnit, who: Guesser, *, is_account: bool) -> None:
        """Count a wrong guess."""
        counted = _keys(city, who)[0]
        line = replace(unit.guesses.of(counted), is_account=is_account)
        unit.guesses.put(_counted(line, city.now(), _LONGEST_PAUSE_S))
        if not who.browser:
            self.note_wrong_address(city, unit, who)

    def note_wrong_address(self, city: City, unit: CityUnit, who: Guesser) -> None:
        """Count a wrong guess of an address alone."""
        line = unit.guesses.of(_keys(city, who)[1])
        unit.guesses.put(_counted(line, city.now(), PAUSE_S))

    def note_right_password(self, city: City, who: Guesser) -> None:
        """Forget the wrong guesses of an address; those of the login wait for its code."""
        with city.database.transaction() as unit:
            unit.guesses.forget(_keys(city, who)[1])

    def note_entered(self, city: City, who: Guesser) -> None:
        """Forget the wrong guesses of a login or browser, and of an address."""
        with city.database.transaction() as unit:
            for key in _keys(city, who):
                unit.guesses.forget(key)


def too_many(waits: Waits) -> Refused:
    """Return the refusal of a guess that is not looked at."""
    return Refused("too_many_passwords", wait_s=max(waits.counted_s, waits.address_s))


def _counted(line: GuessLine, now: int, longest_s: int) -> GuessLine:
    """Return a line with a wrong guess more; the fifth makes a pause."""
    if line.n_wrong + 1 < WRONG_ALLOWED:
        return replace(line, n_wrong=line.n_wrong + 1, changed=now)
    pause_s = min(PAUSE_S * 2 ** min(line.n_pauses, _MAX_DOUBLINGS), longest_s)
    return replace(
        line, n_wrong=0, n_pauses=line.n_pauses + 1, paused_until=now + pause_s, changed=now
    )


def _keys(city: City, who: Guesser) -> tuple[str, str]:
    """Return under what a login or a known browser, and an address, are counted.

    A copy of the database shows none of them.
    """
    key = hmac.digest(city.keyring.probe_secret, b"sixieme-quartier guesses", hashlib.sha256)
    login = plain_login(who.login)
    named = (
        f"browser/{who.browser}" if who.browser else f"login/{login}",
        f"address/{who.address}",
    )
    counted, address = (
        hmac.new(key, one.encode("utf-8", "replace"), hashlib.sha256).hexdigest() for one in named
    )
    return counted, address
