# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of tickets knows and shows: digits, what was found, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.navigation.presenter import Presenter
from ui.screens.resume.found import (
    explained,
    facts_of,
    more_actions,
)
from ui.screens.resume.page_words import words_of
from ui.screens.resume.seat_words import is_of_workshop
from ui.screens.resume.state import ResumeStage, ResumeState
from ui.wording import in_two_groups

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.appointment_views import FoundAppointment, Need
    from kiosk.domain.workshops import Workshop
    from kiosk.foundation.translation import Translator
    from kiosk.services.appointments import AppointmentService
    from kiosk.services.walkthrough_progress import ProgressService, Resumed
    from kiosk.services.workshops import WorkshopVerbs
    from ui.navigation.presenter import Stage, View
    from ui.screens.resume.explained import Explained
    from ui.screens.resume.looking import Looking
    from ui.screens.resume.state import MoreAction
    from ui.screens.resume.told import Told
    from ui.square_reading import GreyPicture

N_DIGITS = 8


@dataclass(frozen=True, slots=True)
class ResumeMeans:
    """What the page works with.

    Attributes:
        appointments: Finds and cancels appointments.
        workshops: Knows the workshops.
        progress: Reads the squares of walkthroughs.
        speak_language: Changes the language at once.
        can_use_camera: Whether a camera and its packages are there.
        read_square: Looks for a square in a picture.
    """

    appointments: AppointmentService
    workshops: WorkshopVerbs
    progress: ProgressService
    speak_language: Callable[[str], None]
    can_use_camera: bool
    read_square: Callable[[GreyPicture], str]


class ResumePage(Presenter[ResumeState]):
    """Knows what was typed, found and done, and shows it.

    Attributes:
        looking: The camera; made by the presenter, which reads what it sees.
    """

    looking: Looking

    def __init__(self, view: View[ResumeState], stage: Stage, *, means: ResumeMeans) -> None:
        """Work with `means`."""
        super().__init__(view, stage)
        self._means, self._appointments = means, means.appointments
        self._resumed: Resumed | None = None
        self._at = ResumeStage.NUMBER
        self._digits = ""
        self._labels: dict[str, str] = {}
        self._found: FoundAppointment | None = None
        self._workshop: Workshop | None = None
        self._end: Callable[[Translator], Told] | None = None
        self._notice = ("", "")
        self._is_busy = False

    def start(self) -> None:
        """Ask for the number."""
        self.redraw()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()
        language = self.stage.translator.language.code

        def read(needs: tuple[Need, ...]) -> None:
            self._labels = {need.motif_id: need.label for need in needs}
            self._show()

        def failed(error: Exception) -> None:
            del error  # a ticket has its French words, which is enough to be found

        self.store(lambda: self._appointments.needs(language), done=read, failed=failed)

    def page_text(self) -> str:
        """Return what is read aloud, the digits one by one."""
        state = self._state()
        is_typing = state.stage is ResumeStage.NUMBER
        digits = ", ".join(" ".join(group) for group in state.number.split())
        said = (
            *(state.title, state.lead, *state.notice, state.caption, digits, state.chip),
            *(words for _, *fact in state.facts for words in fact),
            *(one.words for one in state.more),
            *(state.next, state.scan if is_typing else ""),
        )
        return ". ".join(text.rstrip(".") for text in said if text)

    def _camera_lost(self) -> None:
        advice = self.text("Tapez le numéro, ou demandez à une personne.")
        self._notice = (self.text("La caméra ne répond pas."), advice)
        self._show()

    # ---- the state -------------------------------------------------------------------------

    def _show(self) -> None:
        self.show(self._state())

    def _state(self) -> ResumeState:
        t = self.text
        title, lead, main, other = self._words()
        number = self._found.number if self._found is not None else self._digits
        told = self._told()
        found = self._found if told is None else None
        where = explained(found, self.stage.translator) if found is not None else None
        is_shown = self._at is ResumeStage.FOUND and where is not None
        return ResumeState(
            stage=self._at,
            title=title,
            lead=where.happened if is_shown and where is not None else lead,
            mark=told.mark if told is not None else "",
            caption=told.caption if told is not None else "",
            number=in_two_groups(number),
            slots_left=N_DIGITS - len(self._digits),
            scan=t("Ticket ou résumé ? Montrez le carré au lecteur."),
            camera=self.looking.words(),
            facts=self._facts(),
            chip=where.chip if where is not None else "",
            is_settled=told.is_done if told is not None else bool(where and where.is_settled),
            next=self._next(told, where),
            more=self._more(),
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
            case ResumeStage.FOUND | ResumeStage.SURE:
                return words_of(self._at, self._found, self.stage.translator)
            case ResumeStage.TOLD:
                return self._told_words()
            case ResumeStage.CHANGED:
                return (
                    t("Ce guide a changé. Reprenons ici."),
                    t("Vos réponses d’avant sont gardées."),
                    t("Continuer"),
                    "",
                )

    def _told_words(self) -> tuple[str, str, str, str]:
        told = self._told()
        if told is None:
            return "", "", "", ""
        books = told.books_again
        main = (
            self.text("Prendre un autre rendez-vous") if books else self.text("J’ai besoin d’aide")
        )
        return told.title, told.happened, main, ""

    def _told(self) -> Told | None:
        if self._at is not ResumeStage.TOLD or self._end is None:
            return None
        return self._end(self.stage.translator)

    def _next(self, told: Told | None, where: Explained | None) -> str:
        if told is not None:
            return told.next
        if self._at is ResumeStage.UNKNOWN:
            return self.text("Pour le reste, demandez à une personne.")
        return where.next if where is not None and self._at is ResumeStage.FOUND else ""

    def _more(self) -> tuple[MoreAction, ...]:
        if self._found is None or self._at is not ResumeStage.FOUND:
            return ()
        return more_actions(self._found, self.stage.clock.now_utc(), self.stage.translator)

    def _had_hour(self) -> bool:
        return self._found is not None and self._found.start_utc is not None

    def _facts(self) -> tuple[tuple[str, str, str], ...]:
        if self._at is ResumeStage.CHANGED and self._resumed is not None:
            language = self.stage.translator.language.code
            step = self._means.progress.screen(self._resumed.run, language)
            return (("list-check", step.walkthrough_title, step.title),)
        found, told = self._found, self._told()
        if found is None or self._at in (ResumeStage.NUMBER, ResumeStage.UNKNOWN):
            return ()
        is_cancelled = told is not None and told.is_cancelled
        translator = self.stage.translator
        label, here = self._labels.get(found.motif_id, ""), self.stage.centre
        if self._workshop is not None and is_of_workshop(found):
            label = self._workshop.title(self.stage.translator.language.code)
        return facts_of(found, label, here, translator, is_cancelled=is_cancelled)
