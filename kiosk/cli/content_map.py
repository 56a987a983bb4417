# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content map`: the branches of a walkthrough on one drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.cli.parser import file_path
from kiosk.foundation.errors import ContentUnreadable, KnownError

if TYPE_CHECKING:
    import argparse

    from kiosk.content.problems import ContentProblem


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `map` to the verbs of `content`."""
    parser = subparsers.add_parser("map", help="dessiner les branches d’un parcours (SVG)")
    parser.add_argument("walkthrough", metavar="ID|PATH", help="un parcours")
    parser.add_argument(
        "--out", required=True, type=file_path, metavar="FILE.svg", help="fichier du dessin"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the drawing, or say why not."""
    from kiosk.content.finding import walkthrough_folder
    from kiosk.content.map_svg import draw_map, svg
    from kiosk.content.path_tests import run_path_tests
    from kiosk.content.registry_reading import read_registries
    from kiosk.content.walkthrough_reading import read_walkthrough

    folder = walkthrough_folder(args.walkthrough)
    problems: list[ContentProblem] = []
    registries = read_registries(folder.parent, problems)
    found = read_walkthrough(folder, registries, content_hash="", problems=problems).walkthrough
    if found is None:
        first = next(problem for problem in problems if problem.is_error)
        raise ContentUnreadable(f"Ce parcours ne se dessine pas encore : {first.sentence()}")
    report = run_path_tests(folder, found, [])
    try:
        args.out.write_text(svg(draw_map(found, registries, report)), encoding="utf-8")
    except OSError as error:
        raise KnownError(f"{args.out} ne peut pas être écrit : {error.strerror}.") from error
    print(f"{args.out} : {len(found.steps)} étapes, {len(report.covered)} branches jouées")
    return 0
