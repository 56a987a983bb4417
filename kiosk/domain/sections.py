# SPDX-License-Identifier: AGPL-3.0-or-later
"""A heading of the statistics with its lines: one shape for screen, page, report and workbook.

Its words are French wherever they are written, since files and papers go to French authorities;
those that are ours are `Told`, so that a screen may say them in the language of its person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

_GLUED_MINUTES = re.compile(r"(?<=\d)min\b")


def grouped(n: int) -> str:
    """Return a whole number with its thousands apart, such as « 1 599 »."""
    return f"{n:,}".replace(",", "\u202f")


def absences(n: int) -> str:
    """Return « 2 absences non excusées »; none is singular in French."""
    return f"{grouped(n)} absence{'s' if n > 1 else ''} non excusée{'s' if n > 1 else ''}"


def spaced(label: str) -> str:
    """Return a label with a space before its minutes: the national tool writes « 30min »."""
    return _GLUED_MINUTES.sub(" min", label)


def signed(n: int) -> str:
    """Return a whole number with its sign as people print it, such as « +25 » or « −24 »."""
    return f"{n:+,}".replace(",", "\u202f").replace("-", "\u2212")


class Told(str):
    """French words of ours, which remember how they were made: they have their translations.

    Names that people gave (centres, places, guides) are plain strings: nobody translates them.

    Attributes:
        parts: (French sentence with its ``{name}`` fields, their values), one after the other.
    """

    __slots__ = ("parts",)
    parts: tuple[tuple[str, Mapping[str, object]], ...]

    def __new__(cls, french: str, **values: object) -> Self:
        """Fill the fields of a sentence; whole numbers have their thousands apart."""
        said = {key: grouped(one) if type(one) is int else one for key, one in values.items()}
        made = super().__new__(cls, french.format(**said) if said else french)
        made.parts = ((french, said),)
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
    """How many rows fall under one heading.

    Attributes:
        code: Stable name of the line in its heading.
        label: Its words.
        n: How many; nothing where it is not counted, which is never told as 0.
        instead: Why it is not counted, told in the place of the number.
        is_part: Whether its share in the total of the heading has a meaning.
        national: Its words in the files of the national tool, where it writes them otherwise.
    """

    code: str
    label: str
    n: int | None
    instead: str = ""
    is_part: bool = True
    national: str = ""


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Two lists against each other.

    Attributes:
        corner: What stands in the rows, and in the columns, such as « Raison / quartier ».
        rows: (code, words) of each row.
        columns: (code, words) of each column.
        cells: (row, column) -> how many; absent ones are 0.
    """

    corner: str
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str, str], int]

    def row(self, code: str) -> tuple[int, ...]:
        """Return the numbers of a row, in the order of the columns."""
        return tuple(self.cells.get((code, column), 0) for column, _ in self.columns)


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the statistics.

    Attributes:
        key: Stable name, such as ``themes``.
        title: French heading, the national tool's own where it has one.
        unit: What is counted, such as « accompagnements ».
        lines: Counts in the order of the list or, for themes and places, most first.
        total: What a share is taken of; under a table, how many there are in all.
        note: What a reader must know; may be empty.
        chart: How it is drawn.
        is_national: Whether the national tool has this heading.
        above: Heading over this one and those after it, where the national tool has one.
        has_several: Whether one thing may stand under several lines: the total is then of answers.
        table: What is counted by two lists at once, in the place of lines.
    """

    key: str
    title: str
    unit: str
    lines: tuple[Count, ...]
    total: int
    note: str = ""
    chart: Chart = Chart.BARS
    is_national: bool = False
    above: str = ""
    has_several: bool = False
    table: CrossTable | None = None

    @property
    def total_unit(self) -> str:
        """What the total counts."""
        return _ANSWERS if self.has_several else self.unit

    def share(self, line: Count) -> float | None:
        """Return the share of a line in the total, 0.0 to 1.0; nothing where it has no meaning."""
        if line.n is None or not line.is_part or not self.total:
            return None
        return line.n / self.total


_ANSWERS = Told("réponses")
