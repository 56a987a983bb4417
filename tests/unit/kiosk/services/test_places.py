# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory at a post: what it answers, and what to bring where a need tells it."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.demo_centre import demo_agenda
from kiosk.domain.demo_places import demo_places
from kiosk.services.places import PlaceService
from tests.support.fakes import FrozenClock
from tests.support.storage import started_database

TODAY = date(2026, 11, 23)


@pytest.fixture
def service(tmp_path):
    database, clock = started_database(tmp_path), FrozenClock()
    with database.unit_of_work() as uow:
        uow.agenda.replace(demo_agenda(TODAY))
        uow.places.replace(demo_places(TODAY), version="1", received_utc=clock.now_utc())
        uow.commit()
    yield PlaceService(database, clock), database, clock
    database.close()


def test_the_papers_are_those_of_the_need_that_names_the_most_of_the_themes(service):
    places, _, _ = service

    papers = places.to_bring(("social_sante", "logement", "email"), "en")

    assert papers[1] == ("Numéro d’allocataire", "CAF number")
    assert places.to_bring(("logement",), "en") == ()


def test_papers_that_are_fewer_in_the_language_are_told_in_french(service):
    places, _, _ = service

    papers = places.to_bring(("etrangers_europe",), "fr-falc")

    assert len(papers) == 4
    assert all(french == spoken for french, spoken in papers)


def test_a_new_directory_is_read_and_a_place_taken_away_has_no_line_any_more(service):
    places, database, clock = service
    assert len(places.all()) == 8

    with database.unit_of_work() as uow:
        uow.places.replace(demo_places(TODAY)[:1], version="2", received_utc=clock.now_utc())
        uow.commit()

    assert [one.place_id for one in places.all()] == ["exemple-ccas"]
    assert places.hint("exemple-ccas").name == "CCAS de Roubaix (EXEMPLE)"
    assert (places.hint("exemple-caf"), places.place("exemple-caf")) == (None, None)
