# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record of a visit (accompagnement): what a mediator notes of the help given.

No name, no free text, no exact time: codes of the national lists, a day, whole minutes. The
rules that say whether a draft may be recorded are in `attendance_rules`, what a draft begins with
in `visit_prefill`, the events that tell the city of it in `attendance_events`, the figures made
of records in `statistics`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kiosk.domain.outbox import Identity, OutboxLane
from kiosk.domain.vocabulary import ACTIVITY_PLACE
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

USED_OFTEN = 5
LONGEST_TITLE = 120
N_LEARNED_PRESETS = 10
_VISIT_ID = re.compile(r"([0-9a-f]{16})-([1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune as exports name it.

    Attributes:
        name: Its name.
        postcode: Its main postcode.
        insee: Its code in the official geographic code.
    """

    name: str
    postcode: str
    insee: str


# One city has one server; a centre whose address names no other commune stands in it.
# Source: Insee, code officiel géographique 2026.
CITY = Commune("Roubaix", "59100", "59512")


class VisitKind(StrEnum):
    """What kind of help it was.

    INDIVIDUAL with one person; BRIEF a short request at the desk, which the national tool no
    longer has and counts as individual; WORKSHOP a collective one; GROUP people who came
    together for one thing; TALLY a paper sheet of strokes, many short visits at once. The last
    three hold how many people, and counts by category kept as counts.
    """

    INDIVIDUAL = "individuel"
    BRIEF = "ponctuel"
    WORKSHOP = "collectif"
    GROUP = "groupe"
    TALLY = "comptage"

    @property
    def is_collective(self) -> bool:
        """Whether a record of this kind counts people instead of telling of one."""
        return self in {VisitKind.WORKSHOP, VisitKind.GROUP, VisitKind.TALLY}


class Arrival(StrEnum):
    """How the person came; not asked by the national tool, wanted by coordinators."""

    SPONTANEOUS = "spontane"
    APPOINTMENT = "rendez_vous"


class VisitOrigin(StrEnum):
    """From what the record was begun.

    SESSION an assisted session, APPOINTMENT one of the agenda, QUEUE a number of the walk-in
    queue, WORKSHOP the sheet of a workshop, BY_HAND nothing, PAPER a sheet filled in when the
    machine could not be used.
    """

    SESSION = "session"
    APPOINTMENT = "rendez_vous"
    QUEUE = "file"
    WORKSHOP = "atelier"
    BY_HAND = "saisie"
    PAPER = "papier"


class Category(StrEnum):
    """By what people of a workshop, a group or a tally are counted."""

    GENDER = "gender"
    AGE = "age"
    STATUS = "status"
    RETURNING = "returning"
    QUARTER = "quarter"
    THEME = "theme"
    ARRIVAL = "arrival"


class CategoryCount(NamedTuple):
    """How many people of a collective record fall under one code of a category.

    Attributes:
        category: Which list; THEME (both lists of themes) and ARRIVAL for a tally only.
        code: Code of that list.
        n: How many, from 1 to the people of the record.
    """

    category: Category
    code: str
    n: int


class RecordedBy(StrEnum):
    """In which role the record was made; never who."""

    MEDIATOR = "mediateur"
    VOLUNTEER = "benevole"
    COORDINATOR = "coordinateur"


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """What a record says, from the empty form to the stored row.

    Attributes:
        day: Day of the help, in Paris.
        centre: Code of the centre in which it was given or counted.
        duration_min: Whole minutes; 0 while not yet chosen.
        themes: Codes of mediation themes.
        kind: Kind of help.
        place: Code of the kind of place.
        commune_insee: Insee code of the commune when the help was not given at the centre.
        administrative_themes: Codes, only beside the theme of administrative help.
        equipment: Codes of the devices used.
        autonomy: Code, or nothing.
        referred: Whether the person was sent to another structure, or nothing.
        referral: Code of that structure, or nothing.
        gender: Code, or nothing.
        age_band: Code, or nothing.
        status: Code, or nothing.
        arrival: How the person came, or nothing.
        origin: From what the record was begun.
        people: How many people were helped; 1 but for workshops, groups and tallies.
        counts: Of those people, how many of each category told; marginal counts, never persons.
        workshop_id: The workshop of the agenda, or nothing.
        title: Title of the workshop as the agenda gives it, or nothing.
        level: Code of the level of a workshop, or nothing.
        medium: By what means, only when the place is "from afar"; code, or nothing.
        posture: What the helper did; code, or nothing.
        mandate: Under which mandate, a fact only; code, or nothing.
        start: When it began in Paris, ``14:15``, cut to the quarter of an hour; empty if untold.
        waited_min: Minutes waited in the walk-in queue, cut to 5; nothing if unknown.
        quarter: Where the person lives; code, or nothing.
        unmet: Why the need could not be met; code, or nothing when it was.
        referral_place: Identifier, in the directory, of the place to which somebody was sent.
        served: What a draft is made of, as `kiosk.domain.visit_marks.Served` writes it; it stays
            on the machine and goes when the record is made.
        mark: Imprint of it in the record, the same on every machine; empty for none.
    """

    day: date
    centre: str
    duration_min: int = 0
    themes: tuple[str, ...] = ()
    kind: VisitKind = VisitKind.INDIVIDUAL
    place: str = ACTIVITY_PLACE
    commune_insee: str = ""
    administrative_themes: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    autonomy: str | None = None
    referred: bool | None = None
    referral: str | None = None
    gender: str | None = None
    age_band: str | None = None
    status: str | None = None
    arrival: Arrival | None = None
    origin: VisitOrigin = VisitOrigin.BY_HAND
    people: int = 1
    counts: tuple[CategoryCount, ...] = ()
    workshop_id: str = ""
    title: str = ""
    level: str | None = None
    medium: str | None = None
    posture: str | None = None
    mandate: str | None = None
    start: str = ""
    waited_min: int | None = None
    quarter: str | None = None
    unmet: str | None = None
    referral_place: str = ""
    served: str = ""
    mark: str = ""


def object_of(content: VisitDraft) -> str:
    """Return the one thing of which a record tells, of which there is one record at most.

    The sheet of a workshop, or the imprint of an appointment or of a number of the queue; empty
    for a visit that was begun from none of these.
    """
    if content.workshop_id:
        return f"w:{content.workshop_id}"
    return f"m:{content.mark}" if content.mark else ""


class Aside(StrEnum):
    """Why the city counts a record nowhere until a person has looked at it.

    DOUBLE another record tells of the same thing and counts; AHEAD its day had not come yet when
    the city received it: a clock was wrong.
    """

    DOUBLE = "double"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Visit:
    """A recorded visit in its newest version.

    Attributes:
        visit_id: Incarnation and sequence of the event that recorded it (see `visit_id_of`).
        version: 1 when never corrected.
        content: What it says.
        recorded_by: Role of the person who recorded it first.
        entered_hour_utc: When it was recorded, cut to the hour.
        changed_hour_utc: When it was last corrected, cut to the hour; nothing if never.
        aside: Why the city does not count it; nothing for one that counts.
    """

    visit_id: str
    version: int
    content: VisitDraft
    recorded_by: RecordedBy
    entered_hour_utc: datetime
    changed_hour_utc: datetime | None = None
    aside: Aside | None = None

    @property
    def is_back_dated(self) -> bool:
        """Whether the day noted is before the day of the entry."""
        return self.content.day < paris_day(self.entered_hour_utc)

    @property
    def is_corrected(self) -> bool:
        """Whether it was changed after its first entry."""
        return self.version > 1


def duration_presets(used: Mapping[int, int], presets_min: tuple[int, ...]) -> tuple[int, ...]:
    """Return the durations to offer, in minutes, shortest first.

    Args:
        used: How many records each duration has on this machine.
        presets_min: Durations always offered.

    A duration used more than 5 times joins them; of those, the 10 most used.

    Source: La Coop de la médiation numérique, 46aa33b, `getAdaptiveDureeOptions`.
    """
    often = sorted(
        (duration for duration, n in used.items() if n > USED_OFTEN),
        key=lambda duration: (-used[duration], duration),
    )
    return tuple(sorted({*presets_min, *often[:N_LEARNED_PRESETS]}))


def visit_id_of(identity: Identity) -> str:
    """Return the local identifier of a visit: that of the event that recorded it."""
    return f"{identity.incarnation}-{identity.sequence}"


def identity_of(visit_id: str) -> Identity:
    """Return the identity of the event that recorded a visit.

    Raises:
        Refused: ``visit_unknown`` when the text is no such identifier.
    """
    found = _VISIT_ID.fullmatch(visit_id)
    if found is None:
        raise Refused("visit_unknown")
    return Identity(found.group(1), OutboxLane.LOGS, int(found.group(2)))


def corrected(visit: Visit, content: VisitDraft, *, at_hour_utc: datetime) -> Visit:
    """Return the next version of a visit; what it was begun from does not change."""
    kept = replace(content, origin=visit.content.origin, mark=visit.content.mark, served="")
    return replace(visit, version=visit.version + 1, content=kept, changed_hour_utc=at_hour_utc)
