# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Alembic runs: every missing step in the one transaction of `kiosk.storage.schema`."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    render_as_batch=False,
)
context.run_migrations()
