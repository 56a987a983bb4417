# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the city, its centres, its machines and those who look after them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from kiosk.domain.centre import LONGEST_CODE
from sync.server.storage.schema import city_column, metadata, text_column, time_column

city_state = Table(
    "city_state",
    metadata,
    city_column(),
    text_column("name"),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("city", "name"),
)


key_statement = Table(
    "key_statement",
    metadata,
    city_column(),
    Column("serial", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("signature", Text, nullable=False),
    PrimaryKeyConstraint("city", "serial"),
)


centre = Table(
    "centre",
    metadata,
    city_column(),
    text_column("code", LONGEST_CODE),
    text_column("name", 200),
    text_column("quarter", default=""),
    text_column("address", 300, default=""),
    text_column("phone", 40, default=""),
    Column("hours", JSON, nullable=False),
    PrimaryKeyConstraint("city", "code"),
)


invitation = Table(
    "invitation",
    metadata,
    city_column(),
    text_column("code_hash"),
    text_column("centre", LONGEST_CODE),
    text_column("role", 16),
    text_column("name", 100),
    time_column("created"),
    time_column("expires"),
    time_column("spent", nullable=True),
    Column("device", String(32)),
    PrimaryKeyConstraint("city", "code_hash"),
    ForeignKeyConstraint(["city", "centre"], ["centre.city", "centre.code"]),
)


device = Table(
    "device",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("centre", LONGEST_CODE),
    text_column("role", 16),
    text_column("name", 100),
    text_column("public_key"),
    text_column("desk_key", default=""),
    text_column("status", 16),
    time_column("enrolled"),
    time_column("last_exchange", nullable=True),
    time_column("revoked", nullable=True),
    text_column("incarnation", 16, default=""),
    Column("health", JSON, nullable=False),
    text_column("told_epoch", 16, default=""),
    Column("unlike", JSON, nullable=False, server_default="{}"),
    PrimaryKeyConstraint("city", "device"),
    UniqueConstraint("city", "public_key"),
    ForeignKeyConstraint(["city", "centre"], ["centre.city", "centre.code"]),
)


incarnation = Table(
    "incarnation",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    time_column("first_seen"),
    Column("request", BigInteger, nullable=False, server_default="0"),
    text_column("asked", default=""),
    text_column("attempt", 16, default=""),
    Column("reply", LargeBinary),
    Column("receipt", Text),
    Column("signature", Text),
    Column("sell_until", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("city", "device", "incarnation"),
    ForeignKeyConstraint(["city", "device"], ["device.city", "device.device"]),
)


case_file = Table(
    "case_file",
    metadata,
    city_column(),
    Column("case_id", Integer, nullable=False, autoincrement=False),
    text_column("kind", 48),
    text_column("device", 32, default=""),
    text_column("subject", 120, default=""),
    Column("detail", JSON, nullable=False),
    time_column("opened"),
    time_column("closed", nullable=True),
    text_column("closed_by", 64, default=""),
    text_column("outcome", 16, default=""),
    PrimaryKeyConstraint("city", "case_id"),
    UniqueConstraint("city", "kind", "device", "subject"),
)
