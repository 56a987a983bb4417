# SPDX-License-Identifier: AGPL-3.0-or-later
"""The right half of the post: the record of a visit, pre-filled by the line that began it."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, TypeVar

from kiosk.domain.attendance import VisitKind
from kiosk.domain.visit_marks import Served, ServedKind, served_appointment
from kiosk.domain.visit_prefill import PrefillSource, themes_of_need, title_of
from kiosk.foundation.errors import Refused
from ui.screens.desk.day_lines import ticket_name
from ui.screens.desk.deeds import DeskServices, close_source
from ui.screens.desk.refusals import refusal_words
from ui.screens.desk.state import DeskFacts, DeskState, LineKind
from ui.screens.desk.visit_words import visit_words
from ui.screens.form_presenter import FormMeans, FormPresenter
from ui.widgets.visit_form.state import Question, WorkshopOption
from ui.wording import clock_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kiosk.domain.attendance import Visit, VisitDraft
    from kiosk.domain.waiting_queue import QueueTicket
    from kiosk.domain.workshops import Workshop
    from kiosk.services.staff import Staff
    from ui.navigation.presenter import Stage, View

T = TypeVar("T")

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
        self._corrected: Visit | None = None

    @abstractmethod
    def _read(self) -> None:
        """Read the lists again."""

    def _prepare(self) -> None:
        """Prepare an empty form, or the unfinished one of this person."""
        self._load(lambda: self._services.attendance.prefill(PrefillSource.by_hand()))

    # ---- the verbs -------------------------------------------------------------------------

    def save(self) -> None:
        """Record, or correct with a trace; what is missing is told."""
        draft = self._form.try_to_save()
        if draft is None or self._form.is_busy:
            self._show()
            return
        visit_id, staff = self._form.visit_id, self._staff
        self._form.is_busy = True
        self._show()

        def job() -> bool:
            if visit_id:
                self._services.attendance.correct(visit_id, draft, staff)
                return False
            self._services.attendance.record(draft, staff)
            close_source(self._services.appointments, self._services.queue, draft.served)
            return True

        self.store(job, done=self._saved, failed=self._not_saved)

    def cancel(self) -> None:
        """Leave a correction, the record stays as it was; or drop, once sure, what has its own."""
        if self._form.is_twice:
            self._ask_to_drop(self._drop)
        else:
            self._next_form()

    def _drop(self) -> None:
        attendance, staff = self._services.attendance, self._staff
        self.store(lambda: attendance.drop_draft(staff))
        self._next_form()

    def delete(self) -> None:
        """Take a record out of the figures, once sure; the trace says so."""
        visit, t = self._corrected, self.text
        if visit is None or self._form.is_busy:
            return

        def question() -> Question:
            words = t(
                "Supprimer « {record} » ? Cet accompagnement ne comptera plus.",
                record=visit_words(visit, self.stage.translator),
            )
            return Question(words, t("Oui, supprimer"), t("Garder"))

        self._make_sure(question, lambda: self._delete(visit.visit_id))

    def _delete(self, visit_id: str) -> None:
        attendance, staff = self._services.attendance, self._staff
        self._form.is_busy = True
        self.store(
            lambda: attendance.delete(visit_id, staff),
            done=lambda _: self._ended(self.text("Supprimé. La trace reste.")),
            failed=self._not_saved,
        )

    def _mandate_steps(self) -> tuple[tuple[str, str], ...]:
        draft = self._form.draft
        served = Served.read(draft.served) if draft else None
        if served is not None and served.kind is ServedKind.APPOINTMENT:
            for one in self._facts.day:
                if one.number.replace(" ", "") == served.name:
                    return ((one.motif_label, ""),)
        return super()._mandate_steps()

    def _changed(self) -> None:
        super()._changed()
        draft = self._form.draft
        if draft is not None and draft.kind is VisitKind.WORKSHOP and not self._form.visit_id:
            self._find_workshops(draft.day)

    def _find_workshops(self, day: date) -> None:
        """Offer the workshops of the agenda on the day of the form, so that it has a title."""
        workshops = self._services.workshops

        def ready(found: tuple[Workshop, ...]) -> None:
            options = (
                WorkshopOption(
                    one.workshop_id,
                    title_of(one),
                    clock_time(one.start_utc, self.stage.translator),
                )
                for one in found
            )
            self._form.offer_workshops(tuple(options))
            self._show()

        self.store(lambda: workshops.of_day(day), done=ready)

    # ---- what lines begin ------------------------------------------------------------------

    def _begin(self, source: Callable[[], PrefillSource]) -> None:
        """Begin from a source; an unfinished form comes back once this one is recorded."""
        attendance = self._services.attendance

        def prepare() -> tuple[VisitDraft, tuple[int, ...]]:
            return attendance.prefill(source()), attendance.duration_presets()

        def ready(prepared: tuple[VisitDraft, tuple[int, ...]]) -> None:
            self._told, self._corrected = "", None
            self._form.begin(*prepared)
            self._show()
            self._keep_unfinished()

        self._put_first(prepare, ready)

    def _put_first(self, prepare: Callable[[], T], ready: Callable[[T], None]) -> None:
        """Prepare what comes now, and only then set aside the answers given so far.

        What cannot be prepared leaves the form as it stands, once: were it aside as well, it
        would be recorded twice. The answers are kept since each was given.
        """
        attendance, staff = self._services.attendance, self._staff
        self._asked = None
        # A page that was just opened by a sheet has not yet shown the form in hand.
        holds_answers = self._holds_answers or self._form.draft is None

        def job() -> T:
            prepared = prepare()
            if holds_answers:
                attendance.set_draft_aside(staff)
            return prepared

        self.store(job, done=ready, failed=self._not_begun)

    def _note_appointment(self, number: str) -> None:
        one = next((line for line in self._facts.day if line.number == number), None)
        if one is not None:
            source = PrefillSource.from_appointment(
                themes_of(one.motif_id), one.duration_min, start_utc=one.start_utc, number=number
            )
            self._begin(lambda: source)

    def _note_ticket(self, name: str) -> None:
        ticket, attendance = self._ticket_of(name), self._services.attendance
        if ticket is None:
            self._begin(PrefillSource.from_queue)
        else:
            self._begin(lambda: attendance.from_ticket(ticket))

    def _ticket_of(self, name: str) -> QueueTicket | None:
        """Return an open number by its machine and itself: two machines may give the same."""
        return next((one for one in self._facts.tickets if ticket_name(one) == name), None)

    def _source(self, kind: str, name: str) -> Served | None:
        """Return what a line stands for, as its record will name it."""
        if kind == LineKind.APPOINTMENT:
            one = next((line for line in self._facts.day if line.number == name), None)
            return served_appointment(name, one.start_utc) if one else None
        ticket = self._ticket_of(name)
        return self._services.attendance.served_ticket(ticket) if ticket else None

    def _note_workshop(self, workshop_id: str) -> None:
        """Begin from the sheet of a workshop, or correct the record that it has."""
        services, staff = self._services, self._staff

        def look() -> tuple[Visit | None, VisitDraft | None]:
            attendance = services.attendance
            return attendance.of_workshop(workshop_id), attendance.load_draft(staff)

        def found(known: tuple[Visit | None, VisitDraft | None]) -> None:
            noted, in_hand = known
            if noted is not None:
                self._correct_visit(noted)
            elif in_hand is not None and in_hand.workshop_id == workshop_id:
                self._prepare()
            else:
                sheet = services.workshops.sheet
                self._begin(lambda: PrefillSource.from_workshop(sheet(workshop_id)))

        self.store(look, done=found)

    def _correct(self, visit_id: str) -> None:
        visit = next((one for one in self._facts.recent if one.visit_id == visit_id), None)
        if visit is not None:
            self._correct_visit(visit)

    def _correct_visit(self, visit: Visit) -> None:
        def ready(presets: tuple[int, ...]) -> None:
            self._form.correct(visit.visit_id, visit.content, presets)
            self._told, self._corrected = "", visit
            self._show()

        self._put_first(self._services.attendance.duration_presets, ready)

    # ---- what comes back -------------------------------------------------------------------

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
        self._asked = self._corrected = None
        self._prepare()

    def _not_begun(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._note_refusal(error, refusal_words(error, self.stage.translator))
        else:
            self.failed(error)
        if self._form.draft is None:
            self._prepare()

    def _not_saved(self, error: Exception) -> None:
        self._form.is_busy = False
        if isinstance(error, Refused):
            self._note_refusal(error, refusal_words(error, self.stage.translator))
            return
        self._not_written(error)
