# SPDX-License-Identifier: AGPL-3.0-or-later
"""Residents choose, search, follow and take away a walkthrough through one service."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kiosk.domain.walkthrough_texts import Audience
from kiosk.foundation.errors import Refused
from kiosk.services.walkthroughs import WalkthroughService
from tests.support.fakes import FrozenClock
from tests.support.walkthroughs import (
    FRENCH_TEXTS,
    STRUCTURE,
    TESTS,
    changed,
    step_place,
    write_content,
    write_walkthrough,
)


@pytest.fixture
def service(tmp_path):
    clock = FrozenClock(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    return WalkthroughService(write_content(tmp_path / "contenu"), tmp_path / "cache", clock)


def test_cards_and_themes_are_shown_in_the_language_asked_for(service):
    assert [card.title for card in service.cards("en")] == ["EN Faire la demande"]
    assert [(t.theme_id, t.label, t.n_walkthroughs) for t in service.themes("en")] == [
        ("social", "EN Aides", 1)
    ]


def test_cards_come_in_the_order_of_their_french_titles(tmp_path, service):
    for name, title in (("zero", "Écrire"), ("un", "Zone"), ("deux", "Bail")):
        texts = changed(FRENCH_TEXTS, "titre", to=title)
        folder = tmp_path / "contenu" / name
        write_walkthrough(folder, changed(STRUCTURE, "id", to=name), texts, TESTS)

    assert [card.walkthrough_id for card in service.cards("fr")] == [
        "deux",
        "zero",
        "demande",
        "un",
    ]


def test_a_whole_walkthrough_can_be_followed(service):
    run = service.start("demande")
    run = service.answer(run, "oui")
    run = service.dont_know(run)
    run = service.toggle_paper(run, "identite")
    run = service.back(service.answer(run, "suite"))
    assert run.step_id == "papiers"

    run = service.answer(service.goto(run, "papiers"), "suite")
    run = service.answer(service.answer(run, "fait"), "oui")

    screen = service.screen(run, "ar")
    assert screen.step_id == "fini"
    assert screen.title.startswith("نص")
    assert service.screen(run, "fr", audience=Audience.MEDIATOR).title == "C’est envoyé"


def test_the_summary_bears_the_day_of_paris(service):
    taken = service.summary(service.start("demande"), "en")

    assert taken.day == date(2026, 11, 24)


def test_a_search_gives_cards_and_nothing_when_it_is_not_understood(service):
    ((card, score),) = service.scored("alocassion", "fr", 3)

    assert card.walkthrough_id == "demande"
    assert score > 0
    assert service.scored("plombier", "fr", 3) == ()


def test_an_unknown_walkthrough_is_refused_by_name(service):
    with pytest.raises(Refused) as refused:
        service.start("absent")

    assert refused.value.reason == "walkthrough_unknown"


def test_a_refused_walkthrough_is_told_to_the_technician_and_the_rest_is_served(tmp_path, service):
    broken = changed(STRUCTURE, "id", to="cassee")
    broken = changed(broken, "etapes", step_place("rdv"), "suite", to="nulle_part")
    write_walkthrough(tmp_path / "contenu" / "cassee", broken, FRENCH_TEXTS, TESTS)

    assert [card.walkthrough_id for card in service.cards("fr")] == ["demande"]
    assert [problem.file for problem in service.problems()] == ["cassee/parcours.yaml"]
    with pytest.raises(Refused):
        service.start("cassee")


def test_an_end_offers_the_card_of_the_walkthrough_it_opens(tmp_path):
    structure = changed(STRUCTURE, "etapes", step_place("personne"), "parcours", to="demande")
    service = WalkthroughService(write_content(tmp_path, structure=structure), None, FrozenClock())
    run = service.start("demande")
    for value in ("oui", 1, "suite", "suite", "fait", "non", "fait"):
        run = service.answer(run, value)

    opened = service.screen(run, "fr").opens_walkthrough

    assert opened is not None
    assert opened.walkthrough_id == "demande"


def test_a_walkthrough_whose_review_is_late_is_hidden_and_what_has_begun_goes_on(tmp_path):
    clock = FrozenClock(datetime(2027, 3, 1, 22, 59, tzinfo=UTC))
    service = WalkthroughService(write_content(tmp_path / "contenu"), tmp_path / "cache", clock)
    run = service.start("demande")
    assert [card.walkthrough_id for card in service.cards("fr")] == ["demande"]
    assert [problem.code for problem in service.problems()] == []

    clock.pass_time(minutes=1)

    assert service.cards("fr") == ()
    assert service.themes("fr") == ()
    assert service.scored("demande", "fr", 5) == ()
    assert [problem.code for problem in service.problems()] == ["E301"]
    with pytest.raises(Refused, match="walkthrough_unknown"):
        service.start("demande")
    (late,) = service.late("fr")
    assert (late.card.walkthrough_id, late.due_on) == ("demande", date(2027, 3, 1))
    assert service.start("demande", audience=Audience.MEDIATOR).walkthrough_id == "demande"
    assert service.screen(service.answer(run, "oui"), "fr").title
    assert not service.is_stopped(run)
