# SPDX-License-Identifier: AGPL-3.0-or-later
"""Without the web view, by packages, by rights or by settings, the guide alone does everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.site_terminal import first_online_step
from ui.browser import door
from ui.browser.door import Absence, SiteDoor
from ui.navigation.routes import Route

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("settings", "found", "absence"),
    [
        ((True, False, True), "root", Absence.SUPERUSER),
        ((True, True, False), "packages", Absence.NOT_INSTALLED),
        ((False, True, True), "settings", Absence.SWITCHED_OFF),
    ],
)
def test_each_reason_to_have_no_web_view_is_known(qapp, monkeypatch, settings, found, absence):
    enabled, ordinary, installed = settings
    monkeypatch.setattr(door, "is_superuser", lambda: not ordinary)
    monkeypatch.setattr(door, "has_web_view", lambda: installed)
    sites = SiteDoor(folder=Path, enabled=enabled)

    assert sites.absence is absence, found
    sites.prepare()
    assert sites.way_out.pid == 0


def test_a_step_on_the_internet_is_done_with_the_guide_alone(bench):
    bench.terminal.parts.ready_sites.absence = Absence.NOT_INSTALLED
    bench.session.begin()
    run = first_online_step(bench.kiosk.walkthroughs)
    bench.router.go(Route.WALKTHROUGH, walkthrough_id=run.walkthrough_id, resumed=run)

    assert "Cette étape se fait sur Internet. Préparez-la ici." in bench.texts()
    assert "Ouvrir le site ici" not in bench.names()
    assert bench.named("C’est fait").isVisible()


def test_nothing_of_the_web_view_is_loaded_before_a_site_is_opened():
    code = (
        "import sys\n"
        "sys.modules['PySide6.QtWebEngineCore'] = None\n"
        "sys.modules['PySide6.QtWebEngineWidgets'] = None\n"
        "import ui.wiring, ui.catalog, ui.browser.door, ui.screens.walkthrough.screen\n"
        "assert not [m for m in sys.modules if 'WebEngine' in m and sys.modules[m]]\n"
        "assert 'asyncio' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
