# SPDX-License-Identifier: AGPL-3.0-or-later
"""Les migrations : elles mènent au schéma du programme, une copie avant chaque changement."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from kiosk.foundation.errors import KnownError
from kiosk.storage.engine import open_database
from kiosk.storage.schema import head_version, migrate, stored_version, whole_metadata
from tests.support.storage import KEY, started_database

ROOT = Path(__file__).parents[2]
VERSIONS = ROOT / "kiosk" / "storage" / "migrations" / "versions"


@pytest.fixture
def database(tmp_path):
    opened = open_database(tmp_path / "kiosk.db", KEY)
    yield opened
    opened.close()


def shape(database):
    """Return columns, indexes and references of every table."""
    found = {}
    with database.connection() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite%' AND name <> 'alembic_version'"
        ).scalars()
        for name in list(names):
            columns = connection.exec_driver_sql(f'PRAGMA table_info("{name}")').fetchall()
            indexes = []
            for row in connection.exec_driver_sql(f'PRAGMA index_list("{name}")').fetchall():
                inside = connection.exec_driver_sql(f'PRAGMA index_info("{row[1]}")').fetchall()
                indexes.append((row[2], tuple(column[2] for column in inside)))
            keys = connection.exec_driver_sql(f'PRAGMA foreign_key_list("{name}")').fetchall()
            found[name] = (
                {(row[1], row[2], row[3], row[5]) for row in columns},
                sorted(indexes),
                sorted((row[2], row[3], row[4]) for row in keys),
            )
    return found


def test_the_migrations_lead_to_the_tables_of_the_program(database, tmp_path):
    migrate(database)
    with closing(open_database(tmp_path / "made.db", KEY)) as made:
        with made.connection() as connection:
            whole_metadata().create_all(connection)
            connection.commit()

        assert shape(database) == shape(made)


def test_each_migration_follows_the_one_before():
    names = sorted(path.stem for path in VERSIONS.glob("0*.py"))
    parts = [(VERSIONS / f"{name}.py").read_text("utf-8") for name in names]

    for name, before, content in zip(names, [None, *names], parts, strict=False):
        assert f'revision = "{name}"' in content
        expected = "None" if before is None else f'"{before}"'
        is_told = f"down_revision = {expected}" in content
        assert is_told or "down_revision = before(revision)" in content
    assert head_version() == names[-1]


def test_a_current_database_is_left_alone_and_alembic_is_not_imported(tmp_path):
    started_database(tmp_path).close()

    script = """
import sys
from pathlib import Path
from kiosk.storage.engine import open_database
from kiosk.storage.schema import migrate
print(migrate(open_database(Path(sys.argv[1]), bytes(range(32))))[0])
assert "alembic" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "kiosk.db")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == head_version()
    assert not (tmp_path / "backups").exists()


def test_an_older_database_is_copied_then_brought_up_with_its_rows(database, tmp_path):
    upgrade_to(database, "0001_core")
    with database.unit_of_work() as uow:
        uow.parameters.set("kept", "yes")
        uow.commit()

    before, after = migrate(database)

    assert (before, after) == ("0001_core", head_version())
    with database.unit_of_work() as uow:
        assert uow.parameters.get("kept") == "yes"
    (copy,) = (tmp_path / "backups").iterdir()
    with closing(open_database(copy, KEY, read_only=True)) as old:
        assert stored_version(old) == "0001_core"


@pytest.mark.parametrize("status", ["confirmed", "cancel_asked", "cancelled", "absent", "attended"])
def test_an_older_appointment_stands_where_it_stood(database, status):
    upgrade_to(database, "0006_step_counts")
    with database.connection() as connection:
        connection.exec_driver_sql(
            "INSERT INTO appointment (booking, number, mediator_id, motif_id, start_utc, "
            "duration_min, status, origin, device) VALUES ('a.48291630', '48291630', 'm', 'caf', "
            f"'2026-11-25T08:00:00.000000Z', 45, '{status}', 'here', '')"
        )
        connection.commit()

    migrate(database)

    with database.unit_of_work() as uow:
        ((one, _),) = uow.appointments.by_number("48291630")
    assert one.status.value == status


def test_a_migration_that_fails_leaves_the_database_as_it_was(database):
    upgrade_to(database, "0001_core")
    with database.connection() as connection:
        connection.execute(text("CREATE TABLE visit (in_the_way INTEGER)"))
        connection.commit()
    before = shape(database)

    with pytest.raises(Exception, match="visit"):
        migrate(database)

    assert shape(database) == before
    assert stored_version(database) == "0001_core"


def test_a_database_newer_than_the_program_is_refused_in_words(database):
    migrate(database)
    with database.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
        connection.commit()

    with pytest.raises(KnownError, match="9999_future"):
        migrate(database)


def upgrade_to(database, version):
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    config.set_main_option("path_separator", "os")
    with database.connection() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        connection.commit()
