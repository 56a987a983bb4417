# SPDX-License-Identifier: AGPL-3.0-or-later
"""The paper mandate that a mediator fills in with a resident, in easy French.

Source: CNIL, "Professionnels du secteur social : comment mieux protéger les données de vos
usagers ?" (2021): the professional who acts in somebody's place has a written mandate that lists
each action; the duty of the agent and the end of the mandate are those of the Code civil,
articles 1984 to 2010.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.printing.sheets import Piece, PieceKind, Sheet, TwoLanguages
from ui.wording import date_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from kiosk.domain.walkthrough_screen import Card
    from kiosk.foundation.translation import Translator

_PROMISES = (
    "Je fais seulement les démarches écrites ici.",
    "Je demande seulement ce qui est nécessaire.",
    "Je ne garde aucun mot de passe.",
    "Je ne garde aucune copie de vos papiers.",
    "Je vous montre chaque page avant d’envoyer.",
)
_RIGHTS = (
    "Je peux dire non.",
    "Je peux arrêter à tout moment, sans raison.",
    "Je décide pour moi : pas de tutelle, pas de curatelle.",
    "Cet accord vaut pour aujourd’hui seulement.",
)
_MOST_STEPS = 4
_LINES_TO_DETAIL = 2


def steps_of(cards: Iterable[Card], opened: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the procedures that are open on the screen, for `mandate_sheet`.

    Args:
        cards: Every walkthrough, in the person's language.
        opened: Those that are open.
    """
    titles = {card.walkthrough_id: card for card in cards}
    return tuple(
        (card.title_fr or card.title, card.title if card.title_fr else "")
        for card in (titles[one] for one in opened if one in titles)
    )


def mandate_sheet(
    centre: str, day: date, translator: Translator, *, steps: Sequence[tuple[str, str]] = ()
) -> Sheet:
    """Return the mandate for one day, with dotted lines for what people write by hand.

    Those are the names, the signatures and what exactly is to be done: no machine knows it.

    Only the French text binds; the person's language stands beside it so that it is understood.

    Args:
        centre: Name of the place, printed so that nobody writes it wrong.
        day: The day on which the mandate counts.
        translator: Speaks the person's language.
        steps: What is to be done, in French and in the person's language: the procedures open on
            the screen or the need of the record, of which the first four are printed.
    """
    both = TwoLanguages(translator)
    k = PieceKind
    pieces = [
        both.piece(k.TITLE, "J’accepte qu’une personne fasse une démarche pour moi"),
        both.piece(k.STRONG, "La personne aidée"),
        both.piece(k.SIGNATURE, "Nom et prénom"),
        both.piece(k.STRONG, "La personne qui aide"),
        both.piece(k.SIGNATURE, "Nom et prénom"),
        both.piece(k.BODY, "Lieu : {centre}", centre=centre),
        both.built(
            k.BODY, lambda t: t.text("Date : {date}", date=f"{date_in_words(day, t)} {day.year}")
        ),
        both.piece(k.STRONG, "Les démarches permises"),
        *[Piece(k.POINT, french, other) for french, other in steps[:_MOST_STEPS]],
        *[Piece(k.SIGNATURE, "") for _ in range(_LINES_TO_DETAIL if steps else _MOST_STEPS)],
        both.piece(k.STRONG, "La personne qui aide promet"),
        *[both.piece(k.POINT, promise) for promise in _PROMISES],
        both.piece(k.STRONG, "La personne aidée sait"),
        *[both.piece(k.POINT, right) for right in _RIGHTS],
        both.piece(k.SIGNATURE, "Signature de la personne aidée"),
        both.piece(k.SIGNATURE, "Signature de la personne qui aide"),
        both.piece(k.SMALL, "Deux papiers : un pour chaque personne."),
    ]
    if both.is_bilingual:
        pieces.append(both.piece(k.SMALL, "Seul le texte en français compte devant la loi."))
    return both.sheet(pieces)
