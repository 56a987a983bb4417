# SPDX-License-Identifier: AGPL-3.0-or-later
"""The console of a demonstration: an account entered as a person enters, second factor and all.

The key of the second factor lies in the demo's folder, in the clear: the persons are invented.
`./dev code` prints the code of the moment, as a telephone would show it.
"""

from __future__ import annotations

import json
import re
import time
import urllib.parse
import urllib.request
from dataclasses import asdict, dataclass
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING

import pyotp

if TYPE_CHECKING:
    from pathlib import Path

LOGIN = "demo"
PASSWORD = "demonstration-roubaix"
ROLES = ("coordination", "accueil", "parc", "protection", "administration")
_STEP_S = 30
_FILE = "console.json"


@dataclass
class DemoAccount:
    """The account as its person knows it.

    Attributes:
        given: Password given by who opened it; empty once it was changed.
        secret: Key of the second factor; empty before it was enrolled.
        last_step: Step of the last code given.
    """

    given: str = ""
    secret: str = ""
    last_step: int = 0

    def code(self) -> str:
        """Return a code that was not given yet; wait where the next one is not taken so early."""
        step = max(int(time.time()) // _STEP_S, self.last_step + 1)
        while step > int(time.time()) // _STEP_S + 1:
            time.sleep(1)
        self.last_step = step
        return pyotp.TOTP(self.secret).generate_otp(step)


class DemoConsole:
    """A browser at the console of a town."""

    def __init__(self, folder: Path, url: str) -> None:
        """Use what the folder knows of the account."""
        self._file, self._url = folder / _FILE, url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        known = json.loads(self._file.read_text(encoding="utf-8")) if self._file.exists() else {}
        self.account = DemoAccount(**known)

    def keep_given(self, password: str) -> None:
        """Keep the password that the server's console gave for the account."""
        self.account.given = password
        self._keep()

    @property
    def is_enrolled(self) -> bool:
        """Whether the account was entered once."""
        return bool(self.account.secret) and not self.account.given

    def code(self) -> str:
        """Return a code to type."""
        code = self.account.code()
        self._keep()
        return code

    def enter(self) -> None:
        """Enter; the first time, enrol the second factor and choose the password."""
        one = self.account
        password = one.given or PASSWORD
        page = self._send("entrer", identifiant=LOGIN, mot_de_passe=password)
        if "/entrer/second" in page:
            one.secret = _found(page, r'class="key">([A-Z2-7 ]+)<').replace(" ", "")
            self._send("entrer/second", jeton=_token(page), code=one.code())
            self._keep()
        else:
            self._send("entrer/code", jeton=_token(page), code=self.code())
        if one.given:
            page = self.page("")
            self._send("entrer/mot-de-passe", jeton=_token(page), nouveau=PASSWORD, encore=PASSWORD)
            one.given = ""
            self._keep()

    def page(self, path: str) -> str:
        """Return a page of the console."""
        with self._opener.open(f"{self._url}/console{path}") as answer:
            return str(answer.read().decode("utf-8"))

    def _send(self, path: str, **fields: str) -> str:
        body = urllib.parse.urlencode(fields).encode()
        asked = urllib.request.Request(
            f"{self._url}/console/{path}", data=body, headers={"Origin": self._url}
        )
        with self._opener.open(asked) as answer:
            return str(answer.read().decode("utf-8"))

    def _keep(self) -> None:
        self._file.write_text(json.dumps(asdict(self.account)), encoding="utf-8")
        self._file.chmod(0o600)


def _token(page: str) -> str:
    return _found(page, r'name="jeton" value="([^"]+)"')


def _found(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise RuntimeError("La console ne montre pas la page attendue.")
    return found.group(1)
