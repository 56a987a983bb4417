# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the agenda of the city says in French: refusals, statuses, reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import CentreReason
from kiosk.domain.lease_cases import TaskKind
from sync.server.storage.words import MessageKind

if TYPE_CHECKING:
    from kiosk.foundation.errors import Refused

REFUSALS: Final = {
    "centre_unknown": "Ce centre n’existe pas.",
    "motif_unknown": "Ce besoin n’existe pas dans ce centre.",
    "mediator_unknown": "Cette personne n’est pas dans l’agenda.",
    "booking_unknown": "Ce rendez-vous n’existe pas ici.",
    "reason_unknown": "Ce motif d’annulation n’existe pas.",
    "period_reversed": "La fin vient avant le début.",
    "period_too_long": "Cette période est trop longue.",
    "day_unreadable": "Il manque un jour ou une heure : remplissez le champ, comme 2026-11-25.",
    "party_too_big": "Écrivez de une à six personnes.",
    "party_needs_longer": "Ce besoin prend plus de temps à plusieurs : prenez plusieurs heures.",
    "label_too_long": "Le nom choisi a vingt signes au plus.",
    "contact_too_long": "Le contact est trop long.",
    "contact_unusable": "Écrivez un téléphone mobile ou une adresse de courriel.",
    "no_desk": "Aucun poste du centre ne peut lire ce nom : laissez-le vide.",
    "selling_stopped": "Les machines redisent leurs droits : rien n’est vendu pour le moment.",
    "slot_gone": "Cette heure vient d’être prise : choisissez-en une autre.",
    "too_late": "Ce rendez-vous ne peut plus être annulé.",
    "workshop_unknown": "Cet atelier n’existe pas.",
    "workshop_cancelled": "Cet atelier est déjà annulé.",
    "workshop_over": "Les inscriptions à cet atelier sont closes.",
    "people_waiting": "Des personnes attendent une place : inscrivez celle-ci sur la liste "
    "d’attente, à une borne ou au poste.",
    "seats_missing": "Il ne reste pas assez de places : prenez-en moins, ou la liste d’attente.",
}
STATUSES: Final = {
    AppointmentStatus.CONFIRMED: ("confirmé", "ok"),
    AppointmentStatus.ARRIVED: ("arrivé", "ok"),
    AppointmentStatus.IN_SESSION: ("en cours", "ok"),
    AppointmentStatus.ATTENDED: ("venu", "ok"),
    AppointmentStatus.ABSENT: ("non venu", "wait"),
    AppointmentStatus.CANCEL_ASKED: ("annulation demandée", "wait"),
    AppointmentStatus.CANCELLED: ("annulé", "alert"),
    AppointmentStatus.CANCELLED_BY_CENTRE: ("annulé par le centre", "alert"),
    AppointmentStatus.MOVED: ("déplacé", "alert"),
    AppointmentStatus.DISPLACED: ("à replacer", "alert"),
}
REASONS: Final = {
    CentreReason.MEDIATOR_AWAY: "la personne du centre est absente",
    CentreReason.CENTRE_CLOSED: "le centre est fermé",
    CentreReason.TWO_FOR_ONE_TIME: "deux rendez-vous pour une heure",
    CentreReason.ASKED_BY_PHONE: "la personne l’a demandé par téléphone",
    CentreReason.MISUSE: "réservations sans personne",
    CentreReason.WORKSHOP_CANCELLED: "l’atelier est annulé",
}
TASKS: Final = {
    TaskKind.CONFLICT: "deux rendez-vous pour une heure : proposez une autre heure",
    TaskKind.SUSPECT: "vendu par une machine sans droit : vérifiez",
    TaskKind.LOSS: "le serveur avait oublié ce rendez-vous : vérifiez",
    TaskKind.UNSERVED: "une autre machine garde encore cette heure",
    TaskKind.DISPLACED: "son heure n’existe plus : proposez-en une autre",
    TaskKind.CANCELLED: "annulé par le centre, et la personne ne le sait pas",
    TaskKind.MOVED_TWICE: "déplacé deux fois : demandez quelle heure convient",
    TaskKind.CANCELLED_AND_MOVED: "annulé et déplacé : demandez ce qui convient",
    TaskKind.SEAT_OFFERED: "une place d’atelier se libère : demandez si elle convient",
    TaskKind.SEAT_MISSED: "oui à une place d’atelier qui n’est plus libre",
}
MESSAGES: Final = {
    MessageKind.TWO_DAYS_BEFORE: "rappel de deux jours avant",
    MessageKind.DAY_BEFORE: "rappel de la veille",
    MessageKind.CANCELLED: "annulation",
    MessageKind.MOVED: "changement d’heure",
    MessageKind.OFFER: "place d’atelier proposée",
}
FAILURES: Final = {
    "refused": "le numéro ou l’adresse est refusé",
    "unsure": "peut-être envoyé, sans réponse du service",
    "no_contact": "aucun contact",
    "no_way": "ce contact ne reçoit pas de message",
    "no_channel": "aucun service d’envoi n’est réglé",
    "misconfigured": "le service d’envoi refuse nos réglages",
    "too_late": "trop tard pour un message",
}


def sentence_of(error: Refused) -> str:
    """Return what a person reads of a refusal."""
    return REFUSALS.get(error.reason, "Ce n’est pas possible.")


def failure_of(reason: str) -> str:
    """Return why a message did not arrive, in French."""
    return FAILURES.get(reason, "le service d’envoi ne répond pas")
