# SPDX-License-Identifier: AGPL-3.0-or-later
"""The months before the service: there, « nobody » is no figure.

A month keeps, with its counts, the centres that were not in service yet and counted nothing. Of
these everybody knows that nobody came: such a zero protects no neighbour, as that of a shut door,
and is told as « no service ». A period in which no centre was in service is not given out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.disclosure import NETWORK, PLACES_SEPARATOR, UNSERVED, months_of
from kiosk.domain.periods import month_of
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kiosk.domain.disclosure import MonthCounts

_REFUSALS: Final = {
    "period_before_service": "Pas encore de service alors : les chiffres commencent en {month}.",
    "no_service_yet": "Aucune machine n’est encore en service : il n’y a pas de chiffres.",
}


def is_unserved(months: Mapping[str, MonthCounts], period: str, place: str) -> bool:
    """Say whether no centre of a place was in service in any month of a period."""
    for month in months_of(period):
        counts = months[month]
        every = {centre for centres in counts.values() for centre in centres}
        wanted = every if place == NETWORK else set(place.split(PLACES_SEPARATOR))
        if not wanted or not wanted.issubset(counts.get(UNSERVED, {})):
            return False
    return True


def refuse_before_service(
    months: Mapping[str, MonthCounts], period: str, since: date | None
) -> None:
    """Refuse a period that ended before anything was in service.

    Args:
        months: The months of the period as they were counted.
        period: Its name.
        since: First day of the service; nothing if there is none.

    Raises:
        Refused: ``period_before_service``, with the day, or ``no_service_yet``.
    """
    if not is_unserved(months, period, NETWORK):
        return
    if since is None:
        raise Refused("no_service_yet")
    raise Refused("period_before_service", month=month_of(since).title(), since=since)


def start_sentence(error: Refused) -> str:
    """Return what a person reads of a refusal of this module; empty for another one."""
    return _REFUSALS.get(error.reason, "").format(**error.values)
