# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board travels as plain JSON and says what nobody is sure of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.domain.participation import (
    Board,
    BoardField,
    BoardItem,
    Quarter,
    board_from_json,
    board_to_json,
    body_view,
)
from kiosk.foundation.errors import ContentUnreadable

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ITEM = BoardItem(
    item_id="nord-pic",
    quarter=Quarter.NORTH,
    icon="coins",
    names={"fr": "Projets (PIC)", "ar": "مشاريع (PIC)"},
    sentences={"fr": ("Un.", "Deux.", "Trois."), "ar": ("أ", "ب", "ج")},
    next_meeting_utc=NOW + timedelta(days=3),
    place="Mairie",
    last_decision={"fr": "Oui."},
    info_date=date(2026, 11, 20),
    unsure=frozenset({BoardField.PLACE}),
    opens_walkthrough="pic-projet",
)
BOARD = Board("v1", NOW, (ITEM,))


def plain():
    return json.loads(json.dumps(board_to_json(BOARD)))


def test_a_board_comes_back_from_json_as_it_left():
    assert board_from_json(plain(), NOW) == BOARD


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("items", 0, "sentences", "fr"), ["Une.", "Deux."]),
        (("items", 0, "sentences", "fr"), ["Une.", "Deux.", ""]),
        (("items", 0, "quarter"), "lille"),
        (("items", 0, "info_date"), "hier"),
        (("items", 0, "next_meeting_utc"), "2026-11-23T18:00:00"),
        (("items", 0, "names"), {}),
        (("items", 0, "names"), "PIC"),
        (("items", 0, "unsure"), ["humeur"]),
        (("items", 0, "place"), "x" * 1000),
        (("items", 0), 3),
        (("items",), {}),
        (("version",), None),
    ],
)
def test_a_wrong_value_is_refused_whole(keys, value):
    board = plain()
    here = board
    for key in keys[:-1]:
        here = here[key]
    here[keys[-1]] = value

    with pytest.raises(ContentUnreadable):
        board_from_json(board, NOW)


def test_a_missing_key_is_named():
    board = plain()
    del board["items"][0]["icon"]

    with pytest.raises(ContentUnreadable, match="icon"):
        board_from_json(board, NOW)


def test_the_same_item_twice_is_refused():
    board = plain()
    board["items"] *= 2

    with pytest.raises(ContentUnreadable, match="deux fois"):
        board_from_json(board, NOW)


def test_a_body_is_shown_in_the_language_asked_with_its_french_name():
    shown = body_view(ITEM, "ar", NOW)

    assert shown.name == "مشاريع (\u2066PIC\u2069)"
    assert shown.name_fr == "Projets (PIC)"
    assert shown.sentences == ("أ", "ب", "ج")
    assert shown.last_decision == "\u2066Oui\u2069."


def test_a_language_without_texts_reads_french():
    shown = body_view(ITEM, "en", NOW)

    assert (shown.name, shown.name_fr) == ("Projets (PIC)", None)
    assert shown.sentences == ("Un.", "Deux.", "Trois.")


def test_only_what_nobody_checked_is_said_to_be_unsure():
    shown = body_view(ITEM, "fr", NOW)

    assert shown.next_meeting_utc == ITEM.next_meeting_utc
    assert not shown.is_meeting_unsure
    assert shown.is_place_unsure
    assert not shown.is_decision_unsure


def test_a_past_or_absent_meeting_is_to_be_checked():
    past = body_view(replace(ITEM, next_meeting_utc=NOW - timedelta(hours=1)), "fr", NOW)
    absent = body_view(replace(ITEM, next_meeting_utc=None), "fr", NOW)

    assert (past.next_meeting_utc, past.is_meeting_unsure) == (None, True)
    assert (absent.next_meeting_utc, absent.is_meeting_unsure) == (None, True)
