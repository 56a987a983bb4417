# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables for outsiders as a test wants them, made of records by the rules of the program."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from kiosk.domain.counted_rows import AttendanceRows, VisitRow
from kiosk.domain.disclosure import Audience, days_of
from kiosk.domain.disclosure_ledger import CountedMonth, LedgerEntry, publish
from kiosk.domain.disclosure_tally import catalogue, cells_of, month_counts
from kiosk.exports.funder_tables import Disclosed
from tests.support.visits import LISTS, a_row

LATE = {"2026-01": 30, "2026-02": 0, "2026-03": None}
NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)
AGES = ("soixante_dix_plus", "quarante_cinquante_neuf", "vingt_cinq_trente_neuf")
CENTRES = {"NORD": "Centre Nord", "SUD": '=HYPERLINK("x")'}


class Shelf(dict):
    """A ledger in memory."""

    def of_year(self, year: str) -> dict[str, LedgerEntry]:
        return dict(self)

    def add(self, entry: LedgerEntry) -> None:
        self[entry.period] = entry


def rows_of(period: str, *, a_day: int = 3) -> tuple[VisitRow, ...]:
    """Return visits of a period: several a day, two centres, one age rarer than the others."""
    first = days_of(period).first
    n_days = (days_of(period).last - first).days + 1
    return tuple(
        a_row(
            1000 * day + one + 1,
            day=first + timedelta(days=day),
            centre=("NORD", "SUD")[one % 2],
            age_band=AGES[min(one % 4, 2)] if day % 9 else "moins_de_douze",
            gender="feminin" if one else "masculin",
            themes=("email", "sante") if one == 1 else ("email",),
            quarter=("nord", "sud")[day % 2],
        )
        for day in range(n_days)
        for one in range(a_day)
    )


def disclosed(
    period: str,
    audience: Audience,
    rows: tuple[VisitRow, ...] | None = None,
    begun: date = date.min,
) -> Disclosed:
    """Return what an audience gets of a period whose records are `rows`, in service since a day."""
    known = rows_of(period) if rows is None else rows

    def count(month: str) -> CountedMonth:
        inside = AttendanceRows(visits=known).within(days_of(month))
        is_first = month.endswith("-01")
        before = CENTRES if days_of(month).last < begun else ()
        return CountedMonth(
            month_counts(cells_of(inside), LISTS, dict.fromkeys(CENTRES, 160), before),
            "Centre Nord · b1 : 5 janvier 2026" if is_first else "",
            "1 borne n’a pas envoyé depuis le 3 janvier 2026" if is_first else "",
        )

    entries = publish(Shelf(), period, catalogue(LISTS), count, NOW)
    return Disclosed(period, audience, entries, "Le réseau : essai", CENTRES, LISTS, LATE)
