# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a browser is shown when a request ends in an error: a French page with a way back.

Programs keep the answer of their interface: the agenda's JSON, the machines' refusals.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from litestar.exceptions.responses import create_exception_response

from sync.server.console.frame import page_of
from sync.server.console.rules import API, HOME

if TYPE_CHECKING:
    from litestar import Response
    from litestar.exceptions import HTTPException

    from sync.server.console.frame import Call

log = logging.getLogger(__name__)

BUSY_S: Final = 60
_UNREADABLE: Final = (
    "Cette demande n’est pas lisible",
    "Rien n’a été changé. Revenez à la page, puis recommencez.",
)
_BROKEN: Final = (
    "Le serveur a eu une panne",
    "Ce que vous demandiez n’est peut-être pas fait : regardez avant de recommencer.",
)
_WORDS: Final = {
    HTTPStatus.NOT_FOUND: (
        "Cette page n’existe pas",
        "L’adresse est peut-être ancienne, ou mal recopiée.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "Cette adresse ne s’ouvre pas ainsi",
        "Elle attend un formulaire de la console. Rien n’a été changé.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "Ce formulaire est trop long",
        "Rien n’a été gardé. Revenez en arrière, raccourcissez le texte, puis recommencez.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Le serveur est occupé",
        "Rien n’a été changé. Attendez une minute, puis recommencez.",
    ),
}


def is_for_people(request: Call) -> bool:
    """Say whether a person's browser asks, not a program."""
    path = request.url.path
    if path == API or path.startswith(f"{API}/"):
        return False
    if path == HOME or path.startswith(f"{HOME}/"):
        return True
    return "text/html" in request.headers.get("accept", "")


def failure_page(
    request: Call, status: int, headers: dict[str, str] | None = None
) -> Response[Any]:
    """Return the page of an error, in the words of its status."""
    known = _BROKEN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _UNREADABLE
    heading, notice = _WORDS.get(HTTPStatus(status), known)
    page = page_of(request, "shut.html", status=status, heading=heading, notice=notice)
    page.headers.update(headers or {})
    return page


def told_failure(request: Call, error: HTTPException) -> Response[Any]:
    """Answer an error that has a status: the page to people, JSON to programs."""
    if not is_for_people(request):
        return create_exception_response(request, error)
    return failure_page(request, error.status_code, error.headers)


def broken(request: Call, error: Exception) -> Response[Any]:
    """Answer an error that nobody foresaw; the journal tells where, and no value of it."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
    log.error("request failed: %s at %s", type(error).__name__, where)
    if not is_for_people(request):
        return create_exception_response(request, error)
    return failure_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
