# SPDX-License-Identifier: AGPL-3.0-or-later
"""Needs that were not met, by theme and by quarter: what actors of the city settle together.

A cross-table is made of records of one person only. Of a workshop, a group or a paper sheet
counts alone are kept, and no count tells who of them had which need: a table that would need
that is refused, and one that leaves them out says how many people it leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.flat_visit import SEPARATOR
from kiosk.domain.section_lines import ONE_TOLD, SEVERAL_TOLD, label_of, told_of
from kiosk.domain.sections import Chart, Count, Section, Told
from kiosk.domain.tally import COLLECTIVE, Measure
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from kiosk.domain.statistics import Figures
    from kiosk.domain.vocabulary import Vocabulary


class Heading(StrEnum):
    """What may stand at the side of a cross-table."""

    UNMET = "unmet"
    THEME = "theme"
    QUARTER = "quarter"
    GENDER = "gender"
    AGE = "age"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Two headings against each other.

    Attributes:
        rows: Words of the rows, by code.
        columns: Words of the columns, by code.
        cells: (row, column) -> records; absent ones are 0.
        note: Who is not in it; may be empty.
    """

    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    cells: dict[tuple[str, str], int]
    note: Told


_KEPT = {
    (Heading.UNMET, Heading.THEME): Measure.UNMET_THEME,
    (Heading.UNMET, Heading.QUARTER): Measure.UNMET_QUARTER,
}


def cross_table(
    figures: Figures, rows: Heading, columns: Heading, vocabulary: Vocabulary
) -> CrossTable:
    """Return a cross-table of the records of one person.

    Raises:
        Refused: ``cross_table_unsupported`` with its `sentence`: for a pair that is not kept, and
            when only workshops, groups or tallies are chosen, since counts cannot be crossed.
    """
    chosen = {kind.value for kind in figures.choice.kinds}
    if chosen and chosen <= COLLECTIVE:
        sentence = Told(
            "Ateliers, groupes et comptages n’ont que des totaux : "
            "ce croisement inventerait des personnes. Choisissez les accompagnements individuels."
        )
        raise Refused("cross_table_unsupported", sentence=sentence)
    measure = _KEPT.get((rows, columns))
    if measure is None:
        sentence = Told(
            "Ce croisement n’est pas tenu. "
            "Demandez les besoins non couverts par thématique ou par quartier."
        )
        raise Refused("cross_table_unsupported", sentence=sentence)
    cells: dict[tuple[str, str], int] = {}
    for code, n in figures.tally.of(measure).items():
        row, _, column = code.partition(SEPARATOR)
        cells[row, column] = n
    unmet = tuple((term.code, Told(term.label)) for term in vocabulary.unmet.terms)
    shown = {column for _, column in cells}
    return CrossTable(
        rows=unmet,
        columns=tuple(pair for pair in _columns(columns, vocabulary) if pair[0] in shown),
        cells=cells,
        note=left_out(figures),
    )


def unmet_sections(figures: Figures, vocabulary: Vocabulary) -> tuple[Section, ...]:
    """Return the unmet needs by reason, by theme and by quarter."""
    tally = figures.tally
    reasons = tally.of(Measure.UNMET)
    lines = tuple(
        Count(code, label_of(vocabulary.unmet, code), reasons.get(code, 0))
        for code in vocabulary.unmet.codes()
    )
    return (
        Section(
            "unmet",
            Told("Besoins non couverts"),
            Told("activités"),
            lines,
            sum(reasons.values()),
            told_of(ONE_TOLD, SEVERAL_TOLD, sum(reasons.values()), figures.n_activities),
        ),
        _crossed(
            figures,
            "unmet_themes",
            Told("Besoins non couverts par thématique"),
            Heading.THEME,
            vocabulary,
        ),
        _crossed(
            figures,
            "unmet_quarters",
            Told("Besoins non couverts par quartier"),
            Heading.QUARTER,
            vocabulary,
        ),
    )


def _crossed(
    figures: Figures, key: str, title: Told, columns: Heading, vocabulary: Vocabulary
) -> Section:
    """Return the columns of a cross-table as lines, or why there are none."""
    unit = Told("accompagnements")
    try:
        table = cross_table(figures, Heading.UNMET, columns, vocabulary)
    except Refused as refused:
        return Section(key, title, unit, (), 0, Told(str(refused.values["sentence"])), Chart.NONE)
    counts: dict[str, int] = {}
    for (_, column), n in table.cells.items():
        counts[column] = counts.get(column, 0) + n
    lines = (Count(code, label, counts[code]) for code, label in table.columns)
    grouped = figures.tally.n(Measure.UNMET_GROUPED)
    several = Told("Plusieurs thématiques possibles." if columns is Heading.THEME else "")
    unmet = Told("Besoin non couvert pour {n} d’entre elles.", n=grouped) if grouped else Told("")
    return Section(
        key,
        title,
        unit,
        tuple(sorted(lines, key=lambda line: -line.n)),
        sum(counts.values()),
        Told.together(several, table.note, unmet),
    )


def left_out(figures: Figures) -> Told:
    """Return « Hors ateliers, groupes et comptages : n personnes. », or nothing if none."""
    n = figures.n_counted_only
    if not n:
        return Told("")
    if n == 1:
        return Told("Hors ateliers, groupes et comptages : 1 personne.")
    return Told("Hors ateliers, groupes et comptages : {n} personnes.", n=n)


def _columns(heading: Heading, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    lists = (
        (vocabulary.home_quarters,)
        if heading is Heading.QUARTER
        else (vocabulary.themes, vocabulary.administrative_themes)
    )
    return tuple((term.code, Told(term.label)) for terms in lists for term in terms.terms)
