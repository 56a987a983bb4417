# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which files a site may leave in the session's folder: the decision alone, without Qt.

Papers only: PDF, PNG, JPEG, told by their first bytes and not by their name. Nothing that a site
gives is ever opened by another program.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - a field of a public value

BIGGEST_BYTES = 20 * 1024 * 1024
BIGGEST_TOTAL_BYTES = 60 * 1024 * 1024
N_PAPERS = 20
HEAD_BYTES = 16


class PaperKind(StrEnum):
    """A kind of file that is kept; the value is its ending."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"


_STARTS = {
    b"%PDF-": PaperKind.PDF,
    b"\x89PNG\r\n\x1a\n": PaperKind.PNG,
    b"\xff\xd8\xff": PaperKind.JPEG,
}
_TYPES = {
    "application/pdf": PaperKind.PDF,
    "image/png": PaperKind.PNG,
    "image/jpeg": PaperKind.JPEG,
}


class NotKept(StrEnum):
    """Why a file is not kept."""

    KIND = "kind"
    SIZE = "size"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of the session.

    Attributes:
        number: From 1, in the order in which they came.
        kind: What it is.
        path: Where it lies, in the session's folder; its name says nothing about anybody.
        n_bytes: Its size.
    """

    number: int
    kind: PaperKind
    path: Path
    n_bytes: int


def kind_announced(media_type: str) -> PaperKind | None:
    """Return what a site says that a file is; None if that is not kept."""
    return _TYPES.get(media_type.partition(";")[0].strip().lower())


def kind_of(head: bytes) -> PaperKind | None:
    """Return what the first bytes of a file tell; None if that is not kept."""
    return next((kind for start, kind in _STARTS.items() if head.startswith(start)), None)


def may_begin(media_type: str, n_bytes: int, papers: tuple[Paper, ...]) -> NotKept | None:
    """Say why a file that a site offers is not even begun; None lets it begin.

    Args:
        media_type: What the site says that it is.
        n_bytes: What it says of its size; 0 or less when it says nothing.
        papers: Those that the session has.
    """
    if kind_announced(media_type) is None:
        return NotKept.KIND
    if len(papers) >= N_PAPERS:
        return NotKept.MANY
    return too_big(n_bytes, papers)


def too_big(n_bytes: int, papers: tuple[Paper, ...]) -> NotKept | None:
    """Say whether so many bytes are too many, alone or with what the session has."""
    total = n_bytes + sum(paper.n_bytes for paper in papers)
    if n_bytes > BIGGEST_BYTES or total > BIGGEST_TOTAL_BYTES:
        return NotKept.SIZE
    return None
