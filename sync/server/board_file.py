# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of the quarters entered once by the city, from a table or from a calendar.

The table (CSV) enters and changes bodies; the calendar (ICS) only tells their next meetings. A
city that has entered nothing begins with the board that ships with the program. Everything in a
file is entered or nothing.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from kiosk.content.bundled_board import load_bundled_board
from kiosk.domain.participation import (
    MAX_ITEMS,
    N_SENTENCES,
    BoardField,
    BoardItem,
    Quarter,
    item_from_json,
    item_to_json,
)
from kiosk.foundation.clock import PARIS, paris_day
from kiosk.foundation.errors import ContentUnreadable
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.server.city import City

_UNSURE_WORDS: Final = {
    "reunion": BoardField.MEETING,
    "lieu": BoardField.PLACE,
    "decision": BoardField.DECISION,
    "phrases": BoardField.SENTENCES,
}
_COLUMNS: Final = (
    "id",
    "quartier",
    "icone",
    "nom",
    "phrase1",
    "phrase2",
    "phrase3",
    "reunion",
    "lieu",
    "decision",
    "date_info",
    "a_verifier",
    "parcours",
)
_TRANSLATED: Final = ("nom", "phrase1", "phrase2", "phrase3", "decision")
_SOURCE: Final = "fr"
_NONE: Final = "-"
_MAX_FILE_BYTES: Final = 1 << 20
# A rule by the second would be followed for years before its next meeting is found.
_FREQUENCIES: Final = (["DAILY"], ["WEEKLY"], ["MONTHLY"], ["YEARLY"])
_NEVER_USED: Final = {"BYHOUR", "BYMINUTE", "BYSECOND"}


