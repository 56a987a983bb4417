# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long each thing is kept.

`RETENTION` is the one table: the erasure service obeys it and docs/privacy.md shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Kept(StrEnum):
    """What is kept for a time."""

    SESSIONS = "sessions"
    FEEDBACK = "feedback"
    VISITS = "visits"
    VISIT_DRAFTS = "visit_drafts"
    APPOINTMENT_LABELS = "appointment_labels"
    REQUEST_LABELS = "request_labels"
    APPOINTMENT_CONTACTS = "appointment_contacts"
    APPOINTMENTS = "appointments"
    QUEUE_TICKETS = "queue_tickets"
    STEP_COUNTS = "step_counts"
    SENT_EVENTS = "sent_events"
    BACKUPS = "backups"
    SET_ASIDE = "set_aside"
    LOG_FILES = "log_files"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long one thing is kept on the kiosk.

    Attributes:
        kept: Which thing.
        days: Days; 0 means until the event named in `counted_from`, and not a moment more.
        counted_from: From when the days run, in French, for docs/privacy.md.
        reason: Why it is kept that long, in French, for docs/privacy.md.
    """

    kept: Kept
    days: int
    counted_from: str
    reason: str


_13_MONTHS_DAYS = 396

RETENTION: tuple[Retention, ...] = (
    Retention(
        Kept.SESSIONS,
        _13_MONTHS_DAYS,
        "l’heure de la session",
        "un export local couvre une année entière et le mois en cours",
    ),
    Retention(Kept.FEEDBACK, _13_MONTHS_DAYS, "l’heure de la réponse", "même raison"),
    Retention(Kept.VISITS, _13_MONTHS_DAYS, "le jour de l’accompagnement", "même raison"),
    Retention(
        Kept.VISIT_DRAFTS,
        2,
        "la dernière frappe",
        "finir plus tard une fiche interrompue",
    ),
    Retention(
        Kept.APPOINTMENT_LABELS,
        1,
        "le début du rendez-vous",
        "accueillir la personne par le nom qu’elle a choisi",
    ),
    Retention(
        Kept.REQUEST_LABELS,
        15,
        "l’heure de la demande, ou la réponse si elle vient avant ; "
        "liste d’attente : la fin de l’attente, un jour après l’atelier au plus",
        "rappeler la personne ; le dernier jour possible est passé",
    ),
    Retention(
        Kept.APPOINTMENT_CONTACTS,
        0,
        "la réception par la ville, ou la fin du nom scellé avec lui",
        "prévenir d’un changement",
    ),
    Retention(
        Kept.APPOINTMENTS,
        90,
        "le jour du rendez-vous",
        "retrouver un ticket et ne pas redonner son numéro",
    ),
    Retention(Kept.QUEUE_TICKETS, 2, "le jour du numéro", "la file ne dure qu’un jour"),
    Retention(
        Kept.STEP_COUNTS,
        _13_MONTHS_DAYS,
        "la semaine comptée",
        "voir, sur une année, à quelles étapes des guides on s’arrête",
    ),
    Retention(
        Kept.SENT_EVENTS,
        30,
        "la réception par la ville",
        "répondre à la ville si elle restaure une sauvegarde",
    ),
    Retention(Kept.BACKUPS, 30, "le jour de la sauvegarde", "réparer une borne"),
    Retention(Kept.SET_ASIDE, 30, "le jour de l’incident", "comprendre une panne"),
    Retention(Kept.LOG_FILES, 30, "le jour du journal technique", "comprendre une panne"),
)
_BY_KEPT = {retention.kept: retention for retention in RETENTION}


def retention_of(kept: Kept) -> Retention:
    """Return the rule of one thing."""
    return _BY_KEPT[kept]


def erase_before(kept: Kept, now_utc: datetime) -> datetime:
    """Return the instant before which `kept` is erased."""
    return now_utc - timedelta(days=_BY_KEPT[kept].days)
