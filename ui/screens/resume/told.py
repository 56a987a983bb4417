# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of tickets tells at the end: what happened, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointments import CHECK_IN_BEFORE, CancelOutcome
from ui.screens.resume.seat_words import YES_KEPT
from ui.wording import clock_time

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.foundation.translation import Translator


@dataclass(frozen=True, slots=True)
class Told:
    """The end of a cancellation, of an arrival or of a choice, in words.

    Attributes:
        mark: Icon beside the title.
        title: The answer.
        happened: One sentence: what happened.
        caption: What the number is now.
        next: One sentence: what the person can do.
        is_done: Whether what was asked is done for sure.
        books_again: Whether another appointment can be taken here; else a person helps.
        is_cancelled: Whether a cancellation was asked: the way to the place is told no more.
    """

    mark: str
    title: str
    happened: str
    caption: str
    next: str
    is_done: bool
    books_again: bool
    is_cancelled: bool = True


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
    again = _again(translator, has_booked=has_booked)
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


def _again(translator: Translator, *, has_booked: bool) -> str:
    if has_booked:
        return translator.text("Pour un autre, demandez à une personne.")
    return translator.text("Vous pouvez prendre un autre rendez-vous.")


def told_of_seat(translator: Translator, *, has_booked: bool, had_seat: bool) -> Told:
    """Tell that a seat of a workshop is given up, or a place on its waiting list.

    Args:
        translator: Sentences of the moment's language.
        has_booked: Whether this visit has booked: only a person can then give another one.
        had_seat: Whether a seat was kept.
    """
    t = translator.text
    happened = t("Vous n’êtes plus sur la liste d’attente.")
    if had_seat:
        happened = t("Une autre personne peut prendre cette place.")
    return Told(
        mark="circle-check",
        title=t("C’est annulé."),
        happened=happened,
        caption=t("Numéro annulé"),
        next=_again(translator, has_booked=has_booked),
        is_done=True,
        books_again=not has_booked,
    )


def told_of_yes(translator: Translator) -> Told:
    """Tell that a yes to an offered seat is kept; the seat is sure once the city has heard it."""
    t = translator.text
    return Told(
        mark="hourglass",
        title=t("Votre oui est noté."),
        happened=t(YES_KEPT),
        caption=t("Numéro du ticket"),
        next=t("La place n’est pas encore sûre. Revenez voir ici."),
        is_done=False,
        books_again=False,
        is_cancelled=False,
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


def told_of_arrival(
    reason: str, start_utc: datetime | None, translator: Translator, *, of_workshop: bool = False
) -> Told:
    """Tell an arrival.

    Args:
        reason: Why it was refused; empty when it is noted.
        start_utc: When the appointment begins.
        translator: Sentences of the moment's language.
        of_workshop: Whether it is the arrival at a workshop, where nobody is called.
    """
    t = translator.text
    mark, advice = "info-circle", t("Demandez à une personne.")
    match reason:
        case "" | "already_received":
            mark, title = "circle-check", t("Votre arrivée est notée.")
            happened = t("Asseyez-vous. Une personne vous appelle.")
            if of_workshop:
                happened = t("Installez-vous, l’atelier commence bientôt.")
            advice = t("Gardez votre ticket avec vous.")
        case "too_early" if start_utc is not None:
            mark, title = "clock", t("C’est trop tôt.")
            opens = clock_time(start_utc - CHECK_IN_BEFORE, translator)
            happened = t("Revenez à cette borne à partir de {time}.", time=opens)
            advice = t("Votre rendez-vous reste gardé.")
        case "too_late" if start_utc is not None:
            title = t("L’heure est passée.")
            start = clock_time(start_utc, translator)
            happened = t("Votre rendez-vous était à {time}.", time=start)
        case _:
            title = t("Une personne va regarder.")
            happened = t("Cette borne ne peut pas noter votre arrivée.")
    is_done = reason in ("", "already_received")
    caption = t("Numéro du ticket")
    return Told(
        mark=mark,
        title=title,
        happened=happened,
        caption=caption,
        next=advice,
        is_done=is_done,
        books_again=False,
        is_cancelled=False,
    )


def told_of_choice(translator: Translator) -> Told:
    """Tell that the choice of an offered time is on its way to the centre."""
    t = translator.text
    return Told(
        mark="circle-check",
        title=t("C’est noté."),
        happened=t("Une personne confirme cette heure bientôt."),
        caption=t("Numéro du ticket"),
        next=t("Revenez voir ici avec votre numéro."),
        is_done=True,
        books_again=False,
        is_cancelled=False,
    )
