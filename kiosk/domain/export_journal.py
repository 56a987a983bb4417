# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal of exports: which files left, never who took them.

A line holds what an auditor needs to compare a file with what was told: the role, the kind of
file, its filters, the threshold below which counts were withheld, its rows, the SHA-256 of its
bytes and what it covers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One file that was made whole.

    Attributes:
        made_utc: When it was whole.
        role: In which role it was asked for, a stable word such as ``coordinateur``.
        kind: Name of the kind of file (`kiosk.exports.registry.ExportKind`).
        first: First day asked for.
        last: Last day asked for.
        filters: What was kept besides the days, in French; empty for everything.
        k: Least count that is told; 0 when nothing is withheld.
        n_rows: Rows of the file; 0 for one that is no list.
        sha256: Of its bytes, 64 hexadecimal digits.
        coverage: Scope, days without data and late machines, in French.
    """

    made_utc: datetime
    role: str
    kind: str
    first: date
    last: date
    filters: str
    k: int
    n_rows: int
    sha256: str
    coverage: str
