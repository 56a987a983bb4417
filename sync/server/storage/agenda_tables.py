# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of agendas, workshops, the rights to sell and what was sold."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    false,
)

from kiosk.domain.appointment_status import AT_FIRST
from sync.server.storage.schema import city_column, metadata, text_column, time_column

mediator = Table(
    "mediator",
    metadata,
    city_column(),
    text_column("mediator_id", 64),
    text_column("centre", 32),
    text_column("first_name", 100),
    Column("is_active", Boolean, nullable=False),
    Column("languages", JSON, nullable=False, server_default="[]"),
    Column("max_a_day", SmallInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("city", "mediator_id"),
    ForeignKeyConstraint(["city", "centre"], ["centre.city", "centre.code"]),
)


motif = Table(
    "motif",
    metadata,
    city_column(),
    text_column("motif_id", 64),
    Column("rank", SmallInteger, nullable=False),
    Column("labels", JSON, nullable=False),
    text_column("icon", default=""),
    Column("duration_min", SmallInteger, nullable=False),
    Column("before_min", SmallInteger, nullable=False, server_default="0"),
    Column("after_min", SmallInteger, nullable=False, server_default="0"),
    Column("documents", JSON, nullable=False),
    Column("step_min", SmallInteger, nullable=False, server_default="0"),
    Column("notice_min", Integer, nullable=False, server_default="0"),
    Column("horizon_days", SmallInteger, nullable=False, server_default="14"),
    Column("max_a_day", SmallInteger, nullable=False, server_default="0"),
    Column("max_active", Integer, nullable=False, server_default="0"),
    Column("each_person", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("city", "motif_id"),
)


opening = Table(
    "opening",
    metadata,
    city_column(),
    text_column("opening_id", 48),
    text_column("mediator_id", 64),
    Column("motif_ids", JSON, nullable=False),
    text_column("first_day", 10),
    text_column("rrule", 200, default=""),
    text_column("start", 5),
    text_column("end", 5),
    Column("exdates", JSON, nullable=False),
    Column("rdates", JSON, nullable=False, server_default="[]"),
    text_column("season", 16, default="always"),
    text_column("centre", 32, default=""),
    Column("has_outer_buffers", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("city", "opening_id"),
    ForeignKeyConstraint(["city", "mediator_id"], ["mediator.city", "mediator.mediator_id"]),
)


absence = Table(
    "absence",
    metadata,
    city_column(),
    text_column("absence_id", 48),
    text_column("mediator_id", 64),
    time_column("start"),
    time_column("end"),
    PrimaryKeyConstraint("city", "absence_id"),
    ForeignKeyConstraint(["city", "mediator_id"], ["mediator.city", "mediator.mediator_id"]),
)


closure = Table(
    "closure",
    metadata,
    city_column(),
    text_column("closure_id", 48),
    text_column("centre", 32),
    text_column("first_day", 10),
    text_column("last_day", 10),
    text_column("label", 200, default=""),
    text_column("kind", 16, default="exceptional"),
    Column("opens_anyway", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("city", "closure_id"),
)


workshop = Table(
    "workshop",
    metadata,
    city_column(),
    text_column("workshop_id", 48),
    text_column("centre", 32),
    Column("titles", JSON, nullable=False),
    time_column("start"),
    Column("duration_min", SmallInteger, nullable=False),
    Column("capacity", SmallInteger, nullable=False),
    text_column("mediator_id", 64, default=""),
    Column("documents", JSON, nullable=False),
    Column("waiting_capacity", SmallInteger, nullable=False),
    Column("min_participants", SmallInteger, nullable=False, server_default="0"),
    Column("notice_min", Integer, nullable=False, server_default="0"),
    text_column("status", 16),
    PrimaryKeyConstraint("city", "workshop_id"),
    ForeignKeyConstraint(["city", "centre"], ["centre.city", "centre.code"]),
    Index("ix_workshop_start", "city", "start"),
)


workshop_walk_ins = Table(
    "workshop_walk_ins",
    metadata,
    city_column(),
    text_column("workshop_id", 48),
    text_column("device", 32),
    Column("round", Integer, nullable=False),
    Column("n", SmallInteger, nullable=False),
    PrimaryKeyConstraint("city", "workshop_id", "device"),
)


lease_cell = Table(
    "lease_cell",
    metadata,
    city_column(),
    text_column("mediator_id", 64),
    Column("cell", BigInteger, nullable=False),
    Column("epoch", Integer, nullable=False),
    text_column("state", 16),
    text_column("device", 32, default=""),
    text_column("incarnation", 16, default=""),
    Column("request", BigInteger, nullable=False, server_default="0"),
    text_column("booking", 64, default=""),
    PrimaryKeyConstraint("city", "mediator_id", "cell"),
    Index("ix_lease_cell_device", "city", "device"),
    Index("ix_lease_cell_state", "city", "state", "cell"),
)


number_pool = Table(
    "number_pool",
    metadata,
    city_column(),
    text_column("number", 8),
    text_column("device", 32),
    text_column("incarnation", 16),
    time_column("issued"),
    PrimaryKeyConstraint("city", "number"),
    Index("ix_number_pool_device", "city", "device", "incarnation"),
)


appointment = Table(
    "appointment",
    metadata,
    city_column(),
    text_column("booking", 64),
    text_column("number", 16),
    text_column("device", 32),
    text_column("centre", 32),
    text_column("mediator_id", 64),
    text_column("motif_id", 64),
    time_column("start"),
    Column("duration_min", Integer, nullable=False),
    text_column("status", 16),
    Column("incomplete", Boolean, nullable=False),
    Column("label", LargeBinary),
    text_column("standing", 16, default=AT_FIRST.text()),
    text_column("label_of", 80, default=""),
    Column("party_size", SmallInteger, nullable=False, server_default="1"),
    text_column("needs", 64, default=""),
    text_column("language", 16, default=""),
    text_column("moved_from", 64, default=""),
    text_column("moved_to", 64, default=""),
    Column("sequence", Integer, nullable=False, server_default="0"),
    text_column("reason", 32, default=""),
    text_column("calendar_number", 8, default=""),
    PrimaryKeyConstraint("city", "booking"),
    Index("ix_appointment_start", "city", "centre", "start"),
    Index("ix_appointment_time", "city", "start"),
    Index("ix_appointment_number", "city", "number"),
    Index("ix_appointment_motif", "city", "motif_id"),
)

appointment_request = Table(
    "appointment_request",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("number", 16),
    text_column("centre", 32),
    text_column("motif_id", 64),
    text_column("wish", 300),
    text_column("status", 16),
    time_column("received"),
    Column("label", LargeBinary),
    text_column("wish_centre", 32, default=""),
    text_column("reply_by", 16, default="number"),
    Column("party_size", SmallInteger, nullable=False, server_default="1"),
    text_column("needs", 64, default=""),
    text_column("language", 16, default=""),
    Column("made", BigInteger, nullable=False, server_default="0"),
    text_column("proposals", 400, default=""),
    text_column("reason", 32, default=""),
    text_column("booking", 64, default=""),
    text_column("chosen", 100, default=""),
    Column("offer_until", BigInteger, nullable=False, server_default="0"),
    Column("offer_told", BigInteger, nullable=False, server_default="0"),
    Column("place", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("city", "device", "number"),
    Index("ix_appointment_request_centre", "city", "centre"),
    Index("ix_appointment_request_motif", "city", "motif_id", "status"),
)
