# SPDX-License-Identifier: AGPL-3.0-or-later
"""Send sheets to the default queue of CUPS and find out what became of them.

Qt reports nothing when a queue is stopped or gone, so that the clients of CUPS itself are used:
`lp` takes the page on its standard input (no file is written, the title is neutral) and answers
with the number of the job; `lpstat` says whether the job still waits and whether the printer is
stopped; `cancel` takes it back. They run as processes of their own, so that a print system that
does not answer never holds the screen.

CUPS keeps the title and the owner of a finished job in its history, never its content
(``PreserveJobFiles``, see docs/operations.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer

from kiosk.foundation.errors import PrinterUnavailable
from kiosk.foundation.tasks import Lane
from ui.printing.render import pdf_of
from ui.printing.sheets import NEUTRAL_TITLE, PrintState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kiosk.foundation.tasks import Tasks
    from ui.printing.sheets import PaperFormat, Sheet

POLL_MS = 500
N_SURE_LOOKS = 4
# A thermal or office printer starts within seconds; a queue that keeps a page longer is stuck.
PATIENCE_MS = 30_000
_JOB = re.compile(r"request id is (\S+)-(\d+) ")
_STOPPED = " disabled since "
# The shell's code for a missing program.
_NO_PROGRAM = 127


@dataclass(eq=False, slots=True)
class _Job:
    """One sheet on its way.

    Attributes:
        changed: Who is told; nothing once nobody wants to know any more.
        printer: Name of the queue that took it; empty before.
        job_id: Name of the job in that queue; empty before, and once it has come out.
        waited_ms: How long it has been in the queue.
    """

    changed: Callable[[PrintState], None] | None
    printer: str = ""
    job_id: str = ""
    waited_ms: int = 0


class CupsPrinting(QObject):
    """The door to the printer through CUPS (`ui.printing.sheets.Printing`).

    One instance lives as long as the program. One timer looks at the queue while sheets of ours
    are in it, and stops with the last of them.
    """

    def __init__(
        self,
        tasks: Tasks,
        *,
        paper: PaperFormat,
        families: Sequence[str],
        queue: str = "",
        poll_ms: int = POLL_MS,
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        """Print on `paper` with fonts of `families`, to `queue` or else to the default one."""
        super().__init__()
        self._tasks = tasks
        self._paper = paper
        self._families = tuple(families)
        self._patience_ms = patience_ms
        self._destination = ("-d", queue) if queue else ()
        self._jobs: list[_Job] = []
        # Taken back and perhaps still in the queue: told off until CUPS no more lists it, so many
        # times in a row, since a busy one may forget to list it once.
        self._leaving: dict[str, int] = {}
        self._processes: set[QProcess] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(poll_ms)
        self._timer.timeout.connect(self._look)

    @property
    def is_idle(self) -> bool:
        """Whether no sheet is on its way and no client of CUPS runs."""
        return not (self._jobs or self._leaving or self._processes)

    def submit(self, sheet: Sheet, changed: Callable[[PrintState], None]) -> None:
        """Print `sheet`; see `ui.printing.sheets.Printing.submit`."""
        job = _Job(changed)
        self._jobs.append(job)
        changed(PrintState.SENDING)
        self._tasks.run(
            Lane.STORE,
            lambda: pdf_of(sheet, self._paper, self._families),
            done=partial(self._hand_over, job),
            failed=lambda _error: self._end(job, PrintState.FAILED),
        )

    def submit_file(self, path: Path, changed: Callable[[PrintState], None]) -> None:
        """Print a file; see `ui.printing.sheets.Printing.submit_file`."""
        job = _Job(changed)
        self._jobs.append(job)
        changed(PrintState.SENDING)
        self._tasks.run(
            Lane.STORE,
            path.read_bytes,
            done=partial(self._hand_over, job),
            failed=lambda _error: self._end(job, PrintState.FAILED),
        )

    def cancel_pending(self) -> None:
        """Take back every sheet of ours that has not come out yet."""
        jobs, self._jobs = self._jobs, []
        for job in jobs:
            job.changed = None
            self._take_back(job)

    def check(self, answered: Callable[[PrinterUnavailable | None], None]) -> None:
        """Say in words why nothing can be printed now, or nothing if it can; for technicians."""
        self._run(("lpstat", "-d", "-p"), lambda code, output: answered(problem_in(code, output)))

    def _hand_over(self, job: _Job, pdf: bytes) -> None:
        if job.changed is not None:
            words = ("lp", *self._destination, "-t", NEUTRAL_TITLE, "-")
            self._run(words, partial(self._handed_over, job), pdf)

    def _handed_over(self, job: _Job, exit_code: int, output: str) -> None:
        found = _JOB.search(output)
        if exit_code != 0 or found is None:
            self._end(job, PrintState.FAILED)
            return
        job.printer, job.job_id = found.group(1), f"{found.group(1)}-{found.group(2)}"
        if job.changed is None:
            self._take_back(job)
        elif not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        if not (self._jobs or self._leaving):
            self._timer.stop()
        ids = {job.job_id for job in self._jobs if job.job_id} | self._leaving.keys()
        for printer in sorted({one.rpartition("-")[0] for one in ids}):
            words = ("lpstat", "-p", printer, "-o", printer)
            looked_for = frozenset(one for one in ids if one.rpartition("-")[0] == printer)
            self._run(words, partial(self._seen, looked_for))

    def _seen(self, looked_for: frozenset[str], exit_code: int, output: str) -> None:
        """Take what CUPS lists; it says nothing of a sheet that came after it was asked."""
        waiting = {line.split(" ", 1)[0] for line in output.splitlines()}
        if exit_code == 0:
            for job_id in sorted(self._leaving.keys() & looked_for):
                self._see_off(job_id, is_listed=job_id in waiting)
        for job in [job for job in self._jobs if job.job_id in looked_for]:
            job.waited_ms += self._timer.interval()
            if exit_code != 0:
                self._end(job, PrintState.FAILED)
            elif job.job_id not in waiting:
                job.job_id = ""
                self._end(job, PrintState.PRINTED)
            elif _STOPPED in output or job.waited_ms > self._patience_ms:
                self._end(job, PrintState.FAILED)

    def _see_off(self, job_id: str, *, is_listed: bool) -> None:
        n_missing = 0 if is_listed else self._leaving[job_id] + 1
        if n_missing >= N_SURE_LOOKS:
            del self._leaving[job_id]
            return
        self._leaving[job_id] = n_missing
        self._cancel(job_id)

    def _end(self, job: _Job, state: PrintState) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        self._take_back(job)
        changed, job.changed = job.changed, None
        if changed is not None:
            changed(state)

    def _take_back(self, job: _Job) -> None:
        """Take a job out of the queue, if it got there and has not come out.

        A busy print system may miss one word, and the sheet would come out in front of the next
        person: it is said again until the job is listed no more.
        """
        if job.job_id:
            self._leaving[job.job_id] = 0
            self._cancel(job.job_id)
            job.job_id = ""
            self._timer.start()

    def _cancel(self, job_id: str) -> None:
        self._run(("cancel", job_id), lambda _code, _output: None)

    def _run(
        self, words: Sequence[str], ended: Callable[[int, str], None], given: bytes = b""
    ) -> None:
        """Run a client of CUPS; `ended` is called once with its exit code and its output."""
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        # The answers are read, so they come in one language.
        environment.insert("LC_ALL", "C")
        process.setProcessEnvironment(environment)
        self._processes.add(process)

        def finish(exit_code: int) -> None:
            if process in self._processes:
                self._processes.remove(process)
                output = bytes(process.readAllStandardOutput().data()).decode()
                process.deleteLater()
                ended(exit_code, output)

        def fail(error: QProcess.ProcessError) -> None:
            if error is QProcess.ProcessError.FailedToStart:
                finish(_NO_PROGRAM)

        process.finished.connect(finish)
        process.errorOccurred.connect(fail)
        process.start(words[0], list(words[1:]))
        if given:
            process.write(given)
        process.closeWriteChannel()


def problem_in(exit_code: int, output: str) -> PrinterUnavailable | None:
    """Return what the answer of ``lpstat -d -p`` tells against printing, in words."""
    if exit_code == _NO_PROGRAM:
        return PrinterUnavailable("Le système d’impression CUPS est absent : installez cups.")
    if exit_code != 0:
        return PrinterUnavailable("Le système d’impression ne répond pas : démarrez cups.")
    default = re.search(r"system default destination: (\S+)", output)
    if default is None:
        return PrinterUnavailable("Aucune imprimante par défaut : lpadmin -d NOM en choisit une.")
    name = default.group(1)
    if re.search(rf"^printer {re.escape(name)} disabled since", output, re.MULTILINE):
        return PrinterUnavailable(
            f"L’imprimante {name} est arrêtée : voyez le papier, puis cupsenable {name}."
        )
    return None
