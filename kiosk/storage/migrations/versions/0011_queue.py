# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of the queue that are called, transferred, come first, and are measured."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.storage.migrations.versions import before

revision = "0011_queue"
down_revision = before(revision)


def upgrade() -> None:
    """Add the columns; an older number was not called and comes as it came."""
    with op.batch_alter_table("queue_ticket") as table:
        for name, length, blank in (
            ("priority", 16, "ordinary"),
            ("desk", 24, ""),
            ("mediator_id", 64, ""),
        ):
            table.add_column(
                sa.Column(name, sa.String(length), nullable=False, server_default=blank)
            )
        table.add_column(sa.Column("n_calls", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("line_utc", sa.String(27)))
        table.add_column(sa.Column("serving_utc", sa.String(27)))
        table.add_column(sa.Column("served_min", sa.Integer()))
    with op.batch_alter_table("queue_day") as table:
        table.add_column(sa.Column("n_first", sa.Integer(), nullable=False, server_default="0"))
