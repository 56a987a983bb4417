# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of the agenda shows: one week of a centre, what is entered, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_status import GONE, AppointmentStatus
from kiosk.domain.lease_cases import TaskKind
from kiosk.domain.numbers import grouped
from kiosk.domain.open_times import open_times
from kiosk.domain.openings import HERE, instant_utc, local_instant
from kiosk.domain.periods import french_day, french_time, french_weekday
from kiosk.foundation.clock import paris_day
from sync.server.agenda_engine import MAX_AWAY_DAYS
from sync.server.agenda_words import MESSAGES, STATUSES, TASKS, failure_of
from sync.server.centre_agenda import agenda_for_search
from sync.server.console.workshop_view import WorkshopLine, hours_of, workshop_lines
from sync.server.lease_tasks import tasks_of
from sync.server.reminders import TRIES_BEFORE_CALLING
from sync.server.waiting_words import spoken_of
from sync.translation import instant, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.openings import Agenda
    from sync.server.city import City
    from sync.server.storage.agenda import CityAgenda
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.unit import CityUnit
    from sync.wire_down import WireCentre, WireOpening

_DAYS: Final = 7
_SEASONS: Final = {"term": ", hors vacances", "school_holidays": ", pendant les vacances"}


@dataclass(frozen=True, slots=True)
class BookedLine:
    """An appointment in the week."""

    booking: str
    time: str
    number: str
    need: str
    status: str
    tone: str
    can_cancel: bool


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of one person."""

    times: tuple[str, ...]
    led: tuple[str, ...]
    away: tuple[str, ...]
    booked: tuple[BookedLine, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's week."""

    mediator_id: str
    name: str
    days: tuple[DayCell, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """Something entered that can be taken away: an opening, an absence, a closure."""

    kind: str
    entry_id: str
    words: str


@dataclass(frozen=True, slots=True)
class ToCall:
    """Somebody to call; `message` is empty for a case, which is closed on the page of rights."""

    message: str
    number: str
    when: str
    words: str
    has_contact: bool


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A calendar feed."""

    feed_id: int
    name: str
    made: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """Everything on the page."""

    centre: WireCentre
    centres: tuple[WireCentre, ...]
    monday: str
    before: str
    after: str
    title: str
    days: tuple[tuple[str, bool], ...]
    rows: tuple[PersonRow, ...]
    workshops: tuple[WorkshopLine, ...]
    entered: tuple[Entered, ...]
    to_call: tuple[ToCall, ...]
    feeds: tuple[FeedLine, ...]
    needs: tuple[tuple[str, str], ...]
    today: str
    is_demo: bool


def agenda_page(
    city: City, centre: str, day: date | None, sees: Callable[[str], bool]
) -> AgendaPage | None:
    """Return the week of a centre in which a day lies; nothing for who sees no centre."""
    today = paris_day(city.clock.now_utc())
    is_near = day is not None and abs((day - today).days) <= MAX_AWAY_DAYS
    chosen = day if day is not None and is_near else today
    monday = chosen - timedelta(days=chosen.weekday())
    with city.database.transaction() as unit:
        cards = tuple(one for one in unit.fleet.centres() if sees(one.code))
        card = next((one for one in cards if one.code == centre), None)
        card = card or (cards[0] if cards else None)
        if card is None:
            return None
        agenda = agenda_for_search(city, unit, card.code)
        whole = unit.agenda.whole(unit.agenda.revision())
        week = [monday + timedelta(days=n) for n in range(_DAYS)]
        rows = _rows(unit, agenda, card.code, week)
        to_call = _to_call(city, unit, card.code)
        feeds = unit.feeds.every()
        names = {one.mediator_id: one.first_name for one in agenda.mediators}
        since = seconds(local_instant(min(monday, today), time(0)))
        workshops = workshop_lines(city, unit, card.code, names, since)
    return AgendaPage(
        centre=card,
        centres=cards,
        monday=monday.isoformat(),
        before=(monday - timedelta(days=_DAYS)).isoformat(),
        after=(monday + timedelta(days=_DAYS)).isoformat(),
        title=f"{card.name}, semaine du {french_day(monday)}",
        days=tuple(
            (f"{french_weekday(one.weekday())} {one.day}", agenda.is_closed(one)) for one in week
        ),
        rows=rows,
        workshops=workshops,
        entered=_entered(whole, agenda, card.code, today),
        to_call=to_call,
        feeds=tuple(
            FeedLine(
                one.feed_id,
                names[one.mediator_id],
                french_day(paris_day(instant(one.made))),
                one.revoked is None,
            )
            for one in feeds
            if one.mediator_id in names
        ),
        needs=tuple((one.motif_id, one.label()) for one in agenda.motifs),
        today=today.isoformat(),
        is_demo=city.settings.demo,
    )


def when_of(start: int) -> str:
    """Return an instant as people say it: « jeudi 26 novembre 2026 à 9 h »."""
    at = instant(start)
    return f"{french_day(paris_day(at), with_weekday=True)} à {french_time(at)}"


def _rows(unit: CityUnit, agenda: Agenda, centre: str, week: list[date]) -> tuple[PersonRow, ...]:
    first = seconds(local_instant(week[0], time(0)))
    last = seconds(local_instant(week[-1] + timedelta(days=1), time(0)))
    booked = [one for one in unit.bookings.of_centre(centre, first, last) if not one.incomplete]
    open_by_need = [
        open_times(agenda, motif.motif_id, (week[0], week[-1]), HERE) for motif in agenda.motifs
    ]
    rows: list[PersonRow] = []
    for person in agenda.mediators:
        spans = {
            (span.start_min, span.end_min)
            for found in open_by_need
            for span in found.get(person.mediator_id, ())
        }
        mine = [one for one in booked if one.mediator_id == person.mediator_id]
        if person.is_active or mine:
            days = tuple(_cell(agenda, person.mediator_id, day, spans, mine) for day in week)
            rows.append(PersonRow(person.mediator_id, person.first_name, days))
    return tuple(rows)


def _cell(
    agenda: Agenda,
    mediator_id: str,
    day: date,
    spans: set[tuple[int, int]],
    mine: list[BookedAppointment],
) -> DayCell:
    here = sorted(span for span in spans if paris_day(instant_utc(span[0])) == day)
    begin, end = local_instant(day, time(0)), local_instant(day + timedelta(days=1), time(0))
    away = [
        (max(one.start_utc, begin), min(one.end_utc, end))
        for one in agenda.absences
        if one.mediator_id == mediator_id and one.start_utc < end and begin < one.end_utc
    ]
    return DayCell(
        times=tuple(
            f"{french_time(instant_utc(low))} – {french_time(instant_utc(high))}"
            for low, high in here
        ),
        led=tuple(
            hours_of(one)
            for one in agenda.workshops
            if one.is_planned and one.mediator_id == mediator_id and paris_day(one.start_utc) == day
        ),
        away=tuple(
            "toute la journée"
            if (low, high) == (begin, end)
            else f"{french_time(low)} – {french_time(high)}"
            for low, high in sorted(away)
        ),
        booked=tuple(_line(agenda, one) for one in mine if paris_day(instant(one.start)) == day),
    )


def _line(agenda: Agenda, one: BookedAppointment) -> BookedLine:
    motif = agenda.motif(one.motif_id)
    words, tone = STATUSES.get(one.status, (one.status.value, "wait"))
    can_cancel = one.status in {
        AppointmentStatus.CONFIRMED,
        AppointmentStatus.DISPLACED,
        AppointmentStatus.CANCEL_ASKED,
    }
    return BookedLine(
        booking=one.booking,
        time=french_time(instant(one.start)),
        number=grouped(one.number),
        need=motif.label() if motif else "",
        status=words,
        tone=tone,
        can_cancel=can_cancel and one.status not in GONE,
    )


def _entered(whole: CityAgenda, agenda: Agenda, centre: str, today: date) -> tuple[Entered, ...]:
    names = {one.mediator_id: one.first_name for one in agenda.mediators}
    now = seconds(local_instant(today, time(0)))
    found = [
        Entered("plage", one.opening_id, f"{names[one.mediator_id]} : {_opening_words(one)}")
        for one in whole.openings
        if one.mediator_id in names
    ]
    found += [
        Entered(
            "absence",
            one.absence_id,
            f"{names[one.mediator_id]} : du {when_of(one.start)} au {when_of(one.end)}",
        )
        for one in whole.absences
        if one.mediator_id in names and one.end >= now
    ]
    found += [
        Entered("fermeture", one.closure_id, f"{one.first_day} – {one.last_day} {one.label}")
        for one in whole.closures
        if one.centre in {centre, "*"} and one.last_day >= today.isoformat()
    ]
    return tuple(found)


def _opening_words(one: WireOpening) -> str:
    season = _SEASONS.get(one.season, "")
    return f"{one.start} – {one.end}, {one.rrule or one.first_day}{season}"


def _to_call(city: City, unit: CityUnit, centre: str) -> tuple[ToCall, ...]:
    found = [
        ToCall("", grouped(one.number), when_of(one.start), TASKS[TaskKind(one.kind)], False)  # noqa: FBT003 - read by name in the page
        for one in tasks_of(unit, centre)
    ]
    for message in unit.messages.for_people(city.now(), TRIES_BEFORE_CALLING):
        one = spoken_of(unit, message)
        if one is None or one.centre != centre:
            continue
        has_contact = bool(message.subject) and unit.contacts.get(message.subject) is not None
        words = f"{MESSAGES[message.kind]} : {failure_of(message.reason)}"
        found.append(
            ToCall(
                message.message_id, grouped(one.number), when_of(message.start), words, has_contact
            )
        )
    return tuple(found)
