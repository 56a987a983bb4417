# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters and events of life as screens ask for them: only what is here is shown."""

from __future__ import annotations

import shutil

import pytest

from kiosk.domain.letters import NextAct
from kiosk.domain.walkthrough_screen import Card
from kiosk.foundation.resources import asset_path
from kiosk.foundation.translation import LANGUAGES
from kiosk.services.letters import LetterService

CONTENT = asset_path("content")


class Shelf:
    """Walkthroughs that can be opened, by id."""

    def __init__(self, *ids):
        self.ids = ids

    def cards(self, language):
        return tuple(
            Card(
                walkthrough_id=one,
                title=f"{language} {one}",
                title_fr=None,
                subtitle="",
                icon="home",
                theme="",
                coop_theme="",
                minutes_offline=5,
                minutes_online=0,
                works_offline=True,
            )
            for one in self.ids
        )


def a_service(*ids, folder=CONTENT):
    return LetterService(folder, None, Shelf(*ids))


def result_of(service, *values, language="fr"):
    run = service.start()
    for value in values:
        run = service.answer(run, value)
    return service.view(run, language).result


def test_the_first_question_shows_every_sender_with_the_words_printed_on_its_letters():
    service = a_service()
    view = service.view(service.start(), "fr")

    assert view.question is not None
    assert view.question.title == "De qui vient la lettre ?"
    assert len(view.question.choices) >= 13
    assert all(choice.printed and choice.icon for choice in view.question.choices)


def test_a_walkthrough_that_is_not_here_is_not_shown():
    shown = result_of(a_service("scanner-envoyer"), "caf", "papiers", "semaine")
    none = result_of(a_service(), "caf", "papiers", "semaine")

    assert [card.walkthrough_id for card in shown.walkthroughs] == ["scanner-envoyer"]
    assert shown.acts == (NextAct.WALKTHROUGH, NextAct.PERSON)
    assert none.walkthroughs == ()
    assert none.acts == (NextAct.PERSON,)


def test_where_money_is_asked_the_way_to_the_walkthrough_about_scams_is_there_once():
    apart = result_of(a_service("arnaque"), "impots", "payer", "semaine")
    listed = result_of(a_service("arnaque"), "police", "payer", "semaine")
    absent = result_of(a_service(), "impots", "payer", "semaine")

    assert apart.warning_card is not None
    assert apart.warning
    assert listed.warning_card is None
    assert [card.walkthrough_id for card in listed.walkthroughs] == ["arnaque"]
    assert absent.warning_card is None
    assert absent.warning_lead == "Attention aux fausses lettres."


def test_the_rail_follows_the_questions_to_the_result():
    service = a_service()
    run, places = service.start(), []
    for value in ("caf", "papiers", "semaine"):
        places.append(service.view(run, "fr").at)
        run = service.answer(run, value)

    assert [*places, service.view(run, "fr").at] == [0, 1, 2, 3]
    assert service.view(service.dont_know(service.start()), "fr").at == 3


def test_the_answer_given_before_a_step_back_is_marked():
    service = a_service()
    run = service.answer(service.start(), "mairie").back
    chosen = [one.value for one in service.view(run, "fr").question.choices if one.is_chosen]

    assert chosen == ["mairie"]


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_every_question_and_result_has_words_in_every_language(language):
    service = a_service("arnaque", "caf-compte")
    run = service.start()
    for value in ("caf", "payer", "passee"):
        asked = service.view(run, language).question
        assert asked.title
        assert asked.sentence
        assert all(choice.label for choice in asked.choices)
        run = service.answer(run, value)
    result = service.view(run, language).result

    assert result.title
    assert result.advice
    assert all(result.points)


def test_french_is_shown_for_a_language_that_has_no_text(tmp_path):
    shutil.copytree(CONTENT / "registres", tmp_path / "registres")
    path = tmp_path / "registres" / "lettres.yaml"
    text = path.read_text("utf-8").replace(', en: "Who is the letter from?"', "", 1)
    path.write_text(text, "utf-8")
    service = a_service(folder=tmp_path)

    assert service.view(service.start(), "en").question.title == "De qui vient la lettre ?"


def test_arabic_keeps_french_words_in_their_own_direction():
    label = a_service().view(a_service().start(), "ar").question.choices[0].printed
    point = result_of(a_service(), "caf", "papiers", "semaine", language="ar").points[0]

    assert label == "Caf, allocataire, RSA"
    assert "\u2066CAF\u2069" in point


def test_without_a_sound_book_the_service_says_so(tmp_path):
    assert not a_service(folder=tmp_path).is_there
    assert a_service().is_there


def test_only_events_that_lead_somewhere_are_shown():
    service = a_service("caf-compte", "ameli")
    events = {event.event_id: event.walkthrough_ids for event in service.life_events("fr")}

    assert events["attendre_enfant"] == ("ameli", "caf-compte")
    assert "voiture" not in events
    assert all(events.values())
    assert a_service().life_events("fr") == ()


def test_events_are_told_in_the_language_asked_for():
    service = a_service("caf-compte")

    assert service.life_events("en")[0].label == "I am moving home"
    assert service.life_events("fr")[0].label == "Je déménage"
