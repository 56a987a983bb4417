# SPDX-License-Identifier: AGPL-3.0-or-later
"""Import of 3,000 synthetic sheets: processor time and memory, beside a bare parse of them.

The sheets are made from the real ones of tests/fixtures by the seeded mutator; nobody published
them. Floor: `xml.etree.ElementTree.parse` on the same files, one after the other, in a process
of the same Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figure import Figure
from tests.bench.folders import ROOT, disk_folder
from tests.support.sheet_mutator import mutated, sheet_paths

N_SHEETS = 3000
AIM_SECONDS = 60
AIM_MIB = 300
_MEBI_OF_KIBI = 1024
BARE = """
import sys
from pathlib import Path
from xml.etree import ElementTree
for path in Path(sys.argv[1]).glob("*.xml"):
    ElementTree.parse(path)
"""


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a process used: processor seconds, most resident memory in MiB, its last line."""

    seconds: float
    mib: float
    told: str


def _cost(command: list[str], *, accepted: int) -> _Cost:
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told = line.strip()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != accepted:
        raise RuntimeError(f"exit code {process.returncode}: {told}")
    return _Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / _MEBI_OF_KIBI, told)


def write_sheets(folder: Path, count: int) -> int:
    """Write `count` synthetic sheets to `folder` and return their bytes."""
    folder.mkdir(parents=True)
    sources = [path.read_bytes() for path in sheet_paths()]
    total = 0
    for seed in range(count):
        number = f"F{100_000 + seed}"
        raw = mutated(sources[seed % len(sources)], seed, sheet_id=number)
        total += len(raw)
        (folder / f"{number}.xml").write_bytes(raw)
    return total


def figures() -> Iterator[Figure]:
    """Import them all by the command line of the product."""
    with disk_folder() as place:
        sheets = place / "fiches"
        n_bytes = write_sheets(sheets, N_SHEETS)
        bare = _cost([sys.executable, "-c", BARE, str(sheets)], accepted=0)
        command = [sys.executable, "-m", "kiosk", "content", "import-dila", str(sheets)]
        # some of the sheets are broken so far that they are refused: the import says so by 1
        ours = _cost([*command, "--out", str(place / "parcours")], accepted=1)
    note = f"{N_SHEETS} synthetic sheets, {n_bytes / 1024 / 1024:.0f} MiB; {ours.told}"
    yield Figure(
        "import: processor time of 3,000 synthetic sheets",
        ours.seconds,
        "s",
        "bare ElementTree.parse of the same files",
        bare.seconds,
        f"{AIM_SECONDS} s",
        ours.seconds <= AIM_SECONDS,
        note=note,
    )
    yield Figure(
        "import: most resident memory",
        ours.mib,
        "MiB",
        "bare ElementTree.parse of the same files",
        bare.mib,
        f"{AIM_MIB} MiB",
        ours.mib <= AIM_MIB,
    )
