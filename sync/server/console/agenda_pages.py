# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of the agenda on HTTP: a week, free times, changes; plain forms, no script."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from litestar import get, post

from kiosk.domain.openings import local_instant
from kiosk.domain.periods import french_day, french_time, parse_day
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import ContentUnreadable, Refused
from sync.server import agenda_engine as engine
from sync.server.agenda_file import (
    WEEKDAYS,
    AgendaFile,
    ClosureEntry,
    OpeningEntry,
    enter_agenda,
)
from sync.server.agenda_words import REASONS, sentence_of
from sync.server.centre_agenda import agenda_for_search
from sync.server.console.agenda_view import agenda_page, when_of
from sync.server.console.field_names import told_by_fields
from sync.server.console.frame import (
    MAX_FORM_BYTES,
    Call,
    Page,
    back,
    city_of,
    door,
    entry_of,
    page_of,
    with_form,
    worked,
)
from sync.server.console.rules import AGENDA
from sync.server.displacing import review_after_change
from sync.translation import seconds

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.console.access import Entry

_ID_BYTES: Final = 6
_MAX_DIGITS: Final = 9
_SEARCH_DAYS: Final = 7


@get(AGENDA, include_in_schema=False)
async def agenda(request: Call) -> Page:
    """Show a week of a centre."""
    return await worked(partial(_agenda, request))


@get(f"{AGENDA}/heures", include_in_schema=False)
async def free_times(request: Call) -> Page:
    """Show the free times of a need."""
    return await worked(partial(_free_times, request))


