# SPDX-License-Identifier: AGPL-3.0-or-later
"""« J'ai reçu une lettre »: three questions at most, then one page that says what to do now.

The answers stay in the place's memo, so that coming back from a walkthrough finds the result
again; they are gone with the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.letters import (
    LETTER_TRACE,
    RESULT_STEP,
    LetterChoice,
    LetterRun,
    NextAct,
    ResultView,
)
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from ui.navigation.routes import Place, Route
from ui.screens.guided_presenter import GuidedPresenter, aloud, stages_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.letters import LetterView
    from ui.navigation.presenter import Stage, View

PERSON, APPOINTMENT = "personne", "rendez_vous"
_WALKTHROUGH = "parcours:"


class Letters(Protocol):
    """What is needed of `kiosk.services.letters.LetterService`."""

    @property
    def is_there(self) -> bool:
        """Whether there are letters to ask about."""

    def start(self) -> LetterRun:
        """Return a run at the first question."""

    def answer(self, run: LetterRun, value: str) -> LetterRun:
        """Return the run after an answer."""

    def dont_know(self, run: LetterRun) -> LetterRun:
        """Return the run after « je ne sais pas »."""

    def view(self, run: LetterRun, language: str) -> LetterView:
        """Return everything visible of a run."""


@dataclass(frozen=True, slots=True)
class ActWords:
    """One thing to do: its key, icon, words; the first is the main one."""

    key: str
    icon: str
    label: str
    french: str
    detail: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class LetterBar:
    """Words of the bar; an empty one hides its button."""

    back: str
    help: str
    urgent: str
    dont_know: str
    again: str
    finish: str


@dataclass(frozen=True, slots=True)
class LetterState:
    """Everything visible.

    Attributes:
        head: Title of the rail.
        progress: « Étape 2 sur 4 »; empty at the result.
        stages: Names of the rail.
        stages_spoken: What is heard of each.
        at: Where on the rail, from 0.
        title: The question, or the head of the result.
        sentence: One sentence under it; empty for none.
        question: Which question; empty at the result.
        choices: Its answers.
        points_title, points: What to do now.
        advice: What the date asks for; empty for nothing.
        is_pressing: Whether it is told as an alert.
        warning_lead, warning, warning_action: About false letters; empty for none.
        acts: What can be done from here.
        bar: Words of the bar.
    """

    head: str
    progress: str
    stages: tuple[str, ...]
    stages_spoken: tuple[str, ...]
    at: int
    title: str
    sentence: str
    question: str
    choices: tuple[LetterChoice, ...]
    points_title: str
    points: tuple[str, ...]
    advice: str
    is_pressing: bool
    warning_lead: str
    warning: str
    warning_action: str
    acts: tuple[ActWords, ...]
    bar: LetterBar


class LetterPresenter(GuidedPresenter[LetterState, LetterRun]):
    """Asks, then leads on: to a walkthrough, a person, an appointment."""

    def __init__(
        self,
        view: View[LetterState],
        stage: Stage,
        place: Place,
        *,
        letters: Letters,
        end_session: Callable[[SessionOutcome], None],
    ) -> None:
        """Ask from where the memo of `place` left off."""
        super().__init__(view, stage, place, end_session=end_session)
        self._letters = letters

    def start(self) -> None:
        """Show the question of the memo, or read the registry and show the first."""
        self.stage.session.begin()
        if self._run is None:
            self.store(lambda: self._letters.is_there, done=self._was_read)
        else:
            self._draw()

    def _was_read(self, is_there: bool) -> None:  # noqa: FBT001 - the result of a job
        if is_there:
            self._move(self._letters.start())
        else:
            # Without the registry the letter is read with a person.
            self.stage.router.replace(Route.BOOKING)

    def _move(self, run: LetterRun) -> None:
        self._keep(run)
        view = self._letters.view(run, self._language())
        step = view.question.question.value if view.question else RESULT_STEP
        self.stage.session.note(WalkthroughTrace(LETTER_TRACE, step, view.result is not None))
        self._draw()

    def _before(self, run: LetterRun) -> LetterRun | None:
        return run.back if run.n_answered else None

    # The verbs

    def answer(self, value: str) -> None:
        """Answer the question."""
        if self._run is not None:
            self._move(self._letters.answer(self._run, value))

    def dont_know(self) -> None:
        """Say « je ne sais pas »."""
        if self._run is not None:
            self._move(self._letters.dont_know(self._run))

    def begin_again(self) -> None:
        """Ask about another letter."""
        self._move(self._letters.start())

    def show_urgent(self) -> None:
        """Show whom to call at once."""
        self.stage.router.go(Route.HELP, urgent=True)

    def act(self, key: str) -> None:
        """Do one of the things offered."""
        if key == PERSON:
            self.stage.router.go(Route.HELP)
        elif key == APPOINTMENT:
            self.stage.router.go(Route.BOOKING)
        else:
            walkthrough_id = key.removeprefix(_WALKTHROUGH)
            self.stage.router.go(Route.WALKTHROUGH, walkthrough_id=walkthrough_id)

    def open_warning(self) -> None:
        """Learn to know false letters."""
        run = self._run
        result = self._letters.view(run, self._language()).result if run is not None else None
        if result is not None and result.warning_card is not None:
            walkthrough_id = result.warning_card.walkthrough_id
            self.stage.router.go(Route.WALKTHROUGH, walkthrough_id=walkthrough_id)

    # The state

    def page_text(self) -> str:
        """Return the question and its answers, or what to do now, sentence by sentence."""
        run = self._run
        if run is None:
            return ""
        view = self._letters.view(run, self._language())
        if view.result is not None:
            result = view.result
            told = (result.title, *result.points, result.advice)
            warned = (result.warning_lead, result.warning)
            acts = (act.label for act in self._acts(result))
            return aloud((*told, *warned, *acts))
        asked = view.question
        assert asked is not None  # no result: a question
        # French words on the paper are told by a French voice only.
        printed = self._language().startswith("fr")
        answers = (
            f"{one.label} : {one.printed}" if printed and one.printed else one.label
            for one in asked.choices
        )
        return aloud((asked.title, asked.sentence, *answers))

    def _draw(self) -> None:
        run = self._run
        if run is None:
            return
        view, text = self._letters.view(run, self._language()), self.text
        asked, result = view.question, view.result
        self.show(
            LetterState(
                head=text("J’ai reçu une lettre"),
                progress=self._place_words(view.at + 1, len(view.stages)) if asked else "",
                stages=view.stages,
                stages_spoken=self._stages_spoken(stages_at(view.stages, view.at)),
                at=view.at,
                title=asked.title if asked else result.title if result else "",
                sentence=asked.sentence if asked else "",
                question=asked.question.value if asked else "",
                choices=asked.choices if asked else (),
                points_title=text("À faire maintenant") if result else "",
                points=result.points if result else (),
                advice=result.advice if result else "",
                is_pressing=result is not None and result.is_pressing,
                warning_lead=result.warning_lead if result else "",
                warning=result.warning if result else "",
                warning_action=text("Reconnaître une arnaque")
                if result and result.warning_card
                else "",
                acts=self._acts(result) if result else (),
                bar=self._bar(at_end=result is not None),
            )
        )

    def _acts(self, result: ResultView) -> tuple[ActWords, ...]:
        acts: list[ActWords] = []
        for act in result.acts:
            acts.extend(self._act_words(act, result, is_first=not acts))
        return tuple(acts)

    def _act_words(
        self, act: NextAct, result: ResultView, *, is_first: bool
    ) -> tuple[ActWords, ...]:
        text = self.text
        if act is NextAct.PERSON:
            label, detail = text("Voir une personne maintenant"), text("Vous prenez un numéro.")
            return (ActWords(PERSON, "hand-stop", label, "", detail, is_first),)
        if act is NextAct.APPOINTMENT:
            label, detail = text("Prendre rendez-vous"), text("Un autre jour, avec votre lettre.")
            return (ActWords(APPOINTMENT, "calendar-plus", label, "", detail, is_first),)
        return tuple(
            ActWords(
                f"{_WALKTHROUGH}{card.walkthrough_id}",
                card.icon,
                card.title,
                card.title_fr or "",
                text("Pas à pas, {n} min", n=card.minutes_offline + card.minutes_online),
                is_first and at == 0,
            )
            for at, card in enumerate(result.walkthroughs)
        )

    def _bar(self, *, at_end: bool) -> LetterBar:
        text = self.text
        return LetterBar(
            back=text("Précédent"),
            help="" if at_end else text("J’ai besoin d’aide"),
            urgent=text("C’est urgent") if at_end else "",
            dont_know="" if at_end else text("Je ne sais pas"),
            again=text("Une autre lettre") if at_end else "",
            finish=text("Terminer") if at_end else "",
        )
