# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one person typed, chose or copied is nowhere for the next."""

from __future__ import annotations

import gc
import json
import logging

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from kiosk.domain.outbox import OutboxLane
from kiosk.domain.sessions import SessionOutcome
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.theme.paint import lay_out
from ui.theme.tokens import Scheme

SENTINEL = "Zoubida-4711"


def _every_text() -> list[str]:
    gc.collect()
    found = []
    for widget in QApplication.allWidgets():
        if isinstance(widget, (QLineEdit, QLabel)):
            found.append(widget.text())
        if isinstance(widget, QWidget):
            found += [widget.accessibleName(), widget.accessibleDescription()]
    return found


def _type_sentinel(bench) -> None:
    bench.touch("Chercher une démarche")
    QTest.keyClicks(bench.field(), SENTINEL)
    bench.settle()


def test_no_widget_holds_what_was_typed_after_the_end(bench):
    _type_sentinel(bench)
    assert any(SENTINEL in text for text in _every_text())

    bench.touch("Terminer et effacer")

    assert bench.router.current.route is Route.SESSION_END
    assert not any(SENTINEL in text for text in _every_text())


def test_no_painted_word_is_kept_after_the_end(bench):
    bench.touch("Faire une démarche")
    asked = (SENTINEL, bench.window.font(), 200, 20)
    lay_out(*asked)
    n_known = lay_out.cache_info().hits
    lay_out(*asked)
    assert lay_out.cache_info().hits == n_known + 1

    bench.touch("Terminer et effacer")

    n_known = lay_out.cache_info().hits
    lay_out(*asked)
    assert lay_out.cache_info().hits == n_known


def test_the_clipboard_is_empty_after_the_end(bench):
    _type_sentinel(bench)
    bench.field().selectAll()
    bench.field().copy()
    assert SENTINEL in QApplication.clipboard().text()

    bench.touch("Terminer et effacer")

    assert QApplication.clipboard().text() == ""


def test_no_file_and_no_log_line_holds_what_was_typed(bench, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    _type_sentinel(bench)
    bench.touch("Terminer et effacer")
    bench.kiosk.database.close()

    holding = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and SENTINEL.encode() in path.read_bytes()
    ]

    assert holding == []
    assert SENTINEL not in caplog.text


def test_the_next_person_finds_the_defaults(bench):
    bench.touch("Faire une démarche")
    bench.window.prefer(Preferences(scheme=Scheme.HIGH_CONTRAST, scale=2.0, listening=True))
    bench.window.speak_language("en")
    bench.touch("Finish and erase")
    bench.touch("Back to the start")

    assert bench.router.current.route is Route.HOME
    assert bench.window.preferences == Preferences()
    assert bench.terminal.parts.stage.translator.language.code == "fr"


def test_the_end_is_one_row_and_keeps_the_language(bench):
    bench.touch("Faire une démarche")
    bench.window.speak_language("en")
    bench.touch("Finish and erase")
    batch = bench.kiosk.outbox.next_batch(OutboxLane.LOGS, 10)
    (core,) = [json.loads(event.core_json)["core"] for event in batch]

    assert core["language"] == "en"
    assert core["outcome"] == "finished"


def test_the_face_is_an_event_of_its_own(bench):
    bench.touch("Faire une démarche")
    bench.touch("Terminer et effacer")
    bench.touch("Cette borne vous a aidé ? Oui")

    assert bench.kiosk.outbox.status().n_pending == 2
    assert "Merci. Bonne journée !" in bench.texts()


def test_reading_and_choosing_a_language_open_no_session(bench):
    bench.touch("English")
    bench.touch("Your data")

    assert not bench.session.is_open


def test_print_jobs_are_taken_back_and_the_folder_destroyed(bench):
    bench.touch("Faire une démarche")
    folder = bench.kiosk.session_folder.path
    assert folder.is_dir()
    bench.touch("Terminer et effacer")

    assert not folder.exists()
    assert bench.printer.n_cancelled == 1


def test_the_take_away_is_offered_before_the_end(bench):
    bench.touch("Arnaque ?")
    bench.window.page.presenter.dont_know()
    bench.touch("Terminer et effacer")
    assert "Voulez-vous emporter un résumé ?" in bench.texts()

    bench.touch("Imprimer, puis terminer")

    assert len(bench.printer.sheets) == 1
    assert bench.router.current.route is Route.SESSION_END


def test_a_second_touch_ends_without_paper(bench):
    bench.touch("Arnaque ?")
    bench.window.page.presenter.dont_know()
    bench.touch("Terminer et effacer")
    bench.touch("Terminer et effacer")

    assert bench.router.current.route is Route.SESSION_END
    assert bench.printer.sheets == []


def test_a_full_disk_does_not_keep_the_pages_on_the_screen(bench, caplog, request):
    request.node.add_marker("warns_in_log")
    _type_sentinel(bench)
    bench.kiosk.database.close()
    bench.terminal.turnover.end_session(SessionOutcome.FINISHED)
    bench.settle()

    assert bench.router.current.route is Route.SESSION_END
    assert not any(SENTINEL in text for text in _every_text())
