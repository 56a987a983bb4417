# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted for people outside the city: which populations, divided by what.

Ages are told in classes wide enough to be told at all, the same for every audience. Workshops,
groups and paper sheets know no person, only marginal counts: their people are a total and nothing
else, and no grand total is made over populations. A visit may have several themes, so no sum is
told over themes: each stands by itself, against all the visits that did not have it. Themes are
crossed with the quarter of the resident for individual help alone, where each record knows both.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kiosk.domain import tally
from kiosk.domain.attendance import VisitKind
from kiosk.domain.counted_rows import AppointmentOutcome
from kiosk.domain.disclosure import (
    BY,
    HOURS_OPEN,
    HOURS_USED,
    THEME_PREFIX,
    UNSERVED,
    USERS,
    WHOLE,
    WITH,
    WITHOUT,
)
from kiosk.domain.flat_visit import SEPARATOR, flat_visit
from kiosk.domain.occupation import HOUR_MIN
from kiosk.domain.tally import Measure, SessionFacts, Tally
from kiosk.domain.vocabulary import NOT_TOLD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kiosk.domain.counted_rows import AttendanceRows
    from kiosk.domain.disclosure import Catalogue, MonthCounts
    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.vocabulary import Vocabulary


class Population(StrEnum):
    """What is counted."""

    INDIVIDUAL = "accompagnements_individuels"
    COLLECTIVE = "participants_ateliers_groupes"
    ON_PAPER = "comptages_papier"
    SESSIONS = USERS
    HONOURED = "rendez_vous_honores"


RECORDED = (Population.INDIVIDUAL, Population.COLLECTIVE, Population.ON_PAPER)
"""Those that mediators record: what may arrive late."""


class Topic(StrEnum):
    """By what individual help is divided, beside themes."""

    AGE = "age"
    STATUS = "statut"
    GENDER = "genre"
    QUARTER = "quartier"


class AgeClass(NamedTuple):
    """One class of ages.

    Attributes:
        code: Its code.
        label: French words.
        bands: Codes of the national list within it.
    """

    code: str
    label: str
    bands: tuple[str, ...]


AGE_CLASSES = (
    AgeClass("moins_de_18", "Moins de 18 ans", ("moins_de_douze", "douze_dix_huit")),
    AgeClass("18_24", "18 - 24 ans", ("dix_huit_vingt_quatre",)),
    AgeClass("25_39", "25 - 39 ans", ("vingt_cinq_trente_neuf",)),
    AgeClass("40_59", "40 - 59 ans", ("quarante_cinquante_neuf",)),
    AgeClass("60_et_plus", "60 ans et plus", ("soixante_soixante_neuf", "soixante_dix_plus")),
)
_POPULATION_OF = {
    VisitKind.INDIVIDUAL.value: Population.INDIVIDUAL,
    VisitKind.BRIEF.value: Population.INDIVIDUAL,
    VisitKind.WORKSHOP.value: Population.COLLECTIVE,
    VisitKind.GROUP.value: Population.COLLECTIVE,
    VisitKind.TALLY.value: Population.ON_PAPER,
}
_MEASURES = {
    Topic.AGE: Measure.AGE,
    Topic.STATUS: Measure.STATUS,
    Topic.GENDER: Measure.GENDER,
    Topic.QUARTER: Measure.QUARTER,
}


def catalogue(vocabulary: Vocabulary) -> Catalogue:
    """Return every table that may be given out; it depends on no count."""
    divided = {
        Topic.AGE.value: tuple(one.code for one in AGE_CLASSES),
        Topic.STATUS.value: _told(vocabulary.statuses.codes()),
        Topic.GENDER.value: _told(vocabulary.genders.codes()),
        Topic.QUARTER.value: _told(vocabulary.home_quarters.codes()),
    }
    topics = {topic: (*codes, NOT_TOLD) for topic, codes in divided.items()}
    for code in vocabulary.themes.codes():
        topics[f"{THEME_PREFIX}{code}"] = (WITH, WITHOUT)
    for code in vocabulary.themes.codes():
        topics[f"{THEME_PREFIX}{code}{BY}{Topic.QUARTER.value}"] = topics[Topic.QUARTER.value]
    return {
        population.value: topics if population is Population.INDIVIDUAL else {}
        for population in Population
    }


