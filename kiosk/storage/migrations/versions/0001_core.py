# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kernel: device, lanes, outbox, sessions, codes of the staff, parameters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_core"
down_revision = None


def upgrade() -> None:
    """Create the tables of the kernel."""
    _create_device()
    _create_outbox()
    _create_sessions()
    op.create_table(
        "staff_pin",
        sa.Column("staff_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_utc", sa.String(27), nullable=False),
        sa.UniqueConstraint("name", name="uq_staff_pin_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "parameter",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _create_device() -> None:
    op.create_table(
        "device",
        sa.Column("singleton", sa.Integer, primary_key=True),
        sa.Column("device_id", sa.String(64)),
        sa.Column("tenant", sa.String(64)),
        sa.Column("incarnation", sa.String(16), nullable=False),
        sa.Column("incarnation_reason", sa.String(32), nullable=False),
        sa.Column("folder_fingerprint", sa.String(64), nullable=False),
        sa.Column("n_starts", sa.Integer, nullable=False),
        sa.Column("last_instant_utc", sa.String(27), nullable=False),
        sa.Column("last_monotonic_s", sa.Float, nullable=False),
        sa.Column("last_boot_id", sa.String(64), nullable=False),
        sa.Column("clock_doubt", sa.String(16), nullable=False),
        sa.Column("canary_boot_id", sa.String(64), nullable=False),
        sa.Column("canary_survived", sa.Boolean, nullable=False),
        sa.CheckConstraint("singleton = 1", name="ck_device_one_row"),
    )
    op.create_table(
        "lane",
        sa.Column("incarnation", sa.String(16), primary_key=True),
        sa.Column("lane", sa.String(16), primary_key=True),
        sa.Column("last_sequence", sa.Integer, nullable=False),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("incarnation", sa.String(16), primary_key=True),
        sa.Column("lane", sa.String(16), primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("core_json", sa.LargeBinary, nullable=False),
        sa.Column("annex", sa.LargeBinary),
        sa.Column("annex_hash", sa.LargeBinary(32)),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("settled_utc", sa.String(27)),
        sa.Column("origin_incarnation", sa.String(16)),
        sa.Column("origin_sequence", sa.Integer),
        sa.UniqueConstraint(
            "origin_incarnation", "lane", "origin_sequence", name="uq_outbox_origin"
        ),
    )
    op.create_index("ix_outbox_state", "outbox", ["state", "lane", "incarnation", "sequence"])


def _create_sessions() -> None:
    op.create_table(
        "open_session",
        sa.Column("session_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("opened_utc", sa.String(27), nullable=False),
        sa.Column("opened_monotonic_s", sa.Float, nullable=False),
        sa.Column("boot_id", sa.String(64), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("lasted_s", sa.Float, nullable=False),
        sa.Column("traces", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "session",
        sa.Column("incarnation", sa.String(16), primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("started_hour_utc", sa.String(27), nullable=False),
        sa.Column("duration_min", sa.Integer, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("traces", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
    )
    op.create_index("ix_session_started_hour_utc", "session", ["started_hour_utc"])
    op.create_table(
        "feedback",
        sa.Column("incarnation", sa.String(16), primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("hour_utc", sa.String(27), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("answer", sa.String(16), nullable=False),
    )
    op.create_index("ix_feedback_hour_utc", "feedback", ["hour_utc"])
