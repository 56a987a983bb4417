# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests as the city keeps them: made, answered, chosen, withdrawn, expired, in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.appointment_requests import (
    REQUEST_LASTS,
    DeclineReason,
    RequestStatus,
    Wish,
    proposals_of,
    proposals_text,
    request_after,
)
from kiosk.domain.appointment_status import GONE, Ending, Standing
from kiosk.domain.appointments import ReplyBy
from kiosk.domain.outbox import EventKind
from kiosk.foundation.clock import paris_day
from sync.server.booking_fields import (
    Teller,
    label_of,
    language_said,
    needs_said,
    text_of,
    whole_of,
)
from sync.server.moves import free, without_who
from sync.server.projections import EventRefused, core_facts
from sync.server.storage.bookings import BookedRequest
from sync.server.storage.cases import CaseKind

if TYPE_CHECKING:
    from sync.columns import UnpackedEvent
    from sync.server.city import City
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.unit import CityUnit

EXPIRED_ON: Final = "requests_expired"
_MAX_WISH = 300
_MAX_PROPOSALS = 400


REQUEST_KINDS: Final = frozenset(
    {
        EventKind.REQUEST_MADE,
        EventKind.REQUEST_WITHDRAWN,
        EventKind.REQUEST_ANSWERED,
        EventKind.REQUEST_CHOSEN,
    }
)


def apply_request_event(
    city: City, unit: CityUnit, teller: Teller, kind: EventKind, event: UnpackedEvent
) -> None:
    """Make an event of a request true.

    Raises:
        EventRefused: If it cannot be read.
    """
    match kind:
        case EventKind.REQUEST_MADE:
            _made(city, unit, teller, event)
        case EventKind.REQUEST_WITHDRAWN:
            _withdrawn(city, unit, teller, event)
        case EventKind.REQUEST_ANSWERED:
            _answered(unit, teller, core_facts(event))
        case _:
            _chosen(unit, teller, core_facts(event))


def expire_requests(city: City, unit: CityUnit) -> None:
    """Let requests that nobody answered in time expire; looked at once a day."""
    today = paris_day(city.clock.now_utc()).isoformat()
    if unit.state.get(EXPIRED_ON) == today:
        return
    unit.state.put(EXPIRED_ON, today)
    within = REQUEST_LASTS + timedelta(days=1)
    unit.bookings.expire_requests(city.now() - int(within.total_seconds()))


def _made(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    """Enter a request; what was answered before it came stays."""
    facts = core_facts(event)
    number = text_of(facts["number"], 16)
    known = unit.bookings.request(teller.machine.device, number)
    status = known.status if known else RequestStatus.REQUESTED
    is_over = status not in (RequestStatus.REQUESTED, RequestStatus.PROPOSED)
    now = city.now()
    unit.bookings.put_request(
        BookedRequest(
            device=teller.machine.device,
            number=number,
            centre=teller.machine.centre,
            motif_id=text_of(facts["motif"]),
            wish=Wish.of(text_of(facts["wish"], _MAX_WISH)).text(),
            status=status,
            received=now,
            label=None if is_over else label_of(teller, event),
            wish_centre=text_of(facts.get("centre", ""), 32),
            reply_by=ReplyBy(facts.get("reply_by", ReplyBy.NUMBER)).value,
            party_size=whole_of(facts.get("party", 1), 100),
            needs=needs_said(event),
            language=language_said(event),
            made=known.made if known and known.made else now,
            proposals=known.proposals if known else "",
            reason=known.reason if known else "",
            booking=known.booking if known else "",
            chosen=known.chosen if known else "",
        )
    )


def _withdrawn(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    """Take a request back; an appointment given in answer is then cancelled by the person."""
    facts = core_facts(event)
    number = text_of(facts["number"], 16)
    device = text_of(facts["device"], 32) or teller.machine.device
    found = unit.bookings.request(device, number)
    if found is None:
        unit.cases.open(
            CaseKind.CANCEL_UNPROVED,
            device=teller.machine.device,
            subject=number,
            detail={"number": number},
            now=city.now(),
        )
        return
    _store(unit, found, RequestStatus.WITHDRAWN)
    given = unit.bookings.get(found.booking) if found.booking else None
    if given is not None:
        _cancel_given(unit, given)


def _answered(unit: CityUnit, teller: Teller, facts: dict[str, Any]) -> None:
    """Keep an answer without a sale: times offered, or a reason to decline."""
    found = _told(unit, teller, facts)
    proposals = proposals_text(proposals_of(text_of(facts["proposals"], _MAX_PROPOSALS)))
    reason = text_of(facts["reason"], 32)
    if reason:
        _store(unit, replace(found, reason=DeclineReason(reason).value), RequestStatus.DECLINED)
    else:
        offered = replace(found, proposals=proposals, chosen="")
        _store(unit, offered, RequestStatus.PROPOSED)


def _chosen(unit: CityUnit, teller: Teller, facts: dict[str, Any]) -> None:
    """Keep which of the times offered suits the person."""
    found = _told(unit, teller, facts)
    chosen = proposals_text(proposals_of(text_of(facts["chosen"], 100)))
    if chosen not in found.proposals.split(","):
        raise EventRefused("not_proposed")
    _store(unit, replace(found, chosen=chosen), RequestStatus.PROPOSED)


def answered_by_sale(
    unit: CityUnit, teller: Teller, sold: BookedAppointment, answers: dict[str, Any]
) -> None:
    """Note a request as confirmed by a sale, which takes over what was said of those who come."""
    found = _told(unit, teller, answers)
    asked = found.label is not None and sold.label is None
    sold = replace(
        sold,
        label=found.label if asked else sold.label,
        label_of=f"{found.device}.{found.number}" if asked else sold.label_of,
        needs=sold.needs or found.needs,
        language=sold.language or found.language,
    )
    unit.bookings.put(sold)
    is_withdrawn = found.status is RequestStatus.WITHDRAWN
    _store(unit, replace(found, booking=sold.booking), RequestStatus.CONFIRMED)
    if is_withdrawn:
        _cancel_given(unit, sold)


def _told(unit: CityUnit, teller: Teller, facts: dict[str, Any]) -> BookedRequest:
    """Return a request; an empty one where it is still on its way from its machine."""
    number = text_of(facts["number"], 16)
    device = text_of(facts["device"], 32) or teller.machine.device
    return unit.bookings.request(device, number) or BookedRequest(
        device=device,
        number=number,
        centre=teller.machine.centre,
        motif_id="",
        wish="",
        status=RequestStatus.REQUESTED,
        received=0,
    )


def _store(unit: CityUnit, found: BookedRequest, news: RequestStatus) -> None:
    status = request_after(found.status, news)
    if status not in (RequestStatus.REQUESTED, RequestStatus.PROPOSED):
        found = replace(found, label=None, needs="", language="")
    unit.bookings.put_request(replace(found, status=status))


def _cancel_given(unit: CityUnit, given: BookedAppointment) -> None:
    ended = given.standing.joined(Standing(ending=Ending.BY_PERSON))
    unit.bookings.put(without_who(replace(given, standing=ended)))
    if ended.status in GONE:
        free(unit, given.booking)
