# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal as a page, to read and to print; whether its chain holds stands at its head."""

from __future__ import annotations

import json
from datetime import time, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from litestar import get

from kiosk.domain.openings import local_instant
from kiosk.domain.periods import french_day
from kiosk.exports.registry import ExportKind
from kiosk.foundation.clock import paris_day
from sync.server.account_rights import is_within
from sync.server.console.agenda_pages import day_or_none
from sync.server.console.agenda_view import when_of
from sync.server.console.frame import Call, Page, city_of, entered_of, page_of, worked
from sync.server.console.rules import HOME, subjects_of
from sync.server.console.whereabouts import is_near
from sync.server.journal import ACTION_WORDS, JOURNAL_KEPT, note, verify
from sync.translation import seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.server.storage.accounts import Account
    from sync.server.storage.journal import JournalLine
    from sync.server.storage.unit import CityUnit

JOURNAL: Final = f"{HOME}/journal"
_DAYS_SHOWN: Final = 31
_MAX_LINES: Final = 2_000
_DETAIL_WORDS: Final = {
    "roles": "rôles",
    "centres": "centres",
    "filters": "filtres",
    "k": "seuil",
    "n_rows": "lignes",
    "sha256": "SHA-256",
    "coverage": "couverture",
    "kind": "sorte",
    "first": "du",
    "last": "au",
}


_DOCUMENTS: Final = frozenset(kind.value for kind in ExportKind if not kind.is_list)


@get(JOURNAL, include_in_schema=False)
async def journal(request: Call) -> Page:
    """Show the journal of some days."""
    return await worked(partial(_journal, request))


JOURNAL_HANDLERS: Final = (journal,)


def _journal(request: Call) -> Page:
    city, entry = city_of(request), entered_of(request)
    asked = request.query_params
    today = paris_day(city.clock.now_utc())
    oldest = today - JOURNAL_KEPT
    last = min(max(day_or_none(str(asked.get("au", ""))) or today, oldest), today)
    wanted = day_or_none(str(asked.get("du", ""))) or last - timedelta(days=_DAYS_SHOWN)
    first = min(max(wanted, oldest), last)
    begin = seconds(local_instant(first, time(0)))
    end = seconds(local_instant(last + timedelta(days=1), time(0))) - 1
    with city.database.transaction() as unit:
        days = {"first": first.isoformat(), "last": last.isoformat()}
        note(city, unit, entry.account.account_id, "journal_read", **days)
        found = unit.journal.between(begin, end, _MAX_LINES)
        every = unit.accounts.every()
        lines = _near_lines(unit, entry.account, every, found)
        cards = [card.name for card in unit.fleet.centres() if card.code in entry.account.centres]
    names = {one.account_id: one.login for one in every}
    verdict = verify(city)
    return page_of(
        request,
        "journal.html",
        lines=[
            (
                line.number,
                when_of(line.at),
                names.get(line.account_id, line.account_id) or "serveur",
                ACTION_WORDS.get(line.action, line.action),
                names.get(line.subject, line.subject),
                _detail(line.detail),
            )
            for line in lines
        ],
        is_cut=len(found) == _MAX_LINES,
        centres=cards,
        verdict=verdict,
        first=first.isoformat(),
        last=last.isoformat(),
        period=f"du {french_day(first)} au {french_day(last)}",
        printed=when_of(city.now()),
    )


def _near_lines(
    unit: CityUnit, reader: Account, every: Sequence[Account], lines: Sequence[JournalLine]
) -> Sequence[JournalLine]:
    """Return the lines that an account of some centres may read.

    They are those of accounts and about accounts that see no other centre, and those about what
    lies in its centres, whoever acted.
    """
    if not reader.centres:
        return lines
    near = {one.account_id for one in every if is_within(one, reader.centres)}

    @cache
    def lies_near(action: str, subject: str) -> bool:
        return any(is_near(unit, reader, kind, subject) for kind in subjects_of(action))

    return [
        line
        for line in lines
        if line.account_id in near or line.subject in near or lies_near(line.action, line.subject)
    ]


def _detail(text: str) -> str:
    told: dict[str, Any] = json.loads(text)
    if told.get("kind") in _DOCUMENTS:
        told.pop("n_rows", None)  # older lines told one
    return " ; ".join(
        f"{_DETAIL_WORDS.get(name, name)} : {_plain(value)}"
        for name, value in told.items()
        if value not in ("", [], None)
    )


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
