# SPDX-License-Identifier: AGPL-3.0-or-later
"""Agendas, rights, appointments, rows of reports, the board of the quarters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_agendas_and_reports"
down_revision = "0001_initial"


def upgrade() -> None:
    """Create the tables of agendas and reports."""
    _create_appointment()
    _create_appointment_request()
    _create_board_item()
    _create_feedback_row()
    _create_lease_cell()
    _create_motif()
    _create_number_pool()
    _create_queue_row()
    _create_session_row()
    _create_visit_version()
    _create_closure()
    _create_mediator()
    _create_absence()
    _create_opening()


def _create_appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("booking", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("mediator_id", sa.String(length=64), nullable=False),
        sa.Column("motif_id", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("incomplete", sa.Boolean(), nullable=False),
        sa.Column("label", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("city", "booking", name=op.f("pk_appointment")),
    )
    op.create_index("ix_appointment_number", "appointment", ["city", "number"], unique=False)
    op.create_index(
        "ix_appointment_start", "appointment", ["city", "centre", "start"], unique=False
    )


def _create_appointment_request() -> None:
    op.create_table(
        "appointment_request",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("motif_id", sa.String(length=64), nullable=False),
        sa.Column("wish", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("city", "device", "number", name=op.f("pk_appointment_request")),
    )
    op.create_index(
        "ix_appointment_request_centre", "appointment_request", ["city", "centre"], unique=False
    )


def _create_board_item() -> None:
    op.create_table(
        "board_item",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("city", "item_id", name=op.f("pk_board_item")),
    )


def _create_feedback_row() -> None:
    op.create_table(
        "feedback_row",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("hour", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint(
            "city", "device", "incarnation", "sequence", name=op.f("pk_feedback_row")
        ),
    )


def _create_lease_cell() -> None:
    op.create_table(
        "lease_cell",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("mediator_id", sa.String(length=64), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), server_default="", nullable=False),
        sa.Column("incarnation", sa.String(length=16), server_default="", nullable=False),
        sa.Column("request", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("booking", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("city", "mediator_id", "cell", name=op.f("pk_lease_cell")),
    )
    op.create_index("ix_lease_cell_device", "lease_cell", ["city", "device"], unique=False)


def _create_motif() -> None:
    op.create_table(
        "motif",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("motif_id", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("icon", sa.String(length=64), server_default="", nullable=False),
        sa.Column("duration_min", sa.SmallInteger(), nullable=False),
        sa.Column("before_min", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("after_min", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("city", "motif_id", name=op.f("pk_motif")),
    )


def _create_number_pool() -> None:
    op.create_table(
        "number_pool",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city", "number", name=op.f("pk_number_pool")),
    )
    op.create_index(
        "ix_number_pool_device", "number_pool", ["city", "device", "incarnation"], unique=False
    )


def _create_queue_row() -> None:
    op.create_table(
        "queue_row",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=48), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city", "device", "day", "number", name=op.f("pk_queue_row")),
    )


def _create_session_row() -> None:
    op.create_table(
        "session_row",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("hour", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("walkthroughs", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "city", "device", "incarnation", "sequence", name=op.f("pk_session_row")
        ),
    )
    op.create_index("ix_session_row_hour", "session_row", ["city", "hour"], unique=False)


def _create_visit_version() -> None:
    op.create_table(
        "visit_version",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("visit_incarnation", sa.String(length=16), nullable=False),
        sa.Column("visit_sequence", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), server_default="", nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("core", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "city", "device", "incarnation", "sequence", name=op.f("pk_visit_version")
        ),
    )
    op.create_index("ix_visit_version_day", "visit_version", ["city", "day"], unique=False)
    op.create_index(
        "ix_visit_version_visit",
        "visit_version",
        ["city", "device", "visit_incarnation", "visit_sequence"],
        unique=False,
    )


def _create_closure() -> None:
    op.create_table(
        "closure",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("closure_id", sa.String(length=48), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=False),
        sa.Column("last_day", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "centre"], ["centre.city", "centre.code"], name=op.f("fk_closure_city_centre")
        ),
        sa.PrimaryKeyConstraint("city", "closure_id", name=op.f("pk_closure")),
    )


def _create_mediator() -> None:
    op.create_table(
        "mediator",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("mediator_id", sa.String(length=64), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "centre"], ["centre.city", "centre.code"], name=op.f("fk_mediator_city_centre")
        ),
        sa.PrimaryKeyConstraint("city", "mediator_id", name=op.f("pk_mediator")),
    )


def _create_absence() -> None:
    op.create_table(
        "absence",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("absence_id", sa.String(length=48), nullable=False),
        sa.Column("mediator_id", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "mediator_id"],
            ["mediator.city", "mediator.mediator_id"],
            name=op.f("fk_absence_city_mediator_id"),
        ),
        sa.PrimaryKeyConstraint("city", "absence_id", name=op.f("pk_absence")),
    )


def _create_opening() -> None:
    op.create_table(
        "opening",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("opening_id", sa.String(length=48), nullable=False),
        sa.Column("mediator_id", sa.String(length=64), nullable=False),
        sa.Column("motif_ids", sa.JSON(), nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), server_default="", nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("start", sa.String(length=5), nullable=False),
        sa.Column("end", sa.String(length=5), nullable=False),
        sa.Column("exdates", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "mediator_id"],
            ["mediator.city", "mediator.mediator_id"],
            name=op.f("fk_opening_city_mediator_id"),
        ),
        sa.PrimaryKeyConstraint("city", "opening_id", name=op.f("pk_opening")),
    )
