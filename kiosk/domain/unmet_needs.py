# SPDX-License-Identifier: AGPL-3.0-or-later
"""Needs that were not met, by theme and by quarter: what actors of the city settle together.

A cross-table is made of records of one person only. Of a workshop, a group or a paper sheet
counts alone are kept, and no count tells who of them had which need: a table that would need
that is refused, and one that leaves them out says how many people it leaves out.

Themes stand in rows, thirty of them: what they are crossed with has few enough for columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.domain.flat_visit import SEPARATOR
from kiosk.domain.section_lines import ONE_TOLD, SEVERAL_TOLD, label_of, listed, told_of
from kiosk.domain.sections import Chart, CrossTable, Section, Told
from kiosk.domain.tally import COLLECTIVE, Measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.statistics import Figures
    from kiosk.domain.vocabulary import Vocabulary

_REFUSED: Final = Told(
    "Ateliers, groupes et comptages n’ont que des totaux : "
    "ce croisement inventerait des personnes. Choisissez les accompagnements individuels."
)
_SEVERAL_THEMES: Final = Told("Plusieurs thématiques possibles.")


class _Crossing(NamedTuple):
    """A cross-table that is kept.

    Attributes:
        key, title: Of its heading.
        corner: What stands in rows and columns.
        pairs: (row, column) -> records of one person.
        n: Records of one person in it.
        note: What must be known besides whom it leaves out.
    """

    key: str
    title: Told
    corner: Told
    pairs: Mapping[tuple[str, str], int]
    n: int
    note: Told


def crossed_sections(figures: Figures, vocabulary: Vocabulary) -> tuple[Section, ...]:
    """Return the unmet needs by reason, by theme and by quarter, then themes by quarter."""
    tally = figures.tally
    reasons = tally.of(Measure.UNMET)
    n_told = sum(reasons.values())
    grouped = tally.n(Measure.UNMET_GROUPED)
    grouped_too = Told("Besoin non couvert pour {n} d’entre elles.", n=grouped)
    needs, by_theme = _pairs(figures, Measure.UNMET_QUARTER), _pairs(figures, Measure.UNMET_THEME)
    n_needs = sum(needs.values())
    also = grouped_too if grouped else Told("")
    crossings = (
        _Crossing(
            "unmet_themes",
            Told("Besoins non couverts par thématique"),
            Told("Thématique / raison"),
            {(theme, reason): n for (reason, theme), n in by_theme.items()},
            n_needs,
            Told.together(_SEVERAL_THEMES, left_out(figures), also),
        ),
        _Crossing(
            "unmet_quarters",
            Told("Besoins non couverts par quartier"),
            Told("Raison / quartier"),
            needs,
            n_needs,
            Told.together(left_out(figures), also),
        ),
        _Crossing(
            "theme_quarters",
            Told("Thématiques par quartier"),
            Told("Thématique / quartier"),
            _pairs(figures, Measure.THEME_QUARTER),
            figures.n_visits - figures.n_counted_only,
            Told.together(_SEVERAL_THEMES, left_out(figures)),
        ),
    )
    return (
        Section(
            "unmet",
            Told("Besoins non couverts"),
            Told("activités"),
            listed(vocabulary.unmet, reasons),
            n_told,
            told_of(ONE_TOLD, SEVERAL_TOLD, n_told, figures.n_activities),
        ),
        *(_section(figures, one, vocabulary) for one in crossings),
    )


def _section(figures: Figures, crossing: _Crossing, vocabulary: Vocabulary) -> Section:
    """Return a cross-table under its heading, or why it would invent people."""
    key, title, unit = crossing.key, crossing.title, Told("accompagnements individuels")
    chosen = {kind.value for kind in figures.choice.kinds}
    if chosen and chosen <= COLLECTIVE:
        return Section(key, title, unit, (), 0, _REFUSED, Chart.NONE)
    if not crossing.pairs:
        return Section(key, title, unit, (), 0, chart=Chart.NONE)
    words = _words(vocabulary)
    rows, columns = (_in_order({pair[side] for pair in crossing.pairs}, words) for side in (0, 1))
    table = CrossTable(crossing.corner, rows, columns, crossing.pairs)
    return Section(key, title, unit, (), crossing.n, crossing.note, Chart.NONE, table=table)


def _in_order(codes: set[str], words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return codes with their words as their lists stand; those that no list holds come last."""
    foreign = sorted(codes - words.keys())
    return (
        *((code, label) for code, label in words.items() if code in codes),
        *((code, code) for code in foreign),
    )


def left_out(figures: Figures) -> Told:
    """Return « Hors ateliers, groupes et comptages : n personnes. », or nothing if none."""
    n = figures.n_counted_only
    if not n:
        return Told("")
    if n == 1:
        return Told("Hors ateliers, groupes et comptages : 1 personne.")
    return Told("Hors ateliers, groupes et comptages : {n} personnes.", n=n)


def _pairs(figures: Figures, measure: Measure) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for code, n in figures.tally.of(measure).items():
        row, _, column = code.partition(SEPARATOR)
        found[row, column] = n
    return found


def _words(vocabulary: Vocabulary) -> dict[str, str]:
    """Return code -> words of themes, reasons and quarters in their order, the untold one last."""
    lists = (
        vocabulary.administrative_themes,
        vocabulary.themes,
        vocabulary.unmet,
        vocabulary.home_quarters,
    )
    words = {code: label_of(terms, code) for terms in lists for code in terms.codes()}
    return {**words, "": Told("Non dit")}
