# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may open which door of the console: every route, every role, another centre."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kiosk.services.staff import Staff, StaffRole
from sync.server.agenda_file import AgendaFile, CentreEntry, enter_agenda
from sync.server.console.rules import API, HOME, RULES, Named, allowed
from sync.server.roles import Role
from tests.support.city import URL
from tests.support.city_workshop import MOUSE, enter
from tests.support.console import EVERY_ROLE, Inside
from tests.support.reminded import a_booked_person
from tests.support.visits import a_draft

MEDIATOR = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")
GUARDED = [key for key, rule in RULES.items() if rule.roles]
# What each field names in the centre NORD, for somebody who sees only SUD.
FOREIGN = {
    Named.CENTRE: "NORD",
    Named.CENTRE_IF_TOLD: "NORD",
    Named.MEDIATOR: "samira",
    Named.ENTERED: "samira-matin",
    Named.CELLS: "samira 1 1",
    Named.WORKSHOP: MOUSE,
    Named.WORKSHOP_OR_NEW: MOUSE,
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


def test_no_door_takes_a_field_told_twice_so_that_guard_and_page_read_the_same(city):
    a_booked_person(city)
    person = Inside(city, centres=("SUD",))
    twice = [("jeton", person.jeton), ("centre", "SUD"), ("centre", "NORD")]
    taken = []
    for method, path in RULES:
        told = {"params": twice} if method == "GET" else {"data": twice}
        if path.startswith(API) and method != "GET":
            continue  # JSON: a name told twice is its last value to both
        answer = person.browser.request(method, URL + path, allow_redirects=False, **told)
        if answer.status_code != 400 or "Samira" in answer.text:
            taken.append((method, path, answer.status_code))

    assert taken == []
    page = person.browser.get(f"{URL}/console/agenda", params=twice).text
    assert "Cette demande n’est pas lisible" in page


def test_nobody_outside_opens_anything(city):
    browser = city.browser()
    answers = {
        (method, path): browser.request(method, URL + path, allow_redirects=False).status_code
        for method, path in GUARDED
    }

    assert {key: status for key, status in answers.items() if status not in {401, 403}} == {}


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_what_is_of_another_centre_does_not_exist_and_what_is_of_all_is_shut(city, role):
    kiosk = city.machine("a")
    enter(city)
    everywhere, north = Inside(city), Inside(city, centres=("NORD",))
    foreign = {**FOREIGN, Named.MACHINE: kiosk.device.identity().device_id}
    person = Inside(city, (role.value,) if role else EVERY_ROLE, centres=("SUD",))
    wrong = []
    for (method, path), rule in RULES.items():
        if not allowed(rule, person.account.roles):
            continue
        if rule.is_network and ask(person, method, path, {}).status_code != 403:
            wrong.append((method, path))
        for name, kind in rule.places.items():
            # one thing of another centre after the other, all else being of one's own
            for value in foreign_values(kind, foreign, everywhere, north):
                told = {one: own_value(of, person) for one, of in rule.places.items()}
                told |= {f"{name}NORD": "on"} if kind is Named.TICKED else {name: value}
                if ask(person, method, path, told).status_code != 404:
                    wrong.append((method, path, name, value))

    assert wrong == []


def foreign_values(kind, foreign, *others):
    """Return what names something of another centre, or of more centres than one's own."""
    if kind is Named.ACCOUNT:
        return [one.account.account_id for one in others]
    return [foreign.get(kind, "unknown")]


def own_value(kind, person):
    """Return what names something within the centre SUD, where such a thing is at hand."""
    if kind is Named.ACCOUNT:
        return person.account.account_id
    return "SUD" if kind in {Named.CENTRE, Named.CENTRE_IF_TOLD} else "unknown"


def boxes(roles, centres):
    """Return the ticked boxes of the form of an account."""
    return {f"role_{one}": "on" for one in roles} | {f"centre_{one}": "on" for one in centres}


def account_of(city, login):
    with city.city.database.transaction() as unit:
        return unit.accounts.of_login(login)


@pytest.mark.parametrize(
    ("roles", "centres", "status"),
    [
        (("accueil",), ("SUD",), 200),
        (("administration", "accueil"), ("SUD",), 200),
        (("accueil",), (), 400),
        (("accueil",), ("SUD", "NORD"), 404),
        (("coordination",), ("SUD",), 400),
        (("protection", "accueil"), ("SUD",), 400),
    ],
)
def test_an_administrator_of_some_centres_gives_only_what_they_hold(city, roles, centres, status):
    chief = Inside(city, ("administration", "accueil"), centres=("SUD",))
    lower = Inside(city, ("accueil",), centres=("SUD",))
    for path, fields in (
        ("ajouter", {"identifiant": "lea"}),
        ("changer", {"compte": lower.account.account_id}),
    ):
        answer = chief.send(f"comptes/{path}", **fields, **boxes(roles, centres))
        # a change that was done sends the browser back to the page
        assert (200 if answer.status_code == 303 else answer.status_code) == status

    lea, changed = account_of(city, "lea"), account_of(city, lower.account.login)
    assert (lea is not None) == (status == 200)
    if status == 200:
        assert set(lea.roles) == set(changed.roles) == set(roles)
        assert lea.centres == changed.centres == centres
    else:
        assert (changed.roles, changed.centres) == (("accueil",), ("SUD",))


@pytest.mark.parametrize("path", ["changer", "remettre", "fermer"])
def test_who_has_more_roles_is_out_of_reach_for_an_administrator_of_some_centres(city, path):
    chief = Inside(city, ("administration",), centres=("SUD",))
    above = Inside(city, ("coordination",), centres=("SUD",))
    fields = {"compte": above.account.account_id, **boxes(["administration"], ["SUD"])}

    assert chief.send(f"comptes/{path}", **fields).status_code == 400

    assert account_of(city, above.account.login) == above.account
    assert "a des rôles que vous n’avez pas" in chief.page("comptes")


def test_the_page_of_accounts_shows_those_within_ones_centres_alone(city):
    network, north, south = Inside(city), *(Inside(city, centres=(c,)) for c in ("NORD", "SUD"))
    page = south.page("comptes")

    assert south.account.login in page
    assert north.account.login not in page
    assert network.account.login not in page
    assert "Espace Nord" not in page
    assert all(one.account.login in network.page("comptes") for one in (network, north, south))


def test_an_administrator_of_the_network_gives_roles_that_they_do_not_hold(city):
    chief = Inside(city, ("administration",))

    assert chief.send("comptes/ajouter", identifiant="lea", role_parc="on").status_code == 200
    assert account_of(city, "lea").centres == ()


def test_the_last_administrator_of_all_centres_cannot_make_themselves_smaller(city):
    chief = Inside(city, ("administration",))
    Inside(city, ("administration",), centres=("SUD",))
    fields = {"compte": chief.account.account_id, **boxes(["administration"], ["SUD"])}

    answer = chief.send("comptes/changer", **fields)

    assert answer.status_code == 400
    assert "dernier compte d’administration" in answer.text


def test_the_journal_of_an_account_of_some_centres_holds_their_lines_alone(city):
    network, north = Inside(city), Inside(city, centres=("NORD",))
    network.send("inviter", centre="NORD", role="borne")
    network.send("inviter", centre="SUD", role="borne")
    network.post("absences", {"mediator": "samira", "start": 0, "end": 60})
    north.send("compte/sessions")
    chief = Inside(city, ("administration",))
    given = chief.send("comptes/ajouter", identifiant="lea", **boxes(["accueil"], ["SUD"]))
    assert given.status_code == 200

    def told(person):
        rows = re.findall(
            r"<td>([^<]*)</td><td>([^<]*)</td><td>([^<]*)</td><td class", page(person)
        )
        return {(who, what) for who, what, _ in rows} - {(person.account.login, "journal lu")}

    def page(person):
        return person.page("journal")

    invited = (network.account.login, "code d’inscription fait")
    absent = (network.account.login, "absence vue ou notée")
    ended = (north.account.login, "autres sessions fermées")
    opened = (chief.account.login, "compte ouvert")
    everybody = told(Inside(city, ("protection",)))
    assert {invited, absent, ended, opened} <= everybody
    assert told(Inside(city, ("protection",), centres=("NORD",))) == {invited, absent, ended}
    assert told(Inside(city, ("protection",), centres=("SUD",))) == {invited, opened}
    assert page(Inside(city, ("protection",), centres=("SUD",))).count("code d’inscription") == 1


def test_who_is_refused_a_page_of_the_network_is_told_whom_to_ask(city):
    page = Inside(city, centres=("SUD",)).browser.get(f"{URL}/console/effacements")

    assert page.status_code == 403
    assert "Demandez-la à une personne dont le compte voit tous les centres." in page.text


def test_the_log_of_erasures_is_of_the_network_and_so_are_its_door_and_its_link(city):
    person = Inside(city, ("protection",), centres=("NORD",))

    assert "/console/effacements" not in person.page("journal")
    assert person.browser.get(f"{URL}/console/effacements").status_code == 403


def test_pages_of_many_centres_show_only_those_of_the_account(city):
    city.client(city.machine("a")).exchange()
    near, far = Inside(city, centres=("NORD",)), Inside(city, centres=("SUD",))

    for path in ("parc", "rapprochement", "droits"):
        assert "Espace Nord EXEMPLE · borne 1" in near.page(path)
        assert "Espace Nord EXEMPLE · borne 1" not in far.page(path)
    assert "Espace Nord" not in far.page("agenda")
    assert "Espace Nord" not in far.page("frequentation")
    assert "Espace Nord" not in far.page("exports")


def test_centres_of_one_name_do_not_read_each_others_lines(city):
    twins = [CentreEntry(code=code, name="Espace numérique") for code in ("NORD", "SUD")]
    enter_agenda(city.city, AgendaFile(centre=twins))
    far = city.machine("b", "poste", enrolled=False)
    city.enrol(far, code=city.invite("poste", "SUD"))
    far.attendance.record(a_draft(day=date(2026, 11, 23), centre="SUD"), MEDIATOR)
    for kiosk in (city.machine("a", "poste"), far):
        city.client(kiosk).exchange()

    page = Inside(city, centres=("NORD",)).page("rapprochement")

    assert page.count('<th scope="row">Espace numérique · poste 1<') == 1
    assert "1 fiche" not in page


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
