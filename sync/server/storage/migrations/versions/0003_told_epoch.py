# SPDX-License-Identifier: AGPL-3.0-or-later
"""Under which epoch of the server a machine last told every right that it holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_told_epoch"
down_revision = "0002_agendas_and_reports"


def upgrade() -> None:
    """Add the column; an older row has told nothing under the present epoch."""
    op.add_column(
        "device",
        sa.Column("told_epoch", sa.String(length=16), nullable=False, server_default=""),
    )
