# SPDX-License-Identifier: AGPL-3.0-or-later
"""When the life that told a version of a visit was first seen: a later life has the last word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0029_later_lives"
down_revision = before(revision)


def upgrade() -> None:
    """Add the time; among versions told before, what stands goes on standing."""
    op.add_column(
        "visit_version",
        sa.Column("told_life", sa.BigInteger(), nullable=False, server_default="0"),
    )
