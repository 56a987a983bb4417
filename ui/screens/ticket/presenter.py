# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ticket: one sentence that cannot be misread, the number, the paper that comes by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.appointment_views import Ticket
from kiosk.domain.appointments import TicketState
from kiosk.domain.workshops import is_workshop, workshop_id_of
from ui.navigation.presenter import Presenter
from ui.printing.paper_retry import Paper
from ui.printing.sheets import PrintState
from ui.printing.tickets import (
    REPLY_WORDS,
    WorkshopOnPaper,
    free_words,
    on_paper,
    ticket_sheet,
)
from ui.who_comes import who_words, wished_words
from ui.wording import day_and_hours, day_and_time, in_two_groups, left_to_right

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.domain.appointment_views import Need
    from kiosk.domain.workshops import Workshop
    from kiosk.services.appointments import AppointmentService
    from kiosk.services.workshops import WorkshopVerbs
    from ui.navigation.presenter import Stage, View
    from ui.navigation.routes import Place
    from ui.printing.sheets import Printing


_SHOW_CODE = "À montrer à la borne, pour revoir, changer ou annuler."
_SHOW_SEAT_CODE = "À montrer à la borne, pour revoir ou annuler."


@dataclass(frozen=True, slots=True)
class PaperToBring:
    """A paper to bring; `french` is empty when the words are French."""

    label: str
    french: str = ""


@dataclass(frozen=True, slots=True)
class TicketMeans:
    """What the page works with.

    Attributes:
        appointments: Knows the needs in the person's language.
        workshops: Knows the workshops.
        printing: The door to the printer.
    """

    appointments: AppointmentService
    workshops: WorkshopVerbs
    printing: Printing


@dataclass(frozen=True, slots=True)
class TicketView:
    """Everything the page shows.

    Attributes:
        is_confirmed: Whether the time is kept.
        heading: « C’est confirmé. », « C’est à confirmer. » or that one waits for a seat.
        not_yet: On the waiting list, that it is no seat yet and how the answer is heard, as
            (bold beginning, sentence); both empty otherwise.
        subject: The workshop, in the person's language and in French; both may be empty.
        when: Day and time in words; for a request, what happens next.
        place: Name and address of the centre where the person is expected.
        who: How many come and what is prepared; empty for one person and nothing.
        replaces: Which ticket counts no more; empty for a first one.
        number_caption: What the number is for.
        number: Two groups of four digits.
        bring: Caption of the papers; empty without papers.
        papers: Papers to bring.
        print_state: Where the paper is.
        print_words: The same in words.
        photo: Advice beside it.
        print_again: Word of the button; empty hides it.
        event_code: Content of the calendar's code; empty hides it.
        event_title: Words under it.
        event_text: What to do with it.
        booking_code: Content of the code that a kiosk reads.
        booking_text: What to do with that one.
        free: Words in the bar: free of charge, phone of the place.
        finish: Word of the button that ends.
    """

    is_confirmed: bool
    heading: str
    not_yet: tuple[str, str]
    subject: tuple[str, str]
    when: str
    place: str
    who: str
    replaces: str
    number_caption: str
    number: str
    bring: str
    papers: tuple[PaperToBring, ...]
    print_state: PrintState
    print_words: str
    photo: str
    print_again: str
    event_code: str
    event_title: str
    event_text: str
    booking_code: str
    booking_text: str
    free: str
    finish: str


