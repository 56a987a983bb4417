# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet of a workshop: tick who is there, count who came, answer who waits, print.

Names stay hidden until touched and are hidden again when the page is left; a volunteer sees none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import Attendance
from kiosk.domain.appointments import CentreReason
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from ui.navigation.presenter import Presenter
from ui.navigation.routes import Route
from ui.printing.sheets import PrintState
from ui.printing.sheets_workshop import attendance_sheet
from ui.screens.desk.deeds import renounce, take_new_time
from ui.screens.desk.line_shape import LineShape
from ui.screens.desk.refusals import refusal_words
from ui.screens.desk.results import result_words
from ui.screens.desk.state import Deed, Opened
from ui.screens.desk.words import CANCEL_WORDS
from ui.screens.workshop_sheet.state import WorkshopSheetState
from ui.screens.workshop_sheet.words import SheetFacts, SheetWords

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.services.appointments import AppointmentService
    from kiosk.services.attendance import AttendanceService
    from kiosk.services.post_agenda import PostAgenda
    from kiosk.services.staff import Staff
    from kiosk.services.workshops import WorkshopVerbs
    from ui.navigation.presenter import Stage, View
    from ui.navigation.routes import Place
    from ui.printing.sheets import Printing


@dataclass(frozen=True, slots=True)
class SheetServices:
    """What the page works with."""

    appointments: AppointmentService
    workshops: WorkshopVerbs
    agenda: PostAgenda
    attendance: AttendanceService
    printing: Printing


class WorkshopSheetPresenter(Presenter[WorkshopSheetState]):
    """The mind of the sheet."""

    def __init__(
        self,
        view: View[WorkshopSheetState],
        stage: Stage,
        place: Place,
        *,
        staff: Staff,
        services: SheetServices,
    ) -> None:
        """Show the workshop that `place` names to `staff`, who gave the PIN."""
        super().__init__(view, stage)
        self._workshop_id = place.text("workshop_id")
        self._staff, self._services = staff, services
        self._shape = LineShape(stage, services.appointments.word, sees_names=staff.sees_names)
        self._words = SheetWords(stage, self._shape, sees_names=staff.sees_names)
        self._facts = SheetFacts()
        self._names: dict[str, str] = {}
        self._opened = Opened()
        self._told = ""

    def start(self) -> None:
        """Read the sheet."""
        self.follow(Topic.AGENDA)
        self.follow(Topic.ATTENDANCE)
        self._show()
        self._read()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def leave(self) -> None:
        """Forget the names."""
        self._names.clear()
        super().leave()

    def on_topic(self, topic: Topic) -> None:
        """Read again."""
        del topic
        self._read()

    # ---- the verbs -------------------------------------------------------------------------

    def go_back(self) -> None:
        """Return to where one came from."""
        self.stage.router.back()

    def reveal(self, key: str) -> None:
        """Show the name of one line; touching it again hides it."""
        if not self._staff.sees_names:
            return
        number = key.partition(":")[2]
        if self._names.pop(number, None) is not None:
            self._show()
            return

        def opened(label: str | None) -> None:
            self._names[number] = label or self.text("Nom illisible ici")
            self._show()

        self.store(lambda: self._services.appointments.open_label(number), done=opened)

    def open_line(self, key: str) -> None:
        """Show the other actions of a line; touching it again hides them."""
        self._opened = Opened() if self._opened.key == key else Opened(key)
        self._show()

    def act(self, key: str, text: str) -> None:
        """Do a deed on a line; one that needs an answer asks first.

        Args:
            key: Key of the line.
            text: The deed; for an answer, the deed and what was chosen: ``cancel:misuse``.
        """
        name, _, choice = text.partition(":")
        deed, number = Deed(name), key.partition(":")[2]
        if deed is Deed.CANCEL and not choice:
            words = ((reason.value, self.text(word)) for reason, word in CANCEL_WORDS.items())
            self._opened = Opened(key, deed, tuple(words))
            self._show()
            return
        self._do(self._job(number, deed, choice))

    def count(self, step: int) -> None:
        """Count one more, or one less, of those who came without a ticket."""
        sheet = self._facts.sheet
        if sheet is not None:
            n = max(0, sheet.n_walk_ins + step)
            self._do(lambda: self._services.workshops.note_walk_ins(self._workshop_id, n))

    def note(self) -> None:
        """Go and record this workshop, or correct its record."""
        self.stage.router.go(Route.DESK, workshop_id=self._workshop_id)

    def print_sheet(self) -> None:
        """Print the paper that people sign."""
        sheet = self._facts.sheet
        if sheet is not None:
            centre = self.stage.centre.name
            paper = attendance_sheet(centre, sheet, self._facts.leader)
            self._services.printing.submit(paper, self._printed)

    # ---- what the deeds are ----------------------------------------------------------------

    def _job(self, number: str, deed: Deed, choice: str) -> Callable[[], object]:
        services = self._services
        appointments, workshops = services.appointments, services.workshops
        jobs: dict[Deed, Callable[[], object]] = {
            Deed.PRESENT: lambda: appointments.mark(number, Attendance.ATTENDED),
            Deed.ABSENT: lambda: appointments.mark(number, Attendance.ABSENT),
            Deed.UNDO_ABSENT: lambda: appointments.undo_absent(number),
            Deed.ACCEPT: lambda: appointments.accept_offer(number),
            Deed.RENOUNCE: lambda: renounce(appointments, number),
            Deed.NEW_TIME: lambda: take_new_time(appointments, workshops, number),
            Deed.CANCEL: lambda: appointments.cancel_by_centre(number, CentreReason(choice)),
        }
        return jobs[deed]

    def _do(self, job: Callable[[], object]) -> None:
        def done(result: object) -> None:
            self._opened = Opened()
            self._told = result_words(result, self.stage.translator)
            self._read()

        self.store(job, done=done, failed=self._not_done)

    def _not_done(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._told = refusal_words(error, self.stage.translator)
            self._read()
        else:
            self.failed(error)

    def _printed(self, state: PrintState) -> None:
        if not self.scope.is_open:
            return
        words = {
            PrintState.SENDING: "La feuille s’imprime.",
            PrintState.PRINTED: "La feuille est imprimée.",
            PrintState.FAILED: "Le papier ne sort pas. Voyez l’imprimante.",
        }
        self._told = self.text(words[state])
        self._show()

    # ---- what is known ---------------------------------------------------------------------

    def _read(self) -> None:
        services, name = self._services, self._workshop_id

        def job() -> SheetFacts:
            sheet = services.workshops.sheet(name)
            leader = sheet.workshop.mediator_id
            people = {one.mediator_id: one.first_name for one in services.agenda.mediators()}
            noted = services.attendance.of_workshop(name)
            return SheetFacts(
                sheet,
                people.get(leader, ""),
                is_noted=noted is not None,
                is_noted_elsewhere=services.attendance.is_noted_elsewhere(name),
            )

        def read(facts: SheetFacts) -> None:
            self._facts = facts
            self._show()

        def unread(error: Exception) -> None:
            if isinstance(error, Refused):
                self._facts = SheetFacts()
                self._told = refusal_words(error, self.stage.translator)
                self._show()
            else:
                self.failed(error)

        self.store(job, done=read, failed=unread)

    def _show(self) -> None:
        self._shape.names, self._shape.opened = self._names, self._opened
        self.show(self._words.state(self._facts, self._told))
