# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops: several people at once, a numbered seat for each, a waiting list when it is full.

A workshop is booked as a need is: it lends the agenda a need and a person of its own name, so
that tickets, look-ups, moves and lists of the day treat an enrolment as the appointment that it
is. Its seats are cells (`kiosk.domain.lease_seats`), so that the last one is never sold twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.domain.lease_seats import MAX_SEATS, SEAT_PREFIX, seat_cells
from kiosk.domain.openings import SOURCE_LANGUAGE, Motif

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import datetime

    from kiosk.domain.slots import Cell

WAITING_CAPACITY: Final = 10
MAX_WAITING: Final = 200
WORKSHOP_ICON: Final = "users"
MAX_LENGTH_MIN: Final = 8 * 60
MAX_NOTICE_MIN: Final = 31 * 24 * 60
_DUE_MIN: Final = 5
_STEP_S: Final = 5 * 60
_MAX_TITLE: Final = 120
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,47}", re.ASCII)


class WorkshopStatus(StrEnum):
    """Whether a workshop takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class WorkshopState(StrEnum):
    """What a workshop offers on the screen.

    FREE: a seat for all who come can be confirmed here, at once. WAITING: none is held here; the
    person is put on the waiting list, and hears of a seat. FULL: the waiting list is full too.
    """

    FREE = "free"
    WAITING = "waiting"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop of the centre.

    Attributes:
        workshop_id: Identifier given by the city, up to 48 characters, without ``:``.
        titles: Pairs (language code, text); French is always there.
        start_utc: When, on a whole 5-minute step.
        duration_min: How long, a multiple of 5.
        capacity: Seats, up to `kiosk.domain.lease_seats.MAX_SEATS`.
        mediator_id: Who leads it, and receives nobody else meanwhile; empty for somebody else.
        documents: Pairs (language code, things to bring).
        waiting_capacity: People who may wait for a seat; 0 means no waiting list.
        min_participants: How many it takes for the workshop to be worth it; 0 means any.
        notice_min: Minutes that must lie between the enrolment and the start.
        status: Whether it takes place.
        n_waiting: People waiting, as the city last told.
    """

    workshop_id: str
    titles: tuple[tuple[str, str], ...]
    start_utc: datetime
    duration_min: int
    capacity: int
    mediator_id: str = ""
    documents: tuple[tuple[str, tuple[str, ...]], ...] = ()
    waiting_capacity: int = WAITING_CAPACITY
    min_participants: int = 0
    notice_min: int = 0
    status: WorkshopStatus = WorkshopStatus.PLANNED
    n_waiting: int = 0

    @property
    def resource(self) -> str:
        """The name under which it stands where a need or a mediator does: ``atelier:<id>``."""
        return workshop_resource(self.workshop_id)

    @property
    def end_utc(self) -> datetime:
        """When it ends."""
        return self.start_utc + timedelta(minutes=self.duration_min)

    @property
    def is_planned(self) -> bool:
        """Whether it takes place."""
        return self.status is WorkshopStatus.PLANNED

    def title(self, language: str = SOURCE_LANGUAGE) -> str:
        """Return the title in a language; in French where it is not translated."""
        texts = dict(self.titles)
        return texts.get(language) or texts[SOURCE_LANGUAGE]

    def as_motif(self) -> Motif:
        """Return the workshop as the need that its enrolments are booked for."""
        return Motif(
            motif_id=self.resource,
            labels=self.titles,
            icon=WORKSHOP_ICON,
            duration_min=self.duration_min,
            documents=self.documents,
            notice_min=self.notice_min,
        )

    def seats(self) -> tuple[Cell, ...]:
        """Return the cells of its seats, the first one first."""
        return seat_cells(self.workshop_id, self.capacity, self.start_utc)

    def takes_enrolments(self, now_utc: datetime) -> bool:
        """Say whether one may still enrol."""
        return self.is_planned and now_utc + timedelta(minutes=self.notice_min) < self.start_utc


