# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns of the detailed export, one row a record, in words.

Adjacent columns whose cells depend on the same fields form a group. A group is rendered once for
each distinct combination of those fields and kept, already encoded for the format, in a cache of
bounded size: a million records have a few hundred combinations a group, and a row is then a join
of bytes. Only the identifier differs on each row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import getitem, itemgetter
from typing import TYPE_CHECKING, TypeAlias

from kiosk.domain.attendance import Arrival, Category, RecordedBy, VisitKind, VisitOrigin
from kiosk.domain.attendance_events import hour_of
from kiosk.domain.flat_visit import SEPARATOR
from kiosk.exports.rows import (
    ARRIVAL_WORDS,
    CATEGORY_WORDS,
    KIND_WORDS,
    ORIGIN_WORDS,
    ROLE_WORDS,
    place_of,
    yes_no,
)
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.vocabulary import TermList, Vocabulary
    from kiosk.exports.rows import ExportContext

Cell: TypeAlias = "str | int | float | date"

VALUES_SEPARATOR = " | "
MOST_KEPT = 4_096
"""Combinations kept a group; a cache that is full begins anew."""


@dataclass(frozen=True, slots=True)
class Group:
    """Adjacent columns that depend on the same fields.

    Attributes:
        headings: French headings.
        cut: Where the fields stand in a `FlatVisit`; an index gives one, a slice several.
        cells: Turns those fields into the cells.
    """

    headings: tuple[str, ...]
    cut: int | slice
    cells: Callable[[ExportContext, Any], tuple[Cell, ...]]


class Fragments(dict[object, bytes]):
    """Rendered cells by the fields that gave them; never more than `MOST_KEPT`."""

    def __init__(self, render: Callable[[Any], bytes]) -> None:
        """Render what is missing by `render`."""
        super().__init__()
        self._render = render

    def __missing__(self, fields: object) -> bytes:
        """Render, keep and return the cells of `fields`."""
        if len(self) >= MOST_KEPT:
            self.clear()
        made = self[fields] = self._render(fields)
        return made


def renderer(
    context: ExportContext, encode: Callable[[tuple[Cell, ...]], bytes], begin: bytes = b""
) -> Callable[[FlatVisit], Iterable[bytes]]:
    """Return what turns a record into its cells, all but the identifier.

    Args:
        context: What the export says besides its rows.
        encode: Turns cells into bytes of the format.
        begin: What stands before the first cell of each row.
    """
    first = Fragments(_renderer(GROUPS[0], context, lambda cells: begin + encode(cells)))
    kept = (first, *(Fragments(_renderer(group, context, encode)) for group in GROUPS[1:]))
    cut = itemgetter(*(group.cut for group in GROUPS))
    # Both loops over the groups run outside the interpreter: half the time of the naive ones.
    return lambda row: map(getitem, kept, cut(row))


def _renderer(
    group: Group, context: ExportContext, encode: Callable[[tuple[Cell, ...]], bytes]
) -> Callable[[Any], bytes]:
    def render(fields: Any) -> bytes:
        return encode(group.cells(context, fields))

    return render


def _days(_context: ExportContext, fields: tuple[str, str, str, int]) -> tuple[Cell, ...]:
    text, entered, changed, version = fields
    day, entered_day = date.fromisoformat(text), paris_day(hour_of(entered))
    return (
        day,
        entered_day,
        paris_day(hour_of(changed)) if changed else "",
        yes_no(day < entered_day),
        yes_no(version > 1),
    )


def _where(context: ExportContext, fields: tuple[str, str, str, str]) -> tuple[Cell, ...]:
    kind, centre, place, commune = fields
    return (
        KIND_WORDS[VisitKind(kind)],
        context.place(centre).name,
        context.vocabulary.places.label(place),
        place_of(context, centre, place, commune).commune_insee,
    )


def _how_much(_context: ExportContext, fields: tuple[int, int]) -> tuple[Cell, ...]:
    minutes, people = fields
    return minutes, minutes / 60, people


def _themes(context: ExportContext, codes: str) -> tuple[Cell, ...]:
    return (_labels(codes, context.vocabulary.themes),)


def _administrative_themes(context: ExportContext, codes: str) -> tuple[Cell, ...]:
    return (_labels(codes, context.vocabulary.administrative_themes),)


