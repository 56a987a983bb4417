# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of a period on one page: a tagged PDF that screen readers read as it looks.

Every chart is a table whose cells hold the bar, so that what is seen and what is heard are the
same numbers. The page keeps to one sheet whatever is counted: the longest lists show their first
lines and add up the rest.

Source: ISO 14289-1 (PDF/UA-1), which the typesetting library checks before it writes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.periods import french_day
from kiosk.domain.sections import absences, grouped
from kiosk.exports.rows import SMALL_NUMBERS, missing_days_text
from kiosk.exports.safe_text import one_line
from kiosk.foundation.clock import paris_day
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import BinaryIO

    from kiosk.domain.sections import Count, Section
    from kiosk.domain.statistics import Figures
    from kiosk.exports.rows import ExportContext

_LEFT: Final = ("admin_themes", "themes", "durations")
_RIGHT: Final = ("kinds", "arrival", "age", "quarters", "unmet")
_MOST_LINES: Final = 8
_LONGEST_LABEL: Final = 60
_LONGEST_SENTENCE: Final = 400


def write_report(
    figures: Figures, found: Sequence[Section], stream: BinaryIO, context: ExportContext
) -> None:
    """Write the page to `stream`.

    Args:
        figures: The figures of the period.
        found: Its headings, of which the page shows some.
        stream: A binary stream; it stays open.
        context: What the file says besides: the moment of the export.
    """
    from typst import compile as set_type

    facts = _facts(figures, found, context)
    made = set_type(
        str(asset_path("reports", "monthly.typ")),
        format="pdf",
        font_paths=[str(asset_path("fonts"))],
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts)},
        pdf_standards=["ua-1"],
    )
    stream.write(made)


def _facts(figures: Figures, sections: Sequence[Section], context: ExportContext) -> dict[str, Any]:
    found = {section.key: section for section in sections}
    missing = missing_days_text(figures.coverage)
    return {
        "title": f"Fréquentation · {figures.period.title()}",
        "scope": _short(figures.coverage.title(), _LONGEST_SENTENCE),
        "figures": _headlines(figures, paris_day(context.exported_utc)),
        "left": [_section(found[key]) for key in _LEFT if key in found],
        "right": [_section(found[key]) for key in _RIGHT if key in found],
        "words": {"nothing": "Rien n’a été noté.", "heading": "Intitulé", "share": "Part"},
        "late": _short(figures.coverage.late_sentence(), _LONGEST_SENTENCE),
        "missing": _short(f"Jours sans donnée : {missing}", _LONGEST_SENTENCE),
        "made": f"Document fait le {french_day(paris_day(context.exported_utc))}. "
        f"Des visites sont comptées, jamais des personnes. {SMALL_NUMBERS}",
    }


def _headlines(figures: Figures, today: date) -> list[dict[str, str]]:
    honoured = figures.honoured_percent
    alone, n_missing = figures.alone_percent, len(figures.missing_days)
    return [
        _headline(
            "Accompagnements",
            grouped(figures.n_visits),
            figures.compared(today),
        ),
        _headline("Passages", grouped(figures.n_sessions), "sur les bornes"),
        _headline("Rendez-vous honorés", _percent(honoured), absences(figures.n_absent)),
        _headline(
            "Démarches finies sans aide", _percent(alone), f"sur {figures.n_walkthroughs} ouvertes"
        ),
        _headline("Jours sans donnée", grouped(n_missing), "détail en bas de page"),
    ]


def _headline(caption: str, value: str, note: str) -> dict[str, str]:
    return {"caption": caption, "value": value, "note": note}


def _section(section: Section) -> dict[str, Any]:
    lines = [line for line in section.lines if line.n] or list(section.lines)
    shown, rest = lines[:_MOST_LINES], lines[_MOST_LINES:]
    longest = max((line.n or 0 for line in lines if line.is_part), default=0)
    rows = [_line(section, line, longest) for line in shown]
    if rest:
        n_rest = sum(line.n or 0 for line in rest)
        rows.append({"label": "Autres", "n": grouped(n_rest), "share": "", "bar": 0})
    return {
        "title": section.title,
        "note": _short(section.note, _LONGEST_SENTENCE),
        "unit": section.unit,
        "lines": rows if section.total else [],
    }


def _line(section: Section, line: Count, longest: int) -> dict[str, Any]:
    share = section.share(line)
    return {
        "label": _short(line.label, _LONGEST_LABEL),
        "n": line.instead if line.n is None else grouped(line.n),
        "share": "" if share is None else f"{round(100 * share)} %",
        "bar": (line.n or 0) / longest if share and longest else 0,
    }


def _percent(percent: int | None) -> str:
    return "—" if percent is None else f"{percent} %"


def _short(text: str, longest: int) -> str:
    clean = one_line(text)
    return clean if len(clean) <= longest else f"{clean[: longest - 1]}…"
