# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shows on the page which word is heard: the reader's eye follows the voice.

What is said is made of the texts of the page, so each text in sight is looked for in it, the
longest first, and a word heard is marked where it stands. What is said and not shown, such as an
address in words, marks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.a11y.speech import Speaker
    from ui.screens.base import Screen
    from ui.window import Window


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a label's text stands in what is said."""

    start: int
    end: int
    label: Text


class SpokenWords(QObject):
    """Marks the words of the page in front while they are heard."""

    def __init__(self, window: Window, speaker: Speaker) -> None:
        """Follow `speaker` on the pages of `window`."""
        super().__init__(window)
        self._window, self._speaker = window, speaker
        self._said = ""
        self._spans: tuple[_Span, ...] = ()
        self._marked: Text | None = None
        speaker.word_said.connect(self._word_said)
        speaker.changed.connect(self._changed)

    def _changed(self, speaks: bool) -> None:  # noqa: FBT001 - the slot of a signal
        del speaks
        self._unmark()
        self._said, self._spans = "", ()

    def _unmark(self) -> None:
        marked, self._marked = self._marked, None
        if marked is not None:
            marked.destroyed.disconnect(self._gone)
            marked.show_spoken(0, 0)

    def _gone(self) -> None:
        self._marked = None
        self._spans = ()

    def _word_said(self, start: int, length: int) -> None:
        page = self._window.page
        if page is None or self._window.panel is not None:
            return
        if self._said != self._speaker.last_text:
            self._said = self._speaker.last_text
            self._spans = spans_of(self._said, labels_of(page))
        span = next((one for one in self._spans if one.start <= start < one.end), None)
        if span is None:
            self._unmark()
            return
        if span.label is not self._marked:
            self._unmark()
            self._marked = span.label
            span.label.destroyed.connect(self._gone)
            page.reveal(span.label)
        within = start - span.start + len(span.label.text()) - len(span.label.text().lstrip())
        span.label.show_spoken(within, min(length, span.end - start))


def labels_of(page: Screen[object]) -> tuple[Text, ...]:
    """Return the texts of a page in sight or a scroll away; beside the column only if alone."""
    shown = [label for label in page.findChildren(Text) if label.isVisibleTo(page)]
    columns = page.findChildren(ScrollPage)
    within = [label for label in shown if any(one.isAncestorOf(label) for one in columns)]
    return tuple(within or shown)


def spans_of(said: str, labels: Sequence[Text]) -> tuple[_Span, ...]:
    """Return where each label's text stands in `said`; no two overlap, whole words only."""
    spans: list[_Span] = []
    for label in sorted(labels, key=lambda one: -len(one.text())):
        text = label.text().strip().rstrip(".")
        at = said.find(text) if text else -1
        while at >= 0 and not _is_free(said, (at, at + len(text)), spans):
            at = said.find(text, at + 1)
        if at >= 0:
            spans.append(_Span(at, at + len(text), label))
    return tuple(spans)


def _is_free(said: str, place: tuple[int, int], spans: Sequence[_Span]) -> bool:
    start, end = place
    if any(span.start < end and start < span.end for span in spans):
        return False
    before, after = said[start - 1 : start], said[end : end + 1]
    return not before.isalnum() and not after.isalnum()
