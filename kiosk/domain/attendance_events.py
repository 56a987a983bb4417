# SPDX-License-Identifier: AGPL-3.0-or-later
"""The events that tell the city of visits, written by the kiosk and read by the server.

A correction carries the whole new version and names its visit, so that it can be read without
the event it corrects; the highest version of a visit stands, in whatever order they come. A
deletion says nothing of what the visit said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast

from kiosk.domain.attendance import (
    Arrival,
    Category,
    CategoryCount,
    RecordedBy,
    Visit,
    VisitDraft,
    VisitKind,
    VisitOrigin,
    identity_of,
    visit_id_of,
)
from kiosk.domain.outbox import JSON, Core, EventKind, Identity, OutboxEvent, OutboxLane
from kiosk.domain.periods import is_in_calendar
from kiosk.domain.sessions import hour_text
from kiosk.foundation.clock import paris_day

# Wide: what was taken in once is read for ever.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def recorded_event(
    content: VisitDraft, recorded_by: RecordedBy, *, at_hour_utc: datetime
) -> OutboxEvent:
    """Return the event of a new visit; its identity becomes the visit's."""
    core: Core = {
        **content_core(content),
        "entered": hour_text(at_hour_utc),
        "by": recorded_by.value,
    }
    return OutboxEvent(EventKind.VISIT_RECORDED, core)


def corrected_event(visit: Visit, changed_by: RecordedBy) -> OutboxEvent:
    """Return the event of a visit just corrected: the whole new version, and which visit."""
    core: Core = {
        **content_core(visit.content),
        "entered": hour_text(visit.entered_hour_utc),
        "by": visit.recorded_by.value,
        **_change_core(visit, changed_by, visit.changed_hour_utc or visit.entered_hour_utc),
    }
    return OutboxEvent(EventKind.VISIT_CORRECTED, core)


def deleted_event(visit: Visit, changed_by: RecordedBy, *, at_hour_utc: datetime) -> OutboxEvent:
    """Return the event of a visit taken away: which one, nothing of what it said."""
    gone = replace(visit, version=visit.version + 1)
    return OutboxEvent(EventKind.VISIT_DELETED, _change_core(gone, changed_by, at_hour_utc))


def content_core(content: VisitDraft) -> Core:
    """Return what a record says as the facts of an event; empty fields are left out."""
    core: Core = {
        "kind": content.kind.value,
        "day": content.day.isoformat(),
        "centre": content.centre,
        "place": content.place,
        "commune": content.commune_insee,
        "minutes": content.duration_min,
        "themes": list(content.themes),
        "admin_themes": list(content.administrative_themes),
        "equipment": list(content.equipment),
        "autonomy": content.autonomy,
        "referred": content.referred,
        "referral": content.referral,
        "gender": content.gender,
        "age": content.age_band,
        "status": content.status,
        "arrival": content.arrival.value if content.arrival else None,
        "origin": content.origin.value,
        "people": content.people if content.people != 1 else None,
        "counts": [[one.category.value, one.code, one.n] for one in content.counts],
        "workshop": content.workshop_id,
        "title": content.title,
        "level": content.level,
        "medium": content.medium,
        "posture": content.posture,
        "mandate": content.mandate,
        "start": content.start,
        "waited": content.waited_min,
        "quarter": content.quarter,
        "unmet": content.unmet,
        "referral_place": content.referral_place,
        "mark": content.mark,
    }
    return {key: value for key, value in core.items() if value not in (None, "", [])}


