# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page of the console shares: its headers, its forms, who is inside.

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

from sync.server.accounts import has_accounts
from sync.server.console import access
from sync.server.console.rules import HOME, navigation
from sync.server.guesses import Guesses, Sender
from sync.server.journal import note

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.city import City

Call: TypeAlias = Request[Any, Any, State]
Page: TypeAlias = Response[bytes]

TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
_HTML: Final = "text/html"
SECURITY_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    # Not « no-referrer »: a browser would then call the origin of our own forms « null ».
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
MAX_FORM_BYTES: Final = 8192
_FIRST_REFUSAL: Final = 400
_PASSED: Final = "console"


@dataclass(frozen=True, slots=True)
class ConsoleState:
    """What the handlers share: the templates and the count of wrong guesses."""

    templates: Environment
    guesses: Guesses


@dataclass(frozen=True, slots=True)
class _Passed:
    """What the guard found of a request: who, and what the journal is to say of it."""

    entry: access.Entry | None
    action: str
    subject: str


class Shut(Exception):
    """A request that the guard answers itself."""

    def __init__(self, page: Page) -> None:
        """Keep the page that says why."""
        super().__init__(page.status_code)
        self.page = page


def shut_page(_request: Call, shut: Shut) -> Page:
    """Return the page of a shut door."""
    return shut.page


def console_state() -> ConsoleState:
    """Return the state of a new server."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return ConsoleState(templates, Guesses())


async def with_form(
    request: Call, act: Callable[[Call, access.Entry, dict[str, str]], Page]
) -> Page:
    """Do what a form asks, if it comes from a page of an open session."""
    fields = await request.form()
    # PostgreSQL takes no NUL in a text, and no form of ours sends one.
    form = {str(name): str(value).replace("\0", "") for name, value in fields.items()}

    def acted() -> Page:
        entry = entered_of(request)
        if not access.is_own_form(entry, form.get("jeton", "")):
            return expired_form(request)
        page = act(request, entry, form)
        if page.status_code is None or page.status_code < _FIRST_REFUSAL:
            note_passed(request)
        return page

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


def remember(request: Call, entry: access.Entry | None, action: str, subject: str) -> None:
    """Keep what the guard found, for the handler of the same request."""
    state: dict[str, Any] = request.scope["state"]
    state[_PASSED] = _Passed(entry, action, subject)


def note_passed(request: Call) -> None:
    """Write to the journal what a request changed, in the words of its rule."""
    passed: _Passed = request.scope["state"][_PASSED]
    if not passed.action or passed.entry is None:
        return
    city = city_of(request)
    with city.database.transaction() as unit:
        note(city, unit, passed.entry.account.account_id, passed.action, passed.subject)


def visitor_of(request: Call) -> access.Entry | None:
    """Return the session of who asks, at whatever stage; nothing without one."""
    passed: _Passed | None = request.scope["state"].get(_PASSED)
    return passed.entry if passed else None


def entry_of(request: Call) -> access.Entry | None:
    """Return the open session of who asks; nothing for who has not given everything asked."""
    entry = visitor_of(request)
    return entry if entry is not None and entry.stage is access.Stage.OPEN else None


def entered_of(request: Call) -> access.Entry:
    """Return the open session of who asks, at a page that the guard opens to nobody else."""
    entry = entry_of(request)
    if entry is None:
        raise Shut(door(request, "Entrez de nouveau, puis recommencez.", status=403))
    return entry


def expired_form(request: Call) -> Page:
    """Return the page that says that a form comes from an ended session, or from elsewhere."""
    told = "Rien n’a été changé. Revenez à la page, rechargez-la, puis recommencez."
    return page_of(request, "shut.html", status=403, heading="Ce formulaire a expiré", notice=told)


def sender_of(request: Call) -> Sender:
    """Return where a guess comes from."""
    return Sender(request.client.host if request.client else "", request.cookies)


def is_same_origin(request: Call) -> bool:
    """Say whether a form was sent from this server's own page, as far as the browser tells.

    « null » is what a browser tells of a page without an origin, such as a frame of a stranger.
    """
    origin = request.headers.get("origin", "")
    return origin in {"", f"{request.url.scheme}://{request.url.netloc}"}


def door(request: Call, notice: str, status: int = 200) -> Page:
    """Return the door to the console, with a word on why it is shut."""
    is_open = has_accounts(city_of(request))
    return page_of(request, "door.html", status=status, notice=notice, has_accounts=is_open)


def page_of(request: Call, template: str, status: int = 200, **values: Any) -> Page:
    """Return a page of a template."""
    entry = entry_of(request)
    shared = {
        "is_demo": city_of(request).settings.demo,
        "links": navigation(entry.account.roles, entry.account.centres) if entry else (),
        "path": request.url.path,
        "csrf": entry.csrf if entry else "",
        "login": entry.account.login if entry else "",
    }
    html = console_of(request).templates.get_template(template).render(**{**shared, **values})
    return Response(
        html.encode("utf-8"), status_code=status, media_type=_HTML, headers=SECURITY_HEADERS
    )


def back(cookies: list[Cookie] | None = None, to: str = HOME) -> Page:
    """Send the browser to a page of the console, so that a reload repeats nothing."""
    return Response(b"", status_code=303, headers={"location": to}, cookies=cookies or [])
