# SPDX-License-Identifier: AGPL-3.0-or-later
"""What travels between a kiosk and the city server: the types, and nothing else.

Both ends import this module; it knows no HTTP, no SQL and no key. Every struct is JSON, fields
that hold their default are left out, unknown fields are ignored, so that an older end reads a
newer one. Times are whole seconds since 1970 (UTC) unless a name says otherwise; cells are
5-minute steps since 1970 (UTC).

Source: docs/wire_protocol.md.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, TypeVar

import msgspec

PROTOCOL: Final = 1
CONTENT_TYPE: Final = "application/vnd.sixieme+json"
SYNC_PATH: Final = "/v1/sync"
PROBE_PATH: Final = "/v1/idle"
CITY_PATH: Final = "/v1/city"
ENROL_PATH: Final = "/v1/enrol"
HEADER_DEVICE: Final = "sixieme-device"
HEADER_SIGNATURE: Final = "sixieme-signature"
HEADER_RECEIPT: Final = "sixieme-receipt"

MAX_BODY_BYTES: Final = 1 << 20
MAX_INFLATED_BYTES: Final = 8 << 20
MAX_EVENTS_A_LANE: Final = 5_000
CELL_S: Final = 300

Struct = TypeVar("Struct")


class Wire(msgspec.Struct, frozen=True, omit_defaults=True):
    """A thing that travels: frozen, defaults left out, unknown fields ignored."""


class Row(msgspec.Struct, frozen=True, array_like=True):
    """A thing that travels by the hundred: an array without names, to be appended to only."""


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
        check: Hex SHA-256 over the hashes of the events in order; proves the unpacking.
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


class LeaseRun(Row, frozen=True):
    """Neighbouring cells of one mediator in one state, as the kiosk lists them.

    Attributes:
        mediator: Identifier of the mediator.
        first_cell: First cell.
        n_cells: Number of cells.
        epoch: Epoch of each of them.
        state: State in the words of `kiosk.domain.leases`.
        booking: The sale that holds them; empty when none does.
    """

    mediator: str
    first_cell: int
    n_cells: int
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
    """

    version: str = ""
    n_pending: int = 0
    n_refused: int = 0
    key_store: str = ""


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
        health: How the machine is.
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
    leases: list[LeaseRun] = []
    n_numbers: int = 0
    cursors: dict[str, str] = {}
    can_hold_leases: bool = True
    health: MachineHealth | None = None


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


class LaneReply(Wire, frozen=True, kw_only=True):
    """What the city did with one lane.

    Attributes:
        acked: Watermark: every sequence up to this one has a verdict.
        verdicts: Verdicts of this request, by runs.
    """

    acked: int = 0
    verdicts: list[VerdictRun] = []


class GrantRun(Row, frozen=True):
    """Neighbouring cells of one mediator given to the kiosk, with their epoch."""

    mediator: str
    first_cell: int
    n_cells: int
    epoch: int


class Grant(Wire, frozen=True, kw_only=True):
    """Cells given to one incarnation in answer to one request; void for any other.

    Attributes:
        incarnation: Whose they are.
        request: Which request they answer.
        sell_until: Until when the kiosk may sell them.
        runs: The cells.
    """

    incarnation: str
    request: int
    sell_until: int
    runs: list[GrantRun] = []


class WireCentre(Wire, frozen=True, kw_only=True):
    """The public card of a centre."""

    code: str
    name: str
    quarter: str = ""
    address: str = ""
    phone: str = ""
    hours: dict[str, str] = {}


class WireMediator(Wire, frozen=True, kw_only=True):
    """A mediator as residents know them: a first name."""

    mediator_id: str
    first_name: str
    is_active: bool = True


class WireMotif(Wire, frozen=True, kw_only=True):
    """A need for which one books; texts by language."""

    motif_id: str
    labels: dict[str, str]
    icon: str = ""
    duration_min: int = 30
    before_min: int = 0
    after_min: int = 0
    documents: dict[str, list[str]] = {}


class WireOpening(Wire, frozen=True, kw_only=True):
    """A weekly opening of a mediator; local times of Paris ``HH:MM``, ISO days, Monday is 0."""

    opening_id: str
    mediator_id: str
    motif_ids: list[str] = []
    first_day: str
    until: str = ""
    weekdays: list[int]
    start: str
    end: str
    exdates: list[str] = []


class WireAbsence(Wire, frozen=True, kw_only=True):
    """A time when a mediator is away."""

    absence_id: str
    mediator_id: str
    start: int
    end: int


class WireClosure(Wire, frozen=True, kw_only=True):
    """Days when the centre is shut, both included, ISO."""

    closure_id: str
    first_day: str
    last_day: str
    label: str = ""


class WireBooking(Wire, frozen=True, kw_only=True):
    """An appointment of the centre as the city knows it, for the machines of the centre.

    Attributes:
        number: The 8 digits.
        mediator_id: With whom.
        motif_id: For what.
        start: When.
        duration_min: How long.
        state: State in the words of `kiosk.domain.appointments`.
        device: The machine that sold it.
        label: Base64 of the label sealed to the desk keys; empty for a kiosk.
    """

    number: str
    mediator_id: str
    motif_id: str
    start: int
    duration_min: int
    state: str
    device: str = ""
    label: str = ""


class WireWish(Wire, frozen=True, kw_only=True):
    """A request for an appointment that nobody has confirmed yet."""

    number: str
    motif_id: str
    wish: str
    state: str
    device: str = ""
    label: str = ""