def content_of(core: Core) -> VisitDraft:
    """Return what the facts of an event or of a stored draft say.

    Raises:
        ValueError: If a field that every record has is missing or is of another kind.
    """
    try:
        arrival = core.get("arrival")
        return VisitDraft(
            day=date.fromisoformat(cast("str", core["day"])),
            centre=cast("str", core.get("centre", "")),
            duration_min=cast("int", core.get("minutes", 0)),
            themes=_codes(core.get("themes")),
            kind=VisitKind(cast("str", core["kind"])),
            place=cast("str", core["place"]),
            commune_insee=cast("str", core.get("commune", "")),
            administrative_themes=_codes(core.get("admin_themes")),
            equipment=_codes(core.get("equipment")),
            autonomy=cast("str | None", core.get("autonomy")),
            referred=cast("bool | None", core.get("referred")),
            referral=cast("str | None", core.get("referral")),
            gender=cast("str | None", core.get("gender")),
            age_band=cast("str | None", core.get("age")),
            status=cast("str | None", core.get("status")),
            arrival=Arrival(cast("str", arrival)) if arrival else None,
            origin=VisitOrigin(cast("str", core["origin"])),
            people=cast("int", core.get("people", 1)),
            counts=_counts(core.get("counts")),
            workshop_id=cast("str", core.get("workshop", "")),
            title=cast("str", core.get("title", "")),
            level=cast("str | None", core.get("level")),
            medium=cast("str | None", core.get("medium")),
            posture=cast("str | None", core.get("posture")),
            mandate=cast("str | None", core.get("mandate")),
            start=cast("str", core.get("start", "")),
            waited_min=cast("int | None", core.get("waited")),
            quarter=cast("str | None", core.get("quarter")),
            unmet=cast("str | None", core.get("unmet")),
            referral_place=cast("str", core.get("referral_place", "")),
            mark=cast("str", core.get("mark", "")),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not the facts of a visit") from error


def visit_of(identity: Identity, core: Core) -> Visit:
    """Return the visit that an event tells of, recorded or corrected.

    Args:
        identity: Identity of that event; a correction names the visit's own in its facts.
        core: Its facts.

    Raises:
        ValueError: If the facts are not those of such an event.
    """
    try:
        changed = core.get("changed")
        return Visit(
            visit_id=visit_id_of(touched_identity(identity, core)),
            version=cast("int", core.get("version", 1)),
            content=content_of(core),
            recorded_by=RecordedBy(cast("str", core["by"])),
            entered_hour_utc=hour_of(cast("str", core["entered"])),
            changed_hour_utc=hour_of(cast("str", changed)) if changed else None,
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not the facts of a visit") from error


def touched_identity(identity: Identity, core: Core) -> Identity:
    """Return the identity of the visit an event is about: its own, or the one it names."""
    named = core.get("visit")
    if not isinstance(named, dict):
        return identity
    incarnation, sequence = named.get("incarnation"), named.get("sequence")
    if not isinstance(incarnation, str) or not isinstance(sequence, int):
        raise ValueError("not the facts of a visit")  # noqa: TRY004 - one error for bad facts
    return Identity(incarnation, OutboxLane.LOGS, sequence)


def hour_of(text: str) -> datetime:
    """Return the hour written by `kiosk.domain.sessions.hour_text`.

    Raises:
        ValueError: If it is not such a text, or of a year before 1900 or after 2999: near the
            ends of the calendar it has no day in Paris. Narrower is `check_told_hour`.
    """
    hour = datetime.strptime(text, "%Y-%m-%dT%HZ").replace(tzinfo=UTC)
    if not _FIRST_YEAR <= hour.year <= _LAST_YEAR:
        raise ValueError("not an hour of anybody's")
    return hour


def check_told_hour(text: str) -> None:
    """Look at an hour that a machine tells; hours are compared as texts, so one way of writing it.

    Raises:
        ValueError: If `hour_text` does not write it so, or no figure is made of its day in Paris.
    """
    hour = hour_of(text)
    if hour_text(hour) != text or not is_in_calendar(paris_day(hour)):
        raise ValueError("not an hour as machines tell it")


def _change_core(visit: Visit, changed_by: RecordedBy, at_hour_utc: datetime) -> Core:
    identity = identity_of(visit.visit_id)
    named: JSON = {"incarnation": identity.incarnation, "sequence": identity.sequence}
    return {
        "visit": named,
        "version": visit.version,
        "changed": hour_text(at_hour_utc),
        "changed_by": changed_by.value,
    }


def _counts(value: JSON) -> tuple[CategoryCount, ...]:
    if value is None:
        return ()
    rows = cast("list[list[JSON]]", value)
    return tuple(
        CategoryCount(Category(cast("str", category)), cast("str", code), cast("int", n))
        for category, code, n in rows
    )


def _codes(value: JSON) -> tuple[str, ...]:
    return tuple(str(code) for code in value) if isinstance(value, list) else ()
