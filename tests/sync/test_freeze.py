# SPDX-License-Identifier: AGPL-3.0-or-later
"""A restored city grants nothing until every machine has said again what it holds."""

from __future__ import annotations

import pytest

from sync.server.console.view import fleet_page
from sync.server.enrolment import revoke
from sync.server.freeze import awaited_machines, is_frozen, thaw
from sync.server.storage.cases import CaseKind
from tests.sync.test_enrolment import restore, snapshot
from tests.sync.test_rights import held, sell


def close_loss_cases(city):
    with city.city.database.transaction() as unit:
        for case in unit.cases.all_open():
            if case.kind is CaseKind.SERVER_LOSS:
                unit.cases.close(case.case_id, city.city.now())
        thaw(unit)


def frozen(city):
    with city.city.database.transaction() as unit:
        return is_frozen(unit)


def awaited(city):
    with city.city.database.transaction() as unit:
        return [machine.name for machine in awaited_machines(unit)]


@pytest.fixture
def restored(city):
    """A city restored to a day when neither machine held a right; only the first has said so."""
    first, second = city.machine("a"), city.machine("b")
    older = snapshot(city)
    city.client(first).exchange()
    city.client(second).exchange()
    sell(first)
    city.client(first).exchange()
    city.client(first).exchange()
    restore(city, older)
    city.client(first).exchange()
    return first, second


def test_closing_the_loss_case_does_not_lift_the_freeze_while_a_machine_is_silent(city, restored):
    first, second = restored
    city.client(first).exchange()

    close_loss_cases(city)

    assert frozen(city)
    assert awaited(city) == ["borne 2"]
    third = city.machine("c")
    city.client(third).exchange()
    assert held(third) == frozenset()
    assert held(second)


def test_the_freeze_ends_once_each_machine_has_reported_under_the_new_epoch(city, restored):
    first, second = restored
    close_loss_cases(city)
    for kiosk in (first, second, second, first):
        city.client(kiosk).exchange()
    close_loss_cases(city)

    assert not frozen(city)
    third = city.machine("c")
    city.client(third).exchange()
    assert not held(first) & held(second)
    assert not held(third) & (held(first) | held(second))


def test_a_machine_that_never_comes_back_is_revoked_to_end_the_freeze(city, restored):
    first, second = restored
    city.client(first).exchange()
    close_loss_cases(city)

    revoke(city.city, second.device.identity().device_id)

    assert not frozen(city)


def test_a_first_report_under_the_old_epoch_does_not_count(city, restored):
    _, second = restored

    city.client(second).exchange()

    assert "borne 2" in awaited(city)


def test_a_machine_taken_in_during_the_freeze_is_not_waited_for(city, restored):
    city.machine("c")

    assert "borne 3" not in awaited(city)


def test_a_machine_enrolled_after_the_backup_still_belongs_to_the_city(city):
    first = city.machine("a")
    older = snapshot(city)
    second = city.machine("b")
    city.client(second).exchange()
    before = held(second)

    restore(city, older)
    report = city.client(second).exchange()

    assert report.outcome.value == "sent"
    assert before
    city.client(first).exchange()
    assert not held(first) & held(second)


def test_a_restored_city_that_had_promised_more_freezes_before_any_machine_speaks(city):
    kiosk, other = city.machine("a"), city.machine("b")
    older = snapshot(city)
    city.client(kiosk).exchange()
    promised = held(kiosk)

    restore(city, older)
    city.client(other).exchange()

    assert promised
    assert frozen(city)
    assert held(other) == frozenset()


def test_a_city_that_is_only_restarted_does_not_freeze(city):
    kiosk = city.machine("a")
    city.client(kiosk).exchange()

    city.restart()

    assert not frozen(city)


def test_the_console_names_the_machines_that_are_waited_for(city, restored):
    page = fleet_page(city.city, sees=lambda _centre: True)

    assert page.is_frozen
    assert any("borne 2" in name for name in page.awaited)


def test_a_cut_between_the_ledger_and_the_database_leaves_one_machine_of_a_code(city):
    kiosk = city.machine("a", enrolled=False)
    older = snapshot(city)
    city.enrol(kiosk)
    restore(city, older)
    ledger = city.folder / "city" / "ledger.jsonl"
    (line,) = ledger.read_text().splitlines()
    ghost = line.replace(kiosk.device.identity().device_id, "00000000dead")
    ledger.write_text(f"{ghost}\n{line}\n")

    restore(city, older)

    with city.city.database.transaction() as unit:
        devices = [machine.device for machine in unit.fleet.machines()]
    assert devices == [kiosk.device.identity().device_id]
