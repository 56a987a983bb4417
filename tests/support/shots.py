# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write pictures of the pages: ``python -m tests.support.shots DIR [route…]``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from kiosk.services.staff import Staff, StaffRole
from tests.support.terminal import LARGE, SMALL, open_bench
from ui.catalog import SCREENS
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.theme.tokens import Scheme

VARIANTS = {
    "fr": ("fr", Preferences(), SMALL),
    "ar": ("ar", Preferences(), SMALL),
    "contrast": ("fr", Preferences(scheme=Scheme.HIGH_CONTRAST), SMALL),
    "200": ("fr", Preferences(scale=2.0), SMALL),
    "125": ("fr", Preferences(scale=1.25), SMALL),
    "large": ("fr", Preferences(), LARGE),
}
PARAMS = {
    Route.WALKTHROUGH: {"walkthrough_id": "titre-sejour-renouvellement"},
    Route.PRACTICE: {"exercise_id": "courriel"},
    Route.NOTICE: {"topic": "privacy"},
    Route.WALKTHROUGH_LIST: {},
}


def main(folder: Path, names: list[str]) -> None:
    """Open every page, or those named, in every variant."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        bench = open_bench(Path(data))
        staff = Staff(1, StaffRole.MEDIATOR, "Camille")
        for entry in SCREENS:
            if entry.route is Route.TICKET or (names and entry.route.value not in names):
                continue
            for variant, (language, preferences, size) in VARIANTS.items():
                bench.session.staff = staff if entry.staff else None
                bench.session.helper = staff if entry.route is Route.ASSISTED else None
                if entry.route is not Route.HOME:
                    bench.session.begin()
                bench.window.resize(*size)
                bench.router.reset(entry.route, **PARAMS.get(entry.route, {}))
                bench.window.prefer(preferences)
                bench.window.speak_language(language)
                bench.settle()
                bench.window.grab().save(str(folder / f"{entry.route.value}-{variant}.png"))
        bench.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
