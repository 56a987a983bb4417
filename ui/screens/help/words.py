# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences of a call for help, in the language of the moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.waiting_queue import QueuePriority, QueueReason, QueueState
from kiosk.foundation.clock import paris_day
from ui.printing.sheets import PrintState
from ui.screens.help.state import HelpStage, HelpState, UrgentContact
from ui.wording import clock_time, day_in_words, left_to_right, wait_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.waiting_queue import QueueTicket
    from kiosk.domain.waiting_time import WaitRange
    from kiosk.foundation.settings import Contact
    from kiosk.foundation.translation import Translator

_IN_PAIRS = 4
_MANY_NOTES = 2
_HAS_TURN = (QueueState.CALLED, QueueState.SERVING)


@dataclass(frozen=True, slots=True)
class HelpFacts:
    """What is known of the call.

    Attributes:
        reason: Why a number was, or will be, taken.
        is_asked: Whether a number is asked for.
        ticket: The number; nothing before it is taken, or where none is given.
        wait: How long it may take; nothing when it cannot be told.
        is_open: Whether anybody still receives today.
        is_over: Whether somebody received today and nobody does any more.
        next_utc: When somebody receives after today, where nobody does; nothing if unknown.
        printed: Where the paper is; nothing while nobody asked for it.
    """

    reason: QueueReason
    is_asked: bool
    ticket: QueueTicket | None = None
    wait: WaitRange | None = None
    is_open: bool = True
    is_over: bool = False
    next_utc: datetime | None = None
    printed: PrintState | None = None

    @property
    def is_refused(self) -> bool:
        """Say whether a number for today is asked for where nobody receives."""
        return self.reason is QueueReason.APPOINTMENT and not self.is_open

    @property
    def state(self) -> QueueState:
        """Where the number stands; waiting while it is being taken."""
        return QueueState.WAITING if self.ticket is None else self.ticket.state


def said(number: str) -> str:
    """Return a number as it is said in French: four digits by two, « 39 19 »."""
    if len(number) == _IN_PAIRS and number.isdigit():
        return f"{number[:2]} {number[2:]}"
    return number


