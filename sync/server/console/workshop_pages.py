# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of the agenda changes of workshops: entered, and cancelled once confirmed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from litestar import post

from kiosk.domain.openings import SOURCE_LANGUAGE
from kiosk.foundation.errors import ContentUnreadable, Refused
from sync.server.console.agenda_pages import refused, to_agenda
from sync.server.console.agenda_view import when_of
from sync.server.console.frame import (
    MAX_FORM_BYTES,
    Call,
    Page,
    city_of,
    page_of,
    with_form,
)
from sync.server.console.rules import AGENDA
from sync.server.workshop_file import WorkshopEntry
from sync.server.workshops import cancel_workshop, preview_cancellation, replace_workshop

if TYPE_CHECKING:
    from sync.server.console.access import Entry

_ID_BYTES: Final = 6
_MAX_DIGITS: Final = 4


@post(f"{AGENDA}/atelier", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def workshop(request: Call) -> Page:
    """Enter a workshop."""
    return await with_form(request, _workshop)


@post(f"{AGENDA}/atelier/annuler", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def cancel(request: Call) -> Page:
    """Show whom the end of a workshop concerns; cancel it once that was confirmed."""
    return await with_form(request, _cancel)


WORKSHOP_PAGES: Final = (workshop, cancel)


def _workshop(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    try:
        entry = WorkshopEntry(
            id=f"v-{secrets.token_hex(_ID_BYTES)}",
            centre=form.get("centre", ""),
            titles={SOURCE_LANGUAGE: form.get("titre", "")},
            start=form.get("debut", ""),
            minutes=_whole("minutes", form),
            capacity=_whole("places", form),
            mediator=form.get("personne", ""),
            waiting=_whole("attente", form),
        )
        replace_workshop(city_of(request), entry)
    except ContentUnreadable as error:
        return refused(request, form, error)
    return to_agenda(form)


def _cancel(request: Call, entry: Entry, form: dict[str, str]) -> Page:
    city, name = city_of(request), form.get("atelier", "")
    try:
        if form.get("vu") == "oui":
            cancel_workshop(city, name)
            return to_agenda(form)
        placed, concerned = preview_cancellation(city, name)
    except Refused as error:
        return refused(request, form, error)
    return page_of(
        request,
        "workshop_cancel.html",
        csrf=entry.csrf,
        form=form,
        title=placed.workshop.titles[SOURCE_LANGUAGE],
        when=when_of(placed.workshop.start),
        concerned=concerned,
    )


def _whole(name: str, form: dict[str, str]) -> int:
    text = form.get(name, "")
    if not (text.isdecimal() and text.isascii() and len(text) <= _MAX_DIGITS):
        raise ContentUnreadable(f"« {name.capitalize()} » doit être un nombre entier.")
    return int(text)
