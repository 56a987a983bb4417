# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events of the logs read into the rows of reports. Pure: nothing here touches a database.

An event that cannot be read is refused with a stable word, kept raw, and shown to a person; the
others of its batch are not concerned.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from kiosk.domain.attendance_events import check_told_hour, touched_identity, visit_of
from kiosk.domain.outbox import EventKind, Identity, OutboxLane
from kiosk.domain.sessions import Feedback, SessionOutcome
from kiosk.domain.step_counts import statement_of
from kiosk.foundation.errors import KioskError
from sync.server.queue_news import QueueNews, queue_news
from sync.server.storage.reports import (
    EventPlace,
    FeedbackEntry,
    SessionEntry,
    VisitEntry,
)
from sync.server.storage.step_statements import StatementEntry
from sync.server.visit_bounds import check_visit
from sync.server.visit_rows import checked_row
from sync.wire_form import MAX_SEQUENCE

if TYPE_CHECKING:
    from sync.columns import UnpackedEvent

LogEntry: TypeAlias = SessionEntry | FeedbackEntry | VisitEntry | QueueNews | StatementEntry

UNKNOWN_KIND: Final = "unknown_kind"
WRONG_LANE: Final = "wrong_lane"
NUL_CHARACTER: Final = "nul_character"
UNREADABLE: Final = "unreadable"
_INCARNATION: Final = re.compile(r"[0-9a-f]{16}", re.ASCII)
_MAX_MINUTES: Final = 24 * 60
_MAX_TEXT: Final = 64


class EventRefused(ValueError):
    """An event cannot be used; carries the stable word told to the kiosk."""

    def __init__(self, reason: str) -> None:
        """Keep the word."""
        super().__init__(reason)
        self.reason = reason


def checked_kind(event: UnpackedEvent, lane: OutboxLane) -> EventKind:
    """Return the kind of an event whose bytes any database can hold.

    Raises:
        EventRefused: If the kind is unknown here, of another lane, or a text holds a NUL.
    """
    try:
        kind = EventKind(event.kind)
    except ValueError as error:
        raise EventRefused(UNKNOWN_KIND) from error
    if kind.lane is not lane:
        raise EventRefused(WRONG_LANE)
    # PostgreSQL takes no NUL in a text. Canonical JSON always writes it so, and somebody may have
    # typed these six signs: they are looked for first, since few events have them.
    if b"\\u0000" in event.core_json and _holds_nul(core_facts(event)):
        raise EventRefused(NUL_CHARACTER)
    return kind


def core_facts(event: UnpackedEvent) -> dict[str, Any]:
    """Return the facts of an event."""
    whole = json.loads(event.core_json)
    facts: dict[str, Any] = whole["core"]
    return facts


def _holds_nul(facts: dict[str, Any]) -> bool:
    """Say whether a text in some facts holds a NUL, however deep they are."""
    waiting: list[Any] = [facts]
    while waiting:
        match waiting.pop():
            case dict() as names:
                waiting += [*names, *names.values()]
            case list() as values:
                waiting += values
            case str() as text if "\x00" in text:
                return True
    return False


def log_entry(kind: EventKind, event: UnpackedEvent, place: EventPlace, centre: str) -> LogEntry:
    """Return the row that an event of the logs makes.

    Raises:
        EventRefused: If a field is missing, of the wrong type or out of its bounds.
    """
    facts = core_facts(event)
    try:
        match kind:
            case EventKind.SESSION_CLOSED:
                return _session(facts, place, centre)
            case EventKind.FEEDBACK_GIVEN:
                return _feedback(facts, place, centre)
            case EventKind.VISIT_RECORDED | EventKind.VISIT_CORRECTED | EventKind.VISIT_DELETED:
                return _visit(kind, facts, place)
            case (
                EventKind.QUEUE_TICKET_ISSUED
                | EventKind.QUEUE_TICKET_MOVED
                | EventKind.QUEUE_TICKET_CLOSED
                | EventKind.QUEUE_PRIORITY_CLAIMED
            ):
                return queue_news(kind, facts, place.device, centre)
            case EventKind.STEP_COUNTS:
                return StatementEntry(
                    place.device, place.incarnation, place.sequence, centre, statement_of(facts)
                )
            case _:
                raise EventRefused(WRONG_LANE)
    except (KeyError, TypeError, ValueError, OverflowError, KioskError) as error:
        if isinstance(error, EventRefused):
            raise
        raise EventRefused(UNREADABLE) from error


def _session(facts: dict[str, Any], place: EventPlace, centre: str) -> SessionEntry:
    check_told_hour(facts["hour"])
    walkthroughs = facts["walkthroughs"]
    for trace in walkthroughs:
        _text(trace["id"])
        _text(trace["last_step"])
        if type(trace["finished"]) is not bool:
            raise EventRefused(UNREADABLE)
    return SessionEntry(
        place=place,
        centre=centre,
        hour=_text(facts["hour"]),
        minutes=_whole(facts["minutes"], _MAX_MINUTES),
        language=_text(facts["language"], 16),
        outcome=SessionOutcome(facts["outcome"]).value,
        walkthroughs=walkthroughs,
    )


def _feedback(facts: dict[str, Any], place: EventPlace, centre: str) -> FeedbackEntry:
    check_told_hour(facts["hour"])
    return FeedbackEntry(
        place=place,
        centre=centre,
        hour=facts["hour"],
        language=_text(facts["language"], 16),
        answer=Feedback(facts["answer"]).value,
    )


def _visit(kind: EventKind, facts: dict[str, Any], place: EventPlace) -> VisitEntry:
    own = Identity(place.incarnation, OutboxLane.LOGS, place.sequence)
    touched = touched_identity(own, facts)
    deleted = kind is EventKind.VISIT_DELETED
    if not _INCARNATION.fullmatch(touched.incarnation):
        raise EventRefused(UNREADABLE)
    day = ""
    if not deleted:
        check_visit(facts)
        day = checked_row(place.device, visit_of(own, facts)).day
    return VisitEntry(
        place=place,
        visit_incarnation=touched.incarnation,
        visit_sequence=_whole(touched.sequence, MAX_SEQUENCE),
        version=_whole(facts.get("version", 1), 1 << 30),
        day=day,
        deleted=deleted,
        core=facts,
    )


def _text(value: Any, longest: int = _MAX_TEXT) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise EventRefused(UNREADABLE)
    return value


def _whole(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise EventRefused(UNREADABLE)
    return value
