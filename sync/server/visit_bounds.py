# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the facts of a visit may be, whoever sent them. Pure.

A code is any word of up to 64 signs: a kiosk with newer lists is counted by an older server. What
is counted must add up: people between 1 and 10,000, no category above them, nothing beside one
person. Whole numbers are whole numbers: no truth value and no text stands for one.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.attendance import LONGEST_TITLE, Category, VisitKind
from kiosk.domain.attendance_events import check_told_hour
from kiosk.domain.attendance_rules import LONGEST_MIN, LONGEST_TALLY_MIN
from kiosk.domain.centre import LONGEST_CODE
from kiosk.domain.headcount_rules import MOST_PEOPLE
from kiosk.domain.periods import is_in_calendar
from kiosk.domain.places import MAX_ID
from kiosk.domain.visit_hours import DAY_MIN, LONGEST_WAIT_MIN, START_STEP_MIN, minute_of
from kiosk.domain.visit_marks import is_mark

if TYPE_CHECKING:
    from collections.abc import Callable

_CODE: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
_COMMUNE: Final = re.compile(r"[0-9A-Za-z]{0,8}", re.ASCII)
_LONGEST_TEXT: Final = 64
_MOST_CODES: Final = {"themes": 40, "admin_themes": 24, "equipment": 16}
_MOST_COUNTS: Final = 120
_CODES: Final = (
    "place",
    "autonomy",
    "referral",
    "gender",
    "age",
    "status",
    "arrival",
    "level",
    "medium",
    "posture",
    "mandate",
    "quarter",
    "unmet",
)


def check_visit(facts: dict[str, Any]) -> None:
    """Look at the facts of a visit that was recorded or corrected.

    Raises:
        ValueError: Naming the first field that is of another kind or out of its bounds.
    """
    kind = VisitKind(facts["kind"])
    checks: dict[str, Callable[[Any], bool]] = {
        **dict.fromkeys(_CODES, _is_code),
        **{name: _lister(most) for name, most in _MOST_CODES.items()},
        "day": _is_day,
        "entered": _is_hour,
        "changed": lambda value: value is None or _is_hour(value),
        "centre": lambda value: _is_text(value, LONGEST_CODE),
        "commune": lambda value: isinstance(value, str) and bool(_COMMUNE.fullmatch(value)),
        "minutes": lambda value: _is_whole(value, 0, _longest(kind)),
        "people": lambda value: _is_whole(value, 1, MOST_PEOPLE if kind.is_collective else 1),
        "referred": lambda value: type(value) is bool,
        "workshop": lambda value: _is_text(value, _LONGEST_TEXT),
        "title": lambda value: _is_text(value, LONGEST_TITLE),
        "referral_place": lambda value: _is_text(value, MAX_ID),
        "waited": lambda value: _is_whole(value, 0, LONGEST_WAIT_MIN),
        "start": _is_start,
        "mark": lambda value: isinstance(value, str) and is_mark(value),
    }
    for name, holds in checks.items():
        if name in facts and not holds(facts[name]):
            raise ValueError(name)
    began = minute_of(facts.get("start", ""))
    if began is not None and began + facts.get("minutes", 0) > DAY_MIN:
        raise ValueError("start")
    if set(facts.get("themes", ())) & set(facts.get("admin_themes", ())):
        raise ValueError("themes")  # both are counted under one measure
    _check_counts(facts.get("counts", []), facts.get("people", 1), kind)


def _longest(kind: VisitKind) -> int:
    return LONGEST_TALLY_MIN if kind is VisitKind.TALLY else LONGEST_MIN


def _check_counts(counts: object, people: int, kind: VisitKind) -> None:
    if not isinstance(counts, list) or len(counts) > _MOST_COUNTS:
        raise ValueError("counts")
    if counts and not kind.is_collective:
        raise ValueError("counts")
    seen: set[tuple[Category, str]] = set()
    sums: Counter[Category] = Counter()
    for one in counts:
        if not isinstance(one, list):
            raise TypeError("counts")
        name, code, n = one
        category = Category(name)
        if not _is_code(code) or not _is_whole(n, 1, people) or (category, code) in seen:
            raise ValueError("counts")
        seen.add((category, code))
        sums[category] += n
    del sums[Category.THEME]
    if any(n > people for n in sums.values()):
        raise ValueError("counts")


def _is_code(value: object) -> bool:
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _is_day(value: object) -> bool:
    return isinstance(value, str) and is_in_calendar(date.fromisoformat(value))


def _is_hour(value: object) -> bool:
    if not isinstance(value, str):
        return False
    check_told_hour(value)
    return True


def _lister(most: int) -> Callable[[Any], bool]:
    def holds(value: object) -> bool:
        if not isinstance(value, list) or len(value) > most or not all(map(_is_code, value)):
            return False
        # A code said twice would count one visit twice.
        return len(set(value)) == len(value)

    return holds


def _is_text(value: object, longest: int) -> bool:
    if not isinstance(value, str) or len(value) > longest:
        return False
    # Half of a pair of UTF-16 is no text: no database keeps it.
    return not any("\ud800" <= sign <= "\udfff" for sign in value)


def _is_whole(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _is_start(value: object) -> bool:
    minute = minute_of(value) if isinstance(value, str) else None
    return minute is not None and minute % START_STEP_MIN == 0
