# SPDX-License-Identifier: AGPL-3.0-or-later
"""The console on HTTP: one page and its forms, plain HTML that needs no script.

Every form carries the session's token; the cookie is same-site and unreadable by scripts; the
policy of the page lets nothing be fetched from elsewhere.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import anyio.to_thread
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, State

from kiosk.domain.periods import Period, month_of, parse_day
from kiosk.exports.registry import ExportFormat, file_name
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from sync.codes import qr_text
from sync.server.console import access
from sync.server.console.qr import qr_svg
from sync.server.console.view import console_page
from sync.server.enrolment import invite, revoke
from sync.server.freeze import thaw
from sync.server.reports import export_network
from sync.server.stops import export_network_stops
from sync.server.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.city import City

Call: TypeAlias = Request[Any, Any, State]
Page: TypeAlias = Response[bytes]

HOME: Final = "/console"
_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
_HTML: Final = "text/html"
_SECURITY_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
_MAX_FORM_BYTES: Final = 8192
_MAX_CASE_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class ConsoleState:
    """What the handlers share: the templates and the count of wrong passwords."""

    templates: Environment
    throttle: Throttle


def console_state() -> ConsoleState:
    """Return the state of a new server."""
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return ConsoleState(templates, Throttle())


@get(HOME, include_in_schema=False)
async def home(request: Call) -> Page:
    """Show the console, or the door to it."""
    return await _worked(partial(_home, request, *_days_asked(request)))


@get(f"{HOME}/style.css", include_in_schema=False)
async def style() -> Page:
    """Give the style sheet."""
    return Response((_TEMPLATES / "style.css").read_bytes(), media_type="text/css")


@post(f"{HOME}/entrer", include_in_schema=False, request_max_body_size=_MAX_FORM_BYTES)
async def enter(request: Call) -> Page:
    """Open a session if the password is right."""
    form = await request.form()
    return await _worked(partial(_enter, request, str(form.get("mot_de_passe", ""))))


@post(f"{HOME}/sortir", include_in_schema=False, request_max_body_size=_MAX_FORM_BYTES)
async def leave(request: Call) -> Page:
    """End the session."""
    return await _with_form(request, _leave)


@post(f"{HOME}/cas", include_in_schema=False, request_max_body_size=_MAX_FORM_BYTES)
async def close_case(request: Call) -> Page:
    """Close a case that a person has looked at."""
    return await _with_form(request, _close_case)


@post(f"{HOME}/inviter", include_in_schema=False, request_max_body_size=_MAX_FORM_BYTES)
async def make_invitation(request: Call) -> Page:
    """Make a one-time code and show it once."""
    return await _with_form(request, _make_invitation)


@post(f"{HOME}/revoquer", include_in_schema=False, request_max_body_size=_MAX_FORM_BYTES)
async def revoke_machine(request: Call) -> Page:
    """Refuse a machine from now on."""
    return await _with_form(request, _revoke_machine)


@get(f"{HOME}/export", include_in_schema=False)
async def export(request: Call) -> Page:
    """Give the network's visits of a period as a file."""
    form = str(request.query_params.get("format", "csv"))
    return await _worked(partial(_export, request, _days_asked(request), form))


@get(f"{HOME}/arrets.csv", include_in_schema=False)
async def export_stops(request: Call) -> Page:
    """Give where people stop in walkthroughs, as a file."""
    return await _worked(partial(_export_stops, request))


CONSOLE_HANDLERS: Final = (
    home,
    style,
    enter,
    leave,
    close_case,
    make_invitation,
    revoke_machine,
    export,
    export_stops,
)


def _home(request: Call, first: str, last: str) -> Page:
    city = _city(request)
    entry = _entry(request)
    if entry is None:
        return _door(request, "")
    try:
        period = Period(parse_day(first), parse_day(last)) if first and last else None
        notice = ""
    except Refused:
        period, notice = None, "La période n’est pas lisible : voici le mois en cours."
    return _page(
        request, "page.html", page=console_page(city, period), csrf=entry.csrf, notice=notice
    )


