# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hostile and broken files are refused with a sentence, and nothing is written."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from kiosk.content.service_public.importing import import_sheets
from kiosk.content.service_public.merging import Outcome
from kiosk.content.service_public.sheet_xml import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    Element,
    parse_sheet,
)
from kiosk.foundation.errors import ContentUnreadable
from tests.support.sheet_mutator import SHEETS

BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(9)
    )
    + b"]><Publication>&a8;</Publication>"
)
EXTERNAL = (
    b'<!DOCTYPE Publication [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<Publication ID="F1">&x;</Publication>'
)
OUTSIDE_DTD = b'<!DOCTYPE Publication SYSTEM "http://127.0.0.1/x.dtd"><Publication ID="F1"/>'


def archive():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("F1.xml", "<Publication/>")
    return buffer.getvalue()


HOSTILE = {
    "billion laughs": (BILLION, "DOCTYPE"),
    "external entity": (EXTERNAL, "DOCTYPE"),
    "external document type": (OUTSIDE_DTD, "DOCTYPE"),
    "unknown entity": (b"<Publication>&x;</Publication>", "XML mal écrit"),
    "huge": (b"<Publication>" + b"x" * MAX_BYTES + b"</Publication>", "dépasse 4 Mio"),
    "deep": (b"<Publication>" + b"<a>" * 200_000, f"plus de {MAX_DEPTH} niveaux"),
    "many": (b"<Publication>" + b"<a/>" * (MAX_ELEMENTS + 1), f"plus de {MAX_ELEMENTS} éléments"),
    "not utf-8": (b"<Publication ID='F1'>\xff\xfe\xe9</Publication>", "UTF-8"),
    "unknown encoding": (b"<?xml version='1.0' encoding='klingon'?><Publication/>", "codage"),
    "cut": ((SHEETS / "F1342.xml").read_bytes()[:5000], "XML mal écrit"),
    "wrong root": (b"<html><body/></html>", "sa racine est « html »"),
    "empty": (b"", "est vide"),
    "blank": (b" \n\n", "est vide"),
    "zip": (archive(), "archive"),
    "text": (b"bonjour", "XML mal écrit"),
    "json": (b'{"name": "root"}', "XML mal écrit"),
    "no number": (b"<Publication><dc:date xmlns:dc='x'/></Publication>", "pas de numéro"),
    "bad number": (b"<Publication ID='../../F1'/>", "pas de numéro"),
    "no date": (b"<Publication ID='F1'><Texte/></Publication>", "date de mise à jour"),
    "impossible date": (
        b"<Publication ID='F1' dateDerniereModificationImportante='2020-02-31'/>",
        "date de mise à jour",
    ),
}


@pytest.mark.parametrize(("raw", "word"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_no_sheet_is_refused_with_a_sentence_and_writes_nothing(tmp_path, raw, word):
    file = tmp_path / "F1.xml"
    file.write_bytes(raw)
    report = import_sheets([file], tmp_path / "out")

    assert report.sheets[0].outcome is Outcome.REFUSED
    assert report.sheets[0].refusal.startswith("F1.xml")
    assert word in report.sheets[0].refusal
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_or_is_no_file_is_refused(tmp_path):
    report = import_sheets([tmp_path / "rien.xml"], tmp_path / "out")

    assert "n’est pas un fichier" in report.sheets[0].refusal


def test_a_folder_without_a_sheet_is_refused_by_its_name(tmp_path):
    empty = tmp_path / "fiches"
    (empty / "particuliers").mkdir(parents=True)
    report = import_sheets([empty], tmp_path / "out")

    assert report.n_refused == 1
    assert report.sheets[0].refusal == "fiches est refusé : aucune fiche .xml dans ce dossier."
    assert report.summary().startswith("1 fichier (1 refusé)")


def test_a_refused_file_does_not_stop_the_others(tmp_path):
    bad = tmp_path / "F9.xml"
    bad.write_bytes(BILLION)
    report = import_sheets([bad, SHEETS / "F34482.xml"], tmp_path / "out")

    assert [sheet.outcome for sheet in report.sheets] == [Outcome.REFUSED, Outcome.CREATED]
    assert report.n_refused == 1


def test_another_declared_encoding_is_read():
    raw = "<?xml version='1.0' encoding='ISO-8859-1'?><Publication>é</Publication>"

    assert parse_sheet(raw.encode("latin-1"), "x").children == ["é"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    blocked = tmp_path / "out"
    blocked.write_text("un fichier")
    with pytest.raises(ContentUnreadable, match="ne s’écrit pas"):
        import_sheets([SHEETS / "F34482.xml"], blocked)


def test_a_text_of_many_lines_costs_what_its_bytes_cost():
    text = "a\n" * 500_000
    begun_s = time.process_time()

    root = parse_sheet(f"<Publication>{text}<b/>{text}</Publication>".encode(), "x.xml")

    assert root.children == [text, Element("b", {}), text]
    assert time.process_time() - begun_s < 4.0
