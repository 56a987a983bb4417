# SPDX-License-Identifier: AGPL-3.0-or-later
"""One row a visit as it stands, filled from its versions, and the cells that count rows."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0013_attendance_cells"
down_revision = before(revision)

_BATCH = 2000
_TEXTS = {
    "row_id": 32,
    "day": 10,
    "entered": 16,
    "changed": 16,
    "kind": 16,
    "centre": 32,
    "place": 64,
    "commune": 8,
    "themes": 1000,
    "admin_themes": 600,
    "equipment": 200,
    "autonomy": 64,
    "referred": 1,
    "referral": 64,
    "referral_place": 100,
    "gender": 64,
    "age": 64,
    "status": 64,
    "arrival": 16,
    "origin": 16,
    "by": 16,
    "level": 64,
    "title": 300,
    "medium": 64,
    "posture": 64,
    "mandate": 64,
    "start": 5,
    "quarter": 64,
    "unmet": 64,
    "counts": 4000,
}
_KEYS = ("city", "device", "visit_incarnation", "visit_sequence")
_NUMBERS = ("version", "minutes", "people", "waited")
_LISTS = ("themes", "admin_themes", "equipment")


def upgrade() -> None:
    """Create both tables, fill the rows, and leave every cell to be counted."""
    op.create_table(
        "visit_row",
        _text("city", 16),
        _text("device", 32),
        _text("visit_incarnation", 16),
        sa.Column("visit_sequence", sa.BigInteger(), nullable=False),
        *(_text(name, length) for name, length in _TEXTS.items()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _NUMBERS),
        sa.PrimaryKeyConstraint(
            "city", "device", "visit_incarnation", "visit_sequence", name=op.f("pk_visit_row")
        ),
    )
    op.create_table(
        "attendance_cell",
        _text("city", 16),
        _text("day", 10),
        _text("centre", 32),
        _text("kind", 16),
        sa.Column("people", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("machines", sa.Text(), nullable=False, server_default=""),
        sa.Column("tally", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("city", "day", "centre", "kind", name=op.f("pk_attendance_cell")),
    )
    _fill_rows()
    op.create_index("ix_visit_row_day", "visit_row", ["city", "day", "entered", "row_id"])
    _leave_cells()


def _fill_rows() -> None:
    bind = op.get_bind()
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in (*_KEYS, *_TEXTS, *_NUMBERS)]
    into = sa.table("visit_row", *columns)
    batch: list[dict[str, Any]] = []
    for row in _newest(bind):
        batch.append(row)
        if len(batch) == _BATCH:
            bind.execute(sa.insert(into), batch)
            batch = []
    if batch:
        bind.execute(sa.insert(into), batch)


def _newest(bind: sa.Connection) -> Iterator[dict[str, Any]]:
    """Return the highest version of every visit that is not deleted, as a row."""
    version = sa.table(
        "visit_version",
        *(sa.column(name) for name in (*_KEYS, "version", "sequence", "incarnation", "day")),
        sa.column("deleted", sa.Boolean()),
        sa.column("core", sa.JSON()),
    )
    kept = version.c
    order = (kept.version.desc(), kept.sequence.desc(), kept.incarnation.desc())
    rank = sa.func.row_number().over(partition_by=[kept[name] for name in _KEYS], order_by=order)
    ranked = sa.select(version, rank.label("rank")).subquery()
    standing = sa.select(ranked).where(ranked.c.rank == 1, ranked.c.deleted.is_(False))
    for row in bind.execute(standing, execution_options={"yield_per": _BATCH}):
        yield _row(row)


def _row(version: Any) -> dict[str, Any]:
    core = version.core
    parts = (version.device, version.visit_incarnation, "logs", str(version.visit_sequence))
    row: dict[str, Any] = {name: str(core.get(name) or "")[:size] for name, size in _TEXTS.items()}
    for name in _LISTS:
        row[name] = "|".join(core.get(name) or [])[: _TEXTS[name]]
    referred = core.get("referred")
    row |= {name: getattr(version, name) for name in _KEYS}
    row |= {
        "row_id": hashlib.sha256("/".join(parts).encode("utf-8")).hexdigest()[:32],
        "referred": "" if referred is None else str(int(referred)),
        "counts": "|".join(f"{list_}:{code}={n}" for list_, code, n in core.get("counts") or []),
        "day": version.day,
        "version": version.version,
        "minutes": core.get("minutes", 0),
        "people": core.get("people", 1),
        "waited": core.get("waited", -1),
    }
    return row


def _leave_cells() -> None:
    """Name every cell that has visits or sessions; the server counts them when it is up."""
    op.execute(
        "INSERT INTO attendance_cell (city, day, centre, kind)"
        " SELECT DISTINCT city, day, centre, kind FROM visit_row"
    )
    bind = op.get_bind()
    hours = bind.execute(sa.text("SELECT DISTINCT city, centre, hour FROM session_row")).all()
    cells = {(row.city, _paris_day(row.hour), row.centre) for row in hours}
    into = sa.table("attendance_cell", *map(sa.column, ("city", "day", "centre", "kind")))
    values = [
        {"city": city, "day": day, "centre": centre, "kind": "passage"}
        for city, day, centre in sorted(cells)
    ]
    if values:
        bind.execute(sa.insert(into), values)
    op.execute(
        "INSERT INTO attendance_cell (city, day, centre, kind)"
        " SELECT DISTINCT city, substr(day, 1, 7), centre, kind FROM attendance_cell"
    )


def _paris_day(hour: str) -> str:
    at = datetime.strptime(hour, "%Y-%m-%dT%HZ").replace(tzinfo=UTC)
    return at.astimezone(ZoneInfo("Europe/Paris")).date().isoformat()


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)
