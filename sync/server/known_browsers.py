# SPDX-License-Identifier: AGPL-3.0-or-later
"""Browsers by which somebody entered: their guesses are counted apart from those of strangers.

A mark opens nothing: password and code are asked all the same. It only says whose count a guess
goes to, so that who guesses from elsewhere does not keep the account's owner waiting (OWASP,
"Slow Down Online Guessing Attacks with Device Cookies"). It is signed for one account, names
nobody in clear, and several people may share a browser: each account has a mark of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final

from sync.server.guesses import Guesser

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.server.city import City
    from sync.server.guesses import Sender
    from sync.server.storage.accounts import Account

KNOWN_S: Final = 6 * 7 * 24 * 3600
_PREFIX: Final = "sixieme_connu_"
_NAME_SIGNS: Final = 12
_BROWSER_BYTES: Final = 12
_NOBODY: Final = ""


def mark_for(city: City, one: Account, cookies: Mapping[str, str]) -> tuple[str, str]:
    """Return name and value of the cookie by which a browser that entered is known from now on.

    Args:
        city: The city.
        one: The account that was entered.
        cookies: What the browser sent; a mark that is good keeps its count.
    """
    browser = _browser_of(city, one.account_id, cookies) or secrets.token_urlsafe(_BROWSER_BYTES)
    told = f"{city.now()}.{browser}"
    return _name_of(city, one.account_id), f"{told}.{_signed(city, one.account_id, told)}"


def guesser_of(city: City, one: Account | None, login: str, sender: Sender) -> Guesser:
    """Return under what a guess is counted.

    Args:
        city: The city.
        one: The account guessed at; nothing where nobody has the login, which costs as much.
        login: What was typed.
        sender: Where the guess comes from.
    """
    account_id = one.account_id if one is not None else _NOBODY
    return Guesser(login, sender.address, _browser_of(city, account_id, sender.cookies))


def _browser_of(city: City, account_id: str, cookies: Mapping[str, str]) -> str:
    """Return the random name of a browser that entered an account; empty for any other."""
    told, _, signature = cookies.get(_name_of(city, account_id), "").rpartition(".")
    expected = _signed(city, account_id, told)
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        return ""
    entered, _, browser = told.partition(".")
    return browser if city.now() - int(entered) < KNOWN_S else ""


def _name_of(city: City, account_id: str) -> str:
    return _PREFIX + _signed(city, account_id, "name")[:_NAME_SIGNS]


def _signed(city: City, account_id: str, told: str) -> str:
    key = hmac.digest(city.keyring.probe_secret, b"sixieme-quartier known browsers", hashlib.sha256)
    content = f"{account_id}/{told}".encode("utf-8", "replace")
    return hmac.new(key, content, hashlib.sha256).hexdigest()
