# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records that count nowhere yet, beside those they are weighed against, in French words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance import Aside, VisitKind
from kiosk.domain.attendance_events import hour_of
from kiosk.domain.periods import french_day, french_time
from kiosk.exports.rows import KIND_WORDS
from kiosk.exports.safe_text import one_line
from kiosk.foundation.clock import paris_day
from sync.server.coverage import shown_name
from sync.server.storage.cases import CaseKind
from sync.server.visit_rows import standing_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.periods import Period
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit
    from sync.server.storage.visit_objects import StandingVisit

_STATES: Final = {
    "": "elle compte.",
    Aside.DOUBLE.value: "à part, en double.",
    Aside.AHEAD.value: "à part, date à venir. Elle se corrige là où elle a été notée, "
    "dans « Notés ».",
}
_ASKED: Final = "Plusieurs fiches pour une seule aide : laquelle compte ?"
_SETTLED: Final = "Plusieurs fiches pour une seule aide : le choix est fait."
_AHEAD: Final = "Une fiche datée d’un jour à venir."


@dataclass(frozen=True, slots=True)
class AsideRecord:
    """One of several records of one thing, or one of a day to come.

    Attributes:
        name: Machine and record, as the form sends them back.
        words: What it counts, where and when it was entered.
        state: What became of it.
        counts: Whether it is the one that counts.
        may_count: Whether a person may choose it in the place of the one that counts.
    """

    name: str
    words: str
    state: str
    counts: bool
    may_count: bool


@dataclass(frozen=True, slots=True)
class AsideThing:
    """What one or several records tell of, at least one of which counts nowhere.

    Attributes:
        title: What is asked of a person.
        case_id: The open case in which a person chooses; nothing where there is nothing to choose.
        needs_person: Whether somebody must still look at it.
        records: The records, the one entered first before.
    """

    title: str
    case_id: int | None
    needs_person: bool
    records: tuple[AsideRecord, ...]


def things_aside(city: City, period: Period, sees: Callable[[str], bool]) -> tuple[AsideThing, ...]:
    """Return what was set aside in the centres that somebody sees.

    That is each record of a period that counts nowhere; and, of whatever day, each whose day had
    not come, and each double of which nobody has said yet which record counts.
    """
    with city.database.transaction() as unit:
        cases = {
            case.subject: case.case_id
            for case in unit.cases.all_open()
            if case.kind is CaseKind.DOUBLE_RECORD
        }
        aside = {*unit.visit_objects.aside_in(period), *unit.visit_objects.ahead()}
        things = {one.thing for one in aside if one.thing} | cases.keys()
        groups: dict[str, list[StandingVisit]] = {thing: [] for thing in sorted(things)}
        for one in unit.visit_objects.about(things):
            groups[one.thing].append(one)
        for one in sorted(aside):
            if not one.thing:
                groups[f"{one.device}/{one.name}"] = [one]
        cards = {card.code: card for card in unit.fleet.centres()}
        near = {
            one.device: shown_name(one, cards) for one in unit.fleet.machines() if sees(one.centre)
        }
        return tuple(
            _thing(unit, cases.get(thing), known, near)
            for thing, known in groups.items()
            if known and all(one.device in near for one in known)
        )


def _thing(
    unit: CityUnit, case_id: int | None, known: Iterable[StandingVisit], names: dict[str, str]
) -> AsideThing:
    in_order = sorted(known, key=lambda one: (one.entered, one.device, one.name))
    is_ahead = any(one.aside == Aside.AHEAD for one in in_order)
    title = _ASKED if case_id is not None else _AHEAD if is_ahead else _SETTLED
    return AsideThing(
        title,
        case_id,
        needs_person=case_id is not None or is_ahead,
        records=tuple(
            AsideRecord(
                f"{one.device}/{one.name.incarnation}-{one.name.sequence}",
                _words(unit, one, names[one.device]),
                _STATES[one.aside],
                counts=not one.aside,
                may_count=case_id is not None and one.aside == Aside.DOUBLE,
            )
            for one in in_order
        ),
    )


def _words(unit: CityUnit, one: StandingVisit, machine: str) -> str:
    entered = hour_of(one.entered)
    noted = f"notée le {french_day(paris_day(entered))} à {french_time(entered)}"
    day = french_day(date.fromisoformat(one.day), with_weekday=True)
    entries = unit.reports.newest_of(one.device, [one.name])
    told = [_content(standing_row(entry)) for entry in entries]
    return ", ".join((*told, f"du {day}", f"{noted} par {machine}"))


def _content(row: FlatVisit) -> str:
    """Return what tells a record from another: kind, title, people and minutes."""
    title = f" « {one_line(row.title)} »" if row.title else ""
    people = f"{row.people} personne{'s' if row.people > 1 else ''}"
    return f"{KIND_WORDS[VisitKind(row.kind)]}{title}, {people}, {row.minutes} min"
