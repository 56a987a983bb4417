# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receives the papers that a site gives, into the session's folder and nowhere else."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWebEngineCore import QWebEngineDownloadRequest

from ui.browser.papers import HEAD_BYTES, NotKept, Paper, kind_of, may_begin, too_big

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWebEngineCore import QWebEngineProfile

_log = logging.getLogger(__name__)
_SCANS = "scans"
_State = QWebEngineDownloadRequest.DownloadState


class Downloads(QObject):
    """The papers of one session.

    Signals:
        changed: A paper came.
        not_kept: One was refused; carries why.
    """

    changed = Signal()
    not_kept = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Keep papers in `folder`, which exists."""
        super().__init__(parent)
        self._folder = folder
        self._running: dict[QWebEngineDownloadRequest, Path] = {}
        self._n_begun = 0
        self.papers: tuple[Paper, ...] = ()

    def all_papers(self) -> tuple[Paper, ...]:
        """Return every paper that a site may be given: those that came, and the scans."""
        scans = self._folder.parent / _SCANS
        found = list(self.papers)
        for path in sorted(scans.glob("*")) if scans.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                with path.open("rb") as file:
                    kind = kind_of(file.read(HEAD_BYTES))
                if kind is not None:
                    found.append(Paper(len(found) + 1, kind, path, path.stat().st_size))
        return tuple(found)

    def follow(self, profile: QWebEngineProfile) -> None:
        """Receive what the sites of `profile` give."""
        profile.downloadRequested.connect(self._requested)

    def next_path(self) -> Path:
        """Return a free neutral name for a paper that comes."""
        self._n_begun += 1
        return self._folder / f"document-{self._n_begun}.part"

    def _requested(self, request: QWebEngineDownloadRequest) -> None:
        why = may_begin(request.mimeType(), request.totalBytes(), self.papers)
        if why is None and not self._folder.is_dir():
            why = NotKept.MANY
        if why is not None:
            request.cancel()
            self._tell(why)
            return
        path = self.next_path()
        request.setDownloadDirectory(str(self._folder))
        request.setDownloadFileName(path.name)
        self._running[request] = path
        request.receivedBytesChanged.connect(partial(self._grew, request))
        request.isFinishedChanged.connect(partial(self._finished, request))
        request.accept()

    def _grew(self, request: QWebEngineDownloadRequest) -> None:
        if request in self._running and too_big(request.receivedBytes(), self.papers):
            path = self._running.pop(request)
            request.cancel()
            path.unlink(missing_ok=True)
            self._tell(NotKept.SIZE)

    def _finished(self, request: QWebEngineDownloadRequest) -> None:
        path = self._running.pop(request, None)
        if path is None:
            return
        if request.state() is _State.DownloadCompleted:
            self.take(path)
        else:
            path.unlink(missing_ok=True)

    def take(self, path: Path) -> None:
        """Keep a whole file that came, if its bytes are those of a paper; else remove it."""
        try:
            with path.open("rb") as file:
                kind = kind_of(file.read(HEAD_BYTES))
            n_bytes = path.stat().st_size
        except OSError:
            return  # the session is over: its folder is gone
        why = NotKept.KIND if kind is None else too_big(n_bytes, self.papers)
        if kind is None or why is not None:
            path.unlink(missing_ok=True)
            self._tell(why or NotKept.KIND)
            return
        number = len(self.papers) + 1
        kept = path.with_name(f"document-{number}.{kind.value}")
        path.rename(kept)
        kept.chmod(0o600)
        self.papers = (*self.papers, Paper(number, kind, kept, n_bytes))
        self.changed.emit()

    def stop(self) -> None:
        """Give up what still comes; the folder is destroyed by the session."""
        for request, path in tuple(self._running.items()):
            request.cancel()
            path.unlink(missing_ok=True)
        self._running.clear()

    def _tell(self, why: NotKept) -> None:
        _log.info("a file was not kept: %s", why.value)
        self.not_kept.emit(why.value)
