# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda of one centre, made of what the city entered, the law's holidays and the school year.

A centre gets its own agenda whole: its people, those who come from other centres for a half-day,
its openings and those of its people elsewhere. Of the other centres it gets the card, and for
which need somebody receives there on which weekdays, so that a request can name one of them.
Workshops of another centre stay there: a seat is enrolled for where one goes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.domain.displacement import why_not_held
from kiosk.domain.free_time import FreeTime
from kiosk.domain.holidays import holiday_closures, school_unknown_from
from kiosk.domain.open_times import Clash, clashes
from kiosk.domain.openings import HERE, local_instant
from kiosk.domain.recurrence import recurrence_of
from kiosk.domain.slots import Moment, Slot, free_slots
from kiosk.domain.workshops import WorkshopStatus, workshop_resource
from kiosk.foundation.clock import paris_day
from sync.server.city_sales import seats_to_give
from sync.server.school_calendar import school_calendar
from sync.server.storage.cases import CaseKind
from sync.translation import agenda_of, closure_down, seconds
from sync.wire_down import (
    Agenda,
    WireAbsence,
    WireCentre,
    WireClosure,
    WireOpening,
    WireWorkshop,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kiosk.domain import openings as domain
    from sync.server.city import City
    from sync.server.storage.agenda import CityAgenda
    from sync.server.storage.unit import CityUnit
    from sync.server.storage.waiting import WaitingCount

_BUFFERS: Final = timedelta(hours=8)  # more than any pause before or after a slot
CLASH_DAYS: Final = 92
_DAY_S: Final = 24 * 3600
_MINUTE_S: Final = 60
_EPOCH: Final = date(1970, 1, 1).toordinal()
MAX_KEPT: Final = 64
_SEARCHED: Final[dict[tuple[str, str, str, date], domain.Agenda]] = {}
ABSENCES_KEPT_DAYS: Final = 2


def centre_agenda(city: City, unit: CityUnit, centre: str) -> Agenda:
    """Return the agenda of a centre as it goes down."""
    today = paris_day(city.clock.now_utc())
    whole = _whole(unit, unit.agenda.revision(), today)
    agenda = _composed(whole, unit.fleet.centres(), centre, today)
    waiting = unit.waiting.counts() if agenda.workshops else {}
    return msgspec.structs.replace(
        agenda, workshops=[_with_waiting(one, waiting) for one in agenda.workshops]
    )


def agenda_for_search(city: City, unit: CityUnit, centre: str) -> domain.Agenda:
    """Return the agenda of a centre to look for slots in it: at most five statements.

    The cards of the other centres are left out. Read once, it is kept until somebody changes
    the city's agenda: then one statement is enough.
    """
    today = paris_day(city.clock.now_utc())
    revision = unit.agenda.revision()
    key = (unit.city, revision, centre, today)
    if key not in _SEARCHED:
        composed = _composed(_whole(unit, revision, today), (), centre, today)
        agenda = agenda_of(composed, revision, None)
        if not revision:
            return agenda
        while len(_SEARCHED) >= MAX_KEPT:
            _SEARCHED.pop(next(iter(_SEARCHED)), None)
        _SEARCHED[key] = agenda
    return _SEARCHED[key]


def free_in_centre(
    city: City, unit: CityUnit, centre: str, motif_id: str, days: tuple[date, date]
) -> tuple[Slot, ...]:
    """Return the slots of a centre that the city itself may give away now, in order.

    The same search as a machine's; what machines hold the right to sell is left to them. The
    cells remain the guard: whoever takes a slot takes them in his own transaction.

    Args:
        city: The city.
        unit: The transaction.
        centre: Where.
        motif_id: The need; nothing is free for one that is unknown.
        days: First and last day in Paris, both included.
    """
    agenda = agenda_for_search(city, unit, centre)
    motif = next((one for one in agenda.motifs if one.motif_id == motif_id), None)
    if motif is None:
        return _free_workshop(city, unit, agenda, motif_id, days)
    now_utc = city.clock.now_utc()
    first = min(now_utc, local_instant(days[0], time(0))) - _BUFFERS
    last = local_instant(days[1] + timedelta(days=1), time(0)) + _BUFFERS
    taken, held = unit.agenda.busy(seconds(first), seconds(last))
    here = {one.mediator_id for one in agenda.mediators}
    mine = [one for one in taken if one.mediator_id in here]
    return free_slots(agenda, motif, days, Moment(now_utc, FreeTime(held, is_rest=True), mine))


def _free_workshop(
    city: City, unit: CityUnit, agenda: domain.Agenda, name: str, days: tuple[date, date]
) -> tuple[Slot, ...]:
    """Return when a workshop takes place, if the city may give a seat of it away now."""
    workshop = agenda.workshop(name)
    if workshop is None or why_not_held(agenda, workshop) is not None:
        return ()
    is_within = days[0] <= paris_day(workshop.start_utc) <= days[1]
    takes = workshop.takes_enrolments(city.clock.now_utc())
    if not (is_within and takes and seats_to_give(unit, workshop)):
        return ()
    return (Slot(workshop.start_utc, workshop.resource, workshop.duration_min),)


def school_warnings(city: City, unit: CityUnit) -> dict[str, date]:
    """Return centre -> first day from which its openings wait for a school calendar."""
    today = paris_day(city.clock.now_utc())
    found: dict[str, date] = {}
    for card in unit.fleet.centres():
        day = school_unknown_from(agenda_for_search(city, unit, card.code), today)
        if day is not None:
            found[card.code] = day
    return found


def clash_warnings(city: City, unit: CityUnit) -> tuple[Clash, ...]:
    """Return the people who are expected in two centres at once in the next weeks."""
    today = paris_day(city.clock.now_utc())
    days = (today, today + timedelta(days=CLASH_DAYS))
    found: dict[tuple[str, str], Clash] = {}
    for card in unit.fleet.centres():
        for clash in clashes(agenda_for_search(city, unit, card.code), days):
            found[clash.one_id, clash.other_id] = clash
    return tuple(found.values())


def note_missing_school(city: City, unit: CityUnit) -> None:
    """Open a case for each centre whose openings wait for a school calendar."""
    known = school_calendar(paris_day(city.clock.now_utc()).year).known_until
    for centre in school_warnings(city, unit):
        # named by what is known, so that the next year's gap is another case
        subject = f"{centre} {known.isoformat() if known else ''}"
        unit.cases.open(
            CaseKind.SCHOOL_CALENDAR, device="", subject=subject, detail={}, now=city.now()
        )


def _whole(unit: CityUnit, revision: str, today: date) -> CityAgenda:
    return unit.agenda.whole(revision, workshops_since=seconds(local_instant(today, time(0))))


def _with_waiting(one: WireWorkshop, waiting: Mapping[str, WaitingCount]) -> WireWorkshop:
    known = waiting.get(workshop_resource(one.workshop_id))
    return msgspec.structs.replace(one, n_waiting=known.n_listed) if known else one


def _composed(whole: CityAgenda, cards: Iterable[WireCentre], centre: str, today: date) -> Agenda:
    """Return what a centre is told, by the places of openings and of closures."""
    homes = {one.mediator_id: home for home, one in whole.mediators}
    active = {one.mediator_id for _, one in whole.mediators if one.is_active}
    placed = [(one.centre or homes[one.mediator_id], one) for one in whole.openings]
    mine = {person for person, home in homes.items() if home == centre}
    led = [one for place, one in whole.workshops if place == centre]
    people = mine | {one.mediator_id for place, one in placed if place == centre}
    people |= {one.mediator_id for one in led} & set(homes)
    held: defaultdict[str, list[WireOpening]] = defaultdict(list)
    for place, one in placed:
        if one.mediator_id in active:
            held[place].append(one)
    oldest = (today - timedelta(days=ABSENCES_KEPT_DAYS)).toordinal() - _EPOCH
    school = school_calendar(today.year)
    known = school.known_until
    return Agenda(
        mediators=[one for _, one in whole.mediators if one.mediator_id in people],
        motifs=list(whole.motifs),
        openings=[
            _told(one, HERE if place == centre else place)
            for place, one in placed
            if place == centre or one.mediator_id in mine
        ],
        absences=[
            one
            for one in whole.absences
            if one.mediator_id in people and one.end >= oldest * _DAY_S
        ]
        + _led_elsewhere(whole, centre, mine),
        closures=[
            *(_placed(one, centre) for one in whole.closures),
            *map(closure_down, holiday_closures(range(today.year - 1, today.year + 2))),
        ],
        school_holidays=[(first.isoformat(), last.isoformat()) for first, last in school.spans],
        school_known_until=known.isoformat() if known else "",
        centres=[
            msgspec.structs.replace(card, receives=_receives(whole, held[card.code], today))
            for card in cards
            if card.code != centre
        ],
        workshops=led,
    )


def _led_elsewhere(whole: CityAgenda, centre: str, mine: set[str]) -> list[WireAbsence]:
    """Return when people of a centre lead a workshop in another one: they are away then.

    Not from a workshop that they lead here meanwhile: a person says which of the two changes.
    """
    planned = [
        (place, one, one.start + one.duration_min * _MINUTE_S)
        for place, one in whole.workshops
        if one.status == WorkshopStatus.PLANNED.value and one.mediator_id in mine
    ]
    here = [(one.mediator_id, one.start, end) for place, one, end in planned if place == centre]
    return [
        WireAbsence(
            absence_id=f"w-{hashlib.sha256(one.workshop_id.encode()).hexdigest()[:16]}",
            mediator_id=one.mediator_id,
            start=one.start,
            end=end,
        )
        for place, one, end in planned
        if place != centre
        and not any(
            who == one.mediator_id and first < end and one.start < last for who, first, last in here
        )
    ]


def _told(one: WireOpening, place: str) -> WireOpening:
    """Return an opening as machines read it, with what programs before the rules know."""
    rule = recurrence_of(one.rrule)
    weekdays = sorted(rule.weekdays) or [date.fromisoformat(one.first_day).weekday()]
    return msgspec.structs.replace(
        one,
        centre=place,
        weekdays=weekdays,
        until=rule.until.isoformat() if rule.until else "",
    )


def _placed(one: WireClosure, centre: str) -> WireClosure:
    return msgspec.structs.replace(one, centre=HERE) if one.centre == centre else one


def _receives(
    whole: CityAgenda, openings: Iterable[WireOpening], today: date
) -> dict[str, list[int]]:
    """Return need -> weekdays on which somebody receives for it, openings of the past left out."""
    found: dict[str, set[int]] = {}
    for one in openings:
        told = _told(one, HERE)
        if told.until and told.until < today.isoformat():
            continue
        for motif_id in one.motif_ids or [motif.motif_id for motif in whole.motifs]:
            found.setdefault(motif_id, set()).update(told.weekdays)
    return {motif_id: sorted(weekdays) for motif_id, weekdays in sorted(found.items())}
