# SPDX-License-Identifier: AGPL-3.0-or-later
"""A visit as one text: what the city keeps of it and what files are written from.

A year of a city is a million visits of 34 fields: read as texts, they are a million values and
not 34 million. Fields whose cells stand beside each other in a file make a part, so that a whole
part, which comes again and again, is put in words once. Why, with figures: docs/decisions/0026.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Final

from kiosk.domain.flat_visit import FIELD_MARK, PART_MARK, FlatVisit

PARTS: Final = (
    ("row_id",),
    ("day", "entered", "changed", "version"),
    ("kind", "centre", "place", "commune"),
    ("minutes", "people"),
    ("themes",),
    ("admin_themes",),
    ("equipment", "autonomy", "referred", "referral", "referral_place"),
    ("gender", "age", "status"),
    ("arrival", "origin", "by", "level", "title", "medium", "posture", "mandate"),
    ("start", "waited"),
    ("quarter", "unmet", "counts"),
)
"""The fields of each part, all those of a `FlatVisit` in its order."""

_CUTS: Final = tuple(
    slice(*ends) for ends in pairwise((0, *accumulate(len(part) for part in PARTS)))
)
_NUMBERS: Final = tuple(
    FlatVisit._fields.index(name) for name in ("version", "minutes", "people", "waited")
)


def packed(visit: FlatVisit) -> str:
    """Return a visit as one text; its fields hold neither of the marks."""
    texts = tuple(map(str, visit))
    return PART_MARK.join(FIELD_MARK.join(texts[cut]) for cut in _CUTS)


def unpacked(text: str) -> FlatVisit:
    """Return the visit that `packed` made a text of."""
    values: list[str | int] = [*text.replace(PART_MARK, FIELD_MARK).split(FIELD_MARK)]
    for place in _NUMBERS:
        values[place] = int(values[place])
    return FlatVisit._make(values)
