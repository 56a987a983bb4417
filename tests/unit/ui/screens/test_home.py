# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first page: final words at once, each door and tile leads somewhere that exists."""

from __future__ import annotations

import pytest

from tests.support.selling_kiosk import RecordingView, a_stage
from ui.navigation.routes import Route
from ui.screens.home.presenter import ALL, TILES, HomePresenter


@pytest.fixture
def home(kiosk):
    view, stage, spoken = RecordingView(), a_stage(kiosk), []
    presenter = HomePresenter(view, stage, speak_language=spoken.append)
    presenter.start()
    return presenter, view, stage, spoken


@pytest.mark.parametrize(
    ("door", "route"),
    [
        ("walkthrough", Route.WALKTHROUGH_LIST),
        ("letter", Route.LETTER),
        ("person", Route.BOOKING),
        ("quarter", Route.QUARTER),
        ("ticket", Route.RESUME),
    ],
)
def test_a_door_opens_its_page_and_the_session(home, door, route):
    presenter, _, stage, _ = home
    presenter.open_door(door)

    assert stage.router.current.route is route
    assert stage.session.is_open


def test_every_tile_names_a_walkthrough_that_exists(kiosk):
    known = {card.walkthrough_id for card in kiosk.walkthroughs.cards("fr")}

    assert {key for key, _, _ in TILES} <= known


def test_the_tiles_are_what_is_asked_most_each_with_the_icon_of_its_card(kiosk):
    icons = {card.walkthrough_id: card.icon for card in kiosk.walkthroughs.cards("fr")}
    first = ("titre-sejour-renouvellement", "identite-passeport", "ameli", "arnaque")

    assert [key for key, _, _ in TILES] == ["caf-rsa-declaration", *first]
    assert {key: icon for key, icon, _ in TILES[1:4]} == {key: icons[key] for key in first[:3]}


def test_a_tile_opens_its_walkthrough_and_the_last_one_the_list(home):
    presenter, _, stage, _ = home
    presenter.open_tile("arnaque")
    assert stage.router.current.text("walkthrough_id") == "arnaque"
    presenter.open_tile(ALL)

    assert stage.router.current.route is Route.WALKTHROUGH_LIST


def test_the_languages_stand_in_their_own_scripts(home):
    _, view, _, _ = home

    assert dict(view.last.languages) == {
        "fr": "Français",
        "fr-falc": "Français facile",
        "ar": "العربية",
        "en": "English",
        "tr": "Türkçe",
        "pt": "Português",
        "pl": "Polski",
        "ro": "Română",
    }


def test_notices_are_one_touch_away_and_open_no_session(home):
    presenter, view, stage, _ = home
    assert {key for key, _ in view.last.links} == {"address", "privacy", "accessibility"}
    presenter.open_link("privacy")

    assert stage.router.current.route is Route.NOTICE
    assert not stage.session.is_open


def test_an_emergency_is_one_touch_away_and_opens_the_session(home):
    presenter, view, stage, _ = home
    assert view.last.urgent == "C’est urgent"
    presenter.open_urgent()

    assert stage.router.current.route is Route.HELP
    assert stage.router.current.params == {"urgent": True}
    assert stage.session.is_open


def test_each_door_speaks(home):
    _, view, _, _ = home

    assert all(door.listen.endswith(door.title) for door in view.last.doors)


def test_a_language_is_asked_of_the_window(home):
    presenter, _, _, spoken = home
    presenter.choose_language("ar")

    assert spoken == ["ar"]


def test_only_the_languages_of_the_settings_are_offered(home):
    presenter, view, stage, _ = home
    stage.translator.offer(("fr", "en"))

    presenter.redraw()

    assert [code for code, _ in view.last.languages] == ["fr", "en"]