class TicketPresenter(Presenter[TicketView]):
    """The mind of the ticket page."""

    def __init__(
        self,
        view: View[TicketView],
        stage: Stage,
        place: Place,
        *,
        means: TicketMeans,
        end_session: Callable[[], None],
    ) -> None:
        """Show and print the ticket that the place carries."""
        super().__init__(view, stage)
        ticket = place.params["ticket"]
        assert isinstance(ticket, Ticket)
        self._ticket = ticket
        self._motif_id = place.text("motif_id")
        self._means = means
        self._end_session = end_session
        self._paper = Paper()
        self._need: Need | None = None
        self._workshop: Workshop | None = None

    def start(self) -> None:
        """Show the ticket, find its words in the person's language, then print it once."""
        self._show()
        self.store(self._means.appointments.ticket_shown)
        self._find_words(then=self._print)

    def redraw(self) -> None:
        """Show the ticket in the language of the moment; nothing is printed again."""
        self._show()
        self._find_words(then=lambda: None)

    def page_text(self) -> str:
        """Return what is read aloud: the sentence, the time, the place, the number."""
        state = self._state()
        digits = ", ".join(" ".join(group) for group in state.number.split())
        what = (state.heading, *state.not_yet, state.subject[0], state.when)
        said = (*what, state.place, state.who, state.number_caption, digits)
        more = (state.replaces, state.print_words)
        return " ".join(f"{text.rstrip('.')}." for text in (*said, *more) if text)

    def print_again(self) -> None:
        """Print once more, after a paper that did not come."""
        if self._paper.may_be_retried:
            self._print()

    def finish(self) -> None:
        """End the session."""
        self._end_session()

    def _find_words(self, *, then: Callable[[], None]) -> None:
        """Find the need or the workshop; without them the French words of the ticket stand."""
        language, means = self.stage.translator.language.code, self._means

        def known(workshop: Workshop | None) -> None:
            self._workshop = workshop
            self._show()
            then()

        def found(needs: tuple[Need, ...]) -> None:
            self._need = next((one for one in needs if one.motif_id == self._motif_id), None)
            self._show()
            then()

        def failed(error: Exception) -> None:
            del error  # the ticket has the French words, which is enough to print it
            then()

        if is_workshop(self._motif_id):
            workshop_id = workshop_id_of(self._motif_id)
            self.store(lambda: means.workshops.find(workshop_id), done=known, failed=failed)
        else:
            self.store(lambda: means.appointments.needs(language), done=found, failed=failed)

    def _print(self) -> None:
        self._paper.begin()
        papers = [(one.french or one.label, one.label) for one in self._papers()]
        ticket = replace(on_paper(self._ticket, papers), workshop=self._workshop_on_paper())
        self._means.printing.submit(ticket_sheet(ticket, self.stage.translator), self._printed)

    def _printed(self, state: PrintState) -> None:
        if self.scope.is_open:
            self._paper.note(state)
            self._show()
            if state is PrintState.FAILED:
                self.view.announce(self._print_words())

    def _begins_utc(self) -> datetime | None:
        return self._ticket.start_utc or self._ticket.workshop_utc

    def _subject(self) -> tuple[str, str]:
        """Return the workshop in the person's language and in French; empty for a need."""
        if not is_workshop(self._motif_id):
            return ("", "")
        french = self._ticket.motif_label
        spoken = french
        if self._workshop is not None:
            spoken = self._workshop.title(self.stage.translator.language.code)
        return (spoken, french if french != spoken else "")

    def _workshop_on_paper(self) -> WorkshopOnPaper | None:
        start_utc = self._begins_utc()
        if not is_workshop(self._motif_id) or start_utc is None:
            return None
        title = (self._ticket.motif_label, self._subject()[0])
        return WorkshopOnPaper(title, start_utc, self._ticket.duration_min)

    def _papers(self) -> tuple[PaperToBring, ...]:
        french = self._ticket.documents
        spoken = self._need.documents if self._need is not None else french
        if self._workshop is not None:
            spoken = self._workshop.as_motif().papers(self.stage.translator.language.code)
        if len(spoken) != len(french):
            spoken = french
        return tuple(
            PaperToBring(word, other if other != word else "")
            for word, other in zip(spoken, french, strict=True)
        )

    def _print_words(self) -> str:
        match self._paper.state:
            case PrintState.PRINTED:
                return self.text("Prenez votre ticket")
            case PrintState.FAILED:
                return self.text("Le papier ne sort pas. Notez le numéro.")
            case _:
                return self.text("Le ticket s’imprime")

    def _who(self) -> str:
        ticket, translator = self._ticket, self.stage.translator
        who = who_words(ticket.party_size, ticket.needs, translator)
        asked = wished_words(ticket.wish, translator) if ticket.wish is not None else ""
        return " · ".join(filter(None, (asked, who)))

    def _heading(self) -> str:
        if self._ticket.state is TicketState.CONFIRMED:
            return self.text("C’est confirmé.")
        if is_workshop(self._motif_id):
            return self.text("Vous êtes sur la liste d’attente.")
        return self.text("C’est à confirmer.")

    def _not_yet(self) -> tuple[str, str]:
        is_confirmed = self._ticket.state is TicketState.CONFIRMED
        if is_confirmed or not is_workshop(self._motif_id):
            return ("", "")
        not_yet = self.text("Ce n’est pas encore une place.")
        return not_yet, self.text(REPLY_WORDS[self._ticket.reply_by])

    def _when(self) -> str:
        ticket, start_utc = self._ticket, self._begins_utc()
        if start_utc is None:
            return self.text(REPLY_WORDS[ticket.reply_by])
        if is_workshop(self._motif_id):
            return day_and_hours(start_utc, ticket.duration_min, self.stage.translator)
        return day_and_time(start_utc, self.stage.translator)

    def _replaces(self) -> str:
        if not self._ticket.replaces:
            return ""
        number = left_to_right(self._ticket.replaces, self.stage.translator)
        return self.text("L’ancien ticket {number} ne compte plus.", number=number)

    def _show(self) -> None:
        self.show(self._state())

    def _state(self) -> TicketView:
        ticket, t = self._ticket, self.text
        is_confirmed = ticket.state is TicketState.CONFIRMED
        papers = self._papers()
        number, code = "Votre numéro, pour revoir, changer ou annuler", _SHOW_CODE
        if is_workshop(self._motif_id):
            number, code = "Votre numéro, pour revoir ou annuler", _SHOW_SEAT_CODE
        return TicketView(
            is_confirmed=is_confirmed,
            heading=self._heading(),
            not_yet=self._not_yet(),
            subject=self._subject(),
            when=self._when(),
            place=", ".join(filter(None, (ticket.centre.name, ticket.centre.address))),
            who=self._who(),
            replaces=self._replaces(),
            number_caption=t(number),
            number=in_two_groups(ticket.number),
            bring=t("À apporter :") if papers else "",
            papers=papers,
            print_state=self._paper.state or PrintState.SENDING,
            print_words=self._print_words(),
            photo=t("Ou prenez cette page en photo."),
            print_again=t("Imprimer encore") if self._paper.may_be_retried else "",
            event_code=ticket.event_qr or "",
            event_title=t("Mettre dans mon téléphone"),
            event_text=t("Ouvrez l’appareil photo et visez le carré. Sans connexion."),
            booking_code=ticket.code_qr,
            booking_text=t(code),
            free=free_words(ticket.centre.phone, self.stage.translator),
            finish=t("Terminer"),
        )
