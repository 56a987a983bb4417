# SPDX-License-Identifier: AGPL-3.0-or-later
"""Le programme se vérifie lui-même, sans un mot sur le flux d'erreur."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_program_proves_itself_with_a_clean_error_stream():
    paths = os.pathsep.join((str(ROOT), str(ROOT / "packaging")))
    environment = {"PYTHONPATH": paths, "PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen"}

    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "entry.py"), "--self-test"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "accueil affiché, services ouverts" in done.stdout
