# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of the five quarters, as it ships."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.participation import Quarter
from tests.support.selling_kiosk import RecordingView, a_stage
from ui.navigation.routes import Place, Route
from ui.screens.quarter.presenter import QuarterPresenter


def a_presenter(kiosk, language="fr", place=None):
    view, stage = RecordingView(), a_stage(kiosk, language)
    place = place or Place(Route.QUARTER)
    presenter = QuarterPresenter(view, stage, place, board=kiosk.board)
    presenter.start()
    return presenter, view, stage


def test_it_opens_on_the_quarter_of_the_place(kiosk):
    _, view, _ = a_presenter(kiosk)

    assert view.last.title == "La vie du quartier Nord"
    assert [key for key, _ in view.last.quarters] == [quarter.value for quarter in Quarter]


@pytest.mark.parametrize("quarter", list(Quarter))
def test_each_body_of_each_quarter_speaks_in_three_sentences(kiosk, quarter):
    presenter, view, _ = a_presenter(kiosk)

    presenter.choose_quarter(quarter.value)

    assert view.last.bodies
    for body in view.last.bodies:
        assert len(body.sentences) >= 3
        assert all(sentence in body.spoken for sentence in (s.rstrip(".") for s in body.sentences))
        assert body.info_date


def test_an_unsure_date_says_that_it_is_to_be_checked(kiosk):
    _, view, _ = a_presenter(kiosk)

    unsure = [body for body in view.last.bodies if not body.is_meeting_sure]
    assert unsure
    assert all("date à vérifier" in body.meeting for body in unsure)


def test_what_is_unsure_is_heard_as_unsure_too(kiosk):
    _, view, _ = a_presenter(kiosk)

    unsure = [body for body in view.last.bodies if body.doubt or body.decision_doubt]
    assert unsure
    for body in unsure:
        assert body.doubt in body.spoken
        assert body.decision_doubt in body.spoken
    assert not any(
        "vérifier" in sentence for body in view.last.bodies for sentence in body.sentences
    )


def test_a_meeting_far_ahead_is_told_with_its_year(kiosk):
    board = kiosk.board.board(Quarter("nord"), "fr")
    presenter, _, stage = a_presenter(kiosk)
    soon, far = (
        stage.clock.now_utc() + timedelta(days=20),
        datetime(2036, 6, 11, 16, 30, tzinfo=UTC),
    )

    words = [
        presenter._meeting(replace(board[0], next_meeting_utc=start, is_meeting_unsure=False))
        for start in (soon, far)
    ]

    assert str(soon.year) not in words[0]
    assert words[1].replace("\xa0", " ") == "Mercredi 11 juin 2036, 18 h 30"


def test_the_quarter_chosen_is_found_again_on_coming_back(kiosk):
    place = Place(Route.QUARTER)
    presenter, _, _ = a_presenter(kiosk, place=place)
    presenter.choose_quarter("sud")

    _, view, _ = a_presenter(kiosk, place=place)

    assert view.last.quarter == "sud"


def test_it_opens_the_walkthrough_of_a_project(kiosk):
    presenter, view, stage = a_presenter(kiosk)

    presenter.open_walkthrough(view.last.project_walkthrough)

    assert view.last.project
    place = stage.router.current
    assert place.route is Route.WALKTHROUGH
    known = [card.walkthrough_id for card in kiosk.walkthroughs.cards("fr")]
    assert place.text("walkthrough_id") in known


def test_in_arabic_the_french_name_stays_beside(kiosk):
    _, view, _ = a_presenter(kiosk, "ar")

    assert all(body.french for body in view.last.bodies)


def test_no_sentence_is_longer_than_twelve_words(kiosk):
    presenter, view, _ = a_presenter(kiosk)
    long = []
    for quarter in Quarter:
        presenter.choose_quarter(quarter.value)
        long += [
            sentence
            for body in view.last.bodies
            for sentence in body.sentences
            if len(sentence.split()) > 12
        ]

    assert long == []
