# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is received next: numbers and appointments in one order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.day_order import ArrivedAppointment, TurnKind, day_order
from kiosk.domain.waiting_queue import (
    QueuePriority,
    QueueReason,
    QueueState,
    QueueTicket,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = date(2026, 11, 23)


def a_ticket(number, minutes=0, **changes):
    values = {"reason": QueueReason.HELP, "state": QueueState.WAITING} | changes
    taken = NOW - timedelta(hours=1) + timedelta(minutes=minutes)
    return QueueTicket(number, 0, True, DAY, taken_utc=taken, **values)


def an_arrival(number, minutes=0):
    return ArrivedAppointment(number, NOW + timedelta(minutes=minutes))


def numbers(turns):
    return [turn.number for turn in turns]


def test_people_wait_in_the_order_in_which_they_came():
    turns = day_order([a_ticket("2", 5), a_ticket("1")], [], NOW)

    assert [(turn.number, turn.n_ahead) for turn in turns] == [("1", 0), ("2", 1)]


def test_numbers_of_one_minute_keep_the_order_in_which_they_were_given():
    given_out = [a_ticket(str(n)) for n in range(1, 13)]

    assert numbers(day_order(given_out, [], NOW)) == [str(n) for n in range(1, 13)]


def test_who_is_received_or_gone_is_before_nobody():
    tickets = [
        a_ticket("1", state=QueueState.SERVING),
        a_ticket("2", state=QueueState.CLOSED),
        a_ticket("3"),
    ]

    assert [(turn.number, turn.n_ahead) for turn in day_order(tickets, [], NOW)] == [("3", 0)]


def test_who_was_called_is_still_before_the_others():
    tickets = [a_ticket("1", state=QueueState.CALLED), a_ticket("2", 1)]

    assert numbers(day_order(tickets, [], NOW)) == ["1", "2"]


def test_an_urgent_need_comes_before_an_appointment_that_is_due():
    urgent = a_ticket("9", 50, reason=QueueReason.URGENT)

    turns = day_order([a_ticket("1"), urgent], [an_arrival("12345678", -10)], NOW)

    assert numbers(turns) == ["9", "12345678", "1"]


def test_a_priority_card_comes_after_appointments_and_before_the_others():
    card = a_ticket("7", 40, priority=QueuePriority.CARD)

    turns = day_order([a_ticket("1"), card], [an_arrival("12345678")], NOW)

    assert numbers(turns) == ["12345678", "7", "1"]


def test_a_person_who_is_early_waits_for_the_time_and_is_shown_as_such():
    turns = day_order([a_ticket("1")], [an_arrival("12345678", 20)], NOW)

    assert [(turn.number, turn.is_due) for turn in turns] == [("1", True), ("12345678", False)]


def test_five_minutes_before_its_time_an_appointment_is_due():
    turns = day_order([a_ticket("1")], [an_arrival("12345678", 5)], NOW)

    assert turns[0].kind is TurnKind.APPOINTMENT


def test_a_ratio_lets_one_of_the_others_through_after_so_many():
    cards = [a_ticket(f"C{n}", n, priority=QueuePriority.CARD) for n in range(4)]
    others = [a_ticket(f"{n}", n) for n in range(2)]

    assert numbers(day_order([*cards, *others], [], NOW, ratio=2)) == [
        "C0",
        "C1",
        "0",
        "C2",
        "C3",
        "1",
    ]


def test_a_ratio_counts_those_received_just_before():
    tickets = [a_ticket("C", priority=QueuePriority.CARD), a_ticket("1")]

    turns = day_order(tickets, [], NOW, ratio=2, n_first_in_a_row=2)

    assert numbers(turns) == ["1", "C"]


def test_who_was_sent_to_the_end_stands_behind_those_who_came_meanwhile():
    sent_back = a_ticket("1", line_utc=NOW)

    assert numbers(day_order([sent_back, a_ticket("2", 30)], [], NOW)) == ["2", "1"]


a_waiting_ticket = st.builds(
    a_ticket,
    st.integers(1, 999).map(str),
    st.integers(0, 59),
    reason=st.sampled_from(QueueReason),
    priority=st.sampled_from(QueuePriority),
)


@given(
    st.lists(a_waiting_ticket, max_size=12, unique_by=lambda one: one.number),
    st.lists(st.integers(-30, 60), max_size=6),
    st.integers(0, 4),
    st.integers(0, 4),
)
def test_nobody_is_lost_or_doubled_and_equals_keep_their_order(tickets, starts, ratio, n_before):
    arrivals = [an_arrival(f"rdv{place}", minutes) for place, minutes in enumerate(starts)]

    turns = day_order(tickets, arrivals, NOW, ratio=ratio, n_first_in_a_row=n_before)

    assert sorted(numbers(turns)) == sorted([t.number for t in tickets] + numbers(arrivals))
    assert [turn.n_ahead for turn in turns] == list(range(len(turns)))
    for reason_is_urgent in (True, False):
        for priority in QueuePriority:
            alike = {
                one.number
                for one in tickets
                if (one.reason is QueueReason.URGENT) is reason_is_urgent
                and (reason_is_urgent or one.priority is priority)
            }
            since = [turn.since_utc for turn in turns if turn.number in alike]
            assert since == sorted(since)


@given(st.lists(a_waiting_ticket, min_size=1, max_size=12, unique_by=lambda one: one.number))
def test_with_a_ratio_nobody_waits_behind_more_than_that_many_who_come_first(tickets):
    usual = [one for one in tickets if one.reason is not QueueReason.URGENT]
    ordinary = {one.number for one in usual if one.priority is QueuePriority.ORDINARY}

    turns = day_order(usual, [], NOW, ratio=2)

    n_in_a_row = 0
    n_ordinary_left = len(ordinary)
    for turn in turns:
        if turn.number in ordinary:
            n_in_a_row, n_ordinary_left = 0, n_ordinary_left - 1
        else:
            n_in_a_row += 1
            assert n_in_a_row <= 2 or n_ordinary_left == 0
