# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many people a record may count, and how they may be told apart.

A workshop, a group or a paper tally holds how many people there were and, category by category,
how many of them: marginal counts, from which nobody is made up. What a category leaves out was
not told. Only themes may count one person several times.

Source: rules of the national record, La Coop de la médiation numérique, 46aa33b
(`CraCollectifValidation`, `ParticipantsAnonymes`: 10,000 people at most, no sum above them).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance import Arrival, Category, VisitKind
from kiosk.domain.visit_problem import Problem
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.attendance import CategoryCount, VisitDraft
    from kiosk.domain.vocabulary import Vocabulary

MOST_PEOPLE: Final = 10_000
_OF_A_TALLY: Final = {Category.THEME, Category.ARRIVAL}
_ORDER: Final = tuple(Category)


def tidied_headcount(draft: VisitDraft, vocabulary: Vocabulary) -> VisitDraft:
    """Return the draft without what its kind cannot hold.

    One person has no counts; several have none of the answers about one person. Only a tally
    counts themes and arrivals, the procedures beside the theme of administrative help; it has no
    list of themes, no start and no wait: those belong to each of its visits. Codes come in
    display order, counts of nobody go.
    """
    if not draft.kind.is_collective:
        return replace(draft, people=1, counts=())
    counts = _in_order(_kept(draft, vocabulary), vocabulary)
    draft = replace(
        draft,
        counts=counts,
        gender=None,
        age_band=None,
        status=None,
        quarter=None,
        autonomy=None,
        referred=None,
        waited_min=None,
    )
    if draft.kind is not VisitKind.TALLY:
        return draft
    return replace(draft, themes=(), administrative_themes=(), arrival=None, start="")


def headcount_problems(draft: VisitDraft, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """Return what stands against the people and the counts of a tidied draft."""
    if not draft.kind.is_collective:
        return ()
    if problems := _people_problems(draft.people):
        return problems
    found: list[Problem] = []
    for category in _ORDER:
        counts = tuple(one for one in draft.counts if one.category is category)
        problem = _count_problem(category, counts, draft.people, vocabulary)
        if problem is not None:
            found.append(problem)
    is_without_themes = not any(one.category is Category.THEME for one in draft.counts)
    if draft.kind is VisitKind.TALLY and is_without_themes:
        sentence = "Comptez au moins une thématique."
        found.append(Problem(Category.THEME.value, "theme_count_missing", sentence))
    return tuple(found)


def codes_counted(category: Category, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the codes by which a category is counted, in display order."""
    lists = vocabulary
    return {
        Category.GENDER: lists.genders.codes(),
        Category.AGE: lists.age_bands.codes(),
        Category.STATUS: lists.statuses.codes(),
        Category.RETURNING: lists.returning.codes(),
        Category.QUARTER: lists.home_quarters.codes(),
        Category.THEME: (*lists.themes.codes(), *lists.administrative_themes.codes()),
        Category.ARRIVAL: tuple(arrival.value for arrival in Arrival),
    }[category]


def _kept(draft: VisitDraft, vocabulary: Vocabulary) -> Iterable[CategoryCount]:
    is_tally = draft.kind is VisitKind.TALLY
    told = [one for one in draft.counts if one.n != 0]
    helps = any(one[:2] == (Category.THEME, ADMINISTRATIVE_HELP) for one in told)
    for one in told:
        if one.category in _OF_A_TALLY and not is_tally:
            continue
        is_procedure = vocabulary.administrative_themes.holds(one.code)
        if helps or one.category is not Category.THEME or not is_procedure:
            yield one


def _in_order(counts: Iterable[CategoryCount], vocabulary: Vocabulary) -> tuple[CategoryCount, ...]:
    rank = {
        (category, code): (place, turn)
        for place, category in enumerate(_ORDER)
        for turn, code in enumerate(codes_counted(category, vocabulary))
    }
    last = len(rank)

    def key(one: CategoryCount) -> tuple[int, int, str, int]:
        known = rank.get((one.category, one.code), (_ORDER.index(one.category), last))
        return (*known, one.code, one.n)

    return tuple(sorted(counts, key=key))


def _people_problems(people: int) -> tuple[Problem, ...]:
    if people == 0:
        sentence = "Indiquez combien de personnes étaient là."
        return (Problem("people", "people_missing", sentence),)
    if not 1 <= people <= MOST_PEOPLE:
        sentence = "Le nombre de personnes va de 1 à 10 000 : corrigez-le."
        return (Problem("people", "people_out_of_range", sentence),)
    return ()


def _count_problem(
    category: Category, counts: tuple[CategoryCount, ...], people: int, vocabulary: Vocabulary
) -> Problem | None:
    codes = [one.code for one in counts]
    if not set(codes) <= set(codes_counted(category, vocabulary)):
        sentence = "Un comptage porte sur un choix qui n’est pas dans la liste. Effacez ce nombre."
        return Problem(category.value, "count_unknown", sentence)
    if len(set(codes)) < len(codes):
        sentence = "Un même choix est compté deux fois : gardez un seul nombre."
        return Problem(category.value, "count_twice", sentence)
    if any(one.n < 0 for one in counts):
        sentence = "Un comptage est au-dessous de zéro : corrigez-le."
        return Problem(category.value, "count_below_zero", sentence)
    if category is Category.THEME:
        is_over = any(one.n > people for one in counts)
    else:
        is_over = sum(one.n for one in counts) > people
    if is_over:
        return Problem(category.value, "count_over_people", _OVER[category])
    return None


_OVER: Final = {
    Category.GENDER: (
        "Par genre, plus de personnes sont comptées qu’il n’y en avait. Corrigez les nombres."
    ),
    Category.AGE: (
        "Par âge, plus de personnes sont comptées qu’il n’y en avait. Corrigez les nombres."
    ),
    Category.STATUS: (
        "Par statut, plus de personnes sont comptées qu’il n’y en avait. Corrigez les nombres."
    ),
    Category.RETURNING: (
        "Déjà venues ou non : plus de personnes comptées qu’il n’y en avait. Corrigez les nombres."
    ),
    Category.QUARTER: (
        "Par quartier, plus de personnes sont comptées qu’il n’y en avait. Corrigez les nombres."
    ),
    Category.THEME: (
        "Une thématique compte plus de personnes qu’il n’y en avait. Corrigez les nombres."
    ),
    Category.ARRIVAL: (
        "Par venue, plus de personnes sont comptées qu’il n’y en avait. Corrigez les nombres."
    ),
}
