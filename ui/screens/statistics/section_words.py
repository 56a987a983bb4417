# SPDX-License-Identifier: AGPL-3.0-or-later
"""A heading of the statistics in the words of the screen; no Qt."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from kiosk.domain.sections import Chart, Told
from ui.wording import grouped_number, month_name, percent_in_words

if TYPE_CHECKING:
    from kiosk.domain.sections import Count, CrossTable, Section
    from kiosk.foundation.translation import Translator


class Drawn(Enum):
    """What stands beside the table: a bar in each line, columns, nothing."""

    BARS = "bars"
    COLUMNS = "columns"
    NONE = "none"


_DRAWN = {Chart.BARS: Drawn.BARS, Chart.COLUMNS: Drawn.COLUMNS, Chart.NONE: Drawn.NONE}


class SectionLine(NamedTuple):
    """A line of the table.

    Attributes:
        label: What is counted.
        value: How many, in figures; empty where it is not counted.
        percent: Share of the total in words; empty where a share means nothing.
        share: Length of its bar, 0.0 to 1.0 of the longest.
        spoken: The whole line as it is heard.
        instead: Why it is not counted, in the place of the number; empty where it is.
    """

    label: str
    value: str
    percent: str
    share: float
    spoken: str
    instead: str = ""


class TableWords(NamedTuple):
    """A cross-table.

    Attributes:
        corner: What stands in rows and columns.
        columns: Words over the columns.
        rows: (words, numbers under the columns, the whole row as it is heard).
        lines: The same one under the other, where there is no room for columns.
    """

    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...], str], ...]
    lines: tuple[SectionLine, ...]


class SectionWords(NamedTuple):
    """Everything a heading shows.

    Attributes:
        title: The heading.
        note: What a reader must know; may be empty.
        drawn: What stands beside the table.
        lines: The table.
        total: Words under the table, such as the total.
        empty: Words where nothing was counted; the table is then not shown.
        table: What is counted by two lists at once, in the place of lines.
    """

    title: str
    note: str
    drawn: Drawn
    lines: tuple[SectionLine, ...]
    total: str
    empty: str = ""
    table: TableWords | None = None


_MONTHS_KEY = "months"


def said(words: str, translator: Translator) -> str:
    """Return words of the figures in the language of the moment; names stay as people gave them."""
    if not isinstance(words, Told):
        return words
    return " ".join(translator.text(french, **values) for french, values in words.parts if french)


def section_words(section: Section, translator: Translator) -> SectionWords:
    """Return a heading as it is shown and heard."""
    most = max((line.n or 0 for line in section.lines if line.is_part), default=0)
    is_told = bool(section.table) or (bool(section.note) and not section.lines)
    n_all = grouped_number(section.total)
    unit = said(section.total_unit, translator)
    total = translator.text("Total ({unit}) : {n}", n=n_all, unit=unit)
    return SectionWords(
        title=said(section.title, translator),
        note=said(section.note, translator),
        drawn=_DRAWN[section.chart],
        lines=tuple(_line(section, line, most, translator) for line in section.lines),
        total=total if section.total else "",
        empty="" if most or is_told else translator.text("Rien de compté pour cette période."),
        table=_table(section.table, translator) if section.table is not None else None,
    )


def _line(section: Section, line: Count, most: int, translator: Translator) -> SectionLine:
    label = said(line.label, translator)
    if section.key == _MONTHS_KEY:
        first = date.fromisoformat(f"{line.code}-01")
        label = f"{month_name(first, translator)} {first.year}"
    if line.n is None:
        instead = said(line.instead, translator)
        return SectionLine(label, "", "", 0.0, f"{label}. {instead}", instead)
    value, share = grouped_number(line.n), section.share(line)
    percent = "" if share is None else percent_in_words(share)
    spoken = f"{label} : {value} ({percent})" if percent else f"{label} : {value}"
    length = line.n / most if most and line.is_part else 0.0
    return SectionLine(label, value, percent, length, spoken)


def _table(table: CrossTable, translator: Translator) -> TableWords:
    columns = tuple(said(label, translator) for _, label in table.columns)
    rows: list[tuple[str, tuple[str, ...], str]] = []
    lines: list[SectionLine] = []
    for code, label in table.rows:
        words, counts = said(label, translator), table.row(code)
        some = [(column, grouped_number(n)) for column, n in zip(columns, counts, strict=True) if n]
        spoken = " ; ".join(f"{column} : {n}" for column, n in some)
        rows.append((words, tuple(map(grouped_number, counts)), f"{words}. {spoken}"))
        lines += [
            SectionLine(f"{words} · {column}", n, "", 0.0, f"{words} · {column} : {n}")
            for column, n in some
        ]
    return TableWords(said(table.corner, translator), columns, tuple(rows), tuple(lines))
