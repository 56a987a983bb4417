# SPDX-License-Identifier: AGPL-3.0-or-later
"""The workbook that has the shape of the national tool's coordinator export of activities.

Sheet "Activités", the block "Informations export", the block "Filtres", then the table with the
columns of the national export in their order. Coordinators' exports hold no name of a resident
and no note; ours hold no name of a mediator either: what is not kept stays empty. Two lines are
added at the end of the filters: what is covered, and the days without data.

Source: La Coop de la médiation numérique, inclusion-numerique/coop-mediation-numerique 46aa33b
(2026-06-30), `buildAccompagnementsWorksheet`, `addExportMetadata`, `addFilters`.
"""

from __future__ import annotations

import io
import tempfile
import traceback
from datetime import datetime, time
from typing import TYPE_CHECKING, TypeAlias

from kiosk.domain.vocabulary import NOT_TOLD
from kiosk.exports.rows import ROLE_WORDS, one_line, place_of, yes_no
from kiosk.foundation.clock import PARIS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import BinaryIO

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kiosk.exports.rows import ExportContext, VisitRow

SHEET = "Activités"
HEADINGS = (
    "Date",
    "Enregistré le",
    "Dernière modification le",
    "Prénom du médiateur",
    "Nom du médiateur",
    "Rôle",
    "ID - Conum",
    "Type",
    "Participants",
    "Canaux d’accompagnement",
    "Nom du lieu",
    "Adresse",
    "Commune",
    "Code postal",
    "Code Insee",
    "Durée (min)",
    "Nom de l’atelier",
    "Matériel numérique utilisé",
    "Thématique(s) d’accompagnement",
    "Tags",
    "Nom de la démarche administrative",
    "Niveau d’autonomie (ou de l’atelier)",
    "Bénéficiaire réorienté",
    "Structure de redirection",
    "Commune du bénéficiaire",
    "Code postal du bénéficiaire",
    "Code Insee du bénéficiaire",
    "Genre du bénéficiaire",
    "Tranche d’âge du bénéficiaire",
    "Statut du bénéficiaire",
    "ID CRA",
)
_WIDTHS = (
    *(12, 20, 22, 14, 14, 14, 12, 26, 12, 20, 36, 32, 16, 12, 12, 12),
    *(18, 22, 40, 12, 26, 16, 14, 40, 18, 14, 14, 18, 18, 28, 36),
)
_NOT_FILTERED = "-"
_INDIVIDUAL = "Accompagnement individuel"

Cell: TypeAlias = "str | int | date"


def write(
    rows: Iterable[VisitRow], stream: BinaryIO, context: ExportContext, *, total: int
) -> None:
    """Write the workbook to `stream`; rows are taken one at a time.

    Args:
        rows: Visits, in the order of the sheet.
        stream: Where the file goes.
        context: What it says besides its rows.
        total: How many rows there are, told above the table before they are written.

    Raises:
        OSError: If the stream or the temporary folder cannot take it.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    # The finished file, a few per cent of the rows' size, goes to the stream by itself: a zip that
    # a full disk cut short would complain when collected.
    finished = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="sixieme-export-") as folder:
        # Rows leave memory as they come, to that folder.
        book = Workbook(finished, {"constant_memory": True, "tmpdir": folder})
        try:
            try:
                _write_sheet(book, rows, context, total)
            finally:
                book.close()
        except FileCreateError as error:
            raise _full_disk(error) from error
    stream.write(finished.getbuffer())


def _full_disk(error: Exception) -> OSError:
    """Return the system's error behind one of xlsxwriter, its open files let go."""
    cause = error.args[0] if error.args else None
    known = cause if isinstance(cause, OSError) else OSError(str(error))
    for met in (error, known):
        traceback.clear_frames(met.__traceback__)
    return known


