# SPDX-License-Identifier: AGPL-3.0-or-later
"""A choice is a choice only: what decides about records has one lock with cases and rights."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0026_one_lock"
down_revision = before(revision)


def upgrade() -> None:
    """Forget the rows that were locks, and the column that made them."""
    op.execute(sa.text("DELETE FROM object_choice WHERE device = ''"))
    with op.batch_alter_table("object_choice") as table:
        table.drop_column("touched")
