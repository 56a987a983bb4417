# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of the console: password, code, forced change, pauses, sessions."""

from __future__ import annotations

import re

import pyotp
import pytest

from kiosk.foundation.errors import Refused
from sync.server.accounts import add_account, change_account, close_account, reset_account
from sync.server.config import ServerSettings
from sync.server.passwords import check_password
from tests.support.city import URL
from tests.support.console import Inside

CHOSEN = "orage-violet-12"


class Person:
    """Somebody at the door, with a telephone that makes codes."""

    def __init__(self, city, login="ana", roles=("coordination",)):
        self.city, self.login = city, login
        self.account_id, self.password = add_account(city.city, login, roles, by="")
        self.browser, self.cookies = city.browser(), {}
        self.secret = ""

    def form(self, path, **fields):
        self.show_cookies()
        answer = self.browser.post(f"{URL}/console/{path}", data=fields, allow_redirects=False)
        told = re.findall(r"(sixieme_\w+)=([^;]+)", answer.headers.get("set-cookie", ""))
        self.cookies.update(told)
        self.show_cookies()
        return answer

    def show_cookies(self):
        self.browser.headers["cookie"] = "; ".join("=".join(one) for one in self.cookies.items())

    def enter(self, password=""):
        return self.form("entrer", identifiant=self.login, mot_de_passe=password or self.password)

    def door(self):
        return self.browser.get(f"{URL}/console").text

    def token(self):
        return re.search(r'name="jeton" value="([^"]+)"', self.door()).group(1)

    def enrol(self):
        key = re.search(r'class="key">([A-Z2-7 ]+)<', self.door()).group(1)
        self.secret = key.replace(" ", "")
        answer = self.form("entrer/second", jeton=self.token(), code=self.code())
        return re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", answer.text)

    def choose(self, password=CHOSEN):
        answer = self.form(
            "entrer/mot-de-passe", jeton=self.token(), nouveau=password, encore=password
        )
        self.password = password
        return answer

    def code(self, offset=0):
        step = int(self.city.clock.now_utc().timestamp()) // 30 + offset
        return pyotp.TOTP(self.secret).generate_otp(step)

    def give(self, code):
        return self.form("entrer/code", jeton=self.token(), code=code)

    def is_inside(self):
        return self.browser.get(f"{URL}/console/compte").status_code == 200


@pytest.fixture
def ana(city):
    """Return somebody who has entered once and stands at the code again."""
    one = Person(city)
    one.enter()
    one.recovery = one.enrol()
    one.choose()
    city.clock.pass_time(minutes=2)
    one.enter()
    return one


def test_the_first_entry_enrols_a_telephone_and_changes_the_given_password(city):
    one = Person(city)

    assert one.enter().status_code == 303
    assert "<svg" in one.door()
    assert not one.is_inside()
    assert len(one.enrol()) == 8
    assert not one.is_inside()
    assert one.choose().status_code == 303
    assert one.is_inside()


def test_a_password_alone_does_not_open_what_is_more_than_an_agenda(ana):
    assert "code de votre téléphone" in ana.door()
    assert not ana.is_inside()
    assert ana.give(ana.code()).status_code == 303
    assert ana.is_inside()


def test_the_agenda_alone_opens_by_a_password(city):
    one = Person(city, roles=("accueil",))
    one.enter()
    one.choose()

    assert one.is_inside()


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_a_code_of_the_step_beside_is_taken_once(ana, offset):
    code = ana.code(offset)

    assert ana.give(code).status_code == 303
    ana.enter()
    assert ana.give(code).status_code == 403
    assert not ana.is_inside()


@pytest.mark.parametrize("offset", [-2, 2])
def test_an_older_or_later_code_is_refused(ana, offset):
    assert ana.give(ana.code(offset)).status_code == 403


def test_no_code_before_the_last_one_is_taken(ana):
    ana.give(ana.code(1))
    ana.enter()

    assert ana.give(ana.code(0)).status_code == 403


def test_a_recovery_code_serves_once(ana):
    assert ana.give(ana.recovery[0].upper()).status_code == 303
    ana.enter()
    assert ana.give(ana.recovery[0]).status_code == 403
    assert ana.give(ana.recovery[1]).status_code == 303


