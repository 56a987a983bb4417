# SPDX-License-Identifier: AGPL-3.0-or-later
"""The process to which tests of the web view are handed."""

from __future__ import annotations

import os
import sys

from tests.support.ordinary_user import said_by

_STARTS_ANOTHER = (
    "import subprocess, sys;subprocess.run([sys.executable, '-c', 'print(42)'], check=True)"
)


def test_an_ordinary_user_starts_python_whatever_the_umask_of_the_tests_before():
    before = os.umask(0o077)
    try:
        said = said_by([sys.executable, "-c", _STARTS_ANOTHER])
    finally:
        os.umask(before)

    assert said.strip() == "42"
