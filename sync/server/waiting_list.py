# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who waits for a seat of a workshop, and to whom the city offers the next one.

An entry of the list is a request for the workshop itself. Seats that are free in the ledger, less
those under an open offer, are offered by rank to the parties that they are enough for. A yes is
answered by a sale of the city. Everything is worked out from what is stored, so that an event
told twice, a cut between two steps or a restored database change nothing of the outcome.

An offer is no promise yet: it is the one thing that ends by the city's clock. In the quiet hours
nobody is told anything, so an offer made then begins when they are over. While the centre is shut
on the day, or who leads the workshop is away, no seat is offered or sold, and who waits goes on
waiting: that may be put right.

Source: docs/decisions/0020-ateliers.md.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import (
    REQUEST_LASTS,
    DeclineReason,
    ProposedTime,
    RequestStatus,
    proposals_of,
    proposals_text,
)
from kiosk.domain.appointments import PARTY_MAX, ReplyBy
from kiosk.domain.displacement import why_not_held
from kiosk.domain.lease_cases import TaskKind
from kiosk.domain.workshops import Waiting, offer_until, to_offer, workshop_id_of
from sync.server.centre_agenda import agenda_for_search
from sync.server.city_promises import fact_of_sale
from sync.server.city_sales import Promise, free_seats, n_to_place, take
from sync.server.clock_trust import has_leapt
from sync.server.displacing import review_after_change
from sync.server.freeze import is_frozen
from sync.server.ledger import LedgerKind
from sync.server.reminders_plan import QuietHours
from sync.server.request_news import confirm_by_sale, store_news
from sync.server.storage.waiting import WaitingCount
from sync.server.waiting_words import call_about_seat, end_words, tell_or_call
from sync.translation import instant, seconds, workshop_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sync.server.city import City
    from sync.server.storage.bookings import BookedRequest
    from sync.server.storage.unit import CityUnit
    from sync.server.storage.workshops import PlacedWorkshop


def allot(city: City, unit: CityUnit) -> None:
    """Answer every yes, end what is over, and offer the seats that are free.

    Done after whatever may have freed a seat; done once more, it changes nothing. A city whose
    machines are still telling their rights again knows of no free seat: it waits, and only ends
    the lists of workshops that have begun. By a clock that leapt, nothing has begun or ended.
    """
    if has_leapt(city):
        return
    unit.state.lock_rights()
    entries = unit.waiting.to_look_at()
    if not entries:
        return
    frozen = is_frozen(unit)
    if not frozen:
        review_after_change(city, unit)  # who lost a seat comes before who waits for one
    lists: dict[str, list[BookedRequest]] = {}
    for entry in entries:
        lists.setdefault(entry.motif_id, []).append(entry)
    for resource, found in lists.items():
        placed = unit.workshops.get(workshop_id_of(resource))
        if frozen and (placed is None or placed.workshop.start > city.now()):
            continue
        if placed is None or not placed.is_planned:
            _end_all(city, unit, placed, found)
        else:
            _Allotment(city, unit, placed, found).run()


def admit(city: City, unit: CityUnit, entry: BookedRequest) -> None:
    """Give somebody new a rank; decline where the list has no room for those who still wait."""
    unit.state.lock_rights()
    unit.bookings.put_request(replace(entry, place=unit.waiting.next_place()))
    allot(city, unit)
    now = unit.bookings.request(entry.device, entry.number)
    placed = unit.workshops.get(workshop_id_of(entry.motif_id))
    if now is None or now.status is not RequestStatus.REQUESTED or placed is None:
        return
    n_waiting = unit.waiting.counts().get(entry.motif_id, WaitingCount()).n_waiting
    if n_waiting > placed.workshop.waiting_capacity:
        _decline(city, unit, now, DeclineReason.WAITING_LIST_FULL)


def is_offer(entry: BookedRequest) -> bool:
    """Say whether seats are kept for an entry; a time proposed by a mediator keeps none."""
    return entry.status is RequestStatus.PROPOSED and entry.offer_until > 0


def is_yes(entry: BookedRequest) -> bool:
    """Say whether somebody wants the seats of the workshop that they waited for."""
    return any(one.mediator_id == entry.motif_id for one in proposals_of(entry.chosen))


