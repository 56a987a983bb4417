# SPDX-License-Identifier: AGPL-3.0-or-later
"""French titles of the guides that ship with the program, for figures that people read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kiosk.content.loader import load_catalog
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def guide_titles() -> Mapping[str, str]:
    """Return name -> title; a guide that only a pack of the city holds keeps its name."""
    guides = load_catalog(asset_path("content")).walkthroughs
    return {name: guide.texts[SOURCE_LANGUAGE].title for name, guide in guides.items()}
