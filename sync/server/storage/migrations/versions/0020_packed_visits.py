# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a visit says as one text, in the place of a column a field."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

if TYPE_CHECKING:
    from collections.abc import Sequence

revision = "0020_packed_visits"
down_revision = before(revision)

_PART, _FIELD, _INSTEAD = "\x1e", "\x1f", "\x1d"
_PARTS = (
    ("row_id",),
    ("day", "entered", "changed", "version"),
    ("kind", "centre", "place", "commune"),
    ("minutes", "people"),
    ("themes",),
    ("admin_themes",),
    ("equipment", "autonomy", "referred", "referral", "referral_place"),
    ("gender", "age", "status"),
    ("arrival", "origin", "by", "level", "title", "medium", "posture", "mandate"),
    ("start", "waited"),
    ("quarter", "unmet", "counts"),
)
_NUMBERS = {"version", "minutes", "people", "waited"}
_STAY = {"row_id", "day", "entered", "kind", "centre", "minutes", "people"}


def upgrade() -> None:
    """Join the fields of each row, then let go of the columns that nothing is found by."""
    op.add_column("visit_row", sa.Column("packed", sa.Text(), nullable=False, server_default=""))
    names = [name for part in _PARTS for name in part]
    row = sa.table("visit_row", *(sa.column(name, sa.Text()) for name in (*names, "packed")))
    parts = [_joined([_text(row, name) for name in part], _FIELD) for part in _PARTS]
    op.execute(sa.update(row).values(packed=_joined(parts, _PART)))
    with op.batch_alter_table("visit_row") as table:
        for name in names:
            if name not in _STAY:
                table.drop_column(name)
        table.alter_column("packed", server_default=None)


def _text(row: Any, name: str) -> sa.ColumnElement[str]:
    if name in _NUMBERS:
        return sa.cast(row.c[name], sa.Text())
    without_parts = sa.func.replace(row.c[name], _PART, _INSTEAD)
    return sa.func.replace(without_parts, _FIELD, _INSTEAD, type_=sa.Text())


def _joined(texts: Sequence[sa.ColumnElement[str]], mark: str) -> sa.ColumnElement[str]:
    return reduce(lambda before_, after: before_ + sa.literal(mark, sa.Text()) + after, texts)
