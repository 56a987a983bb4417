# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may open which door of the console: every route, every role, another centre."""

from __future__ import annotations

import re

import pytest

from sync.server.console.rules import API, HOME, RULES, Named, allowed
from sync.server.roles import Role
from tests.support.city import URL
from tests.support.console import Inside

GUARDED = [key for key, rule in RULES.items() if rule.roles]
# What each field names in the centre NORD, for somebody who sees only SUD.
FOREIGN = {
    Named.CENTRE: "NORD",
    Named.CENTRE_IF_TOLD: "NORD",
    Named.MEDIATOR: "samira",
    Named.ENTERED: "samira-matin",
    Named.CELLS: "samira 1 1",
}


def routes(city):
    """Return (method, path) of every route of the console that the server has."""
    return {
        (method, route.path_format.replace("}", ":str}"))
        for route in city.app.routes
        for method in getattr(route, "methods", ())
        if (route.path == HOME or route.path.startswith(f"{HOME}/"))
        and method in {"GET", "POST", "PUT", "DELETE", "PATCH"}
    }


def ask(person, method, path, told):
    """Send a request that names things in its address, its query and its body."""
    for name in re.findall(r"\{(\w+):str\}", path):
        path = path.replace(f"{{{name}:str}}", told.get(name, "x"))
    headers = {"x-jeton": person.jeton}
    if path.startswith(API):
        return person.browser.request(
            method, URL + path, params=told, json=told, headers=headers, allow_redirects=False
        )
    data = {"jeton": person.jeton, **told} if method == "POST" else None
    params = told if method == "GET" else None
    return person.browser.request(
        method, URL + path, params=params, data=data, allow_redirects=False
    )


def test_every_route_of_the_console_has_its_rule_and_every_rule_its_route(city):
    assert routes(city) == set(RULES)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_opens_what_is_not_its_own(city, role):
    person = Inside(city, (role.value,))
    wrong = []
    for method, path in GUARDED:
        answer = ask(person, method, path, {"centre": "NORD"})
        is_let_in = answer.status_code != 403
        if is_let_in != allowed(RULES[method, path], (role.value,)):
            wrong.append((method, path, answer.status_code))

    assert wrong == []


def test_nobody_outside_opens_anything(city):
    browser = city.browser()
    answers = {
        (method, path): browser.request(method, URL + path, allow_redirects=False).status_code
        for method, path in GUARDED
    }

    assert {key: status for key, status in answers.items() if status not in {401, 403}} == {}


def test_what_is_of_another_centre_does_not_exist(city):
    kiosk = city.machine("a")
    foreign = {
        **FOREIGN,
        Named.MACHINE: kiosk.device.identity().device_id,
    }
    person = Inside(city, centres=("SUD",))
    wrong = []
    for (method, path), rule in RULES.items():
        told = {name: foreign.get(kind, "unknown") for name, kind in rule.places.items()}
        if rule.places and ask(person, method, path, told).status_code != 404:
            wrong.append((method, path))

    assert wrong == []


def test_pages_of_many_centres_show_only_those_of_the_account(city):
    city.client(city.machine("a")).exchange()
    near, far = Inside(city, centres=("NORD",)), Inside(city, centres=("SUD",))

    for path in ("parc", "rapprochement", "droits"):
        assert "Espace Nord EXEMPLE · borne 1" in near.page(path)
        assert "Espace Nord EXEMPLE · borne 1" not in far.page(path)
    assert "Espace Nord" not in far.page("agenda")
    assert "Espace Nord" not in far.page("frequentation")
    assert "Espace Nord" not in far.page("exports")


def test_an_account_of_some_centres_cannot_export_the_whole_network(city):
    person = Inside(city, centres=("SUD",))

    answer = person.send("exports/faire", fichier="csv", du="2026-11-01", au="2026-11-30")

    assert answer.status_code == 400


def test_the_navigation_holds_the_pages_of_the_role_alone(city):
    text = Inside(city, ("protection",)).page("journal")

    assert 'href="/console/journal" aria-current="page"' in text
    assert "/console/comptes" not in text
    assert "/console/frequentation" not in text


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("coordination", "frequentation"),
        ("accueil", "agenda"),
        ("parc", "rapprochement"),
        ("protection", "journal"),
        ("administration", "comptes"),
    ],
)
def test_the_console_opens_on_the_first_page_of_the_role(city, role, page):
    answer = Inside(city, (role,)).browser.get(f"{URL}/console", allow_redirects=False)

    assert answer.headers["location"] == f"/console/{page}"
