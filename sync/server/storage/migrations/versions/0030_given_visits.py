# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which published month a visit counted, so that no later one counts it again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0030_given_visits"
down_revision = before(revision)


def upgrade() -> None:
    """Add the table; nobody knows what counted in the months that were given out before."""
    op.create_table(
        "given_visit",
        sa.Column("city", sa.String(16), nullable=False),
        sa.Column("device", sa.String(32), nullable=False),
        sa.Column("visit_incarnation", sa.String(16), nullable=False),
        sa.Column("visit_sequence", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.PrimaryKeyConstraint(
            "city", "device", "visit_incarnation", "visit_sequence", name="pk_given_visit"
        ),
    )
