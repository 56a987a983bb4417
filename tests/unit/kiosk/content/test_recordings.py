# SPDX-License-Identifier: AGPL-3.0-or-later
"""Recorded voices: which files are one, which may be played, and for which text."""

from __future__ import annotations

import struct

import pytest

from kiosk.content.recordings import (
    MAX_BYTES,
    MAX_SECONDS,
    check_recording,
    read_recording,
    recording_of,
    recording_path,
    recordings_of,
    text_hash_of,
)
from kiosk.foundation.errors import ContentUnreadable
from tests.support.sounds import wav
from tests.support.walkthroughs import loaded, write_content


@pytest.fixture
def file(tmp_path):
    return tmp_path / "voix.wav"


def test_a_simple_wav_is_read(file):
    file.write_bytes(wav(1.5))

    sound = read_recording(file)
    assert sound.seconds == 1.5
    assert sound.rate_hz == 16_000
    assert sound.loudness > 5_000


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"RIFF",
        b"ID3 not a sound at all",
        b"RIFF\0\0\0\0WAVE",
        wav()[:30],
        wav(channels=2),
        wav(bits=8),
        wav(rate_hz=200),
        wav(0),
        b"RIFF\0\0\0\0WAVEdata" + struct.pack("<I", 8) + b"\0" * 8,
        b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<I", 0xFFFF_FFFF),
    ],
)
def test_what_is_no_simple_wav_is_refused_with_a_sentence(file, raw):
    file.write_bytes(raw)

    with pytest.raises(ContentUnreadable, match="enregistrez à nouveau"):
        read_recording(file)


def test_a_sound_that_is_too_long_or_too_large_is_refused(file):
    file.write_bytes(wav(MAX_SECONDS + 1, rate_hz=8_000))
    with pytest.raises(ContentUnreadable, match="coupez"):
        read_recording(file)

    file.write_bytes(wav() + bytes(MAX_BYTES))
    with pytest.raises(ContentUnreadable, match="trop gros"):
        read_recording(file)


@pytest.mark.parametrize("raw", [wav(2, peak=0), wav(0.2)])
def test_a_take_in_which_nobody_is_heard_is_refused(file, raw):
    file.write_bytes(raw)

    with pytest.raises(ContentUnreadable, match="micro"):
        check_recording(file)


def test_softer_and_louder_stay_within_what_a_sample_holds(file):
    file.write_bytes(wav(1, peak=30_000))
    sound = read_recording(file)

    assert sound.louder(0.5).loudness == pytest.approx(sound.loudness / 2, rel=0.01)
    assert sound.loudness < sound.louder(2).loudness <= 32_767


def test_a_step_has_its_checked_recording_until_its_text_changes(tmp_path):
    walkthrough, _ = loaded(write_content(tmp_path))
    folder = tmp_path / "demande"
    to_check = recording_path(folder, walkthrough, step_id="compte", language="kab")
    to_check.parent.mkdir(parents=True)
    to_check.write_bytes(wav())

    def found(step_id="compte", language="kab"):
        return recording_of(folder, walkthrough, step_id=step_id, language=language)

    assert found() is None  # nobody has listened to it again
    checked = to_check.rename(to_check.with_name(to_check.name.replace(".a-verifier", "")))
    assert found() == checked
    assert found(step_id="papiers") is None
    assert found(language="ar-ma") is None
    checked.rename(checked.with_name("compte.h000000000000.wav"))
    assert found() is None


def test_a_language_that_is_only_heard_follows_the_text_that_is_read(tmp_path):
    walkthrough, _ = loaded(write_content(tmp_path))

    darija, kabyle = (text_hash_of(walkthrough, "compte", code) for code in ("ar-ma", "kab"))
    assert darija == text_hash_of(walkthrough, "compte", "ar")
    assert kabyle == text_hash_of(walkthrough, "compte", "fr")
    assert darija != kabyle


def test_files_of_other_names_and_links_are_no_recordings(tmp_path):
    folder = tmp_path / "demande" / "media" / "kab"
    folder.mkdir(parents=True)
    for name in ("compte.wav", "COMPTE.h000000000000.wav", "compte.h000000000000.ogg", "x.wav"):
        (folder / name).write_bytes(wav())
    (folder / "papiers.h000000000000.wav").symlink_to(folder / "x.wav")
    (folder / "compte.h000000000000.wav").write_bytes(wav())

    assert [one.step_id for one in recordings_of(tmp_path / "demande")] == ["compte"]
