# SPDX-License-Identifier: AGPL-3.0-or-later
"""When mediators receive people: needs, openings that come back, absences, closures.

Openings are written in local wall time of Paris, as people say them; this module turns them
into instants. Slots are cut out of the result by `kiosk.domain.slots`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from kiosk.foundation.clock import PARIS

if TYPE_CHECKING:
    from kiosk.domain.centre import CentreCard
    from kiosk.domain.recurrence import Recurrence
    from kiosk.domain.workshops import Workshop

SOURCE_LANGUAGE = "fr"
HERE: Final = ""
EVERYWHERE: Final = "*"
DEFAULT_HORIZON_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Mediator:
    """A person who receives residents.

    Attributes:
        mediator_id: Identifier given by the city.
        first_name: What the ticket says; never more than a first name.
        is_active: False once the person has left; their appointments remain readable.
        languages: Codes of the languages spoken besides French, such as ``ar``.
        max_a_day: Appointments that may be booked on one day; 0 means no limit.
    """

    mediator_id: str
    first_name: str
    is_active: bool = True
    languages: tuple[str, ...] = ()
    max_a_day: int = 0


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
        step_min: Minutes between two starts that are offered, a multiple of 5; 0 means the
            whole length, buffers included.
        notice_min: Minutes that must lie between the booking and the start.
        horizon_days: Last day that may be booked, counted from the present one.
        max_a_day: Appointments for it on one day in one centre; 0 means no limit.
        max_active: Appointments for it that may be in force at once in one centre, so that a
            need much asked for leaves room; 0 means no limit.
        each_person: Whether each person of a party takes the whole length, one after another;
            else a party takes the time of one.
    """

    motif_id: str
    labels: tuple[tuple[str, str], ...]
    icon: str
    duration_min: int
    before_min: int = 0
    after_min: int = 0
    documents: tuple[tuple[str, tuple[str, ...]], ...] = ()
    step_min: int = 0
    notice_min: int = 0
    horizon_days: int = DEFAULT_HORIZON_DAYS
    max_a_day: int = 0
    max_active: int = 0
    each_person: bool = False

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

    def for_party(self, party_size: int) -> Motif:
        """Return this need as a party books it, offered on the same grid."""
        if not self.each_person or party_size == 1:
            return self
        return replace(self, duration_min=self.duration_min * party_size, step_min=self.grid_min)

    @property
    def grid_min(self) -> int:
        """Minutes between two starts that are offered."""
        return self.step_min or self.whole_min


class Season(StrEnum):
    """In which part of the school year an opening takes place."""

    ALWAYS = "always"
    TERM = "term"
    SCHOOL_HOLIDAYS = "school_holidays"


@dataclass(frozen=True, slots=True)
class Opening:
    """A half-day on which a mediator receives, and when it comes back.

    Attributes:
        opening_id: Identifier given by the city.
        mediator_id: Who receives.
        motif_ids: Needs received; empty means all.
        first_day: First day on which it may happen.
        recurrence: On which days it comes back.
        start: Local start.
        end: Local end, later than `start` on the same day.
        season: In which part of the school year.
        centre: Code of the centre where it takes place; `HERE` for the agenda's own.
        has_outer_buffers: Whether the buffers of an appointment may lie before its start and
            after its end.
    """

    opening_id: str
    mediator_id: str
    motif_ids: tuple[str, ...]
    first_day: date
    recurrence: Recurrence
    start: time
    end: time
    season: Season = Season.ALWAYS
    centre: str = HERE
    has_outer_buffers: bool = False

    def receives(self, motif_id: str) -> bool:
        """Say whether this opening is for a need."""
        return not self.motif_ids or motif_id in self.motif_ids

    def days(self, start: date, end: date) -> tuple[date, ...]:
        """Return its days between two, both included; season and closures left aside."""
        return self.recurrence.days(self.first_day, start, end)


@dataclass(frozen=True, slots=True)
class Absence:
    """A time when a mediator is away; the reason is nobody's business here."""

    absence_id: str
    mediator_id: str
    start_utc: datetime
    end_utc: datetime


