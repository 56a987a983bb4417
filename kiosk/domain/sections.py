# SPDX-License-Identifier: AGPL-3.0-or-later
"""A heading of the statistics with its lines: one shape for screen, page, report and workbook.

Its words are French wherever they are written, since files and papers go to French authorities;
those that are ours are `Told`, so that a screen may say them in the language of its person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


class Told(str):
    """French words of ours, which remember how they were made: they have their translations.

    Names that people gave (centres, places, guides) are plain strings: nobody translates them.

    Attributes:
        parts: (French sentence with its ``{name}`` fields, their values), one after the other.
    """

    __slots__ = ("parts",)
    parts: tuple[tuple[str, Mapping[str, object]], ...]

    def __new__(cls, french: str, **values: object) -> Self:
        """Fill the fields of a sentence."""
        made = super().__new__(cls, french.format(**values) if values else french)
        made.parts = ((french, values),)
        return made

    @classmethod
    def together(cls, *sentences: Told) -> Self:
        """Return sentences as one; empty ones leave nothing."""
        said = [one for one in sentences if one]
        made = super().__new__(cls, " ".join(said))
        made.parts = tuple(part for one in said for part in one.parts)
        return made


class Chart(StrEnum):
    """How the lines are drawn beside their table."""

    BARS = "bars"
    COLUMNS = "columns"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows fall under one heading."""

    code: str
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the statistics.

    Attributes:
        key: Stable name, such as ``themes``.
        title: French heading, the national tool's own where it has one.
        unit: What is counted, such as « accompagnements ».
        lines: Counts in the order of the list or, for themes and places, most first.
        total: What a share is taken of; lines may count one thing under several codes.
        note: What a reader must know, such as « plusieurs réponses possibles »; may be empty.
        chart: How it is drawn.
        is_national: Whether the national tool has this heading.
    """

    key: str
    title: str
    unit: str
    lines: tuple[Count, ...]
    total: int
    note: str = ""
    chart: Chart = Chart.BARS
    is_national: bool = False

    def share(self, line: Count) -> float:
        """Return the share of a line in the total, 0.0 to 1.0; 0.0 when nothing was counted."""
        return line.n / self.total if self.total else 0.0
