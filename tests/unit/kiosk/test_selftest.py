# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from kiosk import selftest
from kiosk.selftest import self_test


def faults():
    return {check.name: check.fault for check in self_test()}


def test_database_seals_and_files_work_here():
    found = faults()

    assert (found["base chiffrée"], found["champs scellés"], found["fichiers livrés"]) == (
        "",
        "",
        "",
    )


def test_a_missing_file_is_named(monkeypatch):
    monkeypatch.setattr(selftest, "_FILES", (("fonts", "Absente.ttf"),))

    assert "fonts/Absente.ttf" in faults()["fichiers livrés"]


def test_a_missing_catalogue_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(selftest, "asset_path", tmp_path.joinpath)

    assert "English" in faults()["langues"]


@pytest.mark.parametrize("fault", [OSError("disque"), ValueError("x")])
def test_a_check_that_breaks_is_a_fault_and_the_others_go_on(monkeypatch, fault):
    def broken(*args):
        raise fault

    monkeypatch.setattr(selftest, "open_database", broken)

    found = faults()
    assert type(fault).__name__ in found["base chiffrée"]
    assert found["champs scellés"] == ""
