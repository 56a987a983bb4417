# SPDX-License-Identifier: AGPL-3.0-or-later
"""The name of the present state of the agendas; every change gives another one."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from sync.server.storage.fleet_tables import city_state
from sync.server.storage.statements import upsert

if TYPE_CHECKING:
    from sqlalchemy import Connection

AGENDA_REVISION: Final = "agenda_revision"
_REVISION_BYTES: Final = 8


def agenda_revision(connection: Connection, city: str) -> str:
    """Return the name of the present state; empty while nothing was ever entered."""
    found = connection.execute(
        select(city_state.c.value).where(
            city_state.c.city == city, city_state.c.name == AGENDA_REVISION
        )
    ).scalar()
    return found or ""


def renew_agenda(connection: Connection, city: str) -> None:
    """Give the present state a name that no other state ever had."""
    row = {
        "city": city,
        "name": AGENDA_REVISION,
        "value": secrets.token_hex(_REVISION_BYTES),
    }
    upsert(connection, city_state, [row])
