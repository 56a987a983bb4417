# SPDX-License-Identifier: AGPL-3.0-or-later
"""Starts the egress process, gives it the list of the moment, starts it again if it dies."""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from ui.browser.addresses import NOTHING, Allowed

if TYPE_CHECKING:
    from collections.abc import Sequence

_log = logging.getLogger(__name__)
AGAIN_MS = 500
_KEPT = ("PATH", "LANG", "LC_ALL", "HOME", "SYSTEMROOT", "TMPDIR", "TEMP")
_END_MS = 1000


class WayOut(QObject):
    """The egress process, as the terminal sees it.

    Signals:
        opened: It listens; carries its port. Again after it was started anew.
        listed: It obeys a list; carries the list's number.
        refused: What it refused since the list before; carries kinds with their counts.
    """

    opened = Signal(int)
    listed = Signal(int)
    refused = Signal(dict)

    def __init__(self, parent: QObject | None = None, *, routes: Sequence[str] = ()) -> None:
        """Start nothing yet; `routes` are those of tests (`ui.browser.egress`)."""
        super().__init__(parent)
        self._routes = tuple(routes)
        self._process: QProcess | None = None
        self._token, self._allowed = "", NOTHING
        self._is_closed = False
        self.port = self.serial = self.obeyed = self._last_port = 0

    @property
    def pid(self) -> int:
        """Number of the process; 0 while there is none."""
        return 0 if self._process is None else self._process.processId()

    def start(self) -> None:
        """Start the process, unless it runs."""
        if self._process is not None or self._is_closed:
            return
        process = self._process = QProcess(self)
        process.setProcessEnvironment(_environment())
        process.readyReadStandardOutput.connect(self._heard)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._failed)
        program, *arguments = _command()
        # The same port again: Chromium keeps the one that it was told first.
        arguments += ["--port", str(self._last_port)]
        process.start(program, [*arguments, *[w for r in self._routes for w in ("--route", r)]])

    def order(self, token: str, allowed: Allowed) -> int:
        """Have `allowed` obeyed for the session of `token`; return the list's number."""
        self._token, self._allowed = token, allowed
        self.serial += 1
        if self.port:
            self._send()
        return self.serial

    def close(self) -> None:
        """End the process and wait for it, a second at most."""
        self._is_closed = True
        process, self._process, self.port = self._process, None, 0
        if process is not None:
            process.finished.disconnect(self._ended)
            process.errorOccurred.disconnect(self._failed)
            process.closeWriteChannel()
            if not process.waitForFinished(_END_MS):
                process.kill()
                process.waitForFinished(_END_MS)
            process.deleteLater()

    def _send(self) -> None:
        if self._process is None:
            return
        order = {
            "serial": self.serial,
            "token": self._token,
            "hosts": sorted(self._allowed.hosts),
            "domains": sorted(self._allowed.domains),
            "closed": sorted(self._allowed.closed),
        }
        self._process.write(json.dumps(order).encode() + b"\n")

    def _heard(self) -> None:
        process = self._process
        while process is not None and process.canReadLine():
            try:
                words: dict[str, Any] = json.loads(bytes(process.readLine().data()))
            except ValueError:
                _log.error("the egress process said something else than JSON")
                continue
            self._take(words)

    def _take(self, words: dict[str, Any]) -> None:
        if "port" in words:
            self.port = self._last_port = int(words["port"])
            self.opened.emit(self.port)
            if self.serial:
                self._send()
            return
        self.obeyed = int(words.get("serial", 0))
        if words.get("refused"):
            counts = {str(kind): int(n) for kind, n in words["refused"].items()}
            told = ", ".join(f"{kind} {n}" for kind, n in sorted(counts.items()))
            _log.info("connections refused: %s", told)
            self.refused.emit(counts)
        self.listed.emit(self.obeyed)

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._ended()

    def _ended(self) -> None:
        process, self._process, self.port, self.obeyed = self._process, None, 0, 0
        if process is not None:
            process.deleteLater()
        if not self._is_closed:
            _log.info("the egress process ended; it is started again")
            QTimer.singleShot(AGAIN_MS, self, self.start)


def _command() -> tuple[str, ...]:
    if getattr(sys, "frozen", False):
        return sys.executable, "egress"
    return sys.executable, "-m", "ui.browser.egress"


def _environment() -> QProcessEnvironment:
    """Return what the process needs of the environment, and nothing else of it."""
    environment = QProcessEnvironment()
    for name in _KEPT:
        if name in os.environ:
            environment.insert(name, os.environ[name])
    if not getattr(sys, "frozen", False):
        # As here: the folder of this program first, then where its libraries are.
        root = str(Path(__file__).resolve().parents[2])
        environment.insert("PYTHONPATH", os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]))
    return environment
