# SPDX-License-Identifier: AGPL-3.0-or-later
"""The workbook for funders and the archive of open data."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from frictionless import Package, system
from python_calamine import CalamineWorkbook

from kiosk.domain.disclosure import NETWORK, WHOLE, Audience
from kiosk.exports.funder import write_funder
from kiosk.exports.licences import OpenLicence
from kiosk.exports.open_data import write_open_data
from kiosk.exports.registry import AUDIENCES, ExportKind
from tests.support.disclosed import disclosed, rows_of

OUTSIDERS = ("Politique de la ville", "Élus", "Tout le monde")


def workbook(of) -> dict[str, list[list[object]]]:
    stream = io.BytesIO()
    write_funder(of, stream)
    book = CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue()))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def archive(of, **how) -> zipfile.ZipFile:
    stream = io.BytesIO()
    write_open_data(of, stream, **how)
    return zipfile.ZipFile(io.BytesIO(stream.getvalue()))


def lines(file: zipfile.ZipFile) -> list[dict[str, str]]:
    text = file.read("frequentation.csv").decode("utf-8")
    assert not text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def quarter():
    return disclosed("2026-T1", Audience.FUNDERS)


@pytest.fixture(scope="module")
def year():
    return disclosed("2026", Audience.PUBLIC)


def test_only_files_that_hide_small_numbers_are_said_to_be_for_outsiders():
    outside = {kind for kind in ExportKind for word in OUTSIDERS if word in kind.audience}
    assert outside == set(AUDIENCES)


def test_the_workbook_says_what_its_numbers_are(quarter):
    said = {(line[0], line[1]) for line in workbook(quarter)["À lire d’abord"]}
    assert ("Tableaux d’accompagnement", "1er trimestre 2026") in said
    assert ("Périmètre", "Le réseau : essai") in said
    assert ("Jours sans donnée", "janvier 2026 : Centre Nord · b1 : 5 janvier 2026") in said
    late = "janvier 2026 : 1 borne n’a pas envoyé depuis le 3 janvier 2026"
    assert ("Envois en retard", late) in said
    after = "janvier 2026 : 30 au moins ; mars 2026 : nombre non connu"
    tail = " ; moins de 10 pour chaque autre mois"
    assert ("Aides arrivées depuis, non comptées", after + tail) in said
    assert ("Plus petit nombre dit", "5") in said
    assert any(text.startswith("s : nombre secret") and "1 à 4" in text for _, text in said)


def test_each_table_of_a_quarter_prints_whole_on_a_page_or_a_few(quarter):
    stream = io.BytesIO()
    write_funder(quarter, stream)
    with zipfile.ZipFile(stream) as book:
        pages = [book.read(one).decode() for one in book.namelist() if "worksheets/sheet" in one]

    assert all("<pageSetUpPr fitToPage" in page for page in pages)
    assert all("<pageSetup " in page and "fitToWidth" not in page for page in pages)
    assert {'fitToHeight="3"' in page for page in pages} == {True, False}


def test_the_workbook_has_the_months_beside_their_quarter(quarter):
    sheets = workbook(quarter)
    heading, first, *_ = sheets["Totaux"]
    assert heading[1:] == ["janvier 2026", "février 2026", "mars 2026", "1er trimestre 2026"]
    assert first == ["Accompagnements individuels", 93.0, 84.0, 93.0, 270.0]
    themes = {line[0]: line[1:] for line in sheets["Thème"]}
    assert themes["E-mail"] == [93.0, 84.0, 93.0, 270.0]
    assert themes["Santé"] == [31.0, 28.0, 31.0, 90.0]


def test_a_secret_is_an_s_in_every_table_and_nobody_is_a_nought():
    rows = tuple(row for row in rows_of("2026-01") if row.visit.content.day.day != 1)
    ages = {
        line[0]: line[1]
        for line in workbook(disclosed("2026-01", Audience.PUBLIC, rows))["Tranche d’âge"][1:]
    }
    assert ages["Moins de 18 ans"] == "s"
    assert list(ages.values()).count("s") >= 2
    assert ages["18 - 24 ans"] == 0.0


def test_months_before_the_service_are_told_as_no_service(tmp_path):
    rows = rows_of("2026-03")
    begun = date(2026, 3, 1)
    sheets = workbook(disclosed("2026-T1", Audience.FUNDERS, rows, begun))
    assert sheets["Totaux"][1] == ["Accompagnements individuels", "–", "–", 93.0, 93.0]
    centres = {line[0]: line[1:] for line in sheets["Totaux par centre"]}
    assert centres["Accompagnements individuels · Centre Nord"] == ["–", "–", 62.0, 62.0]
    assert centres["Passages sur les bornes · Centre Nord"] == ["–", "–", 0.0, 0.0]
    said = [text for _, text in map(tuple, (line[:2] for line in sheets["À lire d’abord"]))]
    assert any(text.startswith("– : pas de service") for text in said)

    with archive(disclosed("2026-T1", Audience.PUBLIC, rows, begun)) as file:
        file.extractall(tmp_path)
        january = [line for line in lines(file) if line["fin"] == "2026-01-31"]
        columns = pl.read_parquet(io.BytesIO(file.read("frequentation.parquet")))
    of_people = [line for line in january if line["population"] != "heures_ouverture"]
    assert {(line["effectif"], line["secret"]) for line in of_people} == {("", "false")}
    assert columns.filter(pl.col("effectif").is_null(), ~pl.col("secret")).height > len(of_people)
    with system.use_context(trusted=True):
        assert Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_tables_of_a_year_have_the_centres_beside_it():
    heading = workbook(disclosed("2026", Audience.FUNDERS))["Tranche d’âge"][0]
    assert [text for text in heading if " · " in text] == [
        "année 2026 · Centre Nord",
        'année 2026 · =HYPERLINK("x")',
    ]


def test_the_totals_of_a_quarter_are_told_by_centre_and_month(quarter):
    heading, *lines = workbook(quarter)["Totaux par centre"]
    told = {line[0]: line[1:] for line in lines}
    assert heading[1:] == ["janvier 2026", "février 2026", "mars 2026", "1er trimestre 2026"]
    assert told["Accompagnements individuels · Centre Nord"] == [62.0, 56.0, 62.0, 180.0]
    assert told["Heures d’ouverture · Centre Nord"] == [160.0, 160.0, 160.0, 480.0]
    assert told["Heures d’occupation des bornes · Centre Nord"] == [0.0, 0.0, 0.0, 0.0]


def test_themes_are_crossed_with_the_quarter_of_residence_and_say_who_is_not_there(quarter):
    sheet = workbook(quarter)["Thème et quartier"]
    told = {line[0]: line[1:] for line in sheet}
    assert sheet[0][1:] == ["1er trimestre 2026"]
    assert told["E-mail · Nord"] == [135.0]
    assert told["Santé · Nord"] == [45.0]
    assert told["Santé · Sud"] == [45.0]
    assert sheet[-1][0] == "hors ateliers, groupes et comptages : 0 personnes"


def test_the_open_data_are_as_their_schema_says(year, tmp_path):
    with archive(year) as file:
        file.extractall(tmp_path)
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    schema = json.loads((tmp_path / "schema.json").read_text(encoding="utf-8"))
    assert package["resources"][0]["schema"] == schema
    assert package["licenses"][0]["name"] == "etalab-2.0"


def test_the_licence_that_the_city_chose_stands_in_the_package_and_in_its_notice(year):
    with archive(replace(year, licence=OpenLicence.ODBL)) as file:
        package = json.loads(file.read("datapackage.json"))
        notice = file.read("LISEZ-MOI.txt").decode("utf-8")
    assert package["licenses"][0]["name"] == "ODbL-1.0"
    assert "Licence : Open Database License 1.0 (ODbL)" in notice


def test_the_parquet_file_has_the_lines_of_the_csv_file(year):
    with archive(year) as file:
        found = pl.read_parquet(io.BytesIO(file.read("frequentation.parquet")))
        written = lines(file)
    assert found.height == len(written) > 500
    for one, line in zip(found.iter_rows(named=True), written, strict=True):
        assert line["effectif"] == ("s" if one["secret"] else str(one["effectif"]))
        assert line["debut"] == one["debut"].isoformat()
        assert (line["modalite"], line["secret"]) == (one["modalite"], str(one["secret"]).lower())


def test_the_open_data_hold_no_number_from_1_to_10_and_no_formula(year):
    with archive(year) as file:
        written = lines(file)
    told = [int(line["effectif"]) for line in written if line["effectif"] != "s"]
    assert min(n for n in told if n) >= 11
    assert {line["lieu"] for line in written} == {"Ensemble", "Centre Nord", '\'=HYPERLINK("x")'}


def test_where_parquet_cannot_be_made_the_archive_says_so(year):
    with archive(year, as_parquet=lambda _: None) as file:
        assert "frequentation.parquet" not in file.namelist()
        told = file.read("LISEZ-MOI.txt").decode("utf-8")
        assert "Pas de Parquet : ce programme est installé sans lui." in told


def test_the_same_numbers_make_the_same_archive(year):
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        write_open_data(year, file)
    assert files[0].getvalue() == files[1].getvalue()


def test_the_lines_of_a_file_add_up_to_its_total_where_nothing_is_secret(quarter):
    told = {one.key: one.n for one in quarter.figures()}
    for key, n in told.items():
        parts = [
            m
            for other, m in told.items()
            if other.topic == "genre" and (other.period, other.place) == (key.period, key.place)
        ]
        if key[:2] == ("accompagnements_individuels", WHOLE) and key.place == NETWORK:
            assert sum(parts) == n
