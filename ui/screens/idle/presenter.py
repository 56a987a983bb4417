# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is there? Two answers; without one, everything is erased. Never « touch anywhere »."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.sessions import SessionOutcome
from ui.navigation.presenter import Presenter, Stage, View

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class IdleState:
    """Everything visible on the warning; `left_spoken` is heard of the ring."""

    left_s: int
    whole_s: int
    left_spoken: str
    title: str
    line: str
    same: str
    other: str
    hidden: str


class IdlePresenter(Presenter[IdleState]):
    """Counts down; the page below is alive and hidden."""

    def __init__(
        self,
        view: View[IdleState],
        stage: Stage,
        *,
        whole_s: int,
        end_session: Callable[[SessionOutcome], None],
    ) -> None:
        """Wait for `whole_s` seconds, then end through `end_session`."""
        super().__init__(view, stage)
        self._whole_s = self._left_s = whole_s
        self._end_session = end_session

    def start(self) -> None:
        """Show the warning."""
        self.redraw()

    def redraw(self) -> None:
        """Show the seconds left."""
        line = self.stage.translator.plural(
            "Dans {n} seconde, tout sera effacé.",
            "Dans {n} secondes, tout sera effacé.",
            self._left_s,
        )
        self.show(
            IdleState(
                left_s=self._left_s,
                whole_s=self._whole_s,
                left_spoken=line,
                title=self.text("Qui est là ?"),
                line=line,
                same=self.text("C’est toujours moi"),
                other=self.text("Je suis une autre personne"),
                hidden=self.text("L’écran d’avant est caché."),
            )
        )

    def tick(self) -> None:
        """Count one second."""
        self._left_s -= 1
        if self._left_s <= 0:
            self._end_session(SessionOutcome.IDLE)
        else:
            self.redraw()

    def stay(self) -> None:
        """Go back to the page below."""
        self.stage.router.back()

    def change_person(self) -> None:
        """Erase everything for somebody else."""
        self._end_session(SessionOutcome.LEFT)
