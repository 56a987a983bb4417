# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests as the city keeps them: made, answered, chosen, withdrawn, expired, in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.appointment_requests import (
    OPEN_REQUESTS,
    REQUEST_LASTS,
    DeclineReason,
    RequestStatus,
    Wish,
    proposals_of,
    proposals_text,
)
from kiosk.domain.appointment_status import GONE
from kiosk.domain.appointments import ReplyBy
from kiosk.domain.lease_cases import TaskKind
from kiosk.domain.outbox import EventKind
from kiosk.domain.who_may_say import Deed, Word, word_on
from kiosk.domain.workshops import is_workshop
from kiosk.foundation.clock import paris_day
from sync.server.booking_fields import (
    Teller,
    label_of,
    language_said,
    needs_said,
    text_of,
    whole_of,
)
from sync.server.clock_trust import has_leapt
from sync.server.people_tasks import ask_to_call
from sync.server.projections import EventRefused, core_facts
from sync.server.request_news import cancel_given, confirm_by_sale, store_news
from sync.server.storage.bookings import BookedRequest
from sync.server.telling import (
    is_believed,
    may_withdraw,
    open_not_allowed,
    open_unproved,
    relation_to_request,
)
from sync.server.waiting_list import admit
from sync.server.waiting_words import end_words

if TYPE_CHECKING:
    from sync.columns import UnpackedEvent
    from sync.server.city import City
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.unit import CityUnit

MAX_OPEN_REQUESTS: Final = 300
"""Requests of one machine that wait for an answer; beyond, it is no person who asks."""
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
            _answered(city, unit, teller, core_facts(event))
        case _:
            _chosen(city, unit, teller, core_facts(event))


def expire_requests(city: City, unit: CityUnit) -> None:
    """Let requests that nobody answered in time expire; looked at once a day.

    By a clock that leapt none does.
    """
    if has_leapt(city):
        return
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
    device = teller.machine.device
    motif_id = text_of(facts["motif"])
    known = unit.bookings.request(device, number)
    if known is not None and not known.motif_id:
        # what was said of it before it came, by a machine of a centre that it does not concern
        concerned = (teller.machine.centre, text_of(facts.get("centre", ""), 32))
        known = known if known.centre in concerned else None
    if known is None and unit.waiting.n_of_machine(device) >= MAX_OPEN_REQUESTS:
        raise EventRefused("too_many_requests")
    status = known.status if known else RequestStatus.REQUESTED
    now = city.now()
    at_first = known or BookedRequest(device, number, "", "", "", status, now)
    made = replace(
        at_first,
        centre=teller.machine.centre,
        motif_id=motif_id,
        wish=Wish.of(text_of(facts["wish"], _MAX_WISH)).text(),
        received=at_first.received or now,
        label=label_of(teller, event) if status in OPEN_REQUESTS else None,
        wish_centre=text_of(facts.get("centre", ""), 32),
        reply_by=ReplyBy(facts.get("reply_by", ReplyBy.NUMBER)).value,
        party_size=whole_of(facts.get("party", 1), 100),
        needs=needs_said(event),
        language=language_said(event),
        made=at_first.made or now,
    )
    unit.bookings.put_request(made)
    given = unit.bookings.get(made.booking) if status is RequestStatus.CONFIRMED else None
    if given is not None and given.status not in GONE and given.label is None:
        # answered before it came here: what it says of the person goes to the answer
        confirm_by_sale(unit, replace(made, label=label_of(teller, event)), given)
    elif status not in OPEN_REQUESTS:
        store_news(unit, made, status)
    elif is_workshop(motif_id) and not made.place:
        admit(city, unit, made)


def _withdrawn(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    """Take a request back; an appointment given in answer is then cancelled by the person."""
    facts = core_facts(event)
    number = text_of(facts["number"], 16)
    device = text_of(facts["device"], 32) or teller.machine.device
    found = unit.bookings.request(device, number)
    if found is None:
        open_unproved(city, unit, teller, number, "unknown")
        return
    if not may_withdraw(city, unit, teller, found, facts.get("code", "")):
        open_unproved(city, unit, teller, number, "not_proved")
        return
    store_news(unit, found, RequestStatus.WITHDRAWN)
    end_words(city, unit, found)
    given = unit.bookings.get(found.booking) if found.booking else None
    if given is not None:
        cancel_given(unit, given)


def _answered(city: City, unit: CityUnit, teller: Teller, facts: dict[str, Any]) -> None:
    """Keep an answer without a sale: times offered, or a reason to decline."""
    found = _told(unit, teller, facts)
    is_believed(city, unit, teller, Deed.ANSWER, relation_to_request(unit, teller, found))
    proposals = proposals_text(proposals_of(text_of(facts["proposals"], _MAX_PROPOSALS)))
    reason = text_of(facts["reason"], 32)
    end_words(city, unit, found)
    if reason:
        store_news(unit, replace(found, reason=DeclineReason(reason).value), RequestStatus.DECLINED)
    else:
        offered = replace(found, proposals=proposals, chosen="", offer_until=0)
        store_news(unit, offered, RequestStatus.PROPOSED)


def _chosen(city: City, unit: CityUnit, teller: Teller, facts: dict[str, Any]) -> None:
    """Keep which of the times offered suits the person.

    A yes to the seat of a workshop is kept whatever became of the offer, or if a restored
    database has forgotten it: `sync.server.waiting_list` answers it.
    """
    found = _told(unit, teller, facts)
    times = proposals_of(text_of(facts["chosen"], 100))
    chosen = proposals_text(times)
    is_seat = len(times) == 1 and is_workshop(times[0].mediator_id)
    is_for_it = is_seat and found.motif_id in ("", times[0].mediator_id)
    if not chosen or (chosen not in found.proposals.split(",") and not is_for_it):
        raise EventRefused("not_proposed")
    if not is_believed(city, unit, teller, Deed.CHOOSE, relation_to_request(unit, teller, found)):
        open_not_allowed(city, unit, teller, Deed.CHOOSE, found.number)
        return
    store_news(unit, replace(found, chosen=chosen), RequestStatus.PROPOSED)


def answered_by_sale(
    city: City, unit: CityUnit, teller: Teller, sold: BookedAppointment, answers: dict[str, Any]
) -> None:
    """Note a request as confirmed by a sale, which takes over what was said of those who come.

    The sale of a machine that may not answer stands, and answers nothing. Where another sale
    answered before, both stand: a person asks which of them is wanted.
    """
    found = _told(unit, teller, answers)
    relation = relation_to_request(unit, teller, found)
    before = unit.bookings.get(found.booking) if found.booking else None
    if word_on(Deed.ANSWER, teller.machine.role, relation) is not Word.ALLOWED:
        open_not_allowed(city, unit, teller, Deed.ANSWER, found.number)
    elif before is not None and before.booking != sold.booking and before.status not in GONE:
        ask_to_call(city, unit, TaskKind.MOVED_TWICE, sold, keeps=before.booking)
    else:
        end_words(city, unit, found)
        confirm_by_sale(unit, found, sold)


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
