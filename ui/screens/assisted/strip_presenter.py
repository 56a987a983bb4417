# SPDX-License-Identifier: AGPL-3.0-or-later
"""The strip of an assisted session: since when, the mandate, leaving, finishing; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from ui.navigation.presenter import Presenter
from ui.navigation.routes import Route
from ui.printing.mandate import mandate_sheet, steps_of
from ui.printing.sheets import PrintState

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.services.walkthroughs import WalkthroughService
    from ui.navigation.presenter import Stage, View
    from ui.printing.sheets import Printing

_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class StripState:
    """Everything the strip shows.

    Attributes:
        since: « Une personne vous aide depuis 6 min ».
        mandate: Word of the button of the paper mandate.
        can_print: Whether it can be touched.
        leave: Word of the button that leaves the person.
        finish: Word of the button that finishes and records.
    """

    since: str
    mandate: str
    can_print: bool
    leave: str
    finish: str


class StripPresenter(Presenter[StripState]):
    """The mind of the strip; it lives from the PIN to the end of the help."""

    def __init__(
        self,
        view: View[StripState],
        stage: Stage,
        *,
        printing: Printing,
        walkthroughs: WalkthroughService,
        hide_strip: Callable[[], None],
    ) -> None:
        """Count from now; `hide_strip` takes the strip away."""
        super().__init__(view, stage)
        self._walkthroughs = walkthroughs
        self._printing = printing
        self._hide_strip = hide_strip
        self._since_s = stage.clock.monotonic_s()
        self._print_state: PrintState | None = None
        self._has_mandate = False

    def start(self) -> None:
        """Show the strip."""
        self.follow(Topic.LANGUAGE)
        self._show()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def on_topic(self, topic: Topic) -> None:
        """Follow the language of the resident."""
        del topic
        self._show()

    def tick(self) -> None:
        """Count the minutes again."""
        self._show()

    @property
    def minutes(self) -> int:
        """Whole minutes of help so far."""
        return int(self.stage.clock.monotonic_s() - self._since_s) // _MINUTE_S

    def print_mandate(self) -> None:
        """Print the paper mandate twice: one for each person, in both languages."""
        if self._print_state is not PrintState.SENDING:
            today = paris_day(self.stage.clock.now_utc())
            translator = self.stage.translator
            cards = self._walkthroughs.cards(translator.language.code)
            steps = steps_of(cards, self._opened())
            sheet = mandate_sheet(self.stage.centre.name, today, translator, steps=steps)

            def first_printed(state: PrintState) -> None:
                if state is PrintState.PRINTED:
                    self._printing.submit(sheet, self._printed)
                else:
                    self._printed(state)

            self._printing.submit(sheet, first_printed)

    def leave_person(self) -> None:
        """Stop helping; the resident's page and session go on."""
        self.stage.session.helper = None
        self.stage.session.serving = ""
        self._hide_strip()

    def finish(self) -> None:
        """Open the record of this help, pre-filled; the page below is kept."""
        if self.stage.router.current.route is Route.ASSISTED:
            return
        self.stage.router.go(
            Route.ASSISTED,
            minutes=max(1, self.minutes),
            opened=self._opened(),
            has_mandate=self._has_mandate,
        )

    def _opened(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(
                place.text("walkthrough_id")
                for place in self.stage.router.stack
                if place.route is Route.WALKTHROUGH
            )
        )

    def _printed(self, state: PrintState) -> None:
        self._print_state = state
        self._has_mandate = self._has_mandate or state is PrintState.PRINTED
        if self.scope.is_open:
            self._show()
            if state is PrintState.FAILED:
                self.view.announce(self.text("Le papier ne sort pas. Voyez l’imprimante."))

    def _show(self) -> None:
        n, t = self.minutes, self.text
        since = self.stage.translator.plural(
            "Une personne vous aide depuis {n} min", "Une personne vous aide depuis {n} min", n
        )
        is_printing = self._print_state is PrintState.SENDING
        self.show(
            StripState(
                since=since if n else t("Une personne vous aide"),
                mandate=t("Le mandat s’imprime") if is_printing else t("Mandat papier"),
                can_print=not is_printing,
                leave=t("Je laisse la personne"),
                finish=t("Finir et noter"),
            )
        )
