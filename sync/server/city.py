# SPDX-License-Identifier: AGPL-3.0-or-later
"""One city as a running server holds it: its database, its keys, its clock.

HTTP, console and command line all work through a `City`; none of them opens a database.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.server.storage.state import EPOCH, FROZEN
from sync.signing import Purpose, sign
from sync.wire_form import encode

if TYPE_CHECKING:
    from kiosk.foundation.clock import Clock
    from sync.server.config import ServerSettings
    from sync.server.freeze import GrantMark
    from sync.server.keys import CityKeyring
    from sync.server.ledger import Ledger
    from sync.server.storage.engine import CityDatabase
    from sync.server.storage.unit import CityUnit
    from sync.wire import Receipt

EPOCH_BYTES: Final = 8
_PROBE_HEX: Final = 16


@dataclass(frozen=True, slots=True)
class SignedReply:
    """A reply ready to travel.

    Attributes:
        body: JSON of the reply, before compression.
        receipt: JSON of the `Receipt` over it.
        signature: The city's signature of the receipt, base64.
    """

    body: bytes
    receipt: str
    signature: str


@dataclass(frozen=True, slots=True)
class City:
    """A city at work.

    Attributes:
        settings: How the server runs.
        database: Its database.
        keyring: Its keys.
        clock: Its clock.
        ledger: What must survive the restoration of an older database.
        grants: How many grants were promised, by which an older database is known.
    """

    settings: ServerSettings
    database: CityDatabase
    keyring: CityKeyring
    clock: Clock
    ledger: Ledger
    grants: GrantMark

    def now(self) -> int:
        """Return the wall clock in whole seconds since 1970."""
        return int(self.clock.now_utc().timestamp())

    def signed(self, receipt: Receipt, body: bytes) -> SignedReply:
        """Return a reply with its signed receipt."""
        text = encode(receipt)
        signature = sign(self.keyring.signing.private, Purpose.RECEIPT, text)
        return SignedReply(body, text.decode("utf-8"), signature)

    def probe_token(self, unit: CityUnit, device: str) -> str:
        """Return the token that says that nothing changed for a machine since now."""
        content = f"{device}/{unit.state.revision()}/{unit.state.get(EPOCH)}".encode()
        whole = hmac.new(self.keyring.probe_secret, content, hashlib.sha256)
        return whole.hexdigest()[:_PROBE_HEX]

    def freeze(self, unit: CityUnit) -> str:
        """Stop granting and begin a new epoch; return it.

        Done when a kiosk proves that this server knew more than it knows now. A frozen city
        stays in its epoch, so that each kiosk tells its acknowledged sales again only once.
        """
        if unit.state.get(FROZEN):
            return unit.state.get(EPOCH)
        epoch = secrets.token_hex(EPOCH_BYTES)
        unit.state.put(EPOCH, epoch)
        unit.state.put(FROZEN, "1")
        unit.state.bump()
        return epoch

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
