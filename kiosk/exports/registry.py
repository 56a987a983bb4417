# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files that can be made, by who asks for them: one door for the kiosk and the city server.

Rows come sorted by `in_order`, so that the same rows give the same file wherever they come from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

from kiosk.domain.disclosure import Audience
from kiosk.exports import coop, coop_rekeying, csv_file, ods_stream, xlsx_stream
from kiosk.exports.funder import write_funder
from kiosk.exports.open_data import write_open_data
from kiosk.exports.progress import ROWS_A_STEP, unheard
from kiosk.exports.report_pdf import write_report
from kiosk.exports.statistics_book import write_sections
from kiosk.foundation.errors import BugError, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.periods import Period
    from kiosk.domain.sections import Section
    from kiosk.domain.statistics import Figures
    from kiosk.exports.funder_tables import Disclosed
    from kiosk.exports.progress import Progress
    from kiosk.exports.rows import ExportContext, SessionRow, Totals

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportKind(StrEnum):
    """A kind of file, by the name used on the command line and in addresses."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    COOP = "coop"
    REKEYING = "saisie"
    STATISTICS = "statistiques"
    REPORT = "rapport"
    FUNDERS = "financeurs"
    OPEN_DATA = "donnees-ouvertes"

    @property
    def extension(self) -> str:
        """Extension of its files, with the dot."""
        return _TRAITS[self].extension

    @property
    def media_type(self) -> str:
        """Media type of its files, for a download."""
        return _TRAITS[self].media_type

    @property
    def words(self) -> str:
        """What it is, in French."""
        return _TRAITS[self].words

    @property
    def audience(self) -> str:
        """Who asks for it, in French."""
        return _TRAITS[self].audience

    @property
    def for_outsiders(self) -> bool:
        """Whether its small numbers are hidden, so that it may be handed out."""
        return self in AUDIENCES

    @property
    def is_list(self) -> bool:
        """Whether it holds rows to count; else it is a document."""
        return self in DETAILS or self is ExportKind.OPEN_DATA

    @property
    def told_by_rows(self) -> bool:
        """Whether its progress is told in rows; else in steps."""
        return self in DETAILS


@dataclass(frozen=True, slots=True)
class _Traits:
    """What is told of a kind of file: extension with its dot, media type, words, who asks."""

    extension: str
    media_type: str
    words: str
    audience: str


_TRAITS = {
    ExportKind.CSV: _Traits(
        ".csv", "text/csv", "Tableau détaillé (CSV)", "Coordination, tableurs français"
    ),
    ExportKind.XLSX: _Traits(".xlsx", _XLSX, "Tableau détaillé (XLSX)", "Coordination, Excel"),
    ExportKind.ODS: _Traits(
        ".ods", ods_stream.MEDIA_TYPE, "Tableau détaillé (ODS)", "Coordination, LibreOffice"
    ),
    ExportKind.COOP: _Traits(".xlsx", _XLSX, "La Coop de la médiation", "Outil national"),
    ExportKind.REKEYING: _Traits(".xlsx", _XLSX, "Feuille à recopier", "Médiation, outil national"),
    ExportKind.STATISTICS: _Traits(".xlsx", _XLSX, "Statistiques", "Coordination, équipe"),
    ExportKind.REPORT: _Traits(
        ".pdf", "application/pdf", "Rapport mensuel (PDF)", "Coordination, direction"
    ),
    ExportKind.FUNDERS: _Traits(
        ".xlsx", _XLSX, "Ville et financeurs", "Politique de la ville, financeurs ; à partir de 5"
    ),
    ExportKind.OPEN_DATA: _Traits(
        ".zip", "application/zip", "Données ouvertes", "Tout le monde ; à partir de 11"
    ),
}
AUDIENCES = {ExportKind.FUNDERS: Audience.FUNDERS, ExportKind.OPEN_DATA: Audience.PUBLIC}
"""Kinds of file that hide small numbers -> for whom."""


def in_order(rows: Iterable[FlatVisit]) -> list[FlatVisit]:
    """Return rows in the order of every file: day, hour of the entry, identifier."""
    return sorted(rows, key=lambda row: (row.day, row.entered, row.row_id))


def write_detail(
    rows: Iterable[str],
    kind: ExportKind,
    stream: BinaryIO,
    context: ExportContext,
    progress: Progress = unheard,
) -> int:
    """Write visits to `stream`, one at a time.

    Args:
        rows: Packed visits in the order of `in_order`; `context.totals` sums the same ones.
        kind: Which file; one of `DETAILS`.
        stream: A binary stream, which need not be able to go back; it stays open.
        context: What the file says besides its rows.
        progress: Told how far it is; may raise `ExportCancelled`.

    Returns:
        How many rows the file holds, its headings aside.

    Raises:
        Refused: ``not_rows_of_visits`` if the rows of that kind of file are no visits.
        SheetTooLong: If the one sheet of that kind of file cannot hold them.
        BugError: If there were not as many as the totals said: the file would lie of itself.
    """
    if kind not in DETAILS:
        raise Refused("not_rows_of_visits")
    n_rows = _WRITERS[kind](rows, stream, context, progress)
    if n_rows != context.totals.n_rows:
        raise BugError("an export was given other rows than it was told of")
    return held_of(kind, context.totals).n_rows


class Held(NamedTuple):
    """What a file of visits holds: its rows, and the people helped of whom they tell."""

    n_rows: int
    n_people: int


def held_of(kind: ExportKind, totals: Totals) -> Held:
    """Return what a file holds: those of the national tool leave paper tallies out."""
    n_people = totals.n_people - totals.n_tally_people
    if kind is ExportKind.COOP:
        return Held(totals.n_national_rows, n_people)
    if kind is ExportKind.REKEYING:
        return Held(totals.n_rows - totals.n_tally_rows, n_people)
    return Held(totals.n_rows, totals.n_people)


def held_words(kind: ExportKind, n_rows: int, n_people: int | None) -> str:
    """Return « 12 lignes, 30 personnes accompagnées », or « un document » for what is no list."""
    rows = f"{n_rows} ligne{'s' if n_rows > 1 else ''}" if kind.is_list else "un document"
    if n_people is None:
        return rows
    people = "s" if n_people > 1 else ""
    return f"{rows}, {n_people} personne{people} accompagnée{people}"


_WRITERS = {
    ExportKind.CSV: csv_file.write_visits,
    ExportKind.XLSX: xlsx_stream.write_visits,
    ExportKind.ODS: ods_stream.write_visits,
    ExportKind.COOP: coop.write_visits,
    ExportKind.REKEYING: coop_rekeying.write_visits,
}
DETAILS = frozenset(_WRITERS)
"""Kinds of file whose rows are visits."""
NO_LIST: Final = 0
"""Rows told of a file that is a document (`ExportKind.is_list`)."""
FIGURES = frozenset({ExportKind.STATISTICS, ExportKind.REPORT})
"""Kinds of file that hold figures, their small numbers too."""


def write_figures(
    kind: ExportKind,
    figures: Figures,
    found: Sequence[Section],
    stream: BinaryIO,
    context: ExportContext,
) -> None:
    """Write figures and their headings, one of `FIGURES`."""
    if kind is ExportKind.REPORT:
        write_report(figures, found, stream, context)
    else:
        write_sections(found, stream, context)


def write_disclosed(disclosed: Disclosed, stream: BinaryIO) -> int:
    """Write what was decided for an audience; return how many lines the file is a list of."""
    match disclosed.audience:
        case Audience.FUNDERS:
            write_funder(disclosed, stream)
            return NO_LIST
        case Audience.PUBLIC:
            return write_open_data(disclosed, stream)
        case _:
            assert_never(disclosed.audience)


def export_sessions(
    rows: Iterable[SessionRow],
    stream: BinaryIO,
    context: ExportContext,
    progress: Progress = unheard,
) -> int:
    """Write the sessions of the context's period to `stream`, as CSV.

    The national tool has no place for the use of a machine alone, so no other format has them.

    Returns:
        How many sessions the file holds.
    """
    kept = sorted(
        (row for row in rows if context.period.holds(row.day)),
        key=lambda row: (row.started_hour_utc, row.row_id),
    )
    csv_file.write_sessions(_told(kept, progress), stream, context)
    progress(len(kept), len(kept))
    return len(kept)


def _told(rows: Sequence[SessionRow], progress: Progress) -> Iterator[SessionRow]:
    """Yield rows and tell how far they are."""
    for number, row in enumerate(rows):
        if not number % ROWS_A_STEP:
            progress(number, len(rows))
        yield row


# Four kinds are workbooks of one extension: none may take the place of another in a folder.
_NAMES: Final = {
    ExportKind.COOP: "accompagnements-coop",
    ExportKind.REKEYING: "accompagnements-saisie",
    ExportKind.STATISTICS: "statistiques",
    ExportKind.FUNDERS: "financeurs",
    ExportKind.OPEN_DATA: "donnees-ouvertes",
    ExportKind.REPORT: "rapport",
}


_UNSAFE: Final = re.compile(r"[^a-z0-9]+")


def file_name(kind: ExportKind, period: Period, *, what: str, only: Sequence[str] = ()) -> str:
    """Return a neutral file name: what, of which centre alone, which days; never a person.

    Args:
        kind: Kind of file; some have a word of their own.
        period: The days.
        what: What a row is, where the kind has none.
        only: Codes of what alone it covers, a centre or a kind of help.
    """
    first, last = period.first.isoformat(), period.last.isoformat()
    words = (_NAMES.get(kind, what), *(_UNSAFE.sub("-", code.lower()).strip("-") for code in only))
    return f"{'-'.join(filter(None, words))}-{first}-{last}{kind.extension}"


def refuse_other_ending(kind: ExportKind, file: Path) -> None:
    """Refuse a file whose name ends as that of another kind: no program would open it.

    A name of no kind that we know is its owner's affair.

    Raises:
        Refused: ``ending_differs``.
    """
    endings = {one.extension for one in ExportKind}
    if file.suffix.lower() in endings - {kind.extension}:
        raise Refused("ending_differs")
