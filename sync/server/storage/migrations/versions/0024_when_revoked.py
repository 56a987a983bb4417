# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a machine was revoked: until then its silence is a gap in the figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0024_when_revoked"
down_revision = before(revision)


def upgrade() -> None:
    """Add the time; of machines revoked before, the last thing known is their last word."""
    op.add_column("device", sa.Column("revoked", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE device SET revoked = coalesce(last_exchange, enrolled) WHERE status = 'revoked'"
    )
