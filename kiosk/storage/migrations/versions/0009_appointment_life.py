# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life of appointments and requests: who comes, moves, answers, and what waits for the city."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.storage.migrations.versions import before

revision = "0009_appointment_life"
down_revision = before(revision)

_AT_FIRST = "0.0.0.0"  # noqa: S104 - four counts, no address
_STANDINGS = (
    ("cancel_asked", "0.0.1.0"),
    ("cancelled", "0.0.2.0"),
    ("absent", "0.1.0.0"),
    ("attended", "0.4.0.0"),
)


def upgrade() -> None:
    """Add the columns, work out the standing of older rows, create the table of intents."""
    for column in (
        _text("label_of", 80),
        _text("centre", 32),
        sa.Column("party_size", sa.Integer(), nullable=False, server_default="1"),
        _text("needs", 64),
        _text("language", 16),
        _text("moved_from", 64),
        _text("moved_to", 64),
        sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("standing", sa.String(16), nullable=False, server_default=_AT_FIRST),
    ):
        op.add_column("appointment", column)
    op.add_column("appointment", _text("calendar_number", 8))
    op.add_column(
        "motif", sa.Column("each_person", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for status, standing in _STANDINGS:
        op.execute(
            sa.text(
                "UPDATE appointment SET standing = :standing WHERE status = :status"
            ).bindparams(standing=standing, status=status)
        )
    for column in (
        _text("centre", 32),
        sa.Column("reply_by", sa.String(16), nullable=False, server_default="number"),
        sa.Column("party_size", sa.Integer(), nullable=False, server_default="1"),
        _text("needs", 64),
        _text("language", 16),
        sa.Column("proposals", sa.Text(), nullable=False, server_default=""),
        _text("reason", 32),
        _text("booking", 64),
        _text("chosen", 100),
    ):
        op.add_column("appointment_request", column)
    op.create_table(
        "booking_intent",
        sa.Column("incarnation", sa.String(16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("booking", sa.String(64), nullable=False),
        sa.Column("number", sa.String(8), nullable=False),
        sa.Column("mediator_id", sa.String(64), nullable=False),
        sa.Column("start_utc", sa.String(27), nullable=False),
        sa.Column("end_utc", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "sequence", name="pk_booking_intent"),
    )


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, server_default="")
