# SPDX-License-Identifier: AGPL-3.0-or-later
"""The workbook that has the shape of the national tool's coordinator export of activities.

Sheet "Activités", the block "Informations export", the block "Filtres", then the table with the
columns of the national export in their order. Coordinators' exports hold no name of a resident
and no note; ours hold no name of a mediator either: what is not kept stays empty. Four lines
are added at the end of the filters: what is covered, the days without data, our own filters, the
paper tallies that are left out.

Source: La Coop de la médiation numérique, inclusion-numerique/coop-mediation-numerique 46aa33b
(2026-06-30), `buildAccompagnementsWorksheet`, `addExportMetadata`, `addFilters`.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, TypeAlias

from kiosk.domain.attendance import RecordedBy, VisitKind
from kiosk.domain.attendance_events import hour_of
from kiosk.domain.flat_visit import SEPARATOR
from kiosk.domain.packed_visit import unpacked
from kiosk.domain.vocabulary import NOT_TOLD
from kiosk.exports.progress import ROWS_A_STEP, unheard
from kiosk.exports.rows import lacking_text, place_of, yes_no
from kiosk.exports.safe_text import one_line
from kiosk.exports.sheets import refuse_too_many
from kiosk.exports.workbooks import row_height, set_for_paper, write_workbook
from kiosk.foundation.clock import PARIS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.vocabulary import TermList, Vocabulary
    from kiosk.exports.progress import Progress
    from kiosk.exports.rows import ExportContext

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
    *(30, 20, 22, 14, 14, 14, 12, 26, 12, 20, 36, 32, 16, 12, 12, 12),
    *(18, 22, 40, 12, 26, 16, 14, 40, 18, 14, 14, 18, 18, 28, 36),
)
_PAGES_WIDE = 3
_NOT_FILTERED = "-"
_INDIVIDUAL = "Accompagnement individuel"
_ROLE = "Médiateur"
_WORKSHOP = "Atelier collectif"

Cell: TypeAlias = "str | int | date"


def write_visits(
    rows: Iterable[str],
    stream: BinaryIO,
    context: ExportContext,
    progress: Progress = unheard,
) -> int:
    """Write the workbook of packed visits to `stream`; they are taken one at a time.

    One row is one person helped, as in the national tool: a workshop or a group of n has n rows
    "i/n" of which nothing personal is known; a request at the desk is an individual one. Paper
    tallies know neither a duration nor a theme of each visit: they are left out, and told.

    Returns:
        How many visits were taken; those of paper tallies too.

    Raises:
        SheetTooLong: If one sheet cannot hold them.
        OSError: If the stream or the temporary folder cannot take it.
    """
    refuse_too_many(len(_blocks(context)) + 1 + context.totals.n_national_rows)
    return write_workbook(
        stream,
        lambda book: _write_sheet(book, map(unpacked, rows), context, progress),
        rows_only_forward=True,
    )


def _write_sheet(
    book: Workbook, rows: Iterable[FlatVisit], context: ExportContext, progress: Progress
) -> int:
    book.set_properties({"created": context.exported_utc.replace(tzinfo=None)})
    sheet = book.add_worksheet(SHEET)
    set_for_paper(sheet, is_landscape=True, n_wide=_PAGES_WIDE)
    sheet.repeat_columns(0)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    bold = book.add_format({"bold": True})
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
    top = _write_blocks(sheet, bold, _blocks(context))
    sheet.repeat_rows(top)
    sheet.set_row(top, row_height(zip(HEADINGS, _WIDTHS, strict=True)))
    for column, label in enumerate(HEADINGS):
        sheet.write_string(top, column, label, heading)
    total, number, n_taken = context.totals, top, 0
    for row in rows:
        n_taken += 1
        for participants in _participants(row):
            number += 1
            _write_row(sheet, number, _cells(row, participants, context), (wrapped, day))
        if not n_taken % ROWS_A_STEP:
            progress(n_taken, total.n_rows)
    progress(n_taken, total.n_rows)
    sheet.autofilter(top, 0, max(number, top + 1), len(HEADINGS) - 1)
    return n_taken


def _participants(row: FlatVisit) -> Iterator[str | int]:
    """Yield what "Participants" says on each row of a visit; nothing for a paper tally."""
    match VisitKind(row.kind):
        case VisitKind.INDIVIDUAL | VisitKind.BRIEF:
            yield 1
        case VisitKind.WORKSHOP | VisitKind.GROUP if row.people == 1:
            yield 1
        case VisitKind.WORKSHOP | VisitKind.GROUP:
            yield from (f"{rank}/{row.people}" for rank in range(1, row.people + 1))
        case VisitKind.TALLY:
            pass


def _blocks(context: ExportContext) -> tuple[tuple[str, str | int] | None, ...]:
    local = context.exported_utc.astimezone(PARIS)
    period = context.period
    places = ", ".join(sorted({card.name for card in context.places.values()}))
    return (
        ("Informations export", ""),
        ("Nom", _NOT_FILTERED),
        ("Prénom", _NOT_FILTERED),
        ("Rôle", "Coordinateur"),
        ("Total", context.totals.n_national_rows),
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
        ("Jours sans donnée", lacking_text(context.coverage)),
        ("Autres filtres", context.filters_text() or _NOT_FILTERED),
        ("Comptages papier non repris", context.totals.n_tally_people),
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
    sheet.set_row(number, row_height(zip(cells, _WIDTHS, strict=True)))
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(number, column, cell, wrapped)
        elif isinstance(cell, int):
            sheet.write_number(number, column, cell, wrapped)
        else:
            sheet.write_datetime(number, column, datetime.combine(cell, time()), day)


def _cells(row: FlatVisit, participants: str | int, context: ExportContext) -> tuple[Cell, ...]:
    lists = context.vocabulary
    place = place_of(context, row.centre, row.place, row.commune)
    is_collective = row.kind in {VisitKind.WORKSHOP, VisitKind.GROUP}
    return (
        date.fromisoformat(row.day),
        _timestamp(row.entered),
        _timestamp(row.changed) if row.changed else "",
        "",
        "",
        # The national tool knows two roles; a volunteer or a coordinator is neither.
        _ROLE if row.by == RecordedBy.MEDIATOR else "",
        "",
        _WORKSHOP if is_collective else _INDIVIDUAL,
        participants,
        lists.places.label(row.place),
        one_line(place.name),
        one_line(place.address),
        one_line(place.commune),
        one_line(place.postcode),
        one_line(place.commune_insee),
        row.minutes,
        one_line(row.title),
        "\n".join(lists.equipment.label(code) for code in codes_of(row.equipment)),
        themes_text(row, lists),
        "",
        "",
        _rank(row.level, lists.workshop_levels)
        if is_collective
        else _rank(row.autonomy, lists.autonomy),
        "" if is_collective or not row.referred else yes_no(row.referred == "1"),
        lists.referrals.label(row.referral) if row.referral and not is_collective else "",
        "",
        "",
        "",
        lists.genders.label((not is_collective and row.gender) or NOT_TOLD),
        lists.age_bands.label((not is_collective and row.age) or NOT_TOLD),
        lists.statuses.label((not is_collective and row.status) or NOT_TOLD),
        row.row_id,
    )


def codes_of(field: str) -> list[str]:
    """Return the codes of a field that may hold several."""
    return field.split(SEPARATOR) if field else []


def themes_text(row: FlatVisit, lists: Vocabulary) -> str:
    """Return the themes of a visit as the national export writes them, one a line."""
    themes = [lists.themes.label(code) for code in codes_of(row.themes)]
    themes += [lists.administrative_themes.label(code) for code in codes_of(row.admin_themes)]
    return "\n".join(themes)


def _timestamp(hour: str) -> str:
    """Return an hour as the national export writes it, ``dd/MM/yyyy 'à' HH:mm``."""
    return hour_of(hour).astimezone(PARIS).strftime("%d/%m/%Y à %H:%M")


def _rank(code: str, terms: TermList) -> str:
    codes = terms.codes()
    return f"{codes.index(code) + 1}/{len(codes)}" if code in codes else ""
