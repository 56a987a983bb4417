# SPDX-License-Identifier: AGPL-3.0-or-later
"""The appointment as a telephone's calendar takes it from a square code, without network.

Times are in UTC: the rules of Paris' hour would take 2.5 kB and no square code holds them. Every
word counts, since a bigger code is harder to read for a cheap camera: the reference event of the
tests is 346 bytes.

Source: RFC 5545; RFC 5546 section 3.2.1 for METHOD:PUBLISH.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MAX_LINE_BYTES = 75
_END = "\r\n"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What the calendar of a telephone is told.

    Attributes:
        uid: Stable name of the appointment.
        stamp_utc: When this was written.
        start_utc: When it begins.
        duration_min: How long it lasts.
        summary: What it is.
        location: Where it is.
        sequence: Raised at each change.
        is_cancelled: Whether it will not take place.
        alarm_before_min: Minutes before the start at which the telephone reminds.
    """

    uid: str
    stamp_utc: datetime
    start_utc: datetime
    duration_min: int
    summary: str
    location: str
    sequence: int = 0
    is_cancelled: bool = False
    alarm_before_min: int = 120


def calendar_text(event: CalendarEvent) -> str:
    """Return the event as an iCalendar text, lines ended and folded as the standard asks."""
    end_utc = event.start_utc + timedelta(minutes=event.duration_min)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:6Q",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_instant(event.stamp_utc)}",
        f"DTSTART:{_instant(event.start_utc)}",
        f"DTEND:{_instant(end_utc)}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_escaped(event.summary)}",
        f"LOCATION:{_escaped(event.location)}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:RDV",
        f"TRIGGER:-PT{_duration(event.alarm_before_min)}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(_folded(line) + _END for line in lines)


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """Return a line folded so that none is longer than 75 bytes, between whole characters."""
    parts: list[str] = []
    part, size = "", 0
    for character in line:
        width = len(character.encode("utf-8"))
        if size + width > MAX_LINE_BYTES:
            parts.append(part)
            part, size = "", 1
        part += character
        size += width
    return f"{_END} ".join([*parts, part])
