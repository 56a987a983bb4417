# SPDX-License-Identifier: AGPL-3.0-or-later
"""The number on paper, and what a name of a place may hold: other letters, pictures."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, date, datetime

import pytest
from PySide6.QtGui import QFontDatabase

from kiosk.foundation.resources import asset_path
from kiosk.foundation.translation import LANGUAGES, Translator
from ui.printing.render import pdf_of
from ui.printing.sheets import PaperFormat, queue_sheet
from ui.printing.signs import printable
from ui.printing.tickets import TicketOnPaper, ticket_sheet

PLACE = "Maison 😀 d’EXEMPLE (مركز ليل) 👩🏽‍🦽"
OURS = {"SixiemeHyperlegible-Regular", "SixiemeHyperlegible-Bold", "NotoSansArabic-Regular"}
FAMILIES = ("Sixieme Hyperlegible", "Noto Sans Arabic")
DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def fonts(qapp):
    for name in ("SixiemeHyperlegible-Regular", "SixiemeHyperlegible-Bold", "NotoSansArabic"):
        QFontDatabase.addApplicationFont(str(asset_path("fonts", f"{name}.ttf")))


def on_paper(tmp_path, sheet, paper):
    """Return the file, and the fonts that its letters are drawn with."""
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf_of(sheet, paper, FAMILIES))
    done = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True)
    return file, {line.split()[0].split("+")[-1] for line in done.stdout.splitlines()[2:]}


def words_of(file):
    done = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def a_ticket(language):
    ticket = TicketOnPaper(
        number="48291630",
        is_confirmed=True,
        start_utc=datetime(2026, 11, 25, 13, 45, tzinfo=UTC),
        centre=(PLACE, "14 place de l’EXEMPLE ☕"),
        phone="03 20 00 00 00",
        documents=(("Pièce d’identité 🪪", "بطاقة الهوية 🪪"),),
        code_qr="SQ1:EXEMPLE",
        event_qr="",
    )
    return ticket_sheet(ticket, Translator(language))


@pytest.mark.parametrize("paper", PaperFormat)
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("kind", ["number", "ticket"])
def test_other_letters_are_drawn_and_pictures_leave_no_empty_box(tmp_path, kind, language, paper):
    """Edge case « RTL label and emoji print »: a font that is not ours would draw boxes."""
    if kind == "number":
        sheet = queue_sheet("A12", DAY, PLACE, Translator(language))
    else:
        sheet = a_ticket(language)

    file, fonts = on_paper(tmp_path, sheet, paper)

    assert fonts == OURS
    assert "Maison d’EXEMPLE (" in words_of(file)


@pytest.mark.parametrize("paper", PaperFormat)
@pytest.mark.parametrize("language", [one.code for one in LANGUAGES])
def test_the_number_on_paper_says_the_day_and_the_place_on_one_page(tmp_path, language, paper):
    sheet = queue_sheet("A12", DAY, "Espace Nord", Translator(language))
    file, _ = on_paper(tmp_path, sheet, paper)
    told = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout

    words = words_of(file)
    assert {"A12", "Espace", "Nord"} <= set(words.split())
    assert "Lundi 23 novembre" in words
    assert re.search(r"^Pages:\s+1$", told, re.MULTILINE)


def test_the_number_on_paper_says_to_keep_it_and_how_it_is_called(tmp_path):
    file, _ = on_paper(tmp_path, queue_sheet("A12", DAY, "Nord", Translator("fr")), PaperFormat.A4)

    words = words_of(file)
    assert "Gardez ce papier." in words
    assert "On dit votre numéro à voix haute." in words
    assert "Ce numéro vaut pour aujourd’hui, ici." in words


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Café ☕ du coin", "Café du coin"),
        ("مركز 😀", "مركز"),
        ("👩🏽‍🦽 Accueil", " Accueil"),
        ("نمی‌خواهم", "نمی‌خواهم"),
        ("Łódź, Привет", "Łódź, Привет"),
        ("1er étage", "1er étage"),
    ],
)
def test_only_pictures_that_no_font_of_ours_has_are_left_out(text, left):
    assert printable(text, FAMILIES) == left