def import_board(city: City, path: Path) -> int:
    """Enter a file into the city's board; return how many bodies it changed.

    Raises:
        ContentUnreadable: If a line is not possible; the sentence names it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        raise ContentUnreadable(f"{path.name} : le fichier ne se lit pas") from error
    if len(content) > _MAX_FILE_BYTES:
        raise ContentUnreadable(f"{path.name} : le fichier dépasse un mégaoctet")
    now_utc = city.clock.now_utc()
    with city.database.transaction() as unit:
        stored = unit.board.items()
    items = {item.item_id: item for item in map(item_from_json, stored)} or _shipped()
    match path.suffix.lower():
        case ".csv":
            changed = _from_table(content, path.name, items, paris_day(now_utc))
        case ".ics":
            changed = _from_calendar(content, path.name, items, now_utc)
        case _:
            raise ContentUnreadable(f"{path.name} : un fichier .csv ou .ics est attendu")
    if len(items) > MAX_ITEMS:
        raise ContentUnreadable(f"{path.name} : le tableau aurait plus de {MAX_ITEMS} éléments")
    with city.database.transaction() as unit:
        unit.board.replace([item_to_json(item) for item in items.values()])
        unit.state.bump()
    return changed


def _shipped() -> dict[str, BoardItem]:
    board = load_bundled_board(asset_path("content", "board"), None)
    return {item.item_id: item for item in board.items}


def _from_table(content: bytes, name: str, items: dict[str, BoardItem], today: date) -> int:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentUnreadable(f"{name} : le texte n’est pas en UTF-8") from error
    separator = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    unknown = [column for column in reader.fieldnames or () if not _is_column(column)]
    if unknown or "id" not in (reader.fieldnames or ()):
        raise ContentUnreadable(
            f"{name}, ligne 1 : colonne inconnue ou absente ({unknown or 'id'})"
        )
    n_changed = 0
    for row in _rows(reader, name):
        where = f"{name}, ligne {reader.line_num}"
        cells = {column: (cell or "").strip() for column, cell in row.items() if column}
        try:
            item = _item_of_row(cells, items.get(cells["id"]), today)
        except (ValueError, KeyError, ContentUnreadable) as error:
            raise ContentUnreadable(f"{where} : {error}. Corrigez cette ligne.") from error
        items[item.item_id] = item
        n_changed += 1
    return n_changed


def _rows(reader: csv.DictReader[str], name: str) -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise ContentUnreadable(
            f"{name}, ligne {reader.line_num} : ce n’est pas un tableau lisible"
        ) from error


def _is_column(column: str) -> bool:
    base, _, language = column.partition(".")
    return base in _COLUMNS and (not language or base in _TRANSLATED)


def _item_of_row(cells: dict[str, str], known: BoardItem | None, today: date) -> BoardItem:
    """Return the body of a line: an empty cell leaves what was, ``-`` takes it away."""
    plain: dict[str, Any] = item_to_json(known) if known else _blank(cells["id"], today)
    for column, key in (("icone", "icon"), ("lieu", "place"), ("parcours", "opens_walkthrough")):
        if cell := cells.get(column):
            plain[key] = "" if cell == _NONE else cell
    if cell := cells.get("quartier"):
        plain["quarter"] = Quarter(cell.lower()).value
    if cell := cells.get("reunion"):
        plain["next_meeting_utc"] = None if cell == _NONE else _meeting(cell).isoformat()
    plain["info_date"] = cells.get("date_info") or today.isoformat()
    if cell := cells.get("a_verifier"):
        words = [] if cell == _NONE else [word.strip() for word in cell.split(",")]
        plain["unsure"] = sorted(_UNSURE_WORDS[word].value for word in words)
    _take_texts(plain, cells)
    return item_from_json(plain)


def _take_texts(plain: dict[str, Any], cells: dict[str, str]) -> None:
    for column, cell in cells.items():
        base, _, language = column.partition(".")
        if not cell or base not in _TRANSLATED:
            continue
        code = language or _SOURCE
        text = "" if cell == _NONE else cell
        if base == "nom":
            plain["names"][code] = text
        elif base == "decision":
            plain["last_decision"][code] = text
        else:
            sentences = plain["sentences"].setdefault(code, [""] * N_SENTENCES)
            sentences[int(base[-1]) - 1] = text
    plain["last_decision"] = {code: text for code, text in plain["last_decision"].items() if text}


def _blank(item_id: str, today: date) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "quarter": "",
        "icon": "users",
        "names": {},
        "sentences": {},
        "next_meeting_utc": None,
        "place": "",
        "last_decision": {},
        "info_date": today.isoformat(),
        "unsure": [],
        "opens_walkthrough": "",
    }


def _meeting(cell: str) -> datetime:
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y %Hh%M"):
        try:
            wall = datetime.strptime(cell, form)  # noqa: DTZ007 - a wall time of Paris
        except ValueError:
            continue
        return wall.replace(tzinfo=PARIS).astimezone(UTC)
    raise ContentUnreadable("la réunion s’écrit AAAA-MM-JJ HH:MM")


def _from_calendar(
    content: bytes, name: str, items: dict[str, BoardItem], now_utc: datetime
) -> int:
    """Take the next meeting of each body from events whose category is its identifier."""
    import icalendar

    try:
        calendar = icalendar.Calendar.from_ical(content)
    except (ValueError, IndexError) as error:
        raise ContentUnreadable(f"{name} : ce n’est pas un calendrier lisible") from error
    meetings: dict[str, tuple[datetime, Any]] = {}
    for event in calendar.walk("VEVENT"):
        try:
            start = _next_start(event, now_utc, name)
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise ContentUnreadable(f"{name} : une date est illisible. Corrigez-la.") from error
        if start is None:
            continue
        for item_id in _categories(event):
            if item_id not in items:
                raise ContentUnreadable(
                    f"{name} : « {item_id} » n’est pas au tableau. Corrigez CATEGORIES."
                )
            if item_id not in meetings or start < meetings[item_id][0]:
                meetings[item_id] = (start, event)
    for item_id, (start, event) in meetings.items():
        items[item_id] = _with_meeting(items[item_id], start, event, paris_day(now_utc))
    return len(meetings)


def _with_meeting(item: BoardItem, start: datetime, event: Any, today: date) -> BoardItem:
    place = str(event.get("LOCATION", "")).strip()
    is_sure = str(event.get("STATUS", "CONFIRMED")).upper() == "CONFIRMED"
    unsure = set(item.unsure) - {BoardField.MEETING}
    if place:
        unsure -= {BoardField.PLACE}
    if not is_sure:
        unsure.add(BoardField.MEETING)
    return replace(
        item,
        next_meeting_utc=start,
        place=place or item.place,
        info_date=today,
        unsure=frozenset(unsure),
    )


def _categories(event: Any) -> list[str]:
    found = event.get("CATEGORIES")
    if found is None:
        return []
    lists = found if isinstance(found, list) else [found]
    return [str(category) for one in lists for category in getattr(one, "cats", [one])]


def _next_start(event: Any, now_utc: datetime, name: str) -> datetime | None:
    """Return the next start of an event, a repeated one included; nothing if all are past."""
    from dateutil.rrule import rrulestr

    start = event.get("DTSTART")
    if start is None or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    first = start.dt
    if not isinstance(first, datetime):
        first = datetime.combine(first, time(0))
    local = first if first.tzinfo else first.replace(tzinfo=PARIS)
    rule = event.get("RRULE")
    if rule is None:
        return local.astimezone(UTC) if local >= now_utc else None
    # The rule is followed in wall time, so that a meeting keeps its hour across the seasons.
    wall = local.astimezone(PARIS).replace(tzinfo=None)
    text = rule.to_ical().decode("ascii", errors="replace")
    is_slow = [str(one).upper() for one in rule.get("FREQ", [])] not in _FREQUENCIES
    if is_slow or _NEVER_USED & set(rule) or rule.get("INTERVAL") == [0]:
        raise ContentUnreadable(f"{name} : une réunion se répète par jour, semaine, mois ou an")
    parts = [part for part in text.split(";") if not part.upper().startswith("UNTIL=")]
    try:
        rules = rrulestr(";".join(parts), dtstart=wall)
    except ValueError as error:
        raise ContentUnreadable(f"{name} : répétition illisible ({text})") from error
    found: datetime | None = rules.after(now_utc.astimezone(PARIS).replace(tzinfo=None), inc=True)
    if found is None or _is_after_end(rule, found):
        return None
    return found.replace(tzinfo=PARIS).astimezone(UTC)


def _is_after_end(rule: Any, found: datetime) -> bool:
    until = rule.get("UNTIL")
    if not until:
        return False
    last = until[0] if isinstance(until, list) else until
    if not isinstance(last, datetime):
        return bool(found.date() > last)
    if last.tzinfo is not None:
        last = last.astimezone(PARIS).replace(tzinfo=None)
    return found > last
