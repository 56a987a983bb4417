# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a walkthrough comes from: the public sheet, to be shown wherever it ends; who checked it.

Source: Licence Ouverte 2.0 (Etalab): the name of the source and the date of its last update go
with every reuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - the compiled form is read by these annotations
from enum import StrEnum


class OriginKind(StrEnum):
    """Who published the sheet; the values are the words of the YAML files."""

    DILA = "dila"


@dataclass(frozen=True, slots=True)
class Origin:
    """The sheet from which a walkthrough was made.

    Attributes:
        kind: Who published it.
        sheet_id: Its number there, such as ``F1342``.
        dated: Day of its last update, as it tells itself.
        sha256: SHA-256 of the imported file, in hexadecimal.
        licence: Licence of its texts, in words.
    """

    kind: OriginKind
    sheet_id: str
    dated: date
    sha256: str
    licence: str


@dataclass(frozen=True, slots=True)
class Review:
    """Who wrote, who checked, and until when it holds; names stay empty until real.

    Attributes:
        author: Who wrote it; may be empty.
        reviewer: Who checked it; empty as long as nobody did.
        done_on: Day of the check.
        due_on: Day by which it must be read again.
        notice_days: Days before `due_on` from which authors are warned.
    """

    author: str
    reviewer: str
    done_on: date | None
    due_on: date
    notice_days: int


@dataclass(frozen=True, slots=True)
class Source:
    """A public page from which the walkthrough was written."""

    title: str
    url_id: str
    dated: date
    checked_on: date | None
