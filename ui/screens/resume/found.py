# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was found by a number or a square, in plain words, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_requests import DeclineReason, RequestStatus
from kiosk.domain.appointment_status import GONE, AppointmentStatus
from kiosk.domain.appointments import CentreReason, Origin
from kiosk.foundation.clock import paris_day
from ui.screens.resume.explained import Explained
from ui.screens.resume.seat_words import is_of_workshop, is_offered, of_seat, of_waiting
from ui.screens.resume.state import MoreAction
from ui.who_comes import party_words, wished_words
from ui.wording import day_and_hours, day_and_time, left_to_right

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.domain.appointment_requests import AppointmentRequest
    from kiosk.domain.appointment_views import FoundAppointment
    from kiosk.foundation.translation import Translator
    from ui.navigation.centre import CentreView

ARRIVE, MOVE, BOOK, TAKE = "arrive", "move", "book", "take"
"""Keys of what can be done; TAKE is followed by the rank of an offered time."""
_MOVABLE = frozenset({AppointmentStatus.CONFIRMED, AppointmentStatus.DISPLACED})
_ASK: Final = "Demandez à une personne."
_SAID: Final = {
    AppointmentStatus.CONFIRMED: ("Confirmé", "", ""),
    AppointmentStatus.CANCEL_ASKED: (
        "Annulation demandée",
        "L’annulation compte dès le retour du réseau.",
        "",
    ),
    AppointmentStatus.CANCELLED: ("Annulé", "Ce rendez-vous est annulé.", ""),
    AppointmentStatus.CANCELLED_BY_CENTRE: (
        "Annulé par le centre",
        "Le centre a annulé ce rendez-vous.",
        "Prenez-en un autre, ou demandez à une personne.",
    ),
    AppointmentStatus.MOVED: ("Déplacé", "Ce ticket ne compte plus.", ""),
    AppointmentStatus.DISPLACED: (
        "À replacer",
        "Cette heure n’est plus possible.",
        "Changez l’heure, ou demandez à une personne.",
    ),
    AppointmentStatus.ARRIVED: (
        "Arrivée notée",
        "Asseyez-vous. Une personne vous appelle.",
        "",
    ),
    AppointmentStatus.IN_SESSION: ("En cours", "", ""),
    AppointmentStatus.ATTENDED: ("Venu", "Ce rendez-vous est fini.", ""),
    AppointmentStatus.ABSENT: ("Absence", "L’heure est passée.", _ASK),
}
_ASKED: Final = {
    RequestStatus.REQUESTED: (
        "À confirmer",
        "Pas encore de réponse. Revenez voir plus tard.",
        "",
    ),
    RequestStatus.PROPOSED: ("Réponse reçue", "Choisissez une de ces heures.", ""),
    RequestStatus.CONFIRMED: ("Confirmé", "Votre demande est acceptée.", ""),
    RequestStatus.DECLINED: ("Pas possible", "", _ASK),
    RequestStatus.EXPIRED: ("Sans réponse", "Personne n’a répondu à temps.", _ASK),
    RequestStatus.WITHDRAWN: ("Annulé", "Cette demande est annulée.", ""),
}
_DECLINED: Final = {
    DeclineReason.NO_TIME_FREE: "Il n’y a plus d’heure libre.",
    DeclineReason.ELSEWHERE: "Un autre lieu peut vous aider.",
    DeclineReason.NOT_OUR_TASK: "Ce lieu ne s’occupe pas de cela.",
    DeclineReason.NOT_REACHED: "Nous n’avons pas pu vous joindre.",
    DeclineReason.WAITING_LIST_FULL: "La liste d’attente est complète.",
    DeclineReason.WORKSHOP_CANCELLED: "L’atelier est annulé.",
}


_BY_CENTRE: Final = {
    CentreReason.MEDIATOR_AWAY: "La personne qui devait vous recevoir est absente.",
    CentreReason.CENTRE_CLOSED: "Le lieu est fermé ce jour-là.",
    CentreReason.TWO_FOR_ONE_TIME: "Deux personnes avaient la même heure. C’est notre erreur.",
    CentreReason.ASKED_BY_PHONE: "Vous l’avez demandé par téléphone.",
    # Nobody is accused by a machine: who has a question asks a person.
    CentreReason.MISUSE: "Le centre a annulé ce rendez-vous.",
    CentreReason.WORKSHOP_CANCELLED: "Cet atelier n’a pas lieu.",
}
"""Why the centre cancelled, to the person concerned."""


def explained(found: FoundAppointment, translator: Translator) -> Explained:
    """Say where a ticket stands."""
    t, asked = translator.text, found.request
    if found.status is None and is_of_workshop(found):
        return of_waiting(asked, translator)
    if found.status is None:
        return _of_request(asked, translator)
    seat = of_seat(found, translator) if is_of_workshop(found) else None
    if seat is not None:
        return seat
    chip, happened, advice = _SAID[found.status]
    is_settled = found.status in (AppointmentStatus.CONFIRMED, AppointmentStatus.ARRIVED)
    if found.status is AppointmentStatus.CONFIRMED and asked is not None:
        happened = _ASKED[RequestStatus.CONFIRMED][1]
    if found.status is AppointmentStatus.CANCELLED_BY_CENTRE and found.reason is not None:
        happened = _BY_CENTRE[found.reason]
    told = Explained(t(chip), _say(happened, t), _say(advice, t), is_settled)
    if found.moved_to_utc is None:
        return told
    when = day_and_time(found.moved_to_utc, translator)
    number = left_to_right(found.moved_to, translator)
    words = t("Nouvelle heure : {when}. Nouveau ticket : {number}.", when=when, number=number)
    return Explained(told.chip, told.happened, words, told.is_settled)


