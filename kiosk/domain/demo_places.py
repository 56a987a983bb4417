# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's directory of places: invented, marked, and as fresh as on its first day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kiosk.domain.place_file import read_place_file
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from kiosk.domain.places import Place

_WRITTEN = date(2026, 11, 23)
_NAME = "lieux.csv"


def demo_places(today: date) -> tuple[Place, ...]:
    """Return the places of the demonstration, their information as old as when it was written."""
    content = asset_path("demo", _NAME).read_bytes()
    places = read_place_file(content, _NAME, max(today, _WRITTEN)).places
    return tuple(replace(one, info_date=one.info_date + (today - _WRITTEN)) for one in places)
