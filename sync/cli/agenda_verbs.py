# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verbs by which the city enters its agendas: one entry each, or a whole file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sync.cli.parser import say
from sync.cli.server_verbs import open_for_verb

if TYPE_CHECKING:
    import argparse

    from sync.server.agenda_file import AgendaFile, OpeningEntry


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs to the command line."""
    agenda = subparsers.add_parser("agenda", help="les agendas de la ville")
    verbs = agenda.add_subparsers(dest="agenda_verb", required=True, metavar="VERBE")
    load = verbs.add_parser("import", help="entrer un fichier .toml")
    load.add_argument("file", type=Path, metavar="FICHIER")
    load.add_argument("--db", default="", metavar="URL", help="base PostgreSQL")
    load.set_defaults(run=run_import)

    centre = _noun(subparsers, "centre", "un centre")
    centre.add_argument("--code", required=True, help="code court, en capitales")
    centre.add_argument("--name", required=True, help="nom public")
    for name in ("quarter", "address", "phone"):
        centre.add_argument(f"--{name}", default="")
    centre.add_argument(
        "--hours", action="append", default=[], metavar="JOUR=TEXTE", help="« lun=9 h – 12 h »"
    )

    mediator = _noun(subparsers, "mediator", "un médiateur")
    mediator.add_argument("--id", required=True)
    mediator.add_argument("--centre", required=True, metavar="CODE")
    mediator.add_argument("--first-name", required=True, metavar="PRÉNOM")

    motif = _noun(subparsers, "motif", "un besoin")
    motif.add_argument("--id", required=True)
    motif.add_argument("--label", required=True, help="en français")
    motif.add_argument("--minutes", required=True, type=int, help="durée, multiple de 5")
    motif.add_argument("--icon", default="")
    motif.add_argument("--paper", action="append", default=[], help="papier à apporter ; à répéter")

    opening = _noun(subparsers, "opening", "une plage de chaque semaine")
    opening.add_argument("--id", required=True)
    opening.add_argument("--mediator", required=True)
    opening.add_argument("--days", required=True, metavar="lun,mar", help="jours de la semaine")
    opening.add_argument("--start", required=True, metavar="HH:MM")
    opening.add_argument("--end", required=True, metavar="HH:MM")
    opening.add_argument("--first-day", required=True, metavar="AAAA-MM-JJ")
    opening.add_argument("--until", default="", metavar="AAAA-MM-JJ")
    opening.add_argument("--motif", action="append", default=[], help="besoin reçu ; à répéter")


def run_import(args: argparse.Namespace) -> int:
    """Enter a file, whole or not at all."""
    from sync.server.agenda_file import read_agenda

    return _enter(args, read_agenda(args.file))


def run_add(args: argparse.Namespace) -> int:
    """Enter one centre, mediator, need or opening."""
    from sync.server import agenda_file as file

    match args.noun:
        case "centre":
            hours = dict(text.partition("=")[::2] for text in args.hours)
            content = file.AgendaFile(
                centre=[
                    file.CentreEntry(
                        code=args.code,
                        name=args.name,
                        quarter=args.quarter,
                        address=args.address,
                        phone=args.phone,
                        hours=hours,
                    )
                ]
            )
        case "mediator":
            person = file.MediatorEntry(id=args.id, centre=args.centre, first_name=args.first_name)
            content = file.AgendaFile(mediator=[person])
        case "motif":
            documents = {"fr": args.paper} if args.paper else {}
            need = file.MotifEntry(
                id=args.id,
                labels={"fr": args.label},
                duration_min=args.minutes,
                icon=args.icon,
                documents=documents,
            )
            content = file.AgendaFile(motif=[need])
        case _:
            content = file.AgendaFile(opening=[_opening(args)])
    return _enter(args, content)


def _opening(args: argparse.Namespace) -> OpeningEntry:
    from sync.server import agenda_file as file

    return file.OpeningEntry(
        id=args.id,
        mediator=args.mediator,
        weekdays=args.days.split(","),
        start=args.start,
        end=args.end,
        first_day=args.first_day,
        until=args.until,
        motifs=args.motif,
    )


def _enter(args: argparse.Namespace, content: AgendaFile) -> int:
    from sync.server.agenda_file import enter_agenda

    with open_for_verb(args) as city:
        n_entries = enter_agenda(city, content)
    say(f"entrées : {n_entries}")
    return 0


def _noun(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser], noun: str, shown: str
) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(noun, help=f"entrer ou changer {shown}")
    verbs = parser.add_subparsers(dest=f"{noun}_verb", required=True, metavar="VERBE")
    add = verbs.add_parser("add", help=f"entrer ou changer {shown}")
    add.add_argument("--db", default="", metavar="URL", help="base PostgreSQL")
    add.set_defaults(run=run_add, noun=noun)
    return add
