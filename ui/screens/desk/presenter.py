# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mediator's post: the day, the queue, the requests, and the record of a visit.

Names stay hidden until touched and are hidden again at each lock; a volunteer sees none. What
the lists show is read again whenever the topic changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import Attendance
from kiosk.domain.attendance import PrefillSource, VisitOrigin, themes_of_need
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.domain.waiting_queue import QueueOutcome
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from ui.navigation.presenter import Presenter
from ui.navigation.routes import Route
from ui.screens.desk.lines import DeskLines
from ui.screens.desk.state import DeskFacts, DeskState, DeskTab
from ui.widgets.visit_form.form import VisitForm
from ui.widgets.visit_form.verbs import FormVerbs

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.attendance import VisitDraft
    from kiosk.services.appointments import AppointmentService
    from kiosk.services.attendance import AttendanceService
    from kiosk.services.queue import QueueService
    from kiosk.services.staff import Staff
    from kiosk.services.walkthroughs import WalkthroughService
    from ui.navigation.presenter import Stage, View

_N_RECENT = 20
# Themes of the needs with which a city starts (`kiosk.domain.standard_motifs`); a need that the
# city made begins without a theme.
_MOTIF_THEMES = {
    "caf": "social_sante",
    "sejour": "etrangers_europe",
    "impots": "argent_impots",
    "sante": "social_sante",
    "travail": "travail_formation",
}


@dataclass(frozen=True, slots=True)
class DeskServices:
    """The services of the post."""

    appointments: AppointmentService
    queue: QueueService
    attendance: AttendanceService
    walkthroughs: WalkthroughService


