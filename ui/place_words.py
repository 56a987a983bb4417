# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said of a place of the directory: open or not, its week, how old the information is.

The labels of the closed lists are sentences of the catalogue; the French one stays beside.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.place_hours import DayHours, OpenKind, is_untold_holiday
from kiosk.domain.place_lists import BOOK_ONLINE, COME, PHONE, WRITE
from kiosk.foundation.clock import PARIS, paris_day
from ui.wording import (
    clock_time,
    date_in_words,
    day_in_words,
    hours_in_words,
    sentence_case,
    weekday_name,
)

if TYPE_CHECKING:
    from datetime import date, time

    from kiosk.domain.place_suggestions import PlaceHint
    from kiosk.domain.places import Place
    from kiosk.foundation.translation import Translator

WAYS: Final = {
    COME: "Présentez-vous à l’accueil.",
    PHONE: "Téléphonez avant d’y aller.",
    WRITE: "Écrivez un courriel avant d’y aller.",
    BOOK_ONLINE: "Prenez rendez-vous sur internet.",
}
"""How one gets in, for the ways of the schema that a person takes alone."""
SPOKEN_LISTS: Final = (
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "modalites_accompagnement",
)
"""Lists of the schema whose labels are said in every language; names of schemes stay French."""
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


def day_line(place: Place, one: DayHours, translator: Translator) -> str:
    """Return the hours of a day, such as "Lundi 23 novembre : de 9 h à 12 h"."""
    text = translator.text
    if is_untold_holiday(place.hours, one.day):
        hours = text("jour férié, à vérifier")
    elif not one.spans:
        hours = text("fermé")
    else:
        hours = ", ".join(_span(one.day, *span, translator) for span in one.spans)
        hours += f" ({one.note})" if one.note else ""
    day = sentence_case(day_in_words(one.day, translator))
    return text("{day} : {hours}", day=day, hours=hours)


def _span(day: date, begin: time, end: time, translator: Translator) -> str:
    if begin == end:
        return translator.text("toute la journée")
    start_utc, end_utc = (
        datetime.combine(day, wall, tzinfo=PARIS).astimezone(UTC) for wall in (begin, end)
    )
    return hours_in_words(start_utc, end_utc, translator)
