# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hand, a number, one sentence: somebody comes. The page below is kept, and hidden.

Behind it, or straight from « C'est urgent », whom to call at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.domain.waiting_queue import QueueOutcome, QueueReason
from kiosk.foundation.events import Topic
from kiosk.foundation.settings import UrgentSettings
from kiosk.foundation.tasks import Lane
from ui.navigation.presenter import Presenter
from ui.printing.sheets import PrintState, queue_sheet

if TYPE_CHECKING:
    from kiosk.domain.waiting_queue import QueueTicket
    from kiosk.foundation.settings import Contact
    from kiosk.services.queue import QueueService
    from ui.navigation.presenter import Stage, View
    from ui.navigation.routes import Place
    from ui.printing.sheets import Printing


_IN_PAIRS = 4
NATIONAL = frozenset({"115", "3919", "119", "17", "112", "114"})
"""Whatever the settings name, these are shown: no home, violence, danger, without speaking."""


class HelpStage(Enum):
    """Which face the page shows."""

    WAITING = "waiting"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class UrgentContact:
    """A number to call in an emergency.

    Attributes:
        number: As one dials it.
        name: Who answers.
        detail: What for, and when.
        listen: What its loudspeaker button is called.
        spoken: What that button says.
    """

    number: str
    name: str
    detail: str
    listen: str
    spoken: str


@dataclass(frozen=True, slots=True)
class HelpState:
    """Everything the page shows.

    Attributes:
        stage: Which face.
        number: The number of the queue; empty while it is being taken.
        sentence: The one sentence.
        lead: How many are ahead, and that the page is kept.
        alone: Word of the button that gives the help up.
        urgent: Word of the button for emergencies.
        contacts_title: Title of the contacts.
        contacts_question, contacts_lead: Under it: without food or money, a person here helps.
        contacts: Numbers to call.
        person: Word of the button that calls that person; empty once a number is taken.
        back_to_number: Word of the button that shows the number again, or leaves.
        print_words: Word of the button that prints the number; empty hides it.
        can_print: Whether it can be touched.
    """

    stage: HelpStage
    number: str
    sentence: str
    lead: str
    alone: str
    urgent: str
    contacts_title: str
    contacts_question: str
    contacts_lead: str
    contacts: tuple[UrgentContact, ...]
    person: str
    back_to_number: str
    print_words: str
    can_print: bool


