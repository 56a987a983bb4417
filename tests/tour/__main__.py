# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./dev tour DIR`: the five stories, played without a screen, with their pictures.

Two kiosks, one post and one city server, each a process; a network that is cut and restored; a
real print system. Ends with 1 and one sentence if a story goes otherwise than told, if a text is
cut on a picture, or if the rows of machines and server differ at the end.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tests.demo.processes import VerbFailedError
from tests.tour import (
    story_booking,
    story_city,
    story_helped,
    story_quarter,
    story_walkthrough,
)
from tests.tour.album import Album
from tests.tour.guide import Guide
from tests.tour.remote import OtherwiseError
from tests.tour.tallies import compare_rows

if TYPE_CHECKING:
    from types import ModuleType

STORIES: tuple[ModuleType, ...] = (
    story_walkthrough,
    story_booking,
    story_helped,
    story_city,
    story_quarter,
)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def play(guide: Guide, wanted: str) -> str:
    """Play the stories wanted; return the sentence of what went otherwise, empty if nothing did."""
    guide.open_all()
    for number, story in enumerate(STORIES, start=1):
        if str(number) not in wanted:
            continue
        began = time.monotonic()
        try:
            told = story.play(guide)
        except OtherwiseError as error:
            return f"{story.TITLE} ne finit pas comme prévu : {error}"
        _say(f"{story.TITLE} : {told} ({time.monotonic() - began:.0f} s)")
    try:
        guide.send_everything()
        told = compare_rows(guide, guide.machines)
        _say(f"Mêmes lignes aux machines et à la ville : {told}")
        _say(f"Le site à côté du guide : {guide.sites.gather()} écrans")
        if "5" in wanted:
            story_quarter.locked_by_itself(guide)
    except OtherwiseError as error:
        return f"À la fin, {error}"
    if guide.album.faults:
        for fault in guide.album.faults:
            _say(f"  {fault}")
        return f"Du texte est coupé, ou pire, à {len(guide.album.faults)} endroit(s) des images."
    return ""


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="./dev tour", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="dossier des images")
    parser.add_argument(
        "--docs", action="store_true", help="refait aussi les images de docs/fr/images"
    )
    parser.add_argument(
        "--stories", default="12345", metavar="CHIFFRES", help="seulement celles-ci, comme 15"
    )
    options = parser.parse_args()
    # Told to stop, it ends in order what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.monotonic()
    album = Album(options.folder, for_docs=options.docs)
    try:
        with closing(Guide(album)) as guide:
            otherwise = play(guide, options.stories)
    except (OtherwiseError, VerbFailedError, RuntimeError) as error:
        otherwise = f"La visite s’est arrêtée : {error}"
    if otherwise:
        sys.stderr.write(f"{otherwise}\n")
        return 1
    spent_s = time.monotonic() - began
    _say(f"Les histoires finissent comme prévu, {album.n_pictures} écrans, {spent_s:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
