# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a draft of a visit may be recorded, and what to say when it may not.

Four answers are needed (day, duration, place, at least one theme); the rest is optional. Each
refusal is one French sentence that says what to do, for the screen of the person who records.

Source: rules of the national record, La Coop de la médiation numérique, 46aa33b
(`CraValidation`, `CraIndividuelValidation`, `canHaveAdministrationThematiques`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance import LONGEST_TITLE, VisitKind
from kiosk.domain.centre import is_centre_code
from kiosk.domain.communes import commune_of
from kiosk.domain.headcount_rules import headcount_problems, tidied_headcount
from kiosk.domain.periods import is_in_calendar
from kiosk.domain.places import MAX_ID
from kiosk.domain.privacy import Kept, retention_of
from kiosk.domain.visit_hours import (
    DAY_MIN,
    LONGEST_WAIT_MIN,
    START_STEP_MIN,
    WAIT_STEP_MIN,
    cut_start,
    minute_of,
)
from kiosk.domain.visit_problem import Problem
from kiosk.domain.vocabulary import (
    ACTIVITY_PLACE,
    ADMINISTRATIVE_HELP,
    AT_HOME,
    OTHER_PLACE,
    REMOTE,
)
from kiosk.foundation.errors import Refused
from kiosk.foundation.plain_text import one_line

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.vocabulary import TermList, Vocabulary

SHORTEST_MIN = 1
LONGEST_MIN = 23 * 60 + 59
LONGEST_TALLY_MIN = 60_000
_LONGEST_ID = 64


def tidied(draft: VisitDraft, vocabulary: Vocabulary) -> VisitDraft:
    """Return the draft as it would be stored: what cannot stand beside the rest is cleared.

    Administrative themes stay only beside the theme of administrative help, a structure and a
    place of the directory only beside "sent elsewhere", a commune only outside the centre, a means
    only from afar, title, level and sheet only for a workshop; for the counts of people see
    `headcount_rules`. Codes come in display order, the start is cut to the quarter of an hour and
    the wait to 5 minutes. Posture and mandate stay as told, whatever the other is.
    """
    lists = vocabulary
    draft = tidied_headcount(draft, lists)
    helps = ADMINISTRATIVE_HELP in draft.themes
    is_workshop = draft.kind is VisitKind.WORKSHOP
    return replace(
        draft,
        themes=lists.themes.in_order(draft.themes),
        administrative_themes=(
            lists.administrative_themes.in_order(draft.administrative_themes) if helps else ()
        ),
        equipment=lists.equipment.in_order(draft.equipment),
        referral=draft.referral if draft.referred else None,
        referral_place=draft.referral_place if draft.referred else "",
        commune_insee="" if draft.place == ACTIVITY_PLACE else draft.commune_insee.upper(),
        medium=draft.medium if draft.place == REMOTE else None,
        workshop_id=draft.workshop_id if is_workshop else "",
        title=one_line(draft.title) if is_workshop else "",
        level=draft.level if is_workshop else None,
        start=cut_start(draft.start),
        waited_min=_cut_wait(draft.waited_min),
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
        *_hour_problems(clean),
        *headcount_problems(clean, vocabulary),
        *_place_problems(clean, vocabulary),
        *_theme_problems(clean, vocabulary),
        *_list_problems(clean, vocabulary),
        *_text_problems(clean),
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
    if not is_in_calendar(draft.day):
        sentence = "L’année n’est pas possible : un technicien règle l’horloge."
        return (Problem("day", "day_out_of_calendar", sentence),)
    if draft.day > today:
        sentence = "La date est dans le futur : choisissez aujourd’hui ou un jour passé."
        return (Problem("day", "day_in_future", sentence),)
    if draft.day < today - timedelta(days=retention_of(Kept.VISITS).days):
        sentence = (
            "La date remonte à plus de 13 mois : corrigez-la."
            " Une visite plus ancienne ne se note pas."
        )
        return (Problem("day", "day_too_old", sentence),)
    return ()


def _duration_problems(draft: VisitDraft) -> tuple[Problem, ...]:
    if draft.duration_min == 0:
        sentence = "Choisissez une durée, d’une minute au moins."
        return (Problem("duration_min", "duration_missing", sentence),)
    if draft.kind is VisitKind.TALLY:
        # The minutes of all its visits: a busy day of several people is longer than a day.
        if not SHORTEST_MIN <= draft.duration_min <= _longest_tally_min(draft.people):
            sentence = "La durée de toutes les visites dépasse ce qui est possible : corrigez-la."
            return (Problem("duration_min", "duration_out_of_range", sentence),)
        return ()
    if not SHORTEST_MIN <= draft.duration_min <= LONGEST_MIN:
        sentence = "La durée va de 1 minute à 23 h 59 : corrigez-la."
        return (Problem("duration_min", "duration_out_of_range", sentence),)
    return ()


def _longest_tally_min(people: int) -> int:
    return min(max(1, people) * LONGEST_MIN, LONGEST_TALLY_MIN)


def _hour_problems(draft: VisitDraft) -> tuple[Problem, ...]:
    found: list[Problem] = []
    minute = minute_of(draft.start)
    if draft.start and (minute is None or minute % START_STEP_MIN):
        sentence = "L’heure de début s’écrit ainsi : 14:15."
        found.append(Problem("start", "start_malformed", sentence))
    elif minute is not None and minute + draft.duration_min > DAY_MIN:
        sentence = "Avec cette durée, la fin tombe le lendemain : corrigez l’heure ou la durée."
        found.append(Problem("start", "ends_on_another_day", sentence))
    if draft.waited_min is not None and not 0 <= draft.waited_min <= LONGEST_WAIT_MIN:
        sentence = "L’attente va de 0 à 600 minutes : corrigez-la."
        found.append(Problem("waited_min", "waited_out_of_range", sentence))
    return tuple(found)


def _cut_wait(waited_min: int | None) -> int | None:
    if waited_min is None or waited_min < 0:
        return waited_min
    return waited_min - waited_min % WAIT_STEP_MIN


def _place_problems(draft: VisitDraft, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if not vocabulary.places.holds(draft.place):
        sentence = "Ce type de lieu n’est pas dans la liste : choisissez-le à l’écran."
        found.append(Problem("place", "place_unknown", sentence))
    if not draft.centre:
        sentence = "Le lieu d’activité manque : réglez le centre de cette machine."
        found.append(Problem("centre", "centre_missing", sentence))
    elif not is_centre_code(draft.centre):
        sentence = "Ce code de centre ne convient pas : un technicien le change."
        found.append(Problem("centre", "centre_malformed", sentence))
    needs_commune = draft.place in {AT_HOME, OTHER_PLACE}
    if needs_commune and not draft.commune_insee:
        sentence = "Hors du centre, choisissez la commune."
        found.append(Problem("commune_insee", "commune_missing", sentence))
    elif draft.commune_insee and commune_of(draft.commune_insee.upper()) is None:
        sentence = "Cette commune n’est pas dans la liste : choisissez-la à l’écran."
        found.append(Problem("commune_insee", "commune_unknown", sentence))
    return tuple(found)


def _theme_problems(draft: VisitDraft, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    if draft.kind is VisitKind.TALLY:
        return ()  # it counts its themes, see `headcount_rules`
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


_NOT_LISTED: Final = {
    "equipment": "Ce matériel n’est pas dans la liste : choisissez-le à l’écran.",
    "autonomy": "Ce niveau d’autonomie n’est pas dans la liste : choisissez-le à l’écran.",
    "referral": "Ce type de structure n’est pas dans la liste : choisissez-le à l’écran.",
    "gender": "Ce genre n’est pas dans la liste : choisissez-le à l’écran.",
    "age_band": "Cet âge n’est pas dans la liste : choisissez-le à l’écran.",
    "status": "Ce statut n’est pas dans la liste : choisissez-le à l’écran.",
    "quarter": "Ce quartier n’est pas dans la liste : choisissez-le à l’écran.",
    "posture": "Cette façon d’aider n’est pas dans la liste : choisissez-la à l’écran.",
    "mandate": "Ce mandat n’est pas dans la liste : choisissez-le à l’écran.",
    "medium": "Ce moyen de contact n’est pas dans la liste : choisissez-le à l’écran.",
    "unmet": "Cette raison n’est pas dans la liste : choisissez-la à l’écran.",
    "level": "Ce niveau d’atelier n’est pas dans la liste : choisissez-le à l’écran.",
}


def _list_problems(draft: VisitDraft, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    checks: tuple[tuple[str, TermList, tuple[str | None, ...]], ...] = (
        ("equipment", vocabulary.equipment, draft.equipment),
        ("autonomy", vocabulary.autonomy, (draft.autonomy,)),
        ("referral", vocabulary.referrals, (draft.referral,)),
        ("gender", vocabulary.genders, (draft.gender,)),
        ("age_band", vocabulary.age_bands, (draft.age_band,)),
        ("status", vocabulary.statuses, (draft.status,)),
        ("quarter", vocabulary.home_quarters, (draft.quarter,)),
        ("posture", vocabulary.postures, (draft.posture,)),
        ("mandate", vocabulary.mandates, (draft.mandate,)),
        ("medium", vocabulary.remote_means, (draft.medium,)),
        ("unmet", vocabulary.unmet, (draft.unmet,)),
        ("level", vocabulary.workshop_levels, (draft.level,)),
    )
    return tuple(
        Problem(field, f"{field}_unknown", _NOT_LISTED[field])
        for field, terms, codes in checks
        if any(code is not None and not terms.holds(code) for code in codes)
    )


def _text_problems(draft: VisitDraft) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if len(draft.title) > LONGEST_TITLE:
        sentence = "Le titre de l’atelier tient en 120 signes : raccourcissez-le."
        found.append(Problem("title", "title_too_long", sentence))
    for field, text, longest in (
        ("workshop_id", draft.workshop_id, _LONGEST_ID),
        ("referral_place", draft.referral_place, MAX_ID),
    ):
        if len(text) > longest or one_line(text) != text:
            sentence = "Ce lieu ou cet atelier n’est pas dans la liste : choisissez-le à l’écran."
            found.append(Problem(field, f"{field}_malformed", sentence))
    return tuple(found)
