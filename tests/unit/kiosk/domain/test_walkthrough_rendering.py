# SPDX-License-Identifier: AGPL-3.0-or-later
"""A step shows all that its screen draws, in the reader's language, French beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.walkthrough_rendering import card, step_screen
from kiosk.domain.walkthrough_run import answer, back, start, toggle_paper
from kiosk.domain.walkthrough_screen import StageState
from kiosk.domain.walkthrough_texts import Audience
from kiosk.domain.walkthroughs import EndOutcome, StepKind
from tests.support.walkthroughs import filler_for, loaded


@pytest.fixture
def pair(tmp_path):
    return loaded(tmp_path)


def screen_after(pair, *values, language="fr", ticked=(), audience=Audience.RESIDENT):
    walkthrough, registries = pair
    run = start(walkthrough)
    for paper_id in ticked:
        run = toggle_paper(run, paper_id)
    for value in values:
        run = answer(run, value)
    return step_screen(run, filler_for(walkthrough, registries, language, audience))


def test_the_rail_tells_where_i_am_how_long_is_left_and_what_needs_the_internet(pair):
    screen = screen_after(pair, "oui", 1)

    assert (screen.stage_number, screen.n_stages, screen.minutes_left) == (2, 4, 14)
    assert screen.internet_stage == 3
    assert [stage.state for stage in screen.stages] == [
        StageState.DONE,
        StageState.CURRENT,
        StageState.TO_DO,
        StageState.TO_DO,
    ]
    assert screen.stages[0].label == "Se préparer"
    assert screen.stages[0].step_id == "compte"
    assert screen.stages[3].step_id is None


def test_a_question_shows_its_options_with_icon_and_the_french_of_official_words(pair):
    screen = screen_after(pair, language="en")

    assert screen.title == "EN Avez-vous un compte ?"
    assert [(o.value, o.label, o.label_fr, o.icon) for o in screen.options] == [
        ("oui", "EN Compte CAF", "Compte CAF", "check"),
        ("non", "EN Non", None, "x"),
    ]
    assert screen.can_say_dont_know
    assert not screen.can_go_back
    assert not screen.can_continue


def without(pair, language):
    walkthrough, registries = pair
    texts = {code: own for code, own in walkthrough.texts.items() if code != language}
    return replace(walkthrough, texts=texts), registries


def test_a_walkthrough_without_the_readers_language_is_in_french_from_end_to_end(pair):
    french = screen_after(pair, "oui", 1)

    shown = screen_after(without(pair, "ar"), "oui", 1, language="ar")

    assert shown == french
    assert shown.language == "fr"


def test_its_card_is_in_french_and_says_so(pair):
    walkthrough, _ = without(pair, "ar")

    assert card(walkthrough, "ar") == card(walkthrough, "fr")
    assert (card(walkthrough, "ar").language, card(walkthrough, "en").language) == ("fr", "en")


def test_french_words_of_a_registry_keep_their_order_in_an_arabic_step(pair):
    walkthrough, registries = pair
    paper = registries.papers["identite"]
    french = {"fr": "Carte, passeport", "fr-falc": "Carte"}
    papers = {**registries.papers, "identite": replace(paper, details=french)}

    shown = screen_after((walkthrough, replace(registries, papers=papers)), "oui", 1, language="ar")

    assert shown.papers[0].detail == "\u2066Carte, passeport\u2069"


def test_coming_back_shows_the_answer_that_was_given(pair):
    walkthrough, registries = pair
    run = back(answer(start(walkthrough), "non"))

    screen = step_screen(run, filler_for(walkthrough, registries))

    assert [option.is_chosen for option in screen.options] == [False, True]


def test_papers_say_what_is_missing_and_what_to_do_about_it(pair):
    screen = screen_after(pair, "oui", 2, ticked=["identite"], language="en")

    assert [(p.name, p.name_fr, p.is_ticked, p.case) for p in screen.papers] == [
        ("EN Carte", "Carte", True, None),
        ("EN Livret", "Livret", False, None),
    ]
    assert screen.hint is not None
    assert screen.hint.question == "EN Il manque Livret ?"
    assert screen.n_missing == 1
    assert screen.can_continue


def test_a_paper_that_may_not_be_needed_is_shown_as_a_case_and_is_not_missing(pair):
    screen = screen_after(pair, "oui", None, ticked=["identite"])

    assert screen.papers[1].case == "Si vous êtes deux"
    assert screen.n_missing == 0
    assert screen.hint is None


def test_bullets_follow_their_condition_and_become_a_case_when_unknown(pair):
    known = screen_after(pair, "oui", 1, "suite")
    without = screen_after(pair, "non", 1, "suite")
    unknown = screen_after(pair, None, 1, "suite")

    assert [point.text for point in known.points][0:1] == ["Gardez vos papiers"]
    assert "Créez un compte" not in [point.text for point in known.points]
    assert ("Créez un compte", None) in [(p.text, p.case) for p in without.points]
    assert ("Créez un compte", "Si vous n’avez pas de compte") in [
        (p.text, p.case) for p in unknown.points
    ]


def test_a_value_nobody_checked_sends_a_resident_to_a_person_and_warns_a_mediator(pair):
    resident = screen_after(pair, "oui", 1, "suite")
    mediator = screen_after(pair, "oui", 1, "suite", audience=Audience.MEDIATOR)

    assert resident.points[-1].text == "Montant : demandez à une personne."
    assert mediator.points[-1].text == "Montant : 100 euros (à vérifier)."


def test_an_online_step_gives_the_address_in_words_the_words_to_look_for_and_what_to_prepare(pair):
    screen = screen_after(pair, "oui", 1, "suite", "suite", language="en")

    assert screen.kind is StepKind.ONLINE
    assert screen.needs_internet
    assert screen.site is not None
    assert (screen.site.shown, screen.site.spoken) == ("caf.fr", "EN caf point fr")
    assert [(w.word_fr, w.meaning) for w in screen.words] == [("Mon Compte", "EN sens")]
    assert screen.prepare == ("EN Votre téléphone",)
    assert [option.value for option in screen.options] == ["fait", "plus_tard"]


def test_words_to_look_for_need_no_meaning_in_french(pair):
    screen = screen_after(pair, "oui", 1, "suite", "suite")

    assert [(w.word_fr, w.meaning) for w in screen.words] == [("Mon Compte", None)]


def test_an_end_says_what_was_done_what_remains_and_asks_nothing(pair):
    screen = screen_after(pair, "oui", 1, "suite", "suite", "fait", "oui")

    assert screen.outcome is EndOutcome.FINISHED
    assert (screen.done, screen.remains) == (("Demande envoyée",), ("Attendez",))
    assert screen.minutes_left == 0
    assert not screen.options
    assert not screen.can_say_dont_know


def test_an_unverified_contact_hides_its_number_from_residents_only(pair):
    way = ("oui", 1, "suite", "suite", "fait", "non", "fait")
    resident = screen_after(pair, *way).contact
    mediator = screen_after(pair, *way, audience=Audience.MEDIATOR).contact

    assert resident is not None
    assert mediator is not None
    assert (resident.phone, resident.address, resident.hours) == (None, None, None)
    assert resident.advice == "Demandez à une personne"
    assert (mediator.phone, mediator.advice) == ("03 20 11 11 11", "à vérifier")


def test_the_voice_reads_the_question_then_its_answers(pair):
    screen = screen_after(pair)

    assert screen.spoken == ("Avez-vous un compte ?", "Compte CAF", "Non")


def test_a_card_tells_minutes_and_whether_it_works_offline(pair):
    walkthrough, _ = pair

    shown = card(walkthrough, "en")

    assert (shown.title, shown.title_fr) == ("EN Faire la demande", "Faire la demande")
    assert (shown.minutes_offline, shown.minutes_online, shown.works_offline) == (6, 10, False)
    assert shown.coop_theme == "social_sante"
