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

from kiosk.foundation.errors import StorageReadOnly
from sync.server.freeze import GrantMark
from sync.server.housekeeping import housekeep
from sync.server.keys import open_keyring
from sync.server.ledger import Ledger
from sync.server.storage.cases import CaseKind
from sync.server.storage.engine import open_city_database
from sync.server.storage.state import EPOCH, FROZEN, GRANTS
from sync.signing import Purpose, sign
from sync.wire_enrolment import CityKeys
from sync.wire_form import decode, encode

if TYPE_CHECKING:
    from kiosk.foundation.clock import Clock
    from sync.server.config import ServerSettings
    from sync.server.keys import CityKeyring
    from sync.server.storage.engine import CityDatabase
    from sync.server.storage.unit import CityUnit
    from sync.wire import Receipt

_EPOCH_BYTES: Final = 8
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
        epoch = secrets.token_hex(_EPOCH_BYTES)
        unit.state.put(EPOCH, epoch)
        unit.state.put(FROZEN, "1")
        unit.state.bump()
        return epoch

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_city(settings: ServerSettings, clock: Clock) -> City:
    """Open a city's folder and database; found the city at the first start.

    What a restored backup has forgotten (spent codes, revoked machines) is written again from
    the ledger, and what it should have forgotten is erased, before anything is served.

    Raises:
        StorageReadOnly: If the folder cannot be made.
        ConfigInvalid: If keys or database cannot be used.
    """
    try:
        settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageReadOnly(
            f"Le dossier {settings.folder} ne peut pas être créé : vérifiez ses droits."
        ) from error
    keyring = open_keyring(settings.folder)
    database = open_city_database(settings.folder, settings.city, settings.url)
    city = City(
        settings, database, keyring, clock, Ledger(settings.folder), GrantMark(settings.folder)
    )
    with database.transaction() as unit:
        _found(city, unit)
        city.ledger.replay(unit, city.now())
        _freeze_if_older(city, unit)
        housekeep(city, unit)
    return city


def _freeze_if_older(city: City, unit: CityUnit) -> None:
    """Freeze a database that has forgotten grants, before it can give them twice."""
    if not city.grants.is_ahead_of(unit):
        return
    epoch = city.freeze(unit)
    unit.cases.open(CaseKind.SERVER_LOSS, device="", subject=epoch, detail={}, now=city.now())
    unit.state.put(GRANTS, str(city.grants.read()))


def _found(city: City, unit: CityUnit) -> None:
    """Give the city an epoch, and a statement of its present keys."""
    if not unit.state.get(EPOCH):
        unit.state.put(EPOCH, secrets.token_hex(_EPOCH_BYTES))
    statements = unit.state.statements()
    last = statements[-1] if statements else None
    if last is not None:
        said = decode(last.body.encode("utf-8"), CityKeys)
        signing, content = city.keyring.signing.public, city.keyring.content.public
        if (said.signing, said.content) == (signing.hex(), content.hex()):
            return
    unit.state.add_statement(city.keyring.statement(city.settings.city, last))
