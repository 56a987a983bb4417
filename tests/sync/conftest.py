# SPDX-License-Identifier: AGPL-3.0-or-later
"""The city of a test, on SQLite and, for what touches its database, on PostgreSQL too."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from sync.__main__ import main
from tests.support.centre_desk import exchange
from tests.support.city import MONDAY, TestCity, enter_demo_agenda
from tests.support.fakes import FrozenClock
from tests.support.postgres import PostgresCluster


@dataclass
class Done:
    """How a verb ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def postgres():
    cluster = PostgresCluster()
    yield cluster
    cluster.stop()


@pytest.fixture
def clock():
    return FrozenClock(MONDAY)


@pytest.fixture
def city(tmp_path, clock):
    one = TestCity(tmp_path, clock)
    enter_demo_agenda(one.city)
    yield one
    one.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_city(request, tmp_path, clock):
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
    one = TestCity(tmp_path, clock, url=url)
    enter_demo_agenda(one.city)
    yield one
    one.close()


@pytest.fixture
def centre(any_city):
    """Return the city with two kiosks and a post that know each other and hold rights."""
    machines = (any_city.machine("a"), any_city.machine("b"), any_city.machine("p", "poste"))
    exchange(any_city, *machines, *machines)
    return (any_city, *machines)


@pytest.fixture
def called(capsys):
    def call(folder, *arguments):
        try:
            code = main(["--data", str(folder), *arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        told = capsys.readouterr()
        return Done(code, told.out, told.err)

    return call
