# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of the edge cases of booking cannot rot: each case has tests, each test exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADING = "## Cas de réservation\n"
CASES = [*range(1, 45), *range(49, 53)]  # 45 to 48: the exchange with the national service
_ROW = re.compile(r"^\| (\d+) \|([^|]+)\|([^|]+)\|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows() -> dict[int, list[tuple[str, str]]]:
    """The number of each case, with the file and the name of each of its tests."""
    page = (ROOT / "docs" / "testing.md").read_text("utf-8")
    _, heading, rest = page.partition(HEADING)
    assert heading, "docs/testing.md has no table of the cases"
    table = rest.partition("\n## ")[0]
    return {int(number): _TEST.findall(proof) for number, _, proof in _ROW.findall(table)}


def names_in(path: Path) -> list[str]:
    """The tests of a file that run: functions of the module, none of them skipped."""
    if not path.exists():
        return []
    return [
        one.name
        for one in ast.parse(path.read_text("utf-8")).body
        if isinstance(one, ast.FunctionDef)
        and not any("skip" in ast.unparse(mark) for mark in one.decorator_list)
    ]


def missing(named: dict[int, list[tuple[str, str]]]) -> list[str]:
    return [
        f"{case}: {file}::{name}"
        for case, tests in named.items()
        for file, name in tests
        if names_in(ROOT / file).count(name) != 1
    ]


def test_each_case_stands_once_in_the_table_with_a_test():
    named = rows()

    assert list(named) == CASES
    assert [case for case, tests in named.items() if not tests] == []


def test_each_test_named_for_a_case_exists():
    assert missing(rows()) == []


def test_a_test_that_was_renamed_would_be_found():
    own = "tests/architecture/test_booking_cases.py"

    assert missing({1: [(own, "test_of_another_name"), ("tests/gone.py", "test_a")]}) == [
        f"1: {own}::test_of_another_name",
        "1: tests/gone.py::test_a",
    ]
    assert missing({1: [(own, "test_a_test_that_was_renamed_would_be_found")]}) == []
