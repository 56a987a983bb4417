# SPDX-License-Identifier: AGPL-3.0-or-later
"""One reason why a draft of a visit cannot be recorded yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a draft cannot be recorded yet.

    Attributes:
        field: Name of the field of `VisitDraft`; for the counts of one category, its value, such
            as ``gender``.
        reason: Stable name of the rule, such as ``duration_missing``.
        sentence: French sentence for the person who records.
    """

    field: str
    reason: str
    sentence: str
