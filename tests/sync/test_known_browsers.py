# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who guesses from elsewhere keeps nobody out: known browsers, and passwords that were given."""

from __future__ import annotations

import re

import pytest

from kiosk.foundation.errors import Refused
from sync.server.accounts import TEMPORARY_S, reset_account
from sync.server.console.access import enter
from sync.server.guesses import Guesses, Sender
from sync.server.known_browsers import KNOWN_S, mark_for
from tests.sync.test_accounts import Person

HERE = "127.0.0.1"
ELSEWHERE = "198.51.100.7"
ENDED = "Demandez un nouveau mot de passe."


@pytest.fixture
def owner(city):
    """Return somebody who entered once by this browser, and is outside again."""
    one = Person(city)
    one.enter()
    one.enrol()
    one.choose()
    del one.cookies["sixieme_console"]
    return one


def answer_to(city, login, password="no", address=ELSEWHERE):
    """Return the reason for which a stranger is refused; empty for a wrong password."""
    try:
        found = enter(city.city, login, password, guesses=Guesses(), sender=Sender(address))
    except Refused as error:
        return error.reason
    return "entered" if found else ""


def guess_all_day(city, login="ana"):
    """Guess from elsewhere and from the same network, as often as is looked at."""
    for hour in range(3):
        for address in (f"198.51.100.{hour}", HERE):
            while answer_to(city, login, address=address) == "":
                pass
        city.clock.pass_time(minutes=61)
    while answer_to(city, login, address="198.51.100.8") == "":
        pass
    while answer_to(city, "personne", address=HERE) == "":
        pass


def test_the_owner_enters_by_a_known_browser_while_a_stranger_guesses(city, owner):
    guess_all_day(city)

    assert owner.enter().status_code == 303
    assert owner.give(owner.code()).status_code == 303
    assert owner.is_inside()
    assert answer_to(city, "ana", address="198.51.100.9") == "too_many_passwords"


def test_a_known_browser_pauses_by_guesses_of_its_own(city, owner):
    password = owner.password
    for _ in range(5):
        assert owner.enter("no").status_code == 403

    assert owner.enter(password).status_code == 429
    assert answer_to(city, "ana") == ""
    city.clock.pass_time(minutes=1)
    assert owner.enter(password).status_code == 303


def test_wrong_codes_at_a_known_browser_count_there_as_well(city, owner):
    owner.enter()
    for _ in range(5):
        assert owner.give("000000").status_code == 403

    assert owner.give(owner.code()).status_code == 429
    assert owner.enter().status_code == 429


def test_a_mark_that_was_changed_is_none(city, owner):
    name, value = next(one for one in owner.cookies.items() if "connu" in one[0])
    guess_all_day(city)

    for spoilt in (value[:-1], f"9{value}", "..", "é", ""):
        owner.cookies[name] = spoilt
        assert owner.enter().status_code == 429
    owner.cookies[name] = value
    assert owner.enter().status_code == 303


def test_a_mark_is_of_one_account_and_of_some_weeks(city, owner):
    other = Person(city, login="lea")
    value = next(value for name, value in owner.cookies.items() if "connu" in name)
    with city.city.database.transaction() as unit:
        account = unit.accounts.get(other.account_id)
    other.cookies = {mark_for(city.city, account, {})[0]: value}
    guess_all_day(city, "lea")
    assert other.enter("no").status_code == 429

    city.clock.pass_time(seconds=KNOWN_S)
    guess_all_day(city)
    assert owner.enter().status_code == 429


def test_a_mark_names_nobody_and_is_kept_from_scripts_and_other_sites(city):
    one = Person(city, login="marie.dupont", roles=("accueil",))
    one.enter()
    told = one.choose().headers["set-cookie"].lower()

    assert re.match(r"sixieme_connu_[0-9a-f]{12}=\d+\.[\w-]+\.[0-9a-f]{64};", told)
    assert "marie" not in told
    assert one.account_id not in told
    for word in ("httponly", "samesite=strict", "secure", "path=/console"):
        assert word in told


def test_a_new_browser_gets_in_by_a_given_password_while_a_stranger_guesses(city, owner):
    owner.cookies = {}
    guess_all_day(city)
    assert owner.enter().status_code == 429
    city.clock.pass_time(minutes=1)  # the pause of this network
    while answer_to(city, "ana") == "":
        pass

    owner.password = reset_account(city.city, owner.account_id, by="")

    assert owner.enter().status_code == 303
    owner.enrol()
    owner.choose("brume-orange-9")
    assert owner.is_inside()
    guess_all_day(city)
    assert owner.enter().status_code == 303


def test_a_pause_tells_nobody_who_was_given_a_password(city):
    Person(city)
    for login in ("ana", "personne"):
        told = [answer_to(city, login, address=f"{login} {n // 5}") for n in range(12)]
        assert told == [""] * 5 + ["too_many_passwords"] * 7
        # The two last looks during the pause of the login were counted for their address.
        told = [answer_to(city, f"x{n} {login}", address=f"{login} 2") for n in range(4)]
        assert told == ["", "", "", "too_many_passwords"]


def test_a_given_password_ends_after_seven_days_and_only_who_knows_it_is_told(any_city):
    one = Person(any_city)
    any_city.clock.pass_time(seconds=TEMPORARY_S - 1)
    assert one.enter().status_code == 303
    any_city.clock.pass_time(seconds=1)

    right, wrong = one.enter(), one.enter("orage-violet-13")

    assert (right.status_code, wrong.status_code) == (403, 403)
    assert ENDED in right.text
    assert ENDED not in wrong.text
    assert "set-cookie" not in right.headers
    one.password = reset_account(any_city.city, one.account_id, by="")
    assert one.enter().status_code == 303


def test_a_chosen_password_does_not_end(city, owner):
    city.clock.pass_time(days=400)

    assert owner.enter().status_code == 303
