# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who keeps a time that several were promised: paper first, then the earlier sale."""

from __future__ import annotations

from itertools import permutations

import pytest

from kiosk.domain.lease_cases import Placing, Promise, who_keeps

EARLY = Promise("early", has_ticket=True, heard=0)
LATE = Promise("late", has_ticket=True, heard=1)
BY_PHONE = Promise("phone", has_ticket=False, heard=0)


def test_the_printed_ticket_wins_over_an_earlier_appointment_without_one():
    assert who_keeps([BY_PHONE, LATE]) == Placing("late", ("phone",))


def test_of_two_tickets_the_earlier_sale_in_the_ledger_keeps_and_the_other_is_placed_first():
    assert who_keeps([LATE, EARLY, BY_PHONE]) == Placing("early", ("late", "phone"))


def test_the_order_in_which_promises_are_told_changes_nothing():
    answers = {who_keeps(told) for told in permutations([EARLY, LATE, BY_PHONE])}

    assert len(answers) == 1


def test_nobody_keeps_what_nobody_was_promised():
    with pytest.raises(ValueError, match="nobody"):
        who_keeps([])
