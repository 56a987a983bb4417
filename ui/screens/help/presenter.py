# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hand, a number, one sentence: somebody comes. The page below is kept, and hidden.

Behind it, or straight from « C'est urgent », whom to call at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.waiting_queue import QueueOutcome, QueuePriority, QueueReason, QueueState
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.foundation.settings import UrgentSettings
from kiosk.foundation.tasks import Lane
from ui.navigation.presenter import Presenter
from ui.printing.sheets import PrintState, queue_sheet
from ui.screens.help.state import HelpStage, HelpState
from ui.screens.help.words import HelpFacts, HelpWords

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.domain.waiting_queue import QueueTicket
    from kiosk.foundation.settings import Contact
    from kiosk.services.queue import QueueService, Standing
    from ui.navigation.presenter import Stage, View
    from ui.navigation.routes import Place
    from ui.printing.sheets import Printing


NATIONAL = frozenset({"115", "3919", "119", "17", "112", "114"})
"""Whatever the settings name, these are shown: no home, violence, danger, without speaking."""


@dataclass(frozen=True, slots=True)
class HelpMeans:
    """What the page works with.

    Attributes:
        queue: Gives numbers and tells of them.
        printing: The door to the printer.
        contacts: Whom to call, as the settings name them.
        speak: Says a text in the language of the moment; nothing where the sound is off.
    """

    queue: QueueService
    printing: Printing
    contacts: tuple[Contact, ...]
    speak: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What was learnt while a number was asked for; none is given where nobody receives."""

    standing: Standing | None
    is_open: bool
    is_over: bool
    next_utc: datetime | None


def with_national(own: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Return the contacts of the settings, then the national numbers that they leave out."""
    known = {contact.phone for contact in own}
    national = (one for one in UrgentSettings().contacts if one.phone in NATIONAL)
    return (*own, *(one for one in national if one.phone not in known))


