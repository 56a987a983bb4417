# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applying a proved reply: one transaction, so that a cut of power applies all of it or none.

A part that this program cannot read (an older program, a newer city) is left out and named; what
was acknowledged is settled all the same, since the queue must not wait for a text to be read.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from kiosk.content.packs.faults import PackRefused
from kiosk.content.packs.signing import KeyStatement
from kiosk.domain.attendance import Aside
from kiosk.domain.outbox import EventVerdict, Identity, OutboxLane, Verdict
from kiosk.domain.participation import board_from_json
from kiosk.domain.places import Place, read_place
from kiosk.domain.record_digests import UnlikeMonth
from kiosk.domain.waiting_queue import QueuePriority, QueueReason, QueueState, SyncedTicket
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import ContentUnreadable, Refused
from kiosk.foundation.events import Topic
from kiosk.services.machine_keys import note_machine_names, replace_centre_machines
from kiosk.services.outbox import RIGHTS_PROBLEM
from kiosk.services.sealing import CITY_KEY, DESK_KEY
from kiosk.services.told_records import keep_unlike
from kiosk.services.visit_salts import keep_elsewhere, keep_salts
from kiosk.storage.exchange import KeptReceipt
from sync.booking_rows import appointment_of, request_of
from sync.client import link as names
from sync.client.rights import take_rights, task_of
from sync.right_rows import holdings_of
from sync.translation import NotTranslatable, agenda_of, card_of, instant
from sync.wire_form import MAX_EVENTS_A_LANE, encode

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.storage.unit_of_work import UnitOfWork
    from kiosk.wiring import Kiosk
    from sync.client.prepared import PreparedRequest
    from sync.client.proof import ProvedReply
    from sync.wire import SyncReply, VerdictRun
    from sync.wire_down import WireDevice, WireVisits
    from sync.wire_enrolment import Statement


_LONGEST_WORD: Final = 32
_MAX_PLACES: Final = 500
_MAX_ELSEWHERE: Final = 2000
_NOT_READ: Final = (
    NotTranslatable,
    ContentUnreadable,
    ValueError,
    KeyError,
    TypeError,
    OverflowError,
)


@dataclass(slots=True)
class Applied:
    """What a reply changed.

    Attributes:
        counts: Verdict -> events that waited for it.
        topics: What listeners may want to read again.
        unreadable: Parts of the reply that this program could not read.
        is_new: False when the same answer was applied before.
        owes_cells: True when cells were given back that the city asked for.
        is_epoch_new: True when the city was restored, or is another one.
    """

    counts: dict[Verdict, int] = field(default_factory=dict)
    topics: list[Topic] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    is_new: bool = True
    owes_cells: bool = False
    is_epoch_new: bool = False


@dataclass(slots=True)
class _Work:
    kiosk: Kiosk
    uow: UnitOfWork
    request: PreparedRequest
    reply: SyncReply
    now_utc: datetime
    applied: Applied
    cursors: dict[str, str]
    statement: Statement

    def part(self, name: str, topic: Topic | None, apply: Callable[[], None]) -> None:
        """Apply one part; if it cannot be read, leave it out and ask for it again next time."""
        try:
            with self.uow.whole_or_not():
                apply()
        except _NOT_READ:
            self.applied.unreadable.append(name)
            self.cursors.pop(name, None)
            return
        if topic is not None:
            self.applied.topics.append(topic)


def apply_reply(kiosk: Kiosk, request: PreparedRequest, proved: ProvedReply) -> Applied:
    """Apply a reply that was proved to be the city's answer to `request`."""
    applied = Applied()
    reply = proved.reply
    with kiosk.database.unit_of_work() as uow:
        if not uow.exchange.close(request.incarnation, request.request):
            return Applied(is_new=False)
        now_utc = kiosk.clock.now_utc()
        work = _Work(
            kiosk,
            uow,
            request,
            reply,
            now_utc,
            applied,
            names.read_texts(uow, names.CURSORS),
            proved.statement,
        )
        work.cursors.update(reply.cursors)
        _settle_lanes(work)
        _take_rights(work)
        _take_parts(work)
        _take_keys(work, proved)
        uow.parameters.set(names.CURSORS, dict(work.cursors))
        uow.parameters.set(names.PROBE, reply.probe)
        _keep_receipt(work, proved)
        uow.commit()
    if reply.centre is not None:
        kiosk.device.set_centre(card_of(reply.centre))
    if proved.statement.serial != request.link.statement.serial:
        kiosk.packs.refresh_trust()
    if proved.keys.recovery != request.link.keys.recovery:
        kiosk.keys.add_recovery_wrap(bytes.fromhex(proved.keys.recovery))
    return applied


