# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of tickets tells once a cancellation was asked: what happened, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointments import CancelOutcome

if TYPE_CHECKING:
    from kiosk.foundation.translation import Translator


@dataclass(frozen=True, slots=True)
class Told:
    """The end of a cancellation in words.

    Attributes:
        mark: Icon beside the title.
        title: The answer.
        happened: One sentence: what happened.
        caption: What the number is now.
        next: One sentence: what the person can do.
        is_done: Whether the appointment is gone for sure.
        books_again: Whether another appointment can be taken here; else a person helps.
    """

    mark: str
    title: str
    happened: str
    caption: str
    next: str
    is_done: bool
    books_again: bool


def told_of(
    outcome: CancelOutcome | None, translator: Translator, *, has_booked: bool, had_hour: bool
) -> Told:
    """Tell `outcome`.

    Args:
        outcome: What became of the cancellation.
        translator: Sentences of the moment's language.
        has_booked: Whether this visit has booked: only a person can then give another one.
        had_hour: Whether an hour was kept; a request has none.
    """
    t = translator.text
    again = t("Vous pouvez prendre un autre rendez-vous.")
    if has_booked:
        again = t("Pour un autre, demandez à une personne.")
    match outcome:
        case CancelOutcome.EFFECTIVE:
            mark, title = "circle-check", t("C’est annulé.")
            happened = t("Personne ne cherche plus d’heure pour vous.")
            if had_hour:
                happened = t("Une autre personne peut prendre cette heure.")
        case CancelOutcome.ALREADY:
            mark, title = "circle-check", t("C’était déjà annulé.")
            happened = t("Vous n’avez rien à faire.")
        case CancelOutcome.ONCE_SENT:
            mark, title = "hourglass", t("C’est noté.")
            happened = t("L’annulation compte dès le retour du réseau.")
        case CancelOutcome.TOO_LATE:
            title, happened = t("L’heure est passée."), t("Ce rendez-vous ne s’annule plus.")
            return _left_to_a_person(title, happened, translator)
        case _:
            title = t("Une personne va regarder.")
            happened = t("Rien n’est annulé pour le moment.")
            return _left_to_a_person(title, happened, translator)
    is_done = outcome is not CancelOutcome.ONCE_SENT
    return Told(
        mark=mark,
        title=title,
        happened=happened,
        caption=t("Numéro annulé") if is_done else t("Numéro à annuler"),
        next=again,
        is_done=is_done,
        books_again=not has_booked,
    )


def _left_to_a_person(title: str, happened: str, translator: Translator) -> Told:
    return Told(
        mark="info-circle",
        title=title,
        happened=happened,
        caption=translator.text("Numéro du ticket"),
        next=translator.text("Demandez à une personne."),
        is_done=False,
        books_again=False,
    )