class HelpPresenter(Presenter[HelpState]):
    """The mind of the page."""

    def __init__(
        self, view: View[HelpState], stage: Stage, place: Place, *, means: HelpMeans
    ) -> None:
        """Take a number for the reason told by the place.

        A place with ``urgent`` shows whom to call first, and takes a number only when asked.
        """
        super().__init__(view, stage)
        self._queue, self._means = means.queue, means
        self._contacts = with_national(means.contacts)
        self._words = HelpWords(stage.translator)
        reason = QueueReason(place.text("reason", QueueReason.HELP.value))
        is_asked = not place.params.get("urgent")
        self._facts = HelpFacts(reason, is_asked)
        self._at = HelpStage.WAITING if is_asked else HelpStage.URGENT
        self._heard: tuple[int, str] = (0, "")

    def start(self) -> None:
        """Take a number at once, but not for numbers to call; touching help twice takes one."""
        self.stage.session.begin()
        self.follow(Topic.QUEUE)
        self.follow(Topic.AGENDA)
        self._show()
        if self._facts.is_asked:
            self._take()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def on_topic(self, topic: Topic) -> None:
        """Count again who is ahead."""
        del topic  # whichever changed, the same is read again
        self.look_again()

    def look_again(self) -> None:
        """Read where the number stands; a wait told a minute ago may be another one."""
        ticket = self._facts.ticket
        if ticket is not None:
            number = ticket.number
            self.store(lambda: self._queue.standing(number), done=self._counted, failed=self._lost)

    def page_text(self) -> str:
        """Return the number and the sentence, or whom to call."""
        if self._at is HelpStage.URGENT:
            lines = (contact.spoken for contact in self._words.contacts(self._contacts))
            title = self.text("Appelez maintenant, c’est gratuit")
            question = self.text("Rien à manger, plus d’argent ?")
            lead = self.text("Une personne ici vous aide et appelle avec vous.")
            return " ".join((f"{title}.", question, lead, *lines))
        facts = self._facts
        told = [self._words.call(facts), self._words.lead(facts), *self._words.notes(facts)]
        if facts.ticket is not None:
            told.insert(0, f"{self.text('Votre numéro')} : {facts.ticket.number}.")
        return " ".join(part for part in told if part)

    # ---- the verbs -------------------------------------------------------------------------

    def continue_alone(self) -> None:
        """Give the number back and return to the page that was kept."""
        self._give_back()
        self.stage.router.back()

    def show_urgent(self) -> None:
        """Show the emergency numbers; the person is put first in the queue."""
        self._at = HelpStage.URGENT
        self._show()
        facts = self._facts
        if facts.reason is not QueueReason.URGENT and facts.state is QueueState.WAITING:
            self._give_back()
            self._ask_for(QueueReason.URGENT)

    def show_number(self) -> None:
        """Show the number again; leave if none was asked for."""
        if not self._facts.is_asked:
            self.stage.router.back()
            return
        self._at = HelpStage.WAITING
        self._show()

    def call_person(self) -> None:
        """Take a number that comes first, and show it."""
        if not self._facts.is_asked:
            self._at = HelpStage.WAITING
            self._ask_for(QueueReason.URGENT)

    def claim_priority(self) -> None:
        """Come before others with a priority card, under the same number."""
        ticket = self._facts.ticket
        if ticket is None:
            return

        def job() -> Standing:
            self._queue.claim_priority(ticket.number)
            return self._queue.standing(ticket.number)

        self.store(job, done=self._counted, failed=self._lost)

    def print_number(self) -> None:
        """Print the number once."""
        ticket = self._facts.ticket
        if ticket is not None and self._facts.printed in (None, PrintState.FAILED):
            centre = self.stage.centre.name
            sheet = queue_sheet(ticket.number, ticket.day, centre, self.stage.translator)
            self._means.printing.submit(sheet, self._printed)

    # ---- what comes back -------------------------------------------------------------------

    def _ask_for(self, reason: QueueReason) -> None:
        self._facts = replace(self._facts, reason=reason, is_asked=True, printed=None)
        self._show()
        self._take()

    def _take(self) -> None:
        queue, reason, ticket = self._queue, self._facts.reason, self._facts.ticket
        priority = QueuePriority.ORDINARY if ticket is None else ticket.priority
        self._facts = replace(self._facts, ticket=None, wait=None)

        def job() -> _Taken:
            is_open = queue.receives_today()
            is_over = not is_open and queue.received_today()
            next_utc = None if is_open else queue.receives_next()
            if reason is QueueReason.APPOINTMENT and not is_open:
                return _Taken(None, is_open, is_over, next_utc)
            number = queue.take(reason, priority).number
            return _Taken(queue.standing(number), is_open, is_over, next_utc)

        self.store(job, done=self._taken)

    def _taken(self, taken: _Taken) -> None:
        self._facts = replace(
            self._facts, is_open=taken.is_open, is_over=taken.is_over, next_utc=taken.next_utc
        )
        standing = taken.standing
        if standing is None:
            self._show()
        elif standing.ticket.reason is not self._facts.reason:
            # « C'est urgent » was touched while the first number was being taken.
            self._close(standing.ticket)
        else:
            self._counted(standing)

    def _counted(self, standing: Standing) -> None:
        self._facts = replace(self._facts, ticket=standing.ticket, wait=standing.wait)
        self._show()
        self._say_call(standing.ticket)

    def _say_call(self, ticket: QueueTicket) -> None:
        """Say each call once."""
        call = (ticket.n_calls, ticket.desk)
        if ticket.state is QueueState.CALLED and call != self._heard:
            self._heard = call
            self._means.speak(self._words.call(self._facts))

    def _lost(self, error: Exception) -> None:
        """Say that a number of yesterday is no number any more."""
        ticket = self._facts.ticket
        if isinstance(error, Refused) and ticket is not None:
            closed = replace(ticket, state=QueueState.CLOSED)
            self._facts = replace(self._facts, ticket=closed, wait=None)
            self._show()
        else:
            self.failed(error)

    def _printed(self, state: PrintState) -> None:
        self._facts = replace(self._facts, printed=state)
        if self.scope.is_open:
            self._show()
            if state is PrintState.FAILED:
                self.view.announce(self.text("Le papier ne sort pas."))

    def _give_back(self) -> None:
        ticket = self._facts.ticket
        if ticket is not None and ticket.state in (QueueState.WAITING, QueueState.CALLED):
            self._close(ticket)

    def _close(self, ticket: QueueTicket) -> None:
        # Without the scope: the number is given back though the page is gone.
        self.stage.tasks.run(
            Lane.STORE,
            lambda: self._queue.close(ticket.number, QueueOutcome.LEFT),
            failed=self.failed,
        )

    def _show(self) -> None:
        self.show(self._words.state(self._at, self._facts, self._contacts))
