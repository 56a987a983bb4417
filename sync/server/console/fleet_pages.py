# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fleet on HTTP: machines, what a person must look at, codes for new machines."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from litestar import get, post

from kiosk.foundation.errors import Refused
from sync.codes import qr_text
from sync.server.clock_trust import confirm_clock
from sync.server.console.frame import (
    MAX_FORM_BYTES,
    Call,
    Page,
    back,
    city_of,
    entered_of,
    page_of,
    with_form,
    worked,
)
from sync.server.console.qr import qr_svg
from sync.server.console.rules import HOME
from sync.server.console.view import fleet_page
from sync.server.doubles import settle_double
from sync.server.enrolment import invite, revoke
from sync.server.freeze import thaw
from sync.server.storage.cases import CaseKind

if TYPE_CHECKING:
    from sync.server.console.access import Entry

FLEET: Final = f"{HOME}/parc"
_MAX_CASE_DIGITS: Final = 9


@get(FLEET, include_in_schema=False)
async def fleet(request: Call) -> Page:
    """Show the machines and the cases."""
    return await worked(partial(_page, request, ""))


@post(f"{HOME}/cas", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def close_case(request: Call) -> Page:
    """Close a case that a person has looked at."""
    return await with_form(request, _close_case)


@post(f"{HOME}/fiche", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def choose_record(request: Call) -> Page:
    """Say which of several records of one thing counts."""
    return await with_form(request, _choose_record)


@post(f"{HOME}/inviter", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def make_invitation(request: Call) -> Page:
    """Make a one-time code and show it once."""
    return await with_form(request, _make_invitation)


@post(f"{HOME}/revoquer", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def revoke_machine(request: Call) -> Page:
    """Refuse a machine from now on."""
    return await with_form(request, _revoke_machine)


FLEET_HANDLERS: Final = (fleet, close_case, choose_record, make_invitation, revoke_machine)


def _page(request: Call, notice: str, status: int = 200) -> Page:
    entry = entered_of(request)
    found = fleet_page(city_of(request), entry.sees)
    return page_of(request, "fleet.html", status=status, page=found, notice=notice)


def _close_case(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    city = city_of(request)
    number = form.get("cas", "")
    with city.database.transaction() as unit:
        if number.isdecimal() and len(number) <= _MAX_CASE_DIGITS:
            case = unit.cases.get(int(number))
            is_closed = unit.cases.close(int(number), city.now())
            if is_closed and case is not None and case.kind is CaseKind.CLOCK_LEAP:
                confirm_clock(city, unit)
        thaw(unit)
    return back(to=FLEET)


def _choose_record(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    city = city_of(request)
    number, name = form.get("cas", ""), form.get("fiche", "")
    with city.database.transaction() as unit:
        if number.isdecimal() and len(number) <= _MAX_CASE_DIGITS:
            settle_double(city, unit, int(number), name)
    return back(to=f"{HOME}/rapprochement")


def _make_invitation(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    city = city_of(request)
    try:
        issued = invite(
            city, form.get("centre", ""), form.get("role", ""), name=form.get("nom", "")[:100]
        )
    except Refused:
        return _page(request, "Choisissez un centre et un rôle connus.", 400)
    url = f"{request.url.scheme}://{request.url.netloc}"
    return page_of(
        request,
        "invitation.html",
        issued=issued,
        url=url,
        qr=qr_svg(qr_text(url, issued.code)),
    )


def _revoke_machine(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    try:
        revoke(city_of(request), form.get("machine", ""))
    except Refused:
        return back(to=FLEET)
    return back(to=FLEET)
