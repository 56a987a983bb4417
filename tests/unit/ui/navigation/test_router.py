# SPDX-License-Identifier: AGPL-3.0-or-later
"""A stack of places: going, coming back, covering, guarding."""

from __future__ import annotations

from ui.navigation.router import Router
from ui.navigation.routes import Place, Route


def _routes(router):
    return [place.route for place in router.stack]


def test_going_and_coming_back():
    router = Router()
    router.go(Route.WALKTHROUGH_LIST)
    router.go(Route.WALKTHROUGH, walkthrough_id="rsa")
    assert router.current.text("walkthrough_id") == "rsa"
    router.back()

    assert _routes(router) == [Route.HOME, Route.WALKTHROUGH_LIST]


def test_the_first_place_has_nothing_behind_it():
    router = Router()
    router.back()

    assert router.current.route is Route.HOME


def test_a_place_keeps_its_memo_while_one_comes_back():
    router = Router()
    router.go(Route.WALKTHROUGH_LIST)
    router.current.memo["theme"] = "logement"
    router.go(Route.WALKTHROUGH)
    router.back()

    assert router.current.memo == {"theme": "logement"}


def test_a_reset_forgets_every_place_and_memo():
    router = Router()
    router.go(Route.WALKTHROUGH_LIST)
    router.current.memo["text"] = "secret"
    router.reset(Route.SESSION_END)

    assert _routes(router) == [Route.SESSION_END]
    assert router.current.memo == {}


def test_a_covering_page_keeps_the_one_below_alive():
    router = Router(covering=[Route.HELP, Route.IDLE])
    router.go(Route.WALKTHROUGH)
    router.go(Route.HELP)
    router.go(Route.IDLE)

    assert [place.route for place in router.alive()] == [Route.WALKTHROUGH, Route.HELP, Route.IDLE]


def test_a_page_that_does_not_cover_leaves_only_itself_alive():
    router = Router(covering=[Route.HELP])
    router.go(Route.WALKTHROUGH)
    router.go(Route.BOOKING)

    assert [place.route for place in router.alive()] == [Route.BOOKING]


def test_a_guard_gives_another_place_instead():
    router = Router(guards=[lambda place: Place(Route.PIN) if place.route is Route.DESK else None])
    router.go(Route.DESK)

    assert router.current.route is Route.PIN


def test_listeners_hear_each_change_once():
    router, heard = Router(), []
    router.listen(lambda told: heard.append(told.current.route))
    router.go(Route.QUARTER)
    router.replace(Route.RESUME)
    router.back()
    router.home()

    assert heard == [Route.QUARTER, Route.RESUME, Route.HOME, Route.HOME]
