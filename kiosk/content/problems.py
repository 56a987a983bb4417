# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong in a content file, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is.

    REFUSED keeps the walkthrough off the screens, ERROR fails the check before publication,
    WARNING is for the author to weigh.
    """

    REFUSED = "refusé"
    ERROR = "erreur"
    WARNING = "avertissement"


@dataclass(frozen=True, slots=True, order=True)
class ContentProblem:
    """One thing to correct in a content file.

    Attributes:
        file: Path from the content folder, with slashes.
        line: Line in it, from 1.
        code: Stable code of docs/content_format.md, such as ``E103``.
        message: One French sentence: what is wrong and what to do.
        severity: How bad it is.
    """

    file: str
    line: int
    code: str
    message: str
    severity: Severity = Severity.REFUSED

    @property
    def is_error(self) -> bool:
        """Whether it must be corrected before publication."""
        return self.severity is not Severity.WARNING

    def sentence(self) -> str:
        """Return the problem on one line, as the command line prints it."""
        return f"{self.file}:{self.line}: {self.code} {self.severity.value} : {self.message}"