def _settle_lanes(work: _Work) -> None:
    for lane in OutboxLane:
        told = work.reply.verdicts.get(lane.value, [])
        for verdict in _verdicts(work.request.incarnation, lane, told):
            if work.uow.outbox.settle(verdict, work.now_utc):
                counts = work.applied.counts
                counts[verdict.verdict] = counts.get(verdict.verdict, 0) + 1
    for lane_name, first in work.reply.resend_from.items():
        work.uow.exchange.offer_again(work.request.incarnation, OutboxLane(lane_name), first)
    work.uow.parameters.set(names.RESEND, dict(work.reply.resend_from) or None)
    work.applied.topics.append(Topic.OUTBOX)


def _verdicts(incarnation: str, lane: OutboxLane, told: list[VerdictRun]) -> list[EventVerdict]:
    verdicts: list[EventVerdict] = []
    for run in told:
        if run.n < 1 or run.first < 1 or len(verdicts) + run.n > 2 * MAX_EVENTS_A_LANE:
            continue
        verdicts.extend(
            EventVerdict(
                Identity(incarnation, lane, run.first + place),
                Verdict(run.verdict.value),
                run.reason,
            )
            for place in range(run.n)
        )
    return verdicts


def _take_rights(work: _Work) -> None:
    reply = work.reply
    work.uow.parameters.set(RIGHTS_PROBLEM, reply.rights_problem[:_LONGEST_WORD] or None)

    def take() -> None:
        work.applied.owes_cells = take_rights(work.kiosk, work.uow, work.request, reply)

    work.part("rights", None, take)
    if reply.grant is not None or reply.recalls:
        work.applied.topics.append(Topic.AGENDA)


def _take_holdings(work: _Work) -> None:
    work.uow.recalls.replace_holdings(holdings_of(work.reply.holdings or ()))
    begun = [cell for cell in work.uow.recalls.wanted() if cell.start_utc <= work.now_utc]
    work.uow.recalls.unwant(begun)


def _take_tasks(work: _Work) -> None:
    work.uow.recalls.replace_tasks([task_of(one) for one in work.reply.tasks or ()])


def _take_parts(work: _Work) -> None:
    reply, uow = work.reply, work.uow
    if reply.agenda is None:
        uow.agenda.touch(work.now_utc)
    else:
        work.part("agenda", Topic.AGENDA, lambda: _take_agenda(work))
    if reply.bookings is not None:
        work.part("bookings", Topic.AGENDA, lambda: _take_bookings(work))
    if reply.requests is not None:
        work.part("requests", Topic.AGENDA, lambda: _take_requests(work))
    _take_desk_parts(work)
    work.part("queue", Topic.QUEUE, lambda: _take_queue(work))
    if reply.board is not None:
        work.part("board", Topic.BOARD, lambda: _take_board(work))
    if reply.places is not None:
        work.part("places", Topic.AGENDA, lambda: _take_places(work))
    if reply.content is not None:
        uow.parameters.set(names.CONTENT, dict(reply.content))
        work.applied.topics.append(Topic.CONTENT)
    if reply.pack is not None:
        offered = {"digest": reply.pack.digest, "signature": reply.pack.signature}
        uow.parameters.set(names.PACK, {**offered, "version": reply.pack.version})
        work.applied.topics.append(Topic.CONTENT)
    if reply.content_recalls is not None:
        work.part("content_recalls", Topic.CONTENT, lambda: _take_recalls(work))
    if reply.devices is not None:
        work.part("devices", Topic.CENTRE, lambda: _take_devices(work, reply.devices or []))


def _take_desk_parts(work: _Work) -> None:
    """Take what serves the staff: records that wait; at a post rights of others, people to call."""
    if work.reply.visits is not None:
        work.part("visits", Topic.ATTENDANCE, lambda: _take_visits(work, work.reply.visits))
    if work.reply.holdings is not None:
        work.part("holdings", Topic.AGENDA, lambda: _take_holdings(work))
    if work.reply.tasks is not None:
        work.part("tasks", Topic.AGENDA, lambda: _take_tasks(work))


def _take_agenda(work: _Work) -> None:
    agenda = work.reply.agenda
    if agenda is not None:
        version = work.reply.cursors.get("agenda", "")
        work.uow.agenda.replace(agenda_of(agenda, version, work.now_utc))


