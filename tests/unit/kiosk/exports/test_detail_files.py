# SPDX-License-Identifier: AGPL-3.0-or-later
"""The detail in its three forms, as other programs read it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from operator import itemgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kiosk.domain.attendance import Category, CategoryCount, VisitKind
from kiosk.domain.counted_rows import VisitRow
from kiosk.domain.coverage import Coverage, FigureScope, LateMachine
from kiosk.exports import detail, ods_stream, xlsx_stream
from kiosk.exports.registry import ExportKind
from kiosk.exports.safe_text import one_line, without_formula
from kiosk.exports.sheets import LETTERS_PT
from tests.support.visits import (
    LISTS,
    NORD,
    OCTOBER,
    a_context,
    a_row,
    a_visit,
    recordable_drafts,
    written,
)

SHEETS = (ExportKind.XLSX, ExportKind.ODS)
HEADINGS = [
    *("Jour", "Saisi le", "Modifié le", "Saisi après coup", "Corrigé"),
    *("Type", "Lieu", "Type de lieu", "Code Insee de la commune"),
    *("Durée (min)", "Durée (h)", "Personnes", "Thématiques", "Démarches administratives"),
    *("Matériel", "Autonomie", "Réorienté", "Structure de redirection", "Lieu de réorientation"),
    *("Genre", "Tranche d’âge", "Statut", "Venue", "Origine de la saisie", "Saisi par"),
    *("Niveau", "Atelier", "Moyen", "Posture", "Mandat", "Début", "Attente (min)"),
    *("Quartier", "Besoin non couvert", "Décomptes", "Identifiant"),
]
# What a mediator may paste: formulas, marks of direction, controls, halves of pairs, pictures.
SIGNS = '=+-@\t\r\n"; \u202e\u2066\u200f\ud83d\ufeff\ufffe＝\x00\x85\u2028\U0001f5a8'
NASTY = st.lists(
    st.one_of(st.characters(), st.sampled_from(SIGNS), st.just("_x000D_")), max_size=40
).map("".join)


def book(rows, kind, context=None):
    return CalamineWorkbook.from_filelike(io.BytesIO(written(rows, kind, context)))


def table(rows, kind, context=None):
    """Return the rows of the detail by heading, as another program reads them."""
    if kind is ExportKind.CSV:
        text = written(rows, kind, context).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    headings, *lines = book(rows, kind, context).get_sheet_by_name("Accompagnements").to_python()
    assert headings == HEADINGS
    return [dict(zip(headings, line, strict=True)) for line in lines]


def a_workshop(**changes):
    counts = (
        CategoryCount(Category.GENDER, "feminin", 3),
        CategoryCount(Category.GENDER, "masculin", 2),
        CategoryCount(Category.RETURNING, "oui", 4),
    )
    values = {"kind": VisitKind.WORKSHOP, "people": 8, "title": "Ma boîte mail", "counts": counts}
    return a_row(**{**values, "level": "debutant", **changes})


@pytest.mark.parametrize("kind", SHEETS)
def test_days_and_numbers_are_days_and_numbers_in_sheets(kind):
    (cells,) = table([a_row(version=2)], kind)

    assert (cells["Jour"], cells["Modifié le"]) == (date(2026, 10, 14), date(2026, 10, 14))
    assert (cells["Durée (min)"], cells["Durée (h)"], cells["Personnes"]) == (45, 0.75, 1)
    assert cells["Attente (min)"] == ""


@pytest.mark.parametrize("kind", [ExportKind.CSV, *SHEETS])
def test_what_a_record_says_besides_is_told_in_words(kind):
    row = a_workshop(posture="forme", start="14:15", unmet="langue", place="a_distance")

    (cells,) = table([row], kind)

    assert (
        cells["Décomptes"] == "Genre : Féminin 3, Masculin 2 | Déjà accompagné : Déjà accompagné 4"
    )
    assert (cells["Niveau"], cells["Atelier"], cells["Début"]) == (
        "Débutant",
        "Ma boîte mail",
        "14:15",
    )
    assert cells["Posture"] == "Je forme : la personne apprend à faire"
    assert cells["Besoin non couvert"] == "Pas de langue commune"


def test_a_place_of_the_directory_is_told_by_its_name():
    context = a_context(referral_places={"lieu-1": "Mission locale"})
    row = a_row(referred=True, referral_place="lieu-1")

    (cells,) = table([row], ExportKind.CSV, context)

    assert cells["Lieu de réorientation"] == "Mission locale"


@pytest.mark.parametrize("kind", SHEETS)
def test_the_first_sheet_says_what_the_file_covers_and_what_it_lacks(kind):
    coverage = Coverage(
        FigureScope.NETWORK, "2 machines", (), (LateMachine("Borne Sud", date(2026, 10, 12)),)
    )
    context = a_context(coverage=coverage, filters=(("Centre", "Nord"),))

    found = book([a_workshop()], kind, context)
    told = dict(found.get_sheet_by_name("Informations").to_python())

    assert found.sheet_names == ["Informations", "Accompagnements"]
    assert told["Périmètre"] == "Le réseau : 2 machines"
    assert told["Envois en retard"] == "1 borne n’a pas envoyé depuis le 12 octobre 2026"
    assert (told["Centre"], told["Jours sans donnée"]) == ("Nord", "aucun")
    assert told["Diffusion"].startswith("Petits nombres non cachés : pour l’équipe")
    assert (told["Fiches"], told["Accompagnements (personnes)"]) == (1, 8)


def test_late_machines_stand_on_each_row_of_a_csv_file():
    coverage = Coverage(FigureScope.NETWORK, "2 machines", (), (LateMachine("Borne Sud", None),))

    (cells,) = table([a_row()], ExportKind.CSV, a_context(coverage=coverage))

    assert cells["Jours sans donnée"] == "aucun ; 1 borne n’a jamais envoyé"


@pytest.mark.parametrize(
    ("kind", "writer"), list(zip(SHEETS, (xlsx_stream, ods_stream), strict=True))
)
def test_a_full_sheet_is_followed_by_another_whose_name_says_its_rows(monkeypatch, kind, writer):
    monkeypatch.setattr(writer, "MOST_ROWS", 3)
    rows = [a_row(number) for number in range(1, 6)]

    found = book(rows, kind)

    names = ["Lignes 1 à 2", "Lignes 3 à 4", "Lignes 5 à 5"]
    assert found.sheet_names == ["Informations", *names]
    told = [line[-1] for name in names for line in found.get_sheet_by_name(name).to_python()[1:]]
    assert sorted(told) == sorted(row.row_id for row in rows)


def part(rows, kind, name):
    with zipfile.ZipFile(io.BytesIO(written(rows, kind))) as archive:
        return archive.read(name).decode()


def test_a_workbook_lies_on_two_pages_beside_each_other_its_headings_on_each():
    page = part([a_row()], ExportKind.XLSX, "xl/worksheets/sheet2.xml")
    book = part([a_row()], ExportKind.XLSX, "xl/workbook.xml")

    assert '<pageSetUpPr fitToPage="1"/>' in page
    lies = 'paperSize="9" fitToWidth="2" fitToHeight="0" orientation="landscape"'
    assert f"<pageSetup {lies}/>" in page
    assert "Page &amp;P / &amp;N" in page
    titles = 'name="_xlnm.Print_Titles" localSheetId="1">\'Accompagnements\'!$1:$1<'
    assert titles in book
    assert book.count("Print_Titles") == 1


def test_an_open_document_lies_on_two_pages_beside_each_other_its_headings_on_each():
    content = part([a_row()], ExportKind.ODS, "content.xml")
    styles = part([a_row()], ExportKind.ODS, "styles.xml")

    assert 'table:name="Accompagnements" table:style-name="TA4L"' in content
    assert "<table:table-header-rows>" in content
    layout = re.search(r'style:name="LA4L">(.*?)</style:page-layout>', styles)[1]
    assert 'style:print-orientation="landscape"' in layout
    assert 'style:scale-to-X="2"' in layout


def test_all_columns_stand_on_two_pages_in_letters_of_eight_points():
    page = part([a_row()], ExportKind.XLSX, "xl/worksheets/sheet2.xml")
    content = part([a_row()], ExportKind.ODS, "content.xml")
    letters = sum(float(one) for one in re.findall(r'<col [^>]* width="([\d.]+)"', page))
    style = r'style:name="(C\d+)" style:family="table-column"><[^>]*column-width="([\d.]+)cm'
    widths = dict(re.findall(style, content))
    sheet = content.partition('table:name="Accompagnements"')[2]
    columns = re.findall(r'<table:table-column table:style-name="(C\d+)"', sheet)

    two_pages_cm = 2 * 27.6
    least_scale = 8 / LETTERS_PT
    assert letters * 7 / 96 * 2.54 * least_scale <= two_pages_cm  # 7 pixels a letter at most
    assert len(columns) == len(detail.HEADINGS)
    assert sum(float(widths[one]) for one in columns) * least_scale <= two_pages_cm


@pytest.mark.parametrize(
    ("kind", "place", "found"),
    [
        (ExportKind.XLSX, "xl/worksheets/sheet2.xml", r'<row ht="(\d+)" customHeight="1">'),
        (ExportKind.ODS, "content.xml", r'<table:table-row table:style-name="R(\d+)">'),
    ],
)
def test_a_row_is_as_high_as_its_longest_text_and_no_higher_than_a_row_may_be(kind, place, found):
    long = a_row(2, referred=True, referral="insertion_professionnelle")
    highest = a_row(3, themes=LISTS.themes.codes())

    heights = [int(one) for one in re.findall(found, part([a_row(), long, highest], kind, place))]

    assert len(set(heights)) == 3
    assert max(heights) <= 409


@pytest.mark.parametrize("kind", SHEETS)
def test_a_period_without_visits_still_gives_a_whole_workbook(kind):
    assert table([], kind) == []


def test_texts_beyond_the_shared_ones_are_written_where_they_stand(monkeypatch):
    monkeypatch.setattr(xlsx_stream, "_MOST_SHARED", 3)

    (cells,) = table([a_workshop()], ExportKind.XLSX)

    assert (cells["Atelier"], cells["Niveau"]) == ("Ma boîte mail", "Débutant")


def in_words(cell):
    """Return a cell of a sheet as it stands in a file of texts; whole numbers are read as float."""
    return str(int(cell)) if isinstance(cell, float) else str(cell)


@settings(max_examples=15, deadline=None)
@given(st.lists(recordable_drafts(OCTOBER.first, OCTOBER.last), min_size=1, max_size=6))
def test_each_row_says_what_it_says_alone_and_the_same_in_the_three_forms(drafts):
    visits = [replace(a_visit(at), content=draft) for at, draft in enumerate(drafts, 1)]
    rows = [VisitRow(f"{at:032x}", visit) for at, visit in enumerate(visits, 1)]
    alone = [table([row], ExportKind.CSV)[0] for row in rows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(detail, "ROWS_A_STEP", 2)
        patch.setattr(detail, "MOST_KEPT", 3)
        csv_rows, *sheets = (table(rows, kind) for kind in (ExportKind.CSV, *SHEETS))

    assert sorted(csv_rows, key=itemgetter("Identifiant")) == alone
    for lines in sheets:
        for cells, plain in zip(lines, csv_rows, strict=True):
            hours = f"{cells['Durée (h)']:.2f}".replace(".", ",")
            shown = {heading: in_words(cell) for heading, cell in cells.items()}
            shown |= {"Durée (h)": hours, "Atelier": without_formula(shown["Atelier"])}
            assert shown == {heading: plain[heading] for heading in HEADINGS}


@settings(max_examples=60, deadline=None)
@given(NASTY)
def test_any_title_is_a_harmless_text_in_every_file(title):
    rows = [a_workshop(title=title)]

    (plain,) = table(rows, ExportKind.CSV)
    assert plain["Atelier"] == without_formula(title)
    assert not plain["Atelier"].startswith(tuple("=+-@＝＋－＠\t"))
    for kind in SHEETS:
        (cells,) = table(rows, kind)
        assert str(cells["Atelier"]).split() == one_line(title).split()
    assert not set(one_line(title)) & set("\u202e\u2066\u200f\ufeff\x00\u2028")


def test_a_paste_of_ten_thousand_letters_stays_whole_and_one_of_forty_thousand_is_cut():
    for kind in SHEETS:
        lengths = [
            len(table([a_workshop(title="é" * n)], kind)[0]["Atelier"]) for n in (10_000, 40_000)
        ]
        assert lengths == [10_000, 32_767]


def test_the_name_of_a_centre_is_escaped_in_sheets_and_stays_a_text():
    name = '=1+1 & <b> "Nord" _x0041_'
    context = a_context(places={"NORD": NORD.__class__(name)})

    for kind in SHEETS:
        assert table([a_row()], kind, context)[0]["Lieu"] == name