class HelpWords:
    """Makes the state of the page from what is known."""

    def __init__(self, translator: Translator) -> None:
        """Speak with `translator`."""
        self._translator = translator

    def _t(self, french: str, **values: object) -> str:
        return self._translator.text(french, **values)

    # ---- the number ------------------------------------------------------------------------

    def sentence(self, facts: HelpFacts) -> str:
        """Return the one sentence."""
        if facts.is_refused and facts.ticket is None:
            return self._nobody(facts)
        if facts.state in _HAS_TURN:
            return self._t("C’est à vous.")
        if facts.state is QueueState.CLOSED:
            return self._t("Ce numéro est fermé.")
        if facts.reason is QueueReason.APPOINTMENT:
            return self._t("Asseyez-vous, on appelle votre numéro.")
        if not facts.is_open:
            return self._nobody(facts)
        return self._t("Restez ici, quelqu’un vient.")

    def _nobody(self, facts: HelpFacts) -> str:
        if facts.is_over:
            return self._t("Plus personne ne reçoit aujourd’hui.")
        return self._t("Personne ne reçoit aujourd’hui.")

    def desk(self, facts: HelpFacts) -> str:
        """Return where the person is called to."""
        ticket = facts.ticket
        return ticket.desk if ticket is not None and ticket.state in _HAS_TURN else ""

    def call(self, facts: HelpFacts) -> str:
        """Return what is said once when the number is called."""
        desk = self.desk(facts)
        if not desk:
            return self.sentence(facts)
        return self._t("C’est à vous : {desk}", desk=left_to_right(desk, self._translator))

    def lead(self, facts: HelpFacts) -> str:
        """Return how many are ahead, how long it may take, and that the page is kept."""
        parts: list[str] = []
        # Where nobody receives any more, no turn comes: none is counted.
        is_waiting = facts.is_open and facts.state is QueueState.WAITING
        if is_waiting and facts.ticket is not None:
            parts.append(self._ahead(facts.ticket))
            if facts.wait is not None:
                parts.append(wait_in_words(facts.wait, self._translator))
        if facts.reason is not QueueReason.APPOINTMENT:
            parts.append(self._t("Votre page est gardée, cachée."))
        return " ".join(part for part in parts if part)

    def _ahead(self, ticket: QueueTicket) -> str:
        if ticket.n_ahead == 0:
            # Where others may wait unknown, nobody is promised to be the next one.
            return self._t("Vous êtes la prochaine personne.") if ticket.is_exact else ""
        return self._translator.plural(
            "{n} personne avant vous.", "{n} personnes avant vous.", ticket.n_ahead
        )

    def notes(self, facts: HelpFacts) -> tuple[str, ...]:
        """Return what else is to be known, one sentence each."""
        ticket, notes = facts.ticket, []
        if ticket is not None and ticket.state is QueueState.CLOSED:
            notes.append(self._t("Un autre numéro ? Touchez « Retour », puis recommencez."))
        if ticket is not None and ticket.state is QueueState.WAITING:
            if ticket.line_utc is not None:
                notes.append(self._t("Appelé deux fois sans réponse, votre numéro passe à la fin."))
            if facts.is_open and not ticket.is_exact:
                notes.append(self._t("Cette borne ne connaît pas toute la file."))
            if ticket.priority is QueuePriority.CARD:
                notes.append(self._t("Montrez votre carte à la personne qui vous reçoit."))
        if not facts.is_open and ticket is not None and ticket.state is QueueState.WAITING:
            notes.append(self._t("Votre appel est noté. Demandez aussi à l’accueil."))
        if facts.next_utc is not None:
            day = day_in_words(paris_day(facts.next_utc), self._translator)
            time = clock_time(facts.next_utc, self._translator)
            when = self._t("{day} à {time}", day=day, time=time)
            notes.append(self._t("Prochain accueil : {when}.", when=when))
        return tuple(notes)

    # ---- the contacts ----------------------------------------------------------------------

    def contacts(self, known: tuple[Contact, ...]) -> tuple[UrgentContact, ...]:
        """Return whom to call."""
        listen, found = self._t("Écouter"), []
        for one in known:
            name, detail = self._t(one.name), self._t(one.when) if one.when else ""
            spoken = " ".join(part for part in (f"{name} : {said(one.phone)}.", detail) if part)
            heading = f"{listen} : {one.phone}, {name}"
            found.append(UrgentContact(one.phone, name, detail, heading, spoken))
        return tuple(found)

    # ---- the whole page --------------------------------------------------------------------

    def state(self, at: HelpStage, facts: HelpFacts, known: tuple[Contact, ...]) -> HelpState:
        """Return everything the page shows."""
        t, ticket = self._t, facts.ticket
        printing = facts.printed in (PrintState.SENDING, PrintState.PRINTED)
        is_over = facts.state is QueueState.CLOSED
        has_failed = facts.printed is PrintState.FAILED and not is_over
        paper = t("Le papier ne sort pas."), t("Retenez ce numéro, ou prenez-le en photo.")
        notes = self.notes(facts)
        return HelpState(
            stage=at,
            sign=self._sign(facts, len(notes) + has_failed),
            number=ticket.number if ticket is not None else "",
            sentence=self.sentence(facts),
            desk=self.desk(facts),
            lead=self.lead(facts),
            notes=notes,
            alone=self._alone(facts),
            urgent=t("C’est urgent : pas d’argent, pas de logement, violence"),
            priority=t("J’ai une carte de priorité") if self._may_claim(facts) else "",
            contacts_title=t("Appelez maintenant, c’est gratuit"),
            contacts_question=t("Rien à manger, plus d’argent ?"),
            contacts_lead=t("Une personne ici vous aide et appelle avec vous."),
            contacts=self.contacts(known),
            person="" if facts.is_asked else t("Voir une personne maintenant"),
            back_to_number=t("Revoir mon numéro") if facts.is_asked else t("Retour"),
            print_words=self._print(facts, printing=printing),
            can_print=ticket is not None and not printing,
            paper=paper if has_failed else ("", ""),
        )

    def _sign(self, facts: HelpFacts, n_words: int) -> str:
        if self.desk(facts) or n_words >= _MANY_NOTES:
            return ""
        return "calendar-off" if facts.is_refused and facts.ticket is None else "hand-stop"

    def _alone(self, facts: HelpFacts) -> str:
        if facts.is_refused or facts.state is QueueState.CLOSED:
            return self._t("Retour")
        if facts.reason is QueueReason.APPOINTMENT:
            return self._t("Je ne veux plus attendre")
        return self._t("Je continue sans aide")

    def _print(self, facts: HelpFacts, *, printing: bool) -> str:
        if facts.ticket is None or facts.state is QueueState.CLOSED:
            return ""
        return self._t("Le numéro s’imprime") if printing else self._t("Imprimer")

    @staticmethod
    def _may_claim(facts: HelpFacts) -> bool:
        """Say whether a card would change the turn: who has an emergency is first already."""
        ticket = facts.ticket
        return (
            ticket is not None
            and ticket.state is QueueState.WAITING
            and ticket.reason is not QueueReason.URGENT
            and ticket.priority is not QueuePriority.CARD
        )
