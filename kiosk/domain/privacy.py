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
    VISIT_SALTS = "visit_salts"
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
    ERASURE_LOG = "erasure_log"
    EXPORT_JOURNAL = "export_journal"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long one thing is kept on the kiosk.

    Attributes:
        kept: Which thing.
        words: The same in French, for who reads the log of erasures.
        days: Days; 0 means until the event named in `counted_from`, and not a moment more.
        counted_from: From when the days run, in French, for docs/privacy.md.
        reason: Why it is kept that long, in French, for docs/privacy.md.
        fields: Which fields it has, in French.
        source: The public rule or practice behind it, in French; each controller confirms it.
    """

    kept: Kept
    words: str
    days: int
    counted_from: str
    reason: str
    fields: str
    source: str

    @property
    def how_long(self) -> str:
        """How long it is kept, in French."""
        if not self.days:
            return f"jusqu’à : {self.counted_from}"
        unit = "jour" if self.days == 1 else "jours"
        return f"{self.days} {unit} après : {self.counted_from}"


_13_MONTHS_DAYS = 396

_STATISTICS = "RGPD, art. 5(1)(c) et 6(1)(e) ; La Coop : un an, puis anonyme"
_MINIMAL = "RGPD, art. 5(1)(e) : pas plus longtemps qu’il ne sert"
_SECURITY = "RGPD, art. 32 : pouvoir rétablir les données"
_LOGS = "CNIL, recommandation sur la journalisation (2021) : au plus un an"

RETENTION: tuple[Retention, ...] = (
    Retention(
        Kept.SESSIONS,
        "passages à la borne",
        _13_MONTHS_DAYS,
        "l’heure de la session",
        "un export local couvre une année entière et le mois en cours",
        "heure, minutes entières, langue, guides et dernière étape, fin",
        _STATISTICS,
    ),
    Retention(
        Kept.FEEDBACK,
        "réponses à « Cette borne vous a aidé ? »",
        _13_MONTHS_DAYS,
        "l’heure de la réponse",
        "même raison",
        "heure, langue, visage touché",
        _STATISTICS,
    ),
    Retention(
        Kept.VISITS,
        "fiches d’accompagnement",
        _13_MONTHS_DAYS,
        "le jour de l’accompagnement",
        "même raison",
        "jour, quart d’heure du début, durée, codes des listes, quartier, rôle qui saisit",
        _STATISTICS,
    ),
    Retention(
        Kept.VISIT_DRAFTS,
        "fiches pas encore finies",
        2,
        "la dernière frappe",
        "finir plus tard une fiche interrompue",
        "les mêmes codes, pas encore enregistrés",
        _MINIMAL,
    ),
    Retention(
        Kept.VISIT_SALTS,
        "sels des fiches",
        28,
        "la semaine du sel",
        "reconnaître qu’un rendez-vous ou un numéro est déjà noté",
        "un nombre tiré au hasard par semaine",
        _MINIMAL,
    ),
    Retention(
        Kept.APPOINTMENT_LABELS,
        "noms choisis pour un rendez-vous",
        1,
        "le début du rendez-vous",
        "accueillir la personne par le nom qu’elle a choisi",
        "nom choisi, scellé",
        _MINIMAL,
    ),
    Retention(
        Kept.REQUEST_LABELS,
        "noms choisis pour une demande",
        15,
        "l’heure de la demande, ou la réponse si elle vient avant ; "
        "liste d’attente : la fin de l’attente, un jour après l’atelier au plus",
        "rappeler la personne ; le dernier jour possible est passé",
        "nom choisi, scellé",
        _MINIMAL,
    ),
    Retention(
        Kept.APPOINTMENT_CONTACTS,
        "téléphones et courriels",
        0,
        "la réception par la ville, ou la fin du nom scellé avec lui",
        "prévenir d’un changement",
        "téléphone ou courriel, scellé",
        _MINIMAL,
    ),
    Retention(
        Kept.APPOINTMENTS,
        "rendez-vous et demandes passés",
        90,
        "le jour du rendez-vous",
        "retrouver un ticket et ne pas redonner son numéro",
        "numéro, personne, besoin, heure, état",
        _MINIMAL,
    ),
    Retention(
        Kept.QUEUE_TICKETS,
        "numéros de la file",
        2,
        "le jour du numéro",
        "la file ne dure qu’un jour",
        "lettre, numéro, raison, état",
        _MINIMAL,
    ),
    Retention(
        Kept.STEP_COUNTS,
        "sommes des étapes vues",
        _13_MONTHS_DAYS,
        "la semaine comptée",
        "voir, sur une année, à quelles étapes des guides on s’arrête",
        "guide, version, langue, étape, nombre",
        _STATISTICS,
    ),
    Retention(
        Kept.SENT_EVENTS,
        "lignes déjà reçues par la ville",
        30,
        "la réception par la ville",
        "répondre à la ville si elle restaure une sauvegarde",
        "les lignes déjà reçues par la ville",
        _SECURITY,
    ),
    Retention(
        Kept.BACKUPS,
        "sauvegardes",
        30,
        "le jour de la sauvegarde",
        "réparer une borne",
        "copie chiffrée de la base",
        _SECURITY,
    ),
    Retention(
        Kept.SET_ASIDE,
        "bases mises de côté",
        30,
        "le jour de l’incident",
        "comprendre une panne",
        "base abîmée, chiffrée",
        _SECURITY,
    ),
    Retention(
        Kept.LOG_FILES,
        "journaux techniques",
        30,
        "le jour du journal technique",
        "comprendre une panne",
        "événements et erreurs, sans valeur",
        _LOGS,
    ),
    Retention(
        Kept.ERASURE_LOG,
        "lignes du journal des effacements",
        _13_MONTHS_DAYS,
        "le jour de l’effacement",
        "montrer à la personne chargée de la protection des données ce qui a été effacé",
        "jour, sorte, nombre",
        "RGPD, art. 5(2) : pouvoir montrer ce que l’on fait",
    ),
    Retention(
        Kept.EXPORT_JOURNAL,
        "lignes du journal des fichiers",
        365,
        "l’heure du fichier",
        "savoir quels fichiers sont sortis de la borne",
        "heure, rôle, sorte, jours, filtres, seuil, lignes, empreinte, périmètre",
        "CNIL, recommandation sur la journalisation : six mois à un an",
    ),
)
_BY_KEPT = {retention.kept: retention for retention in RETENTION}


def retention_of(kept: Kept) -> Retention:
    """Return the rule of one thing."""
    return _BY_KEPT[kept]


def erase_before(kept: Kept, now_utc: datetime) -> datetime:
    """Return the instant before which `kept` is erased."""
    return now_utc - timedelta(days=_BY_KEPT[kept].days)
