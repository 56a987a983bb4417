# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop as a person enters it, by a file, a form or a program of the city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.domain.lease_seats import MAX_SEATS
from kiosk.domain.openings import SOURCE_LANGUAGE
from kiosk.domain.slots import CELL_MIN
from kiosk.domain.workshops import MAX_LENGTH_MIN, MAX_WAITING, WAITING_CAPACITY
from kiosk.foundation.errors import ContentUnreadable
from kiosk.foundation.plain_text import one_line
from sync.server.agenda_checks import MAX_NOTICE_MIN, check_id, is_id, local_of
from sync.server.agenda_texts import LANGUAGE, MAX_LANGUAGES, MAX_PAPERS, MAX_TITLE, quoted
from sync.translation import workshop_of
from sync.wire_down import WireWorkshop
from sync.wire_form import CELL_S

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit
    from sync.server.storage.workshops import PlacedWorkshop

MAX_AHEAD_DAYS: Final = 390
MAX_COMING: Final = 200
_DAY_S: Final = 24 * 3600
_CUT_LINES: Final = frozenset("\0\n\r")


class WorkshopEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A workshop, in the local time of Paris.

    Attributes:
        id: Up to 48 letters, figures and signs; never given to another workshop.
        centre: Where; it stays there.
        titles: Texts by language, French always.
        start: ``2026-11-27T14:00``.
        minutes: How long, a multiple of 5.
        capacity: Seats.
        mediator: Who leads it; empty for somebody who receives nobody here.
        documents: Things to bring, by language.
        waiting: People who may wait for a seat; 0 means no waiting list.
        minimum: People whom it takes for the workshop to be worth it; 0 means any.
        notice_min: Minutes between the last enrolment and the start.
    """

    id: str
    centre: str
    titles: dict[str, str]
    start: str
    minutes: int
    capacity: int
    mediator: str = ""
    documents: dict[str, list[str]] = {}
    waiting: int = WAITING_CAPACITY
    minimum: int = 0
    notice_min: int = 0


def enter_workshop(city: City, unit: CityUnit, entry: WorkshopEntry) -> None:
    """Enter a workshop, or change it; who loses an hour or a seat by that is called.

    Raises:
        ContentUnreadable: If it is not possible; the sentence says what to do.
    """
    check_id("workshop", entry.id)
    where = f"workshop {entry.id}"
    _check_place(unit, entry, where)
    _check_texts(entry, where)
    _check_numbers(entry, where)
    one = WireWorkshop(
        workshop_id=entry.id,
        titles={code: one_line(text) for code, text in entry.titles.items()},
        start=local_of(where, "start", entry.start),
        duration_min=entry.minutes,
        capacity=entry.capacity,
        mediator_id=entry.mediator,
        documents={code: [*map(one_line, found)] for code, found in entry.documents.items()},
        waiting_capacity=entry.waiting,
        min_participants=entry.minimum,
        notice_min=entry.notice_min,
    )
    _check_time(city, one, where)
    known = unit.workshops.get(entry.id)
    if known is None:
        _check_count(city, unit, entry, where)
    elif not _may_change(known, entry.centre, one, where):
        return
    _check_readable(one, where)
    unit.workshops.put(entry.centre, one)


def _may_change(known: PlacedWorkshop, centre: str, one: WireWorkshop, where: str) -> bool:
    """Say whether anything changes; a file entered again leaves a cancelled workshop cancelled."""
    _refuse_unless(
        known.centre == centre,
        f"{where} : un atelier ne change pas de centre. Annulez-le, puis entrez-en un autre "
        "sous un autre identifiant.",
    )
    if known.is_planned:
        return known.workshop != one
    is_same = (known.workshop.start, known.workshop.capacity) == (one.start, one.capacity)
    _refuse_unless(
        is_same,
        f"{where} : cet atelier est annulé, et les personnes le savent. Donnez un autre "
        "identifiant au nouvel atelier.",
    )
    return False


def _check_place(unit: CityUnit, entry: WorkshopEntry, where: str) -> None:
    _refuse_unless(
        is_id(entry.centre) and unit.fleet.centre(entry.centre) is not None,
        f"{where} : centre {quoted([entry.centre])} n’existe pas. Entrez-le d’abord, ou corrigez.",
    )
    _refuse_unless(
        not entry.mediator or (is_id(entry.mediator) and bool(unit.agenda.home_of(entry.mediator))),
        f"{where} : mediator {quoted([entry.mediator])} n’existe pas. Entrez cette personne "
        "d’abord, ou ne mettez personne.",
    )


def _check_texts(entry: WorkshopEntry, where: str) -> None:
    _refuse_unless(
        bool(one_line(entry.titles.get(SOURCE_LANGUAGE, ""))),
        f"{where} : titles.fr manque : écrivez le titre en français.",
    )
    codes = {*entry.titles, *entry.documents}
    _refuse_unless(
        len(codes) <= MAX_LANGUAGES and all(LANGUAGE.fullmatch(code) for code in codes),
        f"{where} : une langue ne se lit pas. Écrivez un code comme « fr », « ar » ou « fr-falc ».",
    )
    _refuse_unless(
        all(0 < len(one_line(text)) <= MAX_TITLE for text in entry.titles.values()),
        f"{where} : un titre est vide ou trop long. Écrivez 1 à {MAX_TITLE} signes.",
    )
    papers = [paper for found in entry.documents.values() for paper in found]
    _refuse_unless(
        all(len(found) <= MAX_PAPERS for found in entry.documents.values())
        and all(0 < len(one_line(paper)) <= MAX_TITLE for paper in papers),
        f"{where} : documents est trop long ou vide. Écrivez {MAX_PAPERS} choses à apporter au "
        f"plus, de 1 à {MAX_TITLE} signes.",
    )
    _refuse_unless(
        not any(set(text) & _CUT_LINES for text in (*entry.titles.values(), *papers)),
        f"{where} : un texte a plusieurs lignes. Écrivez-le sur une seule.",
    )


def _check_numbers(entry: WorkshopEntry, where: str) -> None:
    _refuse_unless(
        CELL_MIN <= entry.minutes <= MAX_LENGTH_MIN and entry.minutes % CELL_MIN == 0,
        f"{where} : minutes doit être un multiple de 5, de {CELL_MIN} à {MAX_LENGTH_MIN}.",
    )
    _refuse_unless(
        1 <= entry.capacity <= MAX_SEATS,
        f"{where} : capacity doit être de 1 à {MAX_SEATS} places.",
    )
    _refuse_unless(
        0 <= entry.waiting <= MAX_WAITING,
        f"{where} : waiting doit être de 0 à {MAX_WAITING} personnes en attente.",
    )
    _refuse_unless(
        0 <= entry.minimum <= entry.capacity,
        f"{where} : minimum doit être de 0 au nombre de places ({entry.capacity}).",
    )
    _refuse_unless(
        0 <= entry.notice_min <= MAX_NOTICE_MIN,
        f"{where} : notice_min doit être de 0 à {MAX_NOTICE_MIN} minutes.",
    )


def _check_time(city: City, one: WireWorkshop, where: str) -> None:
    _refuse_unless(
        one.start % CELL_S == 0,
        f"{where} : start doit tomber sur un multiple de 5 minutes, comme 14:00 ou 14:05.",
    )
    _refuse_unless(
        0 <= one.start <= city.now() + MAX_AHEAD_DAYS * _DAY_S,
        f"{where} : start est trop loin. Entrez l’atelier {MAX_AHEAD_DAYS} jours avant au plus.",
    )


def _check_count(city: City, unit: CityUnit, entry: WorkshopEntry, where: str) -> None:
    _refuse_unless(
        len(unit.workshops.since(city.now(), entry.centre)) < MAX_COMING,
        f"{where} : ce centre a déjà {MAX_COMING} ateliers à venir. Retirez-en, ou attendez.",
    )


def _check_readable(one: WireWorkshop, where: str) -> None:
    """Refuse what machines would not read: the whole agenda of the centre would stop there."""
    try:
        workshop_of(one)
    except ValueError as error:
        raise ContentUnreadable(f"{where} : {error} n’est pas possible. Corrigez.") from error


def _refuse_unless(is_good: bool, sentence: str) -> None:  # noqa: FBT001 - the rule itself
    if not is_good:
        raise ContentUnreadable(sentence)
