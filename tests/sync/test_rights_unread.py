# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine whose rights the city cannot read: its staff see it, and nothing of it is lost."""

from __future__ import annotations

from sync.server.console.view import fleet_page
from tests.support.centre_desk import book, exchange, known
from tests.sync.test_rights import held


def test_a_machine_whose_rights_cannot_be_read_sells_on_and_says_so(city, monkeypatch):
    kiosk = city.machine("a")
    exchange(city, kiosk)
    rights = held(kiosk)
    ticket = book(kiosk)
    with monkeypatch.context() as patch:
        patch.setattr("sync.server.reported.MAX_CELLS", 1)
        exchange(city, kiosk)

        assert kiosk.outbox.status().rights_problem == "unreadable"
        assert kiosk.outbox.status().n_pending == 0
        assert known(city, ticket)[0].status.value == "confirmed"
        cases = fleet_page(city.city, lambda _: True).cases
        assert any("droits illisibles" in case.text for case in cases)
    exchange(city, kiosk)

    assert kiosk.outbox.status().rights_problem == ""
    assert len(held(kiosk)) == len(rights) - 6
