# SPDX-License-Identifier: AGPL-3.0-or-later
"""What travels in one exchange between a machine and the city: the types, and nothing else.

Both ends import this module; it knows no HTTP, no SQL and no key. Times are whole seconds since
1970 (UTC) unless a name says otherwise; cells are 5-minute steps since 1970 (UTC).

Source: docs/wire_protocol.md.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sync.wire_down import (  # noqa: TC001 - msgspec reads them at run time
    Agenda,
    WireBooking,
    WireCentre,
    WireDevice,
    WireHolding,
    WirePack,
    WirePlaces,
    WireTask,
    WireTicket,
    WireVisits,
    WireWish,
)
from sync.wire_enrolment import Statement  # noqa: TC001 - msgspec reads it at run time
from sync.wire_form import NEXT_SYNC_S, PROTOCOL, Row, Wire


class WireVerdict(StrEnum):
    """What the city says of one event; each of them lets the queue go on."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    DAMAGED = "damaged"


class RefusalCode(StrEnum):
    """Why the city refuses a whole request."""

    BAD_REQUEST = "bad_request"
    BAD_SIGNATURE = "bad_signature"
    DEVICE_UNKNOWN = "device_unknown"
    DEVICE_REVOKED = "device_revoked"
    IDENTITY_CONFLICT = "identity_conflict"
    STALE_REQUEST = "stale_request"
    PROTOCOL_TOO_OLD = "protocol_too_old"
    TOO_LARGE = "too_large"
    BUSY = "busy"
    CODE_UNKNOWN = "code_unknown"
    CODE_SPENT = "code_spent"
    CODE_EXPIRED = "code_expired"
    DEMO_MISMATCH = "demo_mismatch"
    ROLE_DIFFERS = "role_differs"


class LaneBatch(Wire, frozen=True, kw_only=True):
    """Events of one lane, packed by `sync.columns`.

    Attributes:
        n: Number of events, tombstones left out.
        check: `sync.columns.batch_check` over the hashes of the events; proves the unpacking.
        groups: Events of one kind and one set of fields, by columns.
        tombstones: Pairs (sequence, hex of the hash that the row should have had).
    """

    n: int = 0
    check: str = ""
    groups: list[EventGroup] = []
    tombstones: list[tuple[int, str]] = []


class EventGroup(Wire, frozen=True, kw_only=True):
    """Events that share a kind and a set of fields.

    Attributes:
        kind: Kind of event.
        fields: Names of the core's fields, sorted.
        sequences: First sequence, then differences.
        columns: One packed column a field; see `sync.columns`.
        annexes: Place in the group -> base64 of the sealed annex.
        annex_hashes: Place in the group -> hex hash of an annex that was erased since.
        origins: Place in the group -> "incarnation/lane/sequence" under which a salvaged row
            was first written.
    """

    kind: str
    fields: list[str] = []
    sequences: list[int] = []
    columns: list[Any] = []
    annexes: dict[str, str] = {}
    annex_hashes: dict[str, str] = {}
    origins: dict[str, str] = {}


class LeaseRuns(Row, frozen=True):
    """Cells of one mediator in one state, as the kiosk lists them.

    Attributes:
        mediator: Identifier of the mediator.
        runs: Which cells; see `sync.right_rows`.
        epoch: Epoch of each of them.
        state: State in the words of `kiosk.domain.leases`.
        booking: The sale that holds them; empty when none does.
    """

    mediator: str
    runs: list[int]
    epoch: int
    state: str
    booking: str = ""


class MachineHealth(Wire, frozen=True, kw_only=True):
    """How the machine is, for the console; no personal data.

    Attributes:
        version: Version of the program.
        n_pending: Events that wait, this request's left out.
        n_refused: Events in the tray of refusals.
        key_store: Kind of key store.
        content: Name and version of the content that residents see.
        content_problem: Word of the last refusal of a pack or of recalls, and the pack's
            version; empty for none.
    """

    version: str = ""
    n_pending: int = 0
    n_refused: int = 0
    key_store: str = ""
    content: str = ""
    content_problem: str = ""


class WireMonth(Row, frozen=True):
    """What stands of the machine's records in one month.

    Attributes:
        month: ``2026-11``.
        n: How many records.
        digest: Of their names and versions; see `kiosk.domain.record_digests`.
    """

    month: str
    n: int
    digest: str