class DeskPresenter(FormVerbs, Presenter[DeskState]):
    """The mind of the post."""

    def __init__(
        self, view: View[DeskState], stage: Stage, staff: Staff, services: DeskServices
    ) -> None:
        """Serve `staff`, who gave the PIN."""
        super().__init__(view, stage)
        self._staff, self._services = staff, services
        today = paris_day(stage.clock.now_utc())
        self._form = VisitForm(stage.translator, national_vocabulary(), stage.centre.name, today)
        self._form.may_delete = staff.sees_names
        self._lines = DeskLines(stage, sees_names=staff.sees_names)
        self._tab = DeskTab.DAY
        self._facts = DeskFacts()
        self._names: dict[str, str] = {}
        self._told, self._is_refused = "", False
        self._serving = ""

    def start(self) -> None:
        """Read the lists and prepare an empty form, or the unfinished one of this person."""
        for topic in (Topic.QUEUE, Topic.AGENDA, Topic.ATTENDANCE, Topic.CONTENT):
            self.follow(topic)
        self._show()
        self._read()
        staff, attendance = self._staff, self._services.attendance

        def job() -> tuple[VisitDraft, tuple[int, ...]]:
            draft = attendance.load_draft(staff) or attendance.prefill(PrefillSource.by_hand())
            return draft, attendance.duration_presets()

        self.store(job, done=self._prepared)

    def redraw(self) -> None:
        """Say the same in the language of the moment: titles are read again for it."""
        self._show()
        self._read()

    def leave(self) -> None:
        """Keep the unfinished form of this person, and forget the names."""
        draft, staff = self._form.draft, self._staff
        self._names.clear()
        if draft is not None and not self._form.visit_id and (draft.themes or draft.duration_min):
            self.store(lambda: self._services.attendance.save_draft(draft, staff))
        super().leave()

    def on_topic(self, topic: Topic) -> None:
        """Read the lists again."""
        del topic  # one job reads them all
        self._read()

    # ---- the left side ---------------------------------------------------------------------

    def show_tab(self, key: str) -> None:
        """Show another list; names are hidden again."""
        self._tab = DeskTab(key)
        self._names.clear()
        self._show()

    def reveal(self, key: str) -> None:
        """Show the name of one line; touching it again hides it."""
        if not self._staff.sees_names:
            return
        if key in self._names:
            del self._names[key]
            self._show()
            return

        def opened(label: str | None) -> None:
            self._names[key] = label or self.text("Nom illisible ici")
            self._show()

        self.store(lambda: self._services.appointments.open_label(key), done=opened)

    def press_main(self, key: str) -> None:
        """Do what the action of a line says."""
        match self._tab:
            case DeskTab.DAY:
                self._begin_from_appointment(key)
            case DeskTab.QUEUE:
                self._begin_from_queue(key)
            case DeskTab.RECENT:
                self._correct(key)
            case DeskTab.REQUESTS:
                self.reveal(key)

    def press_other(self, key: str) -> None:
        """Note an absence, or close a number that does not answer."""
        if self._tab is DeskTab.DAY:
            self._do(lambda: self._services.appointments.mark(key, Attendance.ABSENT))
        elif self._tab is DeskTab.QUEUE:
            self._do(lambda: self._services.queue.close(key, QueueOutcome.NO_ANSWER))

    def show_voices(self) -> None:
        """Go and record voices for the walkthroughs; the unfinished form is kept."""
        self.stage.router.go(Route.RECORDINGS)

    def show_late(self) -> None:
        """Go to the guides that residents do not see, to read them again."""
        self.stage.router.go(Route.WALKTHROUGH_LIST, late=True)

    # ---- the form --------------------------------------------------------------------------

    def save(self) -> None:
        """Record, or correct with a trace; what is missing is told."""
        draft = self._form.try_to_save()
        if draft is None or self._form.is_busy:
            self._show()
            return
        visit_id, staff, serving = self._form.visit_id, self._staff, self._serving
        self._form.is_busy = True
        self._show()

        def job() -> bool:
            if visit_id:
                self._services.attendance.correct(visit_id, draft, staff)
                return False
            self._services.attendance.record(draft, staff)
            self._close_source(draft.origin, serving)
            return True

        self.store(job, done=self._saved, failed=self._not_saved)

    def cancel(self) -> None:
        """Leave a correction; the record stays as it was."""
        self._empty_form()

    def delete(self) -> None:
        """Take a record out of the figures; the trace says so."""
        visit_id, staff = self._form.visit_id, self._staff
        if visit_id:
            self.store(
                lambda: self._services.attendance.delete(visit_id, staff),
                done=lambda _: self._ended(self.text("Supprimé. La trace reste.")),
                failed=self._not_saved,
            )

    # ---- what comes back -------------------------------------------------------------------

    def _read(self) -> None:
        services, today = self._services, paris_day(self.stage.clock.now_utc())
        language = self.stage.translator.language.code

        def job() -> DeskFacts:
            return DeskFacts(
                services.appointments.day_for_desk(today),
                services.queue.waiting(),
                services.appointments.requests_for_desk(),
                services.attendance.recent(_N_RECENT),
                services.walkthroughs.late(language),
            )

        def read(facts: DeskFacts) -> None:
            self._facts = facts
            self._show()

        self.store(job, done=read)

    def _prepared(self, prepared: tuple[VisitDraft, tuple[int, ...]]) -> None:
        self._form.begin(*prepared)
        self._show()

    def _begin(self, source: PrefillSource, serving: str) -> None:
        attendance = self._services.attendance

        def job() -> tuple[VisitDraft, tuple[int, ...]]:
            return attendance.prefill(source), attendance.duration_presets()

        self._serving = serving
        self._told = ""
        self.store(job, done=self._prepared)

    def _begin_from_appointment(self, key: str) -> None:
        one = next((line for line in self._facts.day if line.number == key), None)
        if one is None:
            return
        themes = self._themes_of(one.motif_id)
        self._begin(PrefillSource.from_appointment(themes, one.duration_min), key)

    def _begin_from_queue(self, key: str) -> None:
        self._do(lambda: self._services.queue.serve(key))
        self._begin(PrefillSource.from_queue(), key)

    @staticmethod
    def _themes_of(motif_id: str) -> tuple[str, ...]:
        theme = _MOTIF_THEMES.get(motif_id)
        return (theme,) if theme else themes_of_need(motif_id)

    def _close_source(self, origin: VisitOrigin, serving: str) -> None:
        """Say that the person of the line was received; in the same job as the record."""
        try:
            if origin is VisitOrigin.APPOINTMENT and serving:
                self._services.appointments.mark(serving, Attendance.ATTENDED)
            elif origin is VisitOrigin.QUEUE and serving:
                self._services.queue.close(serving, QueueOutcome.SERVED)
        except Refused:
            # Another post has closed the line meanwhile; the record itself is stored.
            return

    def _correct(self, key: str) -> None:
        visit = next((one for one in self._facts.recent if one.visit_id == key), None)
        if visit is None:
            return

        def ready(presets: tuple[int, ...]) -> None:
            self._form.correct(visit.visit_id, visit.content, presets)
            self._told = ""
            self._show()

        self.store(self._services.attendance.duration_presets, done=ready)

    def _saved(self, is_new: bool) -> None:  # noqa: FBT001 - the result of a job
        words = "Enregistré." if is_new else "Corrigé. La trace reste."
        self._ended(self.text(words))

    def _ended(self, told: str) -> None:
        # Told beside the button that was touched: a message over the page would cover it.
        self._empty_form()
        self._told, self._is_refused = told, False
        self._read()

    def _empty_form(self) -> None:
        self._form.is_busy = False
        self._begin(PrefillSource.by_hand(), "")

    def _not_saved(self, error: Exception) -> None:
        self._form.is_busy = False
        if isinstance(error, Refused):
            self._told, self._is_refused = self._refusal(error), True
            self._show()
            return
        self._show()
        self.failed(error)

    def _refusal(self, error: Refused) -> str:
        match error.reason:
            case "visit_incomplete":
                sentences = error.values.get("sentences", ())
                assert isinstance(sentences, tuple)
                return " ".join(self.text(str(sentence)) for sentence in sentences)
            case "visit_unknown":
                return self.text("Cet accompagnement n’existe plus.")
            case _:
                return self.text("Ce code ne permet pas cette action.")

    def _do(self, job: Callable[[], object]) -> None:
        self.store(job, done=lambda _: self._read(), failed=self._not_saved)

    # ---- the state -------------------------------------------------------------------------

    def _show(self) -> None:
        lines = self._lines.lines(self._tab, self._facts, self._names)
        self.show(
            DeskState(
                title=self._lines.title(self._tab),
                tabs=self._lines.tabs(self._facts),
                tab=self._tab,
                lines=lines,
                empty="" if lines else self._lines.empty(self._tab),
                reveal=self.text("Voir le nom"),
                form=self._form.state(),
                told="" if self._is_refused else self._told,
                refused=self._told if self._is_refused else "",
                voices=(self.text("Voix"), self.text("Enregistrer une voix")),
                late=self._lines.late(self._facts.late),
            )
        )
