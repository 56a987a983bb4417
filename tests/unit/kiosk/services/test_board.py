# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board shows what the city sent, else what ships; it never stays empty by a fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from kiosk.content.bundled_board import load_bundled_board
from kiosk.domain.participation import Board, Quarter
from kiosk.foundation.events import EventBus, Topic
from kiosk.foundation.resources import asset_path
from kiosk.services.board import BoardService
from tests.support.fakes import FrozenClock
from tests.support.storage import started_database

BUNDLED = load_bundled_board(asset_path("content", "board"))
CLOCK = FrozenClock()
NOW = CLOCK.now_utc()


@pytest.fixture
def database(tmp_path):
    opened = started_database(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def bus():
    return EventBus()


@pytest.fixture
def service(database, bus, tmp_path):
    return BoardService(
        database, CLOCK, bus, folder=asset_path("content", "board"), cache_folder=tmp_path / "cache"
    )


def sent(*, meeting=None):
    items = tuple(replace(item, next_meeting_utc=meeting) for item in BUNDLED.items[:4])
    return Board("ville-1", NOW, items)


def test_the_board_that_ships_is_shown_until_the_city_sends_one(service):
    bodies = service.board(Quarter.NORTH, "fr")

    assert len(bodies) == 4
    assert all(len(body.sentences) == 3 for body in bodies)
    assert all(body.is_meeting_unsure for body in bodies)
    assert service.received_utc() is None
    assert service.version() == ""


def test_the_citys_board_takes_its_place_and_the_screens_are_told(service, bus):
    told = []
    bus.subscribe(Topic.BOARD, told.append)
    meeting = NOW + timedelta(days=10)

    service.replace(sent(meeting=meeting))

    assert told == [Topic.BOARD]
    assert [body.next_meeting_utc for body in service.board("nord", "fr")] == [meeting] * 4
    assert service.board(Quarter.SOUTH, "fr") == ()
    assert (service.version(), service.received_utc()) == ("ville-1", NOW)


def test_a_new_board_leaves_nothing_of_the_one_before(service):
    service.replace(sent())
    service.replace(replace(sent(), version="ville-2", items=sent().items[:1]))

    assert len(service.board(Quarter.NORTH, "fr")) == 1
    assert service.version() == "ville-2"


def test_an_empty_board_gives_the_shipped_one_back(service):
    service.replace(sent())
    service.replace(Board("ville-3", NOW, ()))

    assert len(service.board(Quarter.SOUTH, "fr")) == 4


def test_a_row_that_cannot_be_understood_gives_the_shipped_board(service, database):
    service.replace(sent())
    with database.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE board_item SET content = '{}' WHERE rank = 0"))
        uow.commit()

    assert len(service.board(Quarter.SOUTH, "fr")) == 4


def test_one_body_opens_the_walkthrough_that_carries_a_project(service):
    opened = [body.opens_walkthrough for body in service.board(Quarter.WEST, "ar")]

    assert opened == [None, "pic-projet", None, None]


def test_the_five_quarters_are_named(service):
    assert [name for _, name in service.quarters()] == ["Nord", "Sud", "Est", "Ouest", "Centre"]
