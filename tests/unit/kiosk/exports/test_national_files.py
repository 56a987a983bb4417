# SPDX-License-Identifier: AGPL-3.0-or-later
"""Collective records in the national shape, the sheet for typing again, the statistics."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from kiosk.domain.attendance import Category, CategoryCount, RecordedBy, VisitKind
from kiosk.domain.sections import Count, CrossTable, Section
from kiosk.exports import coop_rekeying
from kiosk.exports.registry import ExportKind, write_detail
from kiosk.exports.rows import Totals
from kiosk.exports.sheets import SheetTooLong
from kiosk.exports.statistics_book import write_sections
from tests.support.visits import a_context, a_row, written

LINE_PT = 15
WORKSHOP = {
    "kind": VisitKind.WORKSHOP,
    "people": 3,
    "title": "=Souris",
    "level": "intermediaire",
    "counts": (CategoryCount(Category.GENDER, "feminin", 2),),
}
TALLY = {
    "kind": VisitKind.TALLY,
    "people": 40,
    "themes": (),
    "counts": (CategoryCount(Category.THEME, "email", 40),),
}


def sheet(content, name):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_a_workshop_of_three_has_three_national_rows_without_invented_people():
    lines = sheet(written([a_row(1, **WORKSHOP), a_row(2)], ExportKind.COOP), "Activités")
    top = next(number for number, line in enumerate(lines) if line[0] == "Date")
    rows = [dict(zip(lines[top], line, strict=True)) for line in lines[top + 1 :]]
    of_workshop = [row for row in rows if row["Type"] == "Atelier collectif"]

    assert sorted(row["Participants"] for row in of_workshop) == ["1/3", "2/3", "3/3"]
    assert {row["Genre du bénéficiaire"] for row in of_workshop} == {"Non communiqué"}
    assert {row["Nom de l’atelier"] for row in of_workshop} == {"=Souris"}
    assert {row["Niveau d’autonomie (ou de l’atelier)"] for row in of_workshop} == {"2/3"}
    assert lines[4][:2] == ["Total", 4.0]


@pytest.mark.parametrize("kind", [ExportKind.REKEYING, ExportKind.COOP])
def test_a_row_is_as_high_as_its_longest_text_for_some_offices_make_all_one_line_high(kind):
    themes = ("email", "sante", "bureautique", "parentalite")
    with zipfile.ZipFile(io.BytesIO(written([a_row(1, themes=themes)], kind))) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    (row,) = (one for one in re.findall(r"(?s)<row.*?</row>", page) if "<v>45</v>" in one)

    assert float(re.search(r' ht="([\d.]+)" customHeight="1"', row)[1]) >= 4 * LINE_PT
    assert 'orientation="landscape"' in page
    assert 'fitToHeight="0"' in page


def national_rows(rows):
    lines = sheet(written(rows, ExportKind.COOP), "Activités")
    top = next(number for number, line in enumerate(lines) if line[0] == "Date")
    return [dict(zip(lines[top], line, strict=True)) for line in lines[top + 1 :]]


def test_a_workshop_of_one_counts_as_the_national_tool_counts_it():
    (row,) = national_rows([a_row(1, **{**WORKSHOP, "people": 1, "counts": ()})])

    assert row["Participants"] == 1


def test_the_role_of_a_volunteer_stays_empty_for_the_national_tool_knows_none():
    row = a_row(2)
    volunteer = replace(row, visit=replace(row.visit, recorded_by=RecordedBy.VOLUNTEER))
    rows = [a_row(1), volunteer]

    assert sorted(row["Rôle"] for row in national_rows(rows)) == ["", "Médiateur"]


def test_paper_tallies_are_left_out_of_the_national_export_and_told():
    lines = sheet(written([a_row(1, **TALLY), a_row(2)], ExportKind.COOP), "Activités")
    top = next(number for number, line in enumerate(lines) if line[0] == "Date")

    assert len(lines) - top - 1 == 1
    assert ["Comptages papier non repris", 40.0] in [line[:2] for line in lines]


def test_the_sheet_for_typing_again_has_one_line_an_activity_under_its_day():
    later = a_row(3, day=date(2026, 10, 15), referred=True, referral="administration")
    rows = [a_row(1, **WORKSHOP), a_row(2, **TALLY), later]

    lines = sheet(written(rows, ExportKind.REKEYING), coop_rekeying.SHEET)

    assert lines[0] == list(coop_rekeying.HEADINGS)
    assert [line[0] for line in lines[1:]] == ["14/10/2026", "☐", "15/10/2026", "☐"]
    assert lines[2][1:4] == ["Collectif", 3.0, 45.0]
    assert lines[2][-1] == "Genre : Féminin 2"
    assert lines[4][10] == "Oui : Administration (mairie, préfecture…)"


def test_a_day_of_tallies_alone_has_no_heading_in_the_sheet_for_typing_again():
    rows = [a_row(1), a_row(2, day=date(2026, 10, 15), **TALLY)]

    lines = sheet(written(rows, ExportKind.REKEYING), coop_rekeying.SHEET)

    assert [line[0] for line in lines[1:]] == ["14/10/2026", "☐"]


def test_the_sheet_for_typing_again_tells_what_it_holds_and_what_it_leaves_out():
    content = written([a_row(1, **WORKSHOP), a_row(2), a_row(3, **TALLY)], ExportKind.REKEYING)

    told = {str(line[0]): line[1] for line in sheet(content, "Informations")}

    names = ("Fiches", "Activités", "Accompagnements (personnes)")
    assert [told[name] for name in names] == ["2", "2", "4"]
    assert told["Minutes d’accompagnement"] == "90"
    assert told["Comptages papier (personnes)"] == "0"
    assert told["Comptages papier non repris"] == (
        "1 fiche, 40 personnes : l’outil national n’a pas de page pour les saisir."
    )


def test_a_sheet_for_typing_again_that_leaves_nothing_out_says_so():
    content = written([a_row(1)], ExportKind.REKEYING)

    assert ["Comptages papier non repris", "aucun"] in sheet(content, "Informations")


@pytest.mark.parametrize(("referred", "words"), [(None, ""), (False, "Non"), (True, "Oui")])
def test_the_sheet_for_typing_again_says_whether_somebody_was_sent_on(referred, words):
    lines = sheet(written([a_row(1, referred=referred)], ExportKind.REKEYING), coop_rekeying.SHEET)

    assert lines[2][10] == words


@pytest.mark.parametrize("kind", [ExportKind.COOP, ExportKind.REKEYING])
def test_more_rows_than_one_sheet_holds_are_refused_never_left_out(kind):
    people = Totals(n_rows=1_048_576, n_people=1_048_576)
    stream = io.BytesIO()

    with pytest.raises(SheetTooLong, match="choisissez moins de jours"):
        write_detail((), kind, stream, a_context(totals=people))

    assert stream.getvalue() == b""


def test_the_statistics_stand_under_their_headings_with_their_shares():
    stream = io.BytesIO()
    lines = (Count("a", "E-mail", 1), Count("b", "=1+1", 2))
    own = Section("x", "Quartier", "personnes", (Count("n", "Nord", 3),), 0, "facultatif")
    national = Section("themes", "Thématiques", "activités", lines, 3, is_national=True)

    write_sections((own, national), stream, a_context())

    rows = sheet(stream.getvalue(), "Statistiques")
    top = next(number for number, row in enumerate(rows) if row[0] == "Thématiques")
    assert [row[:3] for row in rows[top : top + 3]] == [
        ["Thématiques", "activités", ""],
        ["E-mail", 1.0, 0.33333],
        ["=1+1", 2.0, 0.66667],
    ]
    assert ["Quartier", "personnes", "", "facultatif"] in sheet(stream.getvalue(), "Compléments")


def test_a_crossing_is_a_table_of_the_workbook_and_what_is_not_counted_says_so():
    stream = io.BytesIO()
    untold = Count("b", "Bénéficiaires suivis", None, "Non compté.")
    general = Section("general", "Générales", "", (untold,), 0, is_national=True)
    cells = {("email", "nord"): 2, ("email", ""): 1}
    columns = (("nord", "Nord"), ("", "Non dit"))
    table = CrossTable("Thématique / quartier", (("email", "E-mail"),), columns, cells)
    crossed = Section("x", "Thématiques par quartier", "accompagnements", (), 3, table=table)

    write_sections((general, crossed), stream, a_context())

    national = sheet(stream.getvalue(), "Statistiques")
    assert ["Bénéficiaires suivis", "Non compté."] in [row[:2] for row in national]
    own = [row[:3] for row in sheet(stream.getvalue(), "Compléments")]
    top = own.index(["Thématique / quartier", "Nord", "Non dit"])
    assert own[top + 1] == ["E-mail", 2.0, 1.0]
