# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of a month on one page, in a new process: from its figures to the bytes of the PDF.

Floor: the same typesetting library writing an empty tagged page, in a process of the same Python.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from tests.bench.figure import Figure, quantile
from tests.bench.folders import ROOT

N_RUNS = 7
AIM_S = 2.0
REPORT = """
import time
begin = time.perf_counter()
import io
from kiosk.domain.counted_rows import AttendanceRows
from kiosk.domain.figure_sections import sections
from kiosk.domain.statistics import Choice, figures
from kiosk.exports.report_pdf import write_report
from kiosk.exports.rows import Totals
from tests.support.visits import LISTS, OCTOBER, a_context, a_row
begin_rows = time.perf_counter()
themes, quarters = LISTS.themes.codes(), LISTS.home_quarters.codes()
visits = tuple(
    a_row(at + 1, themes=(themes[at % 16],), quarter=quarters[at % 6]) for at in range(2000)
)
begin += time.perf_counter() - begin_rows
context = a_context(totals=Totals())
stream = io.BytesIO()
counted = figures(
    AttendanceRows(visits=visits), Choice(OCTOBER), coverage=context.coverage, vocabulary=LISTS
)
write_report(counted, sections(counted, LISTS, {}), stream, context)
print(time.perf_counter() - begin, len(stream.getvalue()))
"""
EMPTY = """
import time
begin = time.perf_counter()
import typst
made = typst.compile(b'#set document(title: "Vide")', pdf_standards=["ua-1"])
print(time.perf_counter() - begin, len(made))
"""


def figures() -> Iterator[Figure]:
    """Measure the report and its floor in turn."""
    report, floor = [], []
    for _ in range(N_RUNS):
        report.append(_told(REPORT))
        floor.append(_told(EMPTY))
    worst = max(seconds for seconds, _ in report)
    yield Figure(
        "report of a month in PDF, 2,000 visits, slowest of 7",
        worst,
        "s",
        "an empty tagged page",
        quantile([seconds for seconds, _ in floor], 0.5),
        f"under {AIM_S:g} s",
        worst < AIM_S,
        f"{report[0][1]:.0f} B, one page; imports counted",
    )


def _told(program: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, size = done.stdout.split()
    return float(seconds), float(size)
