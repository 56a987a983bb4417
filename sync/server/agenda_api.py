# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda for programs of the city, such as a page for booking online: JSON, console's session.

A change needs the session's token in the header `x-jeton`, which `GET …/session` tells; other
sites' pages can send neither. Free times come from the same search as the kiosk's.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003 - Litestar reads it at run time
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import anyio.to_thread
import msgspec
from litestar import Response, get, post
from litestar.exceptions import (
    ClientException,
    HTTPException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
)
from litestar.params import FromPath, FromQuery, JSONBody  # noqa: TC002 - read at run time

from kiosk.domain.lease_cases import TaskKind
from kiosk.foundation.errors import Refused
from sync.server import agenda_engine as engine
from sync.server.agenda_words import sentence_of
from sync.server.calendar_feed import FEED_PATH, appointment_file, feed_file
from sync.server.console import access
from sync.server.console.frame import MAX_FORM_BYTES, Call, city_of, entry_of, note_passed
from sync.server.console.rules import API
from sync.server.lease_tasks import tasks_of
from sync.server.reminders import TRIES_BEFORE_CALLING
from sync.translation import seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.city import City
    from sync.server.storage.bookings import BookedAppointment

CALENDAR: Final = "text/calendar"
RAISES: Final = [NotAuthorizedException, PermissionDeniedException, NotFoundException]
_UNKNOWN: Final = frozenset(
    {
        "centre_unknown",
        "motif_unknown",
        "mediator_unknown",
        "booking_unknown",
        "workshop_unknown",
    }
)
_CONFLICT: Final = frozenset(
    {
        "slot_gone",
        "too_late",
        "selling_stopped",
        "no_desk",
        "workshop_cancelled",
        "workshop_over",
        "people_waiting",
        "seats_missing",
    }
)
_MAX_PATH: Final = 80
T = TypeVar("T")


class Conflict(HTTPException):
    """What was true when it was shown is true no more."""

    status_code = 409


class SessionCard(msgspec.Struct, frozen=True):
    """An open session: `jeton` goes into the header `x-jeton` of every change."""

    jeton: str


class FreeTime(msgspec.Struct, frozen=True):
    """A time that may be taken now: `start` in seconds since 1970 (UTC)."""

    mediator: str
    start: int
    duration_min: int


class FreeTimes(msgspec.Struct, frozen=True):
    """Free times, in order."""

    slots: list[FreeTime]


class NewAppointment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A time to take, as `GET …/slots` told it. `label` and `contact` are sealed at once."""

    motif: Annotated[str, msgspec.Meta(max_length=64)]
    mediator: Annotated[str, msgspec.Meta(max_length=64)]
    start: Annotated[int, msgspec.Meta(ge=0, le=1 << 33)]
    party_size: Annotated[int, msgspec.Meta(ge=1, le=6)] = 1
    label: Annotated[str, msgspec.Meta(max_length=100)] = ""
    contact: Annotated[str, msgspec.Meta(max_length=100)] = ""


class AppointmentCard(msgspec.Struct, frozen=True):
    """An appointment without anything of the person; `number` is what the person keeps."""

    booking: str
    number: str
    centre: str
    mediator: str
    motif: str
    start: int
    duration_min: int
    status: str
    party_size: int


class Cancellation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who cancels: the person when `reason` is empty, else the centre for that reason."""

    reason: Annotated[str, msgspec.Meta(max_length=32)] = ""


class AwayBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time away, in seconds since 1970 (UTC)."""

    mediator: Annotated[str, msgspec.Meta(max_length=64)]
    start: Annotated[int, msgspec.Meta(ge=0, le=1 << 33)]
    end: Annotated[int, msgspec.Meta(ge=0, le=1 << 33)]


class AwayPreview(msgspec.Struct, frozen=True):
    """Whom an absence displaces; `leased_cells` are sold until their machines hear of it."""

    displaced: list[AppointmentCard]
    leased_cells: int


class TaskCard(msgspec.Struct, frozen=True):
    """Somebody to call: `kind` is that of a case, or ``message`` for one that did not arrive."""

    kind: str
    number: str
    start: int
    reason: str


class Tasks(msgspec.Struct, frozen=True):
    """People to call, those of cases first."""

    tasks: list[TaskCard]


@get(f"{API}/session", summary="Le jeton de la session", raises=[NotAuthorizedException])
async def session_card(request: Call) -> SessionCard:
    """Return the token that every change carries."""
    return SessionCard(jeton=(await entered(request)).csrf)


@get(f"{API}/centres/{{centre:str}}/slots", summary="Les heures libres d’un centre", raises=RAISES)
async def slots(
    request: Call,
    centre: FromPath[str],
    motif: FromQuery[str],
    du: FromQuery[date],
    au: FromQuery[date],
) -> FreeTimes:
    """Return what may be taken now: what machines hold is left to them. At most 62 days."""
    await entered(request)
    found = await done(
        partial(engine.find_free, city_of(request), plain_text(centre), plain_text(motif), (du, au))
    )
    return FreeTimes(
        slots=[FreeTime(one.mediator_id, seconds(one.start_utc), one.duration_min) for one in found]
    )


@post(
    f"{API}/centres/{{centre:str}}/appointments",
    summary="Prendre une heure libre",
    raises=[*RAISES, Conflict],
    request_max_body_size=MAX_FORM_BYTES,
)
async def sell(
    request: Call, centre: FromPath[str], data: JSONBody[NewAppointment]
) -> AppointmentCard:
    """Sell a time of the pool; 409 when it has gone meanwhile."""
    await may_change(request)
    order = engine.Order(
        centre=plain_text(centre),
        motif_id=plain_text(data.motif),
        mediator_id=plain_text(data.mediator),
        start=data.start,
        party_size=data.party_size,
        label=plain_text(data.label),
        contact=plain_text(data.contact),
    )
    return _card(await done(partial(engine.sell_from_pool, city_of(request), order)))


@post(
    f"{API}/appointments/{{booking:str}}/cancel",
    summary="Annuler un rendez-vous",
    raises=[*RAISES, Conflict],
    status_code=200,
    request_max_body_size=MAX_FORM_BYTES,
)
async def cancel(
    request: Call, booking: FromPath[str], data: JSONBody[Cancellation]
) -> AppointmentCard:
    """End a promise and free its time at once."""
    await may_change(request)
    work = partial(
        engine.cancel_by_city, city_of(request), plain_text(booking), plain_text(data.reason)
    )
    return _card(await done(work))


@post(
    f"{API}/absences/preview",
    summary="Qui une absence déplacerait",
    raises=RAISES,
    status_code=200,
    request_max_body_size=MAX_FORM_BYTES,
)
async def preview_absence(request: Call, data: JSONBody[AwayBody]) -> AwayPreview:
    """Return whom an absence would displace; nothing is changed."""
    await may_change(request)
    return _preview(await done(partial(engine.preview_absence, city_of(request), _away(data))))


@post(
    f"{API}/absences",
    summary="Entrer une absence",
    raises=RAISES,
    request_max_body_size=MAX_FORM_BYTES,
)
async def add_absence(request: Call, data: JSONBody[AwayBody]) -> AwayPreview:
    """Enter an absence; whom it displaces becomes a task, what is leased is asked back."""
    await may_change(request)
    return _preview(await done(partial(engine.add_absence, city_of(request), _away(data))))


@get(f"{API}/centres/{{centre:str}}/tasks", summary="Les personnes à appeler", raises=RAISES)
async def people_to_call(request: Call, centre: FromPath[str]) -> Tasks:
    """Return the tasks of a centre; no telephone is told here."""
    await entered(request)
    return Tasks(tasks=await done(partial(_tasks, city_of(request), plain_text(centre))))


@get(
    f"{API}/appointments/{{booking:str}}/calendar.ics",
    summary="Un rendez-vous en fichier de calendrier",
    media_type=CALENDAR,
    raises=RAISES,
)
async def appointment_calendar(request: Call, booking: FromPath[str]) -> Response[bytes]:
    """Return an appointment as an iCalendar file: number, hour, place."""
    await entered(request)
    body = await done(partial(appointment_file, city_of(request), plain_text(booking)))
    if body is None:
        raise NotFoundException(detail="Ce rendez-vous n’existe pas ici.")
    return Response(body, media_type=CALENDAR, headers={"cache-control": "no-store"})


@get(
    f"{FEED_PATH}/{{file:str}}",
    summary="Le calendrier d’une personne qui reçoit",
    media_type=CALENDAR,
    raises=[NotFoundException],
)
async def feed(request: Call, file: FromPath[str]) -> Response[bytes]:
    """Return when somebody is taken, never for what; `file` is the secret token and ``.ics``."""
    token = file.removesuffix(".ics")
    held = request.headers.get("if-none-match", "")
    found = await done(partial(feed_file, city_of(request), token, held))
    if found is None:
        raise NotFoundException(detail="Ce calendrier n’existe pas, ou plus.")
    headers = {
        "etag": found.etag,
        "cache-control": "private, no-cache",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
    }
    if not found.body:
        return Response(b"", status_code=304, headers=headers, media_type=CALENDAR)
    return Response(found.body, headers=headers, media_type=CALENDAR)


AGENDA_HANDLERS: Final = (
    session_card,
    slots,
    sell,
    cancel,
    preview_absence,
    add_absence,
    people_to_call,
    appointment_calendar,
    feed,
)


async def entered(request: Call) -> access.Entry:
    """Return who asks.

    Raises:
        NotAuthorizedException: If nobody entered the console.
    """
    entry = entry_of(request)
    if entry is None:
        raise NotAuthorizedException(detail="Entrez d’abord dans la console.")
    return entry


async def may_change(request: Call) -> None:
    """Let a change pass that carries the token of its session; the journal notes that it was asked.

    Raises:
        NotAuthorizedException: If nobody entered the console.
        PermissionDeniedException: If the token is missing or another one's.
    """
    entry = await entered(request)
    if not access.is_own_form(entry, request.headers.get("x-jeton", "")):
        raise PermissionDeniedException(detail="Le jeton de la session manque (x-jeton).")
    await anyio.to_thread.run_sync(partial(note_passed, request))


async def done(work: Callable[[], T]) -> T:
    """Return what a piece of work gives, done beside the event loop.

    Raises:
        HTTPException: 400, 404 or 409 with a French sentence, where the work is refused.
    """
    try:
        return await anyio.to_thread.run_sync(work)
    except Refused as error:
        told: dict[str, Any] = {"detail": sentence_of(error), "extra": {"code": error.reason}}
        if error.reason in _UNKNOWN:
            raise NotFoundException(**told) from error
        raise (Conflict if error.reason in _CONFLICT else ClientException)(**told) from error


def _tasks(city: City, centre: str) -> list[TaskCard]:
    with city.database.transaction() as unit:
        if unit.fleet.centre(centre) is None:
            raise Refused("centre_unknown")
        cards = [
            TaskCard(TaskKind(one.kind).value, one.number, one.start, "")
            for one in tasks_of(unit, centre)
        ]
        for message in unit.messages.for_people(city.now(), TRIES_BEFORE_CALLING):
            one = unit.bookings.get(message.booking)
            if one is not None and one.centre == centre:
                cards.append(TaskCard("message", one.number, one.start, message.reason))
    return cards


def plain_text(text: str) -> str:
    """Return a text that any database takes."""
    return text.replace("\0", "")[: _MAX_PATH + 20]


def _away(data: AwayBody) -> engine.Away:
    return engine.Away(plain_text(data.mediator), data.start, data.end)


def _preview(found: engine.Preview) -> AwayPreview:
    return AwayPreview([_card(one) for one in found.displaced], found.n_leased)


def _card(one: BookedAppointment) -> AppointmentCard:
    return AppointmentCard(
        booking=one.booking,
        number=one.number,
        centre=one.centre,
        mediator=one.mediator_id,
        motif=one.motif_id,
        start=one.start,
        duration_min=one.duration_min,
        status=one.status.value,
        party_size=one.party_size,
    )
