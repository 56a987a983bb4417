# SPDX-License-Identifier: AGPL-3.0-or-later
"""When mediators receive people: needs, weekly openings, absences, closures.

Openings are written in local wall time of Paris, as people say them; this module turns them
into instants. Slots are cut out of the result by `kiosk.domain.slots`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kiosk.foundation.clock import PARIS

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE_LANGUAGE = "fr"
_MIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Mediator:
    """A person who receives residents.

    Attributes:
        mediator_id: Identifier given by the city.
        first_name: What the ticket says; never more than a first name.
        is_active: False once the person has left; their appointments remain readable.
    """

    mediator_id: str
    first_name: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Motif:
    """A need for which one can book.

    Attributes:
        motif_id: Identifier given by the city, such as ``caf``.
        labels: Pairs (language code, text); French is always there.
        icon: Name of an icon of the product.
        duration_min: Length of an appointment, a multiple of 5.
        before_min: Time kept free before it, a multiple of 5.
        after_min: Time kept free after it, a multiple of 5.
        documents: Pairs (language code, papers to bring); French is always there when any is.
    """

    motif_id: str
    labels: tuple[tuple[str, str], ...]
    icon: str
    duration_min: int
    before_min: int = 0
    after_min: int = 0
    documents: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def label(self, language: str = SOURCE_LANGUAGE) -> str:
        """Return the need in a language; in French where it is not translated."""
        texts = dict(self.labels)
        return texts.get(language) or texts[SOURCE_LANGUAGE]

    def papers(self, language: str = SOURCE_LANGUAGE) -> tuple[str, ...]:
        """Return the papers to bring in a language; in French where they are not translated."""
        texts = dict(self.documents)
        return texts.get(language) or texts.get(SOURCE_LANGUAGE, ())

    @property
    def whole_min(self) -> int:
        """Minutes that one appointment takes from an agenda, buffers included."""
        return self.before_min + self.duration_min + self.after_min


@dataclass(frozen=True, slots=True)
class Opening:
    """A time of the week when a mediator receives, from one day until another.

    Attributes:
        opening_id: Identifier given by the city.
        mediator_id: Who receives.
        motif_ids: Needs received; empty means all.
        first_day: First day on which it may happen.
        until: Last day, included; nothing means no end.
        weekdays: Days of the week, Monday is 0.
        start: Local start.
        end: Local end, later than `start` on the same day.
        exdates: Days on which this opening does not happen.
    """

    opening_id: str
    mediator_id: str
    motif_ids: tuple[str, ...]
    first_day: date
    until: date | None
    weekdays: tuple[int, ...]
    start: time
    end: time
    exdates: tuple[date, ...] = ()

    def receives(self, motif_id: str) -> bool:
        """Say whether this opening is for a need."""
        return not self.motif_ids or motif_id in self.motif_ids

    def happens_on(self, day: date) -> bool:
        """Say whether this opening takes place on a day, closures left aside."""
        return (
            self.first_day <= day
            and (self.until is None or day <= self.until)
            and day.weekday() in self.weekdays
            and day not in self.exdates
        )


@dataclass(frozen=True, slots=True)
class Absence:
    """A time when a mediator is away; the reason is nobody's business here."""

    absence_id: str
    mediator_id: str
    start_utc: datetime
    end_utc: datetime


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which the centre is shut, both included."""

    closure_id: str
    first_day: date
    last_day: date
    label: str = ""

    def covers(self, day: date) -> bool:
        """Say whether the centre is shut on a day."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a machine knows of its centre's openings, whole, as of one moment.

    Attributes:
        mediators: People.
        motifs: Needs, in the order of the screen.
        openings: Weekly openings.
        absences: Times away.
        closures: Days shut.
        version: The city's name for this state of the agenda.
        received_utc: When it came; nothing when it was entered on this machine.
    """

    mediators: tuple[Mediator, ...] = ()
    motifs: tuple[Motif, ...] = ()
    openings: tuple[Opening, ...] = ()
    absences: tuple[Absence, ...] = ()
    closures: tuple[Closure, ...] = ()
    version: str = ""
    received_utc: datetime | None = None

    def motif(self, motif_id: str) -> Motif | None:
        """Return a need by its identifier."""
        return next((motif for motif in self.motifs if motif.motif_id == motif_id), None)

    def mediator(self, mediator_id: str) -> Mediator | None:
        """Return a mediator by identifier."""
        return next((one for one in self.mediators if one.mediator_id == mediator_id), None)

    def is_closed(self, day: date) -> bool:
        """Say whether the centre is shut on a day."""
        return any(closure.covers(day) for closure in self.closures)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of time, in whole minutes since 1970 (UTC)."""

    start_min: int
    end_min: int


def minutes_utc(instant: datetime) -> int:
    """Return the whole minutes since 1970 of an aware instant."""
    return int(instant.timestamp()) // 60


def instant_utc(minutes: int) -> datetime:
    """Return the aware UTC instant of whole minutes since 1970."""
    return datetime.fromtimestamp(minutes * 60, tz=UTC)


def local_instant(day: date, wall: time) -> datetime:
    """Return the UTC instant of a wall time in Paris.

    A wall time that the spring change skips is moved forward by the hour skipped; one that
    the autumn change repeats is its first occurrence.

    Source: RFC 5545 section 3.3.5, PEP 495.
    """
    return datetime.combine(day, wall, tzinfo=PARIS).astimezone(UTC)


def days_between(first_day: date, last_day: date) -> Iterator[date]:
    """Yield each day from one to another, both included."""
    day = first_day
    while day <= last_day:
        yield day
        day += timedelta(days=1)


def open_spans(
    agenda: Agenda, motif_id: str, first_day: date, last_day: date
) -> dict[str, list[Span]]:
    """Return when each mediator receives for a need, overlapping and touching openings joined.

    Absences are not taken out: a slot is cut on the grid of the opening first, so that an
    absence moves no other slot. Both ends of an opening are localised one by one, so that it
    keeps its wall time across the changes of hour and its real length on these days.

    Args:
        agenda: What is known of the centre.
        motif_id: The need.
        first_day: First day in Paris.
        last_day: Last day, included.

    Returns:
        Mediator -> spans in order, without overlap; mediators without any are left out.
    """
    active = {one.mediator_id for one in agenda.mediators if one.is_active}
    days = [day for day in days_between(first_day, last_day) if not agenda.is_closed(day)]
    spans: dict[str, list[Span]] = {}
    for opening in agenda.openings:
        if opening.mediator_id not in active or not opening.receives(motif_id):
            continue
        for day in days:
            if not opening.happens_on(day):
                continue
            start = minutes_utc(local_instant(day, opening.start))
            end = minutes_utc(local_instant(day, opening.end))
            if start < end:
                spans.setdefault(opening.mediator_id, []).append(Span(start, end))
    return {mediator_id: _joined(found) for mediator_id, found in spans.items()}


def absent_spans(agenda: Agenda) -> dict[str, list[Span]]:
    """Return when each mediator is away, in whole minutes, rounded outwards."""
    spans: dict[str, list[Span]] = {}
    for absence in agenda.absences:
        start = minutes_utc(absence.start_utc)
        end = minutes_utc(absence.end_utc + _MIN - timedelta(microseconds=1))
        if start < end:
            spans.setdefault(absence.mediator_id, []).append(Span(start, end))
    return {mediator_id: _joined(found) for mediator_id, found in spans.items()}


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start_min <= joined[-1].end_min:
            joined[-1] = Span(joined[-1].start_min, max(joined[-1].end_min, span.end_min))
        else:
            joined.append(span)
    return joined
