# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal of the console: who did what, when, on what; each line sealed to the one before.

The mark of a line is an HMAC-SHA256, under a key of the server's key file, over the line and the
mark before it; both ends of the chain are sealed by the same key. The newest number lies in the
ledger too, outside the database, written at each start and at each round of chores in which lines
came. Who changes, removes or adds lines in the database alone is found out, be it at an end, or by
putting back an older state; but for lines younger than the last round, which go unseen with the
ends as they were sealed before them. Who holds the key file too is not found out.

Lines are kept twelve months (CNIL, recommendation of 14 October 2021 on logging: six months to one
year); the mark of the last one cut stays, and the chain with it. No line is cut by its date alone:
a chain that is broken is cut no further than its break.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sync.server.ledger import LedgerKind
from sync.server.storage.journal import JournalHead, JournalLine

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

JOURNAL_KEPT: Final = timedelta(days=365)
AT_SERVER: Final = ""
_MAX_SUBJECT: Final = 160
_SEAL: Final = "journal_seal"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the journal found.

    Attributes:
        n_lines: Lines that are kept.
        broken_at: Number of the first line that is missing or not as it was written; 0 when none.
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
    is_whole = _is_sealed(city, unit, head)
    line = JournalLine(
        number=head.number + 1,
        at=city.now(),
        account_id=account_id,
        action=action,
        subject=subject.replace("\0", "")[:_MAX_SUBJECT],
        detail=json.dumps(detail, ensure_ascii=True, sort_keys=True),
    )
    line = replace(line, mark=_mark(city, line, head.mark))
    unit.journal.append(line)
    if is_whole:  # ends that somebody moved are not sealed anew by the next line
        _seal(city, unit, replace(head, number=line.number, mark=line.mark))


def verify(city: City) -> Verdict:
    """Check every line that is kept against its mark and the ledger, and both ends."""
    told = _told(city)
    with city.database.reading() as unit:  # the ends, their seal and the lines of one moment
        head = unit.journal.head()
        is_whole = _is_sealed(city, unit, head)
        before, number, n_lines = head.cut_mark, head.cut_number, 0
        for line in unit.journal.lines():
            number, n_lines = number + 1, n_lines + 1
            is_right = hmac.compare_digest(line.mark, _mark(city, line, before))
            if (
                line.number != number
                or not is_right
                or told.get(number, {line.mark}) != {line.mark}
            ):
                return Verdict(n_lines, number)
            before = line.mark
    if (number, before) != (head.number, head.mark) or max(told, default=0) > number:
        return Verdict(n_lines, number + 1)
    return Verdict(n_lines, 0 if is_whole else head.cut_number + 1)


def cut(city: City, unit: CityUnit) -> int:
    """Forget the lines older than twelve months, as far as the chain holds; return how many."""
    head = unit.journal.head(for_writing=True)
    is_whole = _is_sealed(city, unit, head)
    now = city.now()
    before = now - int(JOURNAL_KEPT.total_seconds())
    fresh = reached = head
    for line in unit.journal.older(before):
        is_next = line.number == reached.cut_number + 1
        if not is_next or line.mark != _mark(city, line, reached.cut_mark):
            break
        if before <= line.at <= now:
            break  # an old line beyond it is one of a clock that fell back
        reached = replace(reached, cut_number=line.number, cut_mark=line.mark)
        if line.at < before:  # one of days to come is of a clock that leapt: it goes with the next
            fresh = reached
    if fresh == head:
        return 0
    if is_whole:
        _seal(city, unit, fresh)
    return unit.journal.cut(fresh)


def begin_journal(city: City, unit: CityUnit) -> None:
    """Seal the ends of a journal of which the ledger tells nothing yet: new, or older than seals.

    Of any other, whoever wants it sealed anew must wait for a person to ask why it is not.
    """
    if not _told(city):
        _seal(city, unit, unit.journal.head(for_writing=True))


def tell_newest(city: City, known: int = 0) -> int:
    """Write the newest number of the journal to the ledger, if it grew; return it.

    Args:
        city: The city.
        known: What the last call returned; 0 to look into the ledger.
    """
    with city.database.reading() as unit:
        head = unit.journal.head()
        if head.number == known or not _is_sealed(city, unit, head):
            return known
    if known or head.mark not in _told(city).get(head.number, set()):
        try:
            with city.database.transaction():  # whoever writes to the ledger takes turns so
                city.ledger.append(LedgerKind.JOURNAL_AT, number=head.number, mark=head.mark)
        except OSError:
            log.warning("the ledger was not told how far the journal went")
            return known
    return head.number


def _told(city: City) -> dict[int, set[str]]:
    """Return number -> marks of the lines that the ledger tells; of one restored over, two."""
    told: dict[int, set[str]] = {}
    for fact in city.ledger.facts():
        if fact["kind"] == LedgerKind.JOURNAL_AT.value:
            told.setdefault(int(fact["number"]), set()).add(fact["mark"])
    return told


def _seal(city: City, unit: CityUnit, head: JournalHead) -> None:
    unit.state.put(_SEAL, _seal_of(city, head))


def _is_sealed(city: City, unit: CityUnit, head: JournalHead) -> bool:
    return hmac.compare_digest(unit.state.get(_SEAL), _seal_of(city, head))


def _seal_of(city: City, head: JournalHead) -> str:
    return _hmac(city, [city.settings.city, "ends", *astuple(head)])


def _mark(city: City, line: JournalLine, before: str) -> str:
    told = (line.number, line.at, line.account_id, line.action, line.subject, line.detail)
    return _hmac(city, [city.settings.city, before, *told])


def _hmac(city: City, content: list[str | int]) -> str:
    key = hmac.digest(city.keyring.probe_secret, b"sixieme-quartier journal", hashlib.sha256)
    return hmac.new(key, json.dumps(content).encode("ascii"), hashlib.sha256).hexdigest()


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
