# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops for programs of the city: listed, entered, cancelled; people as counts alone.

The session and the refusals are those of `sync.server.agenda_api`. A seat is sold there too, as
any time is: `GET …/slots?motif=atelier:<id>`, then `POST …/appointments`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from litestar import get, post, put
from litestar.exceptions import ClientException
from litestar.params import FromPath, JSONBody  # noqa: TC002 - read at run time

from kiosk.foundation.errors import ContentUnreadable, Refused
from sync.server.agenda_api import RAISES, Conflict, done, entered, may_change, plain_text
from sync.server.console.frame import MAX_FORM_BYTES, Call, city_of
from sync.server.console.rules import API
from sync.server.workshop_file import WorkshopEntry
from sync.server.workshops import (
    WorkshopCount,
    cancel_workshop,
    coming_workshops,
    replace_workshop,
    workshop_count,
)
from sync.translation import instant

if TYPE_CHECKING:
    from sync.server.city import City

_Whole = Annotated[int, msgspec.Meta(ge=0, le=1 << 20)]
_Name = Annotated[str, msgspec.Meta(max_length=64)]
_Title = Annotated[str, msgspec.Meta(max_length=200)]


class WorkshopCard(msgspec.Struct, frozen=True):
    """A workshop and how many people it concerns; never who they are.

    `motif` is its name as a need; `held` seats may be sold by machines, `free` ones by the city.
    """

    id: str
    motif: str
    centre: str
    titles: dict[str, str]
    start: int
    duration_min: int
    capacity: int
    mediator: str
    status: str
    enrolled: int
    displaced: int
    waiting: int
    walk_ins: int
    free: int
    held: int


class Workshops(msgspec.Struct, frozen=True):
    """Workshops from the present day on, in order of time."""

    workshops: list[WorkshopCard]


class WorkshopBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A workshop to enter or to change; keys as in the agenda file, `start` in seconds (UTC)."""

    centre: _Name
    titles: dict[_Name, _Title]
    start: Annotated[int, msgspec.Meta(ge=0, le=1 << 33)]
    minutes: _Whole
    capacity: _Whole
    mediator: _Name = ""
    documents: dict[_Name, list[_Title]] = {}
    waiting: _Whole = 10
    minimum: _Whole = 0
    notice_min: _Whole = 0


class ConcernedCard(msgspec.Struct, frozen=True):
    """Whom a cancellation concerned: tickets for a seat, entries of the waiting list."""

    enrolments: int
    waiting: int


@get(
    f"{API}/centres/{{centre:str}}/workshops",
    summary="Les ateliers d’un centre",
    raises=RAISES,
)
async def workshops(request: Call, centre: FromPath[str]) -> Workshops:
    """Return the workshops of a centre from the present day on."""
    await entered(request)
    found = await done(partial(_coming, city_of(request), plain_text(centre)))
    return Workshops(workshops=[_card(one) for one in found])


@get(f"{API}/workshops/{{workshop:str}}", summary="Un atelier", raises=RAISES)
async def workshop_card(request: Call, workshop: FromPath[str]) -> WorkshopCard:
    """Return a workshop and how many people it concerns."""
    await entered(request)
    return _card(await done(partial(workshop_count, city_of(request), plain_text(workshop))))


@put(
    f"{API}/workshops/{{workshop:str}}",
    summary="Entrer ou changer un atelier",
    raises=RAISES,
    request_max_body_size=MAX_FORM_BYTES,
)
async def put_workshop(
    request: Call, workshop: FromPath[str], data: JSONBody[WorkshopBody]
) -> WorkshopCard:
    """Enter a workshop, or change it; who loses an hour or a seat becomes a task."""
    await may_change(request)
    entry = WorkshopEntry(
        id=plain_text(workshop),
        centre=plain_text(data.centre),
        titles=data.titles,
        start=instant(data.start).isoformat(),
        minutes=data.minutes,
        capacity=data.capacity,
        mediator=plain_text(data.mediator),
        documents=data.documents,
        waiting=data.waiting,
        minimum=data.minimum,
        notice_min=data.notice_min,
    )
    try:
        return _card(await done(partial(replace_workshop, city_of(request), entry)))
    except ContentUnreadable as error:
        raise ClientException(detail=str(error), extra={"code": "workshop_not_possible"}) from error


@post(
    f"{API}/workshops/{{workshop:str}}/cancel",
    summary="Annuler un atelier",
    raises=[*RAISES, Conflict],
    status_code=200,
)
async def cancel_whole(request: Call, workshop: FromPath[str]) -> ConcernedCard:
    """Cancel a workshop: every enrolment and every wait ends, and all are told or called."""
    await may_change(request)
    ended = await done(partial(cancel_workshop, city_of(request), plain_text(workshop)))
    return ConcernedCard(enrolments=ended.n_enrolments, waiting=ended.n_waiting)


WORKSHOP_HANDLERS: Final = (workshops, workshop_card, put_workshop, cancel_whole)


def _coming(city: City, centre: str) -> tuple[WorkshopCount, ...]:
    with city.database.transaction() as unit:
        if unit.fleet.centre(centre) is None:
            raise Refused("centre_unknown")
        return coming_workshops(city, unit, centre)


def _card(count: WorkshopCount) -> WorkshopCard:
    one = count.placed.workshop
    return WorkshopCard(
        id=one.workshop_id,
        motif=f"atelier:{one.workshop_id}",
        centre=count.placed.centre,
        titles=one.titles,
        start=one.start,
        duration_min=one.duration_min,
        capacity=one.capacity,
        mediator=one.mediator_id,
        status=one.status,
        enrolled=count.n_enrolled,
        displaced=count.n_displaced,
        waiting=count.n_waiting,
        walk_ins=count.n_walk_ins,
        free=count.n_free,
        held=count.n_held,
    )
