# SPDX-License-Identifier: AGPL-3.0-or-later
"""The closed lists of the national record: codes and French labels, in display order.

The lists ship as one file of facts (`assets/vocabulary/vocabulary.json`, its source and date
beside it). Reading that file is the only input this module has; it happens once, at the first
use. What is written is checked against the lists; what is read keeps a code that a newer list
dropped, so that old records stay countable.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from kiosk.foundation.errors import BugError
from kiosk.foundation.resources import asset_path

ADMINISTRATIVE_HELP = "aide_aux_demarches_administratives"
ACTIVITY_PLACE = "lieu_activite"
OTHER_PLACE = "autre"
AT_HOME = "domicile"
REMOTE = "a_distance"
NOT_TOLD = "non_communique"

DurationClass: TypeAlias = "tuple[str, int, int | None, str]"


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a list.

    Attributes:
        code: Value stored and exchanged, such as ``email``.
        label: French words shown and exported.
        name: The national tool's own name of it, such as ``Email``; walkthroughs carry it.
    """

    code: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class TermList:
    """A closed list, in display order; each code stands once."""

    terms: tuple[Term, ...]

    def codes(self) -> tuple[str, ...]:
        """Return the codes in display order."""
        return tuple(term.code for term in self.terms)

    def holds(self, code: str) -> bool:
        """Say whether the list has this code."""
        return any(term.code == code for term in self.terms)

    def code_of(self, text: str) -> str | None:
        """Return the code written as a code or as the national tool's name; nothing if neither."""
        return next((term.code for term in self.terms if text in {term.code, term.name}), None)

    def label(self, code: str) -> str:
        """Return the French label; the code itself when a newer list dropped it."""
        return next((term.label for term in self.terms if term.code == code), code)

    def in_order(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Return `codes` once each in display order, unknown ones last and sorted."""
        rank = {code: place for place, code in enumerate(self.codes())}
        return tuple(sorted(set(codes), key=lambda code: (rank.get(code, len(rank)), code)))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The lists of the record of a visit.

    Attributes:
        version: Date of the newest source, such as ``2026-06-30``.
        themes: Themes of digital mediation; the last opens the administrative ones.
        administrative_themes: Themes of administrative help.
        equipment: Devices used.
        places: Kinds of place.
        autonomy: How much guidance was needed, from the most to the least.
        referrals: Structures to which a person may be sent.
        genders: Genders.
        age_bands: Age bands, oldest first as in the national tool.
        statuses: Social statuses.
        duration_presets_min: Durations offered at first, in minutes.
        duration_classes: (code, from, below, label), in minutes.
        quarters: Quarters of the city.
        postures: What the helper does: teach, guide, do it in the person's place.
        mandates: Under which mandate something was done in a person's place; a fact only.
        remote_means: By what means a person was helped from afar.
        home_quarters: Where the person lives, by quarter; one optional touch.
        unmet: Why a need could not be met.
        workshop_levels: Levels of a workshop.
        returning: Whether somebody of a group had been helped before.
    """

    version: str
    themes: TermList
    administrative_themes: TermList
    equipment: TermList
    places: TermList
    autonomy: TermList
    referrals: TermList
    genders: TermList
    age_bands: TermList
    statuses: TermList
    duration_presets_min: tuple[int, ...]
    duration_classes: tuple[DurationClass, ...]
    quarters: tuple[str, ...]
    postures: TermList
    mandates: TermList
    remote_means: TermList
    home_quarters: TermList
    unmet: TermList
    workshop_levels: TermList
    returning: TermList

    def theme_label(self, code: str) -> str:
        """Return the label of a theme, whether of mediation or administrative."""
        if self.themes.holds(code):
            return self.themes.label(code)
        return self.administrative_themes.label(code)

    def duration_class(self, duration_min: int) -> DurationClass:
        """Return the class of a duration; a limit belongs to the class that begins there."""
        for entry in self.duration_classes:
            _, first_min, below_min, _ = entry
            if first_min <= duration_min and (below_min is None or duration_min < below_min):
                return entry
        raise BugError("a duration below 0 reached the vocabulary")


def parse_vocabulary(text: str, local_text: str) -> Vocabulary:
    """Return the lists of the national vocabulary file and of our own beside it.

    Raises:
        BugError: If the text does not have the shape of the file that ships.
    """
    try:
        lists, local = json.loads(text), json.loads(local_text)
        return Vocabulary(
            version=lists["about"]["version"],
            themes=_terms(lists["thematiques_mediation"]),
            administrative_themes=_terms(lists["thematiques_demarches"]),
            equipment=_terms(lists["materiel"]),
            places=_terms(lists["type_lieu"]),
            autonomy=_terms(lists["autonomie"]),
            referrals=_terms(lists["structure_de_redirection"]),
            genders=_terms(lists["genre"]),
            age_bands=_terms(lists["tranche_age"]),
            statuses=_terms(lists["statut_social"]),
            duration_presets_min=tuple(lists["duree_presets_min"]),
            duration_classes=tuple(
                (code, first, below, label) for code, first, below, label in lists["duree_classes"]
            ),
            quarters=tuple(lists["quartiers_roubaix"]),
            postures=_terms(local["posture"]),
            mandates=_terms(local["mandat"]),
            remote_means=_terms(local["moyen_a_distance"]),
            home_quarters=_terms(local["quartier"]),
            unmet=_terms(local["besoin_non_couvert"]),
            workshop_levels=_terms(local["niveau_atelier"]),
            returning=_terms(local["deja_accompagne"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BugError("the vocabulary file is not as shipped") from error


@lru_cache(maxsize=1)
def national_vocabulary() -> Vocabulary:
    """Return the lists that ship with the program; the file is read once.

    Source: assets/vocabulary/SOURCES.md.
    """
    national, local = (
        asset_path("vocabulary", name).read_text(encoding="utf-8")
        for name in ("vocabulary.json", "local.json")
    )
    return parse_vocabulary(national, local)


def _terms(triples: list[list[str]]) -> TermList:
    terms = tuple(Term(code, label, name) for name, code, label in triples)
    if len({term.code for term in terms}) != len(terms):
        raise ValueError("a code stands twice")
    return TermList(terms)
