# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers of the centre: the day, the tally of visits, the notice on the door, a trial; no Qt.

The first three are for the staff and in French; none holds a name. The notice on the door is for
everybody who comes: French first, then the languages of the centre.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import GONE
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.domain.workshops import is_workshop
from kiosk.foundation.clock import PARIS, paris_day
from kiosk.foundation.translation import Translator
from ui.printing.sheets import Piece, PieceKind, Sheet, TwoLanguages
from ui.who_comes import NEED_WORDS
from ui.wording import clock_time, day_and_time, day_in_words, sentence_case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from kiosk.domain.appointment_views import DeskAppointment, WorkshopSheet
    from kiosk.domain.vocabulary import TermList

_EMPTY_LINES = 4
_BOXES = "□□□□□ □□□□□ □□□□□"
_BEFORE_DAY_ENDS = timedelta(minutes=1)


def _french() -> TwoLanguages:
    return TwoLanguages(Translator("fr"))


def day_sheet(
    centre: str,
    day: date,
    appointments: Sequence[DeskAppointment],
    names: Mapping[str, str],
    workshops: Sequence[WorkshopSheet] = (),
) -> Sheet:
    """Return the day for a desk without a computer: hour, number, need, a box for who came.

    Args:
        centre: Name of the place.
        day: The day.
        appointments: Those of the day; what holds no time any more is left out.
        names: First names of mediators by their identifier.
        workshops: Workshops of the day: one line each, who comes signs a paper of its own.
    """
    both, k = _french(), PieceKind
    pieces = [*_head(both, "Feuille du jour", centre, day)]
    french = both.spoken
    lines = [
        (one.start_utc, _appointment_line(one, names, french))
        for one in appointments
        if one.status not in GONE and not is_workshop(one.motif_id)
    ]
    lines += [
        (one.workshop.start_utc, _workshop_line(one, names, french))
        for one in workshops
        if one.workshop.is_planned
    ]
    lines.sort(key=lambda line: line[0])
    pieces += [Piece(k.ITEM, words) for _, words in lines]
    if not lines:
        pieces.append(both.piece(k.BODY, "Aucun rendez-vous."))
    pieces.append(both.piece(k.STRONG, "Venues sans rendez-vous"))
    pieces += [Piece(k.SIGNATURE, "") for _ in range(_EMPTY_LINES)]
    pieces.append(both.piece(k.SMALL, "Cochez les personnes venues. N’écrivez aucun nom."))
    return both.sheet(pieces)


def _workshop_line(sheet: WorkshopSheet, names: Mapping[str, str], french: Translator) -> str:
    one = sheet.workshop
    parts = (
        clock_time(one.start_utc, french),
        one.title(),
        names.get(one.mediator_id, ""),
        french.plural("{n} inscrit", "{n} inscrits", sheet.n_enrolled),
    )
    return " · ".join(part for part in parts if part)


def _appointment_line(one: DeskAppointment, names: Mapping[str, str], french: Translator) -> str:
    parts = [
        clock_time(one.start_utc, french),
        one.motif_label,
        names.get(one.mediator_id, ""),
        french.text("n° {number}", number=one.number),
        french.plural("{n} personne", "{n} personnes", one.party_size)
        if one.party_size > 1
        else "",
        *(french.text(NEED_WORDS[need]) for need in sorted(one.needs)),
    ]
    return " · ".join(part for part in parts if part)


def tally_sheet(centre: str, day: date) -> Sheet:
    """Return the paper on which visits of a day are counted, in the words of the national list."""
    both, k, lists = _french(), PieceKind, national_vocabulary()
    pieces = [*_head(both, "Comptage des accompagnements", centre, day)]
    pieces.append(both.piece(k.SMALL, "Une case par visite et par ligne. Aucun nom."))
    groups: tuple[tuple[str, TermList], ...] = (
        ("Thématiques", lists.themes),
        ("Âge", lists.age_bands),
        ("Genre", lists.genders),
    )
    pieces.append(both.piece(k.STRONG, "Durée en minutes"))
    pieces += [Piece(k.SMALL, f"{_BOXES}  {n}") for n in lists.duration_presets_min]
    for heading, terms in groups:
        pieces.append(both.piece(k.STRONG, heading))
        pieces += [Piece(k.SMALL, f"{_BOXES}  {term.label}") for term in terms.terms]
    pieces.append(both.piece(k.SMALL, "À recopier sur le poste, puis à jeter."))
    return both.sheet(pieces)


def trial_sheet(centre: str, at_utc: datetime) -> Sheet:
    """Return the paper that shows that the printer works."""
    both, k = _french(), PieceKind
    return both.sheet(
        (
            both.piece(k.TITLE, "Essai de l’imprimante"),
            both.built(k.STRONG, lambda t: day_and_time(at_utc, t)),
            Piece(k.BODY, centre),
            both.piece(k.SMALL, "L’imprimante marche. Jetez ce papier."),
        )
    )


def door_sheet(
    centre: tuple[str, str],
    first_name: str,
    span: tuple[datetime, datetime],
    languages: Sequence[str],
) -> Sheet:
    """Return the notice of an absence for the door, with priority for those who come all the same.

    Args:
        centre: Name and telephone of the place; the telephone may be empty.
        first_name: Who is away.
        span: From when until when.
        languages: Codes of the languages of the centre besides French.
    """
    others = [code for code in languages if not code.startswith("fr")]
    both, k = TwoLanguages(Translator(others[0] if others else "fr")), PieceKind
    start, end = span
    name, phone = centre

    def when(t: Translator) -> str:
        return span_words(start, end, t)

    pieces = [
        both.piece(k.TITLE, "Absence"),
        Piece(k.BODY, name),
        both.piece(k.STRONG, "{name} est en absence.", name=first_name),
        both.built(k.STRONG, when),
        both.piece(k.STRONG, "Vous aviez rendez-vous ?"),
        both.piece(k.BODY, "Priorité à l’arrivée : montrez votre ticket à l’accueil."),
        both.piece(k.BODY, "On vous reçoit aujourd’hui, ou on vous donne une autre heure."),
    ]
    if phone:
        pieces.append(both.piece(k.BODY, "Téléphone du lieu : {phone}", phone=phone))
    for code in others[1:]:
        t = Translator(code)
        pieces += [
            Piece(k.STRONG, f"{t.text('{name} est en absence.', name=first_name)} {when(t)}"),
            Piece(k.SMALL, t.text("Priorité à l’arrivée : montrez votre ticket à l’accueil.")),
        ]
    return both.sheet(pieces)


def span_words(start_utc: datetime, end_utc: datetime, translator: Translator) -> str:
    """Return « Mercredi 25 novembre à 9 h → vendredi 27 novembre à 18 h », the day once if one."""
    first, last = paris_day(start_utc), paris_day(end_utc - _BEFORE_DAY_ENDS)
    if {one.astimezone(PARIS).time() for one in (start_utc, end_utc)} == {time(0)}:
        words = sentence_case(day_in_words(first, translator))
        return words if first == last else f"{words} – {day_in_words(last, translator)}"
    start = day_and_time(start_utc, translator)
    end_time = clock_time(end_utc, translator)
    if first == last:
        return f"{start} – {end_time}"
    return f"{start} – {day_in_words(paris_day(end_utc), translator)}, {end_time}"


def _head(both: TwoLanguages, title: str, centre: str, day: date) -> list[Piece]:
    k = PieceKind
    heading = sentence_case(day_in_words(day, both.spoken))
    return [
        both.piece(k.TITLE, title),
        Piece(k.STRONG, f"{heading} {day.year}"),
        Piece(k.BODY, centre),
    ]