@dataclass(frozen=True, slots=True)
class WorkshopOffer:
    """A workshop as the screen offers it.

    Attributes:
        workshop_id: Which one.
        resource: Its name as a need.
        title: In the person's language.
        title_fr: In French, shown smaller under it.
        start_utc: When.
        duration_min: How long.
        mediator_name: First name of who leads it; empty where it is not known.
        documents: Things to bring, in the person's language.
        n_free: Seats that this machine can confirm at once.
        state: What that means for a party of the size asked for.
    """

    workshop_id: str
    resource: str
    title: str
    title_fr: str
    start_utc: datetime
    duration_min: int
    mediator_name: str
    documents: tuple[str, ...]
    n_free: int
    state: WorkshopState


class Waiting(NamedTuple):
    """Somebody on the waiting list, as it is allotted.

    Attributes:
        key: Name of the entry.
        party_size: Seats wanted.
        since: When it was received, in seconds since 1970; the earliest comes first.
    """

    key: str
    party_size: int
    since: int


def checked_workshop(one: Workshop) -> Workshop:
    """Return a workshop whose values every table, ticket and square code can hold.

    Raises:
        ValueError: Naming the first field that is out of bounds.
    """
    titles = dict(one.titles)
    is_whole = one.start_utc.timestamp() % _STEP_S == 0
    rules = (
        ("workshop_id", _IDENTIFIER.fullmatch(one.workshop_id) is not None),
        ("titles", bool(titles.get(SOURCE_LANGUAGE, "").strip())),
        ("titles", all(len(title) <= _MAX_TITLE for title in titles.values())),
        ("start", is_whole),
        ("duration_min", 0 < one.duration_min <= MAX_LENGTH_MIN and one.duration_min % 5 == 0),
        ("capacity", 0 < one.capacity <= MAX_SEATS),
        ("waiting_capacity", 0 <= one.waiting_capacity <= MAX_WAITING),
        ("min_participants", 0 <= one.min_participants <= one.capacity),
        ("notice_min", 0 <= one.notice_min <= MAX_NOTICE_MIN),
        ("n_waiting", one.n_waiting >= 0),
    )
    for field, holds in rules:
        if not holds:
            raise ValueError(field)
    return one


def workshop_resource(workshop_id: str) -> str:
    """Return the name under which a workshop stands where a need or a mediator does."""
    return f"{SEAT_PREFIX}{workshop_id}"


def is_workshop(resource: str) -> bool:
    """Say whether the name of a need, or of a mediator, is that of a workshop."""
    return resource.startswith(SEAT_PREFIX)


def workshop_id_of(resource: str) -> str:
    """Return the workshop that a need or a mediator stands for; empty for another one."""
    return resource[len(SEAT_PREFIX) :] if is_workshop(resource) else ""


def free_seats(workshop: Workshop, sellable: Container[Cell]) -> tuple[Cell, ...]:
    """Return its seats among those that may be sold now, the first one first."""
    return tuple(cell for cell in workshop.seats() if cell in sellable)


def state_for(workshop: Workshop, n_free: int, party_size: int) -> WorkshopState:
    """Return what a workshop offers to a party.

    Args:
        workshop: The workshop.
        n_free: Seats that can be confirmed here.
        party_size: How many come together; they sit together or wait together.
    """
    if n_free >= party_size:
        return WorkshopState.FREE
    if party_size > workshop.capacity:
        return WorkshopState.FULL
    if workshop.n_waiting + party_size <= workshop.waiting_capacity:
        return WorkshopState.WAITING
    return WorkshopState.FULL


def to_offer(waiting: Iterable[Waiting], n_free: int) -> tuple[Waiting, ...]:
    """Return who is offered the free seats: by rank, all of a party or none of it.

    A party too big for what is free keeps its rank and waits; the seats go to the next one that
    they are enough for, since an empty seat helps nobody.
    """
    chosen: list[Waiting] = []
    for one in sorted(waiting, key=lambda entry: (entry.since, entry.key)):
        if one.party_size <= n_free:
            chosen.append(one)
            n_free -= one.party_size
    return tuple(chosen)


def offer_until(told_utc: datetime, workshop: Workshop, lasts: timedelta) -> datetime | None:
    """Return until when an offer stands; nothing when there is no time left to answer it.

    Args:
        told_utc: When the person can be told, quiet hours left out.
        workshop: The workshop; no answer counts after its enrolments end.
        lasts: How long a person has to answer.
    """
    last_utc = workshop.start_utc - timedelta(minutes=max(workshop.notice_min, _DUE_MIN))
    until_utc = min(told_utc + lasts, last_utc)
    return until_utc if until_utc > told_utc else None
