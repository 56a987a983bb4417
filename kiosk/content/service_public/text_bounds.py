# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps the texts of a sheet within what one line of a step may hold."""

from __future__ import annotations

from kiosk.content.plain_language import MAX_SENTENCES, sentences
from kiosk.content.service_public.blocks import Line

MAX_TEXT = 600
MAX_LEAD = 300


def can_lead(text: str) -> bool:
    """Say whether a text is short enough to stand under a title."""
    return len(text) <= MAX_LEAD and len(sentences(text)) <= MAX_SENTENCES


def bounded(line: Line) -> list[Line]:
    """Return a text cut at sentences, then at words, so that no piece is too long."""
    if len(line.text) <= MAX_TEXT:
        return [line]
    pieces: list[str] = []
    for sentence in sentences(line.text):
        rest = sentence
        while len(rest) > MAX_TEXT:
            at = rest.rfind(" ", MAX_TEXT // 2, MAX_TEXT)
            at = at if at > 0 and not _is_inside_braces(rest, at) else _safe_place(rest)
            pieces.append(rest[:at])
            rest = rest[at:].strip()
        if pieces and len(pieces[-1]) + len(rest) + 1 <= MAX_TEXT // 2:
            pieces[-1] = f"{pieces[-1]} {rest}"
        elif rest:
            pieces.append(rest)
    return [Line(piece, line.logic, line.case) for piece in pieces if piece]


def _is_inside_braces(text: str, at: int) -> bool:
    return text.rfind("{", 0, at) > text.rfind("}", 0, at)


def _safe_place(text: str) -> int:
    at = MAX_TEXT
    opened = text.rfind("{", 0, at)
    return opened if opened > text.rfind("}", 0, at) and opened > 0 else at
