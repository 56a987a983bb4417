# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory of places as a page: what is in it, where it comes from, what waits for a hand.

It is read here and changed by a file alone (`python -m sync places import`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from litestar import get

from kiosk.content.place_search import PlaceSearch, is_found
from kiosk.domain.periods import french_day
from kiosk.domain.place_lists import place_lists
from kiosk.domain.places import read_place
from kiosk.foundation.clock import paris_day
from sync.server.console.agenda_view import when_of
from sync.server.console.frame import Call, Page, city_of, page_of, worked
from sync.server.console.rules import HOME
from sync.server.places import MAX_PROBLEMS, MAX_SENT, last_files

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.places import Place

PLACES: Final = f"{HOME}/lieux"
_MAX_LINES: Final = 200
_MAX_WORDS: Final = 120


@get(PLACES, include_in_schema=False)
async def places(request: Call) -> Page:
    """Show the directory of places."""
    return await worked(partial(_places, request))


PLACE_PAGES: Final = (places,)


def _places(request: Call) -> Page:
    city, asked = city_of(request), request.query_params
    search = PlaceSearch(
        words=str(asked.get("mots", ""))[:_MAX_WORDS], service=str(asked.get("service", ""))
    )
    with city.database.transaction() as unit:
        listed = unit.places.fields()
        taken, refused = last_files(unit)
    found = [(rank, one) for rank, one in enumerate(listed) if is_found(one, search)]
    today = paris_day(city.clock.now_utc())
    lines = [_line(rank, read_place(one).place, today) for rank, one in found[:_MAX_LINES]]
    return page_of(
        request,
        "places.html",
        lines=lines,
        n_found=len(found),
        n_listed=len(listed),
        search=search,
        services=place_lists().values["services"],
        taken=taken,
        taken_at=when_of(taken.at) if taken else "",
        refused=refused,
        refused_at=when_of(refused.at) if refused else "",
        max_problems=MAX_PROBLEMS,
        max_sent=MAX_SENT,
    )


def _line(rank: int, place: Place, today: date) -> dict[str, object]:
    to_check = ["informations de plus d’un an"] if place.is_old(today) else []
    to_check += [] if place.hours else ["horaires"]
    return {
        "name": place.name,
        "address": place.whole_address,
        "phone": place.phone.replace(" ", "\u00a0"),
        "services": place.values("services"),
        "info_date": french_day(place.info_date),
        "to_check": ", ".join(to_check),
        "is_sent": rank < MAX_SENT,
    }
