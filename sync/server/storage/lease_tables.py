# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables beside the ledger of rights: cells asked back, machines declared lost."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
)

from sync.server.storage.schema import city_column, metadata, text_column, time_column

recall = Table(
    "recall",
    metadata,
    city_column(),
    text_column("mediator_id", 64),
    Column("cell", BigInteger, nullable=False),
    Column("epoch", Integer, nullable=False),
    text_column("taker", 32, default=""),
    text_column("booking", 64, default=""),
    text_column("state", 16),
    text_column("asked_by", 64, default=""),
    time_column("asked"),
    time_column("moved"),
    PrimaryKeyConstraint("city", "mediator_id", "cell"),
    Index("ix_recall_state", "city", "state", "cell"),
)

machine_loss = Table(
    "machine_loss",
    metadata,
    city_column(),
    Column("loss_id", Integer, nullable=False, autoincrement=False),
    text_column("device", 32),
    Column("incarnations", JSON, nullable=False),
    text_column("reason", 16),
    text_column("asked_by", 40),
    time_column("asked"),
    time_column("ready"),
    text_column("state", 16),
    text_column("confirmed_by", 40, default=""),
    time_column("confirmed", nullable=True),
    Column("is_early", Boolean, nullable=False),
    Column("n_freed", Integer, nullable=False),
    PrimaryKeyConstraint("city", "loss_id"),
    Index("ix_machine_loss_device", "city", "device"),
)
