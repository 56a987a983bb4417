# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import csv

import pytest
from python_calamine import CalamineWorkbook

from kiosk.__main__ import main
from kiosk.foundation.resources import asset_path


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "kiosk"
    assert main(["--data", str(folder), "demo-data", "--sessions", "12", "--seed", "4"]) == 0
    return folder


def export(folder, out, *more):
    days = ["--from", "2026-01-01", "--to", "2035-01-01"]
    return main(["--data", str(folder), "export", *days, "--out", str(out), *more])


def n_rows(file):
    with file.open(encoding="utf-8-sig", newline="") as text:
        return len(list(csv.DictReader(text, delimiter=";")))


def test_both_formats_and_the_answer_agree_on_the_count(demo_folder, tmp_path, capsys):
    plain, national = tmp_path / "a.csv", tmp_path / "a.xlsx"

    assert export(demo_folder, plain, "--format", "csv") == 0
    said = capsys.readouterr().out
    assert export(demo_folder, national, "--format", "coop") == 0
    said_of_national = capsys.readouterr().out

    sheet = CalamineWorkbook.from_path(str(national)).get_sheet_by_name("Activités").to_python()
    with plain.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text, delimiter=";"))
    people = sum(int(row["Personnes"]) for row in rows if row["Type"] != "Comptage papier")
    assert sheet[4][:2] == ["Total", float(people)]
    everybody = sum(int(row["Personnes"]) for row in rows)
    assert said.startswith(f"{len(rows)} lignes, {everybody} personnes accompagnées · ")
    assert said_of_national.startswith(f"{people} lignes, {people} personnes accompagnées · ")
    assert "Cette borne : Espace citoyen numérique Nord" in said
    assert "Jours sans donnée : " in said


def test_the_statistics_name_the_guides_as_people_see_them(demo_folder, tmp_path, capsys):
    file = tmp_path / "chiffres.xlsx"

    assert export(demo_folder, file, "--format", "statistiques", "--to", "2029-12-31") == 0

    book = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Compléments").to_python()
    alone = book[[row[0] for row in book].index("Démarches finies sans aide") + 1 :]
    named = [row[0] for row in alone[: [row[0] for row in alone].index("")]]
    assert named
    assert not {path.name for path in asset_path("content").iterdir()} & set(named)
    assert capsys.readouterr().out.startswith("un document, ")


def test_sessions_are_asked_by_their_name(demo_folder, tmp_path):
    file = tmp_path / "passages.csv"

    assert export(demo_folder, file, "--format", "csv", "--what", "passages") == 0
    assert n_rows(file) == 12


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (["--format", "pdf"], "« pdf » n’existe pas"),
        (["--format", "csv", "--from", "hier"], "un jour comme 2026-10-01"),
        (["--format", "csv", "--from", "0001-01-01"], "un jour comme 2026-10-01"),
        (["--format", "csv", "--to", "9999-12-31"], "un jour comme 2026-10-01"),
        (["--format", "csv", "--what", "noms"], "« noms » n’existe pas"),
        ([], "il manque --format"),
    ],
)
def test_wrong_use_is_told_in_one_sentence_with_code_2(
    demo_folder, tmp_path, capsys, wrong, sentence
):
    with pytest.raises(SystemExit) as stopped:
        export(demo_folder, tmp_path / "a", *wrong)

    said = capsys.readouterr().err
    assert stopped.value.code == 2
    assert sentence in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (["--format", "csv", "--to", "2025-01-01"], "Le dernier jour vient avant le premier"),
        (["--format", "coop", "--what", "passages"], "Les passages n’existent qu’en csv"),
        (["--format", "rapport", "--from", "2029-12-31"], "vont jusqu’à cinq ans"),
        (["--format", "csv", "--out", "/nowhere/a.csv"], "Le dossier du fichier n’existe pas"),
    ],
)
def test_a_refused_export_is_told_in_one_sentence_with_code_1(
    demo_folder, tmp_path, capsys, refused, sentence
):
    code = export(demo_folder, tmp_path / "a", *refused)

    assert code == 1
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("name", ["keys.json", "kiosk.db", "secrets.json"])
def test_an_export_never_takes_the_place_of_a_file_of_the_machine(demo_folder, capsys, name):
    before = (demo_folder / name).read_bytes()

    assert export(demo_folder, demo_folder / name, "--format", "csv") == 1

    assert "dossier de données" in capsys.readouterr().err
    assert (demo_folder / name).read_bytes() == before


def test_the_centre_of_the_demonstration_comes_with_its_codes(tmp_path, capsys):
    folder = tmp_path / "kiosk"

    code = main(["--data", str(folder), "demo-data", "--sessions", "0", "--centre"])

    said = capsys.readouterr().out
    assert code == 0
    assert [line.split(" : ")[0] for line in said.splitlines()[:4]] == [
        "Code médiation",
        "Code bénévole",
        "Code coordination",
        "Code technique",
    ]


def test_a_number_of_sessions_must_be_a_number(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--data", str(tmp_path), "demo-data", "--sessions", "beaucoup"])

    assert stopped.value.code == 2
    assert "un nombre entier" in capsys.readouterr().err
