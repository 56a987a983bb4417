# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hours, days and numbers as residents say them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kiosk.foundation.translation import Translator
from ui import wording

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
FRENCH = Translator("fr")


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (at(25, 8), "9\u00a0h"),
        (at(25, 13, 45), "14\u00a0h\u00a045"),
        (at(25, 8, 5), "9\u00a0h\u00a005"),
        (datetime(2026, 7, 1, 8, 0, tzinfo=UTC), "10\u00a0h"),
    ],
)
def test_a_time_is_told_in_paris_and_never_broken(instant, words):
    assert wording.clock_time(instant, FRENCH) == words


def test_a_day_is_told_in_words():
    assert wording.day_in_words(date(2026, 11, 25), FRENCH) == "mercredi 25 novembre"
    assert wording.date_in_words(date(2026, 12, 1), FRENCH) == "1er décembre"


def test_a_day_late_in_the_evening_is_that_of_paris():
    assert wording.day_and_time(at(24, 23, 30), FRENCH).startswith("Mercredi 25 novembre à 0")


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (at(23, 8, 12), "ce matin à 9\u00a0h\u00a012"),
        (at(23, 13), "aujourd’hui à 14\u00a0h"),
        (at(22, 17), "hier à 18\u00a0h"),
        (at(3, 9), "le 3 novembre"),
    ],
)
def test_the_age_of_what_is_shown_is_told_in_words(instant, words):
    assert wording.moment_in_words(instant, NOW, FRENCH) == words


@pytest.mark.parametrize(
    ("number", "groups"),
    [("48291630", "4829 1630"), ("4829 1630", "4829 1630"), ("4829", "4829"), ("", "")],
)
def test_a_ticket_number_stands_in_two_groups(number, groups):
    assert wording.in_two_groups(number) == groups


def test_thousands_stand_apart():
    assert wording.grouped_number(1599) == "1\u202f599"


def test_a_phone_number_keeps_its_order_in_arabic():
    assert wording.left_to_right("03 20", Translator("ar")) == "\u206603 20\u2069"
    assert wording.left_to_right("03 20", FRENCH) == "03 20"


def test_a_sentence_begins_with_a_capital_and_keeps_the_rest():
    assert wording.sentence_case("écouter le PIC") == "Écouter le PIC"


def test_a_duration_follows_the_number():
    assert wording.duration_in_words(1, FRENCH) == "1 minute"
    assert wording.duration_in_words(45, FRENCH) == "45 minutes"


def test_days_are_told_by_their_months_in_the_language_of_the_screen():
    days = (date(2026, 11, 14), date(2026, 11, 1), date(2026, 11, 15), date(2026, 12, 2))

    assert (
        wording.days_in_words(days, Translator("fr"))
        == "1er, 14 et 15 novembre 2026 ; 2 décembre 2026"
    )
    assert wording.days_in_words(days[:1], Translator("ar")) == "14 نوفمبر 2026"
    assert wording.days_in_words(days[:2], Translator("en")) == "1 and 14 November 2026"
