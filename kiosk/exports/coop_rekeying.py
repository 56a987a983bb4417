# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sheet from which activities are typed again into the national tool.

That tool takes no file of activities: each is typed into its form. One row is one activity, its
columns in the order of that form, grouped by day, a box to tick when it is done; workshops show
their counts by category as the form asks for them. Landscape, the headings on each page.

Source: La Coop de la médiation numérique, inclusion-numerique/coop-mediation-numerique 46aa33b
(2026-06-30), forms of an individual and of a collective activity.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kiosk.domain.attendance import VisitKind
from kiosk.domain.packed_visit import unpacked
from kiosk.domain.vocabulary import NOT_TOLD
from kiosk.exports.coop import codes_of, themes_text
from kiosk.exports.detail import counts_text
from kiosk.exports.progress import ROWS_A_STEP, unheard
from kiosk.exports.rows import Totals, information_lines, place_of, yes_no
from kiosk.exports.safe_text import one_line
from kiosk.exports.sheets import refuse_too_many
from kiosk.exports.workbooks import row_height, set_for_paper, write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from xlsxwriter import Workbook

    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.exports.progress import Progress
    from kiosk.exports.rows import ExportContext

SHEET = "Saisie"
HEADINGS = (
    "Fait",
    "Type",
    "Participants",
    "Durée (min)",
    "Canal",
    "Lieu ou commune",
    "Nom de l’atelier",
    "Matériel",
    "Thématiques",
    "Autonomie ou niveau",
    "Réorienté vers",
    "Genre",
    "Tranche d’âge",
    "Statut",
    "Décomptes de l’atelier",
)
_WIDTHS = (5, 11, 12, 8, 14, 20, 18, 14, 32, 16, 16, 12, 12, 14, 30)
_ABOUT_WIDTHS = (32, 60)
_BOX = "☐"
_KIND_WORDS = {
    VisitKind.INDIVIDUAL: "Individuel",
    VisitKind.BRIEF: "Individuel",
    VisitKind.WORKSHOP: "Collectif",
    VisitKind.GROUP: "Collectif",
}


def write_visits(
    rows: Iterable[str],
    stream: BinaryIO,
    context: ExportContext,
    progress: Progress = unheard,
) -> int:
    """Write the workbook of packed visits to `stream`.

    Paper tallies have no form of their own and are left out.

    Returns:
        How many visits were taken; those of paper tallies too.

    Raises:
        SheetTooLong: If one sheet cannot hold them.
    """
    refuse_too_many(1 + context.period.n_days + context.totals.n_rows)
    return write_workbook(
        stream,
        lambda book: _fill(book, map(unpacked, rows), context, progress),
        rows_only_forward=True,
    )


def _fill(
    book: Workbook, rows: Iterable[FlatVisit], context: ExportContext, progress: Progress
) -> int:
    bold = book.add_format({"bold": True, "valign": "top"})
    heading = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(SHEET)
    set_for_paper(sheet, is_landscape=True)
    sheet.repeat_rows(0)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, row_height(zip(HEADINGS, _WIDTHS, strict=True)))
    for column, name in enumerate(HEADINGS):
        sheet.write_string(0, column, name, heading)
    taken = _Taken(context, progress)
    number, day = 0, ""
    for row in taken.of(rows):
        if row.day != day:
            day, number = row.day, number + 1
            sheet.write_string(number, 0, f"{date.fromisoformat(day):%d/%m/%Y}", bold)
        number += 1
        cells = _cells(row, context)
        sheet.set_row(number, row_height(zip(cells, _WIDTHS, strict=True)))
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(number, column, cell, wrapped)
            else:
                sheet.write_string(number, column, cell, wrapped)
    _write_about(book, replace(context, totals=taken.held), taken.left_out())
    return taken.n_rows


class _Taken:
    """The visits taken: those that the sheet holds, and the paper tallies that it leaves out."""

    def __init__(self, context: ExportContext, progress: Progress) -> None:
        self._totals, self._progress = context.totals, progress
        self.n_rows = 0
        self.held = Totals()

    def of(self, rows: Iterable[FlatVisit]) -> Iterator[FlatVisit]:
        """Yield the visits that the sheet holds."""
        n_people = minutes = n_held = 0
        for row in rows:
            self.n_rows += 1
            if row.kind != VisitKind.TALLY:
                n_held += 1
                n_people += row.people
                minutes += row.minutes
                yield row
            if not self.n_rows % ROWS_A_STEP:
                self._progress(self.n_rows, self._totals.n_rows)
        self._progress(self.n_rows, self._totals.n_rows)
        self.held = Totals(n_rows=n_held, n_people=n_people, minutes=minutes)

    def left_out(self) -> str:
        """Return in words what is left out, and why."""
        n_sheets, n_people = self._totals.n_tally_rows, self._totals.n_tally_people
        if not n_sheets:
            return "aucun"
        sheets = f"{n_sheets} fiche{'s' if n_sheets > 1 else ''}"
        people = f"{n_people} personne{'s' if n_people > 1 else ''}"
        return f"{sheets}, {people} : l’outil national n’a pas de page pour les saisir."


def _write_about(book: Workbook, context: ExportContext, left_out: str) -> None:
    about = book.add_worksheet("Informations")
    set_for_paper(about, is_landscape=False)
    for column, width in enumerate(_ABOUT_WIDTHS):
        about.set_column(column, column, width)
    bold = book.add_format({"bold": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    lines = (*information_lines(context), ("Comptages papier non repris", left_out))
    for place, (name, value) in enumerate(lines):
        texts = one_line(name), one_line(str(value))
        about.set_row(place, row_height(zip(texts, _ABOUT_WIDTHS, strict=True)))
        about.write_string(place, 0, texts[0], bold)
        about.write_string(place, 1, texts[1], plain)


def _cells(row: FlatVisit, context: ExportContext) -> tuple[str | int, ...]:
    lists = context.vocabulary
    place = place_of(context, row.centre, row.place, row.commune)
    is_collective = row.kind in {VisitKind.WORKSHOP, VisitKind.GROUP}
    guidance = lists.workshop_levels if is_collective else lists.autonomy
    code = row.level if is_collective else row.autonomy
    who = (
        ("", "", "")
        if is_collective
        else (
            lists.genders.label(row.gender or NOT_TOLD),
            lists.age_bands.label(row.age or NOT_TOLD),
            lists.statuses.label(row.status or NOT_TOLD),
        )
    )
    return (
        _BOX,
        _KIND_WORDS[VisitKind(row.kind)],
        row.people,
        row.minutes,
        lists.places.label(row.place),
        one_line(place.name or place.commune or place.commune_insee),
        one_line(row.title),
        "\n".join(lists.equipment.label(code) for code in codes_of(row.equipment)),
        themes_text(row, lists),
        guidance.label(code) if code else "",
        "" if is_collective else _sent_on(row, context),
        *who,
        counts_text(row.counts, lists).replace(" | ", "\n"),
    )


def _sent_on(row: FlatVisit, context: ExportContext) -> str:
    """Return what the national form asks: Non, Oui, or Oui and the kind of structure."""
    if not row.referred:
        return ""
    answer = yes_no(row.referred == "1")
    if not row.referral:
        return answer
    return f"{answer} : {context.vocabulary.referrals.label(row.referral)}"
