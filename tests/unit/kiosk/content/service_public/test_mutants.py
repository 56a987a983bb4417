# SPDX-License-Identifier: AGPL-3.0-or-later
"""Synthetic sheets, each broken by its seed: never a crash, never a draft of a wrong shape."""

from __future__ import annotations

import pytest

from kiosk.content.service_public.importing import import_sheets
from kiosk.content.service_public.merging import Outcome
from tests.support.sheet_mutator import mutated, sheet_paths
from tests.unit.kiosk.content.service_public.sheets import structure_problems

SOURCES = [path.read_bytes() for path in sheet_paths()]
N_CHECKED = 27
N_IMPORTED = 270


def mutant(seed):
    return mutated(SOURCES[seed % len(SOURCES)], seed)


def test_one_seed_always_gives_the_same_sheet():
    assert mutant(5) == mutant(5)
    assert mutant(5) != mutant(5 + len(SOURCES))


@pytest.mark.parametrize("seed", range(N_CHECKED))
def test_a_synthetic_sheet_gives_a_draft_of_sound_shape_or_a_sentence(tmp_path, seed):
    file = tmp_path / "sheet.xml"
    file.write_bytes(mutant(seed))
    sheet = import_sheets([file], tmp_path / "out").sheets[0]

    if sheet.outcome is Outcome.REFUSED:
        assert sheet.refusal.endswith(".")
        assert not (tmp_path / "out").exists()
    else:
        assert sheet.account.adds_up
        assert structure_problems(tmp_path / "out") == []


def test_no_synthetic_sheet_breaks_the_import_and_every_element_is_accounted_for(tmp_path):
    files = []
    for seed in range(1000, 1000 + N_IMPORTED):
        file = tmp_path / f"{seed}.xml"
        raw = SOURCES[seed % len(SOURCES)]
        file.write_bytes(mutated(raw, seed, sheet_id=f"F{seed}"))
        files.append(file)
    report = import_sheets(files, tmp_path / "out")
    read = [sheet for sheet in report.sheets if sheet.account is not None]

    assert len(report.sheets) == N_IMPORTED
    assert all(sheet.account.adds_up for sheet in read)
    assert len(read) + report.n_refused == N_IMPORTED
    assert len(read) > N_IMPORTED * 0.7
