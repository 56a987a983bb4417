# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the booking page knows: the questions gone through, what is on offer, what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.slots import DayState
from kiosk.foundation.tasks import Lane
from ui.navigation.presenter import Presenter
from ui.screens.booking import refusals
from ui.screens.booking.choice import Choice
from ui.screens.booking.state import BookingStage, BookingState, Offer
from ui.screens.booking.words import BookingWords

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.appointment_views import FoundAppointment, Need
    from kiosk.domain.appointments import Hold
    from kiosk.domain.slots import DayOffer, Slot
    from kiosk.services.appointments import AppointmentService
    from kiosk.services.queue import QueueService
    from kiosk.services.workshops import WorkshopVerbs
    from ui.navigation.presenter import Stage, View


@dataclass(frozen=True, slots=True)
class BookingMeans:
    """What the page works with.

    Attributes:
        appointments: Books and asks.
        workshops: Tells of workshops and holds their seats.
        queue: Tells who waits today.
    """

    appointments: AppointmentService
    workshops: WorkshopVerbs
    queue: QueueService


class BookingCourse(Presenter[BookingState]):
    """Reads what is on offer and shows the question of the moment."""

    def __init__(
        self,
        view: View[BookingState],
        stage: Stage,
        *,
        means: BookingMeans,
        moving: FoundAppointment | None = None,
    ) -> None:
        """Book with `means`; with `moving`, only choose another hour for that appointment."""
        super().__init__(view, stage)
        self._means, self._appointments = means, means.appointments
        self._words = BookingWords(stage)
        self._path = [BookingStage.NEED]
        self._offer: Offer | None = None
        self._choice = Choice(moving=moving)
        if moving is not None:
            self._choice.party_size = moving.party_size
        self._notice = ("", "")
        self._problem = ""
        self._is_busy = False

    @property
    def _at(self) -> BookingStage:
        return self._path[-1]

    def start(self) -> None:
        """Read the needs and ask what it is about."""
        self.redraw()

    def redraw(self) -> None:
        """Read the needs again in the language of the moment; choices stay."""
        language = self.stage.translator.language.code
        self._show()

        def job() -> Offer:
            service, queue = self._appointments, self._means.queue
            return Offer(
                service.needs(language),
                self._means.workshops.offers(language),
                service.selling(),
                service.agenda_age(),
                len(queue.waiting()),
                queue.receives_today(),
            )

        self.store(job, done=self._offered)

    def leave(self) -> None:
        """Give a held hour back: nobody else could take it meanwhile."""
        self._release()
        super().leave()

    def page_text(self) -> str:
        """Return what is read aloud, in the order of reading."""
        return self._words.spoken(self._state())

    # ---- what is on offer ------------------------------------------------------------------

    def _offered(self, offer: Offer) -> None:
        is_first, self._offer = self._offer is None, offer
        chosen = self._choice
        moved = chosen.moving.motif_id if chosen.moving is not None else ""
        same = chosen.need.motif_id if chosen.need is not None else moved
        chosen.need = next((need for need in offer.needs if need.motif_id == same), None)
        if chosen.moving is not None:
            if is_first:
                self._choose_need(same)
                return
        elif self.stage.session.has_booked:
            self._notice = refusals.booked_already(self.stage.translator)
        self._show()

    def _choose_need(self, key: str) -> None:
        offer, chosen = self._offer, self._choice
        if offer is None:
            return
        self.stage.session.begin()
        chosen.forget_workshop()
        chosen.need = next((need for need in offer.needs if need.motif_id == key), None)
        if chosen.need is None:
            if chosen.moving is not None:
                self._notice = refusals.no_other_hour(self.stage.translator)
            self._show()
            return
        chosen.forget_time()
        chosen.centre = None
        if chosen.need.elsewhere and chosen.moving is None:
            self._go(BookingStage.WHERE)
            self._read_days_here(chosen.need)
        else:
            self._load_days()

    def _read_days_here(self, need: Need) -> None:
        """Look for the first free day of this centre, told beside the other ones."""
        offer = self._offer
        if offer is None or not (need.is_here and offer.selling.allowed):
            return

        def found(days: tuple[DayOffer, ...]) -> None:
            if self._at is BookingStage.WHERE and self._choice.need is need:
                self._choice.days = days
                self._show()

        self.store(lambda: self._appointments.days(need.motif_id), done=found)

    def _load_days(self) -> None:
        need, centre = self._choice.need, self._choice.centre
        party_size, offer = self._choice.party_size, self._offer
        if need is None or offer is None:
            return
        may_sell = offer.selling.allowed and centre is None
        self._set_busy()

        def job() -> tuple[DayOffer, ...]:
            if centre is not None:
                return self._appointments.days_elsewhere(need.motif_id, centre.code)
            return self._appointments.days(need.motif_id, party_size=party_size)

        self.store(job, done=lambda days: self._days_found(days, may_sell=may_sell))

    def _days_found(self, days: tuple[DayOffer, ...], *, may_sell: bool) -> None:
        chosen, told = self._choice, self._notice
        chosen.days = days
        self._is_busy = False
        free = [offer.day for offer in days if offer.state is DayState.FREE]
        before = (BookingStage.NEED, BookingStage.WHERE)
        self._path = [one for one in self._path if one in before]
        if may_sell and free:
            chosen.day = chosen.day if chosen.day in free else free[0]
            self._go(BookingStage.TIME, told)
            self._read_slots(chosen.day)
        elif chosen.moving is not None:
            chosen.day, chosen.slots = None, ()
            self._go(BookingStage.TIME, refusals.no_other_hour(self.stage.translator))
        else:
            if not told[0] and chosen.centre is None:
                told = (
                    refusals.all_taken(self.stage.translator)
                    if may_sell
                    else refusals.nothing_to_confirm(self.stage.translator)
                )
            self._go(BookingStage.ASK, told)

    def _read_slots(self, day: date) -> None:
        need, party_size = self._choice.need, self._choice.party_size
        if need is not None:
            self.store(
                lambda: self._appointments.slots(need.motif_id, day, party_size=party_size),
                done=self._slots_found,
            )

    def _slots_found(self, slots: tuple[Slot, ...]) -> None:
        self._choice.slots = slots
        self._show()

    def _held(self, hold: Hold) -> None:
        self._choice.hold, self._choice.slot = hold, hold.slot
        self._is_busy = False
        moves = self._choice.moving is not None
        self._go(BookingStage.SURE if moves else BookingStage.WHO)

    # ---- small facts -----------------------------------------------------------------------

    def _go(self, stage: BookingStage, notice: tuple[str, str] = ("", "")) -> None:
        """Ask a question; one that was asked before is gone back to."""
        if stage in self._path:
            del self._path[self._path.index(stage) + 1 :]
        else:
            self._path.append(stage)
        self._notice = notice
        self._show()

    def _set_busy(self) -> None:
        # The buttons stay enabled: a disabled one would lose the focus, and no verb acts now.
        self._is_busy = True
        self._show()

    def _release(self) -> None:
        hold, self._choice.hold = self._choice.hold, None
        if hold is not None:
            # Without the scope: the hour is given back though the page is gone.
            self.stage.tasks.run(
                Lane.STORE,
                lambda: self._appointments.release(hold),
                failed=self.failed,
            )

    def _show(self) -> None:
        self.show(self._state())

    def _state(self) -> BookingState:
        words, chosen = self._words, self._choice
        frame = words.frame(self._at, self._offer, self._notice)
        if self._at is BookingStage.WORKSHOP:
            return words.workshop_state(frame, self._offer)
        if self._at is BookingStage.NEED or chosen.need is None:
            hidden = self.stage.session.has_booked or chosen.moving is not None
            return words.need_state(frame, self._offer, is_hidden=hidden)
        if self._at is BookingStage.WHO:
            return words.who_state(frame, chosen, self._problem)
        draw = {
            BookingStage.SEATS: words.seats_state,
            BookingStage.WHERE: words.where_state,
            BookingStage.TIME: words.time_state,
            BookingStage.ASK: words.ask_state,
            BookingStage.REPLY: words.reply_state,
        }.get(self._at, words.sure_state)
        return draw(frame, chosen)
