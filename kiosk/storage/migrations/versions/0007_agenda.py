# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of recurrence, seasons and places of openings; limits of needs; the other centres."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from kiosk.domain.recurrence import weekly

revision = "0007_agenda"
down_revision = "0006_step_counts"

_ZERO = ("step_min", "notice_min", "max_a_day", "max_active")


def upgrade() -> None:
    """Build the agenda's tables anew, with everything that they held."""
    _carry(
        "mediator",
        [
            sa.Column("mediator_id", sa.String(64), primary_key=True),
            sa.Column("first_name", sa.String(80), nullable=False),
            sa.Column("is_active", sa.Boolean, nullable=False),
            sa.Column("languages", sa.Text, nullable=False),
            sa.Column("max_a_day", sa.Integer, nullable=False),
        ],
        {"languages": "[]", "max_a_day": 0},
    )
    _carry(
        "motif",
        [
            sa.Column("motif_id", sa.String(64), primary_key=True),
            sa.Column("rank", sa.Integer, nullable=False),
            sa.Column("labels", sa.Text, nullable=False),
            sa.Column("icon", sa.String(64), nullable=False),
            sa.Column("duration_min", sa.Integer, nullable=False),
            sa.Column("before_min", sa.Integer, nullable=False),
            sa.Column("after_min", sa.Integer, nullable=False),
            sa.Column("documents", sa.Text, nullable=False),
            *(sa.Column(name, sa.Integer, nullable=False) for name in _ZERO),
            sa.Column("horizon_days", sa.Integer, nullable=False),
        ],
        {**dict.fromkeys(_ZERO, 0), "horizon_days": 14},
    )
    _carry(
        "closure",
        [
            sa.Column("closure_id", sa.String(64), primary_key=True),
            sa.Column("first_day", sa.String(10), nullable=False),
            sa.Column("last_day", sa.String(10), nullable=False),
            sa.Column("label", sa.String(80), nullable=False),
            sa.Column("kind", sa.String(16), nullable=False),
            sa.Column("centre", sa.String(32), nullable=False),
            sa.Column("opens_anyway", sa.Boolean, nullable=False),
        ],
        {"kind": "exceptional", "centre": "", "opens_anyway": False},
    )
    _carry(
        "opening",
        _opening_columns(),
        {"rdates": "[]", "season": "always", "centre": "", "has_outer_buffers": False},
    )
    op.add_column("agenda_state", sa.Column("school_known_until", sa.String(10)))
    op.create_table(
        "school_holiday",
        sa.Column("first_day", sa.String(10), primary_key=True),
        sa.Column("last_day", sa.String(10), nullable=False),
    )
    op.create_table(
        "other_centre",
        sa.Column("code", sa.String(32), primary_key=True),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("receives", sa.Text, nullable=False),
    )


def _opening_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("opening_id", sa.String(64), primary_key=True),
        sa.Column("mediator_id", sa.String(64), nullable=False),
        sa.Column("motif_ids", sa.Text, nullable=False),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("rrule", sa.String(200), nullable=False),
        sa.Column("exdates", sa.Text, nullable=False),
        sa.Column("rdates", sa.Text, nullable=False),
        sa.Column("start", sa.String(5), nullable=False),
        sa.Column("end", sa.String(5), nullable=False),
        sa.Column("season", sa.String(16), nullable=False),
        sa.Column("centre", sa.String(32), nullable=False),
        sa.Column("has_outer_buffers", sa.Boolean, nullable=False),
    ]


def _carry(name: str, columns: list[sa.Column[Any]], added: dict[str, object]) -> None:
    """Make a table anew and put back its rows, with what is said of the new columns."""
    connection = op.get_bind()
    before_it = sa.Table(name, sa.MetaData(), autoload_with=connection)
    rows = [dict(row) for row in connection.execute(sa.select(before_it)).mappings()]
    op.drop_table(name)
    table = op.create_table(name, *columns)
    if rows:
        op.bulk_insert(table, [_row(row) | added for row in rows])


def _row(row: dict[str, object]) -> dict[str, object]:
    """Return a row of before, its weekdays and last day told as a rule."""
    if "weekdays" not in row:
        return row
    weekdays = str(row.pop("weekdays"))
    until = row.pop("until")
    rule = weekly(*(int(day) for day in weekdays)).text()
    if until:
        rule += f";UNTIL={str(until).replace('-', '')}"
    return row | {"rrule": rule}
