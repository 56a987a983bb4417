# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of voices: how far each walkthrough is, and a folder that is whole or not there."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest

from kiosk.content.loader import load_catalog
from kiosk.content.recordings import RecordedSound, check_recording, recording_path, wav_of
from kiosk.foundation.errors import ContentUnreadable, StorageFull
from kiosk.services import voice_drafts
from kiosk.services.voice_drafts import DRAFTS_NAME, VoiceDrafts, VoiceState
from tests.support.sounds import wav
from tests.support.walkthroughs import FRENCH_TEXTS, changed, write_content

SOUND = RecordedSound(wav(2)[44:], 16_000)
PLACE = ("demande", "kab", "compte")


@pytest.fixture
def content(tmp_path):
    write_content(tmp_path / "content")
    return tmp_path / "content"


@pytest.fixture
def drafts(tmp_path, content):
    return VoiceDrafts(tmp_path, content)


def approve(drafts, place=PLACE):
    drafts.keep(*place, sound=SOUND)
    return drafts.approve(*place)


def states(drafts, language="kab"):
    return {slot.step_id: slot.state for slot in drafts.slots("demande", language)}


def publish(content, *steps, language="kab"):
    walkthrough = load_catalog(content).walkthroughs["demande"]
    for step_id in steps:
        path = recording_path(content / "demande", walkthrough, step_id=step_id, language=language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(path.name.replace(".a-verifier", "")).write_bytes(wav())


def rewrite(content, step="compte"):
    texts = changed(FRENCH_TEXTS, "etapes", step, "titre", to="Votre compte existe ?")
    write_content(content, texts=texts)


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "voix.wav"
    path.write_bytes(wav_of(SOUND))

    assert check_recording(path) == SOUND
    assert wav_of(SOUND) == wav(2)


def test_each_walkthrough_tells_how_far_it_is(drafts, content):
    publish(content, "fini")
    approve(drafts)
    drafts.keep("demande", "kab", "rdv", sound=SOUND)

    (progress,) = drafts.overview("kab")
    assert (progress.french_title, progress.n_steps, progress.n_ready) == (
        "Faire la demande",
        11,
        2,
    )
    assert progress.states[VoiceState.TO_CHECK] == 1
    assert drafts.overview("ar-ma")[0].n_ready == 0


def test_a_published_voice_that_no_longer_fits_is_to_be_done_again(tmp_path, content):
    publish(content, "compte", "fini")
    rewrite(content)

    found = states(VoiceDrafts(tmp_path, content))
    assert (found["compte"], found["fini"]) == (VoiceState.OUTDATED, VoiceState.SERVES)


def test_a_voice_done_again_replaces_the_old_one_in_the_list_and_in_the_folder(tmp_path, content):
    publish(content, "compte")
    rewrite(content)
    drafts = VoiceDrafts(tmp_path, content)
    approved = approve(drafts)

    assert states(drafts)["compte"] is VoiceState.CHECKED
    assert drafts.write_out(tmp_path / "out") == 1
    spoken = tmp_path / "out" / "demande" / "media" / "kab"
    assert [path.name for path in spoken.iterdir()] == [approved.name]


def test_a_draft_of_a_text_that_changed_is_not_handed_over(tmp_path, content):
    approve(VoiceDrafts(tmp_path, content))
    rewrite(content)

    with pytest.raises(ContentUnreadable, match="Aucune voix"):
        VoiceDrafts(tmp_path, content).write_out(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_whole_is_not_left_behind(drafts, tmp_path, monkeypatch):
    approve(drafts)

    copy = shutil.copyfile

    def unplugged(source, target, **options):
        if DRAFTS_NAME in Path(source).parts:
            raise OSError(source, target)
        return copy(source, target, **options)

    monkeypatch.setattr(voice_drafts.shutil, "copyfile", unplugged)
    with pytest.raises(OSError, match="kab"):
        drafts.write_out(tmp_path / "out")

    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".out*"))


def test_the_folder_has_its_name_only_once_it_is_whole(drafts, tmp_path, monkeypatch):
    approve(drafts)
    (tmp_path / ".out.new" / "half").mkdir(parents=True)  # a cut of power left this
    seen = []
    copy = shutil.copyfile

    def copied(source, target, **options):
        seen.append((tmp_path / "out").exists())
        return copy(source, target, **options)

    monkeypatch.setattr(voice_drafts.shutil, "copyfile", copied)
    drafts.write_out(tmp_path / "out")

    assert set(seen) == {False}
    assert (tmp_path / "out" / "demande").is_dir()
    assert not (tmp_path / "out" / "half").exists()


def test_a_voice_that_is_not_kept_is_in_no_file(drafts, tmp_path, monkeypatch):
    def stopped(path, sound):
        raise KeyboardInterrupt

    monkeypatch.setattr(voice_drafts, "write_private", stopped)
    monkeypatch.setattr(Path, "unlink", stopped)  # as a cut of power leaves it
    with pytest.raises(KeyboardInterrupt):
        drafts.keep(*PLACE, sound=SOUND)

    assert not list(tmp_path.rglob("*.wav"))


def test_a_voice_that_cannot_take_the_place_of_another_leaves_it_there(
    drafts, tmp_path, monkeypatch
):
    old = approve(drafts)

    def full(self, target):
        raise OSError(28, f"{self} {target}")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageFull):
        drafts.keep(*PLACE, sound=SOUND)

    assert old.is_file()
    assert [path for path in tmp_path.rglob("*.wav") if DRAFTS_NAME in path.parts] == [old]


def test_what_a_recorder_writes_beside_the_sound_is_not_kept(drafts):
    def record(path):
        spoken = wav_of(SOUND)
        tags = b"LIST" + struct.pack("<I", 18) + b"INFOIART" + struct.pack("<I", 6) + b"Samira"
        path.write_bytes(spoken + tags)

    kept = drafts.take(*PLACE, record=record)

    assert kept.read_bytes() == wav_of(SOUND)


def test_a_published_voice_can_be_heard_but_not_approved_again(drafts, content):
    publish(content, "compte")

    assert drafts.sound_of(*PLACE).seconds == 1
    with pytest.raises(ContentUnreadable, match="sert déjà"):
        drafts.approve(*PLACE)


def test_the_script_shows_french_and_the_language_that_is_read(drafts):
    kabyle = drafts.script(*PLACE)
    darija = drafts.script("demande", "ar-ma", "compte")

    assert kabyle.french == darija.french
    assert kabyle.french[0] == "Avez-vous un compte ?"
    assert kabyle.shown == ()
    assert darija.shown[0].startswith("نص")


def test_only_languages_that_have_a_voice_are_counted(drafts, content):
    assert not drafts.counts()

    publish(content, "compte")
    drafts.keep("demande", "kab", "rdv", sound=SOUND)

    counts = drafts.counts()
    assert counts[VoiceState.SERVES] == counts[VoiceState.TO_CHECK] == 1
    assert counts[VoiceState.EMPTY] == 9


def test_drafts_can_be_read_by_nobody_else(drafts, tmp_path):
    approve(drafts)

    assert (tmp_path / "enregistrements").stat().st_mode & 0o077 == 0
