# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content preview`: one walkthrough in the real terminal, in a window, then nothing left.

The terminal runs as a process of its own on a demonstration folder that is removed at its end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.parser import day
from kiosk.foundation.errors import ContentUnreadable, KnownError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from kiosk.content.preview_folder import PreviewOrder
    from kiosk.content.problems import ContentProblem

_LANGUAGE = "fr"
_WAIT_S = 10.0


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `preview` to the verbs of `content`."""
    parser = subparsers.add_parser("preview", help="voir un parcours dans la borne, en fenêtre")
    parser.add_argument("walkthrough", metavar="ID|PATH", help="un parcours, même en brouillon")
    parser.add_argument("--language", default=_LANGUAGE, metavar="L", help="fr, fr-falc, ar, en…")
    parser.add_argument("--date", type=day, metavar="JOUR", help="comme si c’était ce jour-là")
    parser.add_argument("--step", default="", metavar="S", help="commencer à cette étape")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show the walkthrough until the window is closed."""
    from kiosk.content.finding import walkthrough_folder

    folder = walkthrough_folder(args.walkthrough)
    order = _order(folder, args)
    if getattr(sys, "frozen", False):
        raise KnownError("L’aperçu demande le programme installé avec Python.")
    if not has_display(os.environ, sys.platform):
        raise KnownError("Il n’y a pas d’écran ici : l’aperçu ne peut pas s’ouvrir.")
    if not order.walkthrough_id:
        print(
            "À cette date, la relecture est dépassée : les habitants ne voient plus ce parcours. "
            "La borne s’ouvre sur la liste."
        )
    from kiosk.content.preview_folder import write_preview

    with tempfile.TemporaryDirectory(prefix="sixieme-apercu-") as made:
        data = Path(made) / "donnees"
        _make_demo(data, order)
        write_preview(data, order, folder)
        return _show(data)


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """Say whether a window can be shown; a platform without screen asked for on purpose can."""
    if platform in {"win32", "darwin"}:
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _order(folder: Path, args: argparse.Namespace) -> PreviewOrder:
    from kiosk.content.preview_folder import PreviewOrder
    from kiosk.content.registry_reading import read_registries
    from kiosk.content.step_way import run_to
    from kiosk.content.walkthrough_reading import read_walkthrough

    problems: list[ContentProblem] = []
    registries = read_registries(folder.parent, problems)
    found = read_walkthrough(folder, registries, content_hash="", problems=problems).walkthrough
    if found is None:
        first = next(problem for problem in problems if problem.is_error)
        raise ContentUnreadable(f"Ce parcours ne s’ouvre pas encore : {first.sentence()}")
    from kiosk.domain.walkthroughs import CONTENT_LANGUAGES

    if args.language not in CONTENT_LANGUAGES:
        known = ", ".join(CONTENT_LANGUAGES)
        raise KnownError(f"La langue « {args.language} » n’existe pas ici ; choix : {known}.")
    if args.step:
        if args.step not in {step.step_id for step in found.steps}:
            raise KnownError(f"L’étape « {args.step} » n’existe pas dans ce parcours.")
        run_to(found, args.step)
    is_over = args.date is not None and found.review.due_on < args.date
    shown = "" if is_over else found.walkthrough_id
    return PreviewOrder(shown, args.language, args.date, args.step)


def _make_demo(data: Path, order: PreviewOrder) -> None:
    from kiosk.wiring import build_kiosk

    with closing(build_kiosk(data, clock=order.clock())) as kiosk:
        kiosk.demo.set_up_centre()


def _show(data: Path) -> int:
    command = [sys.executable, "-m", "ui", "--data", str(data), "--windowed", "--preview"]
    with subprocess.Popen(command) as process:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            process.terminate()
            try:
                process.wait(_WAIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
            return 0
    if code:
        raise KnownError(f"L’aperçu s’est arrêté avec le code {code}.")
    return 0
