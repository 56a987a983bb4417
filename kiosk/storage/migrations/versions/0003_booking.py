# SPDX-License-Identifier: AGPL-3.0-or-later
"""Add the agenda, the rights to sell, appointments, requests and the walk-in queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_booking"
down_revision = "0002_attendance"


def upgrade() -> None:
    """Create the tables."""
    _create_agenda()
    _create_rights()
    _create_appointments()
    _create_queue()


def _create_agenda() -> None:
    op.create_table(
        "mediator",
        sa.Column("mediator_id", sa.String(64), primary_key=True),
        sa.Column("first_name", sa.String(80), nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
    )
    op.create_table(
        "motif",
        sa.Column("motif_id", sa.String(64), primary_key=True),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("labels", sa.Text, nullable=False),
        sa.Column("icon", sa.String(64), nullable=False),
        sa.Column("duration_min", sa.Integer, nullable=False),
        sa.Column("before_min", sa.Integer, nullable=False),
        sa.Column("after_min", sa.Integer, nullable=False),
        sa.Column("documents", sa.Text, nullable=False),
    )
    op.create_table(
        "opening",
        sa.Column("opening_id", sa.String(64), primary_key=True),
        sa.Column("mediator_id", sa.String(64), nullable=False),
        sa.Column("motif_ids", sa.Text, nullable=False),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("until", sa.String(10)),
        sa.Column("weekdays", sa.String(7), nullable=False),
        sa.Column("start", sa.String(5), nullable=False),
        sa.Column("end", sa.String(5), nullable=False),
        sa.Column("exdates", sa.Text, nullable=False),
    )
    op.create_table(
        "absence",
        sa.Column("absence_id", sa.String(64), primary_key=True),
        sa.Column("mediator_id", sa.String(64), nullable=False),
        sa.Column("start_utc", sa.String(27), nullable=False),
        sa.Column("end_utc", sa.String(27), nullable=False),
    )
    op.create_table(
        "closure",
        sa.Column("closure_id", sa.String(64), primary_key=True),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
    )
    op.create_table(
        "agenda_state",
        sa.Column("singleton", sa.Integer, primary_key=True),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("received_utc", sa.String(27)),
        sa.CheckConstraint("singleton = 1", name="ck_agenda_state_one_row"),
    )


def _create_rights() -> None:
    op.create_table(
        "lease_cell",
        sa.Column("mediator_id", sa.String(64), primary_key=True),
        sa.Column("step", sa.Integer, primary_key=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("incarnation", sa.String(16), nullable=False),
        sa.Column("sell_until_utc", sa.String(27), nullable=False),
        sa.Column("booking", sa.String(64), nullable=False),
    )
    op.create_index("ix_lease_cell_booking", "lease_cell", ["booking"])
    op.create_table(
        "sold_cell",
        sa.Column("mediator_id", sa.String(64), primary_key=True),
        sa.Column("step", sa.Integer, primary_key=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("booking", sa.String(64), nullable=False),
    )
    op.create_index("ix_sold_cell_booking", "sold_cell", ["booking"])
    op.create_table(
        "hold",
        sa.Column("hold_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("motif_id", sa.String(64), nullable=False),
        sa.Column("mediator_id", sa.String(64), nullable=False),
        sa.Column("start_utc", sa.String(27), nullable=False),
        sa.Column("duration_min", sa.Integer, nullable=False),
        sa.Column("first_step", sa.Integer, nullable=False),
        sa.Column("n_cells", sa.Integer, nullable=False),
        sa.Column("expires_s", sa.Float, nullable=False),
        sa.Column("boot_id", sa.String(64), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "number_pool",
        sa.Column("number", sa.String(8), primary_key=True),
        sa.Column("incarnation", sa.String(16), nullable=False),
    )
    op.create_index("ix_number_pool_incarnation", "number_pool", ["incarnation"])


def _create_appointments() -> None:
    op.create_table(
        "appointment",
        sa.Column("booking", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(8), nullable=False),
        sa.Column("mediator_id", sa.String(64), nullable=False),
        sa.Column("motif_id", sa.String(64), nullable=False),
        sa.Column("start_utc", sa.String(27), nullable=False),
        sa.Column("duration_min", sa.Integer, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("sold_hour_utc", sa.String(27)),
        sa.Column("label_sealed", sa.LargeBinary),
    )
    op.create_index("ix_appointment_number", "appointment", ["number"])
    op.create_index("ix_appointment_start_utc", "appointment", ["start_utc"])
    op.create_index("ix_appointment_sold_hour_utc", "appointment", ["sold_hour_utc"])
    op.create_table(
        "appointment_request",
        sa.Column("number", sa.String(8), primary_key=True),
        sa.Column("device", sa.String(64), primary_key=True),
        sa.Column("motif_id", sa.String(64), nullable=False),
        sa.Column("wish", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("made_hour_utc", sa.String(27), nullable=False),
        sa.Column("label_sealed", sa.LargeBinary),
    )


def _create_queue() -> None:
    op.create_table(
        "queue_ticket",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("device", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("taken_utc", sa.String(27), nullable=False),
    )
    op.create_index("ix_queue_ticket_state", "queue_ticket", ["day", "state"])
    op.create_table(
        "queue_day",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("last_place", sa.Integer, nullable=False),
        sa.Column("heard_utc", sa.String(27)),
    )