class ClosureKind(StrEnum):
    """Why a centre is shut."""

    PUBLIC_HOLIDAY = "public_holiday"
    EXCEPTIONAL = "exceptional"
    WORKS = "works"


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which a centre is shut, both included, or open in spite of a public holiday.

    Attributes:
        closure_id: Identifier given by the city.
        first_day: First day.
        last_day: Last day, included.
        label: Why, for the door.
        kind: Why, in one word.
        centre: Code of the centre; `HERE` for the agenda's own, `EVERYWHERE` for all.
        opens_anyway: True when the centre opens on these days although they are public
            holidays; works and exceptional closures shut it all the same.
    """

    closure_id: str
    first_day: date
    last_day: date
    label: str = ""
    kind: ClosureKind = ClosureKind.EXCEPTIONAL
    centre: str = HERE
    opens_anyway: bool = False

    def covers(self, day: date, centre: str = HERE) -> bool:
        """Say whether this speaks of a day in a centre."""
        return self.first_day <= day <= self.last_day and self.centre in (centre, EVERYWHERE)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a machine knows of its centre's openings, whole, as of one moment.

    Attributes:
        mediators: People who receive in the centre, those who come from another one too.
        motifs: Needs, in the order of the screen.
        openings: Openings in the centre, and those of its own people in other centres.
        absences: Times away.
        closures: Days shut.
        version: The city's name for this state of the agenda.
        received_utc: When it came; nothing when it was entered on this machine.
        school_holidays: Pairs (first day, last day) of the city's zone, both without lessons.
        school_known_until: Last day of which the school calendar is known; nothing when none is.
        centres: Cards of the other centres, with what they receive on which weekdays.
        workshops: Workshops in the centre, in order of time; those cancelled too.
    """

    mediators: tuple[Mediator, ...] = ()
    motifs: tuple[Motif, ...] = ()
    openings: tuple[Opening, ...] = ()
    absences: tuple[Absence, ...] = ()
    closures: tuple[Closure, ...] = ()
    version: str = ""
    received_utc: datetime | None = None
    school_holidays: tuple[tuple[date, date], ...] = ()
    school_known_until: date | None = None
    centres: tuple[CentreCard, ...] = ()
    workshops: tuple[Workshop, ...] = ()

    def motif(self, motif_id: str) -> Motif | None:
        """Return a need by its identifier; a workshop is one of them."""
        found = next((motif for motif in self.motifs if motif.motif_id == motif_id), None)
        if found is not None:
            return found
        workshop = self.workshop(motif_id)
        return workshop.as_motif() if workshop else None

    def labels(self, language: str = SOURCE_LANGUAGE) -> dict[str, str]:
        """Return what each need, and each workshop by its name as a need, is called."""
        needs = {motif.motif_id: motif.label(language) for motif in self.motifs}
        return needs | {one.resource: one.title(language) for one in self.workshops}

    def mediator(self, mediator_id: str) -> Mediator | None:
        """Return a mediator by identifier; who leads a workshop, by the workshop's name."""
        workshop = self.workshop(mediator_id)
        wanted = workshop.mediator_id if workshop else mediator_id
        return next((one for one in self.mediators if one.mediator_id == wanted), None)

    def workshop(self, resource: str) -> Workshop | None:
        """Return a workshop by the name under which it stands for a need or a mediator."""
        return next((one for one in self.workshops if one.resource == resource), None)

    def is_closed(self, day: date, centre: str = HERE) -> bool:
        """Say whether a centre is shut on a day."""
        found = [one for one in self.closures if one.covers(day, centre)]
        shut = {one.kind for one in found if not one.opens_anyway}
        is_holiday_only = shut <= {ClosureKind.PUBLIC_HOLIDAY}
        return bool(shut) and not (is_holiday_only and any(one.opens_anyway for one in found))

    def season_of(self, day: date) -> Season:
        """Return TERM or SCHOOL_HOLIDAYS; TERM for a day of which nothing is known."""
        if any(first <= day <= last for first, last in self.school_holidays):
            return Season.SCHOOL_HOLIDAYS
        return Season.TERM

    def knows_school(self, day: date) -> bool:
        """Say whether the school calendar is known on a day."""
        return self.school_known_until is not None and day <= self.school_known_until


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
