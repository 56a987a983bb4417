# SPDX-License-Identifier: AGPL-3.0-or-later
"""« J’ai un ticket »: eight digits or a scanned square, the appointment without a name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.domain.appointments import AppointmentStatus, Origin, TicketState
from kiosk.foundation.errors import Refused
from ui.navigation.presenter import Presenter
from ui.navigation.routes import Route
from ui.screens.resume.told import told_of
from ui.wording import day_and_time, in_two_groups

if TYPE_CHECKING:
    from kiosk.domain.appointments import CancelOutcome, FoundAppointment
    from kiosk.services.appointments import AppointmentService
    from ui.navigation.presenter import Stage, View
    from ui.screens.resume.told import Told

N_DIGITS = 8
CODE_MARK = "SQ1:"
_LONGEST_CODE = 400


class ResumeStage(Enum):
    """What the page asks or tells."""

    NUMBER = "number"
    UNKNOWN = "unknown"
    FOUND = "found"
    SURE = "sure"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class ResumeState:
    """Everything the page shows.

    Attributes:
        stage: What is asked or told.
        title: The question or the answer.
        lead: One sentence under it.
        mark: Icon beside the title; empty without one.
        caption: What the number is; empty hides it.
        number: Digits typed so far or found, in two groups.
        slots_left: How many digits are still missing.
        scan: Advice about the square of the ticket.
        facts: Icon, words, detail of the appointment.
        chip: State of the appointment in words; empty without one.
        is_settled: Whether that state, or the mark, is good news.
        next: One sentence on what can be done now; empty hides it.
        main: Word of the main button; empty hides it.
        other: Word of the second button; empty hides it.
        go_back: Word of the button that goes back.
        help: Word of the help button.
        erase: Name of the key that erases.
        enter: Name of the key that ends.
        can_enter: Whether the number is whole.
        notice: Bold beginning and sentence; both empty hide it.
    """

    stage: ResumeStage
    title: str
    lead: str
    mark: str
    caption: str
    number: str
    slots_left: int
    scan: str
    facts: tuple[tuple[str, str, str], ...]
    chip: str
    is_settled: bool
    next: str
    main: str
    other: str
    go_back: str
    help: str
    erase: str
    enter: str
    can_enter: bool
    notice: tuple[str, str]


class ResumePresenter(Presenter[ResumeState]):
    """The mind of the page."""

    def __init__(
        self,
        view: View[ResumeState],
        stage: Stage,
        *,
        appointments: AppointmentService,
    ) -> None:
        """Find and cancel with `appointments`."""
        super().__init__(view, stage)
        self._appointments = appointments
        self._at = ResumeStage.NUMBER
        self._digits = ""
        self._found: FoundAppointment | None = None
        self._outcome: CancelOutcome | None = None
        self._intent_kept = False
        self._notice = ("", "")
        self._is_busy = False

    def start(self) -> None:
        """Ask for the number."""
        self._show()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def page_text(self) -> str:
        """Return what is read aloud, the digits one by one."""
        state = self._state()
        is_typing = state.stage is ResumeStage.NUMBER
        digits = ", ".join(" ".join(group) for group in state.number.split())
        said = (
            *(state.title, state.lead, *state.notice, state.caption, digits, state.chip),
            *(words for _, *fact in state.facts for words in fact),
            *(state.next, state.scan if is_typing else ""),
        )
        return ". ".join(text.rstrip(".") for text in said if text)

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
        """Take the square of a ticket, read by a scanner that types."""
        if text.startswith(CODE_MARK) and len(text) <= _LONGEST_CODE and not self._is_busy:
            self.stage.session.begin()
            self._begin_job()
            self.store(
                lambda: self._appointments.find_by_code(text),
                done=self._looked_up,
                failed=self._refused,
            )

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
            case ResumeStage.TOLD if self._told().books_again:
                self.stage.router.replace(Route.BOOKING)
            case ResumeStage.TOLD:
                self.ask_for_help()
            case ResumeStage.NUMBER:
                self.look_up()

    def press_other(self) -> None:
        """Keep the appointment, or type another number."""
        if self._at is ResumeStage.SURE:
            self._at = ResumeStage.FOUND
        else:
            self._at = ResumeStage.NUMBER
            self._digits = ""
            self._found = None
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

    def _looked_up(self, found: FoundAppointment | None) -> None:
        self._is_busy = False
        self._found = found
        self._at = ResumeStage.FOUND if found is not None else ResumeStage.UNKNOWN
        self._show()

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
        self._is_busy = False
        self._outcome = outcome
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
        self._at = ResumeStage.NUMBER
        self._digits = ""
        self._notice = self._refusal(error)
        self._show()

    def _refusal(self, error: Refused) -> tuple[str, str]:
        wait_s = error.values.get("wait_s")
        if isinstance(wait_s, int | float) and wait_s > 0:
            minutes = max(1, -(-int(wait_s) // 60))
            return (
                self.text("Trop de numéros faux."),
                self.stage.translator.plural(
                    "Attendez {n} minute, ou demandez à une personne.",
                    "Attendez {n} minutes, ou demandez à une personne.",
                    minutes,
                ),
            )
        return (
            self.text("Ce carré ne se lit pas."),
            self.text("Tapez le numéro, ou demandez à une personne."),
        )

    # ---- the state -------------------------------------------------------------------------

    def _show(self) -> None:
        self.show(self._state())

    def _state(self) -> ResumeState:
        t = self.text
        title, lead, main, other = self._words()
        number = self._found.number if self._found is not None else self._digits
        told = self._told() if self._at is ResumeStage.TOLD else None
        return ResumeState(
            stage=self._at,
            title=title,
            lead=lead,
            mark=told.mark if told is not None else "",
            caption=told.caption if told is not None else "",
            number=in_two_groups(number),
            slots_left=N_DIGITS - len(self._digits),
            scan=t("Ou montrez le carré du ticket au lecteur."),
            facts=self._facts(),
            chip=self._chip(),
            is_settled=told.is_done if told is not None else self._is_settled(),
            next=told.next if told is not None else "",
            main=main,
            other=other,
            go_back=t("Précédent") if told is None else t("Retour à l’accueil"),
            help=t("Aide"),
            erase=t("Effacer"),
            enter=t("Valider"),
            # Not while busy only: a disabled button would lose the focus, and none acts then.
            can_enter=len(self._digits) == N_DIGITS,
            notice=self._notice,
        )

    def _words(self) -> tuple[str, str, str, str]:
        t = self.text
        match self._at:
            case ResumeStage.NUMBER:
                lead = t("Il a 8 chiffres. Il est écrit sur le ticket.")
                return t("Tapez le numéro du ticket"), lead, "", ""
            case ResumeStage.UNKNOWN:
                return (
                    t("Ce numéro est inconnu ici."),
                    t("Une autre borne l’a peut-être donné."),
                    t("Demander l’annulation"),
                    t("Taper un autre numéro"),
                )
            case ResumeStage.FOUND:
                main = t("Annuler ce rendez-vous") if self._can_cancel() else ""
                if self._found is not None and self._found.state is TicketState.REQUESTED:
                    main = t("Annuler cette demande")
                return t("Votre rendez-vous"), "", main, t("Taper un autre numéro")
            case ResumeStage.SURE:
                lead = t("Personne ne cherche plus d’heure pour vous.")
                if self._had_hour():
                    lead = t("Une autre personne pourra prendre cette heure.")
                return t("Annuler, c’est sûr ?"), lead, t("Oui, annuler"), t("Non, je le garde")
            case ResumeStage.TOLD:
                told = self._told()
                other_one = t("Prendre un autre rendez-vous")
                main = other_one if told.books_again else t("J’ai besoin d’aide")
                return told.title, told.happened, main, ""

    def _told(self) -> Told:
        return told_of(
            self._outcome,
            self.stage.translator,
            has_booked=self.stage.session.has_booked,
            had_hour=self._had_hour(),
        )

    def _had_hour(self) -> bool:
        return self._found is not None and self._found.start_utc is not None

    def _facts(self) -> tuple[tuple[str, str, str], ...]:
        found = self._found
        if found is None or self._at in (ResumeStage.NUMBER, ResumeStage.UNKNOWN):
            return ()
        is_told, facts = self._at is ResumeStage.TOLD, []
        if found.start_utc is not None:
            when = day_and_time(found.start_utc, self.stage.translator)
            facts.append(("calendar-x" if is_told else "calendar", when, ""))
        centre = self.stage.centre
        # Nobody needs the way to a place where nobody is expected any more.
        if not is_told and (found.origin is Origin.HERE or not found.device):
            facts.append(("map-pin", centre.name, centre.card.address))
        if found.motif_label:
            facts.append(("list-check", found.motif_label, ""))
        if not found.is_checked and not is_told:
            words = self.text("Cette borne ne peut pas vérifier ce ticket.")
            facts.append(("info-circle", words, self.text("Demandez à une personne.")))
        return tuple(facts)

    def _can_cancel(self) -> bool:
        found = self._found
        return found is not None and found.status in (None, AppointmentStatus.CONFIRMED)

    def _is_settled(self) -> bool:
        return self._found is not None and self._found.status is AppointmentStatus.CONFIRMED

    def _chip(self) -> str:
        found = self._found
        if found is None or self._at is ResumeStage.TOLD:
            return ""
        if found.status is None:
            return self.text("À confirmer")
        words = {
            AppointmentStatus.CONFIRMED: "Confirmé",
            AppointmentStatus.CANCEL_ASKED: "Annulation demandée",
            AppointmentStatus.CANCELLED: "Annulé",
            AppointmentStatus.ATTENDED: "Venu",
            AppointmentStatus.ABSENT: "Absence",
        }
        return self.text(words[found.status])
