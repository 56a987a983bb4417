# SPDX-License-Identifier: AGPL-3.0-or-later
"""Of which workshop each record tells: two records of one are counted once from now on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0021_visit_objects"
down_revision = before(revision)

_KEYS = ("city", "device", "visit_incarnation", "visit_sequence")
_SAID = ("thing", "entered", "day", "centre", "aside")
_BATCH = 2000


def upgrade() -> None:
    """Create the tables and fill them; of two records of a workshop the first entered counts."""
    op.add_column(
        "visit_version", sa.Column("ahead", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "visit_object",
        _text("city", 16),
        _text("device", 32),
        _text("visit_incarnation", 16),
        sa.Column("visit_sequence", sa.BigInteger(), nullable=False),
        _text("thing", 100),
        _text("entered", 16),
        _text("day", 10),
        _text("centre", 32),
        _text("aside", 16),
        sa.PrimaryKeyConstraint(*_KEYS, name=op.f("pk_visit_object")),
    )
    op.create_table(
        "object_choice",
        _text("city", 16),
        _text("thing", 100),
        sa.Column("touched", sa.Boolean(), nullable=False),
        _text("device", 32, default=""),
        _text("visit_incarnation", 16, default=""),
        sa.Column("visit_sequence", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("city", "thing", name=op.f("pk_object_choice")),
    )
    _fill()
    op.create_index("ix_visit_object_thing", "visit_object", ["city", "thing"])


def _fill() -> None:
    bind = op.get_bind()
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for found in _of_workshops(bind):
        groups[found["city"], found["thing"]].append(found)
    rows: list[dict[str, Any]] = []
    for known in groups.values():
        known.sort(key=lambda one: (one["entered"], *(one[name] for name in _KEYS)))
        for one in known[1:]:
            one["aside"] = "double"
            _uncount(bind, one)
        rows += known
    into = sa.table("visit_object", *map(sa.column, (*_KEYS, *_SAID)))
    values = [{name: one[name] for name in (*_KEYS, *_SAID)} for one in rows]
    for at in range(0, len(values), _BATCH):
        bind.execute(sa.insert(into), values[at : at + _BATCH])


def _of_workshops(bind: sa.Connection) -> Iterator[dict[str, Any]]:
    """Return what is said of each standing record that was made from the sheet of a workshop."""
    row = sa.table("visit_row", *map(sa.column, (*_KEYS, "entered", "day", "centre", "kind")))
    version = sa.table(
        "visit_version",
        *map(sa.column, (*_KEYS, "version", "sequence")),
        sa.column("core", sa.JSON()),
    )
    machine = sa.table("device", *map(sa.column, ("city", "device", "centre")))
    same = sa.and_(*(row.c[name] == version.c[name] for name in _KEYS))
    home = (machine.c.city == row.c.city) & (machine.c.device == row.c.device)
    query = (
        sa.select(row, version.c.core, machine.c.centre.label("home"))
        .select_from(row.join(version, same).outerjoin(machine, home))
        .where(row.c.kind == "collectif")
        .order_by(version.c.version, version.c.sequence)
    )
    newest = {tuple(getattr(one, key) for key in _KEYS): one for one in bind.execute(query)}
    for name, one in newest.items():
        workshop = one.core.get("workshop")
        if workshop:
            yield {
                **dict(zip(_KEYS, name, strict=True)),
                "thing": f"{one.home or one.centre}:w:{workshop}"[:100],
                "entered": one.entered,
                "day": one.day,
                "centre": one.centre,
                "aside": "",
                "kind": one.kind,
            }


def _uncount(bind: sa.Connection, one: dict[str, Any]) -> None:
    """Take the row of a second record away, and the tally of its cells."""
    row = sa.table("visit_row", *map(sa.column, _KEYS))
    bind.execute(sa.delete(row).where(*(row.c[name] == one[name] for name in _KEYS)))
    cell = sa.table("attendance_cell", *map(sa.column, ("city", "day", "centre", "kind", "tally")))
    for day in (one["day"], one["day"][:7]):
        bind.execute(
            sa.update(cell)
            .where(
                cell.c.city == one["city"],
                cell.c.day == day,
                cell.c.centre == one["centre"],
                cell.c.kind == one["kind"],
            )
            .values(tally=None)
        )


def _text(name: str, length: int, *, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False, server_default=default)
