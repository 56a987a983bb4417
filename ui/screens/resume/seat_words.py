# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a ticket of a workshop says: a seat, the waiting list, a seat offered for some hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_requests import DeclineReason, RequestStatus
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.workshops import is_workshop
from kiosk.foundation.clock import paris_day
from ui.printing.tickets import REPLY_WORDS
from ui.screens.resume.explained import Explained
from ui.wording import clock_time, day_in_words

if TYPE_CHECKING:
    from kiosk.domain.appointment_requests import AppointmentRequest
    from kiosk.domain.appointment_views import FoundAppointment
    from kiosk.foundation.translation import Translator

_ASK: Final = "Demandez à une personne."
_SEAT: Final = {
    AppointmentStatus.CONFIRMED: ("Confirmé", "Vous avez une place dans cet atelier.", ""),
    AppointmentStatus.CANCEL_ASKED: (
        "Annulation demandée",
        "L’annulation compte dès le retour du réseau.",
        "",
    ),
    AppointmentStatus.CANCELLED: ("Annulé", "Vous n’avez plus de place.", ""),
    AppointmentStatus.DISPLACED: ("À voir", "L’heure de cet atelier a changé.", _ASK),
    AppointmentStatus.ARRIVED: ("Arrivée notée", "Installez-vous, l’atelier commence bientôt.", ""),
    AppointmentStatus.IN_SESSION: ("En cours", "", ""),
    AppointmentStatus.ATTENDED: ("Venu", "Cet atelier est fini.", ""),
    AppointmentStatus.ABSENT: ("Absence", "L’heure est passée.", _ASK),
}
_DECLINED: Final = {
    DeclineReason.NO_TIME_FREE: "Il n’y a pas de place libre.",
    DeclineReason.ELSEWHERE: "Un autre lieu peut vous aider.",
    DeclineReason.NOT_OUR_TASK: "Ce lieu ne s’occupe pas de cela.",
    DeclineReason.NOT_REACHED: "Nous n’avons pas pu vous joindre.",
    DeclineReason.WAITING_LIST_FULL: "La liste d’attente est complète.",
    DeclineReason.WORKSHOP_CANCELLED: "Cet atelier n’a pas lieu.",
}
NOT_YET: Final = "Ce n’est pas encore une place."
YES_KEPT: Final = "Votre oui est gardé. Il part dès que le réseau est là."


def is_of_workshop(found: FoundAppointment | None) -> bool:
    """Say whether a ticket is one of a workshop."""
    return found is not None and is_workshop(found.motif_id)


def is_offered(found: FoundAppointment | None) -> bool:
    """Say whether a seat is kept for the person, who has not answered yet."""
    asked = found.request if found is not None else None
    if asked is None or not is_of_workshop(found):
        return False
    return is_offered_by(asked)


def of_seat(found: FoundAppointment, translator: Translator) -> Explained | None:
    """Say where an enrolment stands; nothing where the words of appointments are right."""
    if found.status not in _SEAT:
        return None
    chip, happened, advice = (translator.text(one) if one else "" for one in _SEAT[found.status])
    is_settled = found.status in (AppointmentStatus.CONFIRMED, AppointmentStatus.ARRIVED)
    return Explained(chip, happened, advice, is_settled)


def of_waiting(asked: AppointmentRequest | None, translator: Translator) -> Explained:
    """Say where somebody stands who is, or was, on the waiting list."""
    t = translator.text
    if asked is None:
        # The square of another machine: its answer is known there, or once the line is back.
        unknown = t("La réponse n’est pas connue sur cette borne.")
        return Explained(t("Liste d’attente"), t(NOT_YET), unknown)
    if is_offered_by(asked):
        return Explained(t("Réponse attendue"), _until(asked, translator), "")
    chip, happened, advice = (t(one) if one else "" for one in _of_request(asked))
    is_settled = asked.status is RequestStatus.CONFIRMED
    return Explained(chip, happened, advice, is_settled)


def is_offered_by(asked: AppointmentRequest) -> bool:
    """Say whether a seat is kept for the person of a request, who has not answered yet."""
    return asked.status is RequestStatus.PROPOSED and asked.chosen is None


def _of_request(asked: AppointmentRequest) -> tuple[str, str, str]:
    """Return chip, sentence and advice in French, of all but an offered seat."""
    if asked.status is RequestStatus.DECLINED:
        return "Pas possible", _DECLINED[asked.reason or DeclineReason.NO_TIME_FREE], _ASK
    if asked.status is RequestStatus.EXPIRED and asked.offer_until_utc is not None:
        return "Trop tard", "La place n’est plus gardée pour vous.", _ASK
    return {
        RequestStatus.REQUESTED: ("Liste d’attente", NOT_YET, REPLY_WORDS[asked.reply_by]),
        RequestStatus.PROPOSED: ("Vous avez dit oui", YES_KEPT, "La place n’est pas encore sûre."),
        RequestStatus.CONFIRMED: ("Confirmé", "Vous avez une place dans cet atelier.", ""),
        RequestStatus.WITHDRAWN: ("Annulé", "Vous n’êtes plus sur la liste d’attente.", ""),
        RequestStatus.EXPIRED: ("Trop tard", "Cet atelier a commencé.", _ASK),
    }[asked.status]


def offer_words(asked: AppointmentRequest, translator: Translator) -> str:
    """Say that as many seats are kept as people come."""
    if asked.party_size == 1:
        return translator.text("Une place est libre pour vous.")
    return translator.plural(
        "{n} place est libre pour vous.", "{n} places sont libres pour vous.", asked.party_size
    )


def _until(asked: AppointmentRequest, translator: Translator) -> str:
    until_utc = asked.offer_until_utc
    if until_utc is None:
        return translator.text("Dites si vous venez.")
    day = day_in_words(paris_day(until_utc), translator)
    return translator.text(
        "Dites oui avant {day}, {time}.", day=day, time=clock_time(until_utc, translator)
    )
