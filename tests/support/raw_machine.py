# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine that says to the city whatever a test wants, signed as a real one would."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from kiosk.domain.outbox import Core, EventKind, annex_hash, core_bytes, hash_of
from sync.columns import PackedEvent, canonical, pack
from sync.compression import gunzip_bytes, gzip_bytes
from sync.receipts import whole_receipt
from sync.server.storage.fleet import ACTIVE, Machine
from sync.server.sync_api import HttpAnswer, answer_sync
from sync.signing import KeyPair, Purpose, digest_text, new_signing_pair, sign
from sync.wire import Receipt, SyncReply, SyncRequest
from sync.wire_form import MAX_INFLATED_BYTES, decode, encode

LIFE = "a" * 16


@dataclass
class RawMachine:
    """A machine of the city without a kiosk behind it."""

    city: object
    device: str = "0123456789ab"
    life: str = LIFE
    role: str = "borne"
    centre: str = "NORD"
    key: KeyPair = field(default_factory=new_signing_pair)
    request: int = 0
    receipt: tuple[str, str] = ("", "")
    sent: bytes = b""

    def __post_init__(self) -> None:
        with self.city.database.transaction() as unit:
            unit.fleet.add_machine(
                Machine(
                    device=self.device,
                    centre=self.centre,
                    role=self.role,
                    name=f"{self.role} {self.device[:2]}",
                    public_key=self.key.public.hex(),
                    desk_key="",
                    status=ACTIVE,
                    enrolled=self.city.now(),
                    last_exchange=None,
                    incarnation="",
                    health={},
                )
            )

    def ask(self, **fields) -> SyncReply:
        """Do one exchange and return the reply; the city must take the request."""
        answer = self.send(self.body(**fields))
        assert answer.status == 200, answer
        return self.read(answer)

    def body(self, **fields) -> bytes:
        """Return the bytes of the next request."""
        self.request = fields.pop("request", self.request + 1)
        values = {"n_numbers": 60, "can_hold_leases": False, **fields}
        request = SyncRequest(
            device=self.device, incarnation=self.life, request=self.request, **values
        )
        return gzip_bytes(encode(request))

    def send(self, body: bytes) -> HttpAnswer:
        """Send bytes, signed."""
        self.sent = body
        signature = sign(self.key.private, Purpose.REQUEST, body)
        return answer_sync(self.city, self.device, signature, body, takes_gzip=True)

    def read(self, answer: HttpAnswer) -> SyncReply:
        """Return what an answer says, and keep its receipt."""
        plain = answer.body
        if answer.headers.get("content-encoding") == "gzip":
            plain = gunzip_bytes(plain, MAX_INFLATED_BYTES)
        text = whole_receipt(
            answer.headers["sixieme-receipt"],
            incarnation=self.life,
            asked=digest_text(self.sent),
            answered=digest_text(plain),
        )
        self.receipt = (text, answer.headers["sixieme-signature"])
        return decode(plain, SyncReply)

    def last_receipt(self) -> Receipt:
        """Return the last receipt, opened."""
        return decode(self.receipt[0].encode(), Receipt)

    def acked(self, name: str = "logs") -> int:
        """Return the watermark of a lane in the last receipt."""
        return self.last_receipt().acked.get(name, 0)


def event(
    sequence: int, kind: EventKind, core: Core, *, annex: bytes | None = None, origin: str = ""
) -> PackedEvent:
    """Return an event as a machine packs it."""
    digest = annex_hash(annex) if annex is not None else None
    content = core_bytes(kind, core)
    return PackedEvent(sequence, content, hash_of(content, digest), annex, digest, origin)


def strange_event(sequence: int, kind: str, core: Core) -> PackedEvent:
    """Return an event of a kind that the city does not know."""
    content = canonical(kind, core)
    return PackedEvent(sequence, content, hash_of(content, None))


def session(sequence: int, minutes: int = 12, **changes) -> PackedEvent:
    """Return the event of a session."""
    core: Core = {
        "hour": "2026-11-23T08Z",
        "minutes": minutes,
        "language": "fr",
        "walkthroughs": [{"id": "arnaque", "last_step": "fin", "finished": True}],
        "outcome": "finished",
        **changes,
    }
    return event(sequence, EventKind.SESSION_CLOSED, core)


def lane(*events: PackedEvent, tombstones=()):
    """Return the batch of some events."""
    return pack(events, tombstones)


def verdicts(reply: SyncReply, name: str = "logs") -> dict[int, str]:
    """Return sequence -> verdict of one lane."""
    return {
        run.first + place: run.verdict.value
        for run in reply.verdicts.get(name, [])
        for place in range(run.n)
    }


def changed(batch, **fields):
    """Return a batch with some fields changed."""
    return msgspec.structs.replace(batch, **fields)
