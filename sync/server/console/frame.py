# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page of the console shares: its door, its headers, its forms.

Every form carries the session's token; the cookie is same-site and unreadable by scripts; the
policy of the page lets nothing be fetched from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import anyio.to_thread
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import Request, Response
from litestar.datastructures import Cookie, State

from sync.server.console import access
from sync.server.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.city import City

Call: TypeAlias = Request[Any, Any, State]
Page: TypeAlias = Response[bytes]

HOME: Final = "/console"
TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
_HTML: Final = "text/html"
SECURITY_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
MAX_FORM_BYTES: Final = 8192


@dataclass(frozen=True, slots=True)
class ConsoleState:
    """What the handlers share: the templates and the count of wrong passwords."""

    templates: Environment
    throttle: Throttle


def console_state() -> ConsoleState:
    """Return the state of a new server."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return ConsoleState(templates, Throttle())


async def with_form(
    request: Call, act: Callable[[Call, access.Entry, dict[str, str]], Page]
) -> Page:
    """Do what a form asks, if it comes from a page of an open session."""
    fields = await request.form()
    # PostgreSQL takes no NUL in a text, and no form of ours sends one.
    form = {str(name): str(value).replace("\0", "") for name, value in fields.items()}

    def acted() -> Page:
        entry = entry_of(request)
        if entry is None or not access.is_own_form(entry, form.get("jeton", "")):
            return door(request, "Entrez de nouveau, puis recommencez.", status=403)
        return act(request, entry, form)

    return await worked(acted)


async def worked(work: Callable[[], Page]) -> Page:
    """Do what touches the database outside the event loop."""
    return await anyio.to_thread.run_sync(work)


def city_of(request: Call) -> City:
    """Return the city that serves."""
    city: City = request.app.state.city
    return city


def console_of(request: Call) -> ConsoleState:
    """Return what the handlers share."""
    state: ConsoleState = request.app.state.console
    return state


def entry_of(request: Call) -> access.Entry | None:
    """Return the open session of who asks; nothing without one."""
    return access.entry_of(city_of(request), request.cookies.get(access.COOKIE, ""))


def is_same_origin(request: Call) -> bool:
    """Say whether a form was sent from this server's own page, as far as the browser tells."""
    origin = request.headers.get("origin", "")
    return origin in {"", "null", f"{request.url.scheme}://{request.url.netloc}"}


def door(request: Call, notice: str, status: int = 200) -> Page:
    """Return the door to the console, with a word on why it is shut."""
    has_password = access.has_password(city_of(request))
    return page_of(
        request,
        "door.html",
        status=status,
        notice=notice,
        has_password=has_password,
        is_demo=city_of(request).settings.demo,
    )


def page_of(request: Call, template: str, status: int = 200, **values: Any) -> Page:
    """Return a page of a template."""
    html = console_of(request).templates.get_template(template).render(**values)
    return Response(
        html.encode("utf-8"), status_code=status, media_type=_HTML, headers=SECURITY_HEADERS
    )


def back(cookies: list[Cookie] | None = None, to: str = HOME) -> Page:
    """Send the browser to a page of the console, so that a reload repeats nothing."""
    return Response(b"", status_code=303, headers={"location": to}, cookies=cookies or [])
