# SPDX-License-Identifier: AGPL-3.0-or-later
"""The months of which a machine and the city do not hold the same records, as it last told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0031_unlike_months"
down_revision = before(revision)


def upgrade() -> None:
    """Add them; there are none until a machine tells what stands of its records."""
    op.add_column("device", sa.Column("unlike", sa.JSON(), nullable=False, server_default="{}"))
