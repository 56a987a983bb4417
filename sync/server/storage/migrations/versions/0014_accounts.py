# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of persons in the place of one password, the journal, files being made.

Sessions of the one password end here: whoever was inside enters again, by an account.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0014_accounts"
down_revision = before(revision)


def upgrade() -> None:
    """Make the tables; the password and its sessions go."""
    op.drop_table("console_session")
    op.execute("DELETE FROM city_state WHERE name = 'console_password'")
    _make_accounts()
    _make_sessions()
    _make_journal()
    _make_jobs()


def _make_accounts() -> None:
    op.create_table(
        "account",
        _text("city", 16),
        _text("account_id", 16),
        _text("login", 64),
        _text("password_hash", 200),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("centres", sa.JSON(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.LargeBinary()),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        _whole("last_step"),
        _whole("made"),
        sa.Column("closed", sa.BigInteger()),
        sa.PrimaryKeyConstraint("city", "account_id", name=op.f("pk_account")),
        sa.UniqueConstraint("city", "login", name=op.f("uq_account_city_login")),
    )
    op.create_table(
        "recovery_code",
        _text("city", 16),
        _text("account_id", 16),
        _text("code_hash", 64),
        sa.PrimaryKeyConstraint("city", "account_id", "code_hash", name=op.f("pk_recovery_code")),
        _of_account("recovery_code"),
    )


def _make_sessions() -> None:
    op.create_table(
        "console_session",
        _text("city", 16),
        _text("token_hash", 64),
        _text("account_id", 16),
        _text("csrf", 64),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        _whole("opened"),
        _whole("seen"),
        _whole("expires"),
        sa.PrimaryKeyConstraint("city", "token_hash", name=op.f("pk_console_session")),
        _of_account("console_session"),
    )


def _make_journal() -> None:
    op.create_table(
        "journal_line",
        _text("city", 16),
        _whole("number"),
        _whole("at"),
        _text("account_id", 16),
        _text("action", 48),
        _text("subject", 160),
        sa.Column("detail", sa.Text(), nullable=False),
        _text("mark", 64),
        sa.PrimaryKeyConstraint("city", "number", name=op.f("pk_journal_line")),
    )
    op.create_table(
        "journal_head",
        _text("city", 16),
        _whole("number"),
        _text("mark", 64),
        _whole("cut_number"),
        _text("cut_mark", 64),
        sa.PrimaryKeyConstraint("city", name=op.f("pk_journal_head")),
    )


def _make_jobs() -> None:
    op.create_table(
        "export_job",
        _text("city", 16),
        _text("job_id", 24),
        _text("account_id", 16),
        _text("kind", 32),
        sa.Column("asked", sa.JSON(), nullable=False),
        _text("state", 16),
        sa.Column("n_done", sa.Integer(), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        _text("sha256", 64),
        _text("file_name", 160),
        _text("told", 400),
        _whole("made"),
        sa.PrimaryKeyConstraint("city", "job_id", name=op.f("pk_export_job")),
        _of_account("export_job"),
    )


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["city", "account_id"],
        ["account.city", "account.account_id"],
        name=op.f(f"fk_{table}_city_account_id"),
    )


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)
