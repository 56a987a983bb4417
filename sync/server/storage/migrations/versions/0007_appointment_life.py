# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life of appointments and requests: who comes, moves, answers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0007_appointment_life"
down_revision = before(revision)

_AT_FIRST = "0.0.0.0"  # noqa: S104 - four counts, no address
_STANDINGS = (
    ("cancel_asked", "0.0.1.0"),
    ("cancelled", "0.0.2.0"),
    ("absent", "0.1.0.0"),
    ("attended", "0.4.0.0"),
)


def upgrade() -> None:
    """Add the columns and work out the standing of older rows."""
    of_appointment: list[sa.Column[Any]] = [
        _text("standing", 16, default=_AT_FIRST),
        _text("label_of", 80),
        sa.Column("party_size", sa.SmallInteger(), nullable=False, server_default="1"),
        _text("needs", 64),
        _text("language", 16),
        _text("moved_from", 64),
        _text("moved_to", 64),
        sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"),
        _text("reason", 32),
        _text("calendar_number", 8),
    ]
    for column in of_appointment:
        op.add_column("appointment", column)
    op.add_column(
        "motif", sa.Column("each_person", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for status, standing in _STANDINGS:
        op.execute(
            sa.text(
                "UPDATE appointment SET standing = :standing WHERE status = :status"
            ).bindparams(standing=standing, status=status)
        )
    of_request: list[sa.Column[Any]] = [
        _text("wish_centre", 32),
        _text("reply_by", 16, default="number"),
        sa.Column("party_size", sa.SmallInteger(), nullable=False, server_default="1"),
        _text("needs", 64),
        _text("language", 16),
        sa.Column("made", sa.BigInteger(), nullable=False, server_default="0"),
        _text("proposals", 400),
        _text("reason", 32),
        _text("booking", 64),
        _text("chosen", 100),
    ]
    for column in of_request:
        op.add_column("appointment_request", column)


def _text(name: str, length: int, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False, server_default=default)
