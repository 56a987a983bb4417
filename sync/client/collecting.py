# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing the next request: the queue, the rights, the cursors, in one transaction.

A request is written with its number before it is sent. While one is open it is sent again as it
is: same number, same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.domain.outbox import OutboxLane, OutboxState
from kiosk.services.clock_trust import LeaseBar
from kiosk.services.told_records import first_told_month, told_digests
from kiosk.storage.exchange import OpenRequest
from sync.client.link import CURSORS, RESEND, RETELL, read_link, read_numbers, read_texts
from sync.client.prepared import PreparedRequest
from sync.client.records import changed_months
from sync.client.rights import sells_from
from sync.columns import PackedEvent, pack
from sync.compression import gzip_bytes
from sync.right_rows import lease_runs
from sync.signing import Purpose, digest_text, sign
from sync.wire import LaneBatch, MachineHealth, SyncRequest
from sync.wire_form import MAX_BODY_BYTES, MAX_INFLATED_BYTES, encode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.outbox import PendingEvent
    from kiosk.domain.record_digests import MonthDigest
    from kiosk.storage.device import DeviceRow
    from kiosk.storage.unit_of_work import UnitOfWork
    from kiosk.wiring import Kiosk

VERSION: Final = "0.1.0"
_SMALLEST: Final = 1
RECALLS_PART: Final = "content_recalls"


