# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the presenters that lead step by step share: a run in the memo, the words of the rail.

The run stays in the place's memo, so that coming back finds the same step; it is gone with the
session, which keeps how far one went and no answer.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.walkthrough_screen import StageState
from ui.navigation.presenter import Presenter, Stage, StateT, View
from ui.navigation.routes import Place, Route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RunT = TypeVar("RunT")
IN_FRENCH = "Ce guide est en français. Une personne peut vous aider."
_RUN = "run"


class GuidedPresenter(Presenter[StateT], Generic[StateT, RunT]):
    """Leads through a run, a value that each verb replaces by another."""

    def __init__(
        self,
        view: View[StateT],
        stage: Stage,
        place: Place,
        *,
        end_session: Callable[[SessionOutcome], None],
    ) -> None:
        """Go on from where the memo of `place` left off."""
        super().__init__(view, stage)
        self._place, self._end_session = place, end_session

    @property
    def _run(self) -> RunT | None:
        return cast("RunT | None", self._place.memo.get(_RUN))

    def _keep(self, run: RunT) -> None:
        """Keep the run for coming back."""
        self._place.memo[_RUN] = run

    @abstractmethod
    def _draw(self) -> None:
        """Show the run as it stands."""

    @abstractmethod
    def _move(self, run: RunT) -> None:
        """Keep a run, tell the session how far it went, and show it."""

    @abstractmethod
    def _before(self, run: RunT) -> RunT | None:
        """Return the run one step earlier; nothing at the first."""

    def back(self) -> None:
        """Go one step back; at the first, leave."""
        before = None if self._run is None else self._before(self._run)
        if before is None:
            self.stage.router.back()
        else:
            self._move(before)

    def redraw(self) -> None:
        """Show the same in the new language."""
        self._draw()

    def ask_help(self) -> None:
        """Ask for help; the page is kept, hidden."""
        self.stage.router.go(Route.HELP)

    def finish(self) -> None:
        """End the session; the staff that reads again goes back to its own pages."""
        session = self.stage.session
        if session.staff is not None and not session.is_open:
            self.stage.router.back()
            return
        self._end_session(SessionOutcome.FINISHED)

    # Words

    def _language(self) -> str:
        return self.stage.translator.language.code

    def _place_words(self, number: int, total: int) -> str:
        """Return « Étape 2 sur 5 »."""
        return self.text("Étape {number} sur {total}", number=number, total=total)

    def _stages_spoken(self, stages: Iterable[tuple[str, StageState]]) -> tuple[str, ...]:
        """Return what is heard of each line of the rail."""
        words = {
            StageState.DONE: self.text("fait"),
            StageState.CURRENT: self.text("en cours"),
            StageState.TO_DO: self.text("à faire"),
        }
        return tuple(
            f"{number}. {label}, {words[state]}"
            for number, (label, state) in enumerate(stages, start=1)
        )


def stages_at(labels: Iterable[str], at: int) -> tuple[tuple[str, StageState], ...]:
    """Return each stage with how it stands when one is at `at`, from 0."""

    def state(place: int) -> StageState:
        if place == at:
            return StageState.CURRENT
        return StageState.DONE if place < at else StageState.TO_DO

    return tuple((label, state(place)) for place, label in enumerate(labels))


def aloud(parts: Iterable[str]) -> str:
    """Return texts as one, each ended so that the voice makes a pause."""
    return " ".join(part if part[-1] in ".?!؟" else f"{part}." for part in parts if part)
