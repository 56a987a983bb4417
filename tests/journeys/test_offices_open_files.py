# SPDX-License-Identifier: AGPL-3.0-or-later
"""LibreOffice opens each of our files and finds in it what was written: one start for all."""

from __future__ import annotations

import csv
import io
import subprocess

import pytest

from kiosk.domain.attendance import Category, CategoryCount, VisitKind
from kiosk.domain.sections import Count, Section
from kiosk.exports import ods_stream
from kiosk.exports.registry import DETAILS, ExportKind
from kiosk.exports.statistics_book import write_sections
from tests.support.visits import a_context, a_row, written

# semicolons, quotes, UTF-8, every sheet to a file of its own
FILTER = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1"
TITLE = '=1+1 ; « العربية » "x" 🖱'
ROWS = [
    a_row(1, version=2),
    a_row(
        2,
        kind=VisitKind.WORKSHOP,
        people=3,
        title=TITLE,
        counts=(CategoryCount(Category.GENDER, "feminin", 2),),
    ),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Return, by kind of file, the rows of its sheets as LibreOffice saw them."""
    folder = tmp_path_factory.mktemp("offices")
    for kind in DETAILS - {ExportKind.CSV}:
        (folder / f"{kind.value}{kind.extension}").write_bytes(written(ROWS, kind))
    with pytest.MonkeyPatch.context() as patch:
        # what a file of many records has: the larger form of zip
        patch.setattr(ods_stream, "_SMALL_ROWS", 0)
        (folder / "large.ods").write_bytes(written(ROWS, ExportKind.ODS))
    book = io.BytesIO()
    themes = Section(
        "t", "Thématiques", "activités", (Count("a", "@E-mail", 3),), 4, "", is_national=True
    )
    write_sections([themes], book, a_context())
    (folder / "statistiques.xlsx").write_bytes(book.getvalue())
    files = sorted(str(path) for path in folder.iterdir())
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", FILTER, "--outdir", str(folder)]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=120)
    return {path.stem: read(path) for path in folder.glob("*.csv")}


def read(path):
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text, delimiter=";"))


def by_heading(lines, first):
    top = next(number for number, line in enumerate(lines) if line[:1] == [first])
    return [dict(zip(lines[top], line, strict=True)) for line in lines[top + 1 :] if line[0]]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "large"])
def test_the_detail_is_seen_whole_with_its_first_sheet(opened, kind):
    rows = by_heading(opened[f"{kind}-Accompagnements"], "Jour")
    told = dict(line[:2] for line in opened[f"{kind}-Informations"])

    assert [row["Jour"] for row in rows] == ["2026-10-14", "2026-10-14"]
    assert {row["Atelier"] for row in rows} == {"", TITLE}
    assert sorted(row["Identifiant"] for row in rows) == sorted(row.row_id for row in ROWS)
    assert sum(int(row["Personnes"]) for row in rows) == 4
    assert (told["Fiches"], told["Accompagnements (personnes)"]) == ("2", "4")


def test_the_national_columns_and_the_sheet_for_typing_again_are_seen(opened):
    national = by_heading(opened["coop-Activités"], "Date")
    again = by_heading(opened["saisie-Saisie"], "Fait")

    assert sorted(row["Participants"] for row in national) == ["1", "1/3", "2/3", "3/3"]
    assert {row["Nom de l’atelier"] for row in again} == {"", TITLE}


def test_the_statistics_are_seen_as_texts_and_shares(opened):
    lines = [line[:3] for line in opened["statistiques-Statistiques"]]

    assert ["@E-mail", "3", "75%"] in lines
