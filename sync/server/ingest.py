# SPDX-License-Identifier: AGPL-3.0-or-later
"""One lane of one request taken in: each event gets a verdict, and the queue always flows on.

- equal hash under a known identity: duplicate, below the watermark too;
- other bytes under a known identity: kept aside, a case, no verdict, and the machine is told to
  draw a new incarnation, under which it offers the event again;
- unreadable: kept raw, refused with a word; a sale is kept as incomplete instead;
- a row that its kiosk could not read any more: a tombstone.

Everything of a lane is written by a few statements, whatever the number of events.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from kiosk.domain.outbox import EventKind, OutboxLane
from kiosk.domain.who_may_say import Deed
from kiosk.foundation.clock import paris_day
from sync.columns import batch_check, unpack, unpack_tombstones
from sync.server.bookings import apply_booking_event, keep_incomplete_sale
from sync.server.contacts import keep_contact, without_contact
from sync.server.days_ahead import is_ahead, note_ahead, sessions_come
from sync.server.doubles import note_doubles
from sync.server.projections import EventRefused, checked_kind, log_entry
from sync.server.queue_news import QueueNews, after_news
from sync.server.storage.cases import CaseKind
from sync.server.storage.records import LaneKey, StoredRecord
from sync.server.storage.reports import (
    EventPlace,
    FeedbackEntry,
    VisitEntry,
)
from sync.server.storage.step_statements import StatementEntry
from sync.server.telling import is_believed, relation_to_machine
from sync.server.visit_rows import keep_in_step, touch_sessions
from sync.wire import VerdictRun, WireVerdict
from sync.wire_form import encode

if TYPE_CHECKING:
    from kiosk.domain.who_may_say import Relation
    from sync.columns import UnpackedEvent
    from sync.server.booking_fields import Teller
    from sync.server.city import City
    from sync.server.projections import LogEntry
    from sync.server.storage.fleet import Life
    from sync.server.storage.unit import CityUnit
    from sync.wire import LaneBatch, SyncRequest

STORAGE_REFUSED: Final = "storage_refused"
BATCH_CHECK: Final = "batch_check"
TOMBSTONE: Final = "tombstone"
_KIND_LENGTH: Final = 48


@dataclass(frozen=True, slots=True)
class LaneOutcome:
    """What became of a lane.

    Attributes:
        acked: Watermark: every sequence up to it has a verdict.
        verdicts: Verdicts of this request, for the kiosk.
        has_conflict: Whether two sets of bytes met under one identity.
    """

    acked: int
    verdicts: list[VerdictRun]
    has_conflict: bool = False


@dataclass(slots=True)
class _Lane:
    city: City
    unit: CityUnit
    teller: Teller
    key: LaneKey
    verdicts: dict[int, tuple[WireVerdict, str]] = field(default_factory=dict)
    has_conflict: bool = False
    makers: dict[str, Relation] = field(default_factory=dict)
    life: Life | None = None

    @property
    def now(self) -> int:
        return self.city.now()

    @property
    def first_seen(self) -> int:
        """When the life that tells this was first seen."""
        if self.life is None:
            self.life = self.unit.fleet.life(self.key.device, self.key.incarnation)
        return self.life.first_seen if self.life else 0

    def case(self, kind: CaseKind, subject: str, **detail: object) -> None:
        self.unit.cases.open(
            kind, device=self.key.device, subject=subject, detail=detail, now=self.now
        )


def ingest_lane(
    city: City, unit: CityUnit, teller: Teller, lane: OutboxLane, request: SyncRequest
) -> LaneOutcome:
    """Take in one lane of a request, in the caller's transaction.

    Raises:
        BatchUnreadable: If the batch does not unpack at all.
    """
    work = _Lane(city, unit, teller, LaneKey(teller.machine.device, teller.incarnation, lane))
    acked = unit.records.watermark(work.key)
    before = acked
    acked = _past_what_is_lost(work, acked, request.oldest.get(lane.value, 0))
    batch = request.bookings if lane is OutboxLane.BOOKINGS else request.logs
    if batch is not None:
        _ingest_batch(work, batch, request.request)
        acked = unit.records.reached(work.key, acked)
    if acked != before:
        unit.records.set_watermark(work.key, acked)
    return LaneOutcome(acked, _runs(work.verdicts), work.has_conflict)


def _past_what_is_lost(work: _Lane, acked: int, oldest: int) -> int:
    """Move the watermark over events that neither side holds any more, and say so."""
    if oldest <= acked + 1:
        return acked
    work.case(
        CaseKind.EVENTS_LOST,
        f"{work.key.incarnation}/{work.key.lane}/{acked + 1}-{oldest - 1}",
        n=oldest - 1 - acked,
    )
    return oldest - 1


def _ingest_batch(work: _Lane, batch: LaneBatch, request: int) -> None:
    events = unpack(batch)
    tombstones = unpack_tombstones(batch)
    if batch_check(event.hash for event in events) != batch.check:
        _keep_damaged(work, batch, events, request)
        return
    fresh = _without_known(work, events)
    fresh = _without_salvaged_twins(work, fresh)
    if work.key.lane == OutboxLane.BOOKINGS.value:
        _accept_bookings(work, fresh)
    else:
        _accept_logs(work, fresh)
    _bury(work, tombstones)


def _keep_damaged(
    work: _Lane, batch: LaneBatch, events: tuple[UnpackedEvent, ...], request: int
) -> None:
    """Keep a batch that does not unpack to what was hashed: whole, for a person."""
    work.unit.records.keep_batch(work.key, request, encode(batch), received=work.now)
    work.case(CaseKind.BATCH_CHECK, f"{work.key.incarnation}/{work.key.lane}/{request}")
    fresh = _without_known(work, events)
    _store(work, [_record(event, WireVerdict.DAMAGED, BATCH_CHECK) for event in fresh])


def _without_known(work: _Lane, events: tuple[UnpackedEvent, ...]) -> tuple[UnpackedEvent, ...]:
    """Give duplicates their verdict, put other bytes aside, and return the rest."""
    if not events:
        return ()
    known = work.unit.records.hashes(work.key, events[0].sequence, events[-1].sequence)
    fresh: list[UnpackedEvent] = []
    strangers: list[StoredRecord] = []
    for event in events:
        held = known.get(event.sequence)
        if held is None:
            fresh.append(event)
        elif held == event.hash:
            work.verdicts[event.sequence] = (WireVerdict.DUPLICATE, "")
        else:
            strangers.append(_record(event, WireVerdict.REFUSED, CaseKind.OTHER_BYTES.value))
    if strangers:
        work.has_conflict = True
        work.unit.records.put_aside(work.key, strangers, work.now)
        for row in strangers:
            work.case(
                CaseKind.OTHER_BYTES, f"{work.key.incarnation}/{work.key.lane}/{row.sequence}"
            )
    return tuple(fresh)


def _without_salvaged_twins(
    work: _Lane, events: tuple[UnpackedEvent, ...]
) -> tuple[UnpackedEvent, ...]:
    """Give salvaged rows that the city already has their verdict, and return the rest."""
    fresh: list[UnpackedEvent] = []
    twins: list[StoredRecord] = []
    seen: set[str] = set()
    for event in events:
        if not event.origin:
            fresh.append(event)
            continue
        held = _held_under_origin(work, event)
        if held == event.hash or event.origin in seen:
            twins.append(replace(_record(event, WireVerdict.DUPLICATE, ""), origin=None))
            continue
        seen.add(event.origin)
        if held is not None:
            # Another event had that place: this one is not its copy, both count.
            work.case(CaseKind.OTHER_BYTES, event.origin)
            event = replace(event, origin="")  # noqa: PLW2901 - the origin is disproved
        fresh.append(event)
    _store(work, twins)
    return tuple(fresh)


def _held_under_origin(work: _Lane, event: UnpackedEvent) -> bytes | None:
    held = work.unit.records.hash_of_origin(work.key.device, event.origin)
    if held is not None:
        return held
    incarnation, _, rest = event.origin.partition("/")
    lane, _, sequence = rest.partition("/")
    if lane != work.key.lane or not sequence.isdecimal():
        return None
    key = LaneKey(work.key.device, incarnation, lane)
    return work.unit.records.hash_at(key, int(sequence))


def _accept_bookings(work: _Lane, events: tuple[UnpackedEvent, ...]) -> None:
    rows: list[StoredRecord] = []
    for event in events:
        try:
            _apply(work, event)
        except EventRefused as error:
            if event.kind == EventKind.APPOINTMENT_SOLD.value:
                keep_incomplete_sale(work.city, work.unit, work.teller, event)
                rows.append(_record(event, WireVerdict.ACCEPTED, error.reason))
                continue
            rows.append(_record(event, WireVerdict.REFUSED, error.reason))
            continue
        rows.append(_record(event, WireVerdict.ACCEPTED, ""))
    _store(work, rows)


def _apply(work: _Lane, event: UnpackedEvent) -> None:
    kind = checked_kind(event, OutboxLane.BOOKINGS)
    with work.unit.attempt() as attempt:
        # first: what is made true may have to be told to somebody at once
        keep_contact(work.city, work.unit, work.teller, kind, event)
        apply_booking_event(work.city, work.unit, work.teller, kind, event)
    if attempt.failed:
        raise EventRefused(STORAGE_REFUSED)


def _accept_logs(work: _Lane, events: tuple[UnpackedEvent, ...]) -> None:
    rows: list[StoredRecord] = []
    entries: list[LogEntry] = []
    centre = work.teller.machine.centre
    sequences = {_first_place(work.key, event): event.sequence for event in events}
    for event in events:
        try:
            kind = checked_kind(event, OutboxLane.LOGS)
            entry = log_entry(kind, event, _first_place(work.key, event), centre)
            if isinstance(entry, QueueNews):
                _refuse_strange_number(work, entry)
            if isinstance(entry, VisitEntry):
                ahead = is_ahead(work.city, entry)
                entry = replace(entry, ahead=ahead, told_life=work.first_seen)
            entries.append(entry)
        except EventRefused as error:
            rows.append(_record(event, WireVerdict.REFUSED, error.reason))
            continue
        rows.append(_record(event, WireVerdict.ACCEPTED, ""))
    _store(work, rows)
    _project(work, entries, sequences)


def _refuse_strange_number(work: _Lane, news: QueueNews) -> None:
    """Refuse what is said of a queue number by a machine that has nothing to do with it.

    Raises:
        EventRefused: If it has not.
    """
    if news.given is not None:
        deed = Deed.GIVE_NUMBER
    else:
        deed = Deed.MOVE_NUMBER if news.claimed is None else Deed.CLAIM_CARD
    relation = work.makers.get(news.device)
    if relation is None:
        relation = relation_to_machine(work.unit, work.teller, news.device)
        work.makers[news.device] = relation
    is_believed(work.city, work.unit, work.teller, deed, relation)


def _warn_of_twins(work: _Lane, numbers: list[QueueNews]) -> None:
    """Tell a person, once a centre and a day, that two machines give the same queue numbers."""
    today = paris_day(work.city.clock.now_utc()).isoformat()
    given = {news.number for news in numbers if news.given is not None and news.day == today}
    if not given:
        return
    own, centre = work.teller.machine.device, work.teller.machine.centre
    for one in work.unit.queue.of_day(centre, today):
        if one.number in given and one.device != own and one.reason:
            # under no machine: the two of them tell it, and it is one thing to mend
            work.unit.cases.open(
                CaseKind.QUEUE_LETTERS,
                device="",
                subject=f"{centre} {today}",
                detail={"centre": centre, "machines": " ".join(sorted((own, one.device)))},
                now=work.now,
            )
            return


def _project(work: _Lane, entries: list[LogEntry], sequences: dict[EventPlace, int]) -> None:
    """Write the rows of reports; an event whose row the database does not take is refused."""
    sessions = sessions_come(work.city, work.unit, entries)
    answers = [entry for entry in entries if isinstance(entry, FeedbackEntry)]
    visits = [entry for entry in entries if isinstance(entry, VisitEntry)]
    bad = [sessions[at].place for at in work.unit.reports.add_sessions(sessions)]
    bad += [answers[at].place for at in work.unit.reports.add_feedback(answers)]
    bad += [visits[at].place for at in work.unit.reports.add_visits(visits)]
    work.unit.statements.add([entry for entry in entries if isinstance(entry, StatementEntry)])
    refused = [sequences[place] for place in bad]
    work.unit.records.refuse(work.key, refused, STORAGE_REFUSED)
    for sequence in refused:
        work.verdicts[sequence] = (WireVerdict.REFUSED, STORAGE_REFUSED)
    note_doubles(work.city, work.unit, keep_in_step(work.unit, visits))
    note_ahead(work.city, work.unit, visits)
    touch_sessions(work.unit, sessions)
    numbers = [entry for entry in entries if isinstance(entry, QueueNews)]
    for news in numbers:
        known = work.unit.queue.get(news.device, news.day, news.number)
        work.unit.queue.put(after_news(known, news))
    if numbers:
        _warn_of_twins(work, numbers)
        work.unit.state.bump()


def _first_place(key: LaneKey, event: UnpackedEvent) -> EventPlace:
    """Return where an event was first written: a salvaged one keeps its name in reports."""
    incarnation, _, rest = event.origin.partition("/")
    sequence = rest.partition("/")[2]
    if event.origin and sequence.isdecimal():
        return EventPlace(key.device, incarnation, int(sequence))
    return EventPlace(key.device, key.incarnation, event.sequence)


def _bury(work: _Lane, tombstones: tuple[tuple[int, bytes], ...]) -> None:
    rows: list[StoredRecord] = []
    for sequence, digest in tombstones:
        held = work.unit.records.hash_at(work.key, sequence)
        if held is not None:
            # The kiosk lost a row that the city holds: nothing is lost.
            work.verdicts[sequence] = (WireVerdict.DUPLICATE, "")
            continue
        rows.append(StoredRecord(sequence, TOMBSTONE, WireVerdict.DAMAGED, TOMBSTONE, digest, b""))
    _store(work, rows)


def _record(event: UnpackedEvent, verdict: WireVerdict, reason: str) -> StoredRecord:
    return StoredRecord(
        sequence=event.sequence,
        kind=event.kind.replace("\0", "")[:_KIND_LENGTH],
        verdict=verdict.value,
        reason=reason,
        hash=event.hash,
        core=event.core_json,
        annex=without_contact(event.annex),
        annex_digest=event.annex_digest,
        origin=event.origin or None,
    )


def _store(work: _Lane, rows: list[StoredRecord]) -> None:
    """Write records; what the database does not take as it is, it takes as raw bytes."""
    bad = set(work.unit.records.add(work.key, rows, work.now))
    raw = [
        replace(
            rows[at],
            kind="unreadable",
            origin=None,
            verdict=WireVerdict.REFUSED.value,
            reason=STORAGE_REFUSED,
        )
        for at in sorted(bad)
    ]
    work.unit.records.add(work.key, raw, work.now)
    kept = {row.sequence: row for row in [*rows, *raw]}
    for row in kept.values():
        work.verdicts[row.sequence] = (WireVerdict(row.verdict), row.reason)
    refused = {row.reason for row in kept.values() if row.verdict == WireVerdict.REFUSED.value}
    for reason in sorted(refused):
        work.case(CaseKind.REFUSED_EVENT, f"{work.key.incarnation}/{work.key.lane} {reason}")


def _runs(verdicts: dict[int, tuple[WireVerdict, str]]) -> list[VerdictRun]:
    runs: list[VerdictRun] = []
    ordered = sorted(verdicts.items())
    for (verdict, reason, _), found in groupby(
        enumerate(ordered), key=lambda pair: (*pair[1][1], pair[1][0] - pair[0])
    ):
        sequences = [sequence for _, (sequence, _) in found]
        told = reason if verdict is WireVerdict.REFUSED else ""
        runs.append(VerdictRun(sequences[0], len(sequences), verdict, told))
    return runs
