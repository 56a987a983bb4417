# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days on a kiosk's command line: every verb reads the two ways of writing one."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kiosk.__main__ import command_line

HALLOWEEN = date(2026, 10, 31)
OPENING = ("opening", "--id", "o", "--mediator", "m", "--days", "lun")
HOURS = ("--start", "09:00", "--end", "12:00")


def parsed(*arguments):
    return command_line().parse_args(["--data", "x", *arguments])


@pytest.mark.parametrize("text", ["2026-10-31", "31/10/2026"])
def test_every_verb_reads_both_ways_of_writing_a_day(text):
    opening = parsed("admin", *OPENING, *HOURS, "--from", text, "--until", text)
    absence = parsed(
        "admin", "absence", "--id", "a", "--mediator", "m", "--start", f"{text}T09:00",
        "--end", f"{text}T12:00",
    )  # fmt: skip

    assert parsed("admin", "date", text).day == HALLOWEEN
    assert (opening.first_day, opening.until) == (HALLOWEEN, HALLOWEEN)
    assert absence.start == datetime(2026, 10, 31, 9)
    assert parsed("erasures", "--from", text, "--to", text).last == HALLOWEEN
    assert parsed("content", "lint", "x", "--date", text).date == HALLOWEEN


@pytest.mark.parametrize("verb", [("admin", "date", "demain"), ("erasures", "--from", "2026-1-1")])
def test_what_is_no_day_is_answered_with_both_ways(verb, capsys):
    with pytest.raises(SystemExit):
        parsed(*verb)

    assert "un jour comme 2026-10-01 ou 01/10/2026 est attendu" in capsys.readouterr().err
