# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop, one question after another: which one, how many come, a seat or the waiting list.

Seats shown as free belong to this machine; they are held while the person goes on, all or none.
Where they are too few for all who come, the waiting list is offered, which promises nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.appointments import PARTY_MAX
from kiosk.domain.workshops import WorkshopState
from kiosk.foundation.errors import Refused
from ui.screens.booking import refusals
from ui.screens.booking.course import BookingCourse
from ui.screens.booking.state import BookingStage

if TYPE_CHECKING:
    from kiosk.domain.workshops import WorkshopOffer
    from ui.screens.booking.state import Offer

_NOTHING: tuple[str, str] = ("", "")


class WorkshopCourse(BookingCourse):
    """The questions of a workshop, within those of the booking page."""

    def choose_workshop(self, key: str) -> None:
        """Take the workshop that was touched and ask how many come."""
        if not self._is_busy and self._at is BookingStage.WORKSHOP:
            self._choice.forget_workshop()
            self._ask_how_many(key, _NOTHING)

    def _choose_workshops(self) -> None:
        self.stage.session.begin()
        self._choice.forget_workshop()
        self._choice.need = None
        self._go(BookingStage.WORKSHOP)

    def _offered(self, offer: Offer) -> None:
        chosen = self._choice.workshop
        if chosen is None:
            super()._offered(offer)
            return
        self._offer = offer
        self._say_again(chosen.workshop_id)

    def _say_again(self, workshop_id: str) -> None:
        """Say the chosen workshop in the language of the moment; nothing else changes."""
        stage = self._at

        def found(by_size: tuple[WorkshopOffer, ...]) -> None:
            if by_size and self._at is stage and self._choice.workshop is not None:
                self._choice.take_workshop(by_size)
            self._show()

        self.store(lambda: self._offers_by_size(workshop_id), done=found)

    def _ask_how_many(self, workshop_id: str, notice: tuple[str, str]) -> None:
        """Read what each number of people would get; one that is over is offered no more."""
        self._set_busy()
        self.store(
            lambda: self._offers_by_size(workshop_id),
            done=lambda found: self._sizes_found(found, notice),
        )

    def _offers_by_size(self, workshop_id: str) -> tuple[WorkshopOffer, ...]:
        service, language = self._means.workshops, self.stage.translator.language.code
        workshop = service.find(workshop_id)
        n_most = min(PARTY_MAX, workshop.capacity) if workshop is not None else 0
        by_size = (service.offers(language, party_size=n + 1) for n in range(n_most))
        return tuple(one for all_ in by_size for one in all_ if one.workshop_id == workshop_id)

    def _sizes_found(self, found: tuple[WorkshopOffer, ...], notice: tuple[str, str]) -> None:
        self._is_busy = False
        if found:
            self._choice.take_workshop(found)
            self._go(BookingStage.SEATS, notice)
            return
        gone = self._choice.workshop
        self._choice.forget_workshop()
        if self._offer is not None and gone is not None:
            left = tuple(w for w in self._offer.workshops if w.workshop_id != gone.workshop_id)
            self._offer = replace(self._offer, workshops=left)
        self._go(BookingStage.WORKSHOP, refusals.workshop_over(self.stage.translator))

    def _take_seats(self) -> None:
        """Hold the seats, all or none; where they are too few, ask how to answer."""
        chosen, offer = self._choice, self._choice.workshop
        if offer is None or offer.state is WorkshopState.FULL:
            return
        if offer.state is WorkshopState.WAITING:
            self._go(BookingStage.REPLY)
            return
        workshop_id, party_size = offer.workshop_id, chosen.party_size
        self._set_busy()
        self.store(
            lambda: self._means.workshops.hold(workshop_id, party_size),
            done=self._held,
            failed=self._seats_refused,
        )

    def _seats_refused(self, error: Exception) -> None:
        """Say why no seat is kept, and show at once what is left."""
        self._is_busy = False
        offer = self._choice.workshop
        if offer is None or not isinstance(error, Refused):
            self._show()
            self.failed(error)
            return
        self._choice.hold = self._choice.slot = None
        del self._path[self._path.index(BookingStage.SEATS) + 1 :]
        notice = refusals.seats_refused(error, self.stage.translator)
        self._ask_how_many(offer.workshop_id, notice)
