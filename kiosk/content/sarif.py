# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes problems as SARIF 2.1.0, which editors and code forges show beside the line.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kiosk.content.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.content.problems import ContentProblem

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.REFUSED: "error", Severity.ERROR: "error", Severity.WARNING: "warning"}


def sarif(problems: Sequence[ContentProblem], version: str) -> dict[str, Any]:
    """Return `problems` as one SARIF run, ready for JSON.

    Args:
        problems: What was found.
        version: Version of the program that looked.
    """
    codes = sorted({problem.code for problem in problems})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "kiosk content lint",
                        "version": version,
                        "rules": [{"id": code} for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, codes.index(problem.code)) for problem in problems],
            }
        ],
    }


def _result(problem: ContentProblem, rule: int) -> dict[str, Any]:
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _LEVELS[problem.severity],
        "message": {"text": problem.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(problem.file), "uriBaseId": "CONTENT"},
                    "region": {"startLine": problem.line},
                }
            }
        ],
    }
