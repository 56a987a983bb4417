# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which month given out a record counted, so that no later one counts it again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.storage.migrations.versions import before

revision = "0020_given_visits"
down_revision = before(revision)


def upgrade() -> None:
    """Add the column; nobody knows what counted in the months that were given out before."""
    op.add_column("visit", sa.Column("given", sa.String(7), nullable=False, server_default=""))
