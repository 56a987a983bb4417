# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of states, reasons, needs and actions at the post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.absences import DisplacedPlan
from kiosk.domain.appointment_requests import DeclineReason, HalfDay
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import AccessNeed, CentreReason, IntentKind
from kiosk.domain.lease_cases import TaskKind, TaskOutcome
from kiosk.domain.waiting_queue import QueueReason
from kiosk.foundation.translation import LANGUAGES
from ui.screens.desk.state import Deed, DeskAction, LineLook
from ui.who_comes import NEED_WORDS
from ui.wording import day_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.appointment_requests import Wish
    from kiosk.foundation.translation import Translator

HIDDEN = "• • •"
STATUS_WORDS = {
    AppointmentStatus.CANCEL_ASKED: ("Annulation demandée", LineLook.ALERT),
    AppointmentStatus.CANCELLED: ("Annulé", LineLook.ALERT),
    AppointmentStatus.CANCELLED_BY_CENTRE: ("Annulé par le centre", LineLook.ALERT),
    AppointmentStatus.MOVED: ("Déplacé", LineLook.PLAIN),
    AppointmentStatus.DISPLACED: ("À replacer", LineLook.ALERT),
    AppointmentStatus.ARRIVED: ("Arrivée notée", LineLook.GOOD),
    AppointmentStatus.IN_SESSION: ("En cours", LineLook.GOOD),
    AppointmentStatus.ATTENDED: ("Honoré", LineLook.GOOD),
    AppointmentStatus.ABSENT: ("Absence", LineLook.ALERT),
}
REASON_WORDS = {
    QueueReason.HELP: "Aide à la borne",
    QueueReason.APPOINTMENT: "Sans rendez-vous",
    QueueReason.URGENT: "Urgent",
    QueueReason.OTHER: "Autre",
}
HALF_WORDS = {
    HalfDay.MORNING: "le matin",
    HalfDay.AFTERNOON: "l’après-midi",
    HalfDay.ANY: "toute la journée",
}
CANCEL_WORDS = {
    CentreReason.ASKED_BY_PHONE: "La personne l’a demandé",
    CentreReason.MEDIATOR_AWAY: "Le médiateur est absent",
    CentreReason.CENTRE_CLOSED: "Le centre est fermé",
    CentreReason.TWO_FOR_ONE_TIME: "Deux rendez-vous à la même heure",
}
DECLINE_WORDS = {
    DeclineReason.NO_TIME_FREE: "Rien de libre",
    DeclineReason.ELSEWHERE: "Voir un autre lieu",
    DeclineReason.NOT_OUR_TASK: "Ce n’est pas notre rôle",
    DeclineReason.NOT_REACHED: "Personne injoignable",
}
TASK_WORDS = {
    TaskKind.CONFLICT: "Un autre rendez-vous garde cette heure.",
    TaskKind.SUSPECT: "Vendu par une borne perdue : à vérifier.",
    TaskKind.LOSS: "La ville a perdu des données : à vérifier.",
    TaskKind.UNSERVED: "L’heure est demandée à une autre borne.",
    TaskKind.DISPLACED: "L’heure n’existe plus dans l’agenda.",
    TaskKind.CANCELLED: "Annulé par le centre : la personne ne le sait pas.",
    TaskKind.MOVED_TWICE: "Déplacé deux fois : gardez une seule heure.",
    TaskKind.CANCELLED_AND_MOVED: "Annulé ici, déplacé ailleurs : demandez-lui.",
    TaskKind.SEAT_OFFERED: "Une place se libère à l’atelier : demandez si elle convient.",
    TaskKind.SEAT_MISSED: "A dit oui trop tard : plus de place à l’atelier.",
}
OUTCOME_WORDS = {
    TaskOutcome.CALLED: "Prévenue",
    TaskOutcome.PLACED: "Nouvelle heure donnée",
    TaskOutcome.AT_ARRIVAL: "Priorité à l’arrivée",
    TaskOutcome.KEPT_BOTH: "Les deux sont reçus",
}
INTENT_WORDS = {
    IntentKind.MOVE: "Déplacement en attente",
    IntentKind.CANCEL: "Annulation en attente",
    IntentKind.CANCEL_BY_CENTRE: "Annulation en attente",
    IntentKind.ABSENCE: "Absence en attente",
    IntentKind.ABSENCE_BACK: "Retrait en attente",
}
PLAN_WORDS = {
    DisplacedPlan.CALL: "Appeler",
    DisplacedPlan.PROPOSE: "Changer l’heure",
    DisplacedPlan.DOOR: "Affiche à la porte",
}
_ACTIONS = {
    Deed.BEGIN: ("Commencer", "player-play"),
    Deed.NOTE: ("Noter", "pencil"),
    Deed.TOGETHER: ("Faire une démarche ensemble", "users"),
    Deed.DONE: ("C’est fini", "check"),
    Deed.ARRIVED: ("La personne est là", "user-check"),
    Deed.ABSENT: ("Absence", "user-x"),
    Deed.UNDO_ABSENT: ("La personne est venue", "rotate-2"),
    Deed.CANCEL: ("Annuler", "calendar-x"),
    Deed.KEEP: ("Garder l’heure", "calendar-check"),
    Deed.MOVE: ("Changer l’heure", "calendar-repeat"),
    Deed.CALL: ("Appeler", "volume"),
    Deed.NO_ANSWER: ("Pas là", "user-x"),
    Deed.RECEIVE: ("Recevoir", "player-play"),
    Deed.TRANSFER: ("Confier à…", "transfer"),
    Deed.PRIORITY: ("Carte priorité", "accessible"),
    Deed.LEFT: ("Partie", "door-exit"),
    Deed.TOLD: ("C’est fait", "phone-call"),
    Deed.GIVE: ("Donner une heure", "calendar-plus"),
    Deed.PROPOSE: ("Proposer des heures", "calendar-event"),
    Deed.DECLINE: ("Dire non", "x"),
    Deed.CORRECT: ("Corriger", "pencil"),
    Deed.SHEET: ("Ouvrir", "list-check"),
    Deed.NEW_TIME: ("La nouvelle heure convient", "calendar-check"),
    Deed.PRESENT: ("Présence", "user-check"),
    Deed.ACCEPT: ("La personne accepte", "check"),
    Deed.RENOUNCE: ("La personne renonce", "door-exit"),
}
QUESTIONS = {
    Deed.CANCEL: "Pourquoi annuler ?",
    Deed.TRANSFER: "Confier à qui ?",
    Deed.TOLD: "Qu’avez-vous fait ?",
    Deed.DECLINE: "Pourquoi dire non ?",
    Deed.GIVE: "Quelle heure donner ?",
    Deed.PROPOSE: "Quelles heures proposer ? Trois au plus.",
}
_NAMES_OF_LANGUAGES = {one.code: one.own_name for one in LANGUAGES}


def action(deed: Deed, translator: Translator) -> DeskAction:
    """Return an action with its word and icon."""
    word, icon = _ACTIONS[deed]
    return DeskAction(deed.value, translator.text(word), icon)


def wish_words(wish: Wish, translator: Translator) -> str:
    """Return when a person would come."""
    if not wish.times:
        return translator.text("n’importe quand")
    return ", ".join(
        f"{day_in_words(time.day, translator)} {translator.text(HALF_WORDS[time.half])}"
        for time in wish.times
    )


def party_words(
    text: Callable[[str], str], n_people: str, needs: frozenset[AccessNeed], language: str
) -> list[str]:
    """Return what the centre must know of those who come, besides the need.

    Args:
        text: Translates a sentence.
        n_people: « 3 personnes »; empty for one.
        needs: What must be prepared.
        language: Code of the person's language; French is not told.
    """
    told = [n_people, *(text(NEED_WORDS[need]) for need in sorted(needs))]
    if not language.startswith("fr"):
        told.append(_NAMES_OF_LANGUAGES.get(language, ""))
    return [words for words in told if words]
