# SPDX-License-Identifier: AGPL-3.0-or-later
"""The city server on HTTP: a few doors for machines, a console for people.

Handlers only move bytes; the work is done in worker threads by `sync_api` and the console, so
that a slow disk never stops the event loop.
"""

from __future__ import annotations

import logging
import random
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import anyio
import anyio.to_thread
from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromPath, FromQuery  # noqa: TC002 - Litestar reads it at run time

from sync.server import sync_api
from sync.server.agenda_api import AGENDA_HANDLERS
from sync.server.config import VERSION
from sync.server.console.account_pages import ACCOUNT_HANDLERS
from sync.server.console.agenda_pages import AGENDA_PAGES
from sync.server.console.attendance_pages import ATTENDANCE_HANDLERS
from sync.server.console.door_pages import DOOR_HANDLERS
from sync.server.console.export_pages import EXPORT_HANDLERS
from sync.server.console.failures import (
    BUSY_S,
    broken,
    failure_page,
    is_for_people,
    told_failure,
)
from sync.server.console.fleet_pages import FLEET_HANDLERS
from sync.server.console.frame import Shut, console_state, shut_page
from sync.server.console.guard import guard_console
from sync.server.console.journal_pages import JOURNAL_HANDLERS
from sync.server.console.place_pages import PLACE_PAGES
from sync.server.console.privacy_pages import PRIVACY_PAGES
from sync.server.console.rights_pages import RIGHTS_HANDLERS
from sync.server.console.workshop_pages import WORKSHOP_PAGES
from sync.server.content_door import answer_content
from sync.server.export_files import ExportFiles
from sync.server.openapi_page import PlainPagePlugin
from sync.server.storage.engine import DatabaseFault
from sync.server.storage.state import EPOCH
from sync.server.throttle import Throttles
from sync.server.workshops_api import WORKSHOP_HANDLERS
from sync.wire import RefusalCode
from sync.wire_form import (
    CITY_PATH,
    CONTENT_PATH,
    CONTENT_TYPE,
    ENROL_PATH,
    HEADER_DEVICE,
    HEADER_SIGNATURE,
    MAX_BODY_BYTES,
    PROBE_PATH,
    SYNC_PATH,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.city import City
    from sync.server.sync_api import HttpAnswer

log = logging.getLogger(__name__)

Call: TypeAlias = Request[Any, Any, State]

MAX_IN_FLIGHT: Final = 64
_MAX_ENROL_BYTES: Final = 4096
_SHED_S: Final = (5, 30)


class _Admission:
    """Counts exchanges in flight; beyond the bound a machine is asked to come back later."""

    def __init__(self) -> None:
        self.n_in_flight = 0


def build_app(city: City) -> Litestar:
    """Return the ASGI application of a city."""
    return Litestar(
        guards=[guard_console],
        route_handlers=[
            health,
            city_card,
            probe,
            content_file,
            exchange,
            enrolment,
            *AGENDA_HANDLERS,
            *WORKSHOP_HANDLERS,
            *AGENDA_PAGES,
            *WORKSHOP_PAGES,
            *PLACE_PAGES,
            *PRIVACY_PAGES,
            *DOOR_HANDLERS,
            *ATTENDANCE_HANDLERS,
            *EXPORT_HANDLERS,
            *FLEET_HANDLERS,
            *JOURNAL_HANDLERS,
            *ACCOUNT_HANDLERS,
            *RIGHTS_HANDLERS,
        ],
        state=State(
            {
                "city": city,
                "admission": _Admission(),
                "console": console_state(),
                "enrolment": Throttles(),
                "exports": ExportFiles(city),
            },
            deep_copy=False,
        ),
        openapi_config=OpenAPIConfig(
            title="Sixième quartier : serveur de la ville",
            version=VERSION,
            description=(
                "Les bornes parlent par /v1/sync, corps gzip signés (docs/wire_protocol.md). "
                "L’agenda (/console/api/v1) se lit et se change dans une session de la console ; "
                "la console est pour les personnes."
            ),
            path="/schema",
            use_handler_docstrings=True,
            render_plugins=[PlainPagePlugin(path="/"), JsonRenderPlugin(path="/openapi.json")],
        ),
        exception_handlers={
            Shut: shut_page,
            HTTPException: told_failure,
            HTTPStatus.INTERNAL_SERVER_ERROR: broken,
            DatabaseFault: _storage_refused,
            OSError: _storage_refused,
        },
        logging_config=None,
        debug=False,
    )


@get("/health", summary="État du serveur")
async def health(request: Call) -> dict[str, Any]:
    """Return status, version, demo flag and epoch; for monitoring and for kiosks."""
    return await anyio.to_thread.run_sync(_health, request.app.state.city)


@get(CITY_PATH, summary="Qui est ce serveur", media_type=CONTENT_TYPE)
async def city_card(request: Call) -> Response[bytes]:
    """Return the root key and the key statements, before enrolment."""
    return await _worked(partial(sync_api.answer_city, request.app.state.city))


@get(PROBE_PATH, summary="Rien de neuf ?", media_type=CONTENT_TYPE)
async def probe(request: Call, d: FromQuery[str] = "", t: FromQuery[str] = "") -> Response[bytes]:
    """Answer 204 when nothing changed for machine `d` since the reply that gave token `t`."""
    return await _worked(partial(sync_api.answer_probe, request.app.state.city, d, t))


@get(f"{CONTENT_PATH}/{{digest:str}}", summary="Un fichier de contenu publié")
async def content_file(request: Call, digest: FromPath[str]) -> Response[bytes]:
    """Return a published file by its hash, whole or the range that is asked for (RFC 9110)."""
    asked = request.headers.get("range", "")
    return await _worked(partial(answer_content, request.app.state.city, digest, asked))


@post(
    SYNC_PATH,
    summary="Un échange signé",
    status_code=200,
    media_type=CONTENT_TYPE,
    request_max_body_size=MAX_BODY_BYTES,
)
async def exchange(request: Call) -> Response[bytes]:
    """Take what a machine sends and give what it may know; see docs/wire_protocol.md."""
    body = await _body(request)
    if body is None:
        return _response(sync_api.refusal(RefusalCode.BUSY, random.randint(*_SHED_S)))
    # Counted once the body is there: bodies that never come keep no place of a machine.
    admission: _Admission = request.app.state.admission
    if admission.n_in_flight >= MAX_IN_FLIGHT:
        return _response(sync_api.refusal(RefusalCode.BUSY, random.randint(*_SHED_S)))
    admission.n_in_flight += 1
    try:
        return await _worked(
            partial(
                sync_api.answer_sync,
                request.app.state.city,
                request.headers.get(HEADER_DEVICE, ""),
                request.headers.get(HEADER_SIGNATURE, ""),
                body,
                takes_gzip="gzip" in request.headers.get("accept-encoding", ""),
            )
        )
    finally:
        admission.n_in_flight -= 1


@post(
    ENROL_PATH,
    summary="Inscrire une machine",
    status_code=200,
    media_type=CONTENT_TYPE,
    request_max_body_size=_MAX_ENROL_BYTES,
)
async def enrolment(request: Call) -> Response[bytes]:
    """Spend a one-time code and create the machine, at once or not at all."""
    body = await _body(request)
    throttle: Throttles = request.app.state.enrolment
    address = request.client.host if request.client else ""
    if body is None:
        return _response(sync_api.refusal(RefusalCode.BUSY, random.randint(*_SHED_S)))
    signature = request.headers.get(HEADER_SIGNATURE, "")
    city = request.app.state.city
    return await _worked(
        partial(sync_api.answer_enrol, city, signature, body, guesses=throttle.of(address))
    )


async def _body(request: Call) -> bytes | None:
    """Return the body of a request; nothing when it does not come in time."""
    city: City = request.app.state.city
    with anyio.move_on_after(city.settings.body_s):
        return await request.body()
    return None


def _storage_refused(request: Call, error: Exception) -> Response[bytes]:
    """Answer what the disk or the database did not take; no value of it is told."""
    log.warning("request not answered: %s", type(error).__name__)
    if is_for_people(request):
        return failure_page(request, HTTPStatus.SERVICE_UNAVAILABLE, {"retry-after": str(BUSY_S)})
    return _response(sync_api.refusal(RefusalCode.BUSY, random.randint(*_SHED_S)))


def _health(city: City) -> dict[str, Any]:
    with city.database.transaction() as unit:
        epoch = unit.state.get(EPOCH)
    return {
        "status": "ok",
        "version": VERSION,
        "demo": city.settings.demo,
        "city": city.settings.city,
        "epoch": epoch,
    }


async def _worked(answer: Callable[[], HttpAnswer]) -> Response[bytes]:
    return _response(await anyio.to_thread.run_sync(answer))


def _response(answer: HttpAnswer) -> Response[bytes]:
    headers = dict(answer.headers)
    media_type = headers.pop("content-type", CONTENT_TYPE)
    return Response(answer.body, status_code=answer.status, headers=headers, media_type=media_type)
