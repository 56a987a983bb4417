# SPDX-License-Identifier: AGPL-3.0-or-later
"""A million records exported as CSV, XLSX and ODS: processor time and memory above rest.

Each file is made by a process of its own, which reads the records from the city's SQLite file as
the server does and gives them to `kiosk.exports.registry`. Processor time is the whole process's,
imports and reading included; memory is its highest resident set after rest, rest being the imports
done and the file open. Beside, in the same run: polars (every cell in memory, then `write_csv`) at
the same number, xlsxwriter with ``constant_memory`` at a tenth and odfpy at a hundredth of it,
their processor time multiplied to the whole and said so. All write the same cells in words.

The aims come from a measure of 12 columns, so the same records are also written with 12 of their
36: place, length, themes, person, identifier. Those lines have no aim of their own.

``EXPORT_ROWS=100000`` tries fewer records; the aims then shrink in proportion.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from tests.bench.figure import Figure
from tests.bench.folders import ROOT, disk_folder

N_ROWS = int(os.environ.get("EXPORT_ROWS", "1000000"))
FULL = 1_000_000
SCALES = {"xlsxwriter": 10, "odfpy": 100}
AIMS = {"csv": (7, 20), "xlsx": (10, 60), "ods": (12, 30)}
CITY, FEW_CITY = "59512", "00012"
FEW = "few-"
FEW_PARTS = (0, 2, 3, 4, 7)
PEERS = {"csv": "polars", "xlsx": "xlsxwriter", "ods": "odfpy"}
_FIRST_DAY = date(2025, 11, 1)


@dataclass(frozen=True, slots=True)
class _Cost:
    """Processor seconds, MiB above rest, MiB of the file."""

    seconds: float
    mib: float
    file_mib: float


def figures() -> Iterator[Figure]:
    """Fill the file of records, then let each format and each peer write it."""
    share = N_ROWS / FULL
    with disk_folder() as place:
        source = place / "city"
        source.mkdir()
        fill(source, N_ROWS)
        read, read_few = _cost("read", source, N_ROWS), _cost(f"{FEW}read", source, N_ROWS)
        for kind, (aim_s, aim_mib) in AIMS.items():
            peer = PEERS[kind]
            scale = SCALES.get(peer, 1)
            ours, theirs = _cost(kind, source, N_ROWS), _cost(peer, source, N_ROWS // scale)
            told = f"{peer} at {N_ROWS // scale} records" + (f", x {scale}" if scale > 1 else "")
            note = f"reading alone {read.seconds:.1f} s; file {ours.file_mib:.0f} MiB"
            yield Figure(
                f"export of {N_ROWS} records, {kind}: processor time",
                ours.seconds,
                "s",
                told,
                theirs.seconds * scale,
                f"{aim_s * share:g} s",
                ours.seconds <= aim_s * share,
                note,
            )
            yield Figure(
                f"export of {N_ROWS} records, {kind}: memory above rest",
                ours.mib,
                "MiB",
                f"{peer} at {N_ROWS // scale} records, as measured",
                max(theirs.mib, 0.1),
                f"{aim_mib} MiB",
                ours.mib <= aim_mib,
            )
            few = _cost(f"{FEW}{kind}", source, N_ROWS)
            yield Figure(
                f"export of {N_ROWS} records, {kind}, 12 columns: processor time",
                few.seconds,
                "s",
                "reading alone",
                read_few.seconds,
                f"none, told ({aim_s * share:g} s was wanted at 12)",
                True,
                f"file {few.file_mib:.0f} MiB",
            )


def _cost(what: str, source: Path, n_rows: int) -> _Cost:
    out = source.with_name(f"out.{what}")
    command = [sys.executable, "-m", "tests.bench.exports", what, str(source), str(n_rows)]
    done = subprocess.run([*command, str(out)], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    told = json.loads(done.stdout)
    size = out.stat().st_size if out.exists() else 0
    out.unlink(missing_ok=True)
    return _Cost(told["seconds"], told["mib"], size / 2**20)


def fill(folder: Path, n_rows: int) -> None:
    """Write records as a year of a city has them: a few hundred texts of each part.

    A second city has the same ones, with the parts of `FEW_PARTS` alone.
    """
    from sync.server.storage.engine import open_city_database
    from tests.bench.visit_rows import COLUMNS, LISTED, stored

    make = _maker(random.Random(6))
    open_city_database(folder, CITY).close()
    marks = ", ".join("?" * len(COLUMNS))
    with contextlib.closing(sqlite3.connect(folder / "city.db")) as base:
        base.executemany(
            f"INSERT INTO visit_row ({LISTED}) VALUES ({marks})",
            (stored(make(at, n_rows), f"{at % 100:012x}", at + 1) for at in range(n_rows)),
        )
        base.create_function("few_parts", 1, _few_parts, deterministic=True)
        others = ", ".join(f'"{name}"' for name in COLUMNS if name not in {"city", "packed"})
        base.execute(
            f"INSERT INTO visit_row (city, packed, {others})"
            f" SELECT '{FEW_CITY}', few_parts(packed), {others} FROM visit_row ORDER BY rowid"
        )
        base.commit()


def _few_parts(text: str) -> str:
    from kiosk.domain.flat_visit import PART_MARK

    parts = text.split(PART_MARK)
    return PART_MARK.join(parts[at] for at in FEW_PARTS)


def _maker(draw: random.Random) -> Any:
    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.vocabulary import national_vocabulary

    lists = national_vocabulary()

    def pool(codes: tuple[str, ...], n: int, most: int) -> list[str]:
        return ["|".join(draw.sample(codes, draw.randint(1, most))) for _ in range(n)]

    themes = pool(lists.themes.codes(), 600, 4)
    admin = ["", "", *pool(lists.administrative_themes.codes(), 200, 3)]
    equipment = ["", *pool(lists.equipment.codes(), 12, 2)]
    centres = [f"C{number}" for number in range(30)]

    def one(codes: tuple[str, ...]) -> str:
        return draw.choice(("", *codes))

    def make(number: int, n_rows: int) -> FlatVisit:
        day = _FIRST_DAY + timedelta(days=number * 365 // n_rows)
        entered = f"{day.isoformat()}T{draw.randint(7, 17):02}Z"
        referred = draw.choice(("", "", "0", "1"))
        return FlatVisit(
            row_id=sha256(str(number).encode()).hexdigest()[:32],
            day=day.isoformat(),
            entered=entered,
            changed=entered if draw.random() < 0.05 else "",
            version=1,
            kind=draw.choice(("individuel", "individuel", "individuel", "ponctuel")),
            centre=draw.choice(centres),
            place=draw.choice(("lieu_activite", "lieu_activite", "domicile", "a_distance")),
            commune="59512",
            minutes=draw.choice((5, 10, 15, 20, 30, 45, 60, 75, 90, 120)),
            people=1,
            themes=draw.choice(themes),
            admin_themes=draw.choice(admin),
            equipment=draw.choice(equipment),
            autonomy=one(lists.autonomy.codes()),
            referred=referred,
            referral=one(lists.referrals.codes()) if referred == "1" else "",
            referral_place="",
            gender=one(lists.genders.codes()),
            age=one(lists.age_bands.codes()),
            status=one(lists.statuses.codes()),
            arrival=draw.choice(("", "spontane", "rendez_vous")),
            origin=draw.choice(("session", "rendez_vous", "file", "saisie")),
            by=draw.choice(("mediateur", "benevole")),
            level="",
            title="",
            medium="",
            posture=one(lists.postures.codes()),
            mandate=draw.choice(("", "", "aucun", "papier")),
            start=f"{draw.randint(8, 17):02}:{draw.randint(0, 3) * 15:02}",
            waited=draw.choice((-1, 0, 5, 10, 15, 20)),
            quarter=one(lists.home_quarters.codes()),
            unmet=draw.choice(("", "", "", "", *lists.unmet.codes())),
            counts="",
        )

    return make


def _status_mib(name: str) -> float:
    text = Path("/proc/self/status").read_text("ascii")
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


def main() -> None:
    """Write one file as one process: ``what source rows out``; print what it cost."""
    what, source, n_rows, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    from kiosk.domain.coverage import Coverage, FigureScope
    from kiosk.domain.periods import Period
    from kiosk.domain.vocabulary import national_vocabulary
    from kiosk.exports import detail, row_heights
    from kiosk.exports.registry import ExportKind, write_detail
    from kiosk.exports.rows import ExportContext, PlaceCard, Totals
    from sync.server.storage.engine import open_city_database

    period = Period(_FIRST_DAY, _FIRST_DAY + timedelta(days=364))
    context = ExportContext(
        period=period,
        coverage=Coverage(FigureScope.NETWORK, "réseau"),
        exported_utc=datetime(2026, 11, 23, tzinfo=UTC),
        places={f"C{n}": PlaceCard(f"Espace {n}", commune_insee="59512") for n in range(30)},
        vocabulary=national_vocabulary(),
        totals=Totals(n_rows=n_rows, n_people=n_rows),
    )
    if is_few := what.startswith(FEW):
        what = what.removeprefix(FEW)
        groups = tuple(detail.GROUPS[at - 1] for at in FEW_PARTS[1:])
        detail.GROUPS = row_heights.GROUPS = groups
    if what in PEERS.values():
        __import__({"odfpy": "odf.opendocument"}.get(what, what))
    database = open_city_database(Path(source), FEW_CITY if is_few else CITY)
    with database.reading() as unit:
        rows = islice(unit.visit_rows.stream(period), n_rows)
        Path("/proc/self/clear_refs").write_text("5", "ascii")
        rest = _status_mib("VmRSS")
        if what == "read":
            for _ in rows:
                pass
        elif what in AIMS:
            with open(out, "wb") as stream:  # noqa: PTH123 - as the product is given it
                write_detail(rows, ExportKind(what), stream, context)
        else:
            _PEER_WRITERS[what](_cells(rows, context), out)
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {"seconds": used.ru_utime + used.ru_stime, "mib": _status_mib("VmHWM") - rest}
    print(json.dumps(told))


def _cells(rows: Any, context: Any) -> Iterator[list[Any]]:
    """Yield the cells that our writers write, rendered once a text of a part as well."""
    from kiosk.domain.flat_visit import FIELD_MARK, PART_MARK
    from kiosk.exports.detail import GROUPS

    kept: list[dict[Any, Any]] = [{} for _ in GROUPS]
    for row in rows:
        cells: list[Any] = []
        name, *parts = row.split(PART_MARK)
        for part, group, known in zip(parts, GROUPS, kept, strict=True):
            if part not in known:
                known[part] = group.cells(context, part.split(FIELD_MARK))
            cells += known[part]
        cells.append(name)
        yield cells


def _polars(rows: Iterator[list[Any]], out: str) -> None:
    import polars as pl

    from kiosk.exports.detail import HEADINGS

    frames = []
    while some := [[str(cell) for cell in row] for row in islice(rows, 50_000)]:
        frames.append(pl.DataFrame(some, schema=list(HEADINGS), orient="row"))
    pl.concat(frames).write_csv(out, separator=";", include_bom=True)


def _xlsxwriter(rows: Iterator[list[Any]], out: str) -> None:
    from xlsxwriter import Workbook

    book = Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()


def _odfpy(rows: Iterator[list[Any]], out: str) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    table = Table(name="Accompagnements")
    for row in rows:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(out)


_PEER_WRITERS = {"polars": _polars, "xlsxwriter": _xlsxwriter, "odfpy": _odfpy}

if __name__ == "__main__":
    main()
