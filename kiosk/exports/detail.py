# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns of the detailed export, one row a record, in words.

Adjacent columns whose cells depend on the fields of one part of a `kiosk.domain.packed_visit` form
a group. A group is rendered once for each distinct text of its part and kept, already encoded for
the format, in a cache of bounded size: a million records have a few hundred texts a part, and a
row is then a join of bytes. Only the identifier differs on each row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain, islice, repeat
from operator import methodcaller
from typing import TYPE_CHECKING, TypeAlias

from kiosk.domain.attendance import Arrival, Category, RecordedBy, VisitKind, VisitOrigin
from kiosk.domain.attendance_events import hour_of
from kiosk.domain.flat_visit import FIELD_MARK, PART_MARK, SEPARATOR
from kiosk.exports.progress import ROWS_A_STEP
from kiosk.exports.rows import (
    ARRIVAL_WORDS,
    CATEGORY_WORDS,
    KIND_WORDS,
    ORIGIN_WORDS,
    ROLE_WORDS,
    place_of,
    yes_no,
)
from kiosk.exports.safe_text import plain_codes
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kiosk.domain.vocabulary import TermList, Vocabulary
    from kiosk.exports.rows import ExportContext

Cell: TypeAlias = "str | int | float | date"

VALUES_SEPARATOR = " | "
MOST_KEPT = 4_096
"""Texts of a part that are kept; a cache that is full begins anew."""

_parts = methodcaller("split", PART_MARK)


@dataclass(frozen=True, slots=True)
class Group:
    """Adjacent columns that depend on the fields of one part.

    Attributes:
        headings: French headings.
        cells: Turns the fields of the part into the cells.
        is_short: Whether none of its cells takes more lines than an identifier does.
    """

    headings: tuple[str, ...]
    cells: Callable[[ExportContext, list[str]], tuple[Cell, ...]]
    is_short: bool = False


class Fragments(dict[str, bytes]):
    """Rendered cells by the part that gave them; never more than `MOST_KEPT`."""

    def __init__(
        self, group: Group, context: ExportContext, encode: Callable[[tuple[Cell, ...]], bytes]
    ) -> None:
        """Render what is missing by `group`, and encode it by `encode`."""
        super().__init__()
        self._group, self._context, self._encode = group, context, encode

    def __missing__(self, part: str) -> bytes:
        """Render, keep and return the cells of a part."""
        if len(self) >= MOST_KEPT:
            self.clear()
        cells = self._group.cells(self._context, part.split(FIELD_MARK))
        made = self[part] = self._encode(cells)
        return made


def _nothing(_parts: Sequence[Sequence[str]]) -> Iterable[bytes]:
    """Return what begins the rows of a format that puts nothing there."""
    return repeat(b"")


class Lines:
    """Turns packed visits into the rows of a format, some hundreds at a time."""

    def __init__(
        self,
        context: ExportContext,
        encode: Callable[[tuple[Cell, ...]], bytes],
        around: tuple[bytes, bytes],
        begins: Callable[[Sequence[Sequence[str]]], Iterable[bytes]] = _nothing,
    ) -> None:
        """Take how the format writes a row.

        Args:
            context: What the export says besides its rows.
            encode: Turns cells into bytes of the format.
            around: What stands before the identifier of a row, and at its end.
            begins: Gives what begins each row, of the parts of all rows, a column at a time.
        """
        self._begins = begins
        before_id, self._end = around
        *others, last = GROUPS
        self._kept = (
            *(Fragments(group, context, encode) for group in others),
            Fragments(last, context, lambda cells: encode(cells) + before_id),
        )

    def __call__(self, rows: Iterable[str]) -> bytes:
        """Return the rows of packed visits, of which there is one at least."""
        # A column at a time: these loops run outside the interpreter.
        names, *parts = zip(*map(_parts, rows), strict=True)
        cells = (
            map(kept.__getitem__, column) for kept, column in zip(self._kept, parts, strict=True)
        )
        begins, codes = self._begins(parts), plain_codes(names)
        return b"".join(chain.from_iterable(zip(begins, *cells, codes, repeat(self._end))))


