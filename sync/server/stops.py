# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people stop in walkthroughs, over the network or some of its centres, as machines told it.

Machines tell sums of five sessions or more, once a week: the sums of those can show no fewer, nor
can the difference of two such sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.step_counts import week_of
from kiosk.domain.step_stops import Stops, stops_of, untold_weeks, week_before
from kiosk.exports import csv_steps
from kiosk.foundation.clock import paris_day
from sync.server.coverage import NETWORK_NAME
from sync.server.storage.fleet import ACTIVE
from sync.translation import instant

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import BinaryIO

    from sync.server.city import City

SHOWN_WEEKS = 12


def network_stops(city: City, centres: Collection[str] = ()) -> Stops:
    """Return where people stopped in the last ended weeks, and which machine lacks which week.

    Args:
        city: The city.
        centres: Codes of the centres that are counted; none for all.
    """
    last = week_before(week_of(paris_day(city.clock.now_utc())))
    first = week_before(last, SHOWN_WEEKS - 1)
    with city.database.transaction() as unit:
        # a machine that was off tells several weeks in one, perhaps in this one
        told = unit.statements.between(first, last)
        entries = [entry for entry in told if not centres or entry.centre in centres]
        machines = [
            machine
            for machine in unit.fleet.machines()
            if machine.status == ACTIVE and (not centres or machine.centre in centres)
        ]
        names = {card.code: card.name for card in unit.fleet.centres()}
    missing = []
    for machine in machines:
        own = [entry.statement for entry in entries if entry.device == machine.device]
        since = max(first, week_of(paris_day(instant(machine.enrolled))))
        weeks = untold_weeks(own, since, last)
        if weeks:
            missing.append((f"{names.get(machine.centre, machine.centre)} · {machine.name}", weeks))
    return Stops(
        first_week=first,
        last_week=last,
        name=", ".join(names.get(code, code) for code in centres) or NETWORK_NAME,
        walkthroughs=stops_of(entry.statement for entry in entries),
        missing=tuple(missing),
    )


def export_network_stops(city: City, stream: BinaryIO, centres: Collection[str] = ()) -> int:
    """Write one row a step as CSV; return how many rows the file holds."""
    return csv_steps.write_stops(network_stops(city, centres), stream)
