# SPDX-License-Identifier: AGPL-3.0-or-later
"""An appointment in four questions: what for, when, an hour to ask for, how to call you.

An hour shown as free belongs to this machine; it is held while the person chooses a name, and
the commit comes before the word « confirmé ». Nothing typed is kept here: the words go to the
service that seals them, in one call.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import HalfDay, Wish, WishedTime
from kiosk.domain.appointments import StopReason, WhoComes
from kiosk.domain.slots import DayState
from kiosk.foundation.errors import Refused
from kiosk.foundation.tasks import Lane
from ui.navigation.presenter import Presenter
from ui.navigation.routes import Route
from ui.screens.booking.state import BookingStage, BookingState, Offer
from ui.screens.booking.words import BookingWords

if TYPE_CHECKING:
    from kiosk.domain.appointment_views import Need, Ticket
    from kiosk.domain.appointments import Hold
    from kiosk.domain.slots import DayOffer, Slot
    from kiosk.services.appointments import AppointmentService
    from kiosk.services.queue import QueueService
    from ui.navigation.presenter import Stage, View

_PHONE = re.compile(r"(?:\+33|0)\d{9}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")


def is_contact(text: str) -> bool:
    """Say whether a text is a French phone number or a mail address; an empty one is fine."""
    tidy = re.sub(r"[\s.\-]", "", text)
    return not tidy or bool(_PHONE.fullmatch(tidy) or _MAIL.fullmatch(text.strip()))


class BookingPresenter(Presenter[BookingState]):
    """The mind of the booking page."""

    def __init__(
        self,
        view: View[BookingState],
        stage: Stage,
        *,
        appointments: AppointmentService,
        queue: QueueService,
    ) -> None:
        """Book with `appointments`; `queue` tells who waits today."""
        super().__init__(view, stage)
        self._appointments, self._queue = appointments, queue
        self._words = BookingWords(stage)
        self._at = BookingStage.NEED
        self._offer: Offer | None = None
        self._need: Need | None = None
        self._days: tuple[DayOffer, ...] = ()
        self._day: date | None = None
        self._slots: tuple[Slot, ...] = ()
        self._slot: Slot | None = None
        self._half = HalfDay.ANY
        self._hold: Hold | None = None
        self._notice = ("", "")
        self._contact_problem = ""
        self._is_busy = False

    def start(self) -> None:
        """Read the needs and ask what it is about."""
        self.redraw()

    def redraw(self) -> None:
        """Read the needs again in the language of the moment; choices stay."""
        language = self.stage.translator.language.code
        self._show()

        def job() -> Offer:
            service = self._appointments
            return Offer(
                service.needs(language),
                service.selling(),
                service.agenda_age(),
                len(self._queue.waiting()),
            )

        self.store(job, done=self._offered)

    def leave(self) -> None:
        """Give a held hour back: nobody else could take it meanwhile."""
        self._release()
        super().leave()

    def page_text(self) -> str:
        """Return what is read aloud, in the order of reading."""
        return self._words.spoken(self._state())

    # ---- the verbs -------------------------------------------------------------------------

    def choose_need(self, key: str) -> None:
        """Take a need and look for its days."""
        offer = self._offer
        if offer is None or self._is_busy:
            return
        self.stage.session.begin()
        self._need = next((need for need in offer.needs if need.motif_id == key), None)
        if self._need is None:
            return
        self._day = self._slot = None
        self._slots = ()
        self._load_days(BookingStage.TIME if offer.selling.allowed else BookingStage.ASK)

    def choose_day(self, key: str) -> None:
        """Take a day and look for its hours; for a request the day alone is enough."""
        if self._is_busy or self._need is None:
            return
        self._day = date.fromisoformat(key)
        self._slot = None
        self._notice = ("", "")
        if self._at is BookingStage.ASK:
            self._show()
            return
        self._read_slots(self._need, self._day)

    def choose_hour(self, key: str) -> None:
        """Take an hour; touching it again lets it go."""
        chosen = next((slot for slot in self._slots if slot.start_utc.isoformat() == key), None)
        self._slot = None if chosen == self._slot else chosen
        self._notice = ("", "")
        self._show()

    def ask_other_hour(self) -> None:
        """Ask for an hour that this machine does not hold; somebody answers later."""
        self._at = BookingStage.ASK
        self._slot = None
        self._notice = ("", "")
        self._show()

    def choose_half(self, key: str) -> None:
        """Take a part of the day for the request."""
        self._half = HalfDay(key)
        self._show()

    def take_number(self) -> None:
        """Take a number of the queue for today."""
        self.stage.session.begin()
        self.stage.router.go(Route.HELP, reason="appointment")

    def ask_for_help(self) -> None:
        """Call a person; this page is kept and hidden."""
        self.stage.router.go(Route.HELP)

    def go_on(self) -> None:
        """Hold the hour and ask how to call the person; a request is asked the same."""
        if self._is_busy or self._need is None:
            return
        if self._at is BookingStage.ASK and self._day is not None:
            self._at = BookingStage.NAME
            self._show()
        elif self._at is BookingStage.TIME and self._slot is not None:
            need, slot = self._need, self._slot
            self._set_busy()
            self.store(
                lambda: self._appointments.hold(need.motif_id, slot),
                done=self._held,
                failed=self._refused,
            )

    def confirm(self, label: str, contact: str) -> None:
        """Commit, then show the ticket; nothing is said to be confirmed before."""
        need = self._need
        if self._is_busy or need is None:
            return
        if not is_contact(contact):
            self._contact_problem = self.text("Écrivez 10 chiffres, ou une adresse mail.")
            self._show()
            return
        self._contact_problem = ""
        hold, day, half = self._hold, self._day, self._half
        who = WhoComes(label=label, contact=contact, language=self.stage.translator.language.code)

        def job() -> Ticket:
            service = self._appointments
            if hold is not None:
                return service.confirm(hold, who=who)
            wish = Wish((WishedTime(day, half),) if day is not None else ())
            return service.request(need.motif_id, wish, who=who)

        self._set_busy()
        self.store(job, done=self._confirmed, failed=self._refused)

    def go_back(self) -> None:
        """Go back one question; from the first, leave the page."""
        self._notice = ("", "")
        self._contact_problem = ""
        selling = self._offer is not None and self._offer.selling.allowed
        if self._at is BookingStage.NAME:
            self._at = BookingStage.TIME if self._hold is not None else BookingStage.ASK
            self._release()
        elif self._at is BookingStage.ASK and selling:
            self._at = BookingStage.TIME
        elif self._at in (BookingStage.TIME, BookingStage.ASK):
            self._at = BookingStage.NEED
        else:
            self.stage.router.back()
            return
        self._show()

    def change_need(self) -> None:
        """Go back to the first question."""
        self._release()
        self._at = BookingStage.NEED
        self._notice = ("", "")
        self._show()

    # ---- what comes back -------------------------------------------------------------------

    def _offered(self, offer: Offer) -> None:
        self._offer = offer
        if self._need is not None:
            same = self._need.motif_id
            self._need = next((need for need in offer.needs if need.motif_id == same), None)
        if self.stage.session.has_booked:
            self._notice = (
                self.text("Vous avez déjà un rendez-vous."),
                self.text("Pour un autre, demandez à une personne."),
            )
        self._show()

    def _load_days(self, then: BookingStage) -> None:
        need = self._need
        if need is None:
            return

        def found(days: tuple[DayOffer, ...]) -> None:
            self._at = then
            self._days_found(days)

        self._set_busy()
        self.store(lambda: self._appointments.days(need.motif_id), done=found)

    def _days_found(self, days: tuple[DayOffer, ...]) -> None:
        self._days = days
        self._is_busy = False
        free = [offer.day for offer in days if offer.state is DayState.FREE]
        if self._at is BookingStage.TIME and not free:
            self._at = BookingStage.ASK
            self._notice = (
                self.text("Tout est pris ici."),
                self.text("Demandez une heure, ou prenez un numéro."),
            )
        if self._at is BookingStage.ASK and not self._notice[0] and self._stopped():
            self._notice = (
                self.text("Pas d’heure à confirmer ici pour le moment."),
                self.text("Demandez une heure, ou prenez un numéro."),
            )
        if self._at is BookingStage.TIME and self._need is not None:
            self._day = self._day if self._day in free else free[0]
            self._read_slots(self._need, self._day)
            return
        self._show()

    def _read_slots(self, need: Need, day: date) -> None:
        self.store(lambda: self._appointments.slots(need.motif_id, day), done=self._slots_found)

    def _slots_found(self, slots: tuple[Slot, ...]) -> None:
        self._slots = slots
        self._show()

    def _held(self, hold: Hold) -> None:
        self._hold = hold
        self._is_busy = False
        self._at = BookingStage.NAME
        self._show()

    def _confirmed(self, ticket: Ticket) -> None:
        self._hold = None
        self.stage.session.has_booked = True
        self.stage.router.replace(Route.TICKET, ticket=ticket, motif_id=self._motif_id())

    def _refused(self, error: Exception) -> None:
        self._is_busy = False
        kept, self._hold = self._hold, None
        if not isinstance(error, Refused):
            self._hold = kept
            self._show()
            self.failed(error)
            return
        self._notice = self._words.refusal(error)
        match error.reason:
            case "label_too_long" | "contact_too_long" | "not_enrolled" if self._slot is None:
                self._show()
            case "label_too_long" | "contact_too_long":
                # The hold is still there: `confirm` lets go of it only when it has sold.
                self._hold = kept
                self._show()
            case "one_a_session":
                self.stage.session.has_booked = True
                self._at = BookingStage.NEED
                self._show()
            case reason:
                is_stopped = reason in {stop.value for stop in StopReason}
                self._slot = None
                # The hours are read again, so that what is left is offered at once.
                self._load_days(BookingStage.ASK if is_stopped else BookingStage.TIME)

    # ---- small facts -----------------------------------------------------------------------

    def _stopped(self) -> bool:
        return self._offer is not None and not self._offer.selling.allowed

    def _motif_id(self) -> str:
        return self._need.motif_id if self._need is not None else ""

    def _set_busy(self) -> None:
        # The buttons stay enabled: a disabled one would lose the focus, and no verb acts now.
        self._is_busy = True
        self._show()

    def _release(self) -> None:
        hold, self._hold = self._hold, None
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
        words, need = self._words, self._need
        has_booked = self.stage.session.has_booked
        common = words.frame(self._at, self._offer, self._notice)
        if self._at is BookingStage.NEED or need is None:
            return words.need_state(common, self._offer, has_booked=has_booked)
        days = (self._days, self._day)
        if self._at is BookingStage.TIME:
            hours = words.hours(self._slots, self._slot)
            return words.time_state(common, need, days, hours, self._slot)
        if self._at is BookingStage.ASK:
            return words.ask_state(common, need, days, self._half)
        when = self._slot if self._hold is not None else None
        state = words.name_state(common, need, (when, self._day, self._half))
        return words.with_problem(state, self._contact_problem)
