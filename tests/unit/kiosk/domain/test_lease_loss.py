# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine is declared lost by two acts of people, and the trace says who, when and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.lease_loss import (
    LOSS_MARGIN,
    Loss,
    LossReason,
    LossState,
    checked_person,
    confirmed,
    given_up,
    ready_utc,
)
from kiosk.foundation.errors import Refused

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
READY = NOW + timedelta(days=8)
LOSS = Loss(1, "kiosk", ("life",), LossReason.STOLEN, "Nadia", NOW, READY)


def reason(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reason


def test_the_wait_goes_to_the_last_instant_of_selling_plus_a_margin():
    until = NOW + timedelta(days=7)

    assert ready_utc([NOW, until], NOW) == until + LOSS_MARGIN


def test_a_machine_that_may_sell_nothing_still_waits_for_the_margin():
    assert ready_utc([NOW - timedelta(days=3)], NOW) == NOW + LOSS_MARGIN


def test_nobody_confirms_before_the_time_without_saying_so():
    early = NOW + timedelta(hours=1)

    assert reason(lambda: confirmed(LOSS, "Samir", early, accepts_early=False)) == "loss_too_early"
    assert confirmed(LOSS, "Samir", early, accepts_early=True).is_early


def test_a_confirmation_in_time_keeps_who_when_and_why():
    done = confirmed(LOSS, "  Samir  B. ", READY, accepts_early=False, n_freed=36)

    assert (done.state, done.is_early, done.n_freed) == (LossState.CONFIRMED, False, 36)
    assert (done.asked_by, done.confirmed_by, done.confirmed_utc) == ("Nadia", "Samir B.", READY)
    assert (done.reason, done.asked_utc) == (LossReason.STOLEN, NOW)


def test_what_was_confirmed_or_given_up_stands():
    done = confirmed(LOSS, "Samir", READY, accepts_early=False)

    assert reason(lambda: confirmed(done, "Samir", READY, accepts_early=True)) == "loss_closed"
    assert reason(lambda: given_up(done, "Samir", READY)) == "loss_closed"
    assert given_up(LOSS, "Samir", NOW).state is LossState.GIVEN_UP


@pytest.mark.parametrize(
    ("typed", "rule"),
    [("", "person_missing"), ("   ", "person_missing"), ("a\x07", "person_missing"),
     ("x" * 41, "person_too_long")],
)  # fmt: skip
def test_nobody_acts_without_a_name(typed, rule):
    assert reason(lambda: checked_person(typed)) == rule