def _means(context: ExportContext, fields: tuple[str, str, str, str, str]) -> tuple[Cell, ...]:
    equipment, autonomy, referred, referral, referral_place = fields
    lists = context.vocabulary
    return (
        _labels(equipment, lists.equipment),
        _label(autonomy, lists.autonomy),
        yes_no(None if not referred else referred == "1"),
        _label(referral, lists.referrals),
        context.referral_places.get(referral_place, referral_place),
    )


def _who(context: ExportContext, fields: tuple[str, str, str]) -> tuple[Cell, ...]:
    gender, age, status = fields
    lists = context.vocabulary
    return (
        _label(gender, lists.genders),
        _label(age, lists.age_bands),
        _label(status, lists.statuses),
    )


def _manner(
    context: ExportContext, fields: tuple[str, str, str, str, str, str, str, str]
) -> tuple[Cell, ...]:
    arrival, origin, by, level, title, medium, posture, mandate = fields
    lists = context.vocabulary
    return (
        ARRIVAL_WORDS[Arrival(arrival)] if arrival else "",
        ORIGIN_WORDS[VisitOrigin(origin)],
        ROLE_WORDS[RecordedBy(by)],
        _label(level, lists.workshop_levels),
        title,
        _label(medium, lists.remote_means),
        _label(posture, lists.postures),
        _label(mandate, lists.mandates),
    )


def _times(_context: ExportContext, fields: tuple[str, int]) -> tuple[Cell, ...]:
    start, waited = fields
    return start, waited if waited >= 0 else ""


def _needs(context: ExportContext, fields: tuple[str, str, str]) -> tuple[Cell, ...]:
    quarter, unmet, counts = fields
    lists = context.vocabulary
    return (
        _label(quarter, lists.home_quarters),
        _label(unmet, lists.unmet),
        counts_text(counts, lists),
    )


GROUPS = (
    Group(("Jour", "Saisi le", "Modifié le", "Saisi après coup", "Corrigé"), slice(1, 5), _days),
    Group(("Type", "Lieu", "Type de lieu", "Code Insee de la commune"), slice(5, 9), _where),
    Group(("Durée (min)", "Durée (h)", "Personnes"), slice(9, 11), _how_much),
    Group(("Thématiques",), 11, _themes),
    Group(("Démarches administratives",), 12, _administrative_themes),
    Group(
        (
            "Matériel",
            "Autonomie",
            "Réorienté",
            "Structure de redirection",
            "Lieu de réorientation",
        ),
        slice(13, 18),
        _means,
    ),
    Group(("Genre", "Tranche d’âge", "Statut"), slice(18, 21), _who),
    Group(
        (
            "Venue",
            "Origine de la saisie",
            "Saisi par",
            "Niveau",
            "Atelier",
            "Moyen",
            "Posture",
            "Mandat",
        ),
        slice(21, 29),
        _manner,
    ),
    Group(("Début", "Attente (min)"), slice(29, 31), _times),
    Group(("Quartier", "Besoin non couvert", "Décomptes"), slice(31, 34), _needs),
)
HEADINGS = (*(heading for group in GROUPS for heading in group.headings), "Identifiant")


def counts_text(counts: str, lists: Vocabulary) -> str:
    """Return the counts of a group in words, such as "Genre : Féminin 3, Masculin 2 | …"."""
    by_category: dict[Category, list[str]] = {}
    for one in filter(None, counts.split(SEPARATOR)):
        name, _, rest = one.partition(":")
        code, _, n = rest.rpartition("=")
        category = Category(name)
        by_category.setdefault(category, []).append(f"{_count_label(category, code, lists)} {n}")
    return VALUES_SEPARATOR.join(
        f"{CATEGORY_WORDS[category]} : {', '.join(told)}" for category, told in by_category.items()
    )


def _count_label(category: Category, code: str, lists: Vocabulary) -> str:
    if category is Category.THEME:
        return lists.theme_label(code)
    if category is Category.ARRIVAL:
        return ARRIVAL_WORDS[Arrival(code)]
    terms = {
        Category.GENDER: lists.genders,
        Category.AGE: lists.age_bands,
        Category.STATUS: lists.statuses,
        Category.RETURNING: lists.returning,
        Category.QUARTER: lists.home_quarters,
    }
    return terms[category].label(code)


def _labels(codes: str, terms: TermList) -> str:
    return VALUES_SEPARATOR.join(terms.label(code) for code in codes.split(SEPARATOR) if code)


def _label(code: str, terms: TermList) -> str:
    return terms.label(code) if code else ""
