# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city must know: events, their identity, their bytes and their hash.

An event has a core (hashed, never personal) and, for some, a sealed annex to which the hash
commits through the hash of its ciphertext, so that the annex can be erased and the record stays
valid. No event carries a random identifier: (device, incarnation, lane, sequence) says which one
it is. Kiosk and server compute the same bytes with the functions of this module.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, cast

from kiosk.foundation.errors import BugError

JSON: TypeAlias = "str | int | float | bool | list[JSON] | dict[str, JSON] | None"
Core: TypeAlias = dict[str, JSON]

HASH_BYTES = 32
_INCARNATION = re.compile(r"[0-9a-f]{16}")
_NO_ANNEX = b"\0" * HASH_BYTES


class OutboxLane(StrEnum):
    """A queue towards the city; nothing in one needs a row of the other."""

    BOOKINGS = "bookings"
    LOGS = "logs"


class EventKind(StrEnum):
    """What happened; the lane follows from it."""

    SESSION_CLOSED = "session_closed"
    FEEDBACK_GIVEN = "feedback_given"
    VISIT_RECORDED = "visit_recorded"
    VISIT_CORRECTED = "visit_corrected"
    VISIT_DELETED = "visit_deleted"
    QUEUE_TICKET_ISSUED = "queue_ticket_issued"
    QUEUE_TICKET_MOVED = "queue_ticket_moved"
    QUEUE_TICKET_CLOSED = "queue_ticket_closed"
    QUEUE_PRIORITY_CLAIMED = "queue_priority_claimed"
    APPOINTMENT_SOLD = "appointment_sold"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    APPOINTMENT_ATTENDED = "appointment_attended"
    REQUEST_MADE = "request_made"
    REQUEST_WITHDRAWN = "request_withdrawn"
    REQUEST_ANSWERED = "request_answered"
    REQUEST_CHOSEN = "request_chosen"
    APPOINTMENT_KEPT = "appointment_kept"
    ABSENCE_ADDED = "absence_added"
    ABSENCE_WITHDRAWN = "absence_withdrawn"
    STEP_COUNTS = "step_counts"
    CELLS_ASKED = "cells_asked"
    CELLS_LEFT = "cells_left"
    TASK_DONE = "task_done"
    WORKSHOP_TOLD = "workshop_told"

    @property
    def lane(self) -> OutboxLane:
        """The lane in which events of this kind travel."""
        return OutboxLane.BOOKINGS if self in _BOOKING_KINDS else OutboxLane.LOGS


_BOOKING_KINDS = frozenset(
    {
        EventKind.APPOINTMENT_SOLD,
        EventKind.APPOINTMENT_CANCELLED,
        EventKind.APPOINTMENT_ATTENDED,
        EventKind.REQUEST_MADE,
        EventKind.REQUEST_WITHDRAWN,
        EventKind.REQUEST_ANSWERED,
        EventKind.REQUEST_CHOSEN,
        EventKind.APPOINTMENT_KEPT,
        EventKind.ABSENCE_ADDED,
        EventKind.ABSENCE_WITHDRAWN,
        EventKind.CELLS_ASKED,
        EventKind.CELLS_LEFT,
        EventKind.TASK_DONE,
        EventKind.WORKSHOP_TOLD,
    }
)


class Verdict(StrEnum):
    """What the city said of one event; each moves the watermark."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    DAMAGED = "damaged"


class OutboxState(StrEnum):
    """Where a row of the outbox stands.

    MOVED: offered again under a newer incarnation, with this identity as its origin.
    """

    PENDING = "pending"
    SENT = "sent"
    REFUSED = "refused"
    DAMAGED = "damaged"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which record this is, on one device.

    Attributes:
        incarnation: 16 hexadecimal digits, drawn anew after any damage, restore, copy, roll-back.
        lane: The queue.
        sequence: Place in the lane of that incarnation, from 1, without holes.
    """

    incarnation: str
    lane: OutboxLane
    sequence: int

    def __post_init__(self) -> None:
        """Refuse what cannot name a record.

        Raises:
            BugError: If the incarnation is malformed or the sequence is below 1.
        """
        if not _INCARNATION.fullmatch(self.incarnation) or self.sequence < 1:
            raise BugError("identity of a record out of range")


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """A fact on its way to the outbox.

    Attributes:
        kind: What happened.
        core: Its facts, never personal.
        annex: Sealed bytes, or nothing.
    """

    kind: EventKind
    core: Core
    annex: bytes | None = None


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """A row of the outbox that still waits for a verdict.

    Attributes:
        identity: Which record.
        kind: What happened.
        core_json: Canonical bytes of the core; empty when the row fails its own hash.
        annex: Sealed bytes; nothing when there were none or when they are erased.
        hash: The record's hash, as written with the fact.
        annex_hash: Hash of the annex, kept when the annex is erased.
        origin: Identity under which the record was first written, if salvaged or moved.
    """

    identity: Identity
    kind: EventKind
    core_json: bytes
    annex: bytes | None
    hash: bytes
    annex_hash: bytes | None = None
    origin: Identity | None = None

    @property
    def is_tombstone(self) -> bool:
        """Whether only the place and the expected hash can still be told."""
        return not self.core_json


@dataclass(frozen=True, slots=True)
class EventVerdict:
    """The city's word on one record.

    Attributes:
        identity: Which record.
        verdict: What the city said.
        reason: Stable code of a refusal; empty otherwise.
    """

    identity: Identity
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """A row of the refused tray, for a person to look at.

    Attributes:
        identity: Which record.
        kind: What happened.
        reason: The city's code.
    """

    identity: Identity
    kind: EventKind
    reason: str


def core_bytes(kind: EventKind, core: Core) -> bytes:
    """Return the canonical bytes of a core: one JSON text for one value.

    Keys sorted, no blanks, UTF-8, no NaN; the kind is part of it.

    Source: RFC 8785, without its rule for the text of floats: both ends are this function.
    """
    whole = {"core": core, "kind": kind.value}
    text = json.dumps(
        whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")


def core_of(core_json: bytes) -> tuple[EventKind, Core]:
    """Return the kind and the core whose canonical bytes are `core_json`.

    Raises:
        ValueError: If the bytes are not those of a core.
    """
    whole = json.loads(core_json)
    if not isinstance(whole, dict) or set(whole) != {"core", "kind"}:
        raise ValueError("not the bytes of a core")
    core = whole["core"]
    if not isinstance(core, dict):
        raise ValueError("not the bytes of a core")  # noqa: TRY004 - one error for bad bytes
    return EventKind(whole["kind"]), cast("Core", core)


def annex_hash(annex: bytes) -> bytes:
    """Return the hash by which a record commits to its sealed annex."""
    return hashlib.sha256(annex).digest()


def record_hash(kind: EventKind, core: Core, annex_digest: bytes | None) -> bytes:
    """Return the hash of a record.

    Args:
        kind: What happened.
        core: Its facts.
        annex_digest: `annex_hash` of its annex, or nothing.
    """
    return hash_of(core_bytes(kind, core), annex_digest)


def hash_of(core_json: bytes, annex_digest: bytes | None) -> bytes:
    """Return the hash of a record whose canonical bytes are known."""
    return hashlib.sha256((annex_digest or _NO_ANNEX) + core_json).digest()


def event_id(device: str, identity: Identity) -> str:
    """Return the identifier of a record in exports: 32 hexadecimal digits, derived, not random."""
    parts = (device, identity.incarnation, identity.lane.value, str(identity.sequence))
    return hashlib.sha256("/".join(parts).encode("utf-8")).hexdigest()[:32]
