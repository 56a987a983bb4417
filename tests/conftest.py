# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of every test: no socket in unit tests, no unannounced warning in the log."""

from __future__ import annotations

import gc
import logging
import os
import socket

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _no_socket_in_unit_tests(request, monkeypatch):
    if "/tests/unit/" not in str(request.node.path):
        return

    def refuse(*args, **kwargs):
        raise AssertionError("a unit test opened a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "bind", refuse)


@pytest.fixture(autouse=True)
def _no_unexpected_warning(request, caplog):
    yield
    if request.node.get_closest_marker("warns_in_log"):
        return
    rows = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    ours = [r for r in rows if r.name.split(".")[0] in {"kiosk", "sync", "ui"}]
    assert not ours, f"unexpected log lines: {[r.getMessage() for r in ours]}"


def pytest_configure(config):
    config.addinivalue_line("markers", "warns_in_log: the test expects warnings in the log")


def pytest_collection_finish(session):
    # what was imported and collected lives to the end: the collector need not look at it again
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter, exitstatus):
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("CI"):
        terminalreporter.write_line(f"{len(skipped)} skipped test(s): CI refuses them", red=True)


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and os.environ.get("CI") and exitstatus == 0:
        session.exitstatus = 1
