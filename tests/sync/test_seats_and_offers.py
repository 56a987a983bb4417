# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sales, waits, answers, lapses and ends in any order: a seat is never given or kept twice."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointment_status import GONE
from kiosk.foundation.errors import Refused
from sync.server.city_sales import free_seats
from sync.translation import workshop_of
from tests.support.reminded import chores
from tests.support.waiting import Kiosk, Workshop

S = RequestStatus
MOST_PEOPLE = 9
SEATS = 3
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.integers(1, 2)),
        st.tuples(st.just("cancel"), st.integers(0, 9)),
        st.tuples(st.just("wait"), st.integers(1, 3)),
        st.tuples(st.just("wait"), st.just(1)),
        st.tuples(st.just("yes"), st.integers(0, 9)),
        st.tuples(st.just("leave"), st.integers(0, 9)),
        st.tuples(st.just("pass"), st.sampled_from([1, 13, 25])),
    ),
    min_size=14,
    max_size=30,
)


class Town:
    """One workshop of three seats, with everybody who has to do with it."""

    def __init__(self, city, n: int) -> None:
        self.city = city
        start = city.clock.now_utc().replace(minute=0, second=0) + timedelta(days=60)
        self.workshop = Workshop(city, name=f"w{n}", start=start, capacity=SEATS, waiting=8)
        self.kiosk = Kiosk(city, self.workshop, device=f"{n:012x}", life=f"{n:016x}")
        self.n = n
        self.joined: list[str] = []
        self.sold: list = []

    def do(self, step: tuple[str, int]) -> None:
        kind, n = step
        someone = self.joined[n % len(self.joined)] if self.joined else ""
        match kind:
            case "sell":
                with suppress(Refused):  # full, or somebody waits
                    self.sold.append(self.workshop.sell(n))
            case "cancel" if self.sold:
                self.workshop.free(self.sold.pop(n % len(self.sold)))
            case "wait" if len(self.joined) < MOST_PEOPLE:
                # numbers fall, so that rank and number disagree
                self.joined.append(f"{self.n:04d}{9999 - len(self.joined)}")
                self.kiosk.wait(self.joined[-1], party=n)
            case "yes" if someone:
                self.kiosk.yes(someone)
            case "leave" if someone:
                self.kiosk.leave(someone)
            case "pass":
                self.city.clock.pass_time(hours=n)
                chores(self.city)

    def faults(self) -> list[str]:
        """Return which rules are broken now, in words."""
        with self.city.city.database.transaction() as unit:
            workshop = workshop_of(unit.workshops.get(self.workshop.name).workshop)
            n_free = len(free_seats(unit, workshop))
            alive = [
                one for one in unit.bookings.of_need(workshop.resource) if one.status not in GONE
            ]
            held = [len(unit.leases.of_booking(one.booking)) for one in alive]
            kept = unit.waiting.counts().get(workshop.resource)
        entries = [self.workshop.entry(number) for number in sorted(self.joined)]
        n_offered = kept.n_offered if kept else 0
        given_seats = [one.booking for one in entries if one.status is S.CONFIRMED]
        owners = {one.booking for one in self.sold} | set(given_seats)
        waiting = [one.party_size for one in entries if one.status is S.REQUESTED]
        rules = {
            "a party has all of its seats": held == [one.party_size for one in alive],
            "a seat is free or somebody's": sum(held) + n_free == SEATS,
            "no more is offered than is free": n_offered <= n_free,
            "a seat is given once": len(set(given_seats)) == len(given_seats),
            "only who bought or said yes has a seat": {one.booking for one in alive} == owners,
            "nobody waits beside a seat": all(party > n_free - n_offered for party in waiting),
        }
        return [rule for rule, holds in rules.items() if not holds]


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_a_seat_is_never_given_or_kept_twice_whatever_the_order(city, steps):
    assert faults_of(city, steps) == []


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_the_same_holds_on_every_database(any_city, steps):
    assert faults_of(any_city, steps) == []


def faults_of(city, steps) -> list[str]:
    """Live some steps in a workshop of their own; return what the first bad one breaks."""
    with city.city.database.transaction() as unit:
        n_before = len(unit.workshops.since(0))
    town = Town(city, n_before + 1)
    for step in steps:
        town.do(step)
        if found := town.faults():
            return [f"after {step}: {rule}" for rule in found]
    return []
