# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the network for people outside: decided once, kept in the city's ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.domain.counted_rows import OUTCOME_OF_STATUS
from kiosk.domain.disclosure import days_of, months_of, period_name
from kiosk.domain.disclosure_ledger import CountedMonth, arrived_after, publish
from kiosk.domain.disclosure_start import refuse_before_service
from kiosk.domain.disclosure_tally import RECORDED, catalogue, month_counts
from kiosk.domain.occupation import door_hours
from kiosk.domain.tally import SESSIONS, Measure, Tally, tally_visits
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.exports.funder_tables import Disclosed
from kiosk.exports.progress import go_on
from kiosk.exports.rows import missing_days_text
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import StorageDamaged
from sync.server.attendance_cells import NO_ROW, count_cells, recount
from sync.server.centre_agenda import agenda_for_search
from sync.server.coverage import covered, first_service, shown_name
from sync.server.storage.publications import LOST
from sync.translation import seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from kiosk.domain.disclosure import Audience
    from kiosk.domain.periods import Period
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

LAST_PUBLICATION: Final = "last_publication"
"""Named value of the city: written first, so that two publications wait for each other."""

OTHER_CENTRES: Final = "autre"
"""The place of what was recorded under a code that is none of the city’s centres, such as that of
a machine before its enrolment: counted like all else, and no text of a machine is given out."""

_LOST_WORDS: Final = (
    "Un mois de cette période a été publié, mais la base, restaurée depuis, ne l’a plus : "
    "reprenez le fichier déjà donné."
)
_OTHER_WORDS: Final = "Autres centres"
_counts = msgspec.json.Decoder(dict[str, int])


def disclosed(
    city: City, period: Period, audience: Audience, still_wanted: Callable[[], None] = go_on
) -> Disclosed:
    """Return what an audience gets of a period of the network; asked again, the same numbers.

    What is given is decided and kept in one transaction; `still_wanted` is asked before it and
    before each month is counted, and may raise `ExportCancelled`: nothing is decided then. The
    ledger gets the months after that, before anything leaves: a month of which nothing was kept
    was not given out.

    Raises:
        Refused: ``period_not_calendar`` unless it is a whole month, quarter or year,
            ``period_not_closed`` before its end, ``period_before_service`` or ``no_service_yet``
            when nothing was in service then.
        StorageDamaged: If a month was given out and the database, restored since, lacks it:
            counted anew, it would tell by its differences what was hidden.
    """
    now_utc = city.clock.now_utc()
    name = period_name(period, today=paris_day(now_utc))
    count_cells(city, period)
    still_wanted()
    lists = national_vocabulary()

    with city.database.transaction() as unit:
        unit.state.put(LAST_PUBLICATION, name)
        months = set(months_of(name))
        if months & unit.publications.months_alone(LOST):
            raise StorageDamaged(_LOST_WORDS)
        counted, starts = {}, _starts(unit)
        for month in months_of(name):
            still_wanted()
            counted[month] = _count(city, unit, month, starts)
        fresh = months - unit.publications.of_year(name[:4]).keys()
        entries = publish(unit.publications, name, catalogue(lists), counted.__getitem__, now_utc)
        for month in fresh:
            unit.publications.note_given(days_of(month), unit.publications.devices_alone(month))
        told = {month: entries[month].counts for month in months_of(name)}
        refuse_before_service(told, name, starts[OTHER_CENTRES])
        scope = covered(city, unit, days_of(name)).coverage.title()
        names = {card.code: card.name for card in unit.fleet.centres()}
        centres = {OTHER_CENTRES: _OTHER_WORDS, **names}
    with city.database.transaction() as unit:
        unit.state.put(LAST_PUBLICATION, name)
        city.ledger.note_given_out(months)
    now = {month: one.counts for month, one in counted.items()}
    late = arrived_after(entries, name, now, RECORDED)
    return Disclosed(name, audience, entries, scope, centres, lists, late, city.settings.licence)


def _starts(unit: CityUnit) -> dict[str, date | None]:
    """Return every place of the tables with its first day of service; nothing if it had none."""
    starts = {card.code: first_service(unit, card.code) for card in unit.fleet.centres()}
    return {**starts, OTHER_CENTRES: first_service(unit)}


def _count(
    city: City, unit: CityUnit, month: str, starts: Mapping[str, date | None]
) -> CountedMonth:
    days = days_of(month)
    coverage = covered(city, unit, days).coverage
    cards = {card.code: card for card in unit.fleet.centres()}
    alone = [
        f"{shown_name(machine, cards)} : ce mois entier, que cette machine a publié seule"
        for device in sorted(unit.publications.devices_alone(month))
        if (machine := unit.fleet.machine(device))
    ]
    missing = [missing_days_text(coverage)] if coverage.missing_days else []
    gaps = " ; ".join((*missing, *alone))
    before = [code for code, since in starts.items() if since is None or days.last < since]
    hours = _open_hours(city, unit, days)
    counts = month_counts(_cells(unit, days), national_vocabulary(), hours, before)
    return CountedMonth(counts, gaps, coverage.late_sentence())


def _open_hours(city: City, unit: CityUnit, days: Period) -> dict[str, int | None]:
    """Return every place of the tables with the hours for which its door was open, if known."""
    hours: dict[str, int | None] = {OTHER_CENTRES: None}
    for card in unit.fleet.centres():
        agenda = agenda_for_search(city, unit, card.code)
        closed = {day for day in days.days() if agenda.is_closed(day)}
        words = ((int(day), text) for day, text in card.hours.items())
        hours[card.code] = door_hours(words, closed, days)
    return hours


def _cells(unit: CityUnit, days: Period) -> dict[tuple[str, str], Tally]:
    """Return what a month came to by centre and kind, honoured appointments with the sessions."""
    known = {card.code for card in unit.fleet.centres()}
    cells: dict[tuple[str, str], Tally] = {}

    def cell(centre: str, kind: str) -> Tally:
        place = centre if centre in known else OTHER_CENTRES
        return cells.setdefault((place, kind), Tally())

    # what a machine counted in a month that it gave out alone is in tables of its own
    alone = unit.publications.devices_alone(f"{days.first:%Y-%m}")
    kept = unit.cells.every(days.first.isoformat(), days.last.isoformat())
    for key, text in kept:
        if text is not None and not alone:
            cell(key.centre, key.kind).merge(_counts.decode(text))
    again = (key for key, text in kept if text is None or alone)
    for one in recount(unit, again, without=alone):
        if one.machines != NO_ROW:
            cell(one.key.centre, one.key.kind).merge(_counts.decode(one.tally))
    for visit in unit.publications.given_elsewhere(days, alone):
        cell(visit.centre, visit.kind).take_away(tally_visits([visit]).counts)
    begin_utc, end_utc = days.bounds_utc()
    for booked in unit.bookings.between(seconds(begin_utc), seconds(end_utc) - 1):
        if booked.device in alone or booked.incomplete:
            continue
        if outcome := OUTCOME_OF_STATUS.get(booked.status):
            cell(booked.centre, SESSIONS).add(Measure.APPOINTMENT, outcome.value)
    return cells
