# SPDX-License-Identifier: AGPL-3.0-or-later
"""One exchange: what a machine asks, in two transactions, and the signed answer.

First rights and bookings: the report settled, sales kept, new rights granted. Then the logs, the
parts that go down, and the reply, whose bytes are kept so that the same request gets them again.
A crash between the two leaves a request without a reply; the machine sends it again, and the
first half, done twice, changes nothing that the machine has not been told.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from kiosk.domain.outbox import OutboxLane
from sync.columns import BatchUnreadable
from sync.compression import gunzip_bytes
from sync.server.booking_fields import Teller
from sync.server.booking_requests import expire_requests
from sync.server.city import SignedReply
from sync.server.displacing import review_after_change
from sync.server.down import parts_down
from sync.server.ingest import LaneOutcome, ingest_lane
from sync.server.rights import RightsAnswer, answer_rights
from sync.server.storage.cases import CaseKind
from sync.server.storage.fleet import Life
from sync.server.storage.records import LaneKey
from sync.server.storage.state import EPOCH
from sync.server.told_records import note_records
from sync.server.waiting_list import allot
from sync.signing import Purpose, digest_text, exchange_digest, is_signed
from sync.translation import NotTranslatable
from sync.wire import Receipt, RefusalCode, SyncReply, SyncRequest
from sync.wire_form import MAX_INFLATED_BYTES, MAX_SEQUENCE, PROTOCOL, decode, encode

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit

_ATTEMPT_BYTES = 8
_INCARNATION_HEX = 16
RIGHTS_UNREADABLE = "unreadable"


class RequestRefused(Exception):
    """The whole request is refused; the machine keeps its queue."""

    def __init__(self, code: RefusalCode) -> None:
        """Keep the code."""
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request on its way through the exchange.

    Attributes:
        request: What it says.
        digest: Digest of its bytes as sent.
        attempt: Token of this attempt at answering it.
        is_current: Whether the machine's present life asks.
        resend_from: Lane -> first sequence that this server has lost.
    """

    request: SyncRequest
    digest: str
    attempt: str
    is_current: bool
    resend_from: dict[str, int]


@dataclass(frozen=True, slots=True)
class _FirstHalf:
    rights: RightsAnswer
    bookings: LaneOutcome


def exchange(city: City, machine: Machine, body: bytes) -> SignedReply:
    """Answer one exchange of a machine whose signature over `body` is checked already.

    Args:
        city: The city.
        machine: Who asks.
        body: The request as sent, compressed.

    Raises:
        RequestRefused: If the request cannot be read, or is not this machine's.
        TooLarge: If it inflates beyond its bound.
        NotGzip: If it is not gzip.
    """
    request = _decoded(gunzip_bytes(body, MAX_INFLATED_BYTES))
    if request.device != machine.device:
        raise RequestRefused(RefusalCode.BAD_REQUEST)
    try:
        with city.database.transaction() as unit:
            asked = _opened(city, unit, machine, request, digest_text(body))
            if isinstance(asked, SignedReply):
                return asked
            first = _answer_first_half(city, unit, machine, asked)
        city.grants.reach(first.rights.n_grants)
        with city.database.transaction() as unit:
            return _answer_second_half(city, unit, machine, asked, first)
    except (BatchUnreadable, NotTranslatable) as error:
        raise RequestRefused(RefusalCode.BAD_REQUEST) from error


def _decoded(plain: bytes) -> SyncRequest:
    try:
        request = decode(plain, SyncRequest)
    except (msgspec.DecodeError, RecursionError) as error:
        raise RequestRefused(RefusalCode.BAD_REQUEST) from error
    if request.proto > PROTOCOL:
        raise RequestRefused(RefusalCode.PROTOCOL_TOO_OLD)
    is_hex = set(request.incarnation) <= set("0123456789abcdef")
    numbers = (request.request, *request.oldest.values(), *request.floors.values())
    is_counted = request.request > 0 and all(0 <= number < MAX_SEQUENCE for number in numbers)
    if len(request.incarnation) != _INCARNATION_HEX or not is_hex or not is_counted:
        raise RequestRefused(RefusalCode.BAD_REQUEST)
    return request


def _opened(
    city: City, unit: CityUnit, machine: Machine, request: SyncRequest, digest: str
) -> _Asked | SignedReply:
    """Place a request in the life of its machine; return the kept reply if it has one."""
    life = unit.fleet.life(machine.device, request.incarnation)
    now = city.now()
    if life is None:
        unit.fleet.begin_life(machine.device, request.incarnation, now)
        is_current = True
    else:
        fresh = unit.fleet.machine(machine.device)
        is_current = fresh is not None and fresh.incarnation == request.incarnation
        if request.request == life.request and digest == life.asked and life.reply is not None:
            return SignedReply(life.reply, life.receipt, life.signature)
        if request.request < life.request or (
            request.request == life.request and digest != life.asked
        ):
            return _conflicting(city, unit, machine, request, digest)
    if not is_current:
        _case(city, unit, machine, CaseKind.OLD_LIFE, request.incarnation)
    asked = _Asked(
        request,
        digest,
        secrets.token_hex(_ATTEMPT_BYTES),
        is_current,
        _lost_here(city, unit, machine, request),
    )
    unit.fleet.begin_request(machine.device, _life_of(asked))
    return asked


