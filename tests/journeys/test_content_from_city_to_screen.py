# SPDX-License-Identifier: AGPL-3.0-or-later
"""A correction of a walkthrough, from the city's command line to a resident, then called back."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.content.stamping import stamp_translations
from tests.support.city import ServerProcess, first_code, run_sync
from tests.support.walkthroughs import STRUCTURE, changed, write_content

ROOT = Path(__file__).resolve().parents[2]
VERSION = "2026.12.1"


def run_kiosk(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "--data", str(folder), *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def said(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def content(tmp_path):
    later = changed(STRUCTURE, "relecture", "a_revoir_avant", to="2099-03-01")
    root = write_content(tmp_path / "content", structure=later)
    stamp_translations(root / later["id"])
    return root


def test_the_city_corrects_a_walkthrough_and_calls_it_back(tmp_path, content):
    """La ville publie, la borne va chercher et montre ; la ville rappelle, la borne retire."""
    city, kiosk, pack = tmp_path / "city", tmp_path / "kiosk", tmp_path / "ville.sixpack"
    with closing(_Served(ServerProcess(city, "--demo"))) as served:
        said(run_sync(city, "centre", "add", "--code", "NORD", "--name", "Nord EXEMPLE"))
        label = ("--id", "roubaix", "--version", VERSION, "--out", str(pack))
        said(run_sync(city, "content", "pack", str(content), *label))
        said(run_kiosk(kiosk, "demo-data", "--sessions", "1"))
        code = first_code(said(run_sync(city, "invite", "--centre", "NORD")))
        said(run_sync(kiosk, "enrol", "--server", served.url, "--code", code))
        assert "La ville n’a rien de plus récent." in said(run_sync(kiosk, "content", "fetch"))
        assert f"roubaix {VERSION}" in said(run_sync(city, "content", "publish", str(pack)))

        fetched = said(run_sync(kiosk, "content", "fetch"))
        assert "par la ville" in fetched
        assert "rien de plus récent" not in fetched
        assert f"contenu : roubaix {VERSION}, par la ville" in said(
            run_kiosk(kiosk, "content", "status")
        )

        said(run_sync(city, "content", "recall", "pack", "roubaix", "--up-to", VERSION))
        said(run_sync(kiosk, "push"))
        after = said(run_kiosk(kiosk, "content", "status"))
        assert "par le programme" in after
        assert "rappels : 1" in after

        refused = run_kiosk(kiosk, "content", "install", pack)
        assert refused.returncode == 1
        assert "rappelé" in refused.stderr
        said(run_sync(kiosk, "push"))
        assert ", refusé : recalled" in said(run_sync(city, "status"))


class _Served:
    """A server process that stops at the end of a block."""

    def __init__(self, process: ServerProcess) -> None:
        self._process = process
        self.url = process.url

    def close(self) -> None:
        self._process.stop()
