# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the demonstration's records say: invented, believable in their variety, never a person.

The same draws give the same records. Shares are guesses that make every screen worth looking at;
they describe no real centre.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance import (
    Arrival,
    Category,
    CategoryCount,
    VisitKind,
    VisitOrigin,
)
from kiosk.domain.headcount_rules import codes_counted
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP, NOT_TOLD, REMOTE, national_vocabulary

if TYPE_CHECKING:
    import random

    from kiosk.domain.attendance import VisitDraft

WORKSHOPS: Final = (
    ("Mes premiers pas avec la souris (EXEMPLE)", "prendre_en_main_du_materiel", "debutant"),
    ("Sécuriser son téléphone (EXEMPLE)", "securite_numerique", "debutant"),
    ("Ranger ses photos (EXEMPLE)", "gere_ses_contenus_numeriques", "intermediaire"),
    ("Créer un CV (EXEMPLE)", "insertion_professionnelle", "intermediaire"),
    ("Tableur, aller plus loin (EXEMPLE)", "bureautique", "avance"),
)
_TOLD, _QUARTER_TOLD, _POSTURE_TOLD = 0.7, 0.6, 0.8
_UNMET, _FROM_AFAR, _BRIEF = 0.08, 0.07, 0.15
_NOT_COUNTED = 0.15
_POSTURES: Final = ("accompagne",) * 5 + ("forme",) * 3 + ("fait",) * 2
_MANDATES: Final = ("papier", "papier", "aidants_connect", "aucun", None)
_TALLY_THEMES: Final = ("email", "navigation_sur_internet", "bureautique", ADMINISTRATIVE_HELP)
_COUNTED: Final = (Category.GENDER, Category.AGE, Category.STATUS, Category.RETURNING)


def one_person(draw: random.Random, draft: VisitDraft) -> VisitDraft:
    """Return a pre-filled draft with the answers that mediators give more or less often."""
    lists = national_vocabulary()

    def sometimes(codes: tuple[str, ...], share: float = _TOLD) -> str | None:
        return draw.choice(codes) if draw.random() < share else None

    referred = draw.choice((None, False, False, True))
    posture = sometimes(_POSTURES, _POSTURE_TOLD)
    is_afar = draw.random() < _FROM_AFAR
    return replace(
        draft,
        kind=VisitKind.BRIEF if draw.random() < _BRIEF else draft.kind,
        gender=sometimes(lists.genders.codes()),
        age_band=sometimes(lists.age_bands.codes()),
        status=sometimes(lists.statuses.codes()),
        autonomy=sometimes(lists.autonomy.codes()),
        equipment=(draw.choice(lists.equipment.codes()),),
        referred=referred,
        referral=draw.choice(lists.referrals.codes()) if referred else None,
        posture=posture,
        mandate=draw.choice(_MANDATES) if posture == "fait" else None,
        quarter=sometimes(lists.home_quarters.codes(), _QUARTER_TOLD),
        unmet=sometimes(lists.unmet.codes(), _UNMET),
        place=REMOTE if is_afar else draft.place,
        medium=draw.choice(lists.remote_means.codes()) if is_afar else None,
    )


def workshop(draw: random.Random, draft: VisitDraft, workshop_id: str) -> VisitDraft:
    """Return the record of a workshop: who came is counted, by category, and nobody is told of."""
    title, theme, level = draw.choice(WORKSHOPS)
    people = draw.randint(3, 12)
    return replace(
        draft,
        kind=VisitKind.WORKSHOP,
        origin=VisitOrigin.WORKSHOP,
        workshop_id=workshop_id,
        title=title,
        level=level,
        themes=(theme,),
        duration_min=draw.choice((60, 90, 120)),
        people=people,
        counts=_told(draw, people, (*_COUNTED, Category.QUARTER)),
        posture="forme",
        equipment=("ordinateur",),
    )


def group(draw: random.Random, draft: VisitDraft) -> VisitDraft:
    """Return the record of people who came together for one thing, such as a family."""
    people = draw.randint(2, 5)
    return replace(
        draft,
        kind=VisitKind.GROUP,
        themes=(draw.choice(("scolarite_et_numerique", "parentalite")),),
        duration_min=draw.choice((30, 45, 60)),
        people=people,
        counts=_told(draw, people, (Category.AGE,)),
        arrival=Arrival.SPONTANEOUS,
        posture="accompagne",
    )


def tally(draw: random.Random, draft: VisitDraft) -> VisitDraft:
    """Return a paper sheet of strokes, copied later: many short visits at once."""
    people = draw.randint(6, 25)
    themes = draw.sample(_TALLY_THEMES, 3)
    counted = (CategoryCount(Category.THEME, code, draw.randint(1, people)) for code in themes)
    return replace(
        draft,
        kind=VisitKind.TALLY,
        origin=VisitOrigin.PAPER,
        duration_min=5 * people,
        people=people,
        counts=(*counted, *_told(draw, people, (Category.GENDER, Category.ARRIVAL))),
    )


def _told(
    draw: random.Random, people: int, categories: tuple[Category, ...]
) -> tuple[CategoryCount, ...]:
    """Draw marginal counts; in each category some of the people were not counted."""
    found: list[CategoryCount] = []
    for category in categories:
        codes = codes_counted(category, national_vocabulary())
        n_told = sum(draw.random() >= _NOT_COUNTED for _ in range(people))
        drawn = Counter(draw.choices([code for code in codes if code != NOT_TOLD], k=n_told))
        found += (CategoryCount(category, code, n) for code, n in drawn.items())
    return tuple(found)
