# SPDX-License-Identifier: AGPL-3.0-or-later
"""The oldest session and entry of a machine, found without reading all of its rows."""

from __future__ import annotations

from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0027_first_entries"
down_revision = before(revision)


def upgrade() -> None:
    """Add the two indexes."""
    op.create_index("ix_session_row_device", "session_row", ["city", "device", "hour"])
    op.create_index("ix_visit_row_device", "visit_row", ["city", "device", "entered"])
