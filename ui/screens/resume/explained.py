# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a ticket stands, as the page of tickets says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explained:
    """Where a ticket stands.

    Attributes:
        chip: In one or two words.
        happened: One sentence; may be empty.
        next: What the person can do; may be empty.
        is_settled: Whether that is good news.
    """

    chip: str
    happened: str
    next: str
    is_settled: bool = False
