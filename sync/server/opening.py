# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a city: its folder, its keys, its database, brought up to what it had promised."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from kiosk.foundation.errors import StorageReadOnly
from sync.server.city import EPOCH_BYTES, City
from sync.server.freeze import GrantMark
from sync.server.housekeeping import housekeep
from sync.server.journal import begin_journal, tell_newest
from sync.server.keys import open_keyring
from sync.server.ledger import Ledger
from sync.server.storage.cases import CaseKind
from sync.server.storage.engine import open_city_database
from sync.server.storage.state import EPOCH, GRANTS
from sync.wire_enrolment import CityKeys
from sync.wire_form import decode

if TYPE_CHECKING:
    from kiosk.foundation.clock import Clock
    from sync.server.config import ServerSettings
    from sync.server.storage.unit import CityUnit


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
        begin_journal(city, unit)
        city.ledger.replay(unit, city.now())
        _freeze_if_older(city, unit)
        housekeep(city, unit)
    tell_newest(city)
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
        unit.state.put(EPOCH, secrets.token_hex(EPOCH_BYTES))
    statements = unit.state.statements()
    last = statements[-1] if statements else None
    if last is not None:
        said = decode(last.body.encode("utf-8"), CityKeys)
        signing, content = city.keyring.signing.public, city.keyring.content.public
        if (said.signing, said.content) == (signing.hex(), content.hex()):
            return
    unit.state.add_statement(city.keyring.statement(city.settings.city, last))
