# SPDX-License-Identifier: AGPL-3.0-or-later
"""A terminal for each test, closed at its end."""

from __future__ import annotations

import pytest

from tests.support.terminal import open_bench


@pytest.fixture
def bench(tmp_path, qapp):
    opened = open_bench(tmp_path)
    yield opened
    opened.close()
