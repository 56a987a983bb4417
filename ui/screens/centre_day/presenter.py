# SPDX-License-Identifier: AGPL-3.0-or-later
"""The opening and the closing of the centre: is the machine ready, and is nobody forgotten.

No name is ever read here: numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.waiting_queue import QueueOutcome, QueueState
from kiosk.domain.who_may_say import Deed
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from ui.navigation.presenter import Presenter
from ui.printing.sheets import PrintState
from ui.printing.sheets_day import tally_sheet, trial_sheet
from ui.screens.centre_day.state import CentreDayState, DayFacts
from ui.screens.centre_day.words import DayWords
from ui.screens.desk.refusals import refusal_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.services.device import DeviceService
    from kiosk.services.outbox import OutboxService
    from kiosk.services.post_agenda import PostAgenda
    from kiosk.services.queue import QueueService
    from ui.navigation.presenter import Stage, View
    from ui.printing.sheets import Printing, Sheet

_TOPICS = (Topic.QUEUE, Topic.OUTBOX, Topic.AGENDA)
_PRINTED_WORDS = {
    PrintState.SENDING: "La page part à l’imprimante.",
    PrintState.PRINTED: "La page est imprimée.",
    PrintState.FAILED: "Le papier ne sort pas. Voyez l’imprimante.",
}


@dataclass(frozen=True, slots=True)
class CentreDayServices:
    """The services of the page."""

    device: DeviceService
    outbox: OutboxService
    agenda: PostAgenda
    queue: QueueService
    printing: Printing


class CentreDayPresenter(Presenter[CentreDayState]):
    """The mind of the page."""

    def __init__(
        self,
        view: View[CentreDayState],
        stage: Stage,
        services: CentreDayServices,
    ) -> None:
        """Read `services`."""
        super().__init__(view, stage)
        self._services = services
        self._words = DayWords(stage)
        self._facts: DayFacts | None = None
        self._shown_utc: datetime = stage.clock.now_utc()
        self._asked: tuple[str, ...] = ()
        self._printed = self._told = ""

    def start(self) -> None:
        """Read the machine, the agenda and the queue."""
        for topic in _TOPICS:
            self.follow(topic)
        self._show()
        self._read()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def on_topic(self, topic: Topic) -> None:
        """Read again."""
        del topic  # one job reads it all
        self._read()

    # ---- the verbs -------------------------------------------------------------------------

    def go_back(self) -> None:
        """Return to the post."""
        self.stage.router.back()

    def confirm_date(self) -> None:
        """Believe the clock: a person has read this day on the screen."""
        day, device = paris_day(self._shown_utc), self._services.device
        self._do(lambda: device.confirm_date(day), "La date et l’heure sont confirmées.")

    def print_trial(self) -> None:
        """Print the page that shows that the printer works."""
        self._print(trial_sheet(self.stage.centre.name, self.stage.clock.now_utc()))

    def print_tally(self) -> None:
        """Print the paper on which visits are counted without a computer."""
        today = paris_day(self.stage.clock.now_utc())
        self._print(tally_sheet(self.stage.centre.name, today))

    def close_left(self, number: str) -> None:
        """Close a number whose person has left."""
        self._close((number,), QueueOutcome.LEFT)

    def close_no_answer(self, number: str) -> None:
        """Close a number whose person did not answer."""
        self._close((number,), QueueOutcome.NO_ANSWER)

    def ask_all(self) -> None:
        """Ask before all the numbers in sight are closed."""
        self._asked, self._told = self._waiting(), ""
        self._show()

    def keep_all(self) -> None:
        """Close none of them."""
        self._asked = ()
        self._show()

    def close_all(self) -> None:
        """Close the numbers that were asked about, and no other."""
        asked, self._asked = self._asked, ()
        if asked:
            self._close(asked, QueueOutcome.LEFT)

    # ---- what is done ----------------------------------------------------------------------

    def _waiting(self) -> tuple[str, ...]:
        return tuple(one.number for one in self._facts.waiting) if self._facts else ()

    def _close(self, numbers: tuple[str, ...], outcome: QueueOutcome) -> None:
        queue = self._services.queue

        def job() -> None:
            for number in numbers[:-1]:
                try:
                    queue.close(number, outcome)
                except Refused:  # somebody else ended it meanwhile; the others still wait
                    continue
            queue.close(numbers[-1], outcome)

        self._do(job, "C’est fermé.")

    def _do(self, job: Callable[[], object], told: str) -> None:
        def done(_: object) -> None:
            self._told = self.text(told)
            self._read()

        def failed(error: Exception) -> None:
            if not isinstance(error, Refused):
                self.failed(error)
                return
            self._told = refusal_words(error, self.stage.translator)
            self._read()

        self.store(job, done=done, failed=failed)

    def _print(self, sheet: Sheet) -> None:
        def changed(state: PrintState) -> None:
            if self.scope.is_open:
                self._printed = _PRINTED_WORDS[state]
                self._show()

        self._services.printing.submit(sheet, changed)

    def _read(self) -> None:
        services = self._services
        today = paris_day(self.stage.clock.now_utc())

        def job() -> DayFacts:
            open_tickets, waiting = services.queue.room().tickets, services.queue.waiting()
            may = services.queue.word.may
            ours = tuple(one for one in waiting if may(Deed.MOVE_NUMBER, is_ours=not one.device))
            return DayFacts(
                trust=services.device.clock_trust(),
                is_enrolled=services.device.identity().enrolled,
                outbox=services.outbox.status(),
                today=services.agenda.days(today, 1),
                waiting=ours,
                n_elsewhere=len(waiting) - len(ours),
                n_received=sum(one.state is QueueState.SERVING for one in open_tickets),
            )

        def read(facts: DayFacts) -> None:
            self._facts = facts
            if self._asked != self._waiting():
                self._asked = ()  # the question was about other numbers
            self._show()

        self.store(job, done=read)

    # ---- the state -------------------------------------------------------------------------

    def _show(self) -> None:
        self._shown_utc = self.stage.clock.now_utc()
        facts = self._facts
        printed = self.text(self._printed) if self._printed else ""
        self.show(
            CentreDayState(
                title=self.text("Ouvrir et fermer le centre"),
                back=self.text("Précédent"),
                told=self._told,
                opening=self._words.opening(facts, self._shown_utc, printed) if facts else None,
                closing=self._words.closing(facts, n_asked=len(self._asked)) if facts else None,
            )
        )
