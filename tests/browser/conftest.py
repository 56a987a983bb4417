# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tests of the web view: run as an ordinary user, sandbox on (`tests.support.ordinary_user`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.ordinary_user import HandOver, is_handed_over

HERE = Path(__file__).parent


def pytest_configure(config):
    if not is_handed_over():
        config.pluginmanager.register(HandOver(HERE))


@pytest.fixture
def web():
    """Local sites and listeners, the same for every test of the process, their notes emptied."""
    from tests.support.local_sites import local_sites

    sites = local_sites()
    sites.forget()
    yield sites
    sites.forget()


@pytest.fixture
def site(qapp, qtbot, tmp_path, web):
    """The official site beside nothing: a view of the terminal on the local sites."""
    from tests.support.site_bench import open_site

    opened = open_site(tmp_path, web, qtbot)
    yield opened
    opened.close()
