# SPDX-License-Identifier: AGPL-3.0-or-later
"""An appointment, one question after another: what for, where, when, who comes, is it right.

An hour shown as free belongs to this machine; it is held while the person goes on, and the
commit comes before the word « confirmé ». An hour that another centre or another machine holds is
asked for. Nothing typed is kept here: the words go to the service that seals them, in one call.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import HalfDay
from kiosk.domain.appointments import AccessNeed, ReplyBy, StopReason, WhoComes
from kiosk.domain.typed_text import checked_text
from kiosk.foundation.errors import Refused
from ui.navigation.routes import Route
from ui.screens.booking import refusals
from ui.screens.booking.choice import is_contact
from ui.screens.booking.state import BookingStage
from ui.screens.booking.workshop_course import WorkshopCourse
from ui.screens.booking.workshop_words import WORKSHOPS

if TYPE_CHECKING:
    from kiosk.domain.appointment_views import Ticket
    from kiosk.domain.appointments import Hold

_TYPED = frozenset({"label_too_long", "contact_too_long", "not_enrolled", "contact_missing"})
"""Refusals of what was typed: the hour stays held, and the question is asked again."""


class BookingPresenter(WorkshopCourse):
    """The mind of the booking page."""

    # ---- the verbs -------------------------------------------------------------------------

    def choose_answer(self, key: str) -> None:
        """Take the card that was touched, whatever the question is."""
        if self._is_busy:
            return
        match self._at:
            case BookingStage.NEED if key == WORKSHOPS:
                self._choose_workshops()
            case BookingStage.NEED:
                self._choose_need(key)
            case BookingStage.WHERE:
                self._choose_centre(key)
            case BookingStage.REPLY:
                self._choice.reply_by = ReplyBy(key)
                self._problem = ""
                self._go(BookingStage.WHO)
            case _:
                return

    def choose_day(self, key: str) -> None:
        """Take a day and look for its hours; for a request, a day more or a day less."""
        if self._is_busy or self._choice.need is None:
            return
        day = date.fromisoformat(key)
        self._notice = ("", "")
        if self._at is BookingStage.ASK:
            self._choice.wish_day(day)
            self._show()
            return
        self._choice.day, self._choice.slot = day, None
        self._read_slots(day)

    def choose_hour(self, key: str) -> None:
        """Take an hour; touching it again lets it go."""
        found = (one for one in self._choice.slots if one.start_utc.isoformat() == key)
        chosen = next(found, None)
        self._choice.slot = None if chosen == self._choice.slot else chosen
        self._notice = ("", "")
        self._show()

    def ask_other_hour(self) -> None:
        """Ask for an hour that this machine does not hold; somebody answers later."""
        self._choice.slot = None
        self._go(BookingStage.ASK)

    def choose_half(self, key: str) -> None:
        """Take a part of the day for the request."""
        self._choice.half = HalfDay(key)
        self._show()

    def choose_party(self, key: str) -> None:
        """Take how many come; to a workshop, what that many get is shown."""
        if self._at is BookingStage.SEATS:
            self._choice.take_size(int(key))
            self._notice = ("", "")
        else:
            self._choice.party_size = int(key)
        self._show()

    def toggle_access(self, key: str) -> None:
        """Ask for something to be prepared, or no more."""
        self._choice.access = self._choice.access ^ {AccessNeed(key)}
        self._show()

    def take_number(self) -> None:
        """Take a number of the queue for today."""
        self.stage.session.begin()
        self.stage.router.go(Route.HELP, reason="appointment")

    def ask_for_help(self) -> None:
        """Call a person; this page is kept and hidden."""
        self.stage.router.go(Route.HELP)

    def go_on(self) -> None:
        """Hold the hour that was chosen; a request first asks how to answer."""
        chosen = self._choice
        if self._is_busy or chosen.need is None:
            return
        if self._at is BookingStage.ASK and chosen.wished:
            self._go(BookingStage.REPLY)
        elif self._at is BookingStage.SEATS:
            self._take_seats()
        elif self._at is BookingStage.TIME and chosen.slot is not None:
            need, slot = chosen.need, chosen.slot
            self._set_busy()
            self.store(
                lambda: self._appointments.hold(need.motif_id, slot),
                done=self._held,
                failed=self._refused,
            )

    def give_who(self, label: str, contact: str) -> None:
        """Look at what was typed; what is wrong is told, nothing is kept."""
        if self._is_busy or self._at is not BookingStage.WHO:
            return
        wants_phone = self._choice.hold is None and self._choice.reply_by is ReplyBy.PHONE
        self._problem = ""
        self._notice = ("", "")
        if not is_contact(contact) or (wants_phone and not contact.strip()):
            self._problem = self.text("Écrivez 10 chiffres, ou une adresse mail.")
            self._show()
            return
        try:
            checked_text(label, field="label")
            checked_text(contact, field="contact")
        except Refused as error:
            self._notice = refusals.refusal(error, self.stage.translator)
            self._show()
            return
        self._refit_or_go_on()

    def skip_who(self) -> None:
        """Leave everything out: one person, no name, nothing to prepare.

        How many come to a workshop was asked before, and stays.
        """
        if not self._is_busy and self._at is BookingStage.WHO:
            self._choice.access = frozenset()
            if self._choice.workshop is None:
                self._choice.party_size = 1
            self._problem = ""
            self._refit_or_go_on()

    def confirm(self, label: str, contact: str) -> None:
        """Commit, then show the ticket; nothing is said to be confirmed before."""
        chosen, need = self._choice, self._choice.need
        if self._is_busy or need is None or self._at is not BookingStage.SURE:
            return
        who = WhoComes(
            label=label,
            contact=contact,
            party_size=chosen.party_size,
            needs=chosen.access,
            language=self.stage.translator.language.code,
            reply_by=chosen.reply_by if chosen.hold is None else ReplyBy.NUMBER,
        )
        hold, wish, moving = chosen.hold, chosen.wish(), chosen.moving
        workshop = chosen.workshop

        def job() -> Ticket:
            service = self._appointments
            if hold is not None and moving is not None:
                return service.move(moving, hold)
            if hold is not None:
                return service.confirm(hold, who=who)
            if workshop is not None:
                return self._means.workshops.wait(workshop.workshop_id, who)
            return service.request(need.motif_id, wish, who=who)

        self._set_busy()
        self.store(job, done=self._confirmed, failed=self._refused)

    def go_back(self) -> None:
        """Go back one question; from the first, leave the page."""
        self._notice = ("", "")
        self._problem = ""
        first = BookingStage.TIME if self._choice.moving is not None else BookingStage.NEED
        if self._at in (first, BookingStage.NEED):
            self.stage.router.back()
            return
        self._path.pop()
        if self._at in (BookingStage.TIME, BookingStage.ASK, BookingStage.SEATS):
            self._release()
        self._show()

    def change_need(self) -> None:
        """Go back to the first question."""
        self._release()
        self._go(BookingStage.NEED)

    # ---- what comes back -------------------------------------------------------------------

    def _refit_or_go_on(self) -> None:
        """Go on; where each person takes the whole length, first hold an hour that is as long."""
        chosen = self._choice
        need, slot, party_size = chosen.need, chosen.slot, chosen.party_size
        if chosen.hold is None or need is None or slot is None or chosen.fits_the_party():
            self._go(BookingStage.SURE)
            return
        day = chosen.day

        def job() -> Hold | None:
            service = self._appointments
            slots = service.slots(need.motif_id, day, party_size=party_size) if day else ()
            same = next((one for one in slots if one.start_utc == slot.start_utc), None)
            return service.hold(need.motif_id, same) if same is not None else None

        self._set_busy()
        self.store(job, done=self._refitted, failed=self._refused)

    def _refitted(self, hold: Hold | None) -> None:
        self._is_busy = False
        if hold is not None:
            self._choice.hold, self._choice.slot = hold, hold.slot
            self._go(BookingStage.SURE)
            return
        self._release()
        self._choice.slot = None
        self._notice = refusals.longer_for_several(self.stage.translator)
        self._load_days()

    def _confirmed(self, ticket: Ticket) -> None:
        self._choice.hold = None
        if self._choice.moving is None:
            self.stage.session.has_booked = True
        need = self._choice.need
        motif_id = need.motif_id if need is not None else ""
        self.stage.router.replace(Route.TICKET, ticket=ticket, motif_id=motif_id)

    def _refused(self, error: Exception) -> None:
        self._is_busy = False
        if not isinstance(error, Refused):
            self._show()
            self.failed(error)
            return
        notice = refusals.refusal(error, self.stage.translator)
        if error.reason in _TYPED:
            # The hold is still there: `confirm` lets go of it only when it has sold.
            self._go(BookingStage.WHO, notice)
            return
        self._choice.hold = None
        if error.reason == "one_a_session":
            self.stage.session.has_booked = True
            self._go(BookingStage.NEED, notice)
            return
        if self._choice.workshop is not None:
            self._seats_refused(error)
            return
        self._choice.slot = None
        if self._offer is not None and error.reason in {stop.value for stop in StopReason}:
            stopped = replace(self._offer.selling, allowed=False)
            self._offer = replace(self._offer, selling=stopped)
        # The hours are read again, so that what is left is offered at once.
        self._notice = notice
        self._load_days()

    def _choose_centre(self, key: str) -> None:
        need = self._choice.need
        if need is None:
            return
        self._choice.forget_time()
        self._choice.centre = next((one for one in need.elsewhere if one.code == key), None)
        self._load_days()
