# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes on paper, as values: number of the queue, summary of a walkthrough, mandate; no Qt.

Each piece carries the French words, which an office or a mediator must be able to read, and the
same words in the person's language where it is another one. A sheet never holds a name: what a
person adds by hand on a mandate is a dotted line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from kiosk.foundation.translation import Translator
from ui.wording import (
    date_in_words,
    day_in_words,
    left_to_right,
    sentence_case,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from kiosk.foundation.translation import Direction

# The spooler keeps titles in its own log, so that a title says nothing about anybody.
NEUTRAL_TITLE = "Document"


class PieceKind(Enum):
    """How a piece of a sheet looks: ITEM has a box to tick, DONE a tick, POINT a dot."""

    TITLE = "title"
    NUMBER = "number"
    STRONG = "strong"
    BODY = "body"
    ITEM = "item"
    DONE = "done"
    POINT = "point"
    SMALL = "small"
    SIGNATURE = "signature"


class PaperFormat(Enum):
    """The paper of the printer: an office page or the roll of a ticket printer."""

    A4 = "a4"
    ROLL_80_MM = "80mm"


@dataclass(frozen=True, slots=True)
class Piece:
    """One line or paragraph of a sheet.

    Attributes:
        kind: How it looks.
        french: The French words.
        other: The same in the person's language; empty when that language is French or when
            the words are the same (numbers, addresses).
    """

    kind: PieceKind
    french: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code with its caption.

    Attributes:
        content: What a phone or a kiosk reads.
        caption: What it is for.
        note: What to know of it, under the caption; None for nothing.
    """

    content: str
    caption: Piece
    note: Piece | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table, such as the lines that people sign; its heads come again on each page.

    Attributes:
        heads: Words over the columns.
        rows: Words of the cells, one for each column; an empty one is filled by hand.
        shares: Width of each column, in percent.
        is_read: Whether lines are only read: they are then lower than those of a hand.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page to print.

    Attributes:
        pieces: Lines from top to bottom.
        codes: QR codes, side by side after the pieces.
        codes_under_title: On a page they come after the title and its line instead, so that no
            code is alone on a second page.
        direction: Reading direction of the person's language.
        language: Its code, for the shaping of letters.
        grids: Tables under the pieces, one after the other.
    """

    pieces: tuple[Piece, ...]
    codes: tuple[Code, ...] = ()
    codes_under_title: bool = False
    direction: Direction = "ltr"
    language: str = "fr"
    grids: tuple[Grid, ...] = ()


class PrintState(Enum):
    """Where a printed sheet is.

    SENDING until the print system says more, PRINTED once it has gone through, FAILED when the
    queue is absent, refuses, is stopped, or keeps the sheet too long.
    """

    SENDING = "sending"
    PRINTED = "printed"
    FAILED = "failed"


class Printing(Protocol):
    """The door to the printer, as presenters see it."""

    def submit(self, sheet: Sheet, changed: Callable[[PrintState], None]) -> None:
        """Print `sheet`; tell each change of state on the caller's thread, the last one final.

        A sheet that failed is taken back from the queue, so that it never comes out later
        beside a second copy, in the hands of somebody else.
        """

    def submit_file(self, path: Path, changed: Callable[[PrintState], None]) -> None:
        """Print a PDF, PNG or JPEG of the session as it is; told as `submit` tells."""

    def cancel_pending(self) -> None:
        """Take back every sheet of ours that has not come out yet."""


class TwoLanguages:
    """Makes pieces in French and in the person's language from one French sentence."""

    def __init__(self, translator: Translator) -> None:
        """Speak French and the language that `translator` speaks now."""
        self._french = Translator("fr")
        self._other = Translator(translator.language.code)
        # Easy French is French: one text on paper, the easy one.
        self.is_bilingual = not translator.language.code.startswith("fr")

    @property
    def spoken(self) -> Translator:
        """The person's language."""
        return self._other

    def piece(self, kind: PieceKind, msgid: str, **values: object) -> Piece:
        """Return the sentence of the catalogue in both languages."""
        return self.built(kind, lambda t: t.text(msgid, **values))

    def built(self, kind: PieceKind, words: Callable[[Translator], str]) -> Piece:
        """Return a piece whose words `words` makes for a given language."""
        if not self.is_bilingual:
            return Piece(kind, words(self._other))
        french, other = words(self._french), words(self._other)
        return Piece(kind, french, "" if other == french else other)

    def sheet(self, pieces: Sequence[Piece], codes: Sequence[Code] = ()) -> Sheet:
        """Return the sheet of these pieces."""
        language = self._other.language
        return Sheet(
            tuple(pieces), tuple(codes), direction=language.direction, language=language.code
        )


def phone_words(phone: str, translator: Translator) -> str:
    """Return the sentence with the telephone of the place."""
    return translator.text("Téléphone du lieu : {phone}", phone=left_to_right(phone, translator))


def queue_sheet(number: str, day: date, centre: str, translator: Translator) -> Sheet:
    """Return the paper of a number of the waiting queue, good for its day and its place."""
    both, k = TwoLanguages(translator), PieceKind
    return both.sheet(
        (
            both.piece(k.TITLE, "Votre numéro"),
            Piece(k.NUMBER, number),
            both.built(k.STRONG, lambda t: sentence_case(day_in_words(day, t))),
            Piece(k.BODY, centre),
            both.piece(k.STRONG, "Gardez ce papier."),
            both.piece(k.BODY, "Restez ici. On dit votre numéro à voix haute."),
            both.piece(k.BODY, "Regardez aussi l’écran des numéros, s’il y en a un."),
            both.piece(k.SMALL, "Ce numéro vaut pour aujourd’hui, ici."),
        )
    )


def summary_sheet(
    title: tuple[str, str],
    sections: Sequence[tuple[Piece, Sequence[Piece]]],
    translator: Translator,
    *,
    day: date,
    codes: Sequence[Code] = (),
) -> Sheet:
    """Return the take-away of a walkthrough; it says that it tells what one is doing.

    Args:
        title: Its title in French and in the person's language.
        sections: For each part, its heading and its lines.
        translator: Speaks the person's language.
        day: Day in Paris on which it was made.
        codes: Square codes, after the words.
    """
    both = TwoLanguages(translator)
    french, spoken = title
    pieces = [
        Piece(PieceKind.TITLE, french, spoken if both.is_bilingual else ""),
        both.built(
            PieceKind.SMALL,
            lambda t: t.text("Date : {date}", date=f"{date_in_words(day, t)} {day.year}"),
        ),
    ]
    for heading, lines in sections:
        pieces += [heading, *lines]
    pieces.append(both.piece(PieceKind.SMALL, "Rien n’est gardé sur la borne."))
    warning = both.piece(PieceKind.SMALL, "Ce papier dit quelle démarche vous faites. Gardez-le.")
    if not codes:
        return both.sheet([*pieces, warning])
    told = [replace(code, note=warning) for code in codes]
    return replace(both.sheet(pieces, told), codes_under_title=True)
