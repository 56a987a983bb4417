# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sheet imported again follows its new text, and never over what a person wrote."""

from __future__ import annotations

import json

import pytest

from kiosk.__main__ import main
from kiosk.content.service_public.comparing import ChangeKind, compare
from kiosk.content.service_public.importing import import_sheets
from kiosk.content.service_public.merging import Outcome
from kiosk.foundation.errors import ContentUnreadable
from tests.support.sheet_mutator import SHEETS
from tests.unit.kiosk.content.service_public.sheets import sheet, structure_problems

TEXT = "textes.fr.yaml"
BODY = (
    "<Texte><Chapitre><Titre><Paragraphe>Le délai</Paragraphe></Titre>"
    "<Paragraphe>Deux mois.</Paragraphe></Chapitre><Chapitre><Titre><Paragraphe>Le prix"
    "</Paragraphe></Titre><Paragraphe>Rien.</Paragraphe></Chapitre></Texte>"
)
LATER = BODY.replace("Deux mois.", "Trois mois.")
LONGER = LATER.replace(
    "</Texte>",
    "<Chapitre><Titre><Paragraphe>Le recours</Paragraphe></Titre>"
    "<Paragraphe>Écrivez.</Paragraphe></Chapitre></Texte>",
)


@pytest.fixture
def again(tmp_path):
    def take(body):
        (tmp_path / "F1.xml").write_text(sheet(body), encoding="utf-8")
        return import_sheets([tmp_path / "F1.xml"], tmp_path / "out").sheets[0]

    take(BODY)
    return take


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out" / "dila-f1"


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_sheet_again_touches_nothing(again, folder):
    before = everything(folder)

    assert again(BODY).outcome is Outcome.UNCHANGED
    assert everything(folder) == before


def test_a_draft_that_nobody_edited_follows_the_sheet(again, folder):
    assert again(LONGER).outcome is Outcome.REPLACED
    assert "Trois mois." in (folder / TEXT).read_text("utf-8")
    assert "Le recours" in (folder / TEXT).read_text("utf-8")


def test_an_edited_text_stays_and_the_others_follow(again, folder):
    edit(folder / TEXT, '"Rien."', '"C’est gratuit."  # vérifié')
    report = again(LATER)
    text = (folder / TEXT).read_text("utf-8")

    assert report.outcome is Outcome.MERGED
    assert "C’est gratuit." in text
    assert "# vérifié" in text
    assert "Trois mois." in text


def test_a_text_edited_by_hand_and_by_the_sheet_keeps_the_hand_and_is_told(again, folder):
    edit(folder / TEXT, '"Deux mois."', '"Environ deux mois."')
    report = again(LATER)

    assert "Environ deux mois." in (folder / TEXT).read_text("utf-8")
    assert report.kept == ("dila-f1/textes.fr.yaml: etapes.le_delai.texte",)


def test_a_status_set_by_hand_stays_while_the_steps_follow(again, folder, tmp_path):
    edit(folder / "parcours.yaml", "statut: brouillon", "statut: a_relire")
    assert again(LONGER).outcome is Outcome.MERGED
    structure = (folder / "parcours.yaml").read_text("utf-8")

    assert "statut: a_relire" in structure
    assert "le_recours" in structure
    assert structure_problems(tmp_path / "out") == []


def test_steps_changed_by_hand_and_by_the_sheet_are_left_to_a_person(again, folder):
    edit(folder / "parcours.yaml", "minutes: 2", "minutes: 9")
    before = (folder / "parcours.yaml").read_bytes()
    report = again(LONGER)

    assert report.outcome is Outcome.KEPT
    assert (folder / "parcours.yaml").read_bytes() == before
    assert "Le recours" in (folder / "nouveau" / TEXT).read_text("utf-8")


def test_an_edited_text_whose_step_is_gone_is_not_lost(again, folder):
    edit(folder / TEXT, '"Rien."', '"C’est gratuit."')
    shorter = BODY.split("<Chapitre><Titre><Paragraphe>Le prix", maxsplit=1)[0] + "</Texte>"
    report = again(shorter)

    assert report.outcome is Outcome.KEPT
    assert "C’est gratuit." in (folder / TEXT).read_text("utf-8")


def test_without_the_draft_of_origin_everything_counts_as_written_by_hand(again, folder):
    for path in (folder / "origine").iterdir():
        path.unlink()
    before = (folder / TEXT).read_bytes()

    assert again(LATER).outcome is Outcome.KEPT
    assert (folder / TEXT).read_bytes() == before


def test_the_registries_keep_what_was_checked_by_hand(again, tmp_path):
    urls = tmp_path / "out" / "registres" / "urls.yaml"
    edit(urls, "verifie_le: null", "verifie_le: 2026-11-20")
    again(LONGER)

    assert "verifie_le: 2026-11-20" in urls.read_text("utf-8")


def test_a_part_that_the_sheet_no_longer_gives_is_told(again, tmp_path):
    long = "".join(f"<Paragraphe>Texte {n}.</Paragraphe>" for n in range(300))
    again(f"<Texte>{long}</Texte>")
    report = again(BODY)

    assert any("dila-f1-2 ne vient plus" in remark.text for remark in report.remarks)
    assert (tmp_path / "out" / "dila-f1-2").is_dir()


def test_the_difference_names_place_values_and_hand(again, folder, tmp_path):
    edit(folder / TEXT, '"Rien."', '"C’est gratuit."')
    (tmp_path / "F1.xml").write_text(sheet(LONGER), encoding="utf-8")
    import_sheets([tmp_path / "F1.xml"], tmp_path / "new")
    changes = {change.place: change for change in compare(tmp_path / "out", tmp_path / "new")}
    price = changes["dila-f1/textes.fr.yaml: etapes.le_prix.texte"]
    delay = changes["dila-f1/textes.fr.yaml: etapes.le_delai.texte"]
    step = changes["dila-f1/parcours.yaml: etapes.le_recours.type"]

    assert (price.old, price.new, price.is_edited) == ("C’est gratuit.", "Rien.", True)
    assert (delay.kind, delay.is_edited) == (ChangeKind.CHANGED, False)
    assert step.kind is ChangeKind.ADDED


def test_folders_without_walkthroughs_cannot_be_compared(tmp_path):
    with pytest.raises(ContentUnreadable, match="pas de parcours"):
        compare(tmp_path, tmp_path)
    with pytest.raises(ContentUnreadable, match="n’est pas un dossier"):
        compare(tmp_path / "x", tmp_path)


def test_the_command_line_imports_tells_and_compares(tmp_path, capsys):
    out = str(tmp_path / "out")
    assert main(["content", "import-dila", str(SHEETS), "--out", out]) == 0
    text = capsys.readouterr().out
    assert "9 fichiers (9 créé)" in text
    assert "non repris :" in text

    bad = tmp_path / "bad.xml"
    bad.write_text("<html/>")
    assert main(["content", "import-dila", str(bad), "--out", out, "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["refused"] == 1
    assert "sa racine est" in report["sheets"][0]["refusal"]

    assert main(["content", "diff", out, out, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["content", "diff", out, str(tmp_path / "rien")]) == 1
    assert "n’est pas un dossier" in capsys.readouterr().err
