# SPDX-License-Identifier: AGPL-3.0-or-later
"""« J’ai un ticket »: eight digits or a square, of an appointment or of a walkthrough.

A square comes from a scanner that types or from a camera. It is not signed when it is of a
walkthrough: what it says is replayed step by step, and anything else is refused in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain import booking_code, walkthrough_progress
from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointments import CancelOutcome
from kiosk.domain.workshops import is_workshop, workshop_id_of
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from ui.navigation.routes import Route
from ui.screens.resume.found import (
    ARRIVE,
    BOOK,
    MOVE,
    TAKE,
)
from ui.screens.resume.looking import Looking
from ui.screens.resume.page import N_DIGITS, ResumePage
from ui.screens.resume.seat_words import is_of_workshop
from ui.screens.resume.state import ResumeStage
from ui.screens.resume.told import (
    told_of,
    told_of_arrival,
    told_of_choice,
    told_of_seat,
    told_of_yes,
)
from ui.screens.resume.words import refusal_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.appointment_views import FoundAppointment
    from kiosk.domain.workshops import Workshop
    from kiosk.foundation.translation import Translator
    from kiosk.services.walkthrough_progress import Resumed
    from ui.navigation.presenter import Stage, View
    from ui.screens.resume.page import ResumeMeans
    from ui.screens.resume.state import ResumeState
    from ui.screens.resume.told import Told

CODE_MARK = booking_code.MARK[:3]
PROGRESS_MARK = walkthrough_progress.MARK[:3]
_LONGEST_CODE = 400


class ResumePresenter(ResumePage):
    """The mind of the page."""

    def __init__(self, view: View[ResumeState], stage: Stage, *, means: ResumeMeans) -> None:
        """Work with `means`."""
        super().__init__(view, stage, means=means)
        self._is_awaiting = False
        self.looking = Looking(
            stage,
            self.scope,
            means.can_use_camera,
            means.read_square,
            seen=self.read_code,
            lost=self._camera_lost,
        )

    def start(self) -> None:
        """Ask for the number, and hear of answers of the city."""
        self.follow(Topic.AGENDA)
        super().start()

    def on_topic(self, topic: Topic) -> None:
        """Show by itself what became of a yes, or of a chosen hour, that has just been told."""
        del topic
        said = self._found
        if said is None or self._at is not ResumeStage.TOLD or not self._is_awaiting:
            return

        def read(found: FoundAppointment | None) -> None:
            asked = found.request if found is not None else None
            is_answered = asked is not None and asked.status is not RequestStatus.PROPOSED
            if is_answered and self._found is said and self._at is ResumeStage.TOLD:
                self._is_awaiting = False
                self._looked_up(found)
                self.view.announce(self._state().lead)

        def unread(error: Exception) -> None:
            if not isinstance(error, Refused):  # numbers typed wrongly meanwhile: nothing new
                self.failed(error)

        self.store(lambda: self._appointments.find(said.number), done=read, failed=unread)

    # ---- the verbs -------------------------------------------------------------------------

    def enter_digit(self, digit: str) -> None:
        """Take one more digit."""
        is_asked = self._at is ResumeStage.NUMBER and len(self._digits) < N_DIGITS
        if is_asked and digit.isascii() and digit.isdigit():
            self.stage.session.begin()
            self._digits += digit
            self._notice = ("", "")
            self._show()

    def erase_digit(self) -> None:
        """Let the last digit go."""
        self._digits = self._digits[:-1]
        self._notice = ("", "")
        self._show()

    def look_up(self) -> None:
        """Look for the whole number on this machine."""
        digits, is_asked = self._digits, self._at is ResumeStage.NUMBER
        if is_asked and len(digits) == N_DIGITS and not self._is_busy:
            self._begin_job()
            self.store(
                lambda: self._appointments.find(digits),
                done=self._looked_up,
                failed=self._refused,
            )

    def read_code(self, text: str) -> None:
        """Take a square, of a ticket or of a walkthrough; another one is refused in words."""
        if self._is_busy:
            return
        self.looking.is_on = False
        mark = text[: len(CODE_MARK)].upper()
        is_ticket = mark == CODE_MARK and len(text) <= _LONGEST_CODE
        if not is_ticket and mark != PROGRESS_MARK:
            self._refused(Refused("square_unknown"))
            return
        self.stage.session.begin()
        self._begin_job()
        find, resume = self._appointments.find_by_code, self._means.progress.resume
        if is_ticket:
            self.store(lambda: find(text), done=self._looked_up, failed=self._refused)
        else:
            self.store(lambda: resume(text), done=self._found_again, failed=self._refused)

    def open_camera(self) -> None:
        """Look for a square with the camera."""
        self.stage.session.begin()
        self.looking.is_on, self._notice = True, ("", "")
        self._show()

    def shut_camera(self) -> None:
        """Look no more."""
        self.looking.is_on = False
        self._show()

    def press_main(self) -> None:
        """Do what the main button says."""
        match self._at:
            case ResumeStage.FOUND:
                self._at = ResumeStage.SURE
                self._show()
            case ResumeStage.SURE:
                self._cancel()
            case ResumeStage.UNKNOWN:
                self._keep_intent()
            case ResumeStage.TOLD if self._end and self._end(self.stage.translator).books_again:
                self.stage.router.replace(Route.BOOKING)
            case ResumeStage.TOLD:
                self.ask_for_help()
            case ResumeStage.CHANGED:
                self._go_on()
            case ResumeStage.NUMBER:
                self.look_up()

    def press_more(self, key: str) -> None:
        """Arrive, change the hour, book again, or take an offered time."""
        found = self._found
        if found is None or self._is_busy or self._at is not ResumeStage.FOUND:
            return
        if key == MOVE:
            self.stage.router.go(Route.BOOKING, moving=found)
        elif key == BOOK:
            self.stage.router.replace(Route.BOOKING)
        elif key == ARRIVE:
            self._begin_job()
            self.store(
                lambda: self._appointments.arrive(found),
                done=lambda _: self._arrived(""),
                failed=self._not_arrived,
            )
        elif key.startswith(TAKE) and found.request is not None:
            chosen = found.request.proposals[int(key.removeprefix(TAKE))]
            self._begin_job()
            self.store(
                lambda: self._appointments.choose(found, chosen),
                done=lambda _: self._chosen(found),
                failed=self._not_chosen,
            )

    def press_other(self) -> None:
        """Keep the appointment, or type another number."""
        if self._at is ResumeStage.SURE:
            self._at = ResumeStage.FOUND
        else:
            self._at = ResumeStage.NUMBER
            self._digits = ""
            self._is_awaiting = False
            self._found = self._resumed = None
        self._notice = ("", "")
        self._show()

    def go_back(self) -> None:
        """Go back one step; from the number, leave the page, and from the end, go home."""
        if self._at is ResumeStage.NUMBER:
            self.stage.router.back()
        elif self._at is ResumeStage.TOLD:
            self.stage.router.home()
        else:
            self.press_other()

    def ask_for_help(self) -> None:
        """Call a person; this page is kept and hidden."""
        self.stage.router.go(Route.HELP)

    # ---- what comes back -------------------------------------------------------------------

    def _begin_job(self) -> None:
        self._is_busy = True
        self._notice = ("", "")
        self._show()

    def _found_again(self, resumed: Resumed) -> None:
        self._is_busy = False
        self._resumed = resumed
        translator = self.stage.translator
        offered = {language.code for language in translator.offered}
        if resumed.language in offered and resumed.language != translator.language.code:
            self._means.speak_language(resumed.language)
        if resumed.is_whole:
            self._go_on()
        else:
            self._at, self._found = ResumeStage.CHANGED, None
            self._show()

    def _go_on(self) -> None:
        if self._resumed is not None:
            run = self._resumed.run
            self.stage.router.replace(
                Route.WALKTHROUGH, walkthrough_id=run.walkthrough_id, resumed=run
            )

    def _looked_up(self, found: FoundAppointment | None) -> None:
        self._is_busy = False
        self._found, self._workshop = found, None
        self._at = ResumeStage.FOUND if found is not None else ResumeStage.UNKNOWN
        self._show()
        if found is not None and is_workshop(found.motif_id):
            workshop_id = workshop_id_of(found.motif_id)
            self.store(lambda: self._means.workshops.find(workshop_id), done=self._titled)

    def _titled(self, workshop: Workshop | None) -> None:
        self._workshop = workshop
        self._show()

    def _chosen(self, found: FoundAppointment) -> None:
        self._is_awaiting = True
        self._tell(told_of_yes if is_of_workshop(found) else told_of_choice)

    def _not_chosen(self, error: Exception) -> None:
        """Show the ticket as it stands now: an offer may have ended while it was read."""
        found = self._found
        if not isinstance(error, Refused) or found is None:
            self._refused(error)
            return
        self.store(
            lambda: self._appointments.find(found.number),
            done=self._looked_up,
            failed=self._refused,
        )

    def _cancel(self) -> None:
        found = self._found
        if found is not None and not self._is_busy:
            self._begin_job()
            self.store(
                lambda: self._appointments.cancel(found),
                done=self._cancelled,
                failed=self._refused,
            )

    def _cancelled(self, outcome: CancelOutcome) -> None:
        has_booked, had_hour = self.stage.session.has_booked, self._had_hour()
        if is_of_workshop(self._found) and outcome is CancelOutcome.EFFECTIVE:
            self._tell(lambda t: told_of_seat(t, has_booked=has_booked, had_seat=had_hour))
            return
        self._tell(lambda t: told_of(outcome, t, has_booked=has_booked, had_hour=had_hour))

    def _arrived(self, reason: str) -> None:
        start_utc = self._found.start_utc if self._found is not None else None
        of_workshop = is_of_workshop(self._found)
        self._tell(lambda t: told_of_arrival(reason, start_utc, t, of_workshop=of_workshop))

    def _not_arrived(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._arrived(error.reason)
        else:
            self._refused(error)

    def _tell(self, end: Callable[[Translator], Told]) -> None:
        self._is_busy = False
        self._end = end
        self._at = ResumeStage.TOLD
        self._show()

    def _keep_intent(self) -> None:
        """Keep the wish to cancel a number that only another machine knows."""
        digits = self._digits
        if not self._is_busy:
            self._begin_job()
            self.store(
                lambda: self._appointments.cancel_unknown(digits),
                done=self._cancelled,
                failed=self._refused,
            )

    def _refused(self, error: Exception) -> None:
        self._is_busy = False
        if not isinstance(error, Refused):
            self._show()
            self.failed(error)
            return
        self._at, self._found = ResumeStage.NUMBER, None
        self._digits = ""
        self._notice = refusal_words(error, self.stage.translator)
        self._show()