class _Allotment:
    """One workshop, its free seats and its list; each step takes from them what it gives."""

    def __init__(
        self, city: City, unit: CityUnit, placed: PlacedWorkshop, entries: list[BookedRequest]
    ) -> None:
        self._city = city
        self._unit = unit
        self._centre = placed.centre
        self._workshop = workshop_of(placed.workshop)
        self._entries = entries
        agenda = agenda_for_search(city, unit, placed.centre)
        self._is_held = why_not_held(agenda, self._workshop) is None
        self._free = list(free_seats(unit, self._workshop)) if self._is_held else []
        self._n_kept = n_to_place(unit, self._workshop)
        self._n_kept += sum(one.party_size for one in entries if is_offer(one))
        self._now_utc = instant(city.now())
        hours = city.settings.reminders
        quiet = QuietHours(hours.first_hour, hours.last_hour)
        self._told_utc = instant(quiet.next_allowed(city.now()))
        lasts = timedelta(hours=city.settings.workshops.offer_hours)
        until_utc = offer_until(self._told_utc, self._workshop, lasts)
        self._until_utc = until_utc if self._is_held else None
        time = ProposedTime(
            self._workshop.start_utc, self._workshop.resource, self._workshop.duration_min
        )
        self._proposal = proposals_text((time,))

    def run(self) -> None:
        said_yes = [one for one in self._entries if is_yes(one)]
        # first those whose seats are kept
        for entry in sorted(said_yes, key=lambda one: not is_offer(one)):
            self._answer(entry)
        silent = [one for one in self._entries if not is_yes(one)]
        for entry in filter(is_offer, silent):
            self._look_at_offer(entry)
        for entry in silent:
            self._forget_other_time(entry)
        waiting = [one for one in silent if self._still_waits(one)]
        self._offer(waiting)

    def _answer(self, entry: BookedRequest) -> None:
        """Sell the seats to somebody who wants them; a person calls where there are none."""
        if is_offer(entry):
            self._n_kept -= entry.party_size
        n_free = len(self._free) - self._n_kept
        is_same_time = entry.chosen == self._proposal
        is_coming = self._now_utc < self._workshop.start_utc
        if is_same_time and is_coming and 0 < entry.party_size <= n_free:
            self._sell(entry)
        elif is_offer(entry) and not is_same_time and self._until_utc is not None:
            # a yes to an hour that has changed since: the seats stay theirs, the hour is told
            self._propose(replace(entry, chosen=""))
        else:
            _decline(self._city, self._unit, entry, DeclineReason.NO_TIME_FREE)
            if is_coming:
                start = seconds(self._workshop.start_utc)
                call_about_seat(self._city, self._unit, TaskKind.SEAT_MISSED, entry, start)

    def _sell(self, entry: BookedRequest) -> None:
        rows, self._free = self._free[: entry.party_size], self._free[entry.party_size :]
        promise = Promise(
            centre=self._centre,
            motif_id=self._workshop.resource,
            mediator_id=self._workshop.resource,
            start=seconds(self._workshop.start_utc),
            duration_min=self._workshop.duration_min,
            party_size=entry.party_size,
        )
        sold = take(self._city, self._unit, promise, rows)
        fact = fact_of_sale(sold, rows, request=f"{entry.device}.{entry.number}")
        self._city.ledger.append(LedgerKind.CITY_SOLD, **fact)
        end_words(self._city, self._unit, entry)
        confirm_by_sale(self._unit, entry, sold)
        self._unit.state.bump()

    def _look_at_offer(self, entry: BookedRequest) -> None:
        """Let an offer lapse once its time is over; tell it again where the hour has changed."""
        has_changed = entry.proposals != self._proposal
        if has_changed and self._until_utc is not None:
            self._n_kept -= entry.party_size
            self._propose(entry)
        elif (has_changed and self._is_held) or entry.offer_until <= self._city.now():
            self._n_kept -= entry.party_size
            _end(self._city, self._unit, entry, RequestStatus.EXPIRED)

    def _forget_other_time(self, entry: BookedRequest) -> None:
        """End a wait in which a mediator proposed another time, once that time is over."""
        if entry.status is not RequestStatus.PROPOSED or is_offer(entry):
            return
        last_utc = self._workshop.start_utc + REQUEST_LASTS
        times = [one.start_utc for one in proposals_of(entry.proposals)]
        if self._now_utc >= min(max(times, default=last_utc), last_utc):
            _end(self._city, self._unit, entry, RequestStatus.EXPIRED)

    def _still_waits(self, entry: BookedRequest) -> bool:
        if entry.status is not RequestStatus.REQUESTED:
            return False
        can_fit = 0 < entry.party_size <= min(self._workshop.capacity, PARTY_MAX)
        if can_fit and self._workshop.takes_enrolments(self._now_utc):
            return True
        _decline(self._city, self._unit, entry, DeclineReason.NO_TIME_FREE)
        return False

    def _offer(self, waiting: Iterable[BookedRequest]) -> None:
        if self._until_utc is None:
            return
        by_key = {f"{one.device}.{one.number}": one for one in waiting}
        ranked = [Waiting(key, one.party_size, one.place) for key, one in by_key.items()]
        for chosen in to_offer(ranked, len(self._free) - self._n_kept):
            self._propose(by_key[chosen.key])

    def _propose(self, entry: BookedRequest) -> None:
        """Keep seats for somebody, and see that they hear of it."""
        if self._until_utc is None:
            return
        end_words(self._city, self._unit, entry)
        offered = replace(
            entry,
            proposals=self._proposal,
            offer_told=seconds(self._told_utc),
            offer_until=seconds(self._until_utc),
        )
        self._n_kept += entry.party_size
        store_news(self._unit, offered, RequestStatus.PROPOSED)
        start = seconds(self._workshop.start_utc)
        tell_or_call(self._city, self._unit, TaskKind.SEAT_OFFERED, offered, start)
        self._unit.state.bump()


def _end_all(
    city: City, unit: CityUnit, placed: PlacedWorkshop | None, entries: Iterable[BookedRequest]
) -> None:
    """End a list whose workshop does not take place; nobody waits in silence."""
    for entry in entries:
        _decline(city, unit, entry, DeclineReason.WORKSHOP_CANCELLED)
        if placed is None and entry.reply_by != ReplyBy.NUMBER:
            # taken from the agenda: no message could say which hour it was
            call_about_seat(city, unit, TaskKind.CANCELLED, entry, city.now())
        elif placed is not None and placed.workshop.start > city.now():
            tell_or_call(city, unit, TaskKind.CANCELLED, entry, placed.workshop.start)


def _decline(city: City, unit: CityUnit, entry: BookedRequest, reason: DeclineReason) -> None:
    _end(city, unit, replace(entry, reason=reason.value), RequestStatus.DECLINED)


def _end(city: City, unit: CityUnit, entry: BookedRequest, status: RequestStatus) -> None:
    end_words(city, unit, entry)
    store_news(unit, entry, status)
    unit.state.bump()
