# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hours, days, ages and numbers in words, as residents say them; no Qt.

French writes "14 h 45" and "9 h"; each language gives its own form in its catalogue. Times come
in as aware UTC instants and are told in Paris time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.waiting_time import LONGEST_MIN, STEP_MIN
from kiosk.foundation.clock import PARIS, paris_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kiosk.domain.waiting_time import WaitRange
    from kiosk.foundation.translation import Translator

NO_BREAK = "\u00a0"
_NARROW = "\u202f"
_NOON = 12
_HOUR_MIN = 60
_ONE_PERCENT = 0.01

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SHORT_WEEKDAYS = ("Lun", "Mar", "Mer", "Jeu", "Ven", "Sam", "Dim")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def left_to_right(text: str, translator: Translator) -> str:
    """Return a number or an address that keeps its order inside a right-to-left sentence.

    Source: Unicode Standard Annex 9, isolates (U+2066, U+2069).
    """
    return f"\u2066{text}\u2069" if translator.direction == "rtl" else text


def sentence_case(text: str) -> str:
    """Return `text` with its first letter in capitals, the rest untouched."""
    return text[:1].upper() + text[1:]


def clock_time(instant_utc: datetime, translator: Translator) -> str:
    """Return the time of day in Paris, such as "14 h 45" or "9 h", without a line break."""
    local = instant_utc.astimezone(PARIS)
    if local.minute == 0:
        text = translator.text("{hour} h", hour=local.hour)
    else:
        text = translator.text("{hour} h {minute}", hour=local.hour, minute=f"{local.minute:02d}")
    return text.replace(" ", NO_BREAK)


def weekday_name(day: date, translator: Translator) -> str:
    """Return the name of the day of the week, such as "mercredi"."""
    return translator.text(WEEKDAYS[day.weekday()])


def short_weekday(day: date, translator: Translator) -> str:
    """Return the short name of the day of the week, such as "Mer"."""
    return translator.text(SHORT_WEEKDAYS[day.weekday()])


def month_name(day: date, translator: Translator) -> str:
    """Return the name of the month, such as "novembre"."""
    return translator.text(MONTHS[day.month - 1])


def _day_number(day: date, translator: Translator) -> str:
    return translator.text("1er") if day.day == 1 else str(day.day)


def day_in_words(day: date, translator: Translator) -> str:
    """Return a day such as "mercredi 25 novembre"; the year is left out."""
    return translator.text(
        "{weekday} {day} {month}",
        weekday=weekday_name(day, translator),
        day=_day_number(day, translator),
        month=month_name(day, translator),
    )


def date_in_words(day: date, translator: Translator) -> str:
    """Return a date without its weekday, such as "20 novembre"."""
    return translator.text(
        "{day} {month}", day=_day_number(day, translator), month=month_name(day, translator)
    )


def days_in_words(days: Iterable[date], translator: Translator) -> str:
    """Return days with the month told once a group, such as "14 et 15 novembre 2026"."""
    months: dict[tuple[int, int], list[date]] = {}
    for day in sorted(set(days)):
        months.setdefault((day.year, day.month), []).append(day)
    return " ; ".join(_days_of_month(group, translator) for group in months.values())


def _days_of_month(days: Sequence[date], translator: Translator) -> str:
    *before, last = (_day_number(day, translator) for day in days)
    numbers = last
    if before:
        numbers = translator.text("{days} et {last}", days=", ".join(before), last=last)
    month = month_name(days[0], translator)
    return f"{translator.text('{day} {month}', day=numbers, month=month)} {days[0].year}"


def day_and_time(instant_utc: datetime, translator: Translator) -> str:
    """Return "Mercredi 25 novembre à 14 h 45" for an instant, told in Paris time."""
    return sentence_case(
        translator.text(
            "{day} à {time}",
            day=day_in_words(paris_day(instant_utc), translator),
            time=clock_time(instant_utc, translator),
        )
    )


def hours_in_words(start_utc: datetime, end_utc: datetime, translator: Translator) -> str:
    """Return "de 14 h 45 à 16 h 15" for two instants of a day, told in Paris time."""
    return translator.text(
        "de {start} à {end}",
        start=clock_time(start_utc, translator),
        end=clock_time(end_utc, translator),
    )


def day_and_hours(start_utc: datetime, duration_min: int, translator: Translator) -> str:
    """Return "Mercredi 25 novembre, de 14 h 45 à 16 h 15", told in Paris time."""
    end_utc = start_utc + timedelta(minutes=duration_min)
    return sentence_case(
        translator.text(
            "{day}, {hours}",
            day=day_in_words(paris_day(start_utc), translator),
            hours=hours_in_words(start_utc, end_utc, translator),
        )
    )


def moment_in_words(instant_utc: datetime, now_utc: datetime, translator: Translator) -> str:
    """Return how long ago in words: "ce matin à 9 h 12", "hier à 18 h", "le 3 novembre"."""
    day, today = paris_day(instant_utc), paris_day(now_utc)
    time = clock_time(instant_utc, translator)
    if day == today and instant_utc.astimezone(PARIS).hour < _NOON:
        return translator.text("ce matin à {time}", time=time)
    if day == today:
        return translator.text("aujourd’hui à {time}", time=time)
    if day == today - timedelta(days=1):
        return translator.text("hier à {time}", time=time)
    return translator.text("le {date}", date=date_in_words(day, translator))


def grouped_number(number: int) -> str:
    """Return a whole number with its thousands apart, such as "1 599"."""
    return f"{number:,}".replace(",", _NARROW)


def percent_in_words(share: float) -> str:
    """Return a share, 0.0 to 1.0, such as "12 %"; little is "< 1 %", never rounded to nothing."""
    if 0 < share < _ONE_PERCENT:
        return f"<{NO_BREAK}1{NO_BREAK}%"
    return f"{round(100 * share)}{NO_BREAK}%"


def in_two_groups(number: str) -> str:
    """Return the digits of a ticket number in groups of four, such as "4829 1630"."""
    digits = "".join(c for c in number if c.isascii() and c.isdigit())
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def duration_in_words(duration_min: int, translator: Translator) -> str:
    """Return a duration such as "45 minutes"."""
    return translator.plural("{n} minute", "{n} minutes", duration_min)


def wait_in_words(wait: WaitRange, translator: Translator) -> str:
    """Return how long one may wait, such as "Entre 20 et 40 minutes."; empty for « any time »."""
    if wait.high_min >= LONGEST_MIN:
        if wait.low_min >= LONGEST_MIN - STEP_MIN:
            return translator.text("Plus de {n} heures.", n=LONGEST_MIN // _HOUR_MIN)
        if wait.low_min == 0:
            return ""
        return translator.text("Plus de {n} minutes.", n=wait.low_min)
    if wait.low_min == 0:
        return translator.text("Moins de {n} minutes.", n=wait.high_min)
    return translator.text("Entre {low} et {high} minutes.", low=wait.low_min, high=wait.high_min)