def prepare(
    kiosk: Kiosk, private_key: bytes, batch: int, told: PreparedRequest | None = None
) -> PreparedRequest | None:
    """Return the open request, or write a new one; nothing before enrolment.

    Args:
        kiosk: This machine.
        private_key: Its Ed25519 signing key.
        batch: Events of a lane, at most.
        told: The last request of which the city took note; what it said is not told twice.
    """
    # Asked before the transaction: a service opens its own.
    # A machine that only shows numbers sells nothing: rights there would be lost to the others.
    sells = kiosk.settings.machine.calling != "whole_screen"
    can_hold = sells and kiosk.device.lease_bar() is LeaseBar.NONE
    strength = kiosk.secrets.strength()
    content, problem = kiosk.packs.health()
    with kiosk.database.unit_of_work() as uow:
        row, link = uow.device.get(), read_link(uow)
        if row.device_id is None or link is None:
            return None
        found, said = uow.exchange.open_request(row.incarnation), _Said()
        if found is None:
            is_same_life = told is not None and told.incarnation == row.incarnation
            writer = _Writer(kiosk, uow, row, told if is_same_life else None)
            health = MachineHealth(
                version=VERSION,
                n_pending=uow.outbox.count(OutboxState.PENDING),
                n_refused=uow.outbox.count(OutboxState.REFUSED),
                key_store=strength,
                content=content,
                content_problem=problem,
            )
            found, said = writer.written(health, can_hold=can_hold, batch=batch)
            uow.commit()
    return PreparedRequest(
        device=row.device_id,
        incarnation=found.incarnation,
        request=found.request,
        body=found.body,
        digest=found.digest,
        signature=sign(private_key, Purpose.REQUEST, found.body),
        link=link,
        health=said.health,
        records=said.records,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What the city knows of this machine once it has answered; nothing is not known here."""

    health: MachineHealth | None = None
    records: Mapping[str, MonthDigest] | None = None


@dataclass(frozen=True, slots=True)
class _Writer:
    kiosk: Kiosk
    uow: UnitOfWork
    row: DeviceRow
    told: PreparedRequest | None

    def written(
        self, health: MachineHealth, *, can_hold: bool, batch: int
    ) -> tuple[OpenRequest, _Said]:
        """Return a request that fits its bounds, stored, and what the city then knows.

        The batch is halved until it fits.
        """
        now_utc = self.kiosk.clock.now_utc()
        now_s, boot_id = self.kiosk.clock.monotonic_s(), self.kiosk.clock.boot_id()
        self.uow.leases.give_back_late(now_utc, now_s=now_s, boot_id=boot_id)
        # asked back while somebody looked at it: that hold may be over by now
        self.uow.recalls.give_back_asked(now_s=now_s, boot_id=boot_id)
        number = self.uow.exchange.next_number(self.row.incarnation)
        size = batch
        while True:
            asked, now_so = self._request(number, health, can_hold=can_hold, batch=size)
            plain = encode(asked)
            body = gzip_bytes(plain)
            fits = len(body) <= MAX_BODY_BYTES and len(plain) <= MAX_INFLATED_BYTES
            if fits or size == _SMALLEST:
                break
            size = max(_SMALLEST, size // 2)
        digest = digest_text(body)
        one = OpenRequest(self.row.incarnation, number, body, digest)
        self.uow.exchange.write(one, now_utc)
        return one, now_so

    def _request(
        self, number: int, health: MachineHealth, *, can_hold: bool, batch: int
    ) -> tuple[SyncRequest, _Said]:
        uow, incarnation = self.uow, self.row.incarnation
        receipt = uow.exchange.last_receipt()
        is_own = receipt is not None and receipt.incarnation == incarnation
        report = uow.leases.report(
            incarnation=incarnation,
            request=number,
            server_epoch=receipt.epoch if receipt else "",
            with_acknowledged=uow.parameters.get(RETELL) is True,
        )
        lanes = [_batch(uow.outbox.pending(lane, batch)) for lane in OutboxLane]
        n_carried = sum(one.n + len(one.tombstones) for one in lanes if one is not None)
        health = msgspec.structs.replace(health, n_pending=health.n_pending - n_carried)
        told_health = self.told.health if self.told else None
        first = first_told_month(uow, self.kiosk.clock.now_utc())
        known = self.told.records if self.told else None
        # what does not travel with all that waits would say of the city what is not true yet
        records = known if health.n_pending else told_digests(uow, first)
        since = f"{first:%Y-%m}"
        bookings, logs = lanes
        asked = SyncRequest(
            device=self.row.device_id or "",
            incarnation=incarnation,
            request=number,
            epoch=receipt.epoch if receipt else "",
            floors=self._floors(),
            oldest=self._oldest(),
            receipt=receipt.text if receipt and is_own else "",
            receipt_signature=receipt.signature if receipt and is_own else "",
            bookings=bookings,
            logs=logs,
            leases=lease_runs(report.rows),
            n_numbers=uow.leases.n_numbers(incarnation),
            cursors=self._cursors(),
            can_hold_leases=can_hold,
            sells_from=sells_from(self.kiosk, self.kiosk.clock.now_utc()),
            health=None if health == told_health else health,
            records=changed_months(records, known, since),
            records_since=since if known is None and records is not None else "",
        )
        return asked, _Said(health, records)

    def _cursors(self) -> dict[str, str]:
        """Return what this machine holds; recalls lost with their file are asked for again."""
        cursors = read_texts(self.uow, CURSORS)
        if self.kiosk.packs.lacks_recalls:
            cursors.pop(RECALLS_PART, None)
        return cursors

    def _floors(self) -> dict[str, int]:
        floors = {lane.value: self.uow.outbox.first_pending(lane) - 1 for lane in OutboxLane}
        return {lane: floor for lane, floor in floors.items() if floor}

    def _oldest(self) -> dict[str, int]:
        """Return the oldest event still held of each lane of which the city lost some."""
        asked = read_numbers(self.uow, RESEND)
        return {
            lane.value: self.uow.exchange.oldest(self.row.incarnation, lane)
            or self.uow.outbox.last_sequence(lane) + 1
            for lane in OutboxLane
            if lane.value in asked
        }


def _batch(events: tuple[PendingEvent, ...]) -> LaneBatch | None:
    if not events:
        return None
    whole = [
        PackedEvent(
            sequence=event.identity.sequence,
            core_json=event.core_json,
            hash=event.hash,
            annex=event.annex,
            annex_digest=event.annex_hash,
            origin=_origin_text(event),
        )
        for event in events
        if not event.is_tombstone
    ]
    tombstones = [(event.identity.sequence, event.hash) for event in events if event.is_tombstone]
    return pack(whole, tombstones)


def _origin_text(event: PendingEvent) -> str:
    origin = event.origin
    if origin is None:
        return ""
    return f"{origin.incarnation}/{origin.lane.value}/{origin.sequence}"
