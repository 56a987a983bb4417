# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the agenda of the centre."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String, Table, Text, false

from kiosk.storage.tables import UtcTime, metadata

mediator = Table(
    "mediator",
    metadata,
    Column("mediator_id", String(64), primary_key=True),
    Column("first_name", String(80), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("languages", Text, nullable=False),
    Column("max_a_day", Integer, nullable=False),
)

motif = Table(
    "motif",
    metadata,
    Column("motif_id", String(64), primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("labels", Text, nullable=False),
    Column("icon", String(64), nullable=False),
    Column("duration_min", Integer, nullable=False),
    Column("before_min", Integer, nullable=False),
    Column("after_min", Integer, nullable=False),
    Column("documents", Text, nullable=False),
    Column("step_min", Integer, nullable=False),
    Column("notice_min", Integer, nullable=False),
    Column("horizon_days", Integer, nullable=False),
    Column("max_a_day", Integer, nullable=False),
    Column("max_active", Integer, nullable=False),
    Column("each_person", Boolean, nullable=False, server_default=false()),
)

opening = Table(
    "opening",
    metadata,
    Column("opening_id", String(64), primary_key=True),
    Column("mediator_id", String(64), nullable=False),
    Column("motif_ids", Text, nullable=False),
    Column("first_day", String(10), nullable=False),
    Column("rrule", String(200), nullable=False),
    Column("exdates", Text, nullable=False),
    Column("rdates", Text, nullable=False),
    Column("start", String(5), nullable=False),
    Column("end", String(5), nullable=False),
    Column("season", String(16), nullable=False),
    Column("centre", String(32), nullable=False),
    Column("has_outer_buffers", Boolean, nullable=False),
)

absence = Table(
    "absence",
    metadata,
    Column("absence_id", String(64), primary_key=True),
    Column("mediator_id", String(64), nullable=False),
    Column("start_utc", UtcTime, nullable=False),
    Column("end_utc", UtcTime, nullable=False),
)

closure = Table(
    "closure",
    metadata,
    Column("closure_id", String(64), primary_key=True),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("label", String(80), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("centre", String(32), nullable=False),
    Column("opens_anyway", Boolean, nullable=False),
)

school_holiday = Table(
    "school_holiday",
    metadata,
    Column("first_day", String(10), primary_key=True),
    Column("last_day", String(10), nullable=False),
)

other_centre = Table(
    "other_centre",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("card", Text, nullable=False),
    Column("receives", Text, nullable=False),
)

agenda_state = Table(
    "agenda_state",
    metadata,
    Column(
        "singleton", Integer, CheckConstraint("singleton = 1", name="one_row"), primary_key=True
    ),
    Column("version", String(64), nullable=False),
    Column("received_utc", UtcTime),
    Column("school_known_until", String(10)),
)
