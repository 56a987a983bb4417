# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests as the mediator's post sees and answers them: a time given, times offered, a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import (
    PROPOSALS_MAX,
    DeclineRequest,
    ProposedTime,
    RequestStatus,
)
from kiosk.domain.appointment_views import DeskRequest
from kiosk.domain.booking_events import request_answered
from kiosk.domain.numbers import grouped, number_of
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.appointment_requests import AppointmentRequest, ProposeTimes
    from kiosk.foundation.clock import Clock
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork


class RequestDesk:
    """What the post shows of requests, and its answers without a sale."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Look in the database of one machine."""
        self._database = database
        self._clock = clock

    def waiting(self, centre: str) -> tuple[DeskRequest, ...]:
        """Return the requests for a centre that somebody may answer, oldest first."""
        today = paris_day(self._clock.now_utc())
        with self._database.unit_of_work() as uow:
            labels = {motif.motif_id: motif.label() for motif in uow.agenda.load().motifs}
            found = [one.as_of(today) for one in uow.requests.waiting()]
        return tuple(
            DeskRequest(
                number=grouped(one.number),
                motif_id=one.motif_id,
                motif_label=labels.get(one.motif_id, ""),
                wish=one.wish,
                label_sealed=one.label_sealed,
                reply_by=one.reply_by,
                party_size=one.party_size,
                needs=one.needs,
                language=one.language,
                status=one.status,
                proposals=one.proposals,
                chosen=one.chosen,
                expires_day=one.expires_day,
            )
            for one in found
            if not one.is_over and one.wish.centre in ("", centre)
        )

    def answer(self, number: str, answer: ProposeTimes | DeclineRequest) -> None:
        """Offer times or decline; see `AppointmentService.answer_request`."""
        today = paris_day(self._clock.now_utc())
        with self._database.unit_of_work() as uow:
            asked = open_request(uow, number, today)
            if isinstance(answer, DeclineRequest):
                answered = replace(asked, status=RequestStatus.DECLINED, reason=answer.reason)
            else:
                answered = _proposed(asked, answer)
            uow.requests.change(answered)
            uow.outbox.append(request_answered(asked, answered.proposals, answered.reason))
            uow.commit()


def _proposed(asked: AppointmentRequest, answer: ProposeTimes) -> AppointmentRequest:
    if not 0 < len(answer.slots) <= PROPOSALS_MAX:
        raise Refused("proposals_wrong", n_max=PROPOSALS_MAX)
    times = tuple(
        ProposedTime(one.start_utc, one.mediator_id, one.duration_min) for one in answer.slots
    )
    return replace(asked, status=RequestStatus.PROPOSED, proposals=times, chosen=None)


def open_request(uow: UnitOfWork, number: str, today: date) -> AppointmentRequest:
    """Return a request that somebody may still answer.

    Raises:
        Refused: ``number_unknown``; ``request_over`` when it was answered, withdrawn or expired.
    """
    known = uow.requests.by_number(number_of(number) or "")
    if known is None:
        raise Refused("number_unknown")
    asked = known.as_of(today)
    if asked.is_over:
        raise Refused("request_over")
    return asked