class SyncRequest(Wire, frozen=True, kw_only=True):
    """One exchange as the kiosk asks for it; its bytes are stored before they are sent.

    Attributes:
        proto: Version of the protocol.
        device: Identifier given at enrolment.
        incarnation: 16 hex digits of the kiosk's present life.
        request: Number of the request within the incarnation, from 1.
        epoch: Last server epoch seen; empty at the first exchange.
        floors: Lane -> highest sequence for which the kiosk holds a signed receipt.
        oldest: Lane -> oldest sequence that the kiosk can still offer; sent when it was asked
            for events that it no longer has.
        receipt: Last signed receipt, as it came.
        receipt_signature: Its signature, base64.
        bookings: Events of the lane `bookings`.
        logs: Events of the lane `logs`.
        leases: Every cell that the kiosk lists; absent means free within one incarnation.
        n_numbers: Free booking numbers left in the kiosk's pool.
        cursors: Part -> state of it that the kiosk holds, as the city named it.
        can_hold_leases: False when the machine may not keep promises (disk reset at boot…).
        sells_from: First cell that the machine wants; what begins before is not granted.
        health: How the machine is.
        records: What stands of its own records once this request is taken in, of the months that
            changed since the city was last told.
        records_since: First month of all of which `records` tells: of those not named there is
            no record. Empty when only changes are told.
    """

    proto: int = PROTOCOL
    device: str
    incarnation: str
    request: int
    epoch: str = ""
    floors: dict[str, int] = {}
    oldest: dict[str, int] = {}
    receipt: str = ""
    receipt_signature: str = ""
    bookings: LaneBatch | None = None
    logs: LaneBatch | None = None
    leases: list[LeaseRuns] = []
    n_numbers: int = 0
    cursors: dict[str, str] = {}
    can_hold_leases: bool = True
    sells_from: int = 0
    health: MachineHealth | None = None
    records: list[WireMonth] = []
    records_since: str = ""


class VerdictRun(Row, frozen=True):
    """One verdict for neighbouring sequences.

    Attributes:
        first: First sequence.
        n: How many sequences.
        verdict: What the city says of each.
        reason: Stable word for a refusal; empty otherwise.
    """

    first: int
    n: int
    verdict: WireVerdict
    reason: str = ""


class GrantRuns(Row, frozen=True):
    """Cells of one mediator given to the kiosk, with their epoch; `runs` as in `LeaseRuns`."""

    mediator: str
    runs: list[int]
    epoch: int


class Grant(Wire, frozen=True, kw_only=True):
    """Cells given to one incarnation in answer to one request; void for any other.

    Attributes:
        incarnation: Whose they are.
        request: Which request they answer.
        sell_until: Until when the kiosk may sell them.
        rows: The cells.
    """

    incarnation: str
    request: int
    sell_until: int
    rows: list[GrantRuns] = []


class Receipt(Wire, frozen=True, kw_only=True):
    """What the city signs of a reply, small enough to be shown again later.

    Attributes:
        incarnation: Which life of which machine it answers; empty at enrolment.
        exchange: `sync.signing.exchange_digest` of the request's bytes as sent, its number
            included, and of the reply's JSON.
        epoch: Epoch of the server.
        acked: Lane -> watermark: every sequence up to it has a verdict.
        time: Wall clock of the server.
    """

    incarnation: str = ""
    exchange: str
    epoch: str
    acked: dict[str, int] = {}
    time: int = 0


class SyncReply(Wire, frozen=True, kw_only=True):
    """One exchange as the city answers it; parts that did not change are absent.

    Attributes:
        verdicts: Lane -> verdicts of this request, by runs; how far all have one is in the
            receipt.
        lease_acks: Cells that the kiosk may stop listing, each if its row still says this.
        recalls: Cells that the city asks back, each if it still says this; told until the
            machine has answered.
        grant: New cells.
        numbers: New booking numbers for the pool.
        rights_problem: Why the report of rights was refused, a word; empty when it was read.
        statements: Key statements newer than the kiosk's.
        cursors: Part -> state of it in this reply.
        centre: Card of the centre.
        agenda: Openings of the centre.
        bookings: Appointments of the centre.
        requests: Requests of the centre; on a kiosk, its own.
        queue: Walk-in queue of the day; always there, so that its age is known.
        board: Board of the quarters, as `kiosk.domain.participation.board_to_json` writes it.
        places: Directory of places.
        content: Walkthrough -> hex SHA-256 of its files as the city's program ships them.
        pack: Pack of content that the city publishes.
        content_recalls: Signed lists of recalls, one an issuer, as files hold them.
        devices: Machines of the centre.
        tasks: To a post: people to call, and why.
        visits: What to know of records.
        holdings: To a post: cells of the centre that other machines hold, and recalls.
        resend_from: Lane -> first sequence that the city asks for again (it was restored).
        new_life: True when the machine must draw a new incarnation (two sets of bytes under
            one identity).
        next_sync_s: Seconds to wait before the next exchange.
        probe: Short token of the idle probe.
    """

    verdicts: dict[str, list[VerdictRun]] = {}
    lease_acks: list[LeaseRuns] = []
    recalls: list[LeaseRuns] = []
    grant: Grant | None = None
    numbers: list[str] = []
    rights_problem: str = ""
    statements: list[Statement] = []
    cursors: dict[str, str] = {}
    centre: WireCentre | None = None
    agenda: Agenda | None = None
    bookings: list[WireBooking] | None = None
    requests: list[WireWish] | None = None
    queue: list[WireTicket] = []
    board: dict[str, Any] | None = None
    places: WirePlaces | None = None
    content: dict[str, str] | None = None
    pack: WirePack | None = None
    content_recalls: list[str] | None = None
    devices: list[WireDevice] | None = None
    tasks: list[WireTask] | None = None
    holdings: list[WireHolding] | None = None
    visits: WireVisits | None = None
    resend_from: dict[str, int] = {}
    new_life: bool = False
    next_sync_s: int = NEXT_SYNC_S
    probe: str = ""


class Refusal(Wire, frozen=True, kw_only=True):
    """The city refuses a whole request; signed like any reply when it knows itself."""

    code: RefusalCode
    retry_after_s: int = 0
