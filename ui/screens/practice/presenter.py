# SPDX-License-Identifier: AGPL-3.0-or-later
"""One exercise: what is typed is judged and forgotten; the run holds words of the exercise only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.practice import PracticeKind, PracticeRun, TellingKind
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from ui.navigation.routes import Place, Route
from ui.screens.guided_presenter import IN_FRENCH, GuidedPresenter, aloud, stages_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk.domain.practice import Telling
    from kiosk.domain.practice_view import PracticeStepView, PracticeView
    from kiosk.domain.walkthrough_screen import Card
    from ui.navigation.presenter import Stage, View


class Exercises(Protocol):
    """What is needed of `kiosk.services.practice.PracticeService`."""

    def start(self, exercise_id: str) -> PracticeRun:
        """Return a run at the first step."""

    def trace(self, run: PracticeRun) -> tuple[str, str]:
        """Return what a session keeps of a run."""

    def go_on(self, run: PracticeRun) -> PracticeRun:
        """Return the run at the next step."""

    def write(self, run: PracticeRun, typed: Mapping[str, str]) -> PracticeRun:
        """Return the run after what was typed."""

    def refuse(self, run: PracticeRun, field_id: str) -> PracticeRun:
        """Return the run after own data was seen."""

    def choose(self, run: PracticeRun, option_id: str) -> PracticeRun:
        """Return the run after an option."""

    def touch(self, run: PracticeRun, target_id: str) -> PracticeRun:
        """Return the run after a target."""

    def show_answer(self, run: PracticeRun) -> PracticeRun:
        """Return the run with the answer given."""

    def is_real_so_far(self, run: PracticeRun, field_id: str, typed: str) -> bool:
        """Say whether what is typed must go at once."""

    def view(self, run: PracticeRun, language: str) -> PracticeView:
        """Return everything visible."""


@dataclass(frozen=True, slots=True)
class PracticeBar:
    """Words of the bar; an empty one hides its button."""

    back: str
    help: str
    dont_know: str
    go_on: str
    again: str
    finish: str


@dataclass(frozen=True, slots=True)
class NoteWords:
    """What is told under the page: a bold beginning, a sentence; empty for nothing."""

    kind: TellingKind | None = None
    lead: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class PracticeState:
    """Everything visible.

    Attributes:
        banner_lead, banner: « ENTRAÎNEMENT : rien n'est envoyé », on every page.
        head: Title of the rail.
        about_language: That the exercise is in French for want of a translation, or, on its first
            stage, that a machine translated it; empty for neither.
        progress: « Étape 2 sur 5 »; empty at the result.
        stages, stages_spoken, at: The rail.
        title, sentence: What to do, or the head of the result.
        step: What the pretend page holds; None at the result.
        note: What is told about the last act.
        message_head: Head of the pretend message.
        field_action, clear, keyboard: Words of the fields.
        learnt_title, learnt: What was learnt.
        advice_lead, advice: What to think of on a real site.
        guides_title, guides: Guides to go on with.
        minutes: Under each guide.
        bar: Words of the bar.
    """

    banner_lead: str
    banner: str
    head: str
    about_language: str
    progress: str
    stages: tuple[str, ...]
    stages_spoken: tuple[str, ...]
    at: int
    title: str
    sentence: str
    step: PracticeStepView | None
    note: NoteWords
    message_head: str
    field_action: str
    clear: str
    keyboard: str
    learnt_title: str
    learnt: tuple[str, ...]
    advice_lead: str
    advice: str
    guides_title: str
    guides: tuple[Card, ...]
    minutes: tuple[str, ...]
    bar: PracticeBar


class PracticePresenter(GuidedPresenter[PracticeState, PracticeRun]):
    """Leads through an exercise."""

    def __init__(
        self,
        view: View[PracticeState],
        stage: Stage,
        place: Place,
        *,
        exercises: Exercises,
        end_session: Callable[[SessionOutcome], None],
    ) -> None:
        """Walk the exercise that `place` names, from where its memo left it."""
        super().__init__(view, stage, place, end_session=end_session)
        self._exercises = exercises

    def start(self) -> None:
        """Show the step of the memo, or read the exercises and show the first."""
        self.stage.session.begin()
        if self._run is None:
            exercise_id = self._place.text("exercise_id")
            self.store(
                lambda: self._exercises.start(exercise_id),
                done=self._move,
                failed=self._is_not_there,
            )
        else:
            self._draw()

    def _is_not_there(self, error: Exception) -> None:
        """Go to the list: an exercise that cannot be read is not in it."""
        self.note_failure(error)
        self.stage.router.replace(Route.WALKTHROUGH_LIST)

    def _move(self, run: PracticeRun) -> None:
        before = self._run
        self._keep(run)
        if before is None or before.at != run.at:
            trace_id, step_id = self._exercises.trace(run)
            is_at_end = self._exercises.view(run, self._language()).end is not None
            self.stage.session.note(WalkthroughTrace(trace_id, step_id, is_at_end))
        self._draw()

    def _before(self, run: PracticeRun) -> PracticeRun | None:
        return run.back if run.at else None

    # The verbs

    def go_on(self, typed: Mapping[str, str]) -> None:
        """Go on; on a page with fields, after `typed`, which is judged and forgotten."""
        run = self._run
        if run is None:
            return
        step = self._exercises.view(run, self._language()).step
        is_form = step is not None and step.kind is PracticeKind.WRITE
        self._move(self._exercises.write(run, typed) if is_form else self._exercises.go_on(run))

    def typing(self, field_id: str, typed: str) -> bool:
        """Say whether what is typed so far must go at once; then it is told why."""
        run = self._run
        if run is None or not self._exercises.is_real_so_far(run, field_id, typed):
            return False
        self._move(self._exercises.refuse(run, field_id))
        return True

    def choose(self, option_id: str) -> None:
        """Choose an option."""
        if self._run is not None:
            self._move(self._exercises.choose(self._run, option_id))

    def touch(self, target_id: str) -> None:
        """Touch a target."""
        if self._run is not None:
            self._move(self._exercises.touch(self._run, target_id))

    def dont_know(self) -> None:
        """Show the answer."""
        if self._run is not None:
            self._move(self._exercises.show_answer(self._run))

    def begin_again(self) -> None:
        """Start the exercise anew."""
        if self._run is not None:
            self._move(self._exercises.start(self._run.exercise_id))

    def open_guide(self, walkthrough_id: str) -> None:
        """Open a guide, for the real thing."""
        self.stage.router.go(Route.WALKTHROUGH, walkthrough_id=walkthrough_id)

    # The state

    def page_language(self) -> str:
        """Return the language of the exercise, which may be French for want of another."""
        run = self._run
        language = self._language()
        return language if run is None else self._exercises.view(run, language).language

    def page_text(self) -> str:
        """Return what stands on the page, sentence by sentence."""
        run = self._run
        if run is None:
            return ""
        view = self._exercises.view(run, self._language())
        note = self._note(view)
        banner = self.text("ENTRAÎNEMENT : rien n’est envoyé.")
        if view.end is not None:
            end = view.end
            guides = (card.title for card in end.walkthroughs)
            return aloud((banner, end.title, *end.learnt, end.advice, *guides))
        step = view.step
        assert step is not None  # no result: a step
        lines = (f"{name} : {value}" for name, value in step.lines)
        names = (
            *(one.name for one in step.fields),
            *(one.label for one in step.options),
            *(one.label for one in step.targets),
        )
        told = (step.title, step.sentence, *lines, step.message, *names)
        return aloud((banner, *told, note.lead, note.text))

    def _draw(self) -> None:
        run = self._run
        if run is None:
            return
        view, text = self._exercises.view(run, self._language()), self.text
        step, end = view.step, view.end
        guides = end.walkthroughs if end else ()
        self.show(
            PracticeState(
                banner_lead=text("ENTRAÎNEMENT : rien n’est envoyé."),
                banner=text("Vous jouez Amina EXEMPLE."),
                head=view.title,
                about_language=self._about_language(view),
                progress=self._place_words(view.at + 1, len(view.stages)) if step else "",
                stages=view.stages,
                stages_spoken=self._stages_spoken(stages_at(view.stages, view.at)),
                at=view.at,
                title=step.title if step else end.title if end else "",
                sentence=step.sentence if step else "",
                step=step,
                note=self._note(view),
                message_head=text("Le téléphone d’Amina") if step and step.message else "",
                field_action=text("Continuer"),
                clear=text("Effacer"),
                keyboard=text("Clavier"),
                learnt_title=text("Vous savez maintenant") if end else "",
                learnt=end.learnt if end else (),
                advice_lead=text("En vrai :") if end else "",
                advice=end.advice if end else "",
                guides_title=text("Le faire en vrai, pas à pas") if guides else "",
                guides=guides,
                minutes=tuple(
                    text("{n} min", n=card.minutes_offline + card.minutes_online) for card in guides
                ),
                bar=self._bar(step),
            )
        )

    def _about_language(self, view: PracticeView) -> str:
        if view.language[:2] != self._language()[:2]:
            return self.text(IN_FRENCH)
        is_told = view.is_machine_translated and view.at == 0
        return self.text("Traduction faite par une machine, pas encore relue.") if is_told else ""

    def _note(self, view: PracticeView) -> NoteWords:
        told, step, text = view.told, view.step, self.text
        if told is None or step is None:
            return NoteWords()
        answer = self._answer(step, told)
        match told.kind:
            case TellingKind.REAL:
                lead = text("N’écrivez pas vos vraies informations.")
                return NoteWords(told.kind, lead, text("Écrivez : {answer}", answer=answer))
            case TellingKind.WRITE:
                lead = text("Pas encore.")
                return NoteWords(told.kind, lead, text("Écrivez : {answer}", answer=answer))
            case TellingKind.SHOWN:
                lead = text("Voici la réponse.")
                shown = text("Touchez « Continuer ».")
                return NoteWords(told.kind, lead, f"{answer}. {shown}" if answer else shown)
            case _:
                return NoteWords(told.kind, f"{answer} :", step.reply)

    @staticmethod
    def _answer(step: PracticeStepView, told: Telling) -> str:
        """Return the answer told: of the field named, of the option named, of all fields."""
        named = [one.shown for one in step.fields if told.about in ("", one.field_id)]
        named += [one.label for one in step.options if one.option_id == told.about]
        return ", ".join(dict.fromkeys(named))

    def _bar(self, step: PracticeStepView | None) -> PracticeBar:
        text = self.text
        asks = step is not None and step.kind is not PracticeKind.READ
        goes_on = step is not None and (step.can_go_on or step.kind is PracticeKind.WRITE)
        is_done = step is not None and step.can_go_on
        return PracticeBar(
            back=text("Précédent"),
            help=text("J’ai besoin d’aide") if step else "",
            dont_know=text("Je ne sais pas") if asks and not is_done else "",
            go_on=text("Continuer") if goes_on else "",
            again="" if step else text("Recommencer"),
            finish="" if step else text("Terminer"),
        )
