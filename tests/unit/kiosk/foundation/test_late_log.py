# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is logged late is logged as ever."""

from __future__ import annotations

from kiosk.foundation.late_log import LateLog


def test_a_late_line_reaches_the_logger_of_its_name(caplog):
    LateLog("late.place").warning("%s was slow", "a job")

    assert caplog.record_tuples == [("late.place", 30, "a job was slow")]
    assert caplog.records[0].filename == "test_late_log.py"
