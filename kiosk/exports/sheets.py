# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the writers of XLSX and ODS share: how long a sheet is, its name, widths of columns."""

from __future__ import annotations

from datetime import date
from typing import Final

from kiosk.exports.detail import HEADINGS
from kiosk.foundation.errors import KnownError

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, headings included. Source: Microsoft, Excel specifications and limits."""

INFORMATION: Final = "Informations"
ABOUT_WIDTHS: Final = (32, 60)
"""Widths of the columns of that sheet, in letters."""
LETTERS_PT: Final = 10
_USUAL_WIDTH: Final = 9
_OTHER_WIDTHS: Final = {
    **dict.fromkeys(("Jour", "Saisi le", "Modifié le"), 12),
    **dict.fromkeys(("Thématiques", "Décomptes"), 16),
    "Démarches administratives": 14,
    **dict.fromkeys(("Type", "Structure de redirection"), 13),
    "Lieu": 12,
    **dict.fromkeys(("Lieu de réorientation", "Atelier", "Posture", "Identifiant"), 11),
    "Code Insee de la commune": 8,
    **dict.fromkeys(("Genre", "Moyen", "Quartier", "Origine de la saisie"), 7),
    **dict.fromkeys(("Corrigé", "Mandat", "Tranche d’âge", "Attente (min)"), 7),
    **dict.fromkeys(("Saisi après coup", "Durée (min)", "Durée (h)", "Début"), 6),
}
WIDTHS: Final = tuple(_OTHER_WIDTHS.get(heading, _USUAL_WIDTH) for heading in HEADINGS)
"""How many letters stand in a line of each column of the detail; longer texts are wrapped.

All columns together are two pages of A4 that lie down, in letters of 8 points or more on paper.
"""
_SERIAL_ORIGIN: Final = date(1899, 12, 30)


class SheetTooLong(KnownError):
    """A file of one sheet would lose, without a word, the rows that it cannot hold."""


def refuse_too_many(n_rows: int) -> None:
    """Refuse a file of one sheet that would need more rows than a sheet has.

    Raises:
        SheetTooLong: If it would.
    """
    if n_rows > MOST_ROWS:
        raise SheetTooLong(
            "Ce classeur aurait plus d’un million de lignes, une feuille ne les tient pas : "
            "choisissez moins de jours, ou le détail en CSV."
        )


def sheet_name(first_row: int, n_rows: int, room: int) -> str:
    """Return the name of the sheet that begins with a row, such as "Lignes 1 à 1048575".

    Args:
        first_row: Number of its first record, from 1.
        n_rows: Records of the whole file.
        room: Records that a sheet holds.
    """
    if n_rows <= room:
        return "Accompagnements"
    return f"Lignes {first_row} à {min(first_row + room - 1, n_rows)}"


def serial(day: date) -> int:
    """Return a day as spreadsheets number it, from 1900 on."""
    return (day - _SERIAL_ORIGIN).days
