# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a machine may do with its rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.leases import (
    Grant,
    Granted,
    Listed,
    Right,
    RightState,
    accepted,
    cancellation,
    cleared,
    hand_back,
    may_sell,
    out_of_time,
    report_rows,
    sale,
)
from kiosk.domain.slots import Cell
from kiosk.foundation.errors import Refused

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LIFE = "00000000000000aa"
OLDER = "00000000000000bb"
FIRST = int(datetime(2026, 11, 25, 8, tzinfo=UTC).timestamp()) // 300
A, B = Cell("m", FIRST), Cell("m", FIRST + 1)


def a_right(cell=A, **changes):
    right = Right(cell, 1, RightState.HELD, LIFE, NOW + timedelta(days=7))
    return replace(right, **changes)


def test_a_held_right_of_this_life_may_be_sold():
    assert may_sell(a_right(), incarnation=LIFE, now_utc=NOW)


@pytest.mark.parametrize(
    "right",
    [
        None,
        a_right(state=RightState.SOLD),
        a_right(state=RightState.RETURNED),
        a_right(state=RightState.CANCELLED),
        a_right(incarnation=OLDER),
        a_right(sell_until_utc=NOW),
        a_right(cell=Cell("m", int(NOW.timestamp()) // 300)),
    ],
)
def test_nothing_else_may_be_sold(right):
    assert not may_sell(right, incarnation=LIFE, now_utc=NOW)


def test_a_sale_takes_all_its_cells_or_none():
    rights = {A: a_right(A), B: a_right(B, state=RightState.RETURNED)}

    with pytest.raises(Refused, match="slot_taken"):
        sale(rights, (A, B), "b", incarnation=LIFE, now_utc=NOW)
    with pytest.raises(Refused, match="slot_taken"):
        sale({A: a_right(A)}, (A, B), "b", incarnation=LIFE, now_utc=NOW)


def test_a_cancelled_sale_is_never_held_again():
    sold = a_right(state=RightState.SOLD, booking="b")
    other = a_right(B, state=RightState.SOLD, booking="c")

    assert cancellation([sold, other], "b") == (replace(sold, state=RightState.CANCELLED),)


def test_hand_back_leaves_what_is_on_hold():
    changed = hand_back([a_right(A), a_right(B)], {A, B}, on_hold={B})

    assert [right.cell for right in changed] == [A]


def test_rights_out_of_time_are_handed_back():
    early = a_right(A, sell_until_utc=NOW)
    started = a_right(Cell("m", int(NOW.timestamp()) // 300))
    sold = a_right(B, state=RightState.SOLD, sell_until_utc=NOW)

    changed = out_of_time([early, started, sold], NOW, on_hold=())

    assert {right.cell for right in changed} == {early.cell, started.cell}


def test_unsold_rights_of_an_older_life_are_void_and_sales_are_told():
    rights = [
        a_right(A, incarnation=OLDER),
        a_right(B, incarnation=OLDER, state=RightState.SOLD, booking="b"),
    ]

    assert report_rows(rights, incarnation=LIFE) == (Listed(B, 1, RightState.SOLD, "b"),)


@pytest.mark.parametrize(
    "ack",
    [
        Listed(A, 1, RightState.SOLD, "b"),
        Listed(A, 2, RightState.CANCELLED, "b"),
        Listed(A, 1, RightState.CANCELLED, "c"),
        Listed(B, 1, RightState.CANCELLED, "b"),
    ],
)
def test_an_acknowledgement_of_something_else_clears_nothing(ack):
    rights = {A: a_right(state=RightState.CANCELLED, booking="b")}

    assert cleared(rights, [ack]) == ()


def test_an_identical_acknowledgement_clears():
    right = a_right(state=RightState.CANCELLED, booking="b")

    assert cleared({A: right}, [right.listed]) == (right,)


def test_a_held_right_is_never_cleared():
    assert cleared({A: a_right()}, [a_right().listed]) == ()


def a_grant(**changes):
    grant = Grant(LIFE, 3, NOW + timedelta(days=7), (Granted(A, 4), Granted(B, 1)))
    return replace(grant, **changes)


def take(grant, listed=(), *, signed=True):
    return accepted(listed, grant, incarnation=LIFE, request=3, is_signed=lambda _: signed)


def test_a_grant_brings_rights_with_their_epoch():
    assert [(right.cell, right.epoch, right.state) for right in take(a_grant())] == [
        (A, 4, RightState.HELD),
        (B, 1, RightState.HELD),
    ]


def test_a_grant_is_refused_for_cells_already_listed():
    assert [right.cell for right in take(a_grant(), {A})] == [B]


@pytest.mark.parametrize(
    "grant", [a_grant(request=2), a_grant(request=4), a_grant(incarnation=OLDER)]
)
def test_a_grant_for_another_request_or_life_brings_nothing(grant):
    assert take(grant) == ()


def test_a_grant_that_the_city_did_not_sign_is_refused():
    with pytest.raises(Refused, match="grant_not_signed"):
        take(a_grant(), signed=False)