def with_national(own: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Return the contacts of the settings, then the national numbers that they leave out."""
    known = {contact.phone for contact in own}
    national = (one for one in UrgentSettings().contacts if one.phone in NATIONAL)
    return (*own, *(one for one in national if one.phone not in known))


def said(number: str) -> str:
    """Return a number as it is said in French: four digits by two, « 39 19 »."""
    if len(number) == _IN_PAIRS and number.isdigit():
        return f"{number[:2]} {number[2:]}"
    return number


class HelpPresenter(Presenter[HelpState]):
    """The mind of the page."""

    def __init__(
        self,
        view: View[HelpState],
        stage: Stage,
        place: Place,
        *,
        queue: QueueService,
        printing: Printing,
        contacts: tuple[Contact, ...],
    ) -> None:
        """Take a number for the reason told by the place; `contacts` are the settings' own.

        A place with ``urgent`` shows whom to call first, and takes a number only when asked.
        """
        super().__init__(view, stage)
        self._queue, self._printing = queue, printing
        self._contacts = with_national(contacts)
        self._place = place
        reason = self._place.text("reason", QueueReason.HELP.value)
        self._reason = QueueReason(reason)
        self._is_called = not self._place.params.get("urgent")
        self._at = HelpStage.WAITING if self._is_called else HelpStage.URGENT
        self._ticket: QueueTicket | None = None
        self._n_ahead = 0
        self._print_state: PrintState | None = None
        self._is_over = False

    def start(self) -> None:
        """Take a number at once, but not for numbers to call; touching help twice takes one."""
        self.stage.session.begin()
        self.follow(Topic.QUEUE)
        self._show()
        if self._is_called:
            self.store(lambda: self._queue.take(self._reason), done=self._taken)

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def on_topic(self, topic: Topic) -> None:
        """Count again who is ahead."""
        del topic  # only the queue is followed
        ticket = self._ticket
        if ticket is None:
            return

        def job() -> QueueTicket | None:
            waiting = self._queue.waiting()
            return next((one for one in waiting if one.number == ticket.number), None)

        self.store(job, done=self._counted)

    def page_text(self) -> str:
        """Return the number and the sentence, or whom to call."""
        if self._at is HelpStage.URGENT:
            lines = (contact.spoken for contact in self._urgent_contacts())
            title = self.text("Appelez maintenant, c’est gratuit")
            question = self.text("Rien à manger, plus d’argent ?")
            lead = self.text("Une personne ici vous aide et appelle avec vous.")
            return " ".join((f"{title}.", question, lead, *lines))
        number = self._ticket.number if self._ticket is not None else ""
        return f"{self.text('Votre numéro')} : {number}. {self._sentence()} {self._lead()}"

    # ---- the verbs -------------------------------------------------------------------------

    def continue_alone(self) -> None:
        """Give the number back and return to the page that was kept."""
        self._close(QueueOutcome.LEFT)
        self.stage.router.back()

    def show_urgent(self) -> None:
        """Show the emergency numbers; the person is put first in the queue."""
        self._at = HelpStage.URGENT
        self._show()
        if self._reason is not QueueReason.URGENT:
            self._reason = QueueReason.URGENT
            self._close(QueueOutcome.LEFT)
            self.store(lambda: self._queue.take(QueueReason.URGENT), done=self._taken)

    def show_number(self) -> None:
        """Show the number again; leave if none was asked for."""
        if not self._is_called:
            self.stage.router.back()
            return
        self._at = HelpStage.WAITING
        self._show()

    def call_person(self) -> None:
        """Take a number that comes first, and show it."""
        if self._is_called:
            return
        self._is_called = True
        self._reason, self._at = QueueReason.URGENT, HelpStage.WAITING
        self._show()
        self.store(lambda: self._queue.take(QueueReason.URGENT), done=self._taken)

    def print_number(self) -> None:
        """Print the number once."""
        ticket = self._ticket
        if ticket is not None and self._print_state in (None, PrintState.FAILED):
            sheet = queue_sheet(ticket.number, self.stage.centre.name, self.stage.translator)
            self._printing.submit(sheet, self._printed)

    # ---- what comes back -------------------------------------------------------------------

    def _taken(self, ticket: QueueTicket) -> None:
        self._ticket, self._is_over = ticket, False
        self._n_ahead = ticket.n_ahead
        self._show()

    def _counted(self, ticket: QueueTicket | None) -> None:
        if ticket is not None:
            self._ticket = ticket
            self._n_ahead = ticket.n_ahead
        self._is_over = ticket is None
        self._show()

    def _printed(self, state: PrintState) -> None:
        self._print_state = state
        if self.scope.is_open:
            self._show()
            if state is PrintState.FAILED:
                self.view.announce(self.text("Le papier ne sort pas. Notez le numéro."))

    def _close(self, outcome: QueueOutcome) -> None:
        ticket, self._ticket = self._ticket, None
        if ticket is not None and not self._is_over:
            # Without the scope: the number is given back though the page is gone.
            self.stage.tasks.run(
                Lane.STORE,
                lambda: self._queue.close(ticket.number, outcome),
                failed=self.failed,
            )

    # ---- the state -------------------------------------------------------------------------

    def _sentence(self) -> str:
        if self._is_over:
            return self.text("C’est à vous.")
        if self._reason is QueueReason.APPOINTMENT:
            return self.text("Asseyez-vous, on appelle votre numéro.")
        return self.text("Restez ici, quelqu’un vient.")

    def _lead(self) -> str:
        if self._is_over:
            return self.text("Votre page est gardée, cachée.")
        ahead = self.stage.translator.plural(
            "{n} personne avant vous.", "{n} personnes avant vous.", self._n_ahead
        )
        if self._n_ahead == 0:
            ahead = self.text("Vous êtes la prochaine personne.")
        if self._reason is QueueReason.APPOINTMENT:
            return ahead
        return f"{ahead} {self.text('Votre page est gardée, cachée.')}"

    def _urgent_contacts(self) -> tuple[UrgentContact, ...]:
        text, listen, found = self.text, self.text("Écouter"), []
        for one in self._contacts:
            name, detail = text(one.name), text(one.when) if one.when else ""
            spoken = " ".join(part for part in (f"{name} : {said(one.phone)}.", detail) if part)
            heading = f"{listen} : {one.phone}, {name}"
            found.append(UrgentContact(one.phone, name, detail, heading, spoken))
        return tuple(found)

    def _show(self) -> None:
        t, ticket = self.text, self._ticket
        printing = self._print_state in (PrintState.SENDING, PrintState.PRINTED)
        self.show(
            HelpState(
                stage=self._at,
                number=ticket.number if ticket is not None else "",
                sentence=self._sentence(),
                lead=self._lead(),
                alone=t("Retour")
                if self._reason is QueueReason.APPOINTMENT
                else t("Je continue sans aide"),
                urgent=t("C’est urgent : pas d’argent, pas de logement, violence"),
                contacts_title=t("Appelez maintenant, c’est gratuit"),
                contacts_question=t("Rien à manger, plus d’argent ?"),
                contacts_lead=t("Une personne ici vous aide et appelle avec vous."),
                contacts=self._urgent_contacts(),
                person="" if self._is_called else t("Voir une personne maintenant"),
                back_to_number=t("Revoir mon numéro") if self._is_called else t("Retour"),
                print_words=t("Le numéro s’imprime") if printing else t("Imprimer"),
                can_print=ticket is not None and not printing,
            )
        )
