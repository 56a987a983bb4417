# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city erases by itself, and the log of it: dates, kinds and counts, nothing else.

Each erasure is written to the ledger too, so that a restored backup forgets again, and its log
tells the same. Records stay valid without their sealed part: they commit to its hash.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_requests import OPEN_REQUESTS, REQUEST_LASTS
from kiosk.domain.outbox import EventKind
from kiosk.domain.workshops import is_workshop
from sync.server.clock_trust import LEAP
from sync.server.contacts import REQUEST_PREFIX, erase_contact
from sync.server.erasure_files import erase_old_copies
from sync.server.guesses import GUESSES_KEPT
from sync.server.ledger import LedgerKind
from sync.server.storage.erasures import ErasureLine

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.bookings import BookedRequest
    from sync.server.storage.unit import CityUnit
    from sync.server.storage.words import SealedContact

_HOUR_S: Final = 3600
_MINUTE_S: Final = 60
_MAX_CHAIN: Final = 100
_NEVER: Final = 1 << 62
LABELS_KEPT: Final = timedelta(hours=24)
CONTACTS_KEPT: Final = timedelta(hours=48)
REQUESTS_KEPT: Final = REQUEST_LASTS + timedelta(days=7)
REPLIES_KEPT: Final = timedelta(hours=48)
RECEIPTS_KEPT: Final = timedelta(days=396)


