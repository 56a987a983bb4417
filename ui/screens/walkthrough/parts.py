# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of a step: bullets, words to look for, the site, the place, what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.cards import Card
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Row
from ui.widgets.marks import Chip
from ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from kiosk.domain.walkthrough_screen import PointView, SiteView, StepScreen
    from kiosk.domain.walkthrough_texts import PlaceView
    from ui.screens.walkthrough.state import Headings


def step_parts(step: StepScreen, headings: Headings) -> list[QWidget]:
    """Return the cards of a step that only tell, in reading order."""
    parts: list[QWidget] = []
    if step.points:
        parts.append(_points(step.points, headings))
    if step.done:
        parts.append(_list("circle-check", headings.done, step.done, tone=Tone.OK))
    if step.remains:
        parts.append(_list("list-check", headings.remains, step.remains, tone=Tone.PRIMARY))
    if step.site is not None:
        parts.append(_site(step.site, headings))
    if step.words:
        lines = [
            f"« {word.word_fr} »" + (f" : {word.meaning}" if word.meaning else "")
            for word in step.words
        ]
        parts.append(_list("search", headings.words, lines, tone=Tone.PRIMARY))
    if step.prepare:
        parts.append(_list("edit", headings.prepare, step.prepare, tone=Tone.PRIMARY))
    if step.contact is not None:
        parts.append(_place(step.contact, headings))
    if headings.origin:
        parts.append(Text(headings.origin, TextRole.SMALL, tone=Tone.SOFT))
    return parts


def _card(icon: str, heading: str, tone: Tone) -> tuple[Card, Column]:
    card = Card(edges=Space.LARGE, gap=Space.TIGHT)
    row = Row(gap=Space.MEDIUM)
    row.addWidget(Icon(icon, IconSize.MEDIUM, tone=tone))
    row.addWidget(Text(heading, TextRole.BODY, bold=True), 1)
    card.column.addLayout(row)
    lines = Column(gap=Space.TIGHT)
    card.column.addLayout(lines)
    return card, lines


def _bullet(text: str, *, tone: Tone, lead: str = "") -> Row:
    row = Row(gap=Space.SMALL)
    row.addWidget(Icon("chevron-right", IconSize.SMALL, tone=tone))
    line = Text("", TextRole.BODY)
    line.say(text, lead=lead)
    row.addWidget(line, 1)
    return row


def _list(icon: str, heading: str, lines: Sequence[str], *, tone: Tone) -> QWidget:
    card, column = _card(icon, heading, tone)
    for line in lines:
        column.addLayout(_bullet(line, tone=tone))
    return card


def _points(points: Sequence[PointView], headings: Headings) -> QWidget:
    card = Card(edges=Space.LARGE, gap=Space.SMALL)
    for point in points:
        card.column.addLayout(_bullet(point.text, tone=Tone.PRIMARY, lead=point.case or ""))
    if any(point.case for point in points):
        card.column.addWidget(Chip(headings.case, "info-circle", tone=Tone.BLUE))
    return card


def _site(site: SiteView, headings: Headings) -> QWidget:
    card, column = _card("world", headings.site, Tone.BLUE)
    column.addWidget(Text(site.name, TextRole.BODY))
    if site.name_fr:
        column.addWidget(Text(site.name_fr, TextRole.SMALL))
    column.addWidget(Text(f"\u2066{site.shown}\u2069", TextRole.H3, tone=Tone.BLUE, bold=True))
    column.addWidget(Text(site.spoken, TextRole.SMALL, tone=Tone.SOFT))
    return card


def _place(place: PlaceView, headings: Headings) -> QWidget:
    card, column = _card("map-pin", headings.contact, Tone.PRIMARY)
    column.addWidget(Text(place.name, TextRole.BODY, bold=True))
    if place.name_fr:
        column.addWidget(Text(place.name_fr, TextRole.SMALL))
    for line, role in (
        (place.phone and f"\u2066{place.phone}\u2069", TextRole.H3),
        (place.address, TextRole.BODY),
        (place.hours, TextRole.SMALL),
        (place.advice, TextRole.BODY),
    ):
        if line:
            column.addWidget(Text(line, role, bold=role is TextRole.H3))
    return card
