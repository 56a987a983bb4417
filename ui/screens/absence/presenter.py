# SPDX-License-Identifier: AGPL-3.0-or-later
"""An absence: who, from when until when, whom it displaces, what happens to each.

Nothing changes before it is saved; then it is an intent, true once the city has heard of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.absences import AbsenceState, DisplacedPlan
from kiosk.domain.openings import local_instant
from kiosk.domain.who_may_say import Deed
from kiosk.domain.workshops import is_workshop, workshop_id_of
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from ui.navigation.presenter import Presenter
from ui.navigation.routes import Route
from ui.printing.sheets import PrintState
from ui.printing.sheets_day import door_sheet, span_words
from ui.screens.absence.state import AbsenceState as PageState
from ui.screens.absence.state import DisplacedLine, NotedLine
from ui.screens.desk.allowed import NOT_A_POST
from ui.screens.desk.refusals import refusal_words
from ui.screens.desk.words import PLAN_WORDS
from ui.wording import NO_BREAK, day_and_time, day_in_words, sentence_case

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.absences import NotedAbsence
    from kiosk.domain.appointment_views import DeskAppointment
    from kiosk.domain.openings import Mediator
    from kiosk.services.appointments import AppointmentService
    from kiosk.services.post_agenda import PostAgenda
    from ui.navigation.presenter import Stage, View
    from ui.navigation.routes import Place
    from ui.printing.sheets import Printing

_NOON = time(12)
_MOST_DAYS = 365
_PARTS = (("day", "Toute la journée"), ("morning", "Le matin"), ("afternoon", "L’après-midi"))
_PLAN_ICONS = {
    DisplacedPlan.CALL: "phone-call",
    DisplacedPlan.PROPOSE: "calendar-repeat",
    DisplacedPlan.DOOR: "file-text",
}
_STATES = {
    AbsenceState.WAITING: "attend le réseau",
    AbsenceState.KNOWN: "",
    AbsenceState.LEAVING: "retrait en attente",
}
_DEFAULT_LANGUAGES = ("ar", "en")


@dataclass(slots=True)
class _Draft:
    """What is being noted."""

    person: str
    first: date
    last: date
    part: str = "day"
    plans: dict[str, DisplacedPlan] = field(default_factory=dict)


class AbsencePresenter(Presenter[PageState]):
    """The mind of the page."""

    def __init__(
        self,
        view: View[PageState],
        stage: Stage,
        place: Place,
        *,
        appointments: AppointmentService,
        agenda: PostAgenda,
        printing: Printing,
    ) -> None:
        """Begin with tomorrow, and with the mediator that the place names."""
        super().__init__(view, stage)
        self._appointments, self._agenda, self._printing = appointments, agenda, printing
        tomorrow = paris_day(stage.clock.now_utc()) + timedelta(days=1)
        self._draft = _Draft(place.text("mediator_id"), tomorrow, tomorrow)
        self._mediators: tuple[Mediator, ...] = ()
        self._hit: tuple[DeskAppointment, ...] = ()
        self._noted: tuple[NotedAbsence, ...] = ()
        self._is_saved = self._is_busy = False
        self._asked = self._told = ""
        self._may = appointments.word.may(Deed.ABSENCE)

    def start(self) -> None:
        """Read who receives here, what was noted and what was planned before."""
        self.follow(Topic.AGENDA)
        self._show()

        def job() -> tuple[tuple[Mediator, ...], dict[str, DisplacedPlan]]:
            return self._agenda.mediators(), self._appointments.plans()

        def read(found: tuple[tuple[Mediator, ...], dict[str, DisplacedPlan]]) -> None:
            self._mediators, plans = found
            self._draft.plans.update(plans)
            if not self._draft.person and len(self._mediators) == 1:
                self._draft.person = self._mediators[0].mediator_id
            self._preview()

        self.store(job, done=read)
        self._read_noted()

    def on_topic(self, topic: Topic) -> None:
        """Read again what was noted."""
        del topic
        self._read_noted()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    # ---- the verbs -------------------------------------------------------------------------

    def go_back(self) -> None:
        """Return to the week; what was not saved is forgotten."""
        self.stage.router.back()

    def choose_person(self, key: str) -> None:
        """Say who is away."""
        self._draft.person = key
        self._preview()

    def step_first(self, n_days: int) -> None:
        """Move the first day; never before today."""
        today = paris_day(self.stage.clock.now_utc())
        draft = self._draft
        draft.first = max(today, draft.first + timedelta(days=n_days))
        draft.last = max(draft.first, draft.last)
        self._preview()

    def step_last(self, n_days: int) -> None:
        """Move the last day; never before the first, nor a year after it."""
        draft = self._draft
        wanted = draft.last + timedelta(days=n_days)
        longest = draft.first + timedelta(days=_MOST_DAYS - 1)
        draft.last = min(max(draft.first, wanted), longest)
        self._preview()
        if wanted > longest:
            refused = Refused("absence_too_long", n_days=_MOST_DAYS)
            self._told = refusal_words(refused, self.stage.translator)
            self._show()

    def choose_part(self, key: str) -> None:
        """Say which part of the day."""
        self._draft.part = key
        self._preview()

    def plan(self, number: str, key: str) -> None:
        """Say what is to happen to somebody, or to all of a workshop; kept on this machine."""
        plan = DisplacedPlan(key)
        numbers = [one.number for one in self._hit if line_key(one) == number]
        self._draft.plans.update(dict.fromkeys(numbers, plan))
        self._show()

        def job() -> None:
            for one in numbers:
                self._appointments.note_plan(one, plan)

        self.store(job, failed=self._not_saved)

    def act(self, absence_id: str, key: str) -> None:
        """Do something with an absence that was noted; to take it back is asked once."""
        if key != "yes":
            self._asked = absence_id if key == "withdraw" else ""
            self._show()
            return

        def done(state: AbsenceState) -> None:
            self._asked = ""
            self._told = self.text("Absence retirée.")
            if state is AbsenceState.KNOWN:
                self._told = self.text("Absence retirée. La ville le sait au prochain échange.")
            self._is_saved = False
            self._read_noted()

        self.store(
            lambda: self._appointments.withdraw_absence(absence_id),
            done=done,
            failed=self._not_saved,
        )

    def change_hour(self, number: str) -> None:
        """Go and choose another hour for somebody; of a workshop, go to its sheet."""
        if is_workshop(number):
            workshop_id = workshop_id_of(number)
            self.stage.router.go(Route.WORKSHOP_SHEET, workshop_id=workshop_id)
        else:
            self.stage.router.go(Route.WEEK, number=number)

    def save(self) -> None:
        """Save the absence as an intent."""
        if self._is_busy or self._is_saved or not self._draft.person:
            return
        self._is_busy = True
        person, span = self._draft.person, self._span()
        self.store(
            lambda: self._appointments.add_absence(person, *span),
            done=self._saved,
            failed=self._not_saved,
        )

    def print_door(self) -> None:
        """Print the notice for the door, in French and the languages of the centre."""
        one = self._person()
        if one is None:
            return
        centre = (self.stage.centre.name, self.stage.centre.card.phone)
        spoken = tuple(dict.fromkeys(code for who in self._mediators for code in who.languages))
        sheet = door_sheet(centre, one.first_name, self._span(), spoken or _DEFAULT_LANGUAGES)
        self._printing.submit(sheet, self._printed)

    # ---- what comes back -------------------------------------------------------------------

    def _person(self) -> Mediator | None:
        person = self._draft.person
        return next((one for one in self._mediators if one.mediator_id == person), None)

    def _span(self) -> tuple[datetime, datetime]:
        """Return from when until when, in UTC."""
        draft = self._draft
        part = draft.part if draft.first == draft.last else "day"
        start = _NOON if part == "afternoon" else time(0)
        start_utc = local_instant(draft.first, start)
        if part == "morning":
            return start_utc, local_instant(draft.last, _NOON)
        return start_utc, local_instant(draft.last + timedelta(days=1), time(0))

    def _preview(self) -> None:
        self._is_saved, self._told = False, ""
        person = self._draft.person
        if not person:
            self._show()
            return
        span = self._span()

        def read(found: tuple[DeskAppointment, ...]) -> None:
            if self._draft.person == person and self._span() == span:
                self._hit = found
                self._show()

        self.store(lambda: self._appointments.would_displace(person, *span), done=read)

    def _read_noted(self) -> None:
        def read(found: tuple[NotedAbsence, ...]) -> None:
            self._noted = found
            self._show()

        self.store(self._appointments.absences, done=read)

    def _saved(self, n_hit: int) -> None:
        del n_hit  # shown line by line
        self._is_busy, self._is_saved = False, True
        self._told = self.text("Absence notée. Elle est vraie au prochain échange avec la ville.")
        self._show()

    def _not_saved(self, error: Exception) -> None:
        self._is_busy, self._asked = False, ""
        if isinstance(error, Refused):
            self._told = refusal_words(error, self.stage.translator)
            self._read_noted()
        else:
            self.failed(error)

    def _printed(self, state: PrintState) -> None:
        if not self.scope.is_open:
            return
        if state is PrintState.FAILED:
            self._told = self.text("Le papier ne sort pas. Voyez l’imprimante.")
        elif state is PrintState.SENDING:
            self._told = self.text("L’affiche s’imprime.")
        self._show()

    # ---- the state -------------------------------------------------------------------------

    def _lines(self) -> tuple[DisplacedLine, ...]:
        t, translator = self.text, self.stage.translator
        lines: dict[str, DisplacedLine] = {}
        for one in self._hit if self._draft.person else ():
            key = line_key(one)
            if key in lines:
                continue
            plan = self._draft.plans.get(one.number, DisplacedPlan.CALL)
            when = day_and_time(one.start_utc, translator)
            words = t(
                "{when} · {need} · n° {number}",
                when=when,
                need=one.motif_label,
                number=one.number.replace(" ", NO_BREAK),
            ).replace("n° ", f"n°{NO_BREAK}")
            if key != one.number:
                n = sum(other.party_size for other in self._hit if line_key(other) == key)
                enrolled = translator.plural("{n} inscrit", "{n} inscrits", n)
                words = f"{when} · {one.motif_label} · {enrolled}"
            word = t("Ouvrir la feuille") if key != one.number else t("Choisir l’heure")
            go = word if plan is DisplacedPlan.PROPOSE else ""
            lines[key] = DisplacedLine(key, words, plan.value, go)
        return tuple(lines.values())

    def _noted_line(self, one: NotedAbsence) -> NotedLine:
        t, who = self.text, {one.mediator_id: one.first_name for one in self._mediators}
        state = _STATES[one.state]
        span = span_words(one.start_utc, one.end_utc, self.stage.translator)
        # The name is not first: a line of Arabic would begin at the wrong side.
        parts = (span, who.get(one.mediator_id, ""), t(state) if state else "")
        actions: tuple[tuple[str, str, str], ...] = (("withdraw", t("Retirer"), "trash"),)
        if self._asked == one.absence_id:
            actions = (("yes", t("Oui, retirer"), "check"), ("no", t("Garder"), "x"))
        is_fixed = one.state is AbsenceState.LEAVING or not one.is_of_a_post or not self._may
        words = " · ".join(part for part in parts if part)
        return NotedLine(one.absence_id, words, () if is_fixed else actions)

    def _preview_words(self, n: int) -> str:
        if not self._draft.person:
            return self.text("Choisissez qui est en absence.")
        span = span_words(*self._span(), self.stage.translator)
        if n == 0:
            return self.text("{span}. Aucun rendez-vous connu ici n’est touché.", span=span)
        told = self.stage.translator.plural(
            "{n} rendez-vous perd son heure.", "{n} rendez-vous perdent leur heure.", n
        )
        return f"{span}. {told}"

    def _show(self) -> None:
        t, draft, translator = self.text, self._draft, self.stage.translator
        lines = self._lines()
        parts = tuple((key, t(word)) for key, word in _PARTS)
        explained = "" if self._may else t(NOT_A_POST)
        if lines and self._is_saved:
            explained = t("La ville met chaque personne dans la liste à appeler du poste.")
        elif lines and self._may:
            explained = t(
                "Chaque personne est à appeler. Sans téléphone, l’affiche promet la priorité."
            )
        self.show(
            PageState(
                title=t("Noter une absence"),
                back=t("Précédent"),
                people=tuple((one.mediator_id, one.first_name) for one in self._mediators),
                person=draft.person,
                captions=(t("Qui ?"), t("Du"), t("Au"), t("Quand ?")),
                first=sentence_case(day_in_words(draft.first, translator)),
                last=sentence_case(day_in_words(draft.last, translator)),
                steps=(t("Un jour plus tôt"), t("Un jour plus tard")),
                parts=parts if draft.first == draft.last else (),
                part=draft.part,
                preview=self._preview_words(len(self._hit) if lines else 0),
                lines=lines,
                plans=tuple(
                    (plan.value, t(word), _PLAN_ICONS[plan]) for plan, word in PLAN_WORDS.items()
                ),
                explained=explained,
                save="" if self._is_saved or not self._may else t("Enregistrer l’absence"),
                can_save=bool(draft.person) and not self._is_busy,
                door=t("Imprimer l’affiche") if draft.person else "",
                told=self._told,
                noted=t("Absences notées") if self._noted else "",
                noted_lines=tuple(self._noted_line(one) for one in self._noted),
            )
        )


def line_key(one: DeskAppointment) -> str:
    """Return the key of the line on which somebody stands: all of one workshop share one."""
    return one.motif_id if is_workshop(one.motif_id) else one.number
