# SPDX-License-Identifier: AGPL-3.0-or-later
"""The papers that a walkthrough prints, in French and in the person's language; no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.foundation.translation import language_of
from ui.printing.sheets import (
    Code,
    Piece,
    PieceKind,
    Sheet,
    TwoLanguages,
    phone_words,
    summary_sheet,
)
from ui.screens.walkthrough.origin_words import origin_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.walkthrough_summary import Summary, SummarySide
    from kiosk.foundation.translation import Translator
    from ui.navigation.centre import CentreView

_MISSING = "Les papiers qui manquent"
_NOT_TICKED = "Papiers que vous n’avez pas cochés"
_DONE = "C’est fait"
_WHERE = "Où aller, qui appeler"
_MARKED = {_DONE: PieceKind.DONE, _WHERE: PieceKind.POINT}


def _pairs(
    summary: Summary, lines: Callable[[SummarySide], tuple[str, ...]]
) -> list[tuple[str, str]]:
    french = lines(summary.french)
    other = lines(summary.translated) if summary.translated else ()
    # Both sides come from one run: a line without its twin keeps its French alone.
    padded = (*other, *[""] * (len(french) - len(other)))
    return [(one, "" if one == twin else twin) for one, twin in zip(french, padded, strict=False)]


def _items(
    summary: Summary,
    lines: Callable[[SummarySide], tuple[str, ...]],
    kind: PieceKind = PieceKind.ITEM,
) -> list[Piece]:
    return [Piece(kind, french, other) for french, other in _pairs(summary, lines)]


def _missing(side: SummarySide) -> tuple[str, ...]:
    return tuple(
        " ".join(part for part in (f"{paper.name}.", paper.case, paper.advice) if part)
        for paper in side.missing
    )


def _place(side: SummarySide) -> tuple[str, ...]:
    lines: list[str] = []
    if side.place is not None:
        place = side.place
        phone = _kept_in_order(place.phone, side) if place.phone else ""
        parts = (place.name, place.address, phone, place.hours, place.advice)
        comma = "، " if _is_mirrored(side) else ", "
        lines.append(comma.join(part for part in parts if part))
    if side.site is not None:
        colon = ": " if _is_mirrored(side) else " : "
        lines.append(f"{side.site.name}{colon}{_kept_in_order(side.site.shown, side)}")
    return tuple(lines)


def _kept_in_order(text: str, side: SummarySide) -> str:
    """Return a number or an address that keeps its order in a right-to-left line."""
    return f"\u2066{text}\u2069" if _is_mirrored(side) else text


def _is_mirrored(side: SummarySide) -> bool:
    return language_of(side.language).direction == "rtl"


def take_away_sheet(
    summary: Summary, translator: Translator, *, progress: str, centre: CentreView
) -> Sheet:
    """Return the whole take-away: done, next, what remains, missing papers, where to go, help.

    Args:
        summary: What it tells.
        translator: Speaks the person's language.
        progress: Text of the square that any terminal goes on from; empty for none.
        centre: Place where help is had.
    """
    both = TwoLanguages(translator)
    strong = PieceKind.STRONG
    parts: tuple[tuple[str, Callable[[SummarySide], tuple[str, ...]]], ...] = (
        (_DONE, lambda side: side.done),
        ("À faire maintenant", lambda side: (side.next_step,) if side.next_step else ()),
        ("Il reste à faire", lambda side: side.remains),
        (_NOT_TICKED if summary.is_done else _MISSING, _missing),
        ("À demander à une personne", lambda side: side.to_ask),
        (_WHERE, _place),
    )
    sections = [
        (both.piece(strong, heading), _items(summary, lines, _MARKED.get(heading, PieceKind.ITEM)))
        for heading, lines in parts
        if lines(summary.french)
    ]
    if summary.origin is not None:
        origin = both.built(PieceKind.SMALL, lambda t: origin_words(summary.origin, t))
        sections.append((origin, []))
    sections.append((both.piece(strong, "Pour avoir de l’aide"), _centre(centre, both)))
    caption = both.piece(PieceKind.SMALL, "Pour reprendre, montrez ce carré à une borne.")
    codes = (Code(progress, caption),) if progress else ()
    return summary_sheet(_title(summary), sections, translator, day=summary.day, codes=codes)


def _centre(centre: CentreView, both: TwoLanguages) -> list[Piece]:
    card = centre.card
    pieces = [Piece(PieceKind.POINT, ", ".join(filter(None, (centre.name, card.address))))]
    if card.phone:
        pieces.append(both.built(PieceKind.POINT, lambda t: phone_words(card.phone, t)))
    return pieces


def missing_sheet(summary: Summary, translator: Translator) -> Sheet:
    """Return the missing papers alone, each with how to get it."""
    both = TwoLanguages(translator)
    heading = both.piece(PieceKind.STRONG, _MISSING)
    sections = [(heading, _items(summary, _missing))]
    return summary_sheet(_title(summary), sections, translator, day=summary.day)


def _title(summary: Summary) -> tuple[str, str]:
    french = summary.french.title
    return french, summary.translated.title if summary.translated else ""
