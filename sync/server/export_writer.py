# SPDX-License-Identifier: AGPL-3.0-or-later
"""One file of the network's figures, whole or not at all, with what the journal says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from kiosk.domain.attendance import VisitKind
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.exports import registry
from kiosk.exports.hashing_stream import HashingStream
from kiosk.exports.progress import STEPS_OF_FIGURES, STEPS_OF_TABLES, Progress, Steps, unheard
from kiosk.exports.registry import AUDIENCES, ExportKind
from kiosk.exports.rows import KIND_WORDS, ExportContext, lacking_text
from kiosk.exports.whole_file import write_whole
from sync.server.guide_titles import guide_titles
from sync.server.publications import disclosed
from sync.server.reports import network_figures, network_sections, network_visits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

    from kiosk.domain.coverage import Coverage
    from kiosk.domain.periods import Period
    from sync.server.city import City
    from sync.server.reports import NetworkVisits

_NONE_HIDDEN: Final = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for.

    Attributes:
        kind: Which file.
        period: Its days.
        centre: Code of the only centre; empty for all.
        visit_kind: The only kind of help; empty for all.
    """

    kind: ExportKind
    period: Period
    centre: str = ""
    visit_kind: str = ""

    def kinds(self) -> frozenset[VisitKind]:
        """Return the kinds of help to count; empty for all."""
        return frozenset({VisitKind(self.visit_kind)} if self.visit_kind else ())

    def asked(self) -> dict[str, str]:
        """Return it as the database keeps it."""
        return {
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "centre": self.centre,
            "visit_kind": self.visit_kind,
        }


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that was made.

    Attributes:
        n_rows: Its rows; 0 for one that is no list.
        sha256: Its hash, in hexadecimal digits.
        least: Counts below it are hidden; 0 where none is.
        scope: What its figures cover.
        lacks: What is missing, each under its name.
        n_people: People helped of whom it tells; nothing where small numbers are hidden.
    """

    n_rows: int
    sha256: str
    least: int
    scope: str
    lacks: str
    n_people: int | None

    def noted(self) -> dict[str, object]:
        """Return what the journal keeps of it."""
        return {
            "k": self.least,
            "n_rows": self.n_rows,
            "sha256": self.sha256,
            "coverage": f"{self.scope} ; {self.lacks}",
        }


def _unnoted(_made: MadeFile) -> None:
    """Note nothing."""


def write_export(
    city: City,
    wanted: Wanted,
    path: Path,
    progress: Progress = unheard,
    note: Callable[[MadeFile], None] = _unnoted,
) -> MadeFile:
    """Write a file to `path`, whole or not at all; what `note` cannot note is not given.

    Raises:
        Refused: ``figures_too_long`` for figures of more than five years; for a file that outsiders
            get, ``period_not_calendar`` or ``period_not_closed``.
        SheetTooLong: If the one sheet of that kind of file cannot hold the rows.
        ExportCancelled: If `progress` said so; no file is made.
        StorageFull: If there is no room.
    """
    made: list[MadeFile] = []

    def write(stream: BinaryIO) -> int:
        hashing = HashingStream(stream)
        told = _written(city, wanted, cast("BinaryIO", hashing), progress)
        made.append(replace(told, sha256=hashing.sha256()))
        return told.n_rows

    write_whole(path, write, lambda _n_rows: note(made[-1]))
    return made[-1]


def _written(city: City, wanted: Wanted, stream: BinaryIO, progress: Progress) -> MadeFile:
    """Write the file to `stream` and return what it holds; its hash is not known yet."""
    if audience := AUDIENCES.get(wanted.kind):
        steps = Steps(progress, STEPS_OF_TABLES)
        tables = disclosed(city, wanted.period, audience, steps.still_wanted)
        steps.done()
        lacks = " ; ".join(f"{name} : {text}" for name, text in tables.lacks())
        n_lines = registry.write_disclosed(tables, stream)
        steps.done()
        return MadeFile(n_lines, "", audience.least, tables.scope, lacks, None)
    with network_visits(city, wanted.period, centre=wanted.centre, kinds=wanted.kinds()) as counted:
        context = _context(city, wanted, counted)
        n_rows = counted.totals.n_rows
        n_people = registry.held_of(wanted.kind, counted.totals).n_people
        made = MadeFile(
            n_rows, "", _NONE_HIDDEN, counted.coverage.title(), _lacks(counted.coverage), n_people
        )
        if wanted.kind in registry.DETAILS:
            progress(0, n_rows)
            told = registry.write_detail(counted.rows, wanted.kind, stream, context, progress)
            progress(n_rows, n_rows)
            return replace(made, n_rows=told)
    steps = Steps(progress, STEPS_OF_FIGURES)
    _write_figures(city, wanted, stream, context, steps)
    return replace(made, n_rows=registry.NO_LIST)


def _lacks(coverage: Coverage) -> str:
    return f"Jours sans donnée : {lacking_text(coverage)}"


def _context(city: City, wanted: Wanted, counted: NetworkVisits) -> ExportContext:
    context = ExportContext(
        period=wanted.period,
        coverage=counted.coverage,
        exported_utc=city.clock.now_utc(),
        places=counted.places,
        vocabulary=national_vocabulary(),
        totals=counted.totals,
        referral_places=counted.directory,
    )
    told: list[tuple[str, str]] = []
    if wanted.centre:
        told.append(("Centre", context.place(wanted.centre).name))
    if wanted.visit_kind:
        told.append(("Sorte d’aide", KIND_WORDS[VisitKind(wanted.visit_kind)]))
    return replace(context, filters=tuple(told))


def _write_figures(
    city: City, wanted: Wanted, stream: BinaryIO, context: ExportContext, steps: Steps
) -> None:
    """Write the workbook of the statistics or the report of one page."""
    figures = network_figures(city, wanted.period, centre=wanted.centre, kinds=wanted.kinds())
    steps.done()
    found = network_sections(city, figures, guide_titles())
    steps.done()
    # Coverage and headings of one moment: a machine may have sent since the rows were summed.
    told = replace(context, coverage=figures.coverage)
    registry.write_figures(wanted.kind, figures, found, stream, told)
    steps.done()
