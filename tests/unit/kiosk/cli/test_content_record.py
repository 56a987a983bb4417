# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content record`: from the microphone to a folder that is signed."""

from __future__ import annotations

import argparse
import shlex

import pytest

from kiosk.cli import content_record
from kiosk.content.recordings import recording_of
from kiosk.foundation.errors import ContentUnreadable, KnownError
from kiosk.services.voice_drafts import VoiceDrafts, VoiceState
from tests.support.sounds import first_on_path, stand_in, wav
from tests.support.walkthroughs import (
    FRENCH_TEXTS,
    changed,
    loaded,
    write_content,
)


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir()
    content = tmp_path / "content"
    write_content(content)
    monkeypatch.setattr(content_record, "_drafts", lambda args: VoiceDrafts(args.data, content))
    return folder


@pytest.fixture
def programs(tmp_path, monkeypatch):
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", first_on_path(folder))
    return folder


def call(data, *words):
    parser = argparse.ArgumentParser()
    parser.add_argument("--data")
    content_record.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["record", *map(str, words)])
    args.data = data
    return args.run(args)


def state(data, tmp_path, step="compte"):
    slots = VoiceDrafts(data, tmp_path / "content").slots("demande", "kab")
    return next(slot.state for slot in slots if slot.step_id == step)


def microphone(programs, tmp_path, sound):
    (tmp_path / "spoken.wav").write_bytes(sound)
    spoken = shlex.quote(str(tmp_path / "spoken.wav"))
    stand_in(programs, "arecord", f'for last; do :; done; cat {spoken} > "$last"')


def test_a_step_is_recorded_listened_to_checked_and_handed_over(data, tmp_path, programs, capsys):
    microphone(programs, tmp_path, wav(2))
    heard = tmp_path / "heard.wav"
    stand_in(programs, "aplay", f'for last; do :; done; cat "$last" > {shlex.quote(str(heard))}')

    assert state(data, tmp_path) is VoiceState.EMPTY
    assert call(data, "take", "demande", "kab", "compte") == 0
    assert "Avez-vous un compte ?" in capsys.readouterr().out
    assert state(data, tmp_path) is VoiceState.TO_CHECK
    assert call(data, "listen", "demande", "kab", "compte") == 0
    assert heard.read_bytes() == wav(2)
    assert call(data, "check", "demande", "kab", "compte") == 0
    assert state(data, tmp_path) is VoiceState.CHECKED
    assert call(data, "out", tmp_path / "out") == 0

    walkthrough, _ = loaded(tmp_path / "out")
    given = recording_of(
        tmp_path / "out" / "demande", walkthrough, step_id="compte", language="kab"
    )
    assert given.read_bytes() == wav(2)


def test_a_silent_take_is_refused_and_the_one_before_stays(data, tmp_path, programs):
    microphone(programs, tmp_path, wav(2))
    call(data, "take", "demande", "kab", "compte")
    microphone(programs, tmp_path, wav(2, peak=0))

    with pytest.raises(ContentUnreadable, match="On n’entend rien"):
        call(data, "take", "demande", "kab", "compte")
    drafts = VoiceDrafts(data, tmp_path / "content")
    assert drafts.file_of("demande", "kab", "compte").read_bytes() == wav(2)
    assert not list(data.rglob(".prise*"))


def test_without_microphone_a_sentence_says_so(data, programs):
    stand_in(programs, "arecord", "exit 1")

    with pytest.raises(ContentUnreadable, match="micro"):
        call(data, "take", "demande", "kab", "compte")


def test_without_any_program_that_plays_a_sentence_says_so(data, tmp_path, programs):
    call_file = tmp_path / "own.wav"
    call_file.write_bytes(wav())
    call(data, "take", "demande", "kab", "compte", "--from", call_file)
    for name in ("aplay", "paplay", "pw-play"):
        stand_in(programs, name, "exit 1")

    with pytest.raises(KnownError, match="regardez le son"):
        call(data, "listen", "demande", "kab", "compte")


def test_a_file_of_another_kind_is_refused(data, tmp_path):
    other = tmp_path / "own.wav"
    other.write_bytes(b"not a sound")

    with pytest.raises(ContentUnreadable, match="WAV simple"):
        call(data, "take", "demande", "kab", "compte", "--from", other)


def test_a_voice_that_nobody_checked_is_not_handed_over(data, tmp_path, programs):
    microphone(programs, tmp_path, wav(2))
    call(data, "take", "demande", "kab", "compte")

    with pytest.raises(ContentUnreadable, match="Aucune voix n’est vérifiée"):
        call(data, "out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_text_that_changed_asks_for_a_new_voice(data, tmp_path, programs):
    microphone(programs, tmp_path, wav(2))
    call(data, "take", "demande", "kab", "compte")
    texts = changed(FRENCH_TEXTS, "etapes", "compte", "titre", to="Votre compte existe ?")
    write_content(tmp_path / "content", texts=texts)

    assert state(data, tmp_path) is VoiceState.OUTDATED
    with pytest.raises(ContentUnreadable, match="a changé"):
        call(data, "check", "demande", "kab", "compte")


def test_a_voice_can_be_erased(data, tmp_path, programs, capsys):
    microphone(programs, tmp_path, wav(2))
    call(data, "take", "demande", "kab", "compte")

    assert call(data, "erase", "demande", "kab", "compte") == 0
    assert capsys.readouterr().out.endswith("voix effacées : 1\n")
    assert state(data, tmp_path) is VoiceState.EMPTY


@pytest.mark.parametrize(
    ("place", "named"),
    [
        (("../etc", "kab", "compte"), "parcours"),
        (("demande", "../kab", "compte"), "langue"),
        (("demande", "kab", "../compte"), "étape"),
    ],
)
def test_names_that_do_not_exist_are_refused(data, place, named):
    with pytest.raises(ContentUnreadable, match=named):
        call(data, "take", *place)


def test_the_list_names_each_step(data, capsys):
    assert call(data, "list", "demande", "ar-ma") == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("compte : vide : نص ")
    assert "Avez-vous un compte" in first
