# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door-keeper of the console: looks every request up in the table of rules.

A route that the table does not know opens for nobody. Without a role the answer is 403; what
belongs to another centre does not exist: 404.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

import anyio.to_thread
from litestar.exceptions import (
    ClientException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
    SerializationException,
)

from sync.server.console import access
from sync.server.console.frame import Call, Shut, door, page_of, remember
from sync.server.console.rules import API, HOME, RULES, allowed, is_too_wide
from sync.server.console.whereabouts import may_reach

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.datastructures import MultiMixin
    from litestar.handlers.base import BaseRouteHandler

    from sync.server.console.rules import Rule

_NO_ROLE = "Cette page n’est pas pour votre rôle. Demandez à l’administration des comptes."
_TOO_WIDE = (
    "Cette page est de tout le réseau, et votre compte de quelques centres. "
    "Demandez-la à une personne dont le compte voit tous les centres."
)
_TWICE = "Un champ est donné deux fois."
_NOT_HERE = "Cela n’existe pas, ou n’est pas de vos centres."


async def guard_console(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Let a request of the console pass, or answer it.

    Raises:
        Shut: With the page that says why.
        ClientException: For a field that is told twice.
        NotAuthorizedException: For a program without a session.
        PermissionDeniedException: For a program without the role.
        NotFoundException: For a program that names something of another centre.
    """
    path = min(handler.paths)
    if path != HOME and not path.startswith(f"{HOME}/"):
        return
    request = cast("Call", connection)
    rule = RULES.get((request.method.replace("HEAD", "GET"), path))
    if rule is None:
        raise PermissionDeniedException(detail=_NO_ROLE)
    told = await _told(request)
    await anyio.to_thread.run_sync(partial(_pass, request, rule, told, is_api=path.startswith(API)))


def _pass(request: Call, rule: Rule, told: dict[str, str], *, is_api: bool) -> None:
    city = request.app.state.city
    entry = access.entry_of(city, request.cookies.get(access.COOKIE, ""))
    remember(request, entry, rule.action, told.get(rule.subject, ""))
    if not rule.roles:
        return
    if entry is None or entry.stage is not access.Stage.OPEN:
        if is_api:
            raise NotAuthorizedException(detail="Entrez d’abord dans la console.")
        raise Shut(door(request, _why_again(request), status=403))
    if not allowed(rule, entry.account.roles):
        if is_api:
            raise PermissionDeniedException(detail=_NO_ROLE)
        raise Shut(page_of(request, "shut.html", status=403, notice=_NO_ROLE))
    if is_too_wide(rule, entry.account.centres):
        raise Shut(page_of(request, "shut.html", status=403, notice=_TOO_WIDE))
    with city.database.transaction() as unit:
        is_near = may_reach(unit, entry.account, rule, told)
    if not is_near:
        if is_api:
            raise NotFoundException(detail=_NOT_HERE)
        raise Shut(page_of(request, "shut.html", status=404, notice=_NOT_HERE))


def _why_again(request: Call) -> str:
    """Return why somebody must enter again; nothing for who comes to the console first."""
    had_session = access.COOKIE in request.cookies or request.method not in {"GET", "HEAD"}
    return "Entrez de nouveau, puis recommencez." if had_session else ""


async def _told(request: Call) -> dict[str, str]:
    """Return the fields of a request as its handler reads them, those of the address last."""
    told = _once(request.query_params)
    if request.method in {"POST", "PUT"}:
        told = await _body_of(request)
    told.update({str(name): str(value) for name, value in request.path_params.items()})
    return {name: value.replace("\0", "") for name, value in told.items()}


async def _body_of(request: Call) -> dict[str, str]:
    if not request.url.path.startswith(f"{API}/"):
        return _once(await request.form())
    try:
        content = await request.json()
    except SerializationException:
        return {}  # the handler says what is wrong with it
    if not isinstance(content, dict):
        return {}
    return {str(name): str(value) for name, value in content.items()}


def _once(fields: MultiMixin[Any]) -> dict[str, str]:
    """Return fields, none of which is told twice: guard and handler could read different ones."""
    told = {str(name): str(value) for name, value in fields.items()}
    if len(told) != len(fields):
        raise ClientException(detail=_TWICE)
    return told
