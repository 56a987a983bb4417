# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wrong guesses at the console's door, which a restart no longer forgets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0019_guesses"
down_revision = before(revision)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "guess",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("guess_key", sa.String(length=64), nullable=False),
        sa.Column("is_account", sa.Boolean(), nullable=False),
        sa.Column("n_wrong", sa.Integer(), nullable=False),
        sa.Column("n_pauses", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city", "guess_key", name=op.f("pk_guess")),
    )
