# SPDX-License-Identifier: AGPL-3.0-or-later
"""The city's schema: the migrations make what the tables say, and the city leads every key."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import UniqueConstraint

from kiosk.domain.centre import LONGEST_CODE
from kiosk.foundation.errors import ConfigInvalid, StorageDamaged
from sync.server.storage import (
    account_tables,
    agenda_tables,
    fleet_tables,
    places,
    publications,
    record_tables,
    report_tables,
    sessions_aside,
    step_statements,
    word_tables,
)
from sync.server.storage.engine import open_city_database
from sync.server.storage.schema import metadata

MODULES = (
    account_tables,
    agenda_tables,
    fleet_tables,
    places,
    publications,
    record_tables,
    report_tables,
    sessions_aside,
    step_statements,
    word_tables,
)


def test_the_migrations_make_what_the_tables_say(any_city):
    with any_city.city.database._engine.connect() as connection:
        context = MigrationContext.configure(connection)

        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_the_city_leads_every_key(table):
    keys = [list(table.primary_key.columns)]
    keys += [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    keys += [list(index.columns) for index in table.indexes]

    assert all(columns[0].name == "city" for columns in keys)
    for foreign in table.foreign_key_constraints:
        assert foreign.column_keys[0] == "city"


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_holds_the_longest_code_of_a_centre(table):
    columns = [table.c[name] for name in ("centre", "wish_centre") if name in table.c]

    assert [column.type.length for column in columns] == [LONGEST_CODE] * len(columns)


def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path):
    (tmp_path / "city.db").write_bytes(b"not a database at all" * 100)

    with pytest.raises((StorageDamaged, ConfigInvalid)):
        open_city_database(tmp_path, "59512")


@pytest.mark.parametrize("url", ["mysql://x", "postgresql://", "nothing"])
def test_another_system_is_refused(tmp_path, url):
    with pytest.raises(ConfigInvalid, match="postgresql"):
        open_city_database(tmp_path, "59512", url)


def test_a_postgresql_that_does_not_answer_is_said_so(tmp_path):
    with pytest.raises(ConfigInvalid, match="ne répond pas"):
        open_city_database(tmp_path, "59512", f"postgresql://x@/none?host={tmp_path}")


def test_two_cities_in_one_database_do_not_see_each_other(any_city):
    settings = any_city.city.settings
    other = open_city_database(settings.folder, "59650", settings.url)
    try:
        with other.transaction() as unit:
            assert unit.fleet.centres() == ()
    finally:
        other.close()
