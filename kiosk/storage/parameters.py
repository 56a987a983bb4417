# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small named values of this machine, as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from kiosk.storage.tables import parameter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kiosk.domain.outbox import JSON


class ParameterRepository:
    """Named values; a name never set gives nothing."""

    def __init__(self, connection: Connection) -> None:
        """Read and write through `connection`."""
        self._connection = connection

    def get(self, name: str) -> JSON:
        """Return the value of a name; nothing if it was never set."""
        query = select(parameter.c.value).where(parameter.c.name == name)
        text = self._connection.execute(query).scalar_one_or_none()
        return None if text is None else cast("JSON", json.loads(text))

    def set(self, name: str, value: JSON) -> None:
        """Keep a value in the place of an earlier one."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        row = insert(parameter).values(name=name, value=text)
        self._connection.execute(
            row.on_conflict_do_update(index_elements=["name"], set_={"value": text})
        )

    def delete(self, name: str) -> None:
        """Forget a name; harmless if it was never set."""
        self._connection.execute(delete(parameter).where(parameter.c.name == name))
