# SPDX-License-Identifier: AGPL-3.0-or-later
"""The paper of every walkthrough in every language: two pages at most, nothing cut, known signs."""

from __future__ import annotations

import random
import re
import subprocess

import pytest
from PySide6.QtGui import QFontDatabase, QImage, QRawFont

from kiosk.domain.walkthrough_progress import progress_text
from kiosk.domain.walkthrough_run import allowed_answers, answer
from kiosk.domain.walkthroughs import ASKING, CONTENT_LANGUAGES
from kiosk.foundation.resources import asset_path
from kiosk.foundation.translation import Translator
from tests.support.cups import text_of
from ui.printing.render import pdf_of
from ui.printing.sheets import PaperFormat, Piece, PieceKind, Sheet
from ui.screens.resume.camera import grey_picture
from ui.screens.walkthrough.take_away import take_away_sheet
from ui.square_reading import read_square

FONTS = ("SixiemeHyperlegible-Regular.ttf", "SixiemeHyperlegible-Bold.ttf", "NotoSansArabic.ttf")
FAMILIES = ("Sixieme Hyperlegible", "Noto Sans Arabic")
N_WALKS = 60
LONGEST = 80
INVISIBLE = "\u2066\u2067\u2068\u2069\u200e\u200f\u2009"


@pytest.fixture(autouse=True)
def fonts(qapp):
    for name in FONTS:
        QFontDatabase.addApplicationFont(str(asset_path("fonts", name)))


def walk(run, draw):
    """Walk at random to an end; « je ne sais pas » is said to questions alone."""
    for _ in range(LONGEST):
        if run.is_at_end:
            break
        values = allowed_answers(run.step)
        run = answer(run, draw.choice([v for v in values if v or run.step.kind in ASKING]))
    return run


def fullest(kiosk, walkthrough_id):
    """Return the walk, of many without a paper in hand, whose paper says most."""
    draw = random.Random(walkthrough_id)
    first = kiosk.walkthroughs.start(walkthrough_id)

    def says(run):
        side = kiosk.walkthroughs.summary(run, "fr").french
        return len(repr((side.done, side.remains, side.to_ask, side.missing)))

    return max((walk(first, draw) for _ in range(N_WALKS)), key=says)


def sheet_of(bench, run, language):
    summary = bench.kiosk.walkthroughs.summary(run, language)
    centre = bench.terminal.parts.stage.centre
    text = progress_text(run, language)
    return take_away_sheet(summary, Translator(language), progress=text, centre=centre)


def walkthrough_ids():
    return sorted(path.parent.name for path in asset_path("content").glob("*/parcours.yaml"))


def plain(text):
    """Return what can be compared of a text that was broken into lines and pages."""
    return re.sub(r"[^0-9a-zà-ÿœ]", "", text.lower())


@pytest.mark.parametrize("walkthrough_id", walkthrough_ids())
def test_every_paper_fits_two_pages_whole_with_its_square_on_the_first(
    bench, tmp_path, walkthrough_id
):
    run = fullest(bench.kiosk, walkthrough_id)
    for language in CONTENT_LANGUAGES:
        sheet, file = sheet_of(bench, run, language), tmp_path / f"{language}.pdf"
        file.write_bytes(pdf_of(sheet, PaperFormat.A4, FAMILIES))
        pages = text_of(file).split("\f")[:-1]

        assert len(pages) <= 2, language
        assert ("1/2" in pages[0]) is (len(pages) == 2)
        # A strip stands between two lines of the last paragraph of a page at most.
        told = plain(re.sub(r"(?m)^.*\b2/2\s*$", "", "\n".join(pages)))
        lost = [piece.french for piece in sheet.pieces if plain(piece.french) not in told]
        assert lost == [], language


def test_a_title_too_long_for_its_strip_leaves_the_number_of_the_page_readable(tmp_path):
    title = Piece(PieceKind.TITLE, "Demander une aide " * 8, "Ask for help " * 8)
    lines = [Piece(PieceKind.BODY, f"Ligne {n}") for n in range(70)]
    file = tmp_path / "long.pdf"
    file.write_bytes(pdf_of(Sheet((title, *lines)), PaperFormat.A4, FAMILIES))

    strip = text_of(file).split("\f")[1].splitlines()[0]

    assert re.fullmatch(r"Demander une aide .*…\s+2/2", strip)


def first_page(file, folder):
    command = ["pdftoppm", "-r", "200", "-gray", "-f", "1", "-l", "1", "-singlefile"]
    subprocess.run([*command, str(file), str(folder / "first")], check=True)
    return QImage(str(folder / "first.pgm"))


@pytest.mark.parametrize("language", ["fr", "ar", "pl"])
def test_the_longest_paper_has_its_square_on_the_first_page(bench, tmp_path, language):
    run = fullest(bench.kiosk, "titre-sejour-renouvellement")
    sheet, file = sheet_of(bench, run, language), tmp_path / "paper.pdf"
    file.write_bytes(pdf_of(sheet, PaperFormat.A4, FAMILIES))

    assert read_square(grey_picture(first_page(file, tmp_path))) == progress_text(run, language)


def test_every_sign_on_paper_is_in_the_fonts_that_ship(bench):
    fonts = [QRawFont(str(asset_path("fonts", name)), 12) for name in FONTS]
    signs = set()
    for walkthrough_id in walkthrough_ids():
        run = fullest(bench.kiosk, walkthrough_id)
        for language in CONTENT_LANGUAGES:
            for piece in sheet_of(bench, run, language).pieces:
                signs |= set(piece.french + piece.other)

    known = {sign for sign in signs if any(font.supportsCharacter(ord(sign)) for font in fonts)}
    assert signs - known - set(INVISIBLE) == set()
