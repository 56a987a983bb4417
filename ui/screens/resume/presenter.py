# SPDX-License-Identifier: AGPL-3.0-or-later
"""« J’ai un ticket »: eight digits or a square, of an appointment or of a walkthrough.

A square comes from a scanner that types or from a camera. It is not signed when it is of a
walkthrough: what it says is replayed step by step, and anything else is refused in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain import booking_code, walkthrough_progress
from kiosk.domain.appointments import AppointmentStatus, Origin, TicketState
from kiosk.foundation.errors import Refused
from ui.navigation.presenter import Presenter
from ui.navigation.routes import Route
from ui.screens.resume.looking import Looking
from ui.screens.resume.state import ResumeStage, ResumeState
from ui.screens.resume.told import told_of
from ui.screens.resume.words import chip_words, refusal_words
from ui.wording import day_and_time, in_two_groups

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.appointments import CancelOutcome, FoundAppointment
    from kiosk.services.appointments import AppointmentService
    from kiosk.services.walkthrough_progress import ProgressService, Resumed
    from ui.navigation.presenter import Stage, View
    from ui.screens.resume.told import Told
    from ui.square_reading import GreyPicture

N_DIGITS = 8
CODE_MARK = booking_code.MARK[:3]
PROGRESS_MARK = walkthrough_progress.MARK[:3]
_LONGEST_CODE = 400


@dataclass(frozen=True, slots=True)
class ResumeMeans:
    """What the page works with.

    Attributes:
        appointments: Finds and cancels appointments.
        progress: Reads the squares of walkthroughs.
        speak_language: Changes the language at once.
        can_use_camera: Whether a camera and its packages are there.
        read_square: Looks for a square in a picture.
    """

    appointments: AppointmentService
    progress: ProgressService
    speak_language: Callable[[str], None]
    can_use_camera: bool
    read_square: Callable[[GreyPicture], str]


class ResumePresenter(Presenter[ResumeState]):
    """The mind of the page."""

    def __init__(self, view: View[ResumeState], stage: Stage, *, means: ResumeMeans) -> None:
        """Work with `means`."""
        super().__init__(view, stage)
        self._means, self._appointments = means, means.appointments
        self.looking = Looking(
            stage,
            self.scope,
            means.can_use_camera,
            means.read_square,
            seen=self.read_code,
            lost=self._camera_lost,
        )
        self._resumed: Resumed | None = None
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
            case ResumeStage.TOLD if self._told().books_again:
                self.stage.router.replace(Route.BOOKING)
            case ResumeStage.TOLD:
                self.ask_for_help()
            case ResumeStage.CHANGED:
                self._go_on()
            case ResumeStage.NUMBER:
                self.look_up()

    def press_other(self) -> None:
        """Keep the appointment, or type another number."""
        if self._at is ResumeStage.SURE:
            self._at = ResumeStage.FOUND
        else:
            self._at = ResumeStage.NUMBER
            self._digits = ""
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

    def _camera_lost(self) -> None:
        advice = self.text("Tapez le numéro, ou demandez à une personne.")
        self._notice = (self.text("La caméra ne répond pas."), advice)
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
        self._at, self._found = ResumeStage.NUMBER, None
        self._digits = ""
        self._notice = refusal_words(error, self.stage.translator)
        self._show()

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
            scan=t("Ticket ou résumé ? Montrez le carré au lecteur."),
            camera=self.looking.words(),
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
            case ResumeStage.CHANGED:
                return (
                    t("Ce guide a changé. Reprenons ici."),
                    t("Vos réponses d’avant sont gardées."),
                    t("Continuer"),
                    "",
                )

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
        if self._at is ResumeStage.CHANGED and self._resumed is not None:
            language = self.stage.translator.language.code
            step = self._means.progress.screen(self._resumed.run, language)
            return (("list-check", step.walkthrough_title, step.title),)
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
        if self._found is None or self._at is ResumeStage.TOLD:
            return ""
        return chip_words(self._found, self.stage.translator)
