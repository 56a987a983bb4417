# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which places of the directory may help somebody, the likeliest first, and what is known of them.

Nothing is promised that the information does not carry: of a place told more than a year ago, the
hours are not said at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance import CITY
from kiosk.domain.place_hours import OpenKind, Standing, standing
from kiosk.domain.place_lists import NO_VISITORS, place_lists
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from kiosk.domain.places import Place

MAX_HINTS: Final = 5


@dataclass(frozen=True, slots=True)
class PlaceHint:
    """A place that may help, for one line of a choice.

    Attributes:
        place_id: Identifier in the directory.
        name: Its name.
        address: Its address on one line.
        standing: Whether it is open; unknown when its information is old.
        info_date: Day of the information.
        is_old: Whether that day is more than a year ago.
    """

    place_id: str
    name: str
    address: str
    standing: Standing
    info_date: date
    is_old: bool


def hint_of(place: Place, now_utc: datetime) -> PlaceHint:
    """Return what is known of a place at `now_utc`."""
    is_old = place.is_old(paris_day(now_utc))
    open_now = Standing(OpenKind.UNKNOWN) if is_old else standing(place.hours, now_utc)
    if NO_VISITORS in place.values("modalites_acces"):
        open_now = Standing(OpenKind.SHUT)  # somebody works there; nobody is received
    return PlaceHint(
        place.place_id, place.name, place.whole_address, open_now, place.info_date, is_old
    )


def suggested_places(
    places: Iterable[Place], themes: tuple[str, ...], referral: str | None, now_utc: datetime
) -> tuple[PlaceHint, ...]:
    """Return at most five places that answer a need, the likeliest first.

    First those of the kind of structure asked for, then by how much they answer the themes, then
    those of the city, then those open now, then the best known, then by name.

    Args:
        places: The directory.
        themes: Codes of themes, of mediation or administrative.
        referral: Code of the kind of structure; nothing for any.
        now_utc: The instant, aware.
    """
    ranked = []
    for place in places:
        fits, answers = _fits(place, referral), _answers(place, themes)
        if not (fits or answers) or NO_VISITORS in place.values("modalites_acces"):
            continue
        hint = hint_of(place, now_utc)
        ranked.append(
            (
                not fits,
                -answers,
                place.postcode != CITY.postcode,
                hint.standing.kind is not OpenKind.OPEN,
                hint.is_old,
                place.name,
                place.place_id,
                hint,
            )
        )
    ranked.sort(key=lambda one: one[:-1])
    return tuple(one[-1] for one in ranked[:MAX_HINTS])


def _fits(place: Place, referral: str | None) -> bool:
    kinds = place_lists().typologies_by_referral.get(referral or "", frozenset())
    return not kinds.isdisjoint(place.values("typologie"))


def _answers(place: Place, themes: tuple[str, ...]) -> int:
    lists = place_lists()
    services, kinds = set(place.values("services")), set(place.values("typologie"))
    return sum(
        bool(services & lists.services_by_theme.get(theme, frozenset()))
        + bool(kinds & lists.typologies_by_theme.get(theme, frozenset()))
        for theme in themes
    )
