# SPDX-License-Identifier: AGPL-3.0-or-later
"""The paper of a place to which somebody is sent, as values; no name, no need, no Qt.

It says no more than the directory: hours of a place told more than a year ago are not printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from kiosk.domain.place_hours import DayHours, is_untold_holiday, week_hours
from kiosk.domain.place_lists import BOOK_ONLINE, COME, PHONE, WRITE
from kiosk.foundation.clock import PARIS
from ui.place_words import dated
from ui.printing.sheets import Piece, PieceKind, Sheet, TwoLanguages, phone_words
from ui.wording import day_in_words, hours_in_words, sentence_case

if TYPE_CHECKING:
    from datetime import date, time

    from kiosk.domain.places import Place
    from kiosk.foundation.translation import Translator

_WAYS: Final = {
    COME: "Présentez-vous à l’accueil.",
    PHONE: "Téléphonez avant d’y aller.",
    WRITE: "Écrivez un courriel avant d’y aller.",
    BOOK_ONLINE: "Prenez rendez-vous sur internet.",
}


@dataclass(frozen=True, slots=True)
class Orientation:
    """What the paper says.

    Attributes:
        place: Where to go.
        centre: Name of the centre that sends there.
        today: Day of the printing, in Paris; the hours are those of the seven days from it.
        bring: Papers to bring as (French, spoken) pairs; none where it is not known.
    """

    place: Place
    centre: str
    today: date
    bring: tuple[tuple[str, str], ...] = ()


def orientation_sheet(orientation: Orientation, translator: Translator) -> Sheet:
    """Return the paper in French and in the person's language."""
    both, k, place = TwoLanguages(translator), PieceKind, orientation.place
    pieces = [
        both.piece(k.TITLE, "Où aller"),
        Piece(k.STRONG, place.name),
        Piece(k.BODY, place.whole_address),
    ]
    if place.phone:
        pieces.append(both.built(k.BODY, lambda t: phone_words(place.phone, t)))
    ways = place.values("modalites_acces")
    pieces += [both.piece(k.BODY, _WAYS[way]) for way in ways if way in _WAYS]
    pieces += _hours(orientation, both)
    if orientation.bring:
        pieces.append(both.piece(k.STRONG, "À apporter"))
        pieces += [
            Piece(k.ITEM, french, spoken if both.is_bilingual and spoken != french else "")
            for french, spoken in orientation.bring
        ]
    said = both.piece(k.STRONG, "Dites que vous venez de : {centre}", centre=orientation.centre)
    pieces.append(said)
    pieces.append(
        both.built(
            k.SMALL, lambda t: t.text("Informations du {date}.", date=dated(place.info_date, t))
        )
    )
    pieces.append(both.piece(k.SMALL, "Votre nom n’est pas sur ce papier."))
    return both.sheet(pieces)


def _hours(orientation: Orientation, both: TwoLanguages) -> list[Piece]:
    k, place = PieceKind, orientation.place
    if place.is_old(orientation.today):
        return [both.piece(k.STRONG, "Ces informations ont plus d’un an. Vérifiez avant.")]
    week = week_hours(place.hours, orientation.today)
    if not week:
        return [both.piece(k.STRONG, "Horaires à vérifier avant d’y aller.")]
    lines = [both.built(k.POINT, partial(_line, place, one)) for one in week]
    return [both.piece(k.STRONG, "Horaires de la semaine"), *lines]


def _line(place: Place, one: DayHours, translator: Translator) -> str:
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
