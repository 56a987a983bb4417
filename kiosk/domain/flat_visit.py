# SPDX-License-Identifier: AGPL-3.0-or-later
"""A visit as one flat row of codes: what figures count and what exports write.

A kiosk makes it from its records, the city server keeps it in columns of the same names, so that
both ends count and write with the same code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.domain.sessions import hour_text

if TYPE_CHECKING:
    from kiosk.domain.counted_rows import VisitRow

SEPARATOR = "|"
"""Between the codes of a field that holds several."""
PART_MARK: Final = "\x1e"
FIELD_MARK: Final = "\x1f"
"""Between the parts, and the fields of a part, of `kiosk.domain.packed_visit`."""

# Files write a blank for these controls, and the same for the one put in their place.
_NO_MARKS: Final = str.maketrans(dict.fromkeys((PART_MARK, FIELD_MARK), "\x1d"))


class FlatVisit(NamedTuple):
    """The newest version of a visit; empty text where nothing was told.

    Attributes:
        row_id: Derived identifier (`kiosk.domain.outbox.event_id`), stable across versions.
        day: Day of the help, ISO.
        entered: Hour of the entry, as `kiosk.domain.sessions.hour_text` writes it.
        changed: Hour of the last correction, the same way.
        version: 1 when never corrected.
        kind: Value of `VisitKind`.
        centre: Code of the centre.
        place: Code of the kind of place.
        commune: Insee code.
        minutes: Duration.
        people: How many were helped.
        themes: Codes, in display order.
        admin_themes: Codes, in display order.
        equipment: Codes.
        autonomy: Code.
        referred: ``1``, ``0`` or nothing.
        referral: Code of the kind of structure.
        referral_place: Identifier in the directory of places.
        gender: Code.
        age: Code.
        status: Code.
        arrival: Value of `Arrival`.
        origin: Value of `VisitOrigin`.
        by: Value of `RecordedBy`.
        level: Code.
        title: Title of the workshop.
        medium: Code.
        posture: Code.
        mandate: Code.
        start: ``HH:MM``, cut to the quarter of an hour.
        waited: Minutes, or -1 when unknown.
        quarter: Code.
        unmet: Code.
        counts: ``category:code=n``, one after the other.
    """

    row_id: str
    day: str
    entered: str
    changed: str
    version: int
    kind: str
    centre: str
    place: str
    commune: str
    minutes: int
    people: int
    themes: str
    admin_themes: str
    equipment: str
    autonomy: str
    referred: str
    referral: str
    referral_place: str
    gender: str
    age: str
    status: str
    arrival: str
    origin: str
    by: str
    level: str
    title: str
    medium: str
    posture: str
    mandate: str
    start: str
    waited: int
    quarter: str
    unmet: str
    counts: str


def flat_visit(row: VisitRow) -> FlatVisit:
    """Return a visit as a flat row; no text of it holds a mark of `kiosk.domain.packed_visit`."""
    visit, said = row.visit, row.visit.content
    changed = visit.changed_hour_utc
    return FlatVisit(
        row_id=row.row_id,
        day=said.day.isoformat(),
        entered=hour_text(visit.entered_hour_utc),
        changed=hour_text(changed) if changed else "",
        version=visit.version,
        kind=said.kind.value,
        centre=said.centre.translate(_NO_MARKS),
        place=said.place,
        commune=said.commune_insee,
        minutes=said.duration_min,
        people=said.people,
        themes=SEPARATOR.join(said.themes),
        admin_themes=SEPARATOR.join(said.administrative_themes),
        equipment=SEPARATOR.join(said.equipment),
        autonomy=said.autonomy or "",
        referred="" if said.referred is None else str(int(said.referred)),
        referral=said.referral or "",
        referral_place=said.referral_place.translate(_NO_MARKS),
        gender=said.gender or "",
        age=said.age_band or "",
        status=said.status or "",
        arrival=said.arrival.value if said.arrival else "",
        origin=said.origin.value,
        by=visit.recorded_by.value,
        level=said.level or "",
        title=said.title.translate(_NO_MARKS),
        medium=said.medium or "",
        posture=said.posture or "",
        mandate=said.mandate or "",
        start=said.start,
        waited=-1 if said.waited_min is None else said.waited_min,
        quarter=said.quarter or "",
        unmet=said.unmet or "",
        counts=SEPARATOR.join(f"{one.category.value}:{one.code}={one.n}" for one in said.counts),
    )
