# SPDX-License-Identifier: AGPL-3.0-or-later
"""French titles of the guides that ship and of their steps, for figures that people read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kiosk.content.loader import load_catalog
from kiosk.domain.flat_visit import SEPARATOR
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def guide_titles() -> Mapping[str, str]:
    """Return what guides and their steps are called: ``guide`` and ``guide|step`` -> title.

    A guide that only a pack of the city holds keeps its name, as does a step whose title has a gap
    that an answer fills.
    """
    titles: dict[str, str] = {}
    for name, guide in load_catalog(asset_path("content")).walkthroughs.items():
        texts = guide.texts[SOURCE_LANGUAGE]
        titles[name] = texts.title
        for step, words in texts.steps.items():
            if "{" not in words.title:
                titles[f"{name}{SEPARATOR}{step}"] = words.title
    return titles


def guide_word(guide: str, step: str = "") -> str:
    """Return what people call a guide, or one of its steps."""
    return guide_titles().get(f"{guide}{SEPARATOR}{step}" if step else guide, step or guide)
