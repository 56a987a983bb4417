# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said of a place of the directory: open or not, and how old the information is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.place_hours import OpenKind
from kiosk.foundation.clock import paris_day
from ui.wording import clock_time, date_in_words, weekday_name

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.domain.place_suggestions import PlaceHint
    from kiosk.foundation.translation import Translator

_WEEK = timedelta(days=7)


def dated(day: date, translator: Translator) -> str:
    """Return a date with its year, such as "20 novembre 2026"."""
    return f"{date_in_words(day, translator)} {day.year}"


def hint_words(hint: PlaceHint, now_utc: datetime, translator: Translator) -> str:
    """Return what helps to choose a place, such as "ouvert jusqu’à 17 h"."""
    if hint.is_old:
        told = dated(hint.info_date, translator)
        return translator.text("informations du {date}, à vérifier", date=told)
    kind, change_utc = hint.standing
    if kind is OpenKind.UNKNOWN:
        return translator.text("horaires à vérifier")
    if kind is OpenKind.OPEN:
        if change_utc is None or change_utc - now_utc > timedelta(days=1):
            return translator.text("ouvert")
        return translator.text("ouvert jusqu’à {time}", time=clock_time(change_utc, translator))
    if change_utc is None:
        return translator.text("fermé")
    return _opens(change_utc, now_utc, translator)


def _opens(change_utc: datetime, now_utc: datetime, translator: Translator) -> str:
    time, day = clock_time(change_utc, translator), paris_day(change_utc)
    if day == paris_day(now_utc):
        return translator.text("ouvre à {time}", time=time)
    if day - paris_day(now_utc) < _WEEK:
        return translator.text("ouvre {day} à {time}", day=weekday_name(day, translator), time=time)
    return translator.text("ouvre le {date}", date=date_in_words(day, translator))
