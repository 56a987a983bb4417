# SPDX-License-Identifier: AGPL-3.0-or-later
"""One walkthrough: answers go to the service, the next step comes back, nothing is lost.

A run is a value without any database, so an answer is computed at once on the GUI thread; only
the first reading of the content goes through a lane.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.domain.sessions import WalkthroughTrace
from kiosk.domain.step_counts import StepEvent
from kiosk.domain.walkthrough_progress import progress_text
from kiosk.domain.walkthrough_run import Run
from kiosk.domain.walkthrough_texts import Audience
from kiosk.domain.walkthroughs import GO_ON, EndOutcome, StepKind
from ui.navigation.routes import Place, Route
from ui.printing.paper_retry import Paper
from ui.printing.sheets import PrintState
from ui.screens.guided_presenter import IN_FRENCH, GuidedPresenter
from ui.screens.walkthrough.beside import Beside
from ui.screens.walkthrough.origin_words import origin_words
from ui.screens.walkthrough.state import BarWords, Headings, WalkthroughState
from ui.screens.walkthrough.take_away import missing_sheet, take_away_sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.domain.sessions import SessionOutcome
    from kiosk.domain.walkthrough_run import Answer
    from kiosk.domain.walkthrough_screen import StepScreen
    from ui.browser.papers import Paper as SitePaper
    from ui.navigation.presenter import Stage, View
    from ui.printing.sheets import Printing
    from ui.screens.walkthrough.beside import Sites
    from ui.screens.walkthrough.walks import Walkthroughs

_PRINTED = "printed"
_NO_PAPER = "L’imprimante ne répond pas. Demandez à une personne."


class WalkthroughPresenter(GuidedPresenter[WalkthroughState, Run]):
    """Walks; prints the take-away; notes the progress without any answer."""

    def __init__(
        self,
        view: View[WalkthroughState],
        stage: Stage,
        place: Place,
        *,
        walkthroughs: Walkthroughs,
        printing: Printing,
        end_session: Callable[[SessionOutcome], None],
    ) -> None:
        """Walk the walkthrough that `place` names, from where its memo left it."""
        super().__init__(view, stage, place, end_session=end_session)
        self._walkthroughs, self._printing = walkthroughs, printing
        self._is_leaving = False
        self._paper = Paper()
        self._beside = Beside(stage.translator)

    def start(self) -> None:
        """Show the step of the memo, or read the content and show the first."""
        self._draw()
        resumed = self._place.params.get("resumed")
        if self._run is None and isinstance(resumed, Run):
            self._move(resumed)
        elif self._run is None:
            walkthrough_id = self._place.text("walkthrough_id")
            # Who gave a PIN reads again what residents do not see for want of a review.
            is_staff = self.stage.session.staff is not None
            audience = Audience.MEDIATOR if is_staff else Audience.RESIDENT
            start = self._walkthroughs.start
            self.store(lambda: start(walkthrough_id, audience=audience), done=self._move)

    def _move(self, run: Run) -> None:
        previous = self._run
        self.stage.session.tally.moved(previous, run, self._language())
        self._keep(run)
        self._is_leaving = False
        if previous is None and self._walkthroughs.site_hosts(run):
            self._beside.prepare()
        if previous is None or previous.step_id != run.step_id:
            self._paper = Paper()
        self._draw()
        if previous is None or previous.step_id != run.step_id:
            trace = WalkthroughTrace(run.walkthrough_id, run.step_id, run.is_at_end)
            self.stage.session.note(trace)

    def answer(self, value: Answer) -> None:
        """Answer the step."""
        if self._run is not None:
            self._move(self._walkthroughs.answer(self._run, value))

    def go_on(self) -> None:
        """Continue from a step that only tells or lists."""
        self.answer(GO_ON)

    def dont_know(self) -> None:
        """Say « je ne sais pas »."""
        if self._run is not None:
            self._move(self._walkthroughs.dont_know(self._run))

    def toggle_paper(self, paper_id: str) -> None:
        """Take a paper in hand, or put it away."""
        if self._run is not None:
            self._move(self._walkthroughs.toggle_paper(self._run, paper_id))

    def back(self) -> None:
        """Go one step back; at the first, leave the walkthrough."""
        if self._is_leaving:
            self._is_leaving = False
            self._draw()
        else:
            super().back()

    def _before(self, run: Run) -> Run | None:
        return self._walkthroughs.back(run) if len(run.trail) > 1 else None

    def go_to_stage(self, step_id: str) -> None:
        """Go back to a stage that is done."""
        if self._run is not None:
            self._move(self._walkthroughs.goto(self._run, step_id))

    # The site beside the guide

    def use_sites(self, sites: Sites | None) -> None:
        """Open official sites through `sites`; None leaves the guide alone."""
        self._beside.sites = sites

    def open_site(self) -> None:
        """Open the official site beside the guide."""
        if self._run is not None:
            self._beside.open(self._walkthroughs.site_hosts(self._run))
            self._draw()

    def close_site(self) -> None:
        """Go on with the guide alone."""
        self._beside.close()
        self._draw()

    def screen_is_different(self) -> None:
        """Count, once a step, that the site does not look as the guide says."""
        if self._run is not None and self._beside.tells_first(self._run.step_id):
            self.stage.session.tally.mark(StepEvent.SCREEN_IS_DIFFERENT)
        self.view.announce(self.text("Merci, c’est noté. Cherchez un mot proche, ou demandez."))

    def print_paper(self, paper: SitePaper) -> None:
        """Print a paper that the site gave."""
        self._printing.submit_file(paper.path, self._print_changed)

    def _site_name(self, host: str) -> str:
        return self._walkthroughs.site_name(host, self._language())

    def ask_help(self) -> None:
        """Ask for help; the page is kept, hidden."""
        self.stage.session.tally.mark(StepEvent.HELP)
        self.stage.router.go(Route.HELP, walkthrough_id=self._place.text("walkthrough_id"))

    def ask_person(self) -> None:
        """Go to a person."""
        self.stage.session.tally.mark(StepEvent.PERSON_CALLED)
        self.stage.router.go(Route.BOOKING)

    def book(self) -> None:
        """Take the appointment that the step names."""
        run = self._run
        motif = self._walkthroughs.screen(run, self._language()).motif if run else ""
        self.stage.router.go(Route.BOOKING, motif=motif)

    def open_next(self) -> None:
        """Open the walkthrough that the end offers."""
        run = self._run
        card = self._walkthroughs.screen(run, self._language()).opens_walkthrough if run else None
        if card is not None:
            self.stage.router.go(Route.WALKTHROUGH, walkthrough_id=card.walkthrough_id)

    def practise(self) -> None:
        """Open the exercise that the step offers."""
        run = self._run
        if run is not None and run.step.opens_exercise:
            self.stage.router.go(Route.PRACTICE, exercise_id=run.step.opens_exercise)

    # Paper

    def print_missing(self) -> None:
        """Print what is missing and how to get it."""
        if self._run is not None:
            summary = self._walkthroughs.summary(self._run, self._language())
            sheet = missing_sheet(summary, self.stage.translator)
            self._printing.submit(sheet, self._print_changed)

    def print_take_away(self, *, ends: bool = False) -> None:
        """Print the take-away, in French and in the person's language; once more if it failed."""
        paper = self._paper
        if self._run is None or not paper.begin():
            return
        summary = self._walkthroughs.summary(self._run, self._language())
        sheet = take_away_sheet(
            summary,
            self.stage.translator,
            progress=progress_text(self._run, self._language()),
            centre=self.stage.centre,
        )
        self._place.memo[_PRINTED] = self._run.trail
        self._printing.submit(sheet, partial(self._paper_changed, paper, ends=ends))

    def print_and_end(self) -> None:
        """Print the take-away; end once it has come, since the end takes every job back."""
        self.print_take_away(ends=True)

    def _paper_changed(self, paper: Paper, state: PrintState, *, ends: bool) -> None:
        paper.note(state)
        if state is PrintState.FAILED:
            self._place.memo.pop(_PRINTED, None)
        self._print_changed(state)
        if self.scope.is_open and paper is self._paper:
            self._draw()
            if state is PrintState.PRINTED and ends:
                self.finish()

    def _print_changed(self, state: PrintState) -> None:
        if not self.scope.is_open:
            return
        if state is PrintState.SENDING:
            self.view.announce(self.text("La feuille s’imprime. Prenez-la à l’imprimante."))
        elif state is PrintState.FAILED:
            self.view.announce(self.text(_NO_PAPER))

    def before_end(self) -> bool:
        """Offer the take-away once, when there is one and it was not printed."""
        run = self._run
        if self._is_leaving or run is None or len(run.trail) == 1 or not self._paper.is_offered:
            return False
        if self._place.memo.get(_PRINTED) == run.trail:
            return False
        self._is_leaving = True
        self._draw()
        return True

    def finish(self) -> None:
        """End the session."""
        self._is_leaving = True
        super().finish()

    # State

    def page_text(self) -> str:
        """Return what the content says must be read, sentence by sentence."""
        run = self._run
        if run is None:
            return ""
        return "\n".join(self._walkthroughs.screen(run, self._language()).spoken)

    def page_recording(self) -> Path | None:
        """Return the recorded voice of the step, unless the page asks whether to leave."""
        if self._run is None or self._is_leaving:
            return None
        return self._walkthroughs.recording(self._run, self.stage.translator.choice.code)

    def _draw(self) -> None:
        run, text = self._run, self.text
        step = self._walkthroughs.screen(run, self._language()) if run is not None else None
        self.show(
            WalkthroughState(
                step=step,
                progress=self._progress(step),
                stages_spoken=self._stages_spoken(
                    ((stage.label, stage.state) for stage in step.stages) if step else ()
                ),
                internet=self._internet(step),
                offline=self._offline(step),
                trouble=text(_NO_PAPER) if self._paper.has_failed else "",
                hint_lead=step.hint.question if step and step.hint else "",
                hint=step.hint.advice if step and step.hint else "",
                hint_action=text("Imprimer ce qui manque"),
                translation=text("Traduction faite par une machine, pas encore relue.")
                if step and step.is_machine_translated
                else "",
                in_french=text(IN_FRENCH) if step and self._is_untranslated(step) else "",
                book=text("Prendre rendez-vous ici")
                if step and step.kind is StepKind.APPOINTMENT
                else "",
                practise=text("S’entraîner") if step and step.opens_exercise else "",
                open_next=text("Continuer avec")
                if step and step.opens_walkthrough is not None
                else "",
                person=text("Parler à une personne")
                if step and step.outcome is EndOutcome.PERSON
                else "",
                headings=self._headings(step),
                bar=self._bar(step),
                leaving=self._leaving(),
                open_site=self._beside.word(step),
                beside=None if self._is_leaving else self._beside.state(step, self._site_name),
            )
        )

    def page_language(self) -> str:
        """Return the language of the step, which may be French for want of another."""
        run = self._run
        if run is None:
            return self._language()
        return self._walkthroughs.screen(run, self._language()).language

    def _is_untranslated(self, step: StepScreen) -> bool:
        return step.language != self._language()

    def _progress(self, step: StepScreen | None) -> str:
        if step is None:
            return ""
        place = self._place_words(step.stage_number, step.n_stages)
        if not step.minutes_left:
            return place
        return place + " · " + self.text("encore {n} min", n=step.minutes_left)

    def _internet(self, step: StepScreen | None) -> str:
        if step is None or step.internet_stage is None:
            return ""
        return self.text("L’étape {number} a besoin d’Internet", number=step.internet_stage)

    def _offline(self, step: StepScreen | None) -> str:
        if step is None or not step.needs_internet:
            return ""
        return self.text("Cette étape se fait sur Internet. Préparez-la ici.")

    def _headings(self, step: StepScreen | None) -> Headings:
        text = self.text
        return Headings(
            words=text("Les mots à chercher sur le site"),
            prepare=text("À préparer sans Internet"),
            site=text("Le site officiel"),
            contact=text("Où aller, qui appeler"),
            done=text("C’est fait"),
            remains=text("Il reste à faire"),
            case=text("Selon votre cas"),
            origin=origin_words(step.origin if step else None, self.stage.translator),
        )

    def _bar(self, step: StepScreen | None) -> BarWords:
        text = self.text
        at_end = step is not None and step.kind is StepKind.END
        return BarWords(
            back=text("Précédent"),
            help=text("J’ai besoin d’aide"),
            dont_know=text("Je ne sais pas") if step and step.can_say_dont_know else "",
            go_on=text("Continuer") if step and step.can_continue else "",
            print=self._print_word() if at_end else "",
            finish=text("Terminer") if at_end else "",
        )

    def _print_word(self) -> str:
        if not self._paper.is_offered:
            return ""
        return self.text("Imprimer encore" if self._paper.has_failed else "Imprimer mon résumé")

    def _leaving(self) -> tuple[str, ...]:
        if not self._is_leaving:
            return ()
        return (
            self.text("Voulez-vous emporter un résumé ?"),
            self.text("Après, cet ordinateur oublie tout."),
            self.text("Imprimer, puis terminer") if self._paper.is_offered else "",
            self.text("Terminer sans imprimer"),
        )
