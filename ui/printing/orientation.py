# SPDX-License-Identifier: AGPL-3.0-or-later
"""The paper of a place to which somebody is sent, as values; no name, no need, no Qt.

It says no more than the directory: hours of a place told more than a year ago are not printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kiosk.domain.place_hours import week_hours
from ui.place_words import WAYS, dated, day_line
from ui.printing.sheets import Piece, PieceKind, Sheet, TwoLanguages, phone_words

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.places import Place
    from kiosk.foundation.translation import Translator


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
    pieces += [both.piece(k.BODY, WAYS[way]) for way in ways if way in WAYS]
    pieces += [both.piece(k.BODY, cost) for cost in place.values("frais_a_charge")]
    pieces += _hours(orientation, both)
    pieces += _list("On vous aide pour", "services", place, both)
    pieces += _list("Accueil adapté", "prise_en_charge_specifique", place, both)
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
    lines = [both.built(k.POINT, partial(day_line, place, one)) for one in week]
    return [both.piece(k.STRONG, "Horaires de la semaine"), *lines]


def _list(heading: str, field: str, place: Place, both: TwoLanguages) -> list[Piece]:
    """Return the labels of a list of the schema under their heading; nothing if it is untold."""
    labels = place.values(field)
    if not labels:
        return []
    points = [both.piece(PieceKind.POINT, label) for label in labels]
    return [both.piece(PieceKind.STRONG, heading), *points]
