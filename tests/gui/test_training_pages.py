# SPDX-License-Identifier: AGPL-3.0-or-later
"""The machine for practice looks otherwise, says so on every page and paper, and leads back."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.foundation.events import Topic
from kiosk.foundation.tasks import ImmediateTasks
from kiosk.services.staff import StaffRole
from kiosk.services.training import TrainingFolder
from kiosk.wiring import build_kiosk
from tests.support.compiled_content import keep_compiled, lend_compiled
from tests.support.fakes import FrozenClock, MemorySecrets
from tests.support.prepared_databases import give_kiosk
from tests.support.terminal import SMALL, Bench, SilentPrinter, open_bench
from ui.a11y.audit import audit
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.printing.sheets import PrintState, queue_sheet
from ui.printing.training import TrainingPrinting
from ui.theme.live import apply_theme, current_theme
from ui.theme.tokens import Scheme, Theme, Tone, colours_of
from ui.training import tend_training, training_folder
from ui.wiring import build_terminal

BAND = "Entraînement — rien n’est gardé"
"""What the band is named, in sight and for a screen reader."""


@pytest.fixture(scope="module")
def practice(tmp_path_factory):
    """Open a terminal for practice as the program does."""
    app = QApplication.instance() or QApplication([])
    clock = FrozenClock()
    folder = training_folder(tmp_path_factory.mktemp("borne"), clock)
    lend_compiled(folder)
    secrets = MemorySecrets()
    give_kiosk(folder, secrets)
    kiosk = build_kiosk(folder, clock=clock, secrets=secrets)
    tend_training(kiosk)
    keep_compiled(folder)
    apply_theme(app, Theme())
    terminal = build_terminal(folder, tasks=ImmediateTasks(), clock=clock)
    terminal.window.resize(*SMALL)
    terminal.window.begin()
    terminal.complete()
    terminal.open_services(lambda: kiosk)
    terminal.window.show()
    bench = Bench(app, terminal, kiosk, clock, SilentPrinter())
    bench.settle()
    yield bench
    bench.close()
    apply_theme(app, Theme())


@pytest.fixture
def clean(practice):
    """Give the terminal back as the next person finds it."""
    practice.terminal.swaps = practice.terminal.starts_anew = False
    yield practice
    practice.terminal.turnover.lock_staff()


@pytest.mark.parametrize("route", [Route.HOME, Route.PIN, Route.CALLING, Route.OUT_OF_ORDER])
def test_every_page_bears_the_word(clean, route):
    clean.router.reset(route)

    assert clean.named(BAND, QWidget).isVisible()
    assert clean.named("Quitter l’entraînement").isVisible()


def test_a_panel_leaves_the_band_in_sight(clean):
    clean.touch("Affichage")

    band, panel = clean.named(BAND, QWidget), clean.window.panel
    assert panel.geometry().top() >= band.geometry().bottom()


@pytest.mark.parametrize("scheme", Scheme)
def test_the_page_has_another_colour_in_every_theme(clean, scheme):
    clean.window.prefer(Preferences(scheme=scheme))

    real = colours_of(scheme).of(Tone.PAPER)
    assert current_theme().colours.of(Tone.PAPER) != real


def test_the_band_is_whole_at_the_largest_letters(clean):
    clean.window.prefer(Preferences(scale=2.0))
    clean.settle()

    band = clean.named(BAND, QWidget)
    assert band.minimumSizeHint().width() <= clean.window.width()
    assert audit(band) == ()
    assert any("280691" in text for text in clean.texts())


def test_people_wait_to_be_received_and_come_again_once_all_were(practice):
    queue = practice.kiosk.queue
    TrainingFolder(practice.kiosk.folder.parent).set_ready()  # another test may have begun anew
    before = {one.number for one in queue.waiting()}
    for number in before:
        queue.close(number)
    tend_training(practice.kiosk)

    after = {one.number for one in queue.waiting()}
    assert (len(before), len(after)) == (3, 3)
    assert before.isdisjoint(after)


def test_nothing_there_says_that_something_waits_to_be_sent(clean):
    clean.session.staff = clean.kiosk.staff.check_pin("280691")
    clean.terminal.parts.stage.bus.publish(Topic.STAFF)
    clean.router.reset(Route.CENTRE_DAY)
    clean.settle()

    told = clean.texts()
    assert "Rien n’est envoyé" in told
    assert "En entraînement, rien ne sort de la machine." in told
    assert not any("prochain échange" in text for text in told)


def test_the_codes_of_practice_open_the_desk_and_no_real_one_does(clean):
    assert "280691" in " ".join(clean.texts())
    assert clean.kiosk.staff.check_pin("280691").role is StaffRole.MEDIATOR


def test_leaving_goes_to_the_real_machine(clean):
    stopped = []
    clean.terminal.stopped.connect(lambda: stopped.append(True))

    clean.touch("Quitter l’entraînement")

    assert (clean.terminal.swaps, clean.terminal.starts_anew, len(stopped)) == (True, False, 1)


def test_beginning_anew_opens_the_same_machine_again(clean):
    clean.touch("Repartir de zéro")

    assert (clean.terminal.swaps, clean.terminal.starts_anew) == (True, True)


def test_no_exchange_is_wired(practice):
    assert practice.terminal.sync is None


def test_a_printed_sheet_says_first_that_it_does_not_count(clean):
    printer, told = SilentPrinter(), []
    printing = TrainingPrinting(printer, clean.terminal.parts.stage.translator)

    printing.submit(
        queue_sheet(
            "A1", clean.clock.now_utc().date(), "Nord", clean.terminal.parts.stage.translator
        ),
        told.append,
    )
    printing.submit_file(clean.kiosk.folder / "x.pdf", told.append)

    assert printer.sheets[0].pieces[0].french == "ENTRAÎNEMENT : ce papier ne compte pas."
    assert told[-1] is PrintState.FAILED
    assert len(printer.sheets) == 1
    assert isinstance(clean.terminal.parts.printing, TrainingPrinting)


def test_the_staff_of_the_real_machine_has_a_way_there_and_residents_have_none(tmp_path):
    bench = open_bench(tmp_path)
    assert "S’entraîner" not in bench.names()

    bench.session.staff = bench.kiosk.staff.check_pin("715248")
    bench.router.go(Route.TECHNICIAN)
    bench.window.draw_header()
    bench.touch("S’entraîner")

    assert bench.terminal.swaps
    bench.close()