def test_five_wrong_codes_make_a_pause_for_the_right_one_too(ana, city):
    for _ in range(5):
        ana.give("000000")

    assert ana.give(ana.code()).status_code == 429
    city.clock.pass_time(minutes=1)
    assert ana.give(ana.code()).status_code == 303


def test_pauses_of_an_account_grow_even_from_other_addresses_and_after_right_passwords(ana, city):
    for _ in range(5):
        ana.give("000000")
    city.clock.pass_time(minutes=1)
    ana.enter()
    for _ in range(5):
        ana.give("000000")
    city.clock.pass_time(minutes=1)

    assert ana.give(ana.code()).status_code == 429
    city.clock.pass_time(minutes=1)
    assert ana.give(ana.code()).status_code == 303


def test_an_unknown_account_is_answered_as_a_wrong_password(city):
    one = Person(city)

    wrong = one.enter("orage-violet-13")
    one.login = "personne"
    unknown = one.enter("orage-violet-13")

    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert wrong.text == unknown.text


def test_an_unknown_account_costs_one_look_at_a_password_too(city, monkeypatch):
    looks = []
    from argon2 import PasswordHasher

    whole = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda *given: (looks.append(given[1]), whole(*given))[1]
    )
    one = Person(city)
    one.enter("orage-violet-13")
    one.login = "personne"
    one.enter("orage-violet-13")

    assert len(looks) == 2
    assert looks[0].split("$")[:4] == looks[1].split("$")[:4]


def test_a_look_at_a_password_costs_what_the_standard_advises(tmp_path):
    # RFC 9106, section 4: the second choice, 64 MiB, three passes, four lanes
    cost = ServerSettings(tmp_path).password_cost

    assert (cost.memory_cost, cost.time_cost, cost.parallelism) == (65536, 3, 4)


def test_five_wrong_passwords_make_a_pause_for_the_right_one_too(city):
    one = Person(city)
    for _ in range(5):
        one.enter("no")

    assert one.enter().status_code == 429
    city.clock.pass_time(minutes=1)
    assert one.enter().status_code == 303


def test_an_identifier_with_a_nul_is_nobody_so_that_no_guess_escapes_the_count(any_city):
    one = Person(any_city)
    one.login = "a\0na"
    assert one.enter().status_code == 403

    one.login = " ANA "
    assert one.enter().status_code == 303


@pytest.mark.parametrize("origin", ["https://elsewhere.test", "null"])
def test_a_password_sent_from_another_site_is_not_looked_at(city, origin):
    one = Person(city)
    one.browser.headers["origin"] = origin

    assert one.enter().status_code == 403


def test_a_browser_is_asked_to_tell_the_origin_of_our_own_forms(city):
    one = Person(city)
    one.browser.headers["origin"] = URL

    assert city.get("/console").headers["referrer-policy"] == "same-origin"
    assert one.enter().status_code == 303


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(city):
    cookie = Person(city).enter().headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" in cookie
    assert "path=/console" in cookie


def test_the_server_keeps_no_password_cookie_secret_or_recovery_code(city, ana):
    ana.give(ana.code())
    token = ana.cookies["sixieme_console"]
    folder = city.folder / "city"
    content = (folder / "city.db").read_bytes() + (folder / "city.db-wal").read_bytes()
    told = (CHOSEN, token, ana.secret, *ana.recovery, ana.recovery[0].replace("-", ""))

    assert b"$argon2id$" in content
    assert [one for one in told if one.encode() in content] == []


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("onze-signes", "password_too_short"),
        ("x" * 201, "password_too_long"),
        ("Ana.Martin59!", "password_is_login"),
        ("ana.martin@12", "password_is_login"),
        ("ababababababab", "password_common"),
        ("123456789012", "password_common"),
        ("azertyuiop123", "password_common"),
        ("Motdepasse2024!", "password_common"),
        ("M0tD3P@sse2024", "password_common"),
        ("passwordpassword", "password_common"),
        ("ete-2026-Roubaix", "password_common"),
        ("987654321098", "password_common"),
        ("Administrateur1", "password_common"),
    ],
)
def test_a_password_that_is_tried_first_or_is_none_is_not_taken(password, reason):
    with pytest.raises(Refused, match=reason):
        check_password(password, "ana.martin")


