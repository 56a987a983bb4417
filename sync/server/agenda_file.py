# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda as a person writes it: a TOML file, or one verb of the command line an entry.

Everything in a file is entered or nothing; a key that is not known is refused by name.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from kiosk.domain.openings import DEFAULT_HORIZON_DAYS, EVERYWHERE, ClosureKind, Season
from kiosk.domain.recurrence import Recurrence, recurrence_of, weekly
from kiosk.domain.slots import CELL_MIN
from kiosk.foundation.errors import ContentUnreadable
from sync.server.agenda_checks import (
    MAX_NOTICE_MIN,
    check,
    check_centre_code,
    check_choice,
    check_id,
    check_range,
    day_of,
    is_id,
    local_of,
    time_of,
)
from sync.server.agenda_texts import (
    MAX_ADDRESS,
    MAX_CLOSURE,
    MAX_FIRST_NAME,
    MAX_HOURS,
    MAX_NAME,
    MAX_PHONE,
    MAX_QUARTER,
    check_languages,
    papers_of,
    quoted,
    text_of,
    words_of,
)
from sync.server.toml_faults import toml_fault
from sync.server.workshop_file import WorkshopEntry, enter_workshop
from sync.wire_down import (
    WireAbsence,
    WireCentre,
    WireClosure,
    WireMediator,
    WireMotif,
    WireOpening,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

WEEKDAYS: Final = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_DAYS_RULE: Final = "veut des jours parmi " + ", ".join(WEEKDAYS)
_MAX_LENGTH_MIN: Final = 8 * 60
_MAX_HORIZON_DAYS: Final = 366
_MAX_COUNT: Final = 1000
_FIRST: Final = "Faites-en l’entrée d’abord, ou corrigez"
_MAX_DAYS: Final = 400
_MAX_RULE: Final = 200


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file."""


class CentreEntry(_Entry, frozen=True, kw_only=True):
    """A centre; hours by weekday, such as ``lun = "9 h – 12 h"``."""

    code: str
    name: str
    quarter: str = ""
    address: str = ""
    phone: str = ""
    hours: dict[str, str] = {}


class MediatorEntry(_Entry, frozen=True, kw_only=True):
    """A mediator; languages spoken besides French by their codes."""

    id: str
    centre: str
    first_name: str
    active: bool = True
    languages: list[str] = []
    max_a_day: int = 0


class MotifEntry(_Entry, frozen=True, kw_only=True):
    """A need; texts by language, French always; limits of `kiosk.domain.openings.Motif`."""

    id: str
    labels: dict[str, str]
    duration_min: int
    before_min: int = 0
    after_min: int = 0
    icon: str = ""
    documents: dict[str, list[str]] = {}
    step_min: int = 0
    notice_min: int = 0
    horizon_days: int = DEFAULT_HORIZON_DAYS
    max_a_day: int = 0
    max_active: int = 0
    each_person: bool = False


class OpeningEntry(_Entry, frozen=True, kw_only=True):
    """An opening, in the local time of Paris: each week on `weekdays`, or by a `rule`.

    Attributes:
        rule: Rule of RFC 5545, such as ``FREQ=MONTHLY;BYDAY=1TU``.
        season: ``always``, ``term`` or ``school_holidays``.
        centre: Where, when it is not the mediator's own centre.
        outer_buffers: Whether buffers may lie outside it.
    """

    id: str
    mediator: str
    start: str
    end: str
    first_day: str
    weekdays: list[str] = []
    until: str = ""
    rule: str = ""
    motifs: list[str] = []
    exdates: list[str] = []
    rdates: list[str] = []
    season: str = Season.ALWAYS.value
    centre: str = ""
    outer_buffers: bool = False


class AbsenceEntry(_Entry, frozen=True, kw_only=True):
    """A time away, in the local time of Paris: ``2026-11-25T09:00``."""

    id: str
    mediator: str
    start: str
    end: str


class ClosureEntry(_Entry, frozen=True, kw_only=True):
    """Days on which a centre is shut, both included; centre ``*`` is all of them.

    With `opens_anyway`, days on which it opens in spite of a public holiday.
    """

    id: str
    centre: str
    first_day: str
    last_day: str
    label: str = ""
    kind: str = ClosureKind.EXCEPTIONAL.value
    opens_anyway: bool = False


class AgendaFile(_Entry, frozen=True, kw_only=True):
    """A whole file."""

    centre: list[CentreEntry] = []
    mediator: list[MediatorEntry] = []
    motif: list[MotifEntry] = []
    opening: list[OpeningEntry] = []
    absence: list[AbsenceEntry] = []
    closure: list[ClosureEntry] = []
    workshop: list[WorkshopEntry] = []


def read_agenda(path: Path) -> AgendaFile:
    """Return what a file says.

    Raises:
        ContentUnreadable: If the file is missing, no TOML, or holds an unknown key.
    """
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(content, AgendaFile)
    except OSError as error:
        raise ContentUnreadable(f"{path.name} : le fichier ne se lit pas") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ContentUnreadable(f"{path.name} : {toml_fault(error)}") from error


def enter_agenda(city: City, agenda: AgendaFile) -> int:
    """Enter everything of a file, or nothing; return how many entries.

    Raises:
        ContentUnreadable: If an entry is not possible; the sentence names it.
    """
    with city.database.transaction() as unit:
        if agenda.workshop:
            unit.state.lock_rights()  # a workshop changes seats that machines may sell
        for centre in agenda.centre:
            _enter_centre(unit, centre)
        for motif in agenda.motif:
            _enter_motif(unit, motif)
        for mediator in agenda.mediator:
            _enter_mediator(unit, mediator)
        for opening in agenda.opening:
            _enter_opening(unit, opening)
        for absence in agenda.absence:
            _enter_absence(unit, absence)
        for closure in agenda.closure:
            _enter_closure(unit, closure)
        for workshop in agenda.workshop:
            enter_workshop(city, unit, workshop)
        unit.state.bump()
    return sum(len(getattr(agenda, name)) for name in AgendaFile.__struct_fields__)


def _check_centre(unit: CityUnit, where: str, code: str) -> None:
    is_known = is_id(code) and unit.fleet.centre(code) is not None
    check(where, "centre", is_known, f"{quoted([code])} n’existe pas. {_FIRST}")


def _check_mediator(unit: CityUnit, where: str, name: str) -> None:
    is_known = is_id(name) and bool(unit.agenda.home_of(name))
    check(where, "mediator", is_known, f"{quoted([name])} n’existe pas. {_FIRST}")


def _enter_centre(unit: CityUnit, entry: CentreEntry) -> None:
    check_centre_code(entry.code)
    where = f"centre {entry.code}"
    check(where, "hours", set(entry.hours) <= set(WEEKDAYS), _DAYS_RULE)
    hours = {
        str(WEEKDAYS.index(day)): text_of(where, f"hours.{day}", text, MAX_HOURS)
        for day, text in entry.hours.items()
    }
    needed = "écrivez le nom que tout le monde lit"
    unit.fleet.put_centre(
        WireCentre(
            code=entry.code,
            name=text_of(where, "name", entry.name, MAX_NAME, needed=needed),
            quarter=text_of(where, "quarter", entry.quarter, MAX_QUARTER),
            address=text_of(where, "address", entry.address, MAX_ADDRESS),
            phone=text_of(where, "phone", entry.phone, MAX_PHONE),
            hours=hours,
        )
    )


def _enter_motif(unit: CityUnit, entry: MotifEntry) -> None:
    check_id("motif", entry.id)
    where = f"motif {entry.id}"
    is_icon = not entry.icon or is_id(entry.icon)
    check(where, "icon", is_icon, "n’est pas le nom d’une icône : corrigez-le ou ôtez-le")
    for name in ("duration_min", "before_min", "after_min", "step_min"):
        minutes = getattr(entry, name)
        low = CELL_MIN if name == "duration_min" else 0
        rule = f"doit être un multiple de {CELL_MIN} minutes, de {low} à {_MAX_LENGTH_MIN}"
        check(where, name, low <= minutes <= _MAX_LENGTH_MIN and minutes % CELL_MIN == 0, rule)
    check_range(where, "notice_min", entry.notice_min, MAX_NOTICE_MIN)
    check_range(where, "horizon_days", entry.horizon_days, _MAX_HORIZON_DAYS)
    check_range(where, "max_a_day", entry.max_a_day, _MAX_COUNT)
    check_range(where, "max_active", entry.max_active, _MAX_COUNT)
    unit.agenda.put_motif(
        WireMotif(
            motif_id=entry.id,
            labels=words_of(where, entry.labels),
            icon=entry.icon,
            duration_min=entry.duration_min,
            before_min=entry.before_min,
            after_min=entry.after_min,
            documents=papers_of(where, entry.documents),
            step_min=entry.step_min,
            notice_min=entry.notice_min,
            horizon_days=entry.horizon_days,
            max_a_day=entry.max_a_day,
            max_active=entry.max_active,
            each_person=entry.each_person,
        )
    )


def _enter_mediator(unit: CityUnit, entry: MediatorEntry) -> None:
    check_id("mediator", entry.id)
    where = f"mediator {entry.id}"
    _check_centre(unit, where, entry.centre)
    rule = "écrivez le prénom"
    name = text_of(where, "first_name", entry.first_name, MAX_FIRST_NAME, needed=rule)
    check_range(where, "max_a_day", entry.max_a_day, _MAX_COUNT)
    check_languages(where, "languages", entry.languages)
    unit.agenda.put_mediator(
        entry.centre,
        WireMediator(
            mediator_id=entry.id,
            first_name=name,
            is_active=entry.active,
            languages=entry.languages,
            max_a_day=entry.max_a_day,
        ),
    )


def _enter_opening(unit: CityUnit, entry: OpeningEntry) -> None:
    check_id("opening", entry.id)
    where = f"opening {entry.id}"
    unknown = set(entry.motifs) - {one.motif_id for one in unit.agenda.motifs()}
    _check_mediator(unit, where, entry.mediator)
    check(where, "motifs", not unknown, f"{quoted(unknown)} n’existe pas. {_FIRST}")
    if entry.centre:
        _check_centre(unit, where, entry.centre)
    check_choice(where, "season", entry.season, Season)
    start, end = time_of(where, "start", entry.start), time_of(where, "end", entry.end)
    check(where, "end", start < end, "doit venir après le début")
    rule = _rule(where, entry)
    is_short = len(rule.text()) <= _MAX_RULE
    check(where, "rule", is_short, "est trop longue : faites deux plages de moins de jours")
    unit.agenda.put_opening(
        WireOpening(
            opening_id=entry.id,
            mediator_id=entry.mediator,
            motif_ids=entry.motifs,
            first_day=day_of(where, "first_day", entry.first_day).isoformat(),
            weekdays=[],
            rrule=rule.text(),
            start=start.isoformat("minutes"),
            end=end.isoformat("minutes"),
            exdates=[day.isoformat() for day in rule.exdates],
            rdates=[day.isoformat() for day in rule.rdates],
            season=entry.season,
            centre=entry.centre,
            has_outer_buffers=entry.outer_buffers,
        )
    )


def _rule(where: str, entry: OpeningEntry) -> Recurrence:
    """Return on which days an opening comes back: by its weekdays, or by its rule."""
    first = day_of(where, "first_day", entry.first_day)
    check(where, "weekdays", set(entry.weekdays) <= set(WEEKDAYS), _DAYS_RULE)
    has_days = bool(entry.rule or entry.weekdays)
    check(where, "weekdays", has_days, "manque : choisissez au moins un jour, comme lun")
    is_one = not (entry.rule and entry.weekdays)
    check(where, "rule", is_one, "et weekdays disent deux fois les jours : gardez l’un des deux")
    are_few = len(entry.exdates) + len(entry.rdates) <= _MAX_DAYS
    check(where, "exdates", are_few, f"et rdates ont {_MAX_DAYS} jours au plus")
    until = day_of(where, "until", entry.until) if entry.until else None
    try:
        found = recurrence_of(entry.rule) if entry.rule else weekly(*map(_weekday, entry.weekdays))
    except ValueError as error:
        raise ContentUnreadable(f"{where} : rule ne se lit pas ({error}). Corrigez-la.") from error
    is_once = not (until and found.until)
    check(where, "until", is_once, "est dit deux fois : gardez-le ici ou dans rule")
    last = until or found.until
    check(where, "until", last is None or last >= first, "doit être le premier jour ou après lui")
    return replace(
        found,
        until=last,
        exdates=tuple(sorted(day_of(where, "exdates", text) for text in entry.exdates)),
        rdates=tuple(sorted(day_of(where, "rdates", text) for text in entry.rdates)),
    )


def _weekday(name: str) -> int:
    return WEEKDAYS.index(name)


def _enter_absence(unit: CityUnit, entry: AbsenceEntry) -> None:
    check_id("absence", entry.id)
    where = f"absence {entry.id}"
    _check_mediator(unit, where, entry.mediator)
    start, end = local_of(where, "start", entry.start), local_of(where, "end", entry.end)
    check(where, "end", start < end, "doit venir après le début")
    unit.agenda.put_absence(
        WireAbsence(absence_id=entry.id, mediator_id=entry.mediator, start=start, end=end)
    )


def _enter_closure(unit: CityUnit, entry: ClosureEntry) -> None:
    check_id("closure", entry.id)
    where = f"closure {entry.id}"
    if entry.centre != EVERYWHERE:
        _check_centre(unit, where, entry.centre)
    check_choice(where, "kind", entry.kind, ClosureKind)
    first = day_of(where, "first_day", entry.first_day)
    last = day_of(where, "last_day", entry.last_day)
    check(where, "last_day", first <= last, "doit être le premier jour ou après lui")
    unit.agenda.put_closure(
        WireClosure(
            closure_id=entry.id,
            first_day=first.isoformat(),
            last_day=last.isoformat(),
            label=text_of(where, "label", entry.label, MAX_CLOSURE),
            kind=entry.kind,
            centre=entry.centre,
            opens_anyway=entry.opens_anyway,
        )
    )
