# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a reminder, its hours, and by which way a contact is reached."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.server.config import CANCELLED_TEXT, MOVED_TEXT, REMINDER_TEXT
from sync.server.connectors.sending import Channel
from sync.server.reminders_plan import (
    QuietHours,
    reminder_windows,
    wait_after,
    word_window,
)
from sync.server.reminders_text import (
    Said,
    gsm_length,
    gsm_text,
    short_text_of,
    template_fault,
    way_to,
)
from sync.server.storage.words import MessageKind

START = datetime(2026, 11, 26, 13, 45, tzinfo=UTC)
SAID = Said("48291630", START, "Espace citoyen numérique Nord", "03 20 00 00 00")
HOURS = QuietHours(time(9), time(19))
TEMPLATES = (REMINDER_TEXT, CANCELLED_TEXT, MOVED_TEXT)


def seconds(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


def test_accents_stay_where_the_alphabet_of_text_messages_has_them():
    assert gsm_text("é è à ù ì ò Ç É") == "é è à ù ì ò Ç É"
    assert gsm_text("ê ë î ï ô û ç â À œ") == "e e i i o u c a A oe"
    assert gsm_text("« l’heure » – 14\u00a0h…") == '" l\'heure " - 14 h...'
    assert gsm_text("€ 😀 ع") == "€  "
    assert gsm_length("10 €") == 5


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_text_tells_number_day_hour_and_telephone_in_one_message(template):
    text = short_text_of(template, SAID)

    assert gsm_length(text) <= 160
    for word in ("4829 1630", "jeudi 26 novembre 2026", "14 h 45", "03 20 00 00 00"):
        assert word in text


@given(name=st.text(max_size=200))
def test_a_centre_with_a_long_name_gives_way_to_what_matters(name):
    said = Said("48291630", START, name, "03 20 00 00 00")

    text = short_text_of(REMINDER_TEXT, said)

    assert gsm_length(text) <= 160
    assert gsm_text(text) == text
    assert "03 20 00 00 00" in text


@pytest.mark.parametrize(
    "template",
    [
        "{numero} {jour} {heure}",
        "{numero} {jour} {heure} {telephone} {motif}",
        "{numero!r} {jour} {heure} {telephone}",
        "{numero:>99} {jour} {heure} {telephone}",
        "{numero.__class__} {jour} {heure} {telephone}",
        "{numero} {jour} {heure} {telephone} {",
        "{numero} {jour} {heure} {telephone} " + "x" * 160,
    ],
)
def test_a_template_that_cannot_be_said_is_told(template):
    assert template_fault(template)


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_templates_that_ship_are_sound(template):
    assert template_fault(template) == ""


@pytest.mark.parametrize(
    ("contact", "way"),
    [
        ("06 12 34 56 78", (Channel.SMS, "+33612345678")),
        ("07.12.34.56.78", (Channel.SMS, "+33712345678")),
        ("+33 (0)6 12 34 56 78", (Channel.SMS, "+33612345678")),
        ("0032 470 12 34 56", (Channel.SMS, "+32470123456")),
        ("fatou@example.org", (Channel.MAIL, "fatou@example.org")),
        ("03 20 00 00 00", None),
        ("06 12", None),
        ("fatou@", None),
        ("a@b.fr, c@d.fr", None),
        ("a@b.fr\nBcc: x@y.fr", None),
        ("", None),
    ],
)
def test_a_contact_leads_to_a_text_message_a_mail_or_nobody(contact, way):
    assert way_to(contact) == way


def test_reminders_open_at_nine_on_their_days_and_the_first_gives_way_to_the_second():
    start = seconds(2026, 11, 26, 13, 45)

    first, second = reminder_windows(start, seconds(2026, 11, 20, 9), (2, 1), HOURS)

    assert (first.kind, first.due, first.last) == (
        MessageKind.TWO_DAYS_BEFORE,
        seconds(2026, 11, 24, 8),
        seconds(2026, 11, 25, 8),
    )
    assert (second.due, second.last) == (seconds(2026, 11, 25, 8), start - 900)


@given(
    start=st.integers(seconds(2026, 1, 1), seconds(2028, 1, 1)),
    ahead=st.integers(0, 20 * 24 * 3600),
)
def test_no_window_opens_in_the_night_nor_too_soon_nor_too_late(start, ahead):
    received = start - ahead

    for window in reminder_windows(start, received, (2, 1), HOURS):
        assert HOURS.allow(window.due)
        assert received + 2 * 3600 <= window.due < window.last <= start - 900


@given(instant=st.integers(seconds(2026, 1, 1), seconds(2028, 1, 1)))
def test_the_next_allowed_instant_is_the_first_one(instant):
    found = HOURS.next_allowed(instant)

    assert HOURS.allow(found)
    assert instant <= found < instant + 15 * 3600
    assert found == instant or not HOURS.allow(found - 1)


@pytest.mark.parametrize(
    ("night", "morning"),
    [
        (seconds(2027, 3, 27, 22), seconds(2027, 3, 28, 7)),
        (seconds(2027, 10, 30, 22), seconds(2027, 10, 31, 8)),
    ],
)
def test_nine_o_clock_is_nine_o_clock_after_a_change_of_the_clock(night, morning):
    assert HOURS.next_allowed(night) == morning


def test_a_word_that_could_only_be_said_after_the_start_is_not_planned():
    start = seconds(2026, 11, 26, 8, 0)

    assert word_window(MessageKind.CANCELLED, start, seconds(2026, 11, 25, 18, 30), HOURS) is None
    assert word_window(MessageKind.CANCELLED, start, seconds(2026, 11, 25, 12), HOURS) is not None


def test_waits_grow_up_to_an_hour_and_the_gateway_may_ask_for_more():
    assert [wait_after(tries, 0) for tries in range(8)] == [
        60,
        120,
        240,
        480,
        960,
        1920,
        3600,
        3600,
    ]
    assert wait_after(0, 7200) == 7200
