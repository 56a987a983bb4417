# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first schema: the city, its machines, and what they send."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_initial"
down_revision = None


def upgrade() -> None:
    """Create the tables of the city server."""
    _create_aside()
    _create_case_file()
    _create_centre()
    _create_city_state()
    _create_console_session()
    _create_key_statement()
    _create_raw_batch()
    _create_record()
    _create_watermark()
    _create_device()
    _create_invitation()
    _create_incarnation()


def _create_aside() -> None:
    op.create_table(
        "aside",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("core", sa.LargeBinary(), nullable=False),
        sa.Column("annex", sa.LargeBinary(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "city", "device", "incarnation", "lane", "sequence", "hash", name=op.f("pk_aside")
        ),
    )


def _create_case_file() -> None:
    op.create_table(
        "case_file",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("device", sa.String(length=32), server_default="", nullable=False),
        sa.Column("subject", sa.String(length=120), server_default="", nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("city", "case_id", name=op.f("pk_case_file")),
        sa.UniqueConstraint(
            "city", "kind", "device", "subject", name=op.f("uq_case_file_city_kind_device_subject")
        ),
    )


def _create_centre() -> None:
    op.create_table(
        "centre",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("quarter", sa.String(length=64), server_default="", nullable=False),
        sa.Column("address", sa.String(length=300), server_default="", nullable=False),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("city", "code", name=op.f("pk_centre")),
    )


def _create_city_state() -> None:
    op.create_table(
        "city_state",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("city", "name", name=op.f("pk_city_state")),
    )


def _create_console_session() -> None:
    op.create_table(
        "console_session",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city", "token_hash", name=op.f("pk_console_session")),
    )


def _create_key_statement() -> None:
    op.create_table(
        "key_statement",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("city", "serial", name=op.f("pk_key_statement")),
    )


def _create_raw_batch() -> None:
    op.create_table(
        "raw_batch",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("request", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(length=48), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "city", "device", "incarnation", "request", "lane", name=op.f("pk_raw_batch")
        ),
    )


def _create_record() -> None:
    op.create_table(
        "record",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=48), server_default="", nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("core", sa.LargeBinary(), nullable=False),
        sa.Column("annex", sa.LargeBinary(), nullable=True),
        sa.Column("annex_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("origin", sa.String(length=80), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "city", "device", "incarnation", "lane", "sequence", name=op.f("pk_record")
        ),
        sa.UniqueConstraint("city", "device", "origin", name=op.f("uq_record_city_device_origin")),
    )
    op.create_index("ix_record_verdict", "record", ["city", "verdict"], unique=False)


def _create_watermark() -> None:
    op.create_table(
        "watermark",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.String(length=16), nullable=False),
        sa.Column("acked", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city", "device", "incarnation", "lane", name=op.f("pk_watermark")),
    )


def _create_device() -> None:
    op.create_table(
        "device",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("desk_key", sa.String(length=64), server_default="", nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("enrolled", sa.BigInteger(), nullable=False),
        sa.Column("last_exchange", sa.BigInteger(), nullable=True),
        sa.Column("incarnation", sa.String(length=16), server_default="", nullable=False),
        sa.Column("health", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "centre"], ["centre.city", "centre.code"], name=op.f("fk_device_city_centre")
        ),
        sa.PrimaryKeyConstraint("city", "device", name=op.f("pk_device")),
        sa.UniqueConstraint("city", "public_key", name=op.f("uq_device_city_public_key")),
    )


def _create_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=True),
        sa.Column("device", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["city", "centre"],
            ["centre.city", "centre.code"],
            name=op.f("fk_invitation_city_centre"),
        ),
        sa.PrimaryKeyConstraint("city", "code_hash", name=op.f("pk_invitation")),
    )


def _create_incarnation() -> None:
    op.create_table(
        "incarnation",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("request", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("asked", sa.String(length=64), server_default="", nullable=False),
        sa.Column("attempt", sa.String(length=16), server_default="", nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["city", "device"],
            ["device.city", "device.device"],
            name=op.f("fk_incarnation_city_device"),
        ),
        sa.PrimaryKeyConstraint("city", "device", "incarnation", name=op.f("pk_incarnation")),
    )
