# SPDX-License-Identifier: AGPL-3.0-or-later
"""Paper that really comes out of a queue: cupsd, cups-pdf, pdftotext."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase

from kiosk.domain.demo_places import demo_places
from kiosk.domain.sections import Count, Section
from kiosk.foundation.resources import asset_path
from kiosk.foundation.tasks import ImmediateTasks
from kiosk.foundation.translation import Translator
from tests.support.cups import QUEUE, one_at_a_time, print_system, printed_files, text_of
from tests.support.selling_kiosk import a_kiosk
from tests.support.workshop_post import MAIL, fill
from ui.navigation.routes import Route
from ui.printing.cups_queue import CupsPrinting
from ui.printing.desktop_queue import DesktopPrinting
from ui.printing.mandate import mandate_sheet
from ui.printing.orientation import Orientation, orientation_sheet
from ui.printing.render import pdf_of
from ui.printing.sheets import PaperFormat, PrintState
from ui.printing.sheets_statistics import statistics_sheet
from ui.printing.sheets_workshop import attendance_sheet
from ui.printing.tickets import TicketOnPaper, ticket_sheet
from ui.printing.training import TrainingPrinting

_PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def cups():
    with print_system(Path(tempfile.mkdtemp(prefix="q"))) as system:
        yield system


@pytest.fixture
def families(qapp):
    for name in ("SixiemeHyperlegible-Regular.ttf", "SixiemeHyperlegible-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(asset_path("fonts", name)))
    QFontDatabase.addApplicationFont(str(asset_path("fonts", "NotoSansArabic.ttf")))
    return ("Sixieme Hyperlegible", "Noto Sans Arabic")


@pytest.fixture
def queue(cups, families, monkeypatch, qtbot):
    for name, value in cups.environment.items():
        monkeypatch.setenv(name, value)
    with one_at_a_time():
        before = printed_files()
        printing = CupsPrinting(
            ImmediateTasks(), paper=PaperFormat.A4, families=families, poll_ms=100
        )
        yield printing
        printing.cancel_pending()
        qtbot.waitUntil(lambda: printing.is_idle, timeout=_PATIENCE_MS)
        cups.run("cupsenable", QUEUE)
        cups.run("cupsaccept", QUEUE)
        cups.clear()
        for file, _ in printed_files() - before:
            file.unlink()


def a_ticket(language="fr"):
    return ticket_sheet(
        TicketOnPaper(
            number="48291630",
            is_confirmed=True,
            start_utc=datetime(2026, 11, 25, 13, 45, tzinfo=UTC),
            centre=("Espace citoyen numérique Nord", "14 place de la Fosse-aux-Chênes"),
            phone="03 20 00 00 00",
            documents=(("Pièce d’identité", "بطاقة الهوية"),),
            code_qr="SXTB" + "C" * 200,
            event_qr="BEGIN:VCALENDAR" + "x" * 330,
        ),
        Translator(language),
    )


def test_a_ticket_comes_out_with_its_number_and_its_time_in_words(queue, cups, qtbot):
    states = []

    queue.submit(a_ticket(), states.append)
    qtbot.waitUntil(lambda: states[-1] is not PrintState.SENDING, timeout=_PATIENCE_MS)

    assert states == [PrintState.SENDING, PrintState.PRINTED]
    text = text_of(cups.received()[-1])
    assert "4829 1630" in text
    assert "Mercredi 25 novembre à 14 h 45" in text
    assert "Pièce d’identité" in text


def test_paper_comes_out_of_a_queue_of_cups_pdf(queue, qtbot):
    before, states = printed_files(), []

    queue.submit(a_ticket(), states.append)
    qtbot.waitUntil(lambda: states[-1] is not PrintState.SENDING, timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: bool(printed_files() - before), timeout=_PATIENCE_MS)

    assert states == [PrintState.SENDING, PrintState.PRINTED]


def test_the_paper_of_a_workshop_comes_out_with_numbers_and_lines_to_sign(
    queue, cups, qtbot, tmp_path
):
    (tmp_path / "kiosk.toml").write_text('[machine]\nrole = "poste"\n')
    post, states = a_kiosk(tmp_path), []
    tickets = fill(post)

    queue.submit(
        attendance_sheet("Espace Nord", post.workshops.sheet(MAIL), "Nadia"), states.append
    )
    qtbot.waitUntil(lambda: states[-1] is not PrintState.SENDING, timeout=_PATIENCE_MS)
    post.close()

    text = text_of(cups.received()[-1])
    assert states == [PrintState.SENDING, PrintState.PRINTED]
    assert "Mercredi 25 novembre 2026, de 10 h à 12 h" in text
    assert f"{tickets['Fatou'].number} (2 sur 2)" in text
    assert not any(name and name in text for name in tickets)


def test_the_paper_of_a_place_practised_comes_out_whole_under_the_word(queue, cups, qtbot):
    states, day, translator = [], date(2026, 11, 23), Translator("en")
    place = demo_places(day)[0]
    paper = Orientation(place, "Espace Nord", day, (("RIB", "Bank details"),))

    TrainingPrinting(queue, translator).submit(orientation_sheet(paper, translator), states.append)
    qtbot.waitUntil(lambda: states[-1] is not PrintState.SENDING, timeout=_PATIENCE_MS)

    text = text_of(cups.received()[-1])
    assert text.index("ENTRAÎNEMENT") < text.index("CCAS de Roubaix (EXEMPLE)")
    assert "Lundi 23 novembre : de 8 h 30 à 12 h, de 13 h 30 à 17 h 30" in text
    assert "Bank details" in text
    assert "Dites que vous venez de : Espace Nord" in text


def test_the_title_of_a_job_says_nothing_about_the_person(queue, qtbot):
    before, states = printed_files(), []

    queue.submit(a_ticket(), states.append)
    qtbot.waitUntil(lambda: bool(printed_files() - before), timeout=_PATIENCE_MS)

    assert (printed_files() - before).pop()[0].name.startswith("Document")


def test_a_stopped_printer_is_told_and_nothing_waits_in_the_queue(queue, cups, qtbot):
    states = []
    cups.stop_printer()

    queue.submit(a_ticket(), states.append)
    qtbot.waitUntil(lambda: states[-1] is PrintState.FAILED, timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: cups.waiting() == [], timeout=_PATIENCE_MS)

    assert states == [PrintState.SENDING, PrintState.FAILED]


def test_a_sheet_is_taken_back_again_when_the_print_system_missed_the_word(
    queue, cups, qtbot, monkeypatch, tmp_path
):
    deaf = tmp_path / "cancel"
    real = shutil.which("cancel")
    deaf.write_text(f'#!/bin/sh\nmkdir {tmp_path}/missed 2>/dev/null && exit 1\nexec {real} "$@"\n')
    deaf.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    cups.stop_printer()

    queue.submit(a_ticket(), [].append)
    qtbot.waitUntil(lambda: len(cups.waiting()) == 1, timeout=_PATIENCE_MS)
    queue.cancel_pending()

    qtbot.waitUntil(lambda: cups.waiting() == [], timeout=_PATIENCE_MS)
    assert (tmp_path / "missed").is_dir()
    qtbot.waitUntil(lambda: queue.is_idle, timeout=_PATIENCE_MS)


def test_a_sheet_is_taken_back_though_the_print_system_once_forgot_to_list_it(
    queue, cups, qtbot, monkeypatch, tmp_path
):
    for name, words in (("cancel", "exit 1"), ("lpstat", "exit 0")):
        once = tmp_path / name
        once.write_text(
            f"#!/bin/sh\nmkdir {tmp_path}/{name}-once 2>/dev/null && {words}\n"
            f'exec {shutil.which(name)} "$@"\n'
        )
        once.chmod(0o755)
    cups.stop_printer()
    queue.submit(a_ticket(), [].append)
    qtbot.waitUntil(lambda: len(cups.waiting()) == 1, timeout=_PATIENCE_MS)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    queue.cancel_pending()
    qtbot.waitUntil(lambda: queue.is_idle, timeout=_PATIENCE_MS)

    assert (tmp_path / "lpstat-once").is_dir()
    assert cups.waiting() == []


def test_once_the_printer_is_back_one_copy_comes_out_and_no_second(queue, cups, qtbot):
    before, states = printed_files(), []
    cups.stop_printer()
    queue.submit(a_ticket(), states.append)
    qtbot.waitUntil(lambda: states[-1] is PrintState.FAILED, timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: cups.waiting() == [], timeout=_PATIENCE_MS)
    cups.start_printer()

    queue.submit(a_ticket(), states.append)
    qtbot.waitUntil(lambda: states[-1] is PrintState.PRINTED, timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: bool(printed_files() - before), timeout=_PATIENCE_MS)

    assert len(printed_files() - before) == 1


def test_a_queue_that_takes_nothing_is_told(queue, cups, qtbot):
    states = []
    cups.reject()

    queue.submit(a_ticket(), states.append)
    qtbot.waitUntil(lambda: states[-1] is PrintState.FAILED, timeout=_PATIENCE_MS)

    assert cups.waiting() == []


def test_a_print_system_that_is_gone_is_told(queue, qtbot, monkeypatch, tmp_path):
    states = []
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "nobody.sock"))

    queue.submit(a_ticket(), states.append)
    qtbot.waitUntil(lambda: states[-1] is PrintState.FAILED, timeout=_PATIENCE_MS)

    assert states == [PrintState.SENDING, PrintState.FAILED]


def test_jobs_of_a_session_that_ends_leave_the_queue(queue, cups, qtbot):
    states = []
    cups.run("lpadmin", "-p", QUEUE, "-o", "job-hold-until-default=indefinite")
    try:
        queue.submit(a_ticket(), states.append)
        qtbot.waitUntil(lambda: len(cups.waiting()) == 1, timeout=_PATIENCE_MS)

        queue.cancel_pending()
        qtbot.waitUntil(lambda: cups.waiting() == [], timeout=_PATIENCE_MS)
    finally:
        cups.run("lpadmin", "-p", QUEUE, "-o", "job-hold-until-default=no-hold")

    assert states == [PrintState.SENDING]


def leaving_a_walkthrough(bench, queue):
    """Bring a resident before the choice to print and end."""
    bench.terminal.parts.ready_printing = queue
    bench.session.begin()
    bench.router.go(Route.WALKTHROUGH, walkthrough_id="arnaque")
    presenter = bench.window.page.presenter
    step = presenter._walkthroughs.screen(presenter._run, "fr")
    presenter.answer(step.options[0].value)
    bench.touch("Terminer et effacer")


def test_a_summary_asked_for_at_the_end_comes_out_before_the_session_ends(queue, bench, qtbot):
    before = printed_files()
    leaving_a_walkthrough(bench, queue)

    bench.touch("Imprimer, puis terminer")
    qtbot.waitUntil(lambda: bench.router.current.route is Route.SESSION_END, timeout=_PATIENCE_MS)

    assert len(printed_files() - before) == 1


def test_a_summary_that_failed_is_printed_once_the_printer_is_back(queue, cups, bench, qtbot):
    before = printed_files()
    leaving_a_walkthrough(bench, queue)
    cups.stop_printer()
    bench.touch("Imprimer, puis terminer")
    trouble = "L’imprimante ne répond pas. Demandez à une personne."
    qtbot.waitUntil(lambda: bench.texts().count(trouble) == 2, timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: cups.waiting() == [], timeout=_PATIENCE_MS)
    assert bench.router.current.route is Route.WALKTHROUGH
    cups.start_printer()

    bench.touch("Imprimer, puis terminer")
    qtbot.waitUntil(lambda: bench.router.current.route is Route.SESSION_END, timeout=_PATIENCE_MS)

    assert len(printed_files() - before) == 1


def test_a_technician_reads_why_nothing_is_printed(queue, cups, qtbot):
    answers = []
    cups.stop_printer()

    queue.check(answers.append)
    qtbot.waitUntil(lambda: answers != [], timeout=_PATIENCE_MS)

    assert f"L’imprimante {QUEUE} est arrêtée" in str(answers[0])


def test_qt_alone_prints_where_there_is_no_cups(queue, families, qtbot):
    before, states = printed_files(), []
    door = DesktopPrinting(ImmediateTasks(), paper=PaperFormat.A4, families=families)

    door.submit(a_ticket(), states.append)
    qtbot.waitUntil(lambda: bool(printed_files() - before), timeout=_PATIENCE_MS)

    assert states == [PrintState.SENDING, PrintState.PRINTED]


def test_a_roll_is_one_page_as_long_as_its_text(families, tmp_path):
    file = tmp_path / "roll.pdf"
    file.write_bytes(pdf_of(a_ticket(), PaperFormat.ROLL_80_MM, families))

    text = text_of(file)

    assert text.count("\f") == 1
    assert "Mettre dans mon téléphone" in text


def test_no_table_of_the_statistics_is_cut_and_no_page_is_empty(families, tmp_path):
    file = tmp_path / "statistics.pdf"
    lines = [f"ligne {number}" for number in range(12)]
    found = [
        Section(f"s{at}", f"Rubrique {at}", "activités", tuple(Count(x, x, 7) for x in lines), 84)
        for at in range(9)
    ]
    file.write_bytes(pdf_of(statistics_sheet("novembre 2026", (), found), PaperFormat.A4, families))

    pages = text_of(file).split("\f")[:-1]

    tables = [(page.count("Rubrique"), page.count("ligne ")) for page in pages]
    assert all(n_lines == 12 * n_tables for n_tables, n_lines in tables), tables
    assert sum(n_tables for n_tables, _ in tables) == len(found)
    assert all(n_tables for n_tables, _ in tables)
    assert "ni à transmettre ni à publier" in pages[0]


def test_a_ticket_in_arabic_keeps_the_french_words(families, tmp_path):
    file = tmp_path / "arabic.pdf"
    file.write_bytes(pdf_of(a_ticket("ar"), PaperFormat.A4, families))

    text = text_of(file)

    assert "Pièce d’identité" in text
    assert "4829 1630" in text
    assert any("\u0600" <= letter <= "\u06ff" or "\ufb50" <= letter <= "\ufeff" for letter in text)


def test_the_mandate_fits_on_one_page_and_has_no_name(families, tmp_path):
    file = tmp_path / "mandate.pdf"
    sheet = mandate_sheet("Espace citoyen numérique Nord", date(2026, 11, 25), Translator("fr"))
    file.write_bytes(pdf_of(sheet, PaperFormat.A4, families))

    text = text_of(file)

    assert text.count("\f") == 1
    assert "Date : 25 novembre 2026" in text
    assert "Je ne garde aucun mot de passe." in text
