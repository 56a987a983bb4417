# SPDX-License-Identifier: AGPL-3.0-or-later
"""What concerns persons: a contact shown to who calls, calendar feeds, the log of erasures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from litestar import get, post

from kiosk.domain.openings import local_instant
from kiosk.domain.periods import french_day
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from sync.server.calendar_feed import FEED_PATH, end_feed, make_feed
from sync.server.console.agenda_pages import day_or_none, refused, to_agenda
from sync.server.console.agenda_view import when_of
from sync.server.console.frame import (
    MAX_FORM_BYTES,
    Call,
    Page,
    city_of,
    door,
    entry_of,
    page_of,
    with_form,
    worked,
)
from sync.server.console.rules import AGENDA, HOME
from sync.server.contacts import erase_contact, opened
from sync.server.erasure import RULES, Erased, lines_between, note_erased, words_of
from sync.server.storage.words import MessageState
from sync.server.waiting_words import note_called, spoken_of
from sync.translation import seconds

if TYPE_CHECKING:
    from sync.server.console.access import Entry

ERASURES: Final = f"{HOME}/effacements"
_MAX_DIGITS: Final = 9
_LOG_DAYS: Final = 92
_MAX_YEARS: Final = 20


@post(f"{AGENDA}/contact", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def contact(request: Call) -> Page:
    """Show a contact once, to the person who calls."""
    return await with_form(request, _contact)


@post(f"{AGENDA}/appele", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def called(request: Call) -> Page:
    """Note that somebody was called, and erase their contact."""
    return await with_form(request, _called)


@post(f"{AGENDA}/calendrier", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def new_feed(request: Call) -> Page:
    """Make a calendar feed and show its address once."""
    return await with_form(request, _new_feed)


@post(f"{AGENDA}/calendrier/fin", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def no_feed(request: Call) -> Page:
    """End a calendar feed."""
    return await with_form(request, _no_feed)


@get(ERASURES, include_in_schema=False)
async def erasures(request: Call) -> Page:
    """Show the log of erasures, to read or to print."""
    return await worked(partial(_erasures, request))


PRIVACY_PAGES: Final = (contact, called, new_feed, no_feed, erasures)


def _contact(request: Call, entry: Entry, form: dict[str, str]) -> Page:
    """Open a contact for the person who calls: shown once, in no list and no address."""
    city = city_of(request)
    with city.database.transaction() as unit:
        message = unit.messages.get(form.get("message", ""))
        found = unit.contacts.get(message.subject) if message and message.subject else None
        one = spoken_of(unit, message) if message else None
    shown = opened(city, found) if found else None
    if message is None or one is None or not shown:
        return to_agenda(form)
    return page_of(
        request,
        "contact.html",
        contact=shown,
        number=f"{one.number[:4]} {one.number[4:]}",
        when=when_of(message.start),
        message=message.message_id,
        form=form,
        csrf=entry.csrf,
    )


def _called(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    city = city_of(request)
    with city.database.transaction() as unit:
        message = unit.messages.get(form.get("message", ""))
        if message is not None and message.state is not MessageState.SENT:
            unit.messages.put(replace(message, state=MessageState.CALLED, changed=city.now()))
            note_called(city, unit, message)
            if message.subject and not unit.messages.has_open(message.subject):
                n_erased = int(erase_contact(city, unit, message.subject))
                note_erased(city, unit, Erased.CONTACTS_USED, n_erased)
    return to_agenda(form)


def _new_feed(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    try:
        token = make_feed(city_of(request), form.get("personne", ""))
    except Refused as error:
        return refused(request, form, error)
    url = f"{request.url.scheme}://{request.url.netloc}{FEED_PATH}/{token}.ics"
    return page_of(request, "feed.html", url=url, form=form)


def _no_feed(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    number = form.get("calendrier", "")
    if number.isdecimal() and len(number) <= _MAX_DIGITS:
        end_feed(city_of(request), int(number))
    return to_agenda(form)


def _erasures(request: Call) -> Page:
    if entry_of(request) is None:
        return door(request, "")
    city = city_of(request)
    asked = request.query_params
    today = paris_day(city.clock.now_utc())
    last = min(day_or_none(str(asked.get("au", ""))) or today, today)  # nothing was erased later
    begin = date(today.year - _MAX_YEARS, 1, 1)
    last = max(last, begin + timedelta(days=_LOG_DAYS))
    first = max(day_or_none(str(asked.get("du", ""))) or last - timedelta(days=_LOG_DAYS), begin)
    end = local_instant(last + timedelta(days=1), time(0))
    lines = lines_between(city, seconds(local_instant(first, time(0))), seconds(end) - 1)
    return page_of(
        request,
        "erasures.html",
        lines=[(when_of(line.hour), words_of(line.kind), line.n) for line in lines],
        total=sum(line.n for line in lines),
        rules=RULES,
        first=first.isoformat(),
        last=last.isoformat(),
        period=f"du {french_day(first)} au {french_day(last)}",
        printed=when_of(city.now()),
        is_demo=city.settings.demo,
    )
