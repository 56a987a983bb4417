# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the console: accounts, sessions, wrong guesses, the journal, files being made."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from sync.server.storage.schema import city_column, metadata, text_column, time_column

account = Table(
    "account",
    metadata,
    city_column(),
    text_column("account_id", 16),
    text_column("login", 64),
    text_column("password_hash", 200),
    Column("roles", JSON, nullable=False),
    Column("centres", JSON, nullable=False),
    time_column("given", nullable=True),
    Column("secret", LargeBinary),
    Column("is_proven", Boolean, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    time_column("made"),
    time_column("closed", nullable=True),
    PrimaryKeyConstraint("city", "account_id"),
    UniqueConstraint("city", "login"),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    city_column(),
    text_column("account_id", 16),
    text_column("code_hash"),
    PrimaryKeyConstraint("city", "account_id", "code_hash"),
    ForeignKeyConstraint(["city", "account_id"], ["account.city", "account.account_id"]),
)

console_session = Table(
    "console_session",
    metadata,
    city_column(),
    text_column("token_hash"),
    text_column("account_id", 16),
    text_column("csrf"),
    Column("is_proven", Boolean, nullable=False),
    time_column("opened"),
    time_column("seen"),
    time_column("expires"),
    PrimaryKeyConstraint("city", "token_hash"),
    ForeignKeyConstraint(["city", "account_id"], ["account.city", "account.account_id"]),
)

guess = Table(
    "guess",
    metadata,
    city_column(),
    text_column("guess_key"),
    Column("is_account", Boolean, nullable=False),
    Column("n_wrong", Integer, nullable=False),
    Column("n_pauses", Integer, nullable=False),
    time_column("paused_until"),
    time_column("changed"),
    PrimaryKeyConstraint("city", "guess_key"),
)

journal_line = Table(
    "journal_line",
    metadata,
    city_column(),
    Column("number", BigInteger, nullable=False, autoincrement=False),
    time_column("at"),
    text_column("account_id", 16),
    text_column("action", 48),
    text_column("subject", 160),
    Column("detail", Text, nullable=False),
    text_column("mark"),
    PrimaryKeyConstraint("city", "number"),
)

journal_head = Table(
    "journal_head",
    metadata,
    city_column(),
    Column("number", BigInteger, nullable=False),
    text_column("mark"),
    Column("cut_number", BigInteger, nullable=False),
    text_column("cut_mark"),
    PrimaryKeyConstraint("city"),
)

export_job = Table(
    "export_job",
    metadata,
    city_column(),
    text_column("job_id", 24),
    text_column("account_id", 16),
    text_column("kind", 32),
    Column("asked", JSON, nullable=False),
    text_column("state", 16),
    Column("n_done", Integer, nullable=False),
    Column("n_rows", Integer, nullable=False),
    text_column("sha256"),
    text_column("file_name", 160),
    text_column("told", 400),
    time_column("made"),
    PrimaryKeyConstraint("city", "job_id"),
    ForeignKeyConstraint(["city", "account_id"], ["account.city", "account.account_id"]),
)
