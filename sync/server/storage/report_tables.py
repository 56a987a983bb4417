# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables made from the logs for reports, and the board of the quarters."""

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
    Text,
    false,
)

from sync.server.storage.schema import city_column, metadata, text_column

session_row = Table(
    "session_row",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    Column("sequence", BigInteger, nullable=False),
    text_column("centre", 32),
    text_column("hour", 16),
    Column("minutes", Integer, nullable=False),
    text_column("language", 16),
    text_column("outcome", 16),
    Column("walkthroughs", JSON, nullable=False),
    PrimaryKeyConstraint("city", "device", "incarnation", "sequence"),
    Index("ix_session_row_hour", "city", "hour"),
    Index("ix_session_row_device", "city", "device", "hour"),
)


feedback_row = Table(
    "feedback_row",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    Column("sequence", BigInteger, nullable=False),
    text_column("centre", 32),
    text_column("hour", 16),
    text_column("language", 16),
    text_column("answer", 16),
    PrimaryKeyConstraint("city", "device", "incarnation", "sequence"),
)


visit_version = Table(
    "visit_version",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    Column("sequence", BigInteger, nullable=False),
    text_column("visit_incarnation", 16),
    Column("visit_sequence", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    text_column("day", 10, default=""),
    Column("deleted", Boolean, nullable=False),
    Column("ahead", Boolean, nullable=False, server_default=false()),
    Column("told_life", BigInteger, nullable=False, server_default="0"),
    Column("core", JSON, nullable=False),
    PrimaryKeyConstraint("city", "device", "incarnation", "sequence"),
    Index("ix_visit_version_day", "city", "day"),
    Index("ix_visit_version_visit", "city", "device", "visit_incarnation", "visit_sequence"),
)


# The newest version of every visit that is not deleted, as one text of `kiosk.domain.packed_visit`;
# the columns beside it are those by which rows are found, ordered and summed.
visit_row = Table(
    "visit_row",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("visit_incarnation", 16),
    Column("visit_sequence", BigInteger, nullable=False),
    text_column("row_id", 32),
    text_column("day", 10),
    text_column("entered", 16),
    text_column("kind", 16),
    text_column("centre", 32),
    Column("minutes", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("packed", Text, nullable=False),
    PrimaryKeyConstraint("city", "device", "visit_incarnation", "visit_sequence"),
    Index("ix_visit_row_day", "city", "day", "entered", "row_id"),
    Index("ix_visit_row_device", "city", "device", "entered"),
)


# Of the visits that stand: those that tell of one thing of which there is one record at most, and
# those whose day had not come when they did. One with a word in `aside` has no row above.
visit_object = Table(
    "visit_object",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("visit_incarnation", 16),
    Column("visit_sequence", BigInteger, nullable=False),
    text_column("thing", 100),
    text_column("entered", 16),
    text_column("day", 10),
    text_column("centre", 32),
    text_column("aside", 16),
    PrimaryKeyConstraint("city", "device", "visit_incarnation", "visit_sequence"),
    Index("ix_visit_object_thing", "city", "thing"),
)


# Which of several visits about one thing counts, where a person said so.
object_choice = Table(
    "object_choice",
    metadata,
    city_column(),
    text_column("thing", 100),
    text_column("device", 32, default=""),
    text_column("visit_incarnation", 16, default=""),
    Column("visit_sequence", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("city", "thing"),
)


# What a day, a centre and a kind come to. A cell without tally is to be counted again: every one
# that has rows is there, so that none can be missing unseen.
attendance_cell = Table(
    "attendance_cell",
    metadata,
    city_column(),
    text_column("day", 10),
    text_column("centre", 32),
    text_column("kind", 16),
    Column("people", BigInteger, nullable=False, server_default="0"),
    Column("machines", Text, nullable=False, server_default=""),
    Column("tally", Text),
    PrimaryKeyConstraint("city", "day", "centre", "kind"),
)


board_item = Table(
    "board_item",
    metadata,
    city_column(),
    text_column("item_id", 64),
    Column("rank", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    PrimaryKeyConstraint("city", "item_id"),
)
