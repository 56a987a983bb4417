# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bringing the city's database to the present schema: forward only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

from sync.server.storage.migrations.versions import before

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

HEAD: Final = before(":")  # a name after all that begin with a digit


def migrate(engine: Engine) -> None:
    """Run the steps that the database does not know; Alembic is loaded only for that."""
    with engine.begin() as connection:
        if _version(connection) == HEAD:
            return
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", "sync.server.storage:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")
