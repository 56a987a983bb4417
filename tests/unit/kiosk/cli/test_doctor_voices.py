# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `doctor` says of recorded voices."""

from __future__ import annotations

from kiosk.cli.doctor_voices import voice_findings
from kiosk.content.recordings import RecordedSound
from kiosk.services.voice_drafts import open_drafts
from tests.support.sounds import wav

SOUND = RecordedSound(wav(2)[44:], 16_000)


def test_a_machine_without_voices_says_nothing(tmp_path):
    assert list(voice_findings(tmp_path)) == []


def test_voices_are_counted_by_what_is_to_be_done(tmp_path):
    drafts = open_drafts(tmp_path)
    first, second, third = (slot.step_id for slot in drafts.slots("arnaque", "kab")[:3])
    drafts.keep("arnaque", "kab", first, sound=SOUND)
    drafts.keep("arnaque", "kab", second, sound=SOUND)
    drafts.approve("arnaque", "kab", second)

    (finding,) = voice_findings(tmp_path)
    assert finding == ("bon", "voix enregistrées", "1 approuvées, à signer, 1 à écouter")

    old = tmp_path / "enregistrements" / "arnaque" / "media" / "kab"
    (old / f"{third}.h0123456789ab.wav").write_bytes(wav())
    ((state, _, said),) = voice_findings(tmp_path)
    assert state == "attention"
    assert said.endswith("1 à refaire : leur texte a changé")


def test_voices_of_a_walkthrough_that_is_gone_are_told_too(tmp_path):
    gone = tmp_path / "enregistrements" / "ancien" / "media" / "kab"
    gone.mkdir(parents=True)
    (gone / "un.h0123456789ab.wav").write_bytes(wav())

    assert list(voice_findings(tmp_path)) == [("bon", "voix enregistrées", "aucune étape connue")]
