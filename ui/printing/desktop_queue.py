# SPDX-License-Identifier: AGPL-3.0-or-later
"""Print through Qt alone, where there is no CUPS (Windows).

Qt hands the page to the system's spooler and says nothing afterwards, so that PRINTED means
"taken by the spooler" here; a printer that is absent or reports an error is told.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from kiosk.foundation.tasks import Lane
from ui.printing.cups_queue import CupsPrinting
from ui.printing.render import paint_on
from ui.printing.sheets import NEUTRAL_TITLE, PaperFormat, PrintState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kiosk.foundation.tasks import Tasks
    from ui.printing.sheets import Printing, Sheet


class DesktopPrinting:
    """The door to the printer through Qt (`ui.printing.sheets.Printing`)."""

    def __init__(
        self, tasks: Tasks, *, paper: PaperFormat, families: Sequence[str], queue: str = ""
    ) -> None:
        """Print on `paper` with fonts of `families`, to `queue` or else to the default one."""
        self._queue = queue
        self._tasks = tasks
        self._paper = paper
        self._families = tuple(families)

    def submit(self, sheet: Sheet, changed: Callable[[PrintState], None]) -> None:
        """Print `sheet`; see `ui.printing.sheets.Printing.submit`."""

        def failed(error: Exception) -> None:
            del error  # the state says enough to a resident
            changed(PrintState.FAILED)

        changed(PrintState.SENDING)
        self._tasks.run(Lane.STORE, lambda: self._print(sheet), done=changed, failed=failed)

    def submit_file(self, path: Path, changed: Callable[[PrintState], None]) -> None:
        """Refuse: without CUPS nothing here turns a site's own file into pages."""
        del path
        changed(PrintState.FAILED)

    def cancel_pending(self) -> None:
        """Do nothing: the spooler has the page as soon as `submit` has told PRINTED."""

    def _print(self, sheet: Sheet) -> PrintState:
        queue = QPrinterInfo.defaultPrinter()
        if self._queue:
            queue = QPrinterInfo.printerInfo(self._queue)
        if queue.isNull() or queue.state() is QPrinter.PrinterState.Error:
            return PrintState.FAILED
        printer = QPrinter(queue, QPrinter.PrinterMode.HighResolution)
        printer.setDocName(NEUTRAL_TITLE)
        if not printer.isValid():
            return PrintState.FAILED
        paint_on(printer, sheet, self._paper, self._families)
        is_aborted = printer.printerState() in {
            QPrinter.PrinterState.Aborted,
            QPrinter.PrinterState.Error,
        }
        return PrintState.FAILED if is_aborted else PrintState.PRINTED


def printing_of_this_machine(
    tasks: Tasks, *, paper: PaperFormat, families: Sequence[str], queue: str = ""
) -> Printing:
    """Return the door to the printer: through CUPS where its clients are, else through Qt."""
    if shutil.which("lp"):
        return CupsPrinting(tasks, paper=paper, families=families, queue=queue)
    return DesktopPrinting(tasks, paper=paper, families=families, queue=queue)
