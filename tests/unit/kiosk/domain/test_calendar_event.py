# SPDX-License-Identifier: AGPL-3.0-or-later
"""The appointment in a telephone's calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import segno
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.calendar_event import CalendarEvent, calendar_text

REFERENCE = CalendarEvent(
    uid="48291630@6-nord",
    stamp_utc=datetime(2026, 11, 22, 8, 12, tzinfo=UTC),
    start_utc=datetime(2026, 11, 25, 13, 0, tzinfo=UTC),
    duration_min=45,
    summary="CAF et logement",
    location="Espace Nord",
)


def parsed(event):
    (found,) = icalendar.Calendar.from_ical(calendar_text(event)).walk("VEVENT")
    return found


def test_the_reference_event_is_346_bytes():
    assert len(calendar_text(REFERENCE).encode("utf-8")) == 346


def test_the_reference_event_fits_a_code_of_73_modules_with_its_quiet_zone():
    assert segno.make(calendar_text(REFERENCE), error="l").symbol_size(border=4) == (73, 73)


def test_a_calendar_program_reads_the_event():
    event = parsed(REFERENCE)

    assert event.decoded("DTSTART") == REFERENCE.start_utc
    assert event.decoded("DTEND") == REFERENCE.start_utc + timedelta(minutes=45)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(hours=-2)


def test_the_method_is_publish_and_a_change_raises_the_sequence():
    cancelled = replace(REFERENCE, is_cancelled=True, sequence=1)

    assert "\r\nMETHOD:PUBLISH\r\n" in calendar_text(cancelled)
    assert (parsed(cancelled)["STATUS"], parsed(cancelled)["SEQUENCE"]) == ("CANCELLED", 1)


def test_lines_end_and_fold_as_the_standard_asks():
    long = replace(
        REFERENCE, location="Espace citoyen numérique, 14 place de la Fosse-aux-Chênes" * 2
    )
    text = calendar_text(long)

    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert parsed(long)["LOCATION"] == long.location


@given(
    text=st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200
    )
)
def test_any_place_name_survives(text):
    assert str(parsed(replace(REFERENCE, location=text)).get("LOCATION", "")) == text


def test_alarms_are_told_in_hours_and_minutes():
    def trigger(minutes):
        return calendar_text(replace(REFERENCE, alarm_before_min=minutes))

    assert "TRIGGER:-PT1H30M\r\n" in trigger(90)
    assert "TRIGGER:-PT30M\r\n" in trigger(30)
    assert "TRIGGER:-PT0M\r\n" in trigger(0)
