# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content record`: record a voice for a step, listen to it, check it, hand it over.

What is recorded stays in the data folder until it is checked and signed (docs/fr/mediation.md).
"""

from __future__ import annotations

import select
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.parser import WRONG_USE
from kiosk.foundation.errors import ContentUnreadable, KnownError

if TYPE_CHECKING:
    import argparse

    from kiosk.services.voice_drafts import VoiceDrafts

_END_S = 5
_RECORDERS: tuple[tuple[str, ...], ...] = (
    ("arecord", "-q", "-t", "wav", "-f", "S16_LE", "-r", "16000", "-c", "1", "-d"),
    ("pw-record", "--rate", "16000", "--channels", "1", "--format", "s16"),
)
_PLAYERS: tuple[tuple[str, ...], ...] = (("aplay", "-q"), ("paplay",), ("pw-play",))


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `record` and its own verbs to those of `content`."""
    parser = subparsers.add_parser("record", help="enregistrer une voix (avec --data)")
    verbs = parser.add_subparsers(dest="record_verb", required=True, metavar="VERBE")
    every = verbs.add_parser("list", help="dire quelles étapes ont une voix")
    every.add_argument("walkthrough", metavar="ID", help="parcours")
    every.add_argument("language", metavar="LANGUE", help="langue, comme ar-ma ou kab")
    every.set_defaults(run=run_list)
    for name, help_text, run in (
        ("take", "enregistrer une étape, 30 secondes au plus", run_take),
        ("listen", "écouter ce qui est enregistré", run_listen),
        ("check", "dire que la voix est juste", run_check),
        ("erase", "effacer la voix d’une étape", run_erase),
    ):
        verb = verbs.add_parser(name, help=help_text)
        verb.add_argument("walkthrough", metavar="ID", help="parcours")
        verb.add_argument("language", metavar="LANGUE", help="langue, comme ar-ma ou kab")
        verb.add_argument("step", metavar="ETAPE", help="étape du parcours")
        if name == "take":
            verb.add_argument("--from", dest="source", type=Path, metavar="FILE", help="son WAV")
        verb.set_defaults(run=run)
    out = verbs.add_parser("out", help="écrire un dossier de parcours pour « content pack »")
    out.add_argument("folder", type=Path, metavar="DIR", help="dossier à écrire")
    out.set_defaults(run=run_out)


def run_list(args: argparse.Namespace) -> int:
    """Say which steps have a voice and what to say in the others."""
    drafts = _drafts(args)
    for slot in drafts.slots(args.walkthrough, args.language):
        sys.stdout.write(f"{slot.step_id} : {slot.state.value} : {slot.title}\n")
    return 0


def run_take(args: argparse.Namespace) -> int:
    """Record a step, or take a file."""
    drafts, place = _drafts(args), (args.walkthrough, args.language, args.step)
    for sentence in drafts.to_say(*place):
        sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()
    record = partial(_copy, args.source) if args.source else _record
    path = drafts.take(*place, record=record)
    sys.stdout.write(f"{path.name} : à écouter, puis « content record check »\n")
    return 0


def run_listen(args: argparse.Namespace) -> int:
    """Play a draft."""
    path = _drafts(args).file_of(args.walkthrough, args.language, args.step)
    for program, *options in _PLAYERS:
        if shutil.which(program) is not None:
            done = subprocess.run([program, *options, str(path)], check=False, capture_output=True)
            if done.returncode == 0:
                return 0
    raise KnownError("On ne peut rien écouter : regardez le son de cet ordinateur.")


def run_check(args: argparse.Namespace) -> int:
    """Mark a draft as right."""
    path = _drafts(args).approve(args.walkthrough, args.language, args.step)
    sys.stdout.write(f"{path.name} : vérifié\n")
    return 0


def run_erase(args: argparse.Namespace) -> int:
    """Erase the drafts of a step."""
    n_erased = _drafts(args).erase(args.walkthrough, args.language, args.step)
    sys.stdout.write(f"voix effacées : {n_erased}\n")
    return 0


def run_out(args: argparse.Namespace) -> int:
    """Write the content folder that a publisher signs."""
    n_added = _drafts(args).write_out(args.folder)
    sys.stdout.write(f"{args.folder} : {n_added} voix, à signer avec « content pack »\n")
    return 0


def _drafts(args: argparse.Namespace) -> VoiceDrafts:
    if args.data is None:
        sys.stderr.write("Il manque --data DIR, à écrire avant « content ».\n")
        raise SystemExit(WRONG_USE)
    if not args.data.is_dir():
        raise KnownError(f"{args.data} n’est pas un dossier de données.")
    from kiosk.services.voice_drafts import open_drafts

    return open_drafts(args.data)


def _copy(source: Path, target: Path) -> None:
    from kiosk.content.recordings import read_recording

    read_recording(source)
    shutil.copyfile(source, target)


def _record(target: Path) -> None:
    """Record into `target` until Enter or 30 seconds."""
    from kiosk.content.recordings import MAX_TAKE_S

    command = next((one for one in _RECORDERS if shutil.which(one[0])), None)
    if command is None:
        raise ContentUnreadable("Aucun programme n’enregistre le son : installez alsa-utils.")
    limit = (str(MAX_TAKE_S),) if command[-1] == "-d" else ()
    sys.stdout.write("Parlez. Touche Entrée pour arrêter.\n")
    sys.stdout.flush()
    with subprocess.Popen(
        [*command, *limit, str(target)], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as recorder:
        try:
            _wait(recorder, MAX_TAKE_S + 1)
        finally:
            if recorder.poll() is None:
                # It writes the length into the header before it ends.
                recorder.send_signal(signal.SIGINT)
            try:
                recorder.wait(_END_S)
            except subprocess.TimeoutExpired:
                recorder.kill()
    if not target.exists():
        raise ContentUnreadable("Rien n’est enregistré. Regardez si le micro est branché.")


def _wait(recorder: subprocess.Popen[bytes], longest_s: int) -> None:
    """Wait for Enter, for the recorder's end, or for the longest time."""
    step_s = 0.2
    for _ in range(round(longest_s / step_s)):
        try:
            if sys.stdin.isatty():
                if select.select([sys.stdin], [], [], step_s)[0]:
                    sys.stdin.readline()
                    return
            else:
                recorder.wait(step_s)
        except subprocess.TimeoutExpired:
            continue
        if recorder.poll() is not None:
            return
