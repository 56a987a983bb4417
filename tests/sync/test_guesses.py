# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wrong guesses at the console's door: kept over a restart, bounded, and telling nobody's name."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import event

from kiosk.foundation.errors import Refused
from sync.server.accounts import add_account
from sync.server.console.access import enter
from sync.server.erasure import Erased, erase_due, lines_between
from sync.server.guesses import Guesser, Guesses, Sender
from sync.server.storage.guesses import MAX_STRANGERS, GuessLine
from tests.sync.test_accounts import Person


def guess(city, login="ana", address="192.0.2.1", n=1):
    guesses = Guesses()
    for _ in range(n):
        enter(city.city, login, "no", guesses=guesses, sender=Sender(address))


def paused_s(city, login="ana", address="192.0.2.1"):
    try:
        Guesses().wait(city.city, Guesser(login, address))
    except Refused as error:
        return error.values["wait_s"]
    return 0


def test_a_restart_forgets_neither_wrong_guesses_nor_pauses(any_city):
    add_account(any_city.city, "ana", ["accueil"], by="")
    guess(any_city, n=4)
    any_city.restart()
    guess(any_city)
    any_city.restart()

    assert paused_s(any_city) == 60
    assert paused_s(any_city, address="192.0.2.2") == 60
    assert paused_s(any_city, login="lea", address="192.0.2.1") == 60
    assert paused_s(any_city, login="lea", address="192.0.2.2") == 0


def test_wrong_codes_of_the_telephone_count_over_a_restart_too(city):
    one = Person(city)
    one.enter()
    one.enrol()
    one.choose()
    city.clock.pass_time(minutes=2)
    one.enter()
    for _ in range(4):
        one.give("000000")
    city.restart()
    one.give("000000")

    assert one.give(one.code()).status_code == 429
    city.clock.pass_time(minutes=1)
    assert one.give(one.code()).status_code == 303


def test_a_login_that_nobody_has_waits_as_one_that_is_and_in_the_same_words(city):
    ana, nobody = Person(city), Person(city, login="lea")
    nobody.login = "personne"
    answers = {"ana": [], "personne": []}
    for one in (ana, nobody):
        for _ in range(6):
            answers[one.login].append(one.enter("no"))
        city.clock.pass_time(minutes=1)

    told = [[(one.status_code, one.text) for one in each] for each in answers.values()]
    assert told[0] == told[1]
    assert told[0][-1][0] == 429


def test_a_wrong_guess_writes_once_whether_or_not_somebody_has_the_login(city):
    add_account(city.city, "ana", ["accueil"], by="")
    commits = []
    engine = city.city.database._engine
    event.listen(engine, "commit", lambda _: commits.append(1))
    counts = []
    for login in ("ana", "personne"):
        commits.clear()
        guess(city, login, address=f"of {login}")
        counts.append(len(commits))

    assert counts[0] == counts[1]


def test_strangers_make_room_for_each_other_and_never_push_an_account_out(any_city):
    add_account(any_city.city, "ana", ["accueil"], by="")
    guess(any_city, n=5)
    now = any_city.city.now()
    with any_city.city.database.transaction() as unit:
        for number in range(MAX_STRANGERS + 5):
            unit.guesses.put(GuessLine(f"{number:064}", n_wrong=1, changed=now + 1 + number))
        assert unit.guesses.of(f"{4:064}") == GuessLine(f"{4:064}")
        assert unit.guesses.of(f"{5:064}").n_wrong == 1

    assert paused_s(any_city, address="192.0.2.9") == 60


def test_guesses_are_forgotten_after_a_day_and_the_log_of_erasures_says_so(city):
    guess(city, n=5)
    city.clock.pass_time(hours=25)
    with city.city.database.transaction() as unit:
        erase_due(city.city, unit)

    lines = lines_between(city.city, 0, city.city.now())
    assert {line.kind: line.n for line in lines}[Erased.GUESSES.value] == 2


def test_the_database_holds_neither_the_login_nor_the_address_of_a_guess(city):
    guess(city, login="marie.dupont", address="198.51.100.77")
    folder = city.folder / "city"
    content = (folder / "city.db").read_bytes() + (folder / "city.db-wal").read_bytes()

    assert b"marie.dupont" not in content
    assert b"198.51.100.77" not in content


def test_a_clock_that_was_set_back_shuts_nobody_out(city):
    guess(city, n=5)
    with city.city.database.transaction() as unit:
        for key in _keys_of(city):
            line = unit.guesses.of(key)
            unit.guesses.put(replace(line, paused_until=city.city.now() + 3601))

    assert paused_s(city) == 0


def _keys_of(city):
    from sync.server.guesses import _keys

    return _keys(city.city, Guesser("ana", "192.0.2.1"))
