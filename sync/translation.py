# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between what travels and the values of the domain; both ends translate by these functions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from kiosk.domain import openings as domain
from kiosk.domain.centre import CentreCard
from kiosk.domain.recurrence import Recurrence, recurrence_of, weekly
from kiosk.domain.slots import CELL_MIN
from kiosk.domain.workshops import Workshop, WorkshopStatus, checked_workshop
from sync import wire_down

_MAX_MINUTES = 31 * 24 * 60
_MAX_LENGTH_MIN = 8 * 60
_MAX_DAYS = 366
_MAX_COUNT = 1 << 20
_MAX_ROWS = 20_000
_MAX_DATES = 4_000
MAX_STEP = 1 << 25
"""A cell of the year 2288: beyond it, no instant that anybody books."""


class NotTranslatable(ValueError):
    """A value that travelled means nothing here; the message names the rule."""


def seconds(instant: datetime) -> int:
    """Return whole seconds since 1970 of an aware instant."""
    return int(instant.timestamp())


def instant(seconds_utc: int) -> datetime:
    """Return the aware UTC instant of whole seconds since 1970.

    Raises:
        NotTranslatable: If no calendar has it.
    """
    try:
        return datetime.fromtimestamp(seconds_utc, tz=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise NotTranslatable("instant hors du calendrier") from error


def agenda_of(
    agenda: wire_down.Agenda, version: str, received_utc: datetime | None
) -> domain.Agenda:
    """Return the agenda that travelled.

    Raises:
        NotTranslatable: If a day or a time cannot be read.
    """
    dated = (agenda.openings, agenda.absences, agenda.closures, agenda.workshops)
    parts = (agenda.mediators, agenda.motifs, *dated)
    if any(len(rows) > _MAX_ROWS for rows in parts):
        raise NotTranslatable("trop de lignes dans un agenda")
    try:
        return domain.Agenda(
            mediators=tuple(
                domain.Mediator(
                    one.mediator_id,
                    one.first_name,
                    one.is_active,
                    tuple(one.languages),
                    one.max_a_day,
                )
                for one in agenda.mediators
            ),
            motifs=tuple(motif_of(one) for one in agenda.motifs),
            openings=tuple(opening_of(one) for one in agenda.openings),
            absences=tuple(
                domain.Absence(
                    one.absence_id, one.mediator_id, instant(one.start), instant(one.end)
                )
                for one in agenda.absences
            ),
            closures=tuple(closure_of(one) for one in agenda.closures),
            version=version,
            received_utc=received_utc,
            school_holidays=tuple(
                (date.fromisoformat(first), date.fromisoformat(last))
                for first, last in agenda.school_holidays
            ),
            school_known_until=(
                date.fromisoformat(agenda.school_known_until) if agenda.school_known_until else None
            ),
            centres=tuple(card_of(one) for one in agenda.centres),
            workshops=tuple(workshop_of(one) for one in agenda.workshops),
        )
    except (ValueError, OverflowError) as error:
        raise NotTranslatable("un jour ou une heure de l’agenda est illisible") from error


def motif_of(motif: wire_down.WireMotif) -> domain.Motif:
    """Return the need that travelled.

    Raises:
        ValueError: If one of its numbers would make no slot, or too many.
    """
    minutes = (motif.before_min, motif.after_min, motif.step_min, motif.notice_min)
    counts = (motif.horizon_days, motif.max_a_day, motif.max_active)
    if motif.duration_min < CELL_MIN or min(*minutes, *counts) < 0:
        raise ValueError("motif")
    if any(number % CELL_MIN for number in (motif.duration_min, *minutes[:3])):
        raise ValueError("motif")
    if max(motif.duration_min, *minutes[:3]) > _MAX_LENGTH_MIN or motif.notice_min > _MAX_MINUTES:
        raise ValueError("motif")
    if motif.horizon_days > _MAX_DAYS or max(counts) > _MAX_COUNT:
        raise ValueError("motif")
    if not motif.labels.get(domain.SOURCE_LANGUAGE):
        raise ValueError("motif")
    return domain.Motif(
        motif_id=motif.motif_id,
        labels=tuple(motif.labels.items()),
        icon=motif.icon,
        duration_min=motif.duration_min,
        before_min=motif.before_min,
        after_min=motif.after_min,
        documents=tuple((code, tuple(papers)) for code, papers in motif.documents.items()),
        step_min=motif.step_min,
        notice_min=motif.notice_min,
        horizon_days=motif.horizon_days,
        max_a_day=motif.max_a_day,
        max_active=motif.max_active,
        each_person=motif.each_person,
    )


def workshop_of(workshop: wire_down.WireWorkshop) -> Workshop:
    """Return the workshop that travelled.

    Raises:
        ValueError: If one of its values is out of bounds.
    """
    return checked_workshop(
        Workshop(
            workshop_id=workshop.workshop_id,
            titles=tuple(workshop.titles.items()),
            start_utc=instant(workshop.start),
            duration_min=workshop.duration_min,
            capacity=workshop.capacity,
            mediator_id=workshop.mediator_id,
            documents=tuple((code, tuple(papers)) for code, papers in workshop.documents.items()),
            waiting_capacity=workshop.waiting_capacity,
            min_participants=workshop.min_participants,
            notice_min=workshop.notice_min,
            status=WorkshopStatus(workshop.status),
            n_waiting=workshop.n_waiting,
        )
    )


def workshop_down(workshop: Workshop) -> wire_down.WireWorkshop:
    """Return a workshop as it travels."""
    return wire_down.WireWorkshop(
        workshop_id=workshop.workshop_id,
        titles=dict(workshop.titles),
        start=seconds(workshop.start_utc),
        duration_min=workshop.duration_min,
        capacity=workshop.capacity,
        mediator_id=workshop.mediator_id,
        documents={code: list(papers) for code, papers in workshop.documents},
        waiting_capacity=workshop.waiting_capacity,
        min_participants=workshop.min_participants,
        notice_min=workshop.notice_min,
        status=workshop.status.value,
        n_waiting=workshop.n_waiting,
    )


def card_of(card: wire_down.WireCentre) -> CentreCard:
    """Return the card of a centre that travelled."""
    return CentreCard(
        code=card.code,
        name=card.name,
        quarter=card.quarter,
        address=card.address,
        phone=card.phone,
        hours=tuple(
            sorted((int(day), text) for day, text in card.hours.items() if day.isdecimal())
        ),
        receives=tuple((need, tuple(days)) for need, days in card.receives.items()),
    )


def closure_of(closure: wire_down.WireClosure) -> domain.Closure:
    """Return the closure that travelled.

    Raises:
        ValueError: If a day or the kind cannot be read.
    """
    return domain.Closure(
        closure_id=closure.closure_id,
        first_day=date.fromisoformat(closure.first_day),
        last_day=date.fromisoformat(closure.last_day),
        label=closure.label,
        kind=domain.ClosureKind(closure.kind),
        centre=closure.centre,
        opens_anyway=closure.opens_anyway,
    )


def closure_down(closure: domain.Closure) -> wire_down.WireClosure:
    """Return a closure as it travels."""
    return wire_down.WireClosure(
        closure_id=closure.closure_id,
        first_day=closure.first_day.isoformat(),
        last_day=closure.last_day.isoformat(),
        label=closure.label,
        kind=closure.kind.value,
        centre=closure.centre,
        opens_anyway=closure.opens_anyway,
    )


def opening_of(opening: wire_down.WireOpening) -> domain.Opening:
    """Return the opening that travelled.

    Raises:
        ValueError: If a day or a time cannot be read.
    """
    start, end = time.fromisoformat(opening.start), time.fromisoformat(opening.end)
    if start.tzinfo or end.tzinfo or start >= end or start.minute % CELL_MIN:
        raise ValueError("opening")
    return domain.Opening(
        opening_id=opening.opening_id,
        mediator_id=opening.mediator_id,
        motif_ids=tuple(opening.motif_ids),
        first_day=date.fromisoformat(opening.first_day),
        recurrence=_recurrence_of(opening),
        start=start,
        end=end,
        season=domain.Season(opening.season),
        centre=opening.centre,
        has_outer_buffers=opening.has_outer_buffers,
    )


def _recurrence_of(opening: wire_down.WireOpening) -> Recurrence:
    """Return the rule; a server of before the rules names weekdays and a last day only."""
    until = date.fromisoformat(opening.until) if opening.until else None
    if len(opening.exdates) + len(opening.rdates) > _MAX_DATES:
        raise ValueError("dates")
    text = opening.rrule or weekly(*opening.weekdays, until=until).text()
    return recurrence_of(
        text,
        exdates=[date.fromisoformat(day) for day in opening.exdates],
        rdates=[date.fromisoformat(day) for day in opening.rdates],
    )
