# SPDX-License-Identifier: AGPL-3.0-or-later
"""The exchange in three steps, so that the screen can run each in its own lane.

`prepare` and `settle` touch the database (STORE), `send` only the network (NETWORK). Only a
proved reply of the city takes anything out of the queue; every other end of an exchange leaves
it as it was and says when to try again.
"""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from kiosk.domain.outbox import Verdict
from kiosk.foundation.errors import CityUnreachable
from kiosk.services.device import IncarnationReason
from kiosk.services.machine_keys import SIGNING_SECRET
from sync.client.applying import apply_reply
from sync.client.collecting import prepare
from sync.client.link import PROBE, read_link
from sync.client.proof import Expected, NotTheCity, proved, refusal_of
from sync.client.schedule import Pace, asked_wait_s, next_wait_s, retry_wait_s
from sync.client.transport import CityTimeout
from sync.wire import RefusalCode
from sync.wire_form import (
    CONTENT_TYPE,
    HEADER_DEVICE,
    HEADER_SIGNATURE,
    PROBE_PATH,
    REQUEST_TYPE,
    SYNC_PATH,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.wiring import Kiosk
    from sync.client.applying import Applied
    from sync.client.prepared import PreparedRequest
    from sync.client.proof import ProvedReply
    from sync.client.transport import Answer, Transport

log = logging.getLogger(__name__)

TOO_LARGE: Final = 413
NO_CONTENT: Final = 204
ANSWER_WITHIN_S: Final = 5.0


class ExchangeOutcome(StrEnum):
    """How an exchange ended.

    SENT: the city answered and its answer is applied. NOT_ENROLLED: there is no city yet.
    UNREACHABLE: nothing whole came back. NOT_THE_CITY: something else answered, such as the
    page of a public network. REFUSED: the city refused the whole request.
    """

    SENT = "sent"
    NOT_ENROLLED = "not_enrolled"
    UNREACHABLE = "unreachable"
    NOT_THE_CITY = "not_the_city"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ExchangeReport:
    """What an exchange did.

    Attributes:
        outcome: How it ended.
        n_accepted: Events that the city accepted or had already.
        n_refused: Events that it refused or that were damaged; they are in the tray.
        n_pending: Events that still wait.
        wait_s: Seconds before the next attempt.
        refusal: Code of a refused request, for technicians.
        unreadable: Parts of the reply that this program could not read.
        owes_cells: Whether the city waits to hear that cells it asked for are given back.
    """

    outcome: ExchangeOutcome
    n_accepted: int = 0
    n_refused: int = 0
    n_pending: int = 0
    wait_s: float = 0.0
    refusal: RefusalCode | None = None
    unreadable: tuple[str, ...] = ()
    owes_cells: bool = False

    @property
    def has_more(self) -> bool:
        """Whether another exchange at once would send more."""
        has_events = self.n_accepted > 0 and self.n_pending > 0
        return self.outcome is ExchangeOutcome.SENT and (has_events or self.owes_cells)


@dataclass(frozen=True, slots=True)
class RawReply:
    """What came back for a request, whoever sent it.

    Attributes:
        prepared: The request.
        answer: What came; nothing when nothing whole did.
        timed_out: Whether nothing came in time.
    """

    prepared: PreparedRequest
    answer: Answer | None
    timed_out: bool = False


class SyncClient:
    """One machine's exchanges with its city."""

    def __init__(
        self,
        kiosk: Kiosk,
        transport_to: Callable[[str], Transport],
        *,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """Exchange the events of `kiosk`.

        Args:
            kiosk: This machine.
            transport_to: Gives the way to an address; called when the address is known.
            draw: Gives the jitter, 0.0 to 1.0.
        """
        self._kiosk = kiosk
        self._transport_to = transport_to
        self._transports: dict[str, Transport] = {}
        self._draw = draw
        self._pace = Pace()
        self._told: PreparedRequest | None = None

    @property
    def wait_s(self) -> float:
        """Seconds before the next exchange is due; 0 when it is."""
        return max(0.0, self._pace.due_s - self._kiosk.clock.monotonic_s())

    @property
    def batch(self) -> int:
        """Events of a lane that the next new request may hold."""
        return self._pace.batch

    def exchange(self) -> ExchangeReport:
        """Do the three steps one after the other."""
        prepared = self.prepare()
        if prepared is None:
            return ExchangeReport(ExchangeOutcome.NOT_ENROLLED)
        return self.settle(self.send(prepared))

    def prepare(self) -> PreparedRequest | None:
        """Return the request to send, written durably; nothing before enrolment (STORE)."""
        private_key = self._kiosk.secrets.get(SIGNING_SECRET)
        if private_key is None:
            return None
        return prepare(self._kiosk, private_key, self._pace.batch, self._told)

    def send(self, prepared: PreparedRequest) -> RawReply:
        """Send a request and return what comes back; never raises for the network (NETWORK)."""
        headers = {
            "content-type": REQUEST_TYPE,
            HEADER_DEVICE: prepared.device,
            HEADER_SIGNATURE: prepared.signature,
        }
        transport = self._transport(prepared.link.url)
        try:
            return RawReply(prepared, transport.post(SYNC_PATH, prepared.body, headers))
        except CityTimeout:
            return RawReply(prepared, None, timed_out=True)
        except CityUnreachable:
            return RawReply(prepared, None)

    def settle(self, raw: RawReply) -> ExchangeReport:
        """Apply what came back, if it is the city's (STORE)."""
        if raw.answer is None:
            if raw.timed_out:
                self._give_up(raw.prepared)
            return self._failed(ExchangeOutcome.UNREACHABLE, raw)
        prepared = raw.prepared
        expected = Expected(prepared.incarnation, prepared.digest)
        try:
            reply = proved(raw.answer, expected, prepared.link)
        except NotTheCity as error:
            return self._not_proved(raw, raw.answer, str(error))
        return self._applied(prepared, reply)

    def probe(self) -> bool | None:
        """Ask in a few bytes whether anything is new for this machine (STORE, then NETWORK).

        Returns:
            Whether there is; nothing when the city could not be asked. Acknowledges nothing.
        """
        with self._kiosk.database.unit_of_work() as uow:
            link, device = read_link(uow), uow.device.get().device_id
            token = uow.parameters.get(PROBE)
        if link is None or device is None:
            return None
        if not isinstance(token, str):
            return True
        try:
            answer = self._transport(link.url).get(f"{PROBE_PATH}?d={device}&t={token}")
        except CityUnreachable:
            return None
        if answer.status == NO_CONTENT:
            return False
        return True if answer.content_type == CONTENT_TYPE else None

    def _applied(self, prepared: PreparedRequest, reply: ProvedReply) -> ExchangeReport:
        applied = apply_reply(self._kiosk, prepared, reply)
        # a restored city has forgotten, and one that asks for a new life has noted nothing
        is_noted = applied.is_new and not applied.is_epoch_new and not reply.reply.new_life
        self._told = prepared if is_noted else None
        now_s = self._kiosk.clock.monotonic_s()
        wait_s = next_wait_s(reply.reply.next_sync_s, self._draw())
        if applied.owes_cells:
            wait_s = min(wait_s, ANSWER_WITHIN_S)
        self._pace = self._pace.after_success(now_s, wait_s)
        if applied.is_new and reply.reply.new_life:
            log.info("the city asks for a new incarnation")
            self._kiosk.device.renew_incarnation(IncarnationReason.CONFLICT)
        for topic in dict.fromkeys(applied.topics):
            self._kiosk.bus.publish(topic)
        return self._report(applied, wait_s)

    def _report(self, applied: Applied, wait_s: float) -> ExchangeReport:
        counts = applied.counts
        return ExchangeReport(
            ExchangeOutcome.SENT,
            n_accepted=counts.get(Verdict.ACCEPTED, 0) + counts.get(Verdict.DUPLICATE, 0),
            n_refused=counts.get(Verdict.REFUSED, 0) + counts.get(Verdict.DAMAGED, 0),
            n_pending=self._kiosk.outbox.status().n_pending,
            wait_s=wait_s,
            unreadable=tuple(applied.unreadable),
            owes_cells=applied.owes_cells,
        )

    def _not_proved(self, raw: RawReply, answer: Answer, rule: str) -> ExchangeReport:
        code = refusal_of(answer)
        if answer.status == TOO_LARGE:
            self._give_up(raw.prepared)
            return self._failed(ExchangeOutcome.REFUSED, raw, RefusalCode.TOO_LARGE)
        if code is None:
            log.info("an answer was not the city's: %s", rule)
            return self._failed(ExchangeOutcome.NOT_THE_CITY, raw)
        return self._failed(ExchangeOutcome.REFUSED, raw, code)

    def _give_up(self, prepared: PreparedRequest) -> None:
        """Let the events of a request too large go into a smaller one, under a new number.

        A request of one event a lane is kept: nothing smaller could take its place.
        """
        if self._pace.batch > 1:
            with self._kiosk.database.unit_of_work() as uow:
                uow.exchange.give_up(prepared.incarnation, prepared.request)
                uow.commit()

    def _failed(
        self, outcome: ExchangeOutcome, raw: RawReply, code: RefusalCode | None = None
    ) -> ExchangeReport:
        asked_s = 0.0
        if raw.answer is not None:
            asked_s = asked_wait_s(raw.answer.retry_after, self._kiosk.clock.now_utc())
        wait_s = retry_wait_s(self._pace.failures + 1, self._draw(), asked_s)
        halve = raw.timed_out or code is RefusalCode.TOO_LARGE
        self._pace = self._pace.after_failure(self._kiosk.clock.monotonic_s(), wait_s, halve=halve)
        n_pending = self._kiosk.outbox.status().n_pending
        return ExchangeReport(outcome, n_pending=n_pending, wait_s=wait_s, refusal=code)

    def _transport(self, url: str) -> Transport:
        if url not in self._transports:
            self._transports[url] = self._transport_to(url)
        return self._transports[url]
