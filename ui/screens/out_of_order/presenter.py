# SPDX-License-Identifier: AGPL-3.0-or-later
"""The terminal cannot be used: said calmly, with where to go and a reference for the staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.navigation.presenter import Presenter, Stage, View

if TYPE_CHECKING:
    from ui.navigation.routes import Place


@dataclass(frozen=True, slots=True)
class OutOfOrderState:
    """Everything visible: residents read the first lines, the staff the reference."""

    title: str
    line: str
    place: str
    hours: str
    reference: str


class OutOfOrderPresenter(Presenter[OutOfOrderState]):
    """Shows what is known without any service."""

    def __init__(self, view: View[OutOfOrderState], stage: Stage, place: Place) -> None:
        """Show the reference that `place` carries."""
        super().__init__(view, stage)
        self._place = place

    def start(self) -> None:
        """Show the page."""
        self.redraw()

    def redraw(self) -> None:
        """Show the page again."""
        card = self.stage.centre.card
        hours = self.stage.centre.hours_on(self.stage.clock.now_utc())
        reason = self._place.text("reference")
        self.show(
            OutOfOrderState(
                title=self.text("Cette borne est en pause."),
                line=self.text("Demandez à une personne de l’accueil. Elle peut vous aider."),
                place=" · ".join(part for part in (card.name, card.address, card.phone) if part),
                hours=self.text("Ouvert aujourd’hui : {hours}", hours=hours) if hours else "",
                reference=self.text("Pour l’équipe : {reason}", reason=reason) if reason else "",
            )
        )