@pytest.mark.parametrize(
    "password",
    [
        "lavabo girafe ticket",
        "orage-violet-12",
        "Xk4-tulipe-grise",
        "secrets des roubaisiens",
        "kfzqhwmvbtrd",
        "soleil 839201746591",
        "été à la mer du côté d’Ostende",
    ],
)
def test_a_long_password_of_unrelated_words_is_taken(password):
    check_password(password, "ana.martin")


@pytest.mark.parametrize("password", ["court", "Motdepasse2026"])
def test_a_weak_password_does_not_open(city, password):
    one = Person(city, roles=("accueil",))
    one.enter()

    assert one.choose(password).status_code == 400
    assert not one.is_inside()


def test_the_password_that_was_given_cannot_be_kept(city):
    one = Person(city, roles=("accueil",))
    one.enter()
    answer = one.choose(one.password)

    assert answer.status_code == 400
    assert "C’est le mot de passe d’aujourd’hui" in answer.text
    assert not one.is_inside()
    assert one.choose().status_code == 303
    assert one.is_inside()


@pytest.mark.parametrize("login", ["", "a", "A B", "x" * 65, "<b>", "a\0b"])
def test_an_identifier_that_cannot_be_typed_is_not_taken(city, login):
    with pytest.raises(Refused, match="login_unreadable"):
        add_account(city.city, login, ["parc"], by="")


def test_a_session_ends_after_an_hour_without_use_and_after_eight_at_most(city):
    idle, used = Inside(city), Inside(city)
    for _ in range(8):
        assert used.browser.get(f"{URL}/console/compte").status_code == 200
        city.clock.pass_time(minutes=59)
    assert idle.browser.get(f"{URL}/console/compte").status_code == 403
    assert used.browser.get(f"{URL}/console/compte").status_code == 200
    city.clock.pass_time(minutes=10)

    assert used.browser.get(f"{URL}/console/compte").status_code == 403


@pytest.mark.parametrize("change", [close_account, reset_account])
def test_a_closed_or_reset_account_is_outside_at_once(city, change):
    person = Inside(city, ("parc",))

    change(city.city, person.account.account_id, by="")

    assert person.browser.get(f"{URL}/console/compte").status_code == 403


def test_a_person_ends_their_other_sessions_and_changes_their_password(city, ana):
    ana.give(ana.code())
    other = dict(ana.browser.headers)
    city.clock.pass_time(minutes=1)
    ana.enter()
    ana.give(ana.code())
    page = ana.browser.get(f"{URL}/console/compte").text
    jeton = re.search(r'name="jeton" value="([^"]+)"', page).group(1)
    fields = {"jeton": jeton, "nouveau": "brume-orange-9", "encore": "brume-orange-9"}

    wrong = ana.form("compte/mot-de-passe", ancien="faux", **fields)
    right = ana.form("compte/mot-de-passe", ancien=CHOSEN, **fields)

    assert (wrong.status_code, right.status_code) == (400, 200)
    assert ana.is_inside()
    ana.browser.headers.update(other)
    assert not ana.is_inside()


def test_the_administration_opens_an_account_and_shows_its_password_once(city):
    chief = Inside(city)

    given = chief.send("comptes/ajouter", identifiant="lea", role_accueil="on", centre_NORD="on")
    password = re.search(r"<code>([^<]+)</code>", given.text).group(1)

    assert password not in chief.page("comptes")
    browser = city.browser()
    answer = browser.post(
        f"{URL}/console/entrer",
        data={"identifiant": "lea", "mot_de_passe": password},
        allow_redirects=False,
    )
    assert answer.status_code == 303


def test_the_last_administrator_cannot_be_taken_away_by_the_console(city):
    account_id, _ = add_account(city.city, "chef", ["administration"], by="")

    with pytest.raises(Refused, match="last_administrator"):
        close_account(city.city, account_id, by=account_id)
    with pytest.raises(Refused, match="last_administrator"):
        change_account(city.city, account_id, ["parc"], [], by=account_id)
