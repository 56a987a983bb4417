# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody inside the console: a real session, its token, its forms."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from sync.server.console.access import open_session
from sync.server.roles import Role
from sync.server.storage.accounts import Account
from tests.support.city import URL

if TYPE_CHECKING:
    from tests.support.city import TestCity

API = f"{URL}/console/api/v1"
EVERY_ROLE = tuple(role.value for role in Role)


class Inside:
    """A browser with an open session: every role and every centre, unless told otherwise."""

    def __init__(
        self,
        city: TestCity,
        roles: tuple[str, ...] = EVERY_ROLE,
        centres: tuple[str, ...] = (),
    ) -> None:
        account_id = secrets.token_hex(6)
        self.account = Account(
            account_id=account_id,
            login=f"essai-{account_id}",
            password_hash="none",
            roles=roles,
            centres=centres,
            made=city.city.now(),
            is_proven=True,
        )
        with city.city.database.transaction() as unit:
            unit.accounts.add(self.account)
        self.browser = city.browser()
        token = open_session(city.city, self.account, is_proven=True)
        self.browser.headers["cookie"] = f"sixieme_console={token}"
        self.jeton = self.browser.get(f"{API}/session").json()["jeton"]

    def get(self, path: str, **options):
        """Ask the API."""
        return self.browser.get(f"{API}/{path}", **options)

    def post(self, path: str, body: object):
        """Change something by the API."""
        return self.browser.post(f"{API}/{path}", json=body, headers={"x-jeton": self.jeton})

    def put(self, path: str, body: object):
        """Put something in the place of what is there, by the API."""
        return self.browser.put(f"{API}/{path}", json=body, headers={"x-jeton": self.jeton})

    def page(self, path: str) -> str:
        """Return a page of the console."""
        answer = self.browser.get(f"{URL}/console/{path}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def send(self, path: str, **fields: str):
        """Send a form of the console."""
        return self.browser.post(
            f"{URL}/console/{path}", data={"jeton": self.jeton, **fields}, allow_redirects=False
        )

    def link(self, text: str, pattern: str) -> str:
        """Return the first match of a pattern in a page."""
        found = re.search(pattern, text)
        assert found is not None, text
        return found.group(1)
