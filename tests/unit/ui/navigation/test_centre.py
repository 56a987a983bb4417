# SPDX-License-Identifier: AGPL-3.0-or-later
"""The card of the place, read before anything else."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.domain.centre import CentreCard, card_bytes
from ui.navigation.centre import UNKNOWN_NAME, CentreView, left_to_right

MONDAY_IN_PARIS = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


def test_without_a_card_the_place_still_has_a_name(tmp_path):
    view = CentreView(tmp_path)

    assert view.name == UNKNOWN_NAME
    assert view.hours_on(MONDAY_IN_PARIS) == ""


def test_the_hours_are_those_of_the_day_in_paris(tmp_path):
    card = CentreCard(code="NORD", name="ECN Nord", hours=((0, "9 h – 17 h"),))
    (tmp_path / "centre.json").write_bytes(card_bytes(card))

    assert CentreView(tmp_path).hours_on(MONDAY_IN_PARIS) == left_to_right("9 h – 17 h")


def test_a_damaged_card_leaves_what_is_known(tmp_path):
    view = CentreView(tmp_path)
    (tmp_path / "centre.json").write_bytes(b"{nonsense")
    view.read_again()

    assert view.name == UNKNOWN_NAME