def _conflicting(
    city: City, unit: CityUnit, machine: Machine, request: SyncRequest, digest: str
) -> SignedReply:
    """Tell a machine that another with its key and life has spoken: it must draw a new life."""
    subject = f"{request.incarnation} {request.request}"
    _case(city, unit, machine, CaseKind.REQUEST_CONFLICT, subject)
    body = encode(SyncReply(new_life=True, next_sync_s=city.settings.next_sync_s))
    receipt = Receipt(
        incarnation=request.incarnation,
        exchange=exchange_digest(digest, digest_text(body)),
        epoch=unit.state.get(EPOCH),
        time=city.now(),
    )
    return city.signed(receipt, body)


def _lost_here(
    city: City, unit: CityUnit, machine: Machine, request: SyncRequest
) -> dict[str, int]:
    """Return lane -> first sequence that this server acknowledged and does not hold any more.

    A floor above the watermark means that an older database was restored. It is believed when
    the machine shows the receipt, signed by this city, that says so.
    """
    lost: dict[str, int] = {}
    proved = _proved_floors(city, request)
    for lane in OutboxLane:
        floor = request.floors.get(lane.value, 0)
        acked = unit.records.watermark(LaneKey(machine.device, request.incarnation, lane.value))
        if floor <= acked:
            continue
        if proved.get(lane.value, 0) >= floor:
            lost[lane.value] = acked + 1
        else:
            _case(city, unit, machine, CaseKind.FLOOR_UNPROVED, f"{request.incarnation} {lane}")
    if lost:
        epoch = city.freeze(unit)
        _case(city, unit, machine, CaseKind.SERVER_LOSS, f"{request.incarnation} {epoch}")
    return lost


def _proved_floors(city: City, request: SyncRequest) -> dict[str, int]:
    text = request.receipt.encode("utf-8")
    public = city.keyring.signing.public
    if not text or not is_signed(public, Purpose.RECEIPT, text, request.receipt_signature):
        return {}
    try:
        receipt = decode(text, Receipt)
    except msgspec.DecodeError:
        return {}
    return receipt.acked if receipt.incarnation == request.incarnation else {}


def _answer_first_half(city: City, unit: CityUnit, machine: Machine, asked: _Asked) -> _FirstHalf:
    teller = Teller(machine, asked.request.incarnation)
    rights = answer_rights(city, unit, machine, asked.request, is_current=asked.is_current)
    bookings = ingest_lane(city, unit, teller, OutboxLane.BOOKINGS, asked.request)
    review_after_change(city, unit)
    expire_requests(city, unit)
    allot(city, unit)
    return _FirstHalf(rights, bookings)


def _answer_second_half(
    city: City, unit: CityUnit, machine: Machine, asked: _Asked, first: _FirstHalf
) -> SignedReply:
    request = asked.request
    life = unit.fleet.life(machine.device, request.incarnation)
    if life is None or life.attempt != asked.attempt:
        # The same request is being answered by another worker: its grant is the one that counts.
        if life is not None and life.asked == asked.digest and life.reply is not None:
            return SignedReply(life.reply, life.receipt, life.signature)
        raise RequestRefused(RefusalCode.BUSY)
    teller = Teller(machine, request.incarnation)
    logs = ingest_lane(city, unit, teller, OutboxLane.LOGS, request)
    lanes = {OutboxLane.BOOKINGS.value: first.bookings, OutboxLane.LOGS.value: logs}
    health = msgspec.to_builtins(request.health) if request.health else machine.health
    if asked.is_current:
        unit.fleet.note_exchange(machine.device, request.incarnation, health, city.now())
        machine = note_records(unit, machine, request)
    parts, cursors = parts_down(city, unit, machine, request.cursors)
    reply = SyncReply(
        verdicts={lane: one.verdicts for lane, one in lanes.items() if one.verdicts},
        lease_acks=first.rights.acks,
        grant=first.rights.grant,
        numbers=first.rights.numbers,
        recalls=first.rights.recalls,
        rights_problem=RIGHTS_UNREADABLE if first.rights.is_unread else "",
        cursors=_changed(cursors, request.cursors),
        resend_from=asked.resend_from,
        new_life=not asked.is_current
        or first.rights.is_lost
        or first.bookings.has_conflict
        or logs.has_conflict,
        next_sync_s=city.settings.next_sync_s,
        probe=city.probe_token(unit, machine.device),
        **parts,
    )
    acked = {lane: one.acked for lane, one in lanes.items() if one.acked}
    signed = _signed(city, unit, asked, reply, acked)
    kept = replace(
        _life_of(asked), reply=signed.body, receipt=signed.receipt, signature=signed.signature
    )
    unit.fleet.keep_reply(machine.device, kept)
    return signed


def _signed(
    city: City, unit: CityUnit, asked: _Asked, reply: SyncReply, acked: dict[str, int]
) -> SignedReply:
    body = encode(reply)
    receipt = Receipt(
        incarnation=asked.request.incarnation,
        exchange=exchange_digest(asked.digest, digest_text(body)),
        epoch=unit.state.get(EPOCH),
        acked=acked,
        time=city.now(),
    )
    return city.signed(receipt, body)


def _changed(cursors: dict[str, str], held: dict[str, str]) -> dict[str, str]:
    return {name: cursor for name, cursor in cursors.items() if held.get(name) != cursor}


def _life_of(asked: _Asked) -> Life:
    return Life(
        incarnation=asked.request.incarnation,
        first_seen=0,
        request=asked.request.request,
        asked=asked.digest,
        attempt=asked.attempt,
        reply=None,
        receipt="",
        signature="",
    )


def _case(city: City, unit: CityUnit, machine: Machine, kind: CaseKind, subject: str) -> None:
    unit.cases.open(kind, device=machine.device, subject=subject, detail={}, now=city.now())
