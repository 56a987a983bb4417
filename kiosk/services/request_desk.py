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
from kiosk.domain.booking_events import request_answered, request_chosen
from kiosk.domain.numbers import grouped, number_of
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from kiosk.domain.appointment_requests import AppointmentRequest, ProposeTimes
    from kiosk.domain.openings import Agenda
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
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            found = [one for one in uow.requests.waiting() if one.wish.centre in ("", centre)]
            return desk_requests(uow.agenda.load(), found, now_utc)

    def accept_offer(self, number: str) -> None:
        """Take the seat offered to somebody; see `AppointmentService.accept_offer`."""
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            known = uow.requests.by_number(number_of(number) or "")
            if known is None:
                raise Refused("number_unknown")
            take_proposal(uow, known, known.proposals[:1], now_utc)
            uow.commit()

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


def standing_request(
    agenda: Agenda, one: AppointmentRequest, now_utc: datetime
) -> AppointmentRequest:
    """Return a request as it stands now; to wait for a workshop that has begun is over."""
    asked = one.as_known_at(now_utc)
    workshop = agenda.workshop(asked.motif_id)
    if asked.is_over or workshop is None or now_utc < workshop.start_utc:
        return asked
    return replace(asked, status=RequestStatus.EXPIRED)


def desk_requests(
    agenda: Agenda, found: Iterable[AppointmentRequest], now_utc: datetime
) -> tuple[DeskRequest, ...]:
    """Return the lines of those requests that somebody may still answer."""
    labels = agenda.labels()
    open_ones = (standing_request(agenda, one, now_utc) for one in found)
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
            workshop_utc=workshop_start(agenda, one.motif_id),
            offer_until_utc=one.offer_until_utc,
        )
        for one in open_ones
        if not one.is_over
    )


def workshop_start(agenda: Agenda, motif_id: str) -> datetime | None:
    """Return when the workshop of that name begins; nothing for another need."""
    workshop = agenda.workshop(motif_id)
    return workshop.start_utc if workshop else None


def take_proposal(
    uow: UnitOfWork,
    known: AppointmentRequest,
    wanted: tuple[ProposedTime, ...],
    now_utc: datetime,
) -> None:
    """Store and tell which of the times offered a person takes; the caller commits.

    Raises:
        Refused: ``nothing_proposed``; ``offer_over`` when the seat is not kept any more;
            ``not_proposed``.
    """
    asked = known.as_known_at(now_utc)
    if asked.status is RequestStatus.EXPIRED and asked.offer_until_utc is not None:
        raise Refused("offer_over")
    if asked.status is not RequestStatus.PROPOSED or not wanted:
        raise Refused("nothing_proposed")
    if wanted[0] not in asked.proposals:
        raise Refused("not_proposed")
    uow.requests.change(replace(asked, chosen=wanted[0]))
    uow.outbox.append(request_chosen(asked, wanted[0]))


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
