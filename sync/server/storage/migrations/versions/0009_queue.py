# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of the queue that are called, transferred, come first, and are measured."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0009_queue"
down_revision = before(revision)


def upgrade() -> None:
    """Add the columns; an older number was not called and comes as it came."""
    for name, length in (("priority", 16), ("desk", 24), ("mediator_id", 64)):
        op.add_column(
            "queue_row", sa.Column(name, sa.String(length), nullable=False, server_default="")
        )
    op.add_column(
        "queue_row", sa.Column("n_calls", sa.SmallInteger(), nullable=False, server_default="0")
    )
    op.add_column(
        "queue_row", sa.Column("line", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.add_column("queue_row", sa.Column("served_min", sa.SmallInteger()))
