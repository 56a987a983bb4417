# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verbs of packs on a machine: `content install`, `back`, `recall` and `status`.

They work on a data folder and need its lock: on a running kiosk the technician's page does the
same.
"""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from kiosk.cli.doctor_voices import voice_findings
from kiosk.cli.parser import WRONG_USE, file_path
from kiosk.foundation.errors import KnownError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from kiosk.services.content_editions import Edition
    from kiosk.services.content_packs import ContentPackService


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs to those of `content`."""
    install = subparsers.add_parser("install", help="installer un paquet (avec --data)")
    install.add_argument("file", type=file_path, metavar="FILE", help="fichier .sixpack")
    install.set_defaults(run=run_install)
    recall = subparsers.add_parser("recall", help="obéir à une liste de rappels (avec --data)")
    recall.add_argument("file", type=file_path, metavar="FILE", help="fichier .sixrappel")
    recall.set_defaults(run=run_recall)
    back = subparsers.add_parser("back", help="revenir au paquet d’avant (avec --data)")
    back.set_defaults(run=run_back)
    status = subparsers.add_parser("status", help="dire quel contenu sert (avec --data)")
    status.set_defaults(run=run_status)


def run_install(args: argparse.Namespace) -> int:
    """Install a pack; without anybody at the screen it serves at once."""
    from kiosk.content.packs.faults import PackRefused

    with _packs(args) as packs:
        try:
            packs.stage(packs.install(args.file))
        except PackRefused as refused:
            packs.note_refusal(refused)
            raise
        packs.activate()
        _say(packs.current)
    return 0


def run_recall(args: argparse.Namespace) -> int:
    """Obey a list of recalls."""
    from kiosk.content.packs.faults import PackRefused
    from kiosk.content.packs.recall_file import recall_bytes

    with _packs(args) as packs:
        try:
            packs.take_recalls(recall_bytes(args.file))
        except PackRefused as refused:
            packs.note_refusal(refused)
            raise
        packs.activate()
        sys.stdout.write(f"rappels : {packs.status().n_recalls}\n")
    return 0


def run_back(args: argparse.Namespace) -> int:
    """Go back to the pack before."""
    with _packs(args) as packs:
        packs.go_back()
        _say(packs.current)
    return 0


def run_status(args: argparse.Namespace) -> int:
    """Say which content serves and what was refused."""
    with _packs(args) as packs:
        _say(packs.current)
        status = packs.status()
        sys.stdout.write(f"avant : {status.previous or 'rien'}\n")
        sys.stdout.write(f"en attente : {status.staged or 'rien'}\n")
        sys.stdout.write(f"rappels : {status.n_recalls}\n")
        if status.problem:
            sys.stdout.write(f"refusé : {status.problem}\n")
    for _, what, said in voice_findings(args.data):
        sys.stdout.write(f"{what} : {said}\n")
    return 0


def _say(edition: Edition) -> None:
    sys.stdout.write(f"contenu : {edition.shown()}\n")


@contextmanager
def _packs(args: argparse.Namespace) -> Iterator[ContentPackService]:
    if args.data is None:
        sys.stderr.write("Il manque --data DIR, à écrire avant « content ».\n")
        raise SystemExit(WRONG_USE)
    if not args.data.is_dir():
        raise KnownError(f"{args.data} n’est pas un dossier de données.")
    from kiosk.wiring import build_kiosk

    with closing(build_kiosk(args.data)) as kiosk:
        yield kiosk.packs
