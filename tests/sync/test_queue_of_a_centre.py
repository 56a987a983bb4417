# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue of one centre across its machines: two kiosks, a post, the screen of the room."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kiosk.domain.calling import Call, HeardCalls
from kiosk.domain.waiting_queue import QueuePriority, QueueState
from kiosk.services.queue import QueueRules, QueueService
from tests.support.centre_desk import exchange, free_slots


@dataclass(frozen=True)
class Centre:
    """Kiosks A and B, the post of « Bureau 2 », the screen, and the way to the city."""

    city: object
    machines: dict[str, object]

    def queue(self, name):
        kiosk = self.machines[name]
        letter = name.upper() if name in ("a", "b") else ""
        rules = QueueRules(
            letter=letter,
            desk="Bureau 2" if name == "p" else "",
            role="poste" if name == "p" else "borne",
        )
        return QueueService(kiosk.database, kiosk.clock, kiosk.bus, rules=rules)

    def tell(self, *names):
        exchange(self.city, *(self.machines[name] for name in names))


@pytest.fixture
def place(any_city):
    machines = {name: any_city.machine(name) for name in ("a", "b", "s")}
    machines["p"] = any_city.machine("p", "poste")
    centre = Centre(any_city, machines)
    centre.tell("a", "b", "s", "p")
    return centre


def test_a_card_shown_at_a_kiosk_changes_the_order_at_the_post(place):
    place.queue("a").take()
    second = place.queue("b").take()
    place.queue("b").claim_priority(second.number)

    place.tell("a", "b", "p")

    waiting = place.queue("p").waiting()
    assert [one.number for one in waiting] == ["B1", "A1"]
    assert waiting[0].priority is QueuePriority.CARD


def test_a_card_told_after_the_city_heard_of_the_number_is_not_lost_on_the_way(place):
    number = place.queue("a").take().number
    place.tell("a", "p")
    place.queue("a").claim_priority(number)
    place.tell("p", "a", "p")

    assert place.queue("p").waiting()[0].priority is QueuePriority.CARD
    assert place.queue("a").standing(number).ticket.priority is QueuePriority.CARD


def test_a_call_of_the_post_reaches_the_person_and_the_room_once(place):
    number = place.queue("a").take().number
    heard = HeardCalls()
    place.tell("a", "p", "s")
    heard.hear(place.queue("s").room().tickets)

    place.queue("p").call(number)
    place.tell("p", "a", "s")

    ticket = place.queue("a").standing(number).ticket
    assert (ticket.state, ticket.desk) == (QueueState.CALLED, "Bureau 2")
    assert heard.hear(place.queue("s").room().tickets) == (Call("A1", "Bureau 2"),)
    place.tell("s")
    assert heard.hear(place.queue("s").room().tickets) == ()


def test_two_kiosks_give_no_number_twice_also_after_a_restart_and_after_midnight(place):
    given = [place.queue(name).take().number for name in ("a", "b", "a", "b")]
    place.tell("a", "b", "a")
    given += [place.queue(name).take().number for name in ("a", "b")]
    assert given == ["A1", "B1", "A2", "B2", "A3", "B3"]

    place.machines["a"].clock.pass_time(hours=24)
    place.tell("a", "b", "p")

    assert place.queue("a").waiting() == ()
    assert [place.queue(name).take().number for name in ("a", "b")] == ["A1", "B1"]


def test_the_measured_minutes_of_the_post_give_the_kiosk_its_range(place):
    for _ in range(5):
        number = place.queue("a").take().number
        place.tell("a", "p")
        place.queue("p").serve(number)
        place.machines["p"].clock.pass_time(minutes=12)
        place.queue("p").close(number)
        place.tell("p", "a")

    ticket = place.queue("a").take()

    assert ticket.is_exact
    with place.machines["a"].database.unit_of_work() as uow:
        assert uow.queue.served_minutes(ticket.day) == (12,) * 5


def test_a_screen_of_its_own_takes_no_hours_from_the_machines_that_sell(any_city, monkeypatch):
    monkeypatch.setenv("KIOSK__MACHINE__CALLING", "whole_screen")
    screen = any_city.machine("s")
    monkeypatch.delenv("KIOSK__MACHINE__CALLING")
    kiosk = any_city.machine("a")
    exchange(any_city, screen, kiosk, screen, kiosk)

    assert free_slots(kiosk)
    assert free_slots(screen) == []