class Erased(StrEnum):
    """What was erased."""

    LABELS = "labels"
    ANNEXES = "annexes"
    ASIDE = "aside"
    BATCHES = "batches"
    CONTACTS_USED = "contacts_used"
    CONTACTS_USELESS = "contacts_useless"
    CONTACTS_LATE = "contacts_late"
    REQUESTS = "requests"
    REPLIES = "replies"
    RECEIPTS = "receipts"
    COPIES = "copies"
    GUESSES = "guesses"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of what is kept how long, as the console and docs/privacy.md show it.

    Attributes:
        what: Kind of erasure; None for what is kept, or goes without a line of this log.
        words: What it is, in French.
        kept: How long, in French.
        source: The public rule behind it, in French; each controller confirms it.
    """

    what: Erased | None
    words: str
    kept: str
    source: str


_MINIMAL: Final = "RGPD, art. 5(1)(e) : pas plus longtemps qu’il ne sert"
_SECURITY: Final = "RGPD, art. 32 : pouvoir rétablir les données"
_SHOWN: Final = "RGPD, art. 5(2) : pouvoir montrer ce que l’on fait"
_SECURITY_OF_ACCESS: Final = "RGPD, art. 32 : ralentir qui devine un mot de passe"
_ANONYMOUS: Final = "RGPD, consid. 26 : sans nom ; La Coop : sans limite une fois anonyme"
_LOGGED: Final = "CNIL, recommandation sur la journalisation (2021) : six mois à un an"

RULES: Final = (
    Rule(
        None,
        "accompagnements, avec leurs versions d’avant",
        "sans limite : anonymes dès la saisie",
        _ANONYMOUS,
    ),
    Rule(
        None,
        "passages sur les bornes, arrêts par semaine",
        "sans limite : anonymes dès la saisie",
        _ANONYMOUS,
    ),
    Rule(
        Erased.LABELS, "noms choisis et besoins, aux rendez-vous", "24 h après le début", _MINIMAL
    ),
    Rule(
        Erased.ANNEXES,
        "parties scellées des envois",
        "24 h après le début, ou comme la demande",
        _MINIMAL,
    ),
    Rule(Erased.ASIDE, "parties scellées gardées à part", "comme celles des envois", _MINIMAL),
    Rule(Erased.BATCHES, "envois abîmés gardés entiers", "17 jours après leur arrivée", _SECURITY),
    Rule(Erased.CONTACTS_USED, "contacts, message envoyé", "aussitôt envoyé", _MINIMAL),
    Rule(
        Erased.CONTACTS_USELESS,
        "contacts devenus inutiles",
        "dès l’annulation, la venue ou la fin de l’attente",
        _MINIMAL,
    ),
    Rule(Erased.CONTACTS_LATE, "contacts non utilisés", "48 h après le début", _MINIMAL),
    Rule(
        Erased.REQUESTS,
        "noms et besoins des demandes",
        "17 jours ; liste d’attente : fin de l’attente",
        _MINIMAL,
    ),
    Rule(
        Erased.REPLIES,
        "réponses gardées pour les machines",
        "48 h après leur dernier échange",
        _SECURITY,
    ),
    Rule(
        Erased.RECEIPTS, "reçus des messages, sans numéro", "396 jours après le rendez-vous", _SHOWN
    ),
    Rule(
        Erased.COPIES, "sauvegardes et exports", "selon les réglages, d’après leur date", _SECURITY
    ),
    Rule(
        Erased.GUESSES,
        "essais faux à l’entrée de la console, sous forme d’empreinte",
        "24 h après le dernier",
        _SECURITY_OF_ACCESS,
    ),
    Rule(None, "journal de la console", "365 jours", _LOGGED),
    Rule(None, "fichiers demandés dans la console", "24 h", _MINIMAL),
)


def note_erased(city: City, unit: CityUnit, what: Erased, n: int) -> None:
    """Write down that some things of a kind were erased within the present hour."""
    if n <= 0:
        return
    hour = city.now() // _HOUR_S * _HOUR_S
    line = ErasureLine(hour, what.value, unit.erasures.at(hour, what.value) + n)
    city.ledger.append(LedgerKind.ERASED, hour=line.hour, what=line.kind, n=line.n)
    unit.erasures.put(line)


def lines_between(city: City, first: int, last: int) -> tuple[ErasureLine, ...]:
    """Return the log of erasures between two instants, newest first."""
    with city.database.transaction() as unit:
        return unit.erasures.between(first, last)


def words_of(kind: str) -> str:
    """Return a kind of erasure in French; as it is where this program does not know it."""
    return next((rule.words for rule in RULES if rule.what is not None and rule.what == kind), kind)


def erase_due(city: City, unit: CityUnit) -> int:
    """Erase everything whose time has come; return how many things went."""
    now = city.now()
    unit.erasures.bring_back(now + _s(LEAP), now)
    done = {
        Erased.LABELS: unit.bookings.erase_labels(now - _s(LABELS_KEPT)),
        Erased.ANNEXES: _erase_annexes(city, unit, now),
        Erased.ASIDE: _erase_aside(unit, now),
        Erased.BATCHES: unit.erasures.empty_batches(now - _s(REQUESTS_KEPT)),
        Erased.CONTACTS_LATE: _erase_contacts(city, unit, now),
        Erased.REQUESTS: unit.erasures.erase_requests(now - _s(REQUESTS_KEPT)),
        Erased.REPLIES: unit.erasures.erase_replies(now - _s(REPLIES_KEPT)),
        Erased.RECEIPTS: unit.messages.forget_before(now - _s(RECEIPTS_KEPT)),
        Erased.COPIES: erase_old_copies(city.settings.copies, city.clock.now_utc()),
        Erased.GUESSES: unit.guesses.sweep(now - _s(GUESSES_KEPT)),
    }
    unit.contacts.forget_erased(now - _s(RECEIPTS_KEPT))
    for what, n in done.items():
        note_erased(city, unit, what, n)
    return sum(done.values())


def _erase_annexes(city: City, unit: CityUnit, now: int) -> int:
    n_erased = 0
    for record in unit.records.annexed():
        if _is_due(record.kind, record.core, record.received, now):
            city.ledger.append(
                LedgerKind.ANNEX_ERASED,
                device=record.key.device,
                incarnation=record.key.incarnation,
                lane=record.key.lane,
                sequence=record.sequence,
            )
            unit.records.erase_annex(record.key, record.sequence)
            n_erased += 1
    return n_erased


def _erase_aside(unit: CityUnit, now: int) -> int:
    """Erase sealed parts kept aside; their dates erase them again after a restoration."""
    n_erased = 0
    for one in unit.erasures.aside_annexes():
        if _is_due(one.kind, one.core, one.received, now):
            unit.erasures.erase_aside(one.key, one.sequence, one.hash)
            n_erased += 1
    return n_erased


def _erase_contacts(city: City, unit: CityUnit, now: int) -> int:
    """Erase the contacts whose appointment began two days ago, or whose request has expired."""
    return sum(
        erase_contact(city, unit, one.subject)
        for one in unit.contacts.live()
        if _end_of_contact(unit, one) < now
    )


def _end_of_contact(unit: CityUnit, one: SealedContact) -> int:
    booking = one.subject
    oldest = one.received + _s(REQUESTS_KEPT)
    if one.subject.startswith(REQUEST_PREFIX):
        asked = unit.bookings.request(one.device, one.number)
        if asked is not None and is_workshop(asked.motif_id) and not asked.booking:
            return _end_of_wait(unit, one, asked)
        booking = asked.booking if asked else ""
        if not booking:
            return min(oldest, (asked.made or asked.received) + _s(REQUESTS_KEPT) if asked else 0)
    start = 0
    for _ in range(_MAX_CHAIN):
        found = unit.bookings.get(booking) if booking else None
        if found is None:
            break
        start, booking = max(start, found.start), found.moved_to
    return start + _s(CONTACTS_KEPT) if start else oldest


def _end_of_wait(unit: CityUnit, one: SealedContact, asked: BookedRequest) -> int:
    """Return when the contact of somebody who waits for a seat goes: once nothing is to be said."""
    if asked.status in OPEN_REQUESTS:
        return _NEVER  # the end of the enrolments ends the wait
    starts = (message.start for message in unit.messages.open_by(one.subject))
    return max((start + _s(CONTACTS_KEPT) for start in starts), default=0)


def _is_due(kind: str, core: bytes, received: int, now: int) -> bool:
    """Say whether a sealed part has served: a day after the start, or as long as a request."""
    if kind == EventKind.APPOINTMENT_SOLD.value:
        start = _start_of(core)
        if start is not None and start * _MINUTE_S <= received + _s(RECEIPTS_KEPT):
            return start * _MINUTE_S + _s(LABELS_KEPT) < now
    return received + _s(REQUESTS_KEPT) < now


def _start_of(core: bytes) -> int | None:
    try:
        start = json.loads(core)["core"].get("start")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None  # kept raw because nobody could read it: its arrival counts
    return start if type(start) is int else None


def _s(span: timedelta) -> int:
    return int(span.total_seconds())