def _take_bookings(work: _Work) -> None:
    rows = [appointment_of(one) for one in work.reply.bookings or ()]
    work.uow.appointments.replace_synced(rows)


def _take_requests(work: _Work) -> None:
    rows = [request_of(one) for one in work.reply.requests or ()]
    work.uow.requests.replace_synced(rows, work.now_utc)


def _take_queue(work: _Work) -> None:
    """Take the queue of the day; a number of this machine is known here without its name."""
    tickets = [
        SyncedTicket(
            device="" if one.device == work.request.device else one.device,
            number=one.number,
            reason=QueueReason(one.reason),
            state=QueueState(one.state),
            taken_utc=instant(one.taken),
            priority=QueuePriority(one.priority or QueuePriority.ORDINARY),
            line_utc=instant(one.line) if one.line else None,
            n_calls=one.n_calls,
            desk=one.desk,
            mediator_id=one.mediator_id,
            served_min=one.served_min,
        )
        for one in work.reply.queue
    ]
    work.uow.queue.replace_synced_waiting(paris_day(work.now_utc), tickets, work.now_utc)


def _take_board(work: _Work) -> None:
    work.uow.board.replace(board_from_json(work.reply.board, work.now_utc))


def _take_places(work: _Work) -> None:
    """Take the directory; a place that this program cannot read leaves the others in."""
    told = work.reply.places
    if told is None:
        return
    found: dict[str, Place] = {}
    for fields in told.items[:_MAX_PLACES]:
        with suppress(Refused):
            one = read_place(fields).place
            found[one.place_id] = one
    work.uow.places.replace(
        tuple(found.values()), version=told.version[:_LONGEST_WORD], received_utc=work.now_utc
    )


def _take_recalls(work: _Work) -> None:
    """Obey recalls before the reply is committed: after a cut they are told again."""
    packs = work.kiosk.packs
    statement = KeyStatement(work.statement.serial, work.statement.body, work.statement.signature)
    trust = replace(packs.trust, root=work.request.link.root, statement=statement)
    refusals: list[PackRefused] = []
    for text in work.reply.content_recalls or ():
        try:
            packs.take_recalls(text.encode("utf-8"), trust)
        except PackRefused as refused:  # the list of one issuer never hides that of the other
            refusals.append(refused)
    if refusals:
        packs.note_refusal(refusals[0])
        raise NotTranslatable("rappels refusés") from refusals[0]


def _take_devices(work: _Work, devices: list[WireDevice]) -> None:
    keys = {one.device: bytes.fromhex(one.public_key) for one in devices}
    desks = [one.desk_key for one in devices if one.desk_key]
    replace_centre_machines(work.uow, keys)
    note_machine_names(work.uow, {one.device: one.name for one in devices if one.name})
    work.uow.parameters.set(DESK_KEY, desks[0] if desks else None)


def _take_visits(work: _Work, told: WireVisits | None) -> None:
    """Take what counts nowhere yet, and what others have recorded, in the place of before."""
    if told is None:
        return
    aside = {visit_id: Aside(why) for visit_id, why in told.aside.items()}
    try:
        work.uow.visits.put_aside(aside)
    except Refused as error:
        raise NotTranslatable("accompagnement inconnu") from error
    keep_salts(work.uow, told.salts)
    keep_elsewhere(work.uow, told.elsewhere[:_MAX_ELSEWHERE])
    keep_unlike(work.uow, (UnlikeMonth(month, *n) for month, n in told.unlike.items()))


def _take_keys(work: _Work, proved: ProvedReply) -> None:
    if proved.statement.serial != work.request.link.statement.serial:
        work.uow.parameters.set(names.STATEMENT, encode(proved.statement).decode("utf-8"))
        work.uow.parameters.set(CITY_KEY, proved.keys.sealing)


def _keep_receipt(work: _Work, proved: ProvedReply) -> None:
    before = work.uow.exchange.last_receipt()
    is_new_epoch = before is not None and before.epoch != proved.receipt.epoch
    work.uow.parameters.set(names.RETELL, value=is_new_epoch)
    work.applied.is_epoch_new = is_new_epoch
    work.uow.exchange.keep_receipt(
        KeptReceipt(
            incarnation=work.request.incarnation,
            epoch=proved.receipt.epoch,
            text=proved.receipt_text,
            signature=proved.signature,
            received_utc=work.now_utc,
        )
    )