def _enter(request: Call, password: str) -> Page:
    city = _city(request)
    if not _is_same_origin(request):
        return _door(request, "Revenez par la page de la console.", status=403)
    try:
        token = access.enter(city, password, _console(request).throttle)
    except Refused as error:
        wait_s = error.values["wait_s"]
        return _door(request, f"Trop d’essais. Attendez {wait_s} secondes.", status=429)
    if token is None:
        return _door(request, "Ce mot de passe n’est pas le bon.", status=403)
    cookie = Cookie(
        key=access.COOKIE,
        value=token,
        path=HOME,
        max_age=access.SESSION_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return _back(cookies=[cookie])


def _leave(request: Call, entry: access.Entry, _form: dict[str, str]) -> Page:
    access.leave(_city(request), entry)
    return _back()


def _close_case(request: Call, _entry: access.Entry, form: dict[str, str]) -> Page:
    city = _city(request)
    number = form.get("cas", "")
    with city.database.transaction() as unit:
        if number.isdecimal() and len(number) <= _MAX_CASE_DIGITS:
            unit.cases.close(int(number), city.now())
        thaw(unit)
    return _back()


def _make_invitation(request: Call, entry: access.Entry, form: dict[str, str]) -> Page:
    city = _city(request)
    try:
        issued = invite(
            city, form.get("centre", ""), form.get("role", ""), name=form.get("nom", "")[:100]
        )
    except Refused:
        return _page(
            request,
            "page.html",
            page=console_page(city),
            csrf=entry.csrf,
            notice="Choisissez un centre et un rôle connus.",
        )
    url = f"{request.url.scheme}://{request.url.netloc}"
    return _page(
        request,
        "invitation.html",
        issued=issued,
        url=url,
        qr=qr_svg(qr_text(url, issued.code)),
    )


def _revoke_machine(request: Call, _entry: access.Entry, form: dict[str, str]) -> Page:
    try:
        revoke(_city(request), form.get("machine", ""))
    except Refused:
        return _back()
    return _back()


def _export(request: Call, days: tuple[str, str], form: str) -> Page:
    city = _city(request)
    if _entry(request) is None:
        return _door(request, "", status=403)
    try:
        chosen = ExportFormat(form)
        period = _period(city, days)
    except (ValueError, Refused):
        return _door(request, "La période ou le format n’est pas lisible.", status=400)
    stream = io.BytesIO()
    export_network(city, period, chosen, stream)
    name = file_name(chosen, period, what="accompagnements-reseau")
    return Response(
        stream.getvalue(),
        media_type=chosen.media_type,
        headers={**_SECURITY_HEADERS, "content-disposition": f'attachment; filename="{name}"'},
    )


def _export_stops(request: Call) -> Page:
    if _entry(request) is None:
        return _door(request, "", status=403)
    stream = io.BytesIO()
    export_network_stops(_city(request), stream)
    return Response(
        stream.getvalue(),
        media_type=ExportFormat.CSV.media_type,
        headers={
            **_SECURITY_HEADERS,
            "content-disposition": 'attachment; filename="arrets-reseau.csv"',
        },
    )


def _days_asked(request: Call) -> tuple[str, str]:
    asked = request.query_params
    return str(asked.get("du", "")), str(asked.get("au", ""))


def _period(city: City, days: tuple[str, str]) -> Period:
    if not all(days):
        return month_of(paris_day(city.clock.now_utc()))
    return Period(parse_day(days[0]), parse_day(days[1]))


async def _with_form(
    request: Call, act: Callable[[Call, access.Entry, dict[str, str]], Page]
) -> Page:
    """Do what a form asks, if it comes from a page of an open session."""
    fields = await request.form()
    # PostgreSQL takes no NUL in a text, and no form of ours sends one.
    form = {str(name): str(value).replace("\0", "") for name, value in fields.items()}

    def acted() -> Page:
        entry = _entry(request)
        if entry is None or not access.is_own_form(entry, form.get("jeton", "")):
            return _door(request, "Entrez de nouveau, puis recommencez.", status=403)
        return act(request, entry, form)

    return await _worked(acted)


async def _worked(work: Callable[[], Page]) -> Page:
    return await anyio.to_thread.run_sync(work)


def _city(request: Call) -> City:
    city: City = request.app.state.city
    return city


def _console(request: Call) -> ConsoleState:
    state: ConsoleState = request.app.state.console
    return state


def _entry(request: Call) -> access.Entry | None:
    return access.entry_of(_city(request), request.cookies.get(access.COOKIE, ""))


def _is_same_origin(request: Call) -> bool:
    """Say whether a form was sent from this server's own page, as far as the browser tells."""
    origin = request.headers.get("origin", "")
    return origin in {"", "null", f"{request.url.scheme}://{request.url.netloc}"}


def _door(request: Call, notice: str, status: int = 200) -> Page:
    has_password = access.has_password(_city(request))
    return _page(
        request,
        "door.html",
        status=status,
        notice=notice,
        has_password=has_password,
        is_demo=_city(request).settings.demo,
    )


def _page(request: Call, template: str, status: int = 200, **values: Any) -> Page:
    html = _console(request).templates.get_template(template).render(**values)
    return Response(
        html.encode("utf-8"), status_code=status, media_type=_HTML, headers=_SECURITY_HEADERS
    )


def _back(cookies: list[Cookie] | None = None) -> Page:
    return Response(b"", status_code=303, headers={"location": HOME}, cookies=cookies or [])
