# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda is read again when a row of it has changed, whoever changed it, and only then."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import event

from kiosk.domain.openings import Closure
from kiosk.storage import kept_agenda
from kiosk.storage.agenda_tables import agenda_state
from kiosk.storage.engine import open_database
from tests.storage.test_agenda import WHOLE
from tests.support.booking_desk import NOW, WEDNESDAY, a_machine

SHUT = Closure("c-9", WEDNESDAY, WEDNESDAY, "Panne")


@pytest.fixture
def database(tmp_path):
    return a_machine(tmp_path, agenda=WHOLE).database


def load(database):
    with database.unit_of_work() as uow:
        return uow.agenda.load()


def test_an_agenda_that_did_not_change_is_read_once(database):
    assert load(database) is load(database)


def test_what_another_program_changes_is_seen_at_once(database):
    assert SHUT not in load(database).closures

    other = open_database(database.path, database._key)
    with closing(other), other.unit_of_work() as uow:
        uow.agenda.add_closure(SHUT)
        uow.commit()

    assert SHUT in load(database).closures


def test_what_a_transaction_took_back_is_forgotten(database):
    with database.unit_of_work() as uow:
        uow.agenda.add_closure(SHUT)
        assert SHUT in uow.agenda.load().closures

    assert SHUT not in load(database).closures


def test_the_hour_at_which_the_city_spoke_is_part_of_it(database):
    load(database)
    with database.unit_of_work() as uow:
        uow.agenda.touch(NOW)
        uow.commit()

    assert load(database).received_utc == NOW


def test_every_table_that_an_agenda_is_read_from_is_looked_at(database):
    said = []

    def note(*told):
        said.append(str(told[2]))

    with database.unit_of_work() as uow:
        uow.agenda.add_closure(SHUT)
        event.listen(database._engine, "before_cursor_execute", note)
        uow.agenda.load()

    asked, *reads = said
    looked_at = {table.name for table in kept_agenda._TABLES}
    read = {word for one in reads for word in one.split()} & set(agenda_state.metadata.tables)
    assert {"opening", "closure"} < read <= looked_at
    assert all(f"FROM {name}" in asked for name in looked_at)
