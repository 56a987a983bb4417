# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of visits kept in a column a field are the same once they are one text."""

from __future__ import annotations

from contextlib import closing

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, Table, create_engine, insert

from kiosk.domain.flat_visit import flat_visit
from kiosk.domain.packed_visit import unpacked
from sync.server.storage.engine import open_city_database
from tests.support.visits import OCTOBER, a_row

KEYS = {"city": "59512", "device": "a", "visit_incarnation": "0" * 16}


@pytest.mark.parametrize("system", ["sqlite", "postgresql"])
def test_visits_kept_before_they_were_packed_are_the_same_after(request, tmp_path, system):
    url = request.getfixturevalue("postgres").bare_database() if system == "postgresql" else ""
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1)
        or f"sqlite:///{tmp_path / 'city.db'}"
    )
    plain = flat_visit(a_row(1, themes=("email", "internet"), waited_min=15, referred=True))
    nasty = flat_visit(a_row(2, version=3))._replace(title="a\x1eb\x1fc", referral_place="x|y;z")
    config = Config()
    config.set_main_option("script_location", "sync.server.storage:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0019_guesses")
        table = Table("visit_row", MetaData(), autoload_with=connection)
        for at, row in enumerate((plain, nasty)):
            connection.execute(insert(table).values(**KEYS, visit_sequence=at, **row._asdict()))
    engine.dispose()

    with (
        closing(open_city_database(tmp_path, "59512", url)) as database,
        database.reading() as unit,
    ):
        kept = set(map(unpacked, unit.visit_rows.stream(OCTOBER)))
        totals = unit.visit_rows.totals(OCTOBER)

    assert kept == {plain, nasty._replace(title="a\x1db\x1dc")}
    assert (totals.n_rows, totals.minutes) == (2, plain.minutes + nasty.minutes)
