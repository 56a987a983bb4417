# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every cell counted again: whether people were sent on is counted, besides where to."""

from __future__ import annotations

from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0028_counted_referred"
down_revision = before(revision)


def upgrade() -> None:
    """Take every tally away; the server counts the cells again when it is up."""
    op.execute("UPDATE attendance_cell SET tally = NULL")
