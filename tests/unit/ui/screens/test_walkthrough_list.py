# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find a walkthrough: by theme, by typing; nothing found leads to a person."""

from __future__ import annotations

import pytest

from kiosk.services.staff import StaffRole
from tests.support.selling_kiosk import PIN, RecordingView, a_stage
from ui.navigation.routes import Route
from ui.screens.walkthrough_list.presenter import (
    BY_EVENT,
    BY_SUBJECT,
    LATE,
    WalkthroughListPresenter,
)


def _opened(kiosk, **params):
    view, stage = RecordingView(), a_stage(kiosk)
    stage.router.go(Route.WALKTHROUGH_LIST, **params)
    presenter = WalkthroughListPresenter(
        view,
        stage,
        stage.router.current,
        kiosk.walkthroughs,
        kiosk.letters,
        exercises=kiosk.practice,
    )
    presenter.start()
    return presenter, view, stage


@pytest.fixture
def listed(kiosk):
    return _opened(kiosk)


def test_all_are_shown_first(listed, kiosk):
    _, view, _ = listed
    shown = [card for card in view.last.cards if not card.practice]

    assert len(shown) == len(kiosk.walkthroughs.cards("fr"))
    assert view.last.cards[: len(shown)] == tuple(shown)


def test_exercises_stand_last_and_under_a_heading_of_their_own(listed, kiosk):
    presenter, view, stage = listed
    n = len(kiosk.practice.cards("fr"))
    assert [card.practice for card in view.last.cards[-n:]] == ["S’entraîner"] * n
    assert view.last.themes[1][:2] == ("practice", "S’entraîner")
    presenter.choose_theme("practice")
    assert view.last.title == "S’entraîner"
    assert [card.walkthrough_id for card in view.last.cards] == [
        f"exercice:{one.exercise_id}" for one in kiosk.practice.cards("fr")
    ]
    presenter.open("exercice:courriel")

    assert stage.router.current.route is Route.PRACTICE
    assert stage.router.current.text("exercise_id") == "courriel"


def test_a_theme_keeps_only_its_own(listed, kiosk):
    presenter, view, _ = listed
    theme = kiosk.walkthroughs.themes("fr")[0]
    presenter.choose_theme(theme.theme_id)

    assert len(view.last.cards) == theme.n_walkthroughs
    assert view.last.title == theme.label


def test_results_answer_what_is_typed(listed):
    presenter, view, _ = listed
    presenter.begin_search()
    presenter.type("arnaque")

    assert view.last.cards[0].walkthrough_id == "arnaque"
    assert view.last.is_searching


def test_words_that_nobody_knows_lead_to_a_person_or_to_a_letter(listed):
    presenter, view, stage = listed
    presenter.begin_search()
    presenter.type("xyzzy plugh")
    assert view.last.cards == ()
    assert view.last.title == "Rien avec ces mots : une personne peut chercher avec vous"
    assert [(way.key, way.label) for way in view.last.ways_on] == [
        ("person", "Parler à une personne"),
        ("letter", "J’ai reçu une lettre"),
    ]
    presenter.ask_person()
    assert stage.router.current.route is Route.BOOKING
    stage.router.back()
    presenter.show_letter()

    assert stage.router.current.route is Route.LETTER


def test_the_ways_on_go_as_soon_as_something_is_found(listed):
    presenter, view, _ = listed
    presenter.begin_search()
    presenter.type("zz")
    assert view.last.ways_on
    presenter.type("arnaque")

    assert view.last.ways_on == ()
    assert view.last.person == "Une personne peut vous aider."


def test_each_letter_of_a_word_answers(listed):
    presenter, view, _ = listed
    presenter.begin_search()
    for length in range(3, len("arnaque") + 1):
        presenter.type("arnaque"[:length])
        assert view.last.cards[0].walkthrough_id == "arnaque"


def test_one_letter_alone_hides_nothing(listed, kiosk):
    presenter, view, _ = listed
    presenter.begin_search()
    presenter.type("z")

    assert len(view.last.cards) == min(6, len(kiosk.walkthroughs.cards("fr")))
    assert view.last.ways_on == ()


def test_coming_back_finds_the_theme_again(kiosk):
    presenter, _, stage = _opened(kiosk)
    theme = kiosk.walkthroughs.themes("fr")[1]
    presenter.choose_theme(theme.theme_id)
    presenter.open(kiosk.walkthroughs.cards("fr")[0].walkthrough_id)
    stage.router.back()
    view = RecordingView()
    again = WalkthroughListPresenter(
        view,
        stage,
        stage.router.current,
        kiosk.walkthroughs,
        kiosk.letters,
        exercises=kiosk.practice,
    )
    again.start()

    assert view.last.theme == theme.theme_id


def test_each_card_tells_what_works_without_the_internet(listed, kiosk):
    _, view, _ = listed
    offline = {card.walkthrough_id for card in kiosk.walkthroughs.cards("fr") if card.works_offline}
    offline |= {f"exercice:{one.exercise_id}" for one in kiosk.practice.cards("fr")}

    assert {card.walkthrough_id for card in view.last.cards if card.is_offline} == offline
    assert {card.where for card in view.last.cards} <= {
        "Marche sans Internet",
        "À finir avec Internet",
    }


def test_the_french_title_stays_under_a_translation(kiosk):
    presenter, view, stage = _opened(kiosk)
    stage.translator.use("ar")
    presenter.redraw()

    translated = [card for card in view.last.cards if not card.in_french]
    assert {card.practice != "" for card in translated} == {True, False}
    assert all(card.title_fr for card in translated)