def month_counts(
    cells: Mapping[tuple[str, str], Tally],
    vocabulary: Vocabulary,
    open_hours: Mapping[str, int | None],
    before: Collection[str] = (),
) -> MonthCounts:
    """Return the counts of a month.

    Args:
        cells: Centre and kind (`VisitKind` or `tally.SESSIONS`) -> what they came to. Honoured
            appointments are counted wherever they stand.
        vocabulary: Lists that name the codes.
        open_hours: Every centre -> hours of opening in the month, if they are known. A centre
            where nobody came is counted too: that it is not there would say so.
        before: Centres that were not in service before the end of the month; one that counted
            anything all the same, such as a copied sheet, is as the others.
    """
    topics_of = catalogue(vocabulary)[Population.INDIVIDUAL.value]
    sums: dict[tuple[str, str], Tally] = {}
    for (centre, kind), counted in cells.items():
        if population := _POPULATION_OF.get(kind):
            sums.setdefault((population.value, centre), Tally()).merge(counted.counts)
    counts: dict[str, dict[str, dict[str, dict[str, int]]]] = {
        population.value: {centre: _number(0) for centre in open_hours} for population in Population
    }
    for (name, centre), whole in sums.items():
        n = whole.total(Measure.PEOPLE)
        divided = _divided(whole, n, topics_of) if n and name == Population.INDIVIDUAL else {}
        counts[name][centre] = {**_number(n), **divided}
    everything: dict[str, Tally] = {centre: Tally() for centre in open_hours}
    for (centre, _), whole in cells.items():
        everything.setdefault(centre, Tally()).merge(whole.counts)
    of_hours: dict[str, dict[str, dict[str, dict[str, int]]]] = {HOURS_USED: {}, HOURS_OPEN: {}}
    for centre, whole in everything.items():
        honoured = whole.n(Measure.APPOINTMENT, AppointmentOutcome.HONOURED.value)
        counts[Population.HONOURED][centre] = _number(honoured)
        counts[Population.SESSIONS][centre] = _number(whole.total(Measure.SESSIONS))
        used = whole.total(Measure.SESSION_MINUTES) // HOUR_MIN
        of_hours[HOURS_USED][centre] = _number(used)
        if (hours := open_hours.get(centre)) is not None:
            of_hours[HOURS_OPEN][centre] = _number(hours)
    idle = [one for one in before if not any(n[one][WHOLE][WHOLE] for n in counts.values())]
    return {**counts, **of_hours, UNSERVED: {centre: _number(1) for centre in idle}}


def cells_of(rows: AttendanceRows) -> dict[tuple[str, str], Tally]:
    """Return the rows of a month added up by centre and kind."""
    visits: dict[tuple[str, str], list[FlatVisit]] = {}
    for row in rows.visits:
        content = row.visit.content
        visits.setdefault((content.centre, content.kind.value), []).append(flat_visit(row))
    cells = {key: tally.tally_visits(some) for key, some in visits.items()}
    for session in rows.sessions:
        facts = SessionFacts(
            session.started_hour_utc, session.duration_min, session.outcome, session.traces
        )
        cell = cells.setdefault((session.centre, tally.SESSIONS), Tally())
        cell.merge(tally.tally_sessions([facts]).counts)
    for one in rows.appointments:
        cell = cells.setdefault((one.centre, tally.SESSIONS), Tally())
        cell.add(Measure.APPOINTMENT, one.outcome.value)
    return cells


def _divided(
    whole: Tally, n: int, topics: Mapping[str, tuple[str, ...]]
) -> dict[str, dict[str, int]]:
    divided: dict[str, dict[str, int]] = {}
    for topic, measure in _MEASURES.items():
        told = _in_classes(whole.of(measure)) if topic is Topic.AGE else whole.of(measure)
        codes = topics[topic.value]
        counts = {code: told.get(code, 0) for code in codes if code != NOT_TOLD}
        divided[topic.value] = {**counts, NOT_TOLD: n - sum(counts.values())}
    for name, codes in topics.items():
        theme, _, by = name.removeprefix(THEME_PREFIX).partition(BY)
        if by:
            told = {
                code: whole.n(Measure.THEME_QUARTER, f"{theme}{SEPARATOR}{code}") for code in codes
            }
            rest = whole.n(Measure.THEME, theme) - sum(told.values()) + told[NOT_TOLD]
            divided[name] = {**told, NOT_TOLD: rest}
        elif name.startswith(THEME_PREFIX):
            had = whole.n(Measure.THEME, theme)
            divided[name] = {WITH: had, WITHOUT: n - had}
    return divided


def _in_classes(bands: Mapping[str, int]) -> dict[str, int]:
    return {one.code: sum(bands.get(band, 0) for band in one.bands) for one in AGE_CLASSES}


def _number(n: int) -> dict[str, dict[str, int]]:
    return {WHOLE: {WHOLE: n}}


def _told(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code != NOT_TOLD)
