# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of the page of places, in the language of the moment; without Qt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kiosk.domain.place_hours import OpenKind, week_hours
from kiosk.domain.place_lists import NO_VISITORS
from kiosk.domain.place_suggestions import hint_of
from kiosk.foundation.clock import paris_day
from ui.place_words import WAYS, dated, day_line, hint_words
from ui.screens.places.state import PlaceFact, PlaceLine, PlaceLook, PlaceSheet
from ui.wording import left_to_right, sentence_case

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.place_suggestions import PlaceHint
    from kiosk.domain.places import Place
    from kiosk.foundation.translation import Translator

_LOOKS: Final = {
    OpenKind.OPEN: PlaceLook.OPEN,
    OpenKind.SHUT: PlaceLook.SHUT,
    OpenKind.UNKNOWN: PlaceLook.UNSURE,
}
_LISTS: Final = (
    ("Services", "services"),
    ("Publics", "publics_specifiquement_adresses"),
    ("Accueil adapté", "prise_en_charge_specifique"),
    ("Accompagnement", "modalites_accompagnement"),
    ("Frais", "frais_a_charge"),
)
# A longer word may be cut where an address has a sign, or anywhere: no file decides how wide
# the page is.
_LONG_WORD: Final = re.compile(r"\S{25,}")
_PART: Final = re.compile(r"[^/@.\-?&=]{1,20}[/@.\-?&=]*|[/@.\-?&=]+")
_MAY_BREAK: Final = "\u200b"


def breakable(text: str) -> str:
    """Return `text` whose long words, such as addresses of sites, may go on on the next line."""
    return _LONG_WORD.sub(lambda word: _MAY_BREAK.join(_PART.findall(word.group())), text)


def place_line(
    hint: PlaceHint, now_utc: datetime, translator: Translator, *, is_chosen: bool
) -> PlaceLine:
    """Return the line of a place."""
    return PlaceLine(
        place_id=hint.place_id,
        name=breakable(hint.name),
        address=breakable(hint.address),
        standing=sentence_case(hint_words(hint, now_utc, translator)),
        look=_LOOKS[hint.standing.kind],
        is_chosen=is_chosen,
    )


def place_sheet(
    place: Place,
    now_utc: datetime,
    translator: Translator,
    *,
    languages: tuple[tuple[str, str], ...],
    language: str,
) -> PlaceSheet:
    """Return the sheet of a place; its paper is printed in one of `languages`."""
    t, hint, today = translator.text, hint_of(place, now_utc), paris_day(now_utc)
    week = () if place.is_old(today) else week_hours(place.hours, today)
    told = t("Informations du {date}.", date=dated(place.info_date, translator))
    return PlaceSheet(
        name=breakable(place.name),
        summary=breakable(place.summary),
        standing=sentence_case(hint_words(hint, now_utc, translator)),
        look=_LOOKS[hint.standing.kind],
        warning=_warning(place, now_utc, translator),
        week=PlaceFact(
            t("Horaires de la semaine"), tuple(day_line(place, one, translator) for one in week)
        ),
        facts=_facts(place, translator),
        dated="" if hint.is_old else told,
        languages=languages,
        language=language,
        language_caption=t("Langue du papier"),
        print_it=""
        if _is_shut_to_all(place)
        else t("Imprimer le papier : {language}", language=dict(languages)[language]),
    )


def _is_shut_to_all(place: Place) -> bool:
    return NO_VISITORS in place.values("modalites_acces")


def _warning(place: Place, now_utc: datetime, translator: Translator) -> str:
    t = translator.text
    if _is_shut_to_all(place):
        return t("Ce lieu ne reçoit pas de public.")
    if place.is_old(paris_day(now_utc)):
        return t("Ces informations ont plus d’un an. Vérifiez avant.")
    return "" if place.hours else t("Horaires à vérifier avant d’y aller.")


def _facts(place: Place, translator: Translator) -> tuple[PlaceFact, ...]:
    t = translator.text
    ways = (WAYS[way] for way in place.values("modalites_acces") if way in WAYS)
    site = (place.website, place.booking)
    named = (
        (t("Adresse"), (breakable(place.whole_address),)),
        (t("Téléphone"), (left_to_right(place.phone, translator),) if place.phone else ()),
        (t("Pour y aller"), tuple(t(way) for way in ways)),
        *((t(word), tuple(t(one) for one in place.values(name))) for word, name in _LISTS),
        (t("Dispositifs"), place.values("dispositif_programmes_nationaux")),
        (t("Courriel"), tuple(_address(one, translator) for one in place.emails)),
        (t("Site"), tuple(_address(one, translator) for one in site if one)),
        (t("Accessibilité"), (_address(place.access_sheet, translator),))
        if place.access_sheet
        else ("", ()),
    )
    return tuple(PlaceFact(caption, lines) for caption, lines in named if lines)


def _address(text: str, translator: Translator) -> str:
    return left_to_right(breakable(text), translator)