def _of_request(asked: AppointmentRequest | None, translator: Translator) -> Explained:
    t = translator.text
    if asked is None:
        # The square of another machine: its answer is known there, or once the line is back.
        return Explained(t("À confirmer"), t("La réponse n’est pas connue sur cette borne."), "")
    chip, happened, advice = _ASKED[asked.status]
    if asked.reason is not None:
        happened = _DECLINED[asked.reason]
    if asked.chosen is not None and asked.status is RequestStatus.PROPOSED:
        when = day_and_time(asked.chosen.start_utc, translator)
        words = t("Vous avez choisi : {when}.", when=when)
        return Explained(t(chip), words, t("Une personne confirme bientôt."))
    return Explained(t(chip), _say(happened, t), _say(advice, t))


def _say(words: str, text: Callable[[str], str]) -> str:
    return text(words) if words else ""


def more_actions(
    found: FoundAppointment, now_utc: datetime, translator: Translator
) -> tuple[MoreAction, ...]:
    """Return what can be done with a ticket, besides cancelling it."""
    t, asked, start = translator.text, found.request, found.start_utc
    if is_offered(found) and asked is not None:
        yes = translator.plural("Oui, je viens", "Oui, nous venons", asked.party_size)
        return (MoreAction(f"{TAKE}0", "check", yes, is_main=True),)
    if asked is not None and asked.status is RequestStatus.PROPOSED and asked.chosen is None:
        return tuple(
            MoreAction(
                f"{TAKE}{rank}",
                "calendar-check",
                day_and_time(time.start_utc, translator),
                is_main=True,
            )
            for rank, time in enumerate(asked.proposals)
        )
    expired = asked is not None and asked.status is RequestStatus.EXPIRED
    if expired or found.status is AppointmentStatus.CANCELLED_BY_CENTRE:
        words = t("Prendre un autre rendez-vous")
        if is_of_workshop(found):
            words = t("Revoir les ateliers")
        return (MoreAction(BOOK, "calendar-plus", words, is_main=True),)
    if start is None or found.elsewhere is not None:
        return ()
    actions = []
    is_today = paris_day(start) == paris_day(now_utc)
    if is_today and found.status is AppointmentStatus.CONFIRMED:
        actions.append(MoreAction(ARRIVE, "user-check", t("Je suis là"), is_main=True))
    is_movable = found.status in _MOVABLE and not is_of_workshop(found)
    if is_movable and found.is_checked and start > now_utc:
        actions.append(MoreAction(MOVE, "calendar-repeat", t("Changer l’heure")))
    return tuple(actions)


def can_cancel(found: FoundAppointment) -> bool:
    """Say whether cancelling still means something."""
    if found.status is None:
        return found.request is None or not found.request.is_over
    return found.status in _MOVABLE


def facts_of(
    found: FoundAppointment,
    label: str,
    centre: CentreView,
    translator: Translator,
    *,
    is_cancelled: bool,
) -> tuple[tuple[str, str, str], ...]:
    """Return icon, words and detail of each fact; fewer once the appointment is gone.

    Args:
        found: What was found.
        label: The need in the person's language; empty where it is not known.
        centre: This centre.
        translator: Speaks that language.
        is_cancelled: Whether it was cancelled just now.
    """
    t, facts = translator.text, []
    is_gone = is_cancelled or found.status in GONE
    begins_utc = found.start_utc or found.workshop_utc
    if is_of_workshop(found) and begins_utc is not None:
        when = day_and_hours(begins_utc, found.duration_min, translator)
        facts.append(("calendar-x" if is_gone else "calendar", when, ""))
    elif found.start_utc is not None:
        when = day_and_time(found.start_utc, translator)
        facts.append(("calendar-x" if is_gone else "calendar", when, ""))
    elif found.request is not None and found.request.status is RequestStatus.REQUESTED:
        wished = wished_words(found.request.wish, translator)
        facts += [("calendar", wished, t("Demandé"))] if wished else []
    # Nobody needs the way to a place where nobody is expected any more.
    if found.elsewhere is not None and not is_gone:
        facts.append(("map-pin", found.elsewhere.name, found.elsewhere.address))
    elif not is_gone and (found.origin is Origin.HERE or not found.device):
        facts.append(("map-pin", centre.name, centre.card.address))
    french = found.motif_label
    if label or french:
        beside = left_to_right(french, translator) if label not in ("", french) else ""
        party = party_words(found.party_size, translator) if found.party_size > 1 else ""
        detail = " · ".join(filter(None, (beside, party)))
        icon = "users-group" if is_of_workshop(found) else "list-check"
        facts.append((icon, label or french, detail))
    if not found.is_checked and not is_cancelled:
        facts.append(("info-circle", t("Cette borne ne peut pas vérifier ce ticket."), t(_ASK)))
    return tuple(facts)
