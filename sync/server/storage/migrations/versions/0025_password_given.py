# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a password was given by somebody else: it opens for seven days."""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0025_password_given"
down_revision = before(revision)


def upgrade() -> None:
    """Put the time in the place of the mark; of passwords given before, it is this upgrade."""
    op.add_column("account", sa.Column("given", sa.BigInteger(), nullable=True))
    account = sa.table("account", sa.column("given"), sa.column("must_change", sa.Boolean()))
    op.execute(account.update().where(account.c.must_change).values(given=int(time.time())))
    op.drop_column("account", "must_change")
