# SPDX-License-Identifier: AGPL-3.0-or-later
"""A heading of the statistics in the words of the screen; no Qt."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from kiosk.domain.sections import Chart, Told
from ui.wording import grouped_number, month_name, percent_in_words

if TYPE_CHECKING:
    from kiosk.domain.sections import Count, Section
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
        value: How many, in figures.
        percent: Share of the total in words; empty where a share means nothing.
        share: Length of its bar, 0.0 to 1.0 of the longest.
        spoken: The whole line as it is heard.
    """

    label: str
    value: str
    percent: str
    share: float
    spoken: str


class SectionWords(NamedTuple):
    """Everything a heading shows.

    Attributes:
        title: The heading.
        note: What a reader must know; may be empty.
        drawn: What stands beside the table.
        lines: The table.
        total: Words under the table, such as the total.
        empty: Words where nothing was counted; the table is then not shown.
    """

    title: str
    note: str
    drawn: Drawn
    lines: tuple[SectionLine, ...]
    total: str
    empty: str = ""


_MONTHS_KEY = "months"


def said(words: str, translator: Translator) -> str:
    """Return words of the figures in the language of the moment; names stay as people gave them."""
    if not isinstance(words, Told):
        return words
    return " ".join(translator.text(french, **values) for french, values in words.parts if french)


def section_words(section: Section, translator: Translator) -> SectionWords:
    """Return a heading as it is shown and heard."""
    most = max((line.n for line in section.lines), default=0)
    is_told = bool(section.note) and not section.lines
    n_all = grouped_number(section.total)
    unit = said(section.unit, translator)
    total = translator.text("Total : {n} {unit}", n=n_all, unit=unit)
    return SectionWords(
        title=said(section.title, translator),
        note=said(section.note, translator),
        drawn=_DRAWN[section.chart],
        lines=tuple(_line(section, line, most, translator) for line in section.lines),
        total=total if section.total else "",
        empty="" if most or is_told else translator.text("Rien de compté pour cette période."),
    )


def _line(section: Section, line: Count, most: int, translator: Translator) -> SectionLine:
    label = said(line.label, translator)
    if section.key == _MONTHS_KEY:
        first = date.fromisoformat(f"{line.code}-01")
        label = f"{month_name(first, translator)} {first.year}"
    value = grouped_number(line.n)
    percent = percent_in_words(section.share(line)) if section.total else ""
    spoken = f"{label} : {value} ({percent})" if percent else f"{label} : {value}"
    return SectionLine(label, value, percent, line.n / most if most else 0.0, spoken)
