# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of help while one waits, is called, is sent to the end, or nobody receives."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton

from kiosk.domain.openings import Closure
from kiosk.foundation.clock import paris_day
from kiosk.services.queue import QueueRules, QueueService
from tests.support.selling_kiosk import enrol_and_grant
from tests.support.terminal import LARGE, SMALL, open_bench
from ui.a11y.audit import audit
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.printing.sheets import PrintState
from ui.theme.tokens import Scheme

LOOKS = [
    Preferences(scheme=scheme, scale=scale)
    for scheme, scale in itertools.product(Scheme, (1.0, 2.0))
]


@pytest.fixture
def centre(tmp_path, qapp):
    """Open a terminal that knows who receives; its city was last heard of long ago."""
    bench = open_bench(tmp_path)
    enrol_and_grant(bench.kiosk, bench.clock)
    bench.session.begin()
    yield bench
    bench.close()


def at_desk(bench, desk="Grande salle du 1er étag"):
    rules = QueueRules(desk=desk)
    return QueueService(bench.kiosk.database, bench.clock, bench.kiosk.bus, rules=rules)


def waiting(bench):
    bench.kiosk.queue.take()
    bench.router.go(Route.HELP)


def called(bench):
    bench.router.go(Route.HELP)
    at_desk(bench).call("1")


def sent_to_the_end_without_paper(bench):
    bench.printer.submit = lambda sheet, changed: changed(PrintState.FAILED)
    bench.router.go(Route.HELP)
    desk = at_desk(bench)
    for _ in range(2):
        desk.call("1")
        desk.no_answer("1")
    bench.settle()
    bench.window.page.presenter.claim_priority()
    bench.window.page.presenter.print_number()


def nobody_receives(bench):
    today = paris_day(bench.clock.now_utc())
    with bench.kiosk.database.unit_of_work() as uow:
        shut = replace(uow.agenda.load(), closures=(Closure("c-1", today, today),))
        uow.agenda.replace(shut)
        uow.commit()
    bench.router.go(Route.HELP, reason="appointment")


@pytest.mark.parametrize("face", [waiting, called, sent_to_the_end_without_paper, nobody_receives])
@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366x768", "1920x1080"])
def test_nothing_is_unnamed_too_small_cut_or_out_of_reach(centre, face, size):
    centre.window.resize(*size)
    face(centre)
    found = []
    for language, look in itertools.product(("fr", "pl", "ar"), LOOKS):
        centre.window.prefer(look)
        centre.window.speak_language(language)
        centre.settle()
        where = f"{language} {look.scheme.value} {look.scale:.0%}"
        found.extend((where, finding) for finding in audit(centre.window))

    assert found == []


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_button_is_in_sight_at_the_usual_size_whatever_is_to_be_told(centre, language):
    sent_to_the_end_without_paper(centre)
    centre.window.speak_language(language)
    centre.settle()
    below = {
        button.accessibleName(): button.mapTo(centre.window, button.rect().bottomLeft()).y()
        for button in centre.window.page.findChildren(QAbstractButton)
        if button.isVisible()
    }

    assert len(below) == 3
    assert max(below.values()) <= centre.window.height(), below


def test_without_anybody_today_there_is_no_number_to_print_nor_a_card_to_show(centre):
    nobody_receives(centre)
    centre.settle()

    assert centre.texts().count("Personne ne reçoit aujourd’hui.") == 1
    assert {"Imprimer", "J’ai une carte de priorité"} & set(centre.names()) == set()


def test_the_card_of_priority_is_told_by_one_touch_and_the_number_stays(centre):
    waiting(centre)
    centre.settle()

    centre.touch("J’ai une carte de priorité")

    assert "Montrez votre carte à la personne qui vous reçoit." in centre.texts()
    assert "J’ai une carte de priorité" not in centre.names()
    assert [one.number for one in centre.kiosk.queue.waiting()] == ["2", "1"]