def in_steps(rows: Iterable[str]) -> Iterator[list[str]]:
    """Yield packed visits, `ROWS_A_STEP` at a time."""
    left = iter(rows)
    while some := list(islice(left, ROWS_A_STEP)):
        yield some


def _days(_context: ExportContext, fields: list[str]) -> tuple[Cell, ...]:
    text, entered, changed, version = fields
    day, entered_day = date.fromisoformat(text), paris_day(hour_of(entered))
    return (
        day,
        entered_day,
        paris_day(hour_of(changed)) if changed else "",
        yes_no(day < entered_day),
        yes_no(int(version) > 1),
    )


def _where(context: ExportContext, fields: list[str]) -> tuple[Cell, ...]:
    kind, centre, place, commune = fields
    return (
        KIND_WORDS[VisitKind(kind)],
        context.place(centre).name,
        context.vocabulary.places.label(place),
        place_of(context, centre, place, commune).commune_insee,
    )


def _how_much(_context: ExportContext, fields: list[str]) -> tuple[Cell, ...]:
    minutes, people = map(int, fields)
    return minutes, minutes / 60, people


def _themes(context: ExportContext, fields: list[str]) -> tuple[Cell, ...]:
    (codes,) = fields
    return (_labels(codes, context.vocabulary.themes),)


def _administrative_themes(context: ExportContext, fields: list[str]) -> tuple[Cell, ...]:
    (codes,) = fields
    return (_labels(codes, context.vocabulary.administrative_themes),)


def _means(context: ExportContext, fields: list[str]) -> tuple[Cell, ...]:
    equipment, autonomy, referred, referral, referral_place = fields
    lists = context.vocabulary
    return (
        _labels(equipment, lists.equipment),
        _label(autonomy, lists.autonomy),
        yes_no(None if not referred else referred == "1"),
        _label(referral, lists.referrals),
        context.referral_places.get(referral_place, referral_place),
    )


def _who(context: ExportContext, fields: list[str]) -> tuple[Cell, ...]:
    gender, age, status = fields
    lists = context.vocabulary
    return (
        _label(gender, lists.genders),
        _label(age, lists.age_bands),
        _label(status, lists.statuses),
    )


def _manner(context: ExportContext, fields: list[str]) -> tuple[Cell, ...]:
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


def _times(_context: ExportContext, fields: list[str]) -> tuple[Cell, ...]:
    start, waited = fields[0], int(fields[1])
    return start, waited if waited >= 0 else ""


def _needs(context: ExportContext, fields: list[str]) -> tuple[Cell, ...]:
    quarter, unmet, counts = fields
    lists = context.vocabulary
    return (
        _label(quarter, lists.home_quarters),
        _label(unmet, lists.unmet),
        counts_text(counts, lists),
    )


GROUPS = (
    Group(("Jour", "Saisi le", "Modifié le", "Saisi après coup", "Corrigé"), _days, is_short=True),
    Group(("Type", "Lieu", "Type de lieu", "Code Insee de la commune"), _where),
    Group(("Durée (min)", "Durée (h)", "Personnes"), _how_much, is_short=True),
    Group(("Thématiques",), _themes),
    Group(("Démarches administratives",), _administrative_themes),
    Group(
        (
            "Matériel",
            "Autonomie",
            "Réorienté",
            "Structure de redirection",
            "Lieu de réorientation",
        ),
        _means,
    ),
    Group(("Genre", "Tranche d’âge", "Statut"), _who),
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
        _manner,
    ),
    Group(("Début", "Attente (min)"), _times, is_short=True),
    Group(("Quartier", "Besoin non couvert", "Décomptes"), _needs),
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
