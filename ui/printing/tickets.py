# SPDX-License-Identifier: AGPL-3.0-or-later
"""The paper of an appointment or of a request, as values; no Qt.

It holds no name: who comes is told by a number of people and by what must be prepared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.domain.appointments import ReplyBy, TicketState
from ui.printing.sheets import Code, Piece, PieceKind, Sheet, TwoLanguages
from ui.who_comes import who_words, wished_words
from ui.wording import day_and_hours, day_and_time, in_two_groups, left_to_right

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kiosk.domain.appointment_requests import Wish
    from kiosk.domain.appointment_views import Ticket
    from kiosk.domain.appointments import AccessNeed
    from kiosk.foundation.translation import Translator

REPLY_WORDS: Final = {
    ReplyBy.NUMBER: "Tapez ce numéro sur une borne pour la réponse.",
    ReplyBy.PHONE: "Une personne vous appelle pour la réponse.",
    ReplyBy.IN_PERSON: "Revenez ici : une personne vous donne la réponse.",
}
"""How the answer to a request is heard."""


@dataclass(frozen=True, slots=True)
class WorkshopOnPaper:
    """The workshop that a ticket is for.

    Attributes:
        title: Pair (French, spoken).
        start_utc: When it begins, aware.
        duration_min: How long it lasts.
    """

    title: tuple[str, str]
    start_utc: datetime
    duration_min: int


@dataclass(frozen=True, slots=True)
class TicketOnPaper:
    """What a printed ticket says.

    Attributes:
        number: Eight digits.
        is_confirmed: Whether the time is kept; a request is only asked for.
        start_utc: Start of the appointment, aware; None for a request without a time.
        centre: Name and address of the centre where the person is expected.
        phone: Telephone of that centre; empty if it has none.
        documents: Papers to bring, as (French, spoken) pairs.
        code_qr: Content of the booking's own code.
        event_qr: Content of the calendar event; empty for a request.
        wish: For a request, the times asked for.
        reply_by: For a request, how the answer is heard.
        party_size: How many come.
        needs: What the centre must prepare.
        replaces: Number of the ticket that counts no more; empty for a first one.
        workshop: The workshop where one has a seat, or waits for one; nothing otherwise.
    """

    number: str
    is_confirmed: bool
    start_utc: datetime | None
    centre: tuple[str, str]
    phone: str
    documents: tuple[tuple[str, str], ...]
    code_qr: str
    event_qr: str
    wish: Wish | None = None
    reply_by: ReplyBy = ReplyBy.NUMBER
    party_size: int = 1
    needs: frozenset[AccessNeed] = frozenset()
    replaces: str = ""
    workshop: WorkshopOnPaper | None = None


def on_paper(ticket: Ticket, documents: Sequence[tuple[str, str]] | None = None) -> TicketOnPaper:
    """Return what the paper of a ticket says.

    Args:
        ticket: The ticket.
        documents: Papers to bring as (French, spoken) pairs; left out, in French alone.
    """
    if documents is None:
        documents = [(one, one) for one in ticket.documents]
    return TicketOnPaper(
        number=ticket.number,
        is_confirmed=ticket.state is TicketState.CONFIRMED,
        start_utc=ticket.start_utc,
        centre=(ticket.centre.name, ticket.centre.address),
        phone=ticket.centre.phone,
        documents=tuple(documents),
        code_qr=ticket.code_qr,
        event_qr=ticket.event_qr or "",
        wish=ticket.wish,
        reply_by=ticket.reply_by,
        party_size=ticket.party_size,
        needs=ticket.needs,
        replaces=ticket.replaces,
    )


def ticket_sheet(ticket: TicketOnPaper, translator: Translator) -> Sheet:
    """Return the paper of an appointment or of a request, without any name."""
    both, k = TwoLanguages(translator), PieceKind
    pieces = [*_heading(ticket, both), *_when(ticket, both)]
    pieces.append(Piece(k.BODY, ", ".join(filter(None, ticket.centre))))
    pieces += _who(ticket, both)
    if ticket.workshop is None:
        pieces.append(both.piece(k.BODY, "Votre numéro, pour revoir, changer ou annuler"))
    else:
        pieces.append(both.piece(k.BODY, "Votre numéro, pour revoir ou annuler"))
    pieces.append(Piece(k.NUMBER, in_two_groups(ticket.number)))
    if not ticket.is_confirmed:
        pieces.append(both.piece(k.BODY, REPLY_WORDS[ticket.reply_by]))
    if ticket.replaces:
        old = in_two_groups(ticket.replaces)
        pieces.append(both.piece(k.BODY, "L’ancien ticket {number} ne compte plus.", number=old))
    if ticket.documents:
        pieces.append(both.piece(k.STRONG, "À apporter"))
        pieces += [
            Piece(k.ITEM, french, spoken if both.is_bilingual and spoken != french else "")
            for french, spoken in ticket.documents
        ]
    pieces.append(both.built(k.SMALL, lambda t: free_words(ticket.phone, t)))
    codes = [Code(ticket.code_qr, both.piece(k.SMALL, "À montrer à la borne"))]
    if ticket.event_qr:
        codes.append(Code(ticket.event_qr, both.piece(k.SMALL, "Mettre dans mon téléphone")))
    return both.sheet(pieces, codes)


def _heading(ticket: TicketOnPaper, both: TwoLanguages) -> list[Piece]:
    """Return what is sure; a place on the waiting list never reads as a seat."""
    k, workshop = PieceKind, ticket.workshop
    if workshop is None:
        sure = "Rendez-vous confirmé" if ticket.is_confirmed else "Rendez-vous à confirmer"
        return [both.piece(k.TITLE, sure)]
    french, spoken = workshop.title
    title = Piece(k.STRONG, french, spoken if both.is_bilingual and spoken != french else "")
    if ticket.is_confirmed:
        return [both.piece(k.TITLE, "Atelier : place confirmée"), title]
    not_yet = both.piece(k.STRONG, "Ce n’est pas encore une place.")
    return [both.piece(k.TITLE, "Atelier : liste d’attente"), not_yet, title]


def _when(ticket: TicketOnPaper, both: TwoLanguages) -> list[Piece]:
    start, wish, workshop = ticket.start_utc, ticket.wish, ticket.workshop
    if workshop is not None:
        begins, lasts = workshop.start_utc, workshop.duration_min
        return [both.built(PieceKind.STRONG, lambda t: day_and_hours(begins, lasts, t))]
    if start is not None:
        return [both.built(PieceKind.STRONG, lambda t: day_and_time(start, t))]
    if wish is None or not wish.times:
        return []
    return [both.built(PieceKind.STRONG, lambda t: wished_words(wish, t))]


def _who(ticket: TicketOnPaper, both: TwoLanguages) -> list[Piece]:
    if not ticket.needs and ticket.party_size == 1:
        return []
    return [both.built(PieceKind.BODY, lambda t: who_words(ticket.party_size, ticket.needs, t))]


def free_words(phone: str, translator: Translator) -> str:
    """Return that it is free, and the telephone of the place where it has one."""
    if not phone:
        return translator.text("Gratuit.")
    shown = left_to_right(phone, translator)
    return translator.text("Gratuit. Téléphone du lieu : {phone}", phone=shown)