@post(f"{AGENDA}/prendre", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def take(request: Call) -> Page:
    """Sell a time of the pool."""
    return await with_form(request, _take)


@post(f"{AGENDA}/annuler", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def cancel(request: Call) -> Page:
    """Cancel an appointment."""
    return await with_form(request, _cancel)


@post(f"{AGENDA}/absence", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def absence(request: Call) -> Page:
    """Show whom an absence displaces; enter it once that was confirmed."""
    return await with_form(request, _absence)


@post(f"{AGENDA}/plage", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def opening(request: Call) -> Page:
    """Enter an opening of every week."""
    return await with_form(request, _opening)


@post(f"{AGENDA}/fermeture", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def closure(request: Call) -> Page:
    """Enter days on which the centre is shut."""
    return await with_form(request, _closure)


@post(f"{AGENDA}/retirer", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def remove(request: Call) -> Page:
    """Take an opening, an absence or a closure away."""
    return await with_form(request, _remove)


AGENDA_PAGES: Final = (
    agenda,
    free_times,
    take,
    cancel,
    absence,
    opening,
    closure,
    remove,
)


def _agenda(request: Call, notice: str = "", place: tuple[str, str] | None = None) -> Page:
    entry = entry_of(request)
    if entry is None:
        return door(request, "")
    asked = request.query_params
    centre, day = place or (_plain(asked.get("centre", "")), str(asked.get("semaine", "")))
    found = agenda_page(city_of(request), centre, day_or_none(day), entry.sees)
    if found is None:
        return door(request, "Aucun centre n’est entré.", status=404)
    return page_of(
        request,
        "agenda.html",
        status=400 if notice else 200,
        page=found,
        csrf=entry.csrf,
        notice=notice,
        reasons=[(reason.value, words) for reason, words in REASONS.items()],
        weekdays=WEEKDAYS,
    )


def refused(request: Call, form: dict[str, str], error: Refused | ContentUnreadable) -> Page:
    """Return the agenda with the sentence of a refusal."""
    words = sentence_of(error) if isinstance(error, Refused) else told_by_fields(str(error))
    return _agenda(request, words, (form.get("centre", ""), form.get("semaine", "")))


def to_agenda(form: dict[str, str]) -> Page:
    """Send the browser back to the week from which a form came."""
    where = f"centre={quote(form.get('centre', ''))}&semaine={quote(form.get('semaine', ''))}"
    return back(to=f"{AGENDA}?{where}")


def _free_times(request: Call) -> Page:
    entry = entry_of(request)
    if entry is None:
        return door(request, "", status=403)
    asked = {str(name): _plain(value) for name, value in request.query_params.items()}
    city = city_of(request)
    today = paris_day(city.clock.now_utc())
    first = max(day_or_none(asked.get("du", "")) or today, today)
    first = min(first, today + timedelta(days=engine.MAX_AWAY_DAYS))
    centre, motif_id = asked.get("centre", ""), asked.get("besoin", "")
    try:
        last = first + timedelta(days=_SEARCH_DAYS)
        slots = engine.find_free(city, centre, motif_id, (first, last))
        with city.database.transaction() as unit:
            people = agenda_for_search(city, unit, centre).mediators
    except Refused as error:
        return refused(request, asked, error)
    names = {one.mediator_id: one.first_name for one in people}
    days: dict[str, list[tuple[str, str, str, int]]] = {}
    for slot in slots:
        day = french_day(paris_day(slot.start_utc), with_weekday=True)
        who = slot.mediator_id
        line = (french_time(slot.start_utc), names.get(who, ""), who, seconds(slot.start_utc))
        days.setdefault(day, []).append(line)
    return page_of(
        request,
        "times.html",
        days=days,
        centre=centre,
        need=motif_id,
        csrf=entry.csrf,
        after=(last + timedelta(days=1)).isoformat(),
    )


def _take(request: Call, entry: Entry, form: dict[str, str]) -> Page:
    try:
        order = engine.Order(
            centre=form.get("centre", ""),
            motif_id=form.get("besoin", ""),
            mediator_id=form.get("personne", ""),
            start=_whole(form.get("debut", "")),
            party_size=_whole(form.get("nombre", "1")),
            label=form.get("nom", ""),
            contact=form.get("contact", ""),
        )
        sold = engine.sell_from_pool(city_of(request), order)
    except Refused as error:
        return refused(request, form, error)
    number = f"{sold.number[:4]} {sold.number[4:]}"
    return page_of(
        request,
        "sold.html",
        number=number,
        when=when_of(sold.start),
        booking=sold.booking,
        centre=order.centre,
        csrf=entry.csrf,
    )


def _cancel(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    reason = form.get("raison", "")
    try:
        engine.cancel_by_city(city_of(request), form.get("rendez_vous", ""), reason)
    except Refused as error:
        return refused(request, form, error)
    return to_agenda(form)


def _absence(request: Call, entry: Entry, form: dict[str, str]) -> Page:
    city = city_of(request)
    try:
        away = engine.Away(
            form.get("personne", ""), _local(form.get("du", "")), _local(form.get("au", ""))
        )
        if form.get("vu") == "oui":
            engine.add_absence(city, away)
            return to_agenda(form)
        seen = engine.preview_absence(city, away)
    except Refused as error:
        return refused(request, form, error)
    return page_of(
        request,
        "absence.html",
        csrf=entry.csrf,
        form=form,
        n_leased=seen.n_leased,
        lines=[
            (f"{one.number[:4]} {one.number[4:]}", when_of(one.start)) for one in seen.displaced
        ],
        period=f"du {when_of(away.start)} au {when_of(away.end)}",
    )


def _opening(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    entry = OpeningEntry(
        id=f"v-{secrets.token_hex(_ID_BYTES)}",
        mediator=form.get("personne", ""),
        weekdays=[day for day in WEEKDAYS if form.get(f"jour_{day}")],
        start=form.get("de", ""),
        end=form.get("a", ""),
        first_day=form.get("premier", ""),
        until=form.get("dernier", ""),
        centre=form.get("centre", ""),
    )
    return _entered(request, form, AgendaFile(opening=[entry]))


def _closure(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    entry = ClosureEntry(
        id=f"v-{secrets.token_hex(_ID_BYTES)}",
        centre=form.get("centre", ""),
        first_day=form.get("premier", ""),
        last_day=form.get("dernier", "") or form.get("premier", ""),
        label=form.get("texte", ""),
    )
    return _entered(request, form, AgendaFile(closure=[entry]))


def _entered(request: Call, form: dict[str, str], content: AgendaFile) -> Page:
    """Enter something of the agenda; promises whose time is gone become tasks at once."""
    city = city_of(request)
    try:
        enter_agenda(city, content)
    except ContentUnreadable as error:
        return refused(request, form, error)
    _review(city)
    return to_agenda(form)


def _remove(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    city = city_of(request)
    name = form.get("entree", "")
    with city.database.transaction() as unit:
        match form.get("sorte", ""):
            case "plage":
                unit.agenda.remove_opening(name)
            case "absence":
                unit.agenda.remove_absence(name)
            case "fermeture":
                unit.agenda.remove_closure(name)
            case _:
                return to_agenda(form)
        unit.state.bump()
    _review(city)
    return to_agenda(form)


def _review(city: City) -> None:
    with city.database.transaction() as unit:
        unit.state.lock_rights()
        review_after_change(city, unit)


def _plain(value: object) -> str:
    return str(value).replace("\0", "")[:80]


def day_or_none(text: str) -> date | None:
    """Return a day of an address; nothing where it cannot be read."""
    try:
        return parse_day(text) if text else None
    except Refused:
        return None


def _whole(text: str) -> int:
    if not (text.isdecimal() and len(text) <= _MAX_DIGITS + 1):
        raise Refused("slot_gone")
    return int(text)


def _local(text: str) -> int:
    """Return the instant of a wall time in Paris, as a field of the page gives it."""
    try:
        wall = datetime.fromisoformat(text)
        if wall.tzinfo is not None:
            raise Refused("day_unreadable")
        return seconds(local_instant(wall.date(), wall.time()))
    except (ValueError, OverflowError) as error:
        raise Refused("day_unreadable") from error
