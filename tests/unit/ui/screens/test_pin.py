# SPDX-License-Identifier: AGPL-3.0-or-later
"""The staff's way in: where a code leads, what a wrong one says."""

from __future__ import annotations

import pytest

from kiosk.services.staff import PinExpired, PinWrong, Staff, StaffRole
from tests.support.selling_kiosk import RecordingView, a_stage
from ui.navigation.routes import Route
from ui.screens.pin.presenter import LONGEST_PIN, PinPresenter


class Codes:
    def __init__(self, answer):
        self.answer, self.tried = answer, []

    def check_pin(self, pin):
        self.tried.append(pin)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def _pad(kiosk, answer):
    view, stage, begun = RecordingView(), a_stage(kiosk), []
    stage.router.go(Route.PIN)
    codes = Codes(answer)
    presenter = PinPresenter(view, stage, codes, begin_help=lambda: begun.append(True))
    presenter.start()
    return presenter, view, stage, codes, begun


def _type(presenter, figures="482915"):
    for figure in figures:
        presenter.type(figure)
    presenter.enter()


@pytest.mark.parametrize(
    ("role", "route"),
    [
        (StaffRole.MEDIATOR, Route.DESK),
        (StaffRole.VOLUNTEER, Route.DESK),
        (StaffRole.COORDINATOR, Route.COORDINATOR),
        (StaffRole.TECHNICIAN, Route.TECHNICIAN),
    ],
)
def test_each_role_finds_its_own_page(kiosk, role, route):
    presenter, _, stage, codes, _ = _pad(kiosk, Staff(1, role, "Camille EXEMPLE"))
    _type(presenter)

    assert codes.tried == ["482915"]
    assert stage.router.current.route is route
    assert stage.session.staff.role is role


def test_inside_a_session_a_mediator_begins_to_help_and_the_page_stays(kiosk):
    presenter, _, stage, _, begun = _pad(kiosk, Staff(1, StaffRole.MEDIATOR, "Camille EXEMPLE"))
    stage.session.begin()
    _type(presenter)

    assert begun == [True]
    assert stage.session.helper is not None
    assert stage.session.staff is None
    assert stage.router.current.route is Route.HOME


def test_a_wrong_code_says_how_long_to_wait(kiosk):
    presenter, view, _, _, _ = _pad(kiosk, PinWrong(4.2))
    _type(presenter)

    assert view.last.error == "Code inconnu. Attendez 5 s, puis réessayez."
    assert view.last.dots == ""


def test_an_old_code_asks_for_another_one(kiosk):
    presenter, view, _, _, _ = _pad(kiosk, PinExpired())
    _type(presenter)

    assert view.last.error == "Ce code est trop ancien. Demandez-en un autre."


def test_figures_are_dots_bounded_and_erased_one_by_one(kiosk):
    presenter, view, _, _, _ = _pad(kiosk, PinWrong(0))
    for _ in range(LONGEST_PIN + 5):
        presenter.type("1")
    assert view.last.dots == "●" * LONGEST_PIN
    presenter.erase()

    assert view.last.dots == "●" * (LONGEST_PIN - 1)
    assert "1" not in presenter.page_text()
