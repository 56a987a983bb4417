# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers given to machines are given to nobody else, after the restoration of a backup neither."""

from __future__ import annotations

import json

from sync.server.storage.numbers import NUMBERS_KEPT
from tests.support.console import Inside
from tests.support.raw_machine import RawMachine
from tests.sync.test_agenda_api import bought, free
from tests.sync.test_enrolment import restore, snapshot


def taken(city, numbers):
    with city.city.database.transaction() as unit:
        return unit.numbers.among(numbers)


def test_a_restored_city_gives_no_number_a_second_time(city, monkeypatch):
    first = RawMachine(city.city)
    second = RawMachine(city.city, device="ba9876543210", life="b" * 16)
    older = snapshot(city)
    first.city = second.city = city.city
    given = first.ask(n_numbers=0).numbers
    draws = iter([*map(int, given), *range(50_000_000, 50_001_000)])

    restore(city, older)
    second.city = city.city
    # the dice fall as they fell before the restoration
    monkeypatch.setattr("sync.server.rights.secrets.randbelow", lambda _n: next(draws) - 10**7)
    again = second.ask(n_numbers=0).numbers

    assert len(given) == len(again) == city.city.settings.n_numbers
    assert set(given) & set(again) == set()
    assert taken(city, given) == set(given)


def test_a_number_sold_online_is_kept_after_its_day_too(city):
    older = snapshot(city)
    inside = Inside(city)
    number = bought(inside, free(inside)[0]).json()["number"]
    city.clock.pass_time(minutes=40 * 24 * 60)

    restore(city, older)

    assert taken(city, [number]) == {number}


def test_numbers_of_long_ago_are_free_again_however_often_the_city_opens(city):
    older = snapshot(city)
    given = RawMachine(city.city).ask(n_numbers=0).numbers
    city.clock.pass_time(seconds=NUMBERS_KEPT.total_seconds() + 60)

    restore(city, older)

    assert taken(city, given) == set()


def test_a_ledger_opened_twice_holds_each_number_once(city):
    older = snapshot(city)
    given = RawMachine(city.city).ask(n_numbers=0).numbers

    restore(city, older)
    city.restart()

    assert taken(city, given) == set(given)
    lines = (city.folder / "city" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    facts = [json.loads(line) for line in lines]
    issued = [one["numbers"] for one in facts if one["kind"] == "numbers_issued"]
    assert sorted(" ".join(issued).split()) == sorted(given)