class Agenda(Wire, frozen=True, kw_only=True):
    """The openings of one centre, whole; bookings are parts of their own."""

    mediators: list[WireMediator] = []
    motifs: list[WireMotif] = []
    openings: list[WireOpening] = []
    absences: list[WireAbsence] = []
    closures: list[WireClosure] = []


class WireTicket(Row, frozen=True):
    """A ticket of the walk-in queue of the centre's day."""

    device: str
    number: str
    reason: str
    state: str
    taken: int


class WireDevice(Row, frozen=True):
    """A machine of the centre, so that another one can check its tickets."""

    device: str
    role: str
    public_key: str
    desk_key: str = ""


class Statement(Wire, frozen=True, kw_only=True):
    """The city's keys, signed by its root; statements are chained by `previous`.

    Attributes:
        serial: Number of the statement, from 1.
        body: JSON of `CityKeys`, as signed.
        signature: Base64 of the root's signature over it.
    """

    serial: int
    body: str
    signature: str


class CityKeys(Wire, frozen=True, kw_only=True):
    """What a statement says: hex public keys.

    Attributes:
        serial: Number of the statement, from 1.
        city: Identifier of the city.
        root: Ed25519 key that signs statements.
        signing: Ed25519 key that signs replies.
        sealing: X25519 key to which personal fields are sealed.
        recovery: X25519 key to which database keys are wrapped.
        content: Ed25519 key that signs content.
        previous: Hex SHA-256 of the previous statement's body; empty for the first.
    """

    serial: int
    city: str
    root: str
    signing: str
    sealing: str
    recovery: str
    content: str
    previous: str = ""


class Receipt(Wire, frozen=True, kw_only=True):
    """What the city signs of a reply, small enough to be shown again later.

    Attributes:
        incarnation: Which life of which machine it answers; empty at enrolment.
        asked: `sync.signing.digest_text` of the request's bytes as sent, its number included.
        answered: The same of the reply's JSON.
        epoch: Epoch of the server.
        acked: Lane -> watermark.
        time: Wall clock of the server.
    """

    incarnation: str = ""
    asked: str
    answered: str
    epoch: str
    acked: dict[str, int] = {}
    time: int = 0


class SyncReply(Wire, frozen=True, kw_only=True):
    """One exchange as the city answers it; parts that did not change are absent.

    Attributes:
        lanes: Lane -> what became of its events.
        lease_acks: Cells that the kiosk may stop listing, each if its row still says this.
        recalls: Cells that the city asks back.
        grant: New cells.
        numbers: New booking numbers for the pool.
        statements: Key statements newer than the kiosk's.
        cursors: Part -> state of it in this reply.
        centre: Card of the centre.
        agenda: Openings of the centre.
        bookings: Appointments of the centre.
        requests: Requests of the centre; on a kiosk, its own.
        queue: Walk-in queue of the day; always there, so that its age is known.
        board: Board of the quarters, as `kiosk.domain.participation.board_to_json` writes it.
        content: Walkthrough -> hex SHA-256 of its published pack.
        devices: Machines of the centre.
        resend_from: Lane -> first sequence that the city asks for again (it was restored).
        new_life: True when the machine must draw a new incarnation (two sets of bytes under
            one identity).
        next_sync_s: Seconds to wait before the next exchange.
        probe: Short token of the idle probe.
    """

    lanes: dict[str, LaneReply] = {}
    lease_acks: list[LeaseRun] = []
    recalls: list[LeaseRun] = []
    grant: Grant | None = None
    numbers: list[str] = []
    statements: list[Statement] = []
    cursors: dict[str, str] = {}
    centre: WireCentre | None = None
    agenda: Agenda | None = None
    bookings: list[WireBooking] | None = None
    requests: list[WireWish] | None = None
    queue: list[WireTicket] = []
    board: dict[str, Any] | None = None
    content: dict[str, str] | None = None
    devices: list[WireDevice] | None = None
    resend_from: dict[str, int] = {}
    new_life: bool = False
    next_sync_s: int = 900
    probe: str = ""


class EnrolRequest(Wire, frozen=True, kw_only=True):
    """A machine asks to belong to the city.

    Attributes:
        code: The secret part of the invitation.
        public_key: Hex Ed25519 key of the device, which signs this request.
        desk_key: Hex X25519 key of a desk; empty for a kiosk.
        role: What the machine is for, ``borne`` or ``poste``.
        version: Version of the program.
        demo: Whether the machine's folder is a demo.
    """

    proto: int = PROTOCOL
    code: str
    public_key: str
    desk_key: str = ""
    role: str = "borne"
    version: str = ""
    demo: bool = False


class EnrolReply(Wire, frozen=True, kw_only=True):
    """The city takes the machine in."""

    device: str
    city: str
    role: str
    name: str
    centre: WireCentre
    statements: list[Statement]
    demo: bool = False


class CityCard(Wire, frozen=True, kw_only=True):
    """What anyone may know of the server before enrolment."""

    city: str
    demo: bool
    epoch: str
    version: str
    root: str
    statements: list[Statement]


class Refusal(Wire, frozen=True, kw_only=True):
    """The city refuses a whole request; signed like any reply when it knows itself."""

    code: RefusalCode
    retry_after_s: int = 0


def encode(struct: msgspec.Struct) -> bytes:
    """Return the JSON bytes of a struct."""
    return msgspec.json.encode(struct)


def decode(body: bytes, shape: type[Struct]) -> Struct:
    """Return the struct of `shape` written in `body`.

    Raises:
        msgspec.DecodeError: If the bytes are not such a struct; messages name fields, and
            callers must not show them beside personal data.
    """
    return msgspec.json.decode(body, type=shape)
