# SPDX-License-Identifier: AGPL-3.0-or-later
"""The post tells which guides residents do not see for want of a review."""

from __future__ import annotations

from kiosk.services.staff import StaffRole
from tests.support.selling_kiosk import PIN
from tests.unit.ui.screens.test_desk import a_presenter
from ui.navigation.routes import Route
from ui.screens.desk.lines import MOST_NAMED


def test_no_guide_is_told_while_none_is_late(kiosk):
    assert a_presenter(kiosk)[1].last.late == ("", "", "")


def test_guides_hidden_for_want_of_a_review_are_told_with_their_day_and_what_to_do(kiosk):
    kiosk.clock.pass_time(days=120)
    kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, PIN)
    late = kiosk.walkthroughs.late("fr")
    presenter, view = a_presenter(kiosk)
    lead, sentence, action = view.last.late

    assert lead == f"Guides cachés aux habitants, faute de relecture : {len(late)}."
    assert len(late) > MOST_NAMED
    for one in late[:MOST_NAMED]:
        assert f"« {one.card.title} » depuis le 2 mars 2027" in sentence
    assert f"« {late[MOST_NAMED].card.title} »" not in sentence
    assert sentence.endswith("2027… Relisez-les, puis demandez à la ville une mise à jour.")
    assert action == "Les relire"
    presenter.show_late()
    assert presenter.stage.router.current.route is Route.WALKTHROUGH_LIST
