# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory at a post: what it answers, and what to bring where a need tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.demo_centre import demo_agenda
from kiosk.domain.demo_places import demo_places
from kiosk.services.places import PlaceSearch, PlaceService
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


@pytest.mark.parametrize(
    ("search", "first", "n"),
    [
        (PlaceSearch(), "exemple-caf", 8),
        (PlaceSearch("mediatheque"), "exemple-mediatheque", 1),
        (PlaceSearch("CAF  allocations"), "exemple-caf", 1),
        (PlaceSearch("jeunes 16 25"), "exemple-mission-locale", 1),
        (PlaceSearch("grand place"), "exemple-ccas", 1),
        (PlaceSearch("tourcoing"), "exemple-ressourcerie", 1),
        (PlaceSearch("centre"), "exemple-france-services", 3),
        (PlaceSearch(service="Loisirs et créations numériques"), "exemple-mediatheque", 1),
        (PlaceSearch("prison"), None, 0),
    ],
)
def test_a_place_is_found_by_name_service_street_or_commune(service, search, first, n):
    places, _, _ = service

    found = places.found(search)

    assert (next((one.place_id for one in found.hints), None), found.n) == (first, n)
    assert found.n_listed == 8


def test_open_now_leaves_out_what_is_shut_unknown_or_told_too_long_ago(service):
    places, database, clock = service
    with database.unit_of_work() as uow:
        told = demo_places(TODAY)
        always = tuple(replace(one, hours="24/7") for one in told)
        untold = (replace(told[0], place_id="sans", hours=""),)
        uow.places.replace((*always, *untold), version="3", received_utc=clock.now_utc())
        uow.commit()

    found = places.found(PlaceSearch(is_open=True))

    assert found.n == 7
    assert {"sans", "exemple-centre-social"}.isdisjoint(one.place_id for one in found.hints)