def test_what_happens_in_a_life_is_shown_by_pictures_first(listed, kiosk):
    presenter, view, _ = listed
    presenter.choose_way(BY_EVENT)

    events = kiosk.letters.life_events("fr")
    assert [key for key, _, _ in view.last.pictures] == [event.event_id for event in events]
    assert view.last.cards == ()
    assert view.last.title == "Que se passe-t-il dans votre vie ?"


def test_an_event_shows_its_walkthroughs_in_its_own_order(listed, kiosk):
    presenter, view, _ = listed
    event = kiosk.letters.life_events("fr")[-1]
    presenter.choose_way(BY_EVENT)
    presenter.choose_theme(event.event_id)

    assert tuple(card.walkthrough_id for card in view.last.cards) == event.walkthrough_ids
    assert (view.last.title, view.last.theme) == (event.label, event.event_id)
    assert view.last.pictures == ()


def test_back_from_an_event_finds_the_pictures_again_then_leaves(listed, kiosk):
    presenter, view, stage = listed
    presenter.choose_way(BY_EVENT)
    presenter.choose_theme(kiosk.letters.life_events("fr")[0].event_id)
    presenter.back()
    assert view.last.pictures
    presenter.back()

    assert stage.router.current.route is Route.HOME


def test_coming_back_from_a_walkthrough_finds_the_event_again(kiosk):
    presenter, _, stage = _opened(kiosk)
    event = kiosk.letters.life_events("fr")[0]
    presenter.choose_way(BY_EVENT)
    presenter.choose_theme(event.event_id)
    presenter.open(event.walkthrough_ids[0])
    stage.router.back()
    view = RecordingView()
    again = WalkthroughListPresenter(
        view,
        stage,
        stage.router.current,
        kiosk.walkthroughs,
        kiosk.letters,
        exercises=kiosk.practice,
    )
    again.start()

    assert (view.last.way, view.last.theme) == (BY_EVENT, event.event_id)


def test_searching_hides_the_two_ways_and_leaving_it_finds_the_event_again(listed, kiosk):
    presenter, view, _ = listed
    event = kiosk.letters.life_events("fr")[0]
    presenter.choose_way(BY_EVENT)
    presenter.choose_theme(event.event_id)
    presenter.begin_search()
    assert view.last.ways == ()
    presenter.back()

    assert view.last.theme == event.event_id
    assert [key for key, _, _ in view.last.ways] == [BY_SUBJECT, BY_EVENT]


def test_back_to_the_subjects_finds_the_theme_again(listed, kiosk):
    presenter, view, _ = listed
    theme = kiosk.walkthroughs.themes("fr")[0]
    presenter.choose_theme(theme.theme_id)
    presenter.choose_way(BY_EVENT)
    presenter.choose_way(BY_SUBJECT)

    assert view.last.theme == theme.theme_id
    assert view.last.title == theme.label


def test_without_any_event_there_is_one_way_alone(kiosk):
    class NoEvents:
        def life_events(self, language):
            return ()

    view, stage = RecordingView(), a_stage(kiosk)
    stage.router.go(Route.WALKTHROUGH_LIST)
    WalkthroughListPresenter(
        view, stage, stage.router.current, kiosk.walkthroughs, NoEvents(), exercises=kiosk.practice
    ).start()

    assert view.last.ways == ()


def test_the_index_is_made_once_the_list_is_shown_before_a_letter_is_typed(kiosk, tmp_path):
    for lent in tmp_path.rglob("search/*.json"):
        lent.unlink()
    kiosk.walkthroughs.cards("fr")
    assert list(tmp_path.rglob("search/*.json")) == []
    _opened(kiosk)

    assert len(list(tmp_path.rglob("search/*.json"))) == 1


def _typed(listed, text):
    presenter, view, _ = listed
    presenter.begin_search()
    presenter.type(text)
    return [(card.walkthrough_id, card.practice) for card in view.last.cards]


def test_who_asks_to_practise_finds_the_exercises_alone_and_marked(listed, kiosk):
    found = _typed(listed, "m’entraîner")

    assert {name for name, _ in found} == {
        f"exercice:{one.exercise_id}" for one in kiosk.practice.cards("fr")
    }
    assert {mark for _, mark in found} == {"S’entraîner"}
    assert listed[1].last.title == "S’entraîner"


def test_a_search_shows_walkthroughs_and_the_exercise_of_the_same_thing(listed):
    found = _typed(listed, "adresse mail")

    assert found[0] == ("adresse-mail", "")
    assert ("exercice:courriel", "S’entraîner") in found[:3]
    assert listed[1].last.title == "Démarches trouvées"


def test_the_only_exercise_found_is_opened_by_the_enter_key(listed):
    presenter, _, stage = listed
    assert _typed(listed, "exercice formulaire déclaration")[0][0] == "exercice:declaration"
    presenter._found = presenter._found[:1]
    presenter.submit()

    assert stage.router.current.route is Route.PRACTICE
    assert stage.router.current.text("exercise_id") == "declaration"


@pytest.mark.parametrize("is_staff", [True, False])
def test_what_residents_do_not_see_is_listed_for_the_staff_alone(kiosk, is_staff):
    kiosk.clock.pass_time(days=120)
    late = {one.card.walkthrough_id for one in kiosk.walkthroughs.late("fr")}
    view, stage = RecordingView(), a_stage(kiosk)
    kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, PIN)
    stage.session.staff = kiosk.staff.check_pin(PIN) if is_staff else None
    stage.router.go(Route.WALKTHROUGH_LIST, **{LATE: True})
    WalkthroughListPresenter(
        view,
        stage,
        stage.router.current,
        kiosk.walkthroughs,
        kiosk.letters,
        exercises=kiosk.practice,
    ).start()
    shown = {card.walkthrough_id for card in view.last.cards if not card.practice}

    assert late
    assert shown == late if is_staff else shown.isdisjoint(late)
    assert (view.last.title == "Guides cachés aux habitants") is is_staff
