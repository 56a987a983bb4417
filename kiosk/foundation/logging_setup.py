# SPDX-License-Identifier: AGPL-3.0-or-later
"""The technical journal: one formatter that lets no personal data through, one rotating file.

The program never logs what people type; the formatter is the second wall. It hides addresses,
long numbers, links and the text of errors that come from outside the program.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from kiosk.foundation.errors import KioskError
from kiosk.foundation.platform import forbid_core_dumps, keep_private, private_file_creation

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

LOGS_NAME = "logs"
LOG_NAME = "kiosk.log"
_LARGEST_BYTES = 1_000_000
_N_OLD_FILES = 4
_HIDDEN = "[…]"
_PATTERNS = (
    re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
    re.compile(r"(?:https?|mailto|tel|file)://?\S+", re.IGNORECASE),
    re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
    re.compile(r"\b[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){3,7}\b"),
    re.compile(r"\+?\d(?:[ .\u00a0\u202f-]?\d){5,}"),
    re.compile(r"«[^»]*»"),
    re.compile(r"\"[^\"]*\""),
    re.compile(r"'[^']*'"),
)
_NOISY = ("sqlalchemy", "urllib3", "requests", "alembic", "keyring")


def scrubbed(text: str) -> str:
    """Return a line without addresses, links, quoted texts and numbers of six digits or more."""
    for pattern in _PATTERNS:
        text = pattern.sub(_HIDDEN, text)
    return text


class ScrubbingFormatter(logging.Formatter):
    """Writes ``time level module message``, scrubbed; of an error, where it happened and its type.

    The sentence of an error is kept only if the program wrote it.
    """

    def __init__(self) -> None:
        """Use UTC to the second."""
        super().__init__("%(asctime)sZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line of a record, its message scrubbed."""
        record.message = scrubbed(record.message)
        return super().formatMessage(record)

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return types and places of a chain of errors, without the values of foreign ones."""
        error: BaseException | None = ei[1]
        lines: list[str] = []
        while error is not None:
            said = scrubbed(str(error)) if isinstance(error, KioskError) else ""
            lines.append(f"{type(error).__module__}.{type(error).__qualname__} {said}".rstrip())
            lines.extend(
                f"  {frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__, limit=-12)
            )
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def set_up_logging(folder: Path | None, *, level: int = logging.INFO) -> None:
    """Send the journal to a rotating file of the data folder, and warnings to standard error.

    Core dumps are forbidden and new files are made private at the same time, since both would
    let out what the journal hides.

    Args:
        folder: Data folder; nothing to write no file.
        level: Lowest level that is written.
    """
    forbid_core_dumps()
    private_file_creation()
    root = logging.getLogger()
    for handler in root.handlers[:]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    screen = logging.StreamHandler(sys.stderr)
    screen.setLevel(logging.WARNING)
    _attach(root, screen)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    if folder is None:
        return
    logs = folder / LOGS_NAME
    try:
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = RotatingFileHandler(
            logs / LOG_NAME,
            maxBytes=_LARGEST_BYTES,
            backupCount=_N_OLD_FILES,
            encoding="utf-8",
        )
        keep_private(logs / LOG_NAME)
    except OSError:
        # a disk that is full or read-only is told by the storage; the journal goes without
        return
    _attach(root, file)


def _attach(root: logging.Logger, handler: logging.Handler) -> None:
    handler.setFormatter(ScrubbingFormatter())
    root.addHandler(handler)
