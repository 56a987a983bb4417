# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entry point of Alembic: runs on the connection that `migrate` hands over."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=True)
context.run_migrations()
