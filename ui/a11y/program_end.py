# SPDX-License-Identifier: AGPL-3.0-or-later
"""The end of a program of the system that records, plays or sets the loudness."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QProcess

_END_MS = 200


def end_program(process: QProcess | None) -> None:
    """End `process` at once, over or not; it tells nothing more and is not to be used again."""
    if process is None:
        return
    process.blockSignals(True)  # noqa: FBT003 - Qt’s signature
    process.kill()
    process.waitForFinished(_END_MS)
    process.deleteLater()
