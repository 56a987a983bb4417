# SPDX-License-Identifier: AGPL-3.0-or-later
"""A walkthrough on paper: printed, read by a real decoder, typed by a scanner, gone on with."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QImage, QPainter, QTransform
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtTest import QTest

from kiosk.domain.walkthrough_progress import progress_text, read_progress
from kiosk.domain.walkthrough_run import allowed_answers, answer
from kiosk.domain.walkthroughs import StepKind
from kiosk.foundation.resources import asset_path
from kiosk.foundation.translation import Translator
from tests.support.cups import text_of
from ui.navigation.centre import CentreView
from ui.navigation.routes import Route
from ui.printing.document import BOX, TICK, code_image, document_of
from ui.printing.render import pdf_of
from ui.printing.sheets import PaperFormat, PieceKind
from ui.screens.resume.camera import CameraEye, grey_picture
from ui.screens.resume.screen import PAUSE_MS
from ui.screens.walkthrough.take_away import take_away_sheet
from ui.square_reading import read_square

SEJOUR = "titre-sejour-renouvellement"
SHIFT = Qt.KeyboardModifier.ShiftModifier
# What the places of the keys of a QWERTY scanner give on an AZERTY machine.
AZERTY = str.maketrans("AQZWMaqzwm1234567890:", "QAWZ,qawz;&é\"'(-è_çà:")


def a_run(kiosk, n_answers=5):
    run = kiosk.walkthroughs.start(SEJOUR)
    for _ in range(n_answers):
        run = answer(run, allowed_answers(run.step)[0])
    return run


def fullest(kiosk):
    """Return a run with every answer and every paper: the largest square of this guide."""
    run = kiosk.walkthroughs.start(SEJOUR)
    while not run.is_at_end:
        run = answer(run, allowed_answers(run.step)[0])
    steps = run.walkthrough.steps
    return replace(
        run,
        answers={s.step_id: allowed_answers(s)[0] for s in steps if s.kind is not StepKind.END},
        ticked=frozenset(need.paper_id for s in steps for need in s.papers),
    )


def scan(bench, text, end=Qt.Key.Key_Return):
    """Type as a hand scanner does."""
    page = bench.window.page
    for sign in text:
        QTest.keyClick(page, sign, SHIFT if sign.isupper() else Qt.KeyboardModifier.NoModifier)
    QTest.keyClick(page, end)
    bench.settle()


@pytest.fixture
def ticket_page(bench):
    bench.router.go(Route.RESUME)
    bench.settle()
    return bench


@pytest.fixture
def families(qapp):
    for name in ("SixiemeHyperlegible-Regular.ttf", "SixiemeHyperlegible-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(asset_path("fonts", name)))
    QFontDatabase.addApplicationFont(str(asset_path("fonts", "NotoSansArabic.ttf")))
    return ("Sixieme Hyperlegible", "Noto Sans Arabic")


def printed(sheet, paper, families, folder):
    """Return the page as a printer of 200 dots an inch draws it."""
    pdf = folder / "page.pdf"
    pdf.write_bytes(pdf_of(sheet, paper, families))
    command = ["pdftoppm", "-r", "200", "-gray", str(pdf), str(folder / "page")]
    subprocess.run(command, check=True)
    return [QImage(str(file)) for file in sorted(folder.glob("page-*.pgm"))]


@pytest.mark.parametrize("paper", list(PaperFormat))
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_largest_square_is_read_from_the_printed_page(
    bench, families, tmp_path, paper, language
):
    run = fullest(bench.kiosk)
    text = progress_text(run, language)
    summary = bench.kiosk.walkthroughs.summary(run, language)
    sheet = take_away_sheet(
        summary, Translator(language), progress=text, centre=CentreView(tmp_path)
    )

    pages = printed(sheet, paper, families, tmp_path)

    assert text in [read_square(grey_picture(page)) for page in pages]


def test_the_square_stands_on_the_first_page_with_what_to_know_of_it(bench, families, tmp_path):
    run = fullest(bench.kiosk)
    text = progress_text(run, "fr")
    sheet = take_away_sheet(
        bench.kiosk.walkthroughs.summary(run, "fr"),
        Translator("fr"),
        progress=text,
        centre=bench.terminal.parts.stage.centre,
    )

    pages = printed(sheet, PaperFormat.A4, families, tmp_path)
    first = text_of(tmp_path / "page.pdf").split("\f")[0]

    assert read_square(grey_picture(pages[0])) == text
    assert "Ce papier dit quelle démarche vous faites. Gardez-le." in first
    assert "Date : 23 novembre 2026" in first
    assert "14 place de la Fosse-aux-Chênes" in first


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_only_what_is_still_to_do_has_a_box_to_tick_and_each_has_one(bench, families, language):
    summary = bench.kiosk.walkthroughs.summary(fullest(bench.kiosk), language)
    sheet = take_away_sheet(
        summary, Translator(language), progress="", centre=bench.terminal.parts.stage.centre
    )
    pictures = pictures_of(document_of(sheet, PaperFormat.A4, families))
    boxes, ticks = pictures.count(BOX), pictures.count(TICK)

    french = summary.french
    n_to_do = bool(french.next_step) + len(french.remains) + len(french.missing)
    assert boxes == n_to_do + len(french.to_ask) > 0
    done = [piece.kind for piece in sheet.pieces if piece.french in french.done]
    assert set(done) == {PieceKind.DONE}
    assert ticks == len(french.done) > 0


def pictures_of(document):
    """Return the names of the pictures that stand between the letters."""
    names, block = [], document.begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            format_ = at.fragment().charFormat()
            # Pictures side by side are one fragment.
            if format_.isImageFormat():
                names += [format_.toImageFormat().name()] * at.fragment().length()
            at += 1
        block = block.next()
    return names


def held_up(text, *, turned=0, blurred=1, contrast=1.0, noise=0):
    """Return a square as a camera of 1280 x 720 may see it."""
    frame = QImage(1280, 720, QImage.Format.Format_RGB32)
    frame.fill(QColor(150, 140, 130))
    square = code_image(text).scaledToHeight(520, Qt.TransformationMode.SmoothTransformation)
    square = square.convertToFormat(QImage.Format.Format_ARGB32)
    smooth = Qt.TransformationMode.SmoothTransformation
    square = square.transformed(QTransform().rotate(turned), smooth)
    painter = QPainter(frame)
    painter.drawImage((1280 - square.width()) // 2, (720 - square.height()) // 2, square)
    painter.end()
    if blurred > 1:
        small = frame.scaledToWidth(round(1280 / blurred), smooth)
        frame = small.scaledToWidth(1280, smooth)
    draw = random.Random(6)
    grey = frame.convertToFormat(QImage.Format.Format_Grayscale8)
    shades = bytearray(
        max(0, min(255, round(shade * contrast) + draw.randint(-noise, noise) + 12))
        if noise or contrast != 1
        else shade
        for shade in bytes(grey.constBits())
    )
    seen = QImage(bytes(shades), 1280, 720, 1280, QImage.Format.Format_Grayscale8)
    return seen.copy()


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"turned": 17},
        {"turned": 90},
        {"turned": 183},
        {"blurred": 1.8},
        {"contrast": 0.15, "noise": 4},
        {"turned": 8, "blurred": 1.4, "contrast": 0.4, "noise": 6},
    ],
    ids=["straight", "turned", "on_its_side", "upside_down", "blurred", "dark", "all_of_it"],
)
def test_the_largest_square_is_read_before_a_camera(bench, how):
    text = progress_text(fullest(bench.kiosk), "fr")

    assert read_square(grey_picture(held_up(text, **how))) == text


def test_a_picture_without_a_square_or_with_two_gives_nothing(qapp):
    empty = QImage(640, 480, QImage.Format.Format_RGB32)
    empty.fill(QColor(90, 90, 90))
    two = QImage(1200, 600, QImage.Format.Format_RGB32)
    two.fill(QColor(255, 255, 255))
    painter = QPainter(two)
    painter.drawImage(20, 20, code_image("UN").scaledToWidth(500))
    painter.drawImage(640, 20, code_image("DEUX").scaledToWidth(500))
    painter.end()

    assert read_square(grey_picture(empty)) == ""
    assert read_square(grey_picture(two)) == ""


def test_a_picture_whose_rows_have_gaps_is_made_whole(qapp):
    square = code_image("SXPB").copy(0, 0, 229, 229).convertToFormat(QImage.Format.Format_RGB888)

    picture = grey_picture(square)

    assert len(picture.shades) == picture.width * picture.height


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_a_scanner_opens_the_guide_where_it_stood(ticket_page, end):
    run = a_run(ticket_page.kiosk)

    scan(ticket_page, progress_text(run, "fr"), end)

    screen = ticket_page.kiosk.walkthroughs.screen(run, "fr")
    assert ticket_page.router.current.route is Route.WALKTHROUGH
    assert screen.title in ticket_page.texts()


def test_a_scanner_of_another_keyboard_says_the_same(ticket_page):
    run = a_run(ticket_page.kiosk)
    text = progress_text(run, "ar")

    scan(ticket_page, text.translate(AZERTY))

    assert text.translate(AZERTY) == text
    assert ticket_page.router.current.route is Route.WALKTHROUGH
    assert ticket_page.terminal.parts.stage.translator.language.code == "ar"


@pytest.mark.parametrize("text", ["https://exemple.fr/12345678", "WIFI:T:WPA", "x" * 5_000])
def test_a_square_of_someone_else_is_told_and_types_no_number(ticket_page, text):
    scan(ticket_page, text)

    assert ticket_page.router.current.route is Route.RESUME
    assert any("Ce carré n’est pas d’ici." in words for words in ticket_page.texts())
    assert ticket_page.window.page.presenter._digits == ""


def test_letters_typed_by_mistake_are_let_go_after_a_pause(ticket_page, qtbot):
    page = ticket_page.window.page
    QTest.keyClick(page, "x")
    qtbot.waitUntil(lambda: page._scanned == "", timeout=PAUSE_MS * 5)

    for digit in "12345678":
        QTest.keyClick(page, digit)

    assert page.presenter._digits == "12345678"


def test_the_camera_reads_what_is_held_up_and_shuts_with_the_page(ticket_page):
    """The frames of the camera are ours; all that follows them is what runs."""
    page, run = ticket_page.window.page, a_run(ticket_page.kiosk)
    page.presenter.looking.can_use = True
    page.presenter.redraw()
    eye = CameraEye()
    page._eye = eye
    eye.saw.connect(page._eye_saw)
    page.presenter.open_camera()

    eye.sink.setVideoFrame(QVideoFrame(held_up(progress_text(run, "fr"))))
    ticket_page.settle()

    assert ticket_page.router.current.route is Route.WALKTHROUGH
    assert read_progress(progress_text(run, "fr")).language == "fr"


def test_without_a_camera_that_answers_the_button_goes_and_a_sentence_comes(ticket_page, qtbot):
    page = ticket_page.window.page
    page.presenter.looking.can_use = True
    page.presenter.redraw()

    ticket_page.touch("Lire avec la caméra")
    qtbot.waitUntil(lambda: page._eye is None)

    assert any("La caméra ne répond pas." in words for words in ticket_page.texts())
    assert "Lire avec la caméra" not in ticket_page.names()


def test_a_camera_whose_libraries_are_missing_is_told_and_the_page_goes_on(
    ticket_page, qtbot, monkeypatch
):
    page = ticket_page.window.page
    monkeypatch.setitem(sys.modules, "ui.screens.resume.camera", None)
    page.presenter.looking.can_use = True
    page.presenter.redraw()

    ticket_page.touch("Lire avec la caméra")
    qtbot.waitUntil(lambda: not page.presenter.looking.can_use)
    scan(ticket_page, progress_text(a_run(ticket_page.kiosk), "fr"))

    assert ticket_page.router.current.route is Route.WALKTHROUGH
