# SPDX-License-Identifier: AGPL-3.0-or-later
"""The check tells which recorded voices are missing or old (W204), and none where none began."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.content.linter import lint
from kiosk.content.loader import load_catalog
from kiosk.content.recordings import recording_path
from kiosk.content.stamping import stamp_translations
from tests.support.sounds import wav
from tests.support.walkthroughs import FRENCH_TEXTS, changed, write_content

TODAY = date(2026, 11, 23)


@pytest.fixture
def content(tmp_path):
    write_content(tmp_path)
    stamp_translations(tmp_path)
    return tmp_path


def spoken(content):
    return load_catalog(content).walkthroughs["demande"]


def speak(content, *steps, language="kab", is_checked=True):
    walkthrough = spoken(content)
    for step_id in steps:
        path = recording_path(content / "demande", walkthrough, step_id=step_id, language=language)
        path.parent.mkdir(parents=True, exist_ok=True)
        name = path.name.replace(".a-verifier", "") if is_checked else path.name
        path.with_name(name).write_bytes(wav())


def all_steps(content):
    return [step.step_id for step in spoken(content).steps]


def told(content):
    report = lint(content, TODAY)
    assert report.n_errors == 0
    return [one for one in report.problems if one.code == "W204"]


def test_a_walkthrough_that_nobody_speaks_is_not_told(content):
    assert told(content) == []


def test_a_walkthrough_spoken_whole_is_right(content):
    speak(content, *all_steps(content))

    assert told(content) == []


def test_a_language_that_has_begun_tells_the_steps_that_it_misses(content):
    speak(content, *all_steps(content), language="ar-ma")
    speak(content, "compte", "fini")

    (problem,) = told(content)
    assert problem.message.startswith("voix kab absente de 9 étapes : personnes, papiers")
    assert "compte" not in problem.message
    assert not problem.is_error


def test_a_voice_that_nobody_listened_to_again_counts_as_missing(content):
    *others, last = all_steps(content)
    speak(content, *others)
    speak(content, last, is_checked=False)

    (problem,) = told(content)
    assert problem.message == f"voix kab absente de 1 étapes : {last}"


def test_a_voice_older_than_its_text_is_told_at_its_step(content):
    speak(content, *all_steps(content))
    texts = changed(FRENCH_TEXTS, "etapes", "rdv", "titre", to="Demandez un rendez-vous")
    write_content(content, texts=texts)
    stamp_translations(content)

    (problem,) = told(content)
    assert problem.message.startswith("voix kab plus ancienne que le texte")
    source = (content / "demande" / "parcours.yaml").read_text("utf-8").splitlines()
    near = "\n".join(source[problem.line - 2 : problem.line + 1])
    assert "rdv" in near


def test_a_voice_of_a_step_that_is_gone_is_told(content):
    speak(content, *all_steps(content))
    folder = content / "demande" / "media" / "kab"
    (folder / "ancienne.h000000000000.wav").write_bytes(wav())

    (problem,) = told(content)
    assert "« ancienne », qui n’est plus une étape" in problem.message
