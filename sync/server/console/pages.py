# SPDX-License-Identifier: AGPL-3.0-or-later
"""The console on HTTP: one page and its forms, plain HTML that needs no script.

Every form carries the session's token; the cookie is same-site and unreadable by scripts; the
policy of the page lets nothing be fetched from elsewhere.
"""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING, Final

from litestar import Response, get, post
from litestar.datastructures import Cookie

from kiosk.domain.periods import Period, month_of, parse_day
from kiosk.exports.registry import ExportKind, file_name
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from sync.codes import qr_text
from sync.server.console import access
from sync.server.console.frame import (
    HOME,
    MAX_FORM_BYTES,
    SECURITY_HEADERS,
    TEMPLATES,
    Call,
    Page,
    back,
    city_of,
    console_of,
    door,
    entry_of,
    is_same_origin,
    page_of,
    with_form,
    worked,
)
from sync.server.console.qr import qr_svg
from sync.server.console.view import console_page
from sync.server.enrolment import invite, revoke
from sync.server.freeze import thaw
from sync.server.reports import export_network
from sync.server.stops import export_network_stops

if TYPE_CHECKING:
    from sync.server.city import City

_MAX_CASE_DIGITS: Final = 9


@get(HOME, include_in_schema=False)
async def home(request: Call) -> Page:
    """Show the console, or the door to it."""
    return await worked(partial(_home, request, *_days_asked(request)))


@get(f"{HOME}/style.css", include_in_schema=False)
async def style() -> Page:
    """Give the style sheet."""
    return Response((TEMPLATES / "style.css").read_bytes(), media_type="text/css")


@post(f"{HOME}/entrer", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def enter(request: Call) -> Page:
    """Open a session if the password is right."""
    form = await request.form()
    return await worked(partial(_enter, request, str(form.get("mot_de_passe", ""))))


@post(f"{HOME}/sortir", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def leave(request: Call) -> Page:
    """End the session."""
    return await with_form(request, _leave)


@post(f"{HOME}/cas", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def close_case(request: Call) -> Page:
    """Close a case that a person has looked at."""
    return await with_form(request, _close_case)


@post(f"{HOME}/inviter", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def make_invitation(request: Call) -> Page:
    """Make a one-time code and show it once."""
    return await with_form(request, _make_invitation)


@post(f"{HOME}/revoquer", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def revoke_machine(request: Call) -> Page:
    """Refuse a machine from now on."""
    return await with_form(request, _revoke_machine)


@get(f"{HOME}/export", include_in_schema=False)
async def export(request: Call) -> Page:
    """Give the network's visits of a period as a file."""
    form = str(request.query_params.get("format", "csv"))
    return await worked(partial(_export, request, _days_asked(request), form))


@get(f"{HOME}/arrets.csv", include_in_schema=False)
async def export_stops(request: Call) -> Page:
    """Give where people stop in walkthroughs, as a file."""
    return await worked(partial(_export_stops, request))


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
    city = city_of(request)
    entry = entry_of(request)
    if entry is None:
        return door(request, "")
    try:
        period = Period(parse_day(first), parse_day(last)) if first and last else None
        notice = ""
    except Refused:
        period, notice = None, "La période n’est pas lisible : voici le mois en cours."
    return page_of(
        request, "page.html", page=console_page(city, period), csrf=entry.csrf, notice=notice
    )


def _enter(request: Call, password: str) -> Page:
    city = city_of(request)
    if not is_same_origin(request):
        return door(request, "Revenez par la page de la console.", status=403)
    try:
        token = access.enter(city, password, console_of(request).throttle)
    except Refused as error:
        wait_s = error.values["wait_s"]
        return door(request, f"Trop d’essais. Attendez {wait_s} secondes.", status=429)
    if token is None:
        return door(request, "Ce mot de passe n’est pas le bon.", status=403)
    cookie = Cookie(
        key=access.COOKIE,
        value=token,
        path=HOME,
        max_age=access.SESSION_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return back(cookies=[cookie])


def _leave(request: Call, entry: access.Entry, _form: dict[str, str]) -> Page:
    access.leave(city_of(request), entry)
    return back()


def _close_case(request: Call, _entry: access.Entry, form: dict[str, str]) -> Page:
    city = city_of(request)
    number = form.get("cas", "")
    with city.database.transaction() as unit:
        if number.isdecimal() and len(number) <= _MAX_CASE_DIGITS:
            unit.cases.close(int(number), city.now())
        thaw(unit)
    return back()


def _make_invitation(request: Call, entry: access.Entry, form: dict[str, str]) -> Page:
    city = city_of(request)
    try:
        issued = invite(
            city, form.get("centre", ""), form.get("role", ""), name=form.get("nom", "")[:100]
        )
    except Refused:
        return page_of(
            request,
            "page.html",
            page=console_page(city),
            csrf=entry.csrf,
            notice="Choisissez un centre et un rôle connus.",
        )
    url = f"{request.url.scheme}://{request.url.netloc}"
    return page_of(
        request,
        "invitation.html",
        issued=issued,
        url=url,
        qr=qr_svg(qr_text(url, issued.code)),
    )


def _revoke_machine(request: Call, _entry: access.Entry, form: dict[str, str]) -> Page:
    try:
        revoke(city_of(request), form.get("machine", ""))
    except Refused:
        return back()
    return back()


def _export(request: Call, days: tuple[str, str], form: str) -> Page:
    city = city_of(request)
    if entry_of(request) is None:
        return door(request, "", status=403)
    try:
        chosen = ExportKind(form)
        period = _period(city, days)
    except (ValueError, Refused):
        return door(request, "La période ou le format n’est pas lisible.", status=400)
    stream = io.BytesIO()
    export_network(city, period, chosen, stream)
    name = file_name(chosen, period, what="accompagnements-reseau")
    return Response(
        stream.getvalue(),
        media_type=chosen.media_type,
        headers={**SECURITY_HEADERS, "content-disposition": f'attachment; filename="{name}"'},
    )


def _export_stops(request: Call) -> Page:
    if entry_of(request) is None:
        return door(request, "", status=403)
    stream = io.BytesIO()
    export_network_stops(city_of(request), stream)
    return Response(
        stream.getvalue(),
        media_type=ExportKind.CSV.media_type,
        headers={
            **SECURITY_HEADERS,
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
