# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of recurrence, seasons and places of openings; limits of needs; closures of the city."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.domain.recurrence import weekly

revision = "0005_agenda"
down_revision = "0004_step_statements"

_OPENING = sa.table(
    "opening",
    sa.column("city", sa.String()),
    sa.column("opening_id", sa.String()),
    sa.column("until", sa.String()),
    sa.column("weekdays", sa.JSON()),
    sa.column("rrule", sa.String()),
)


def upgrade() -> None:
    """Add the columns and tell the weekdays of before as rules."""
    _add("mediator", _json("languages"), _small("max_a_day"))
    _add(
        "motif",
        _small("step_min"),
        sa.Column("notice_min", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("horizon_days", sa.SmallInteger(), nullable=False, server_default="14"),
        _small("max_a_day"),
        sa.Column("max_active", sa.Integer(), nullable=False, server_default="0"),
    )
    _add(
        "opening",
        _text("rrule", 200),
        _json("rdates"),
        _text("season", 16, "always"),
        _text("centre", 32),
        _flag("has_outer_buffers"),
    )
    op.create_index("ix_lease_cell_state", "lease_cell", ["city", "state", "cell"])
    op.create_index("ix_appointment_time", "appointment", ["city", "start"])
    _tell_rules()
    with op.batch_alter_table("opening") as table:
        table.drop_column("weekdays")
        table.drop_column("until")
    with op.batch_alter_table("closure") as table:
        table.add_column(_text("kind", 16, "exceptional"))
        table.add_column(_flag("opens_anyway"))
        table.drop_constraint("fk_closure_city_centre", type_="foreignkey")


def _tell_rules() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(_OPENING)).all():
        rule = weekly(*row.weekdays).text()
        if row.until:
            rule += f";UNTIL={row.until.replace('-', '')}"
        connection.execute(
            _OPENING.update()
            .where(_OPENING.c.city == row.city, _OPENING.c.opening_id == row.opening_id)
            .values(rrule=rule)
        )


def _add(table: str, *columns: sa.Column[object]) -> None:
    for column in columns:
        op.add_column(table, column)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False, server_default="[]")


def _small(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.SmallInteger(), nullable=False, server_default="0")


def _text(name: str, length: int, default: str = "") -> sa.Column[object]:
    return sa.Column(name, sa.String(length), nullable=False, server_default=default)


def _flag(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