def _write_sheet(
    book: Workbook, rows: Iterable[VisitRow], context: ExportContext, total: int
) -> None:
    book.set_properties({"created": context.exported_utc.replace(tzinfo=None)})
    sheet = book.add_worksheet(SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    bold = book.add_format({"bold": True})
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
    top = _write_blocks(sheet, bold, _blocks(context, total))
    for column, label in enumerate(HEADINGS):
        sheet.write_string(top, column, label, heading)
    for number, row in enumerate(rows, start=top + 1):
        _write_row(sheet, number, _cells(row, context), (wrapped, day))
    sheet.autofilter(top, 0, top + max(1, total), len(HEADINGS) - 1)


def _blocks(context: ExportContext, total: int) -> tuple[tuple[str, str | int] | None, ...]:
    local = context.exported_utc.astimezone(PARIS)
    period = context.period
    places = ", ".join(sorted({card.name for card in context.places.values()}))
    return (
        ("Informations export", ""),
        ("Nom", _NOT_FILTERED),
        ("Prénom", _NOT_FILTERED),
        ("Rôle", "Coordinateur"),
        ("Total", total),
        ("Date d'export", local.strftime("%d/%m/%Y")),
        ("Heure d'export", local.strftime("%H:%M")),
        None,
        ("Filtres", ""),
        ("Période", f"{period.first:%d/%m/%Y} - {period.last:%d/%m/%Y}"),
        ("Source", _NOT_FILTERED),
        ("Lieux d’accompagnement", places or _NOT_FILTERED),
        ("Communes", _NOT_FILTERED),
        ("Départements", _NOT_FILTERED),
        ("Type d’accompagnement", _NOT_FILTERED),
        ("Rôle", _NOT_FILTERED),
        ("Thématiques non administratives", _NOT_FILTERED),
        ("Thématiques administratives", _NOT_FILTERED),
        ("Tags", _NOT_FILTERED),
        ("Périmètre", context.coverage.title()),
        ("Jours sans donnée", context.missing_days_text()),
        None,
        None,
    )


def _write_blocks(
    sheet: Worksheet, bold: Format, lines: tuple[tuple[str, str | int] | None, ...]
) -> int:
    for number, line in enumerate(lines):
        if line is None:
            continue
        name, value = line
        is_title = value == ""
        sheet.write_string(number, 0, name, bold if is_title else None)
        if isinstance(value, int):
            sheet.write_number(number, 1, value)
        elif not is_title:
            sheet.write_string(number, 1, one_line(value))
    return len(lines)


def _write_row(
    sheet: Worksheet, number: int, cells: tuple[Cell, ...], formats: tuple[Format, Format]
) -> None:
    wrapped, day = formats
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(number, column, cell, wrapped)
        elif isinstance(cell, int):
            sheet.write_number(number, column, cell, wrapped)
        else:
            sheet.write_datetime(number, column, datetime.combine(cell, time()), day)


def _cells(row: VisitRow, context: ExportContext) -> tuple[Cell, ...]:
    visit, lists = row.visit, context.vocabulary
    content = visit.content
    place = place_of(content, context)
    themes = [lists.themes.label(code) for code in content.themes]
    themes += [lists.administrative_themes.label(code) for code in content.administrative_themes]
    return (
        content.day,
        _timestamp(visit.entered_hour_utc),
        _timestamp(visit.changed_hour_utc) if visit.changed_hour_utc else "",
        "",
        "",
        ROLE_WORDS[visit.recorded_by],
        "",
        _INDIVIDUAL,
        1,
        lists.places.label(content.place),
        one_line(place.name),
        one_line(place.address),
        one_line(place.commune),
        one_line(place.postcode),
        one_line(place.commune_insee),
        content.duration_min,
        "",
        "\n".join(lists.equipment.label(code) for code in content.equipment),
        "\n".join(themes),
        "",
        "",
        _autonomy(content.autonomy, lists.autonomy.codes()),
        yes_no(content.referred),
        lists.referrals.label(content.referral) if content.referral else "",
        "",
        "",
        "",
        lists.genders.label(content.gender or NOT_TOLD),
        lists.age_bands.label(content.age_band or NOT_TOLD),
        lists.statuses.label(content.status or NOT_TOLD),
        row.row_id,
    )


def _timestamp(hour_utc: datetime) -> str:
    """Return an hour as the national export writes it, ``dd/MM/yyyy 'à' HH:mm``."""
    return hour_utc.astimezone(PARIS).strftime("%d/%m/%Y à %H:%M")


def _autonomy(code: str | None, codes: tuple[str, ...]) -> str:
    return f"{codes.index(code) + 1}/{len(codes)}" if code in codes else ""
