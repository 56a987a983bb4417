# SPDX-License-Identifier: AGPL-3.0-or-later
"""The right half of the post: the record of a visit, pre-filled by the line that began it."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from kiosk.domain.visit_prefill import PrefillSource, themes_of_need
from kiosk.foundation.errors import Refused
from ui.screens.desk.deeds import DeskServices, close_source
from ui.screens.desk.refusals import refusal_words
from ui.screens.desk.state import DeskFacts, DeskState
from ui.screens.form_presenter import FormMeans, FormPresenter

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.attendance import Visit, VisitDraft
    from kiosk.services.staff import Staff
    from ui.navigation.presenter import Stage, View

# Themes of the needs with which a city starts (`kiosk.domain.standard_motifs`); a need that the
# city made begins without a theme.
_MOTIF_THEMES = {
    "caf": "social_sante",
    "sejour": "etrangers_europe",
    "impots": "argent_impots",
    "sante": "social_sante",
    "travail": "travail_formation",
}


def themes_of(motif_id: str) -> tuple[str, ...]:
    """Return the themes of a need, as walkthroughs and records know them."""
    theme = _MOTIF_THEMES.get(motif_id)
    return (theme,) if theme else themes_of_need(motif_id)


class Recording(FormPresenter[DeskState]):
    """Prepares, saves, corrects and deletes records."""

    def __init__(
        self, view: View[DeskState], stage: Stage, staff: Staff, services: DeskServices
    ) -> None:
        """Serve `staff`, who gave the PIN."""
        means = FormMeans(services.attendance, services.places, services.printing)
        super().__init__(view, stage, staff, means)
        self._services = services
        self._form.may_delete = staff.sees_names
        self._facts = DeskFacts()
        self._serving = ("", "")
        self._aside: tuple[VisitDraft, tuple[str, str]] | None = None

    @abstractmethod
    def _read(self) -> None:
        """Read the lists again."""

    def _prepare(self) -> None:
        """Prepare an empty form, or the unfinished one of this person."""
        staff, attendance = self._staff, self._services.attendance

        def job() -> tuple[VisitDraft, tuple[int, ...]]:
            draft = attendance.load_draft(staff) or attendance.prefill(PrefillSource.by_hand())
            return draft, attendance.duration_presets()

        self.store(job, done=self._prepared)

    # ---- the verbs -------------------------------------------------------------------------

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
            close_source(self._services, *serving)
            return True

        self.store(job, done=self._saved, failed=self._not_saved)

    def cancel(self) -> None:
        """Leave a correction; the record stays as it was."""
        self._next_form()

    def delete(self) -> None:
        """Take a record out of the figures; the trace says so."""
        visit_id, staff = self._form.visit_id, self._staff
        if visit_id:
            self.store(
                lambda: self._services.attendance.delete(visit_id, staff),
                done=lambda _: self._ended(self.text("Supprimé. La trace reste.")),
                failed=self._not_saved,
            )

    # ---- what lines begin ------------------------------------------------------------------

    def _begin(
        self, source: Callable[[], PrefillSource], serving: tuple[str, str] = ("", "")
    ) -> None:
        """Begin from a source; an unfinished form comes back once this one is recorded."""
        attendance, draft = self._services.attendance, self._form.draft
        if draft is not None and self._form.is_changed and not self._form.visit_id:
            self._aside = (draft, self._serving)

        def job() -> tuple[VisitDraft, tuple[int, ...]]:
            return attendance.prefill(source()), attendance.duration_presets()

        def ready(prepared: tuple[VisitDraft, tuple[int, ...]]) -> None:
            self._serving = serving
            self._told = ""
            self._prepared(prepared)
            self._keep_unfinished()

        self.store(job, done=ready)

    def _note_appointment(self, number: str) -> None:
        one = next((line for line in self._facts.day if line.number == number), None)
        if one is not None:
            source = PrefillSource.from_appointment(
                themes_of(one.motif_id), one.duration_min, start_utc=one.start_utc
            )
            self._begin(lambda: source, ("appointment", number))

    def _note_ticket(self, number: str) -> None:
        ticket = next((one for one in self._facts.tickets if one.number == number), None)
        attendance = self._services.attendance
        if ticket is None:
            self._begin(PrefillSource.from_queue, ("ticket", number))
        else:
            self._begin(lambda: attendance.from_ticket(ticket), ("ticket", number))

    def _note_workshop(self, workshop_id: str) -> None:
        """Begin from the sheet of a workshop, or correct the record that it has."""
        services = self._services

        def found(noted: Visit | None) -> None:
            if noted is not None:
                self._correct_visit(noted)
            else:
                sheet = services.workshops.sheet
                self._begin(lambda: PrefillSource.from_workshop(sheet(workshop_id)))

        self.store(lambda: services.attendance.of_workshop(workshop_id), done=found)

    def _correct(self, visit_id: str) -> None:
        visit = next((one for one in self._facts.recent if one.visit_id == visit_id), None)
        if visit is not None:
            self._correct_visit(visit)

    def _correct_visit(self, visit: Visit) -> None:
        draft = self._form.draft
        if draft is not None and self._form.is_changed and not self._form.visit_id:
            self._aside = (draft, self._serving)

        def ready(presets: tuple[int, ...]) -> None:
            self._form.correct(visit.visit_id, visit.content, presets)
            self._told = ""
            self._show()

        self.store(self._services.attendance.duration_presets, done=ready)

    # ---- what comes back -------------------------------------------------------------------

    def _prepared(self, prepared: tuple[VisitDraft, tuple[int, ...]]) -> None:
        self._form.begin(*prepared)
        self._show()

    def _saved(self, is_new: bool) -> None:  # noqa: FBT001 - the result of a job
        words = "Enregistré." if is_new else "Corrigé. La trace reste."
        self._ended(self.text(words))

    def _ended(self, told: str) -> None:
        # Told beside the button that was touched: a message over the page would cover it.
        self._next_form(told)
        self._read()

    def _next_form(self, told: str = "") -> None:
        """Show the form that was put aside, or an empty one."""
        self._form.is_busy = False
        self._told, self._is_refused = told, False
        attendance = self._services.attendance
        aside, self._serving = self._aside or (None, ("", ""))
        self._aside = None

        def job() -> tuple[VisitDraft, tuple[int, ...]]:
            draft = aside or attendance.prefill(PrefillSource.by_hand())
            return draft, attendance.duration_presets()

        def ready(prepared: tuple[VisitDraft, tuple[int, ...]]) -> None:
            self._prepared(prepared)
            if aside is not None:
                self._keep_unfinished()

        self.store(job, done=ready)

    def _not_saved(self, error: Exception) -> None:
        self._form.is_busy = False
        if isinstance(error, Refused):
            self._told, self._is_refused = refusal_words(error, self.stage.translator), True
            self._show()
            return
        self._show()
        self.failed(error)
