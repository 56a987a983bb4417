# SPDX-License-Identifier: AGPL-3.0-or-later
"""The paper that people of a workshop sign; no Qt.

It holds numbers and never a name, even at the wish of a mediator: what is on paper, and in the
files of the print system, outlives the erasure of the next day. A person who wants to writes a
first name by hand, in a column for it, beside the signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import GONE
from kiosk.foundation.clock import paris_day
from kiosk.foundation.translation import Translator
from ui.printing.sheets import Grid, Piece, PieceKind, Sheet, TwoLanguages
from ui.who_comes import NEED_WORDS
from ui.wording import day_in_words, hours_in_words, sentence_case

if TYPE_CHECKING:
    from kiosk.domain.appointment_views import DeskAppointment, WorkshopSheet

_MOST_BLANK = 6


def attendance_sheet(centre: str, sheet: WorkshopSheet, leader: str) -> Sheet:
    """Return the paper, one line a seat: the number, then a first name and a signature by hand.

    Args:
        centre: Name of the place.
        sheet: The workshop and its people; what holds no seat any more is left out.
        leader: First name of who leads it; empty where it is not known.
    """
    both, k = TwoLanguages(Translator("fr")), PieceKind
    french, workshop = both.spoken, sheet.workshop
    day = paris_day(workshop.start_utc)
    hours = hours_in_words(workshop.start_utc, workshop.end_utc, french)
    when = f"{sentence_case(day_in_words(day, french))} {day.year}, {hours}"
    led = french.text("avec {name}", name=leader) if leader else ""
    enrolled = [one for one in sheet.lines if one.status not in GONE]
    rows = [row for one in enrolled for row in _rows(one, french)]
    n_blank = max(0, min(workshop.capacity - len(rows), _MOST_BLANK))
    rows += [("", "", "")] * n_blank
    heads = ("Numéro", "Prénom (facultatif)", "Signature")
    pieces = (
        both.piece(k.TITLE, "Feuille d’émargement"),
        Piece(k.STRONG, workshop.title()),
        Piece(k.STRONG, when),
        Piece(k.BODY, " · ".join(filter(None, (centre, led)))),
        both.piece(k.SMALL, "Signez à côté de votre numéro. Sans inscription : une ligne vide."),
    )
    grid = Grid(tuple(french.text(head) for head in heads), tuple(rows), (36, 30, 34))
    return Sheet(pieces, grids=(grid,))


def _rows(one: DeskAppointment, french: Translator) -> list[tuple[str, str, str]]:
    """Return the lines of a party: each person signs."""
    needs = ", ".join(french.text(NEED_WORDS[need]) for need in sorted(one.needs))
    rows = []
    for place in range(one.party_size):
        number = one.number
        if one.party_size > 1:
            number = french.text(
                "{number} ({n} sur {size})", number=one.number, n=place + 1, size=one.party_size
            )
        rows.append((" · ".join(filter(None, (number, needs if not place else ""))), "", ""))
    return rows
