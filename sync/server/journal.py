# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal of the console: who did what, when, on what; each line sealed to the one before.

The mark of a line is an HMAC-SHA256, under a key of the server's key file, over the line and the
mark before it. Who changes, removes or adds a line in the database alone is found out; who holds
the key file too is not. Lines are kept twelve months (CNIL, recommendation of 14 October 2021 on
logging: six months to one year); the mark of the last one cut stays, and the chain with it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sync.server.storage.journal import JournalLine

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

JOURNAL_KEPT: Final = timedelta(days=365)
AT_SERVER: Final = ""
_MAX_SUBJECT: Final = 160


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the journal found.

    Attributes:
        n_lines: Lines that are kept.
        broken_at: Number of the first line that is not as it was written; 0 when all are.
    """

    n_lines: int
    broken_at: int = 0


def note(
    city: City, unit: CityUnit, account_id: str, action: str, subject: str = "", **detail: object
) -> None:
    """Add a line, within the transaction of what it tells.

    Args:
        city: The city.
        unit: The transaction.
        account_id: Who; `AT_SERVER` for the command line of the server.
        action: What, a stable word of `ACTION_WORDS`.
        subject: On what: the name of a record; never a person or a text typed.
        detail: Further values: filters, counts, hashes.
    """
    head = unit.journal.head(for_writing=True)
    line = JournalLine(
        number=head.number + 1,
        at=city.now(),
        account_id=account_id,
        action=action,
        subject=subject.replace("\0", "")[:_MAX_SUBJECT],
        detail=json.dumps(detail, ensure_ascii=True, sort_keys=True),
    )
    unit.journal.append(replace(line, mark=_mark(city, line, head.mark)))


def verify(city: City) -> Verdict:
    """Check every line that is kept against its mark, and the last against the end."""
    with city.database.transaction() as unit:
        head = unit.journal.head()
        before, number, n_lines = head.cut_mark, head.cut_number, 0
        for line in unit.journal.lines():
            number, n_lines = number + 1, n_lines + 1
            is_right = hmac.compare_digest(line.mark, _mark(city, line, before))
            if line.number != number or not is_right:
                return Verdict(n_lines, number)
            before = line.mark
    return Verdict(n_lines, 0 if (number, before) == (head.number, head.mark) else number + 1)


def cut(city: City, unit: CityUnit) -> int:
    """Forget the lines older than twelve months; return how many went."""
    return unit.journal.cut(city.now() - int(JOURNAL_KEPT.total_seconds()))


def _mark(city: City, line: JournalLine, before: str) -> str:
    key = hmac.digest(city.keyring.probe_secret, b"sixieme-quartier journal", hashlib.sha256)
    content = json.dumps(
        [
            city.settings.city,
            before,
            line.number,
            line.at,
            line.account_id,
            line.action,
            line.subject,
            line.detail,
        ]
    )
    return hmac.new(key, content.encode("ascii"), hashlib.sha256).hexdigest()


ACTION_WORDS: Final = {
    "account_added": "compte ouvert",
    "account_reset": "compte remis à neuf",
    "account_changed": "compte changé",
    "account_closed": "compte fermé",
    "entered": "entrée dans la console",
    "entry_refused": "entrée refusée",
    "left": "sortie de la console",
    "sessions_ended": "autres sessions fermées",
    "password_changed": "mot de passe changé",
    "factor_enrolled": "second facteur posé",
    "recovery_used": "code de secours utilisé",
    "journal_read": "journal lu",
    "export_asked": "fichier demandé",
    "export_made": "fichier fait",
    "export_cancelled": "fichier arrêté",
    "export_taken": "fichier téléchargé",
    "case_closed": "cas fermé",
    "record_chosen": "fiche choisie entre deux",
    "machine_invited": "code d’inscription fait",
    "machine_revoked": "machine révoquée",
    "time_recalled": "heure redemandée",
    "time_left": "heure laissée aux machines",
    "loss_asked": "machine donnée pour perdue",
    "loss_ended": "perte confirmée ou retirée",
    "person_called": "personne appelée",
    "contact_seen": "contact vu",
    "feed_made": "calendrier fait",
    "feed_ended": "calendrier fini",
    "appointment_taken": "rendez-vous pris",
    "appointment_cancelled": "rendez-vous annulé",
    "absence_entered": "absence vue ou notée",
    "agenda_changed": "agenda changé",
    "workshop_entered": "atelier entré",
    "workshop_cancelled": "atelier annulé, ou fin regardée",
}
