# SPDX-License-Identifier: AGPL-3.0-or-later
"""A folder of public sheets becomes documents; a file that is no sheet is told and left out."""

from __future__ import annotations

import pytest

from kiosk.content.search import index_documents, search
from kiosk.content.search_documents import DocumentKind
from kiosk.content.search_sheets import MAX_TEXT, read_sheets
from kiosk.foundation.errors import ContentUnreadable

DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def sheet(number="F265", title="Carte Vitale", inner=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Publication {DC} ID="{number}">'
        f"<dc:title>{title}</dc:title><Theme><Titre>Social - Santé</Titre></Theme>"
        f"<Texte><Chapitre><Titre>Perte <b>ou</b> vol</Titre></Chapitre>{inner}</Texte>"
        "</Publication>"
    )


def test_a_sheet_is_found_by_its_title(tmp_path):
    (tmp_path / "F265.xml").write_text(sheet(), "utf-8")
    (tmp_path / "F1.xml").write_text(sheet("F1", "Carte grise"), "utf-8")
    (tmp_path / "lisez-moi.txt").write_text("rien", "utf-8")
    read = read_sheets(tmp_path)
    index = index_documents(read.documents, ())

    assert [document.document_id for document in read.documents] == ["F1", "F265"]
    assert {document.kind for document in read.documents} == {DocumentKind.SHEET}
    assert search(index, "carte vital", 1)[0].document_id == "F265"
    assert read.documents[1].themes == ("Social - Santé",)
    assert "Perte vol ou" in read.documents[1].body[1]
    assert read.refusals == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "vide"),
        (b"<Publication", "XML mal"),
        (b"<html/>", "racine"),
        (b"\xff\xfe\xfa<Publication/>", "refus"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Publication>&b;</Publication>', "DOCTYPE"),
        (b"<Publication>" + b"<a>" * 200, "niveaux"),
        (b"PK\x03\x04zip", "archive"),
        (b"<Publication>" + b" " * 5_000_000 + b"</Publication>", "Mio"),
    ],
)
def test_a_hostile_file_is_told_and_the_others_stay(tmp_path, content, told):
    (tmp_path / "mauvais.xml").write_bytes(content)
    (tmp_path / "F265.xml").write_text(sheet(), "utf-8")
    read = read_sheets(tmp_path)

    assert [document.document_id for document in read.documents] == ["F265"]
    assert len(read.refusals) == 1
    assert told in read.refusals[0]
    assert "mauvais.xml" in read.refusals[0]


def test_a_sheet_without_number_or_title_goes_by_the_name_of_its_file(tmp_path):
    (tmp_path / "F7.xml").write_text("<Publication/>", "utf-8")
    [document] = read_sheets(tmp_path).documents

    assert document.document_id == "F7"
    assert document.titles == {"fr": "F7"}


def test_an_endless_title_is_cut(tmp_path):
    (tmp_path / "F7.xml").write_text(sheet(title="mot " * 50_000), "utf-8")
    [document] = read_sheets(tmp_path).documents

    assert len(document.titles["fr"]) <= MAX_TEXT


@pytest.mark.parametrize("name", ["absent", "fichier.xml"])
def test_what_is_no_folder_is_refused_in_a_sentence(tmp_path, name):
    (tmp_path / "fichier.xml").write_text(sheet(), "utf-8")

    with pytest.raises(ContentUnreadable, match="dossier de fiches"):
        read_sheets(tmp_path / name)


def test_too_many_files_are_refused_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.content.search_sheets.MAX_SHEETS", 1)
    for number in range(2):
        (tmp_path / f"F{number}.xml").write_text(sheet(f"F{number}"), "utf-8")

    with pytest.raises(ContentUnreadable, match="plus de 1 fiches"):
        read_sheets(tmp_path)
