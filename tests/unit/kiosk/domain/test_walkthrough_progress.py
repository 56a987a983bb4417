# SPDX-License-Identifier: AGPL-3.0-or-later
"""A run taken away as letters comes back the same, and nothing else comes in by that door."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.content.loader import load_catalog
from kiosk.domain.scanner_letters import LETTERS, letters_of, octets_of
from kiosk.domain.walkthrough_progress import (
    MARK,
    MAX_TEXT,
    NotProgress,
    is_of,
    progress_text,
    read_progress,
    replayed,
)
from kiosk.domain.walkthrough_run import (
    allowed_answers,
    answer,
    back,
    facts,
    goto,
    start,
    toggle_paper,
)
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES, Branch, StepKind
from kiosk.foundation.resources import asset_path
from tests.support.walkthroughs import loaded

CATALOG = load_catalog(asset_path("content"))
walkthroughs = st.sampled_from(sorted(CATALOG.walkthroughs)).map(CATALOG.walkthroughs.get)
languages = st.sampled_from(CONTENT_LANGUAGES)
MOST_MOVES = 60


def walk_drawn(data, walkthrough):
    """Return a run after a random walk: answers, steps back, corrections, papers."""
    run = start(walkthrough)
    for _ in range(data.draw(st.integers(0, MOST_MOVES))):
        move = data.draw(st.sampled_from(("answer", "answer", "answer", "back", "goto", "tick")))
        if move == "back" or run.is_at_end:
            run = back(run)
        elif move == "goto":
            run = goto(run, data.draw(st.sampled_from(run.trail)))
        elif move == "tick" and run.step.papers:
            run = toggle_paper(run, data.draw(st.sampled_from(run.step.papers)).paper_id)
        else:
            run = answer(run, data.draw(st.sampled_from(allowed_answers(run.step))))
    return run


def read_again(text, walkthrough):
    return replayed(read_progress(text), walkthrough)


@settings(max_examples=250, deadline=None)
@given(walkthroughs, languages, st.data())
def test_every_walk_on_every_guide_comes_back_the_same_within_300_letters(
    walkthrough, language, data
):
    run = walk_drawn(data, walkthrough)

    text = progress_text(run, language)
    replay = read_again(text, walkthrough)

    assert len(text) <= MAX_TEXT
    assert set(text) <= set(LETTERS)
    assert (replay.run, replay.is_whole) == (run, True)
    assert facts(replay.run) == facts(run)
    assert read_progress(text).language == language


@pytest.mark.parametrize("name", sorted(CATALOG.walkthroughs))
def test_the_fullest_run_of_each_guide_has_room_with_all_its_answers(name):
    run = fullest_run(CATALOG.walkthroughs[name])

    text = progress_text(run, "ar")

    assert 0 < len(text) <= MAX_TEXT
    assert read_again(text, run.walkthrough).run == run


def fullest_run(walkthrough):
    """Return a run with an answer at every step that asks, and every paper in hand."""
    run = start(walkthrough)
    while not run.is_at_end:
        run = answer(run, allowed_answers(run.step)[0])
    asking = [step for step in walkthrough.steps if step.kind is not StepKind.END]
    answers = {step.step_id: allowed_answers(step)[0] for step in asking}
    papers = frozenset(need.paper_id for step in walkthrough.steps for need in step.papers)
    return replace(run, answers=answers, ticked=papers)


def test_one_run_has_one_text(tmp_path):
    run = answer(start(loaded(tmp_path)[0]), "oui")

    assert progress_text(run, "fr") == progress_text(run, "fr")


@settings(max_examples=150, deadline=None)
@given(walkthroughs, st.data())
def test_a_text_that_was_altered_is_refused(walkthrough, data):
    text = progress_text(walk_drawn(data, walkthrough), "fr")
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(LETTERS).filter(lambda letter: letter != text[at]))
    how = data.draw(st.sampled_from(("change", "cut", "double")))
    changed = {
        "change": text[:at] + other + text[at + 1 :],
        "cut": text[:at] + text[at + 1 :],
        "double": text[:at] + other + text[at:],
    }[how]
    if changed == text:
        changed = text + other

    with pytest.raises(NotProgress):
        read_progress(changed)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400) | st.text(LETTERS, max_size=400).map(lambda text: MARK + text))
def test_what_is_no_progress_is_refused(text):
    with pytest.raises(NotProgress):
        read_progress(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        MARK,
        "SQ1:6BFOXN",
        "https://www.caf.fr/SXPB",
        "SXPCDEFGHIJ",
        MARK + "C" * 5_000,
        MARK + "\x00\x1d\n",
        MARK + "É" * 40,
        MARK + "ſ" * 40,
        "1234 5678",
    ],
)
def test_squares_of_others_are_refused(text):
    with pytest.raises(NotProgress):
        read_progress(text)


@given(st.binary(max_size=180))
def test_bytes_come_back_from_letters_that_both_keyboards_have(octets):
    letters = letters_of(octets)

    assert octets_of(letters) == octets
    assert not set(letters) & set("AQWZM0123456789")


def test_a_forged_text_leads_only_where_answers_lead(tmp_path):
    walkthrough = loaded(tmp_path)[0]
    run = answer(answer(start(walkthrough), "oui"), 1)
    end = next(step for step in walkthrough.steps if step.kind is StepKind.END)
    forged = replace(run, trail=(run.trail[0], end.step_id))

    replay = read_again(progress_text(forged, "fr"), walkthrough)

    assert not replay.is_whole
    assert replay.run.trail == run.trail[:2]


def test_it_tells_which_guide_it_is_of(tmp_path):
    run = start(loaded(tmp_path)[0])
    progress = read_progress(progress_text(run, "fr"))

    assert is_of(progress, run.walkthrough_id)
    assert not is_of(progress, run.walkthrough_id + "-2")


# ---- the content has changed -----------------------------------------------------------------


@pytest.fixture
def run(tmp_path):
    run = toggle_paper(start(loaded(tmp_path)[0]), "identite")
    for value in ("oui", 1, "suite", "fait", "oui"):
        run = answer(run, value)
    return run


def on(run, **changes):
    """Return the progress of `run` replayed on a guide in which steps are other ones."""
    steps = tuple(changes.get(step.step_id, step) for step in run.walkthrough.steps)
    now = replace(run.walkthrough, steps=steps, content_hash="another")
    return read_again(progress_text(run, "fr"), now)


def asked_otherwise(run, step_id, title):
    french = run.walkthrough.texts["fr"]
    steps = {**french.steps, step_id: replace(french.steps[step_id], title=title)}
    texts = {**run.walkthrough.texts, "fr": replace(french, steps=steps)}
    return replace(run.walkthrough, texts=texts)


def test_a_guide_that_changed_elsewhere_changes_nothing(run):
    replay = read_again(progress_text(run, "fr"), replace(run.walkthrough, content_hash="x"))

    assert (replay.run, replay.is_whole) == (run, True)


def test_it_stops_at_the_first_question_that_asks_something_else(run):
    replay = read_again(progress_text(run, "fr"), asked_otherwise(run, "personnes", "Et alors ?"))

    assert not replay.is_whole
    assert replay.run.trail == ("compte", "personnes")
    assert "personnes" not in replay.run.answers
    assert replay.run.answers["verif"] == "oui"


def test_it_stops_where_an_answer_is_no_longer_offered(run):
    step = run.walkthrough.step("compte")
    fewer = replace(step, options=step.options[1:])

    replay = on(run, compte=fewer)

    assert (replay.run.trail, replay.is_whole) == (("compte",), False)


def test_it_stops_at_a_step_that_came_between(run):
    compte = run.walkthrough.step("compte")
    new = replace(run.walkthrough.step("personnes"), step_id="nouvelle")
    detour = replace(compte, branches=(Branch("nouvelle"),))
    steps = tuple(detour if step is compte else step for step in run.walkthrough.steps)
    texts = {
        code: replace(one, steps={**one.steps, "nouvelle": one.steps["personnes"]})
        for code, one in run.walkthrough.texts.items()
    }
    now = replace(run.walkthrough, steps=(*steps, new), texts=texts)

    replay = read_again(progress_text(run, "fr"), now)

    assert (replay.run.trail, replay.is_whole) == (("compte", "nouvelle"), False)


def test_a_first_step_that_is_gone_begins_anew_with_the_other_answers(run):
    now = replace(run.walkthrough, start="personnes")

    replay = read_again(progress_text(run, "fr"), now)

    assert (replay.run.trail, replay.is_whole) == (("personnes",), False)
    assert replay.run.ticked == {"identite"}


def test_a_paper_that_the_guide_asks_for_no_more_is_left_out(run):
    papers = run.walkthrough.step("papiers")
    other = tuple(need for need in papers.papers if need.paper_id != "identite")

    replay = on(run, papiers=replace(papers, papers=other))

    assert replay.run.ticked == frozenset()
    assert replay.run.step_id == "papiers"


def test_a_step_of_a_new_name_that_asks_the_same_is_the_step_that_it_replaces(run):
    renamed = replace(run.walkthrough.step("personnes"), step_id="foyer", replaces=("personnes",))
    compte = run.walkthrough.step("compte")
    to_new_name = replace(compte, branches=(Branch("foyer"),))
    steps = tuple(
        {"personnes": renamed, "compte": to_new_name}.get(step.step_id, step)
        for step in run.walkthrough.steps
    )
    texts = {
        code: replace(one, steps={**one.steps, "foyer": one.steps["personnes"]})
        for code, one in run.walkthrough.texts.items()
    }
    now = replace(run.walkthrough, steps=steps, texts=texts)

    replay = read_again(progress_text(run, "fr"), now)

    assert replay.run.trail[:3] == ("compte", "foyer", "papiers")
    assert replay.run.answers["foyer"] == 1
    assert replay.is_whole
