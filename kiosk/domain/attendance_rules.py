# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a draft of a visit may be recorded, and what to say when it may not.

Four answers are needed (day, duration, place, at least one theme); the rest is optional. Each
refusal is one French sentence that says what to do, for the screen of the person who records.

Source: rules of the national record, La Coop de la médiation numérique, 46aa33b
(`CraValidation`, `CraIndividuelValidation`, `canHaveAdministrationThematiques`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.privacy import Kept, retention_of
from kiosk.domain.vocabulary import (
    ACTIVITY_PLACE,
    ADMINISTRATIVE_HELP,
    AT_HOME,
    OTHER_PLACE,
)
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.vocabulary import TermList, Vocabulary

SHORTEST_MIN = 1
LONGEST_MIN = 23 * 60 + 59
_INSEE_COMMUNE = re.compile(r"(?:\d{2}|2[AB])\d{3}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a draft cannot be recorded yet.

    Attributes:
        field: Name of the field of `VisitDraft`.
        reason: Stable name of the rule, such as ``duration_missing``.
        sentence: French sentence for the person who records.
    """

    field: str
    reason: str
    sentence: str


def tidied(draft: VisitDraft, vocabulary: Vocabulary) -> VisitDraft:
    """Return the draft as it would be stored: what cannot stand beside the rest is cleared.

    Administrative themes stay only beside the theme of administrative help, a structure only
    beside "sent elsewhere", a commune only outside the centre. Codes come in display order.
    """
    helps = ADMINISTRATIVE_HELP in draft.themes
    lists = vocabulary
    return replace(
        draft,
        themes=lists.themes.in_order(draft.themes),
        administrative_themes=(
            lists.administrative_themes.in_order(draft.administrative_themes) if helps else ()
        ),
        equipment=lists.equipment.in_order(draft.equipment),
        referral=draft.referral if draft.referred else None,
        commune_insee="" if draft.place == ACTIVITY_PLACE else draft.commune_insee.upper(),
    )


def problems(draft: VisitDraft, *, today: date, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """Return what stands against recording a draft; empty when nothing does.

    Args:
        draft: The draft, tidied or not.
        today: Current day in Paris.
        vocabulary: The lists in force.
    """
    clean = tidied(draft, vocabulary)
    return (
        *_day_problems(clean, today),
        *_duration_problems(clean),
        *_place_problems(clean, vocabulary),
        *_theme_problems(clean, vocabulary),
        *_list_problems(clean, vocabulary),
    )


def checked(draft: VisitDraft, *, today: date, vocabulary: Vocabulary) -> VisitDraft:
    """Return the draft as it is stored.

    Raises:
        Refused: ``visit_incomplete``; its values hold the `sentences` and the `fields`.
    """
    found = problems(draft, today=today, vocabulary=vocabulary)
    if found:
        raise Refused(
            "visit_incomplete",
            sentences=tuple(problem.sentence for problem in found),
            fields=tuple(problem.field for problem in found),
        )
    return tidied(draft, vocabulary)


def _day_problems(draft: VisitDraft, today: date) -> tuple[Problem, ...]:
    if draft.day > today:
        sentence = "La date est dans le futur : choisissez aujourd’hui ou un jour passé."
        return (Problem("day", "day_in_future", sentence),)
    if draft.day < today - timedelta(days=retention_of(Kept.VISITS).days):
        sentence = "La date remonte à plus de 13 mois : elle ne peut plus être notée ici."
        return (Problem("day", "day_too_old", sentence),)
    return ()


def _duration_problems(draft: VisitDraft) -> tuple[Problem, ...]:
    if draft.duration_min == 0:
        sentence = "Choisissez une durée, d’une minute au moins."
        return (Problem("duration_min", "duration_missing", sentence),)
    if not SHORTEST_MIN <= draft.duration_min <= LONGEST_MIN:
        sentence = "La durée va de 1 minute à 23 h 59 : corrigez-la."
        return (Problem("duration_min", "duration_out_of_range", sentence),)
    return ()


def _place_problems(draft: VisitDraft, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if not vocabulary.places.holds(draft.place):
        sentence = "Ce type de lieu n’est pas dans la liste : choisissez-le à l’écran."
        found.append(Problem("place", "place_unknown", sentence))
    if not draft.centre:
        sentence = "Le lieu d’activité manque : réglez le centre de cette machine."
        found.append(Problem("centre", "centre_missing", sentence))
    needs_commune = draft.place in {AT_HOME, OTHER_PLACE}
    if needs_commune and not draft.commune_insee:
        sentence = "Hors du centre, donnez le code Insee de la commune."
        found.append(Problem("commune_insee", "commune_missing", sentence))
    elif draft.commune_insee and not _INSEE_COMMUNE.fullmatch(draft.commune_insee):
        sentence = "Le code Insee d’une commune a cinq signes, par exemple 59512."
        found.append(Problem("commune_insee", "commune_malformed", sentence))
    return tuple(found)


def _theme_problems(draft: VisitDraft, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    if not draft.themes:
        sentence = "Choisissez au moins une thématique."
        return (Problem("themes", "theme_missing", sentence),)
    known = all(vocabulary.themes.holds(code) for code in draft.themes)
    known_admin = all(
        vocabulary.administrative_themes.holds(code) for code in draft.administrative_themes
    )
    if known and known_admin:
        return ()
    field = "administrative_themes" if known else "themes"
    sentence = "Une thématique n’est pas dans la liste : choisissez-la à l’écran."
    return (Problem(field, "theme_unknown", sentence),)


def _list_problems(draft: VisitDraft, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    checks: tuple[tuple[str, TermList, tuple[str | None, ...], str], ...] = (
        (
            "equipment",
            vocabulary.equipment,
            draft.equipment,
            "Ce matériel n’est pas dans la liste.",
        ),
        (
            "autonomy",
            vocabulary.autonomy,
            (draft.autonomy,),
            "Ce niveau d’autonomie n’est pas dans la liste.",
        ),
        (
            "referral",
            vocabulary.referrals,
            (draft.referral,),
            "Ce type de structure n’est pas dans la liste.",
        ),
        ("gender", vocabulary.genders, (draft.gender,), "Ce genre n’est pas dans la liste."),
        ("age_band", vocabulary.age_bands, (draft.age_band,), "Cet âge n’est pas dans la liste."),
        ("status", vocabulary.statuses, (draft.status,), "Ce statut n’est pas dans la liste."),
    )
    return tuple(
        Problem(field, f"{field}_unknown", sentence)
        for field, terms, codes, sentence in checks
        if any(code is not None and not terms.holds(code) for code in codes)
    )
