# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verbs by which the city enters its agendas: one entry each, or a whole file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kiosk.foundation.errors import ContentUnreadable
from sync.cli.entry_words import told_in_words
from sync.cli.parser import say
from sync.cli.server_verbs import open_for_verb

if TYPE_CHECKING:
    from sync.server.agenda_file import (
        AbsenceEntry,
        AgendaFile,
        CentreEntry,
        ClosureEntry,
        MediatorEntry,
        MotifEntry,
        OpeningEntry,
    )
    from sync.server.workshop_file import WorkshopEntry

_REMOVABLE: Final = frozenset({"opening", "absence", "closure", "workshop"})
_MOTIF_NUMBERS: Final = {
    "before_min": "pause avant, en minutes",
    "after_min": "pause après, en minutes",
    "step_min": "minutes entre deux débuts ; 0 : la durée entière",
    "notice_min": "minutes entre la prise et le début",
    "horizon_days": "jours que l’on peut réserver à l’avance",
    "max_a_day": "rendez-vous par jour dans un centre ; 0 : sans limite",
    "max_active": "rendez-vous à venir dans un centre ; 0 : sans limite",
}

_WORKSHOP_NUMBERS: Final = {
    "waiting": "personnes qui peuvent attendre une place ; 0 : aucune liste",
    "minimum": "personnes qu’il faut pour que l’atelier vaille la peine ; 0 : sans minimum",
    "notice_min": "minutes entre la dernière inscription et le début",
}


_DOUBTS: Final = {"absence": "la personne qui l’anime est absente"}


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs to the command line."""
    agenda = subparsers.add_parser("agenda", help="les agendas de la ville")
    verbs = agenda.add_subparsers(dest="agenda_verb", required=True, metavar="VERBE")
    load = verbs.add_parser("import", help="entrer un fichier .toml")
    load.add_argument("file", type=Path, metavar="FICHIER")
    load.add_argument("--db", default="", metavar="URL", help="base PostgreSQL")
    load.set_defaults(run=run_import)
    check = verbs.add_parser("check", help="dire ce qui manque aux agendas, centre par centre")
    check.add_argument("--db", default="", metavar="URL", help="base PostgreSQL")
    check.set_defaults(run=run_check)
    cancel = verbs.add_parser(
        "cancel-workshop", help="annuler un atelier : chaque personne est prévenue ou à appeler"
    )
    cancel.add_argument("id", metavar="ATELIER")
    cancel.add_argument("--yes", action="store_true", help="annuler pour de bon")
    cancel.add_argument("--db", default="", metavar="URL", help="base PostgreSQL")
    cancel.set_defaults(run=run_cancel_workshop)
    _add_people(subparsers)
    _add_times(subparsers)
    _add_workshop(subparsers)


def _add_people(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:

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
    mediator.add_argument(
        "--language", action="append", default=[], metavar="CODE", help="langue parlée ; à répéter"
    )
    mediator.add_argument(
        "--max-a-day", type=int, default=0, metavar="N", help="rendez-vous par jour"
    )
    mediator.add_argument("--left", action="store_true", help="ne travaille plus ici")

    motif = _noun(subparsers, "motif", "un besoin")
    motif.add_argument("--id", required=True)
    motif.add_argument("--label", required=True, help="en français")
    motif.add_argument("--minutes", required=True, type=int, help="durée, multiple de 5")
    motif.add_argument("--icon", default="")
    motif.add_argument("--paper", action="append", default=[], help="papier à apporter ; à répéter")
    for name, text in _MOTIF_NUMBERS.items():
        motif.add_argument(
            f"--{name.replace('_', '-')}",
            type=int,
            default=argparse.SUPPRESS,
            metavar="N",
            help=text,
        )


def _add_times(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    opening = _noun(subparsers, "opening", "une plage qui revient")
    opening.add_argument("--id", required=True)
    opening.add_argument("--mediator", required=True)
    days = opening.add_mutually_exclusive_group(required=True)
    days.add_argument("--days", default="", metavar="lun,mar", help="jours de la semaine")
    days.add_argument(
        "--rule", default="", metavar="RRULE", help="règle, comme FREQ=MONTHLY;BYDAY=1TU"
    )
    opening.add_argument("--start", required=True, metavar="HH:MM")
    opening.add_argument("--end", required=True, metavar="HH:MM")
    opening.add_argument("--first-day", required=True, metavar="JOUR")
    opening.add_argument("--until", default="", metavar="JOUR")
    opening.add_argument("--motif", action="append", default=[], help="besoin reçu ; à répéter")
    for name, text in (("exdate", "jour sans"), ("rdate", "jour en plus")):
        opening.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar="JOUR",
            help=f"{text} ; à répéter",
        )
    opening.add_argument(
        "--season", choices=("always", "term", "school_holidays"), default="always"
    )
    opening.add_argument("--centre", default="", metavar="CODE", help="lieu, s’il est ailleurs")
    opening.add_argument(
        "--outer-buffers", action="store_true", help="les pauses peuvent déborder de la plage"
    )
    absence = _noun(subparsers, "absence", "une absence")
    absence.add_argument("--id", required=True)
    absence.add_argument("--mediator", required=True)
    absence.add_argument("--start", required=True, metavar="JOUR HH:MM")
    absence.add_argument("--end", required=True, metavar="JOUR HH:MM")

    closure = _noun(subparsers, "closure", "des jours de fermeture")
    closure.add_argument("--id", required=True)
    closure.add_argument("--centre", required=True, metavar="CODE", help="« * » pour tous")
    closure.add_argument("--first-day", required=True, metavar="JOUR")
    closure.add_argument("--last-day", default="", metavar="JOUR", help="compris")
    closure.add_argument("--label", default="", help="ce que dit la porte")
    closure.add_argument("--kind", choices=("exceptional", "works"), default="exceptional")
    closure.add_argument("--opens-anyway", action="store_true", help="ouvert malgré un jour férié")


def _add_workshop(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    workshop = _noun(subparsers, "workshop", "un atelier")
    workshop.add_argument("--id", required=True)
    workshop.add_argument("--centre", required=True, metavar="CODE")
    workshop.add_argument("--title", required=True, help="en français")
    workshop.add_argument("--start", required=True, metavar="JOUR HH:MM")
    workshop.add_argument("--minutes", required=True, type=int, help="durée, multiple de 5")
    workshop.add_argument("--capacity", required=True, type=int, metavar="N", help="places")
    workshop.add_argument("--mediator", default="", metavar="ID", help="qui l’anime")
    workshop.add_argument("--bring", action="append", default=[], help="à apporter ; à répéter")
    for name, text in _WORKSHOP_NUMBERS.items():
        workshop.add_argument(
            f"--{name.replace('_', '-')}",
            type=int,
            default=argparse.SUPPRESS,
            metavar="N",
            help=text,
        )


def run_import(args: argparse.Namespace) -> int:
    """Enter a file, whole or not at all."""
    from sync.server.agenda_file import read_agenda

    return _enter(args, read_agenda(args.file))


def run_check(args: argparse.Namespace) -> int:
    """Say whose openings wait for a school calendar, who is expected twice, what is not led."""
    from sync.server.centre_agenda import clash_warnings, school_warnings
    from sync.server.workshops import doubtful_workshops

    with open_for_verb(args) as city, city.database.transaction() as unit:
        warnings = school_warnings(city, unit)
        clashes = clash_warnings(city, unit)
        doubts = doubtful_workshops(city, unit)
    for centre, day in warnings.items():
        say(
            f"{centre} : calendrier scolaire inconnu à partir du {day:%d/%m/%Y}. "
            "Les plages suivent alors la période scolaire. Mettez le programme à jour."
        )
    for clash in clashes:
        say(
            f"{clash.mediator_id} : deux centres en même temps le {clash.day:%d/%m/%Y}, "
            f"plages {clash.one_id} et {clash.other_id}. Changez l’une des deux."
        )
    for doubt in doubts:
        name = doubt.placed.workshop.workshop_id
        why = _DOUBTS.get(doubt.why or "", "le centre est fermé ce jour-là")
        if doubt.other:
            why = f"la même personne anime {doubt.other} en même temps"
        say(f"atelier {name} : {why}. Changez l’un des deux, ou annulez l’atelier.")
    if not warnings and not clashes and not doubts:
        say("rien ne manque")
    return 0


def _enrolments(n: int) -> str:
    return f"{n} inscriptions" if n > 1 else f"{n} inscription"


def run_cancel_workshop(args: argparse.Namespace) -> int:
    """Say whom the end of a workshop concerns, and cancel it where that was asked for good."""
    from kiosk.foundation.errors import Refused
    from sync.server.agenda_words import sentence_of
    from sync.server.workshops import cancel_workshop, preview_cancellation

    with open_for_verb(args) as city:
        try:
            placed, concerned = preview_cancellation(city, args.id)
            say(
                f"{placed.workshop.titles['fr']} : {_enrolments(concerned.n_enrolments)}, "
                f"{concerned.n_waiting} en attente. Chaque personne sera prévenue ou à appeler."
            )
            if not args.yes:
                say("Rien n’est changé. Pour annuler l’atelier, recommencez avec --yes.")
                return 1
            cancel_workshop(city, args.id)
        except Refused as error:
            say(sentence_of(error))
            return 1
    say("L’atelier est annulé.")
    return 0


def run_remove(args: argparse.Namespace) -> int:
    """Take an opening, an absence, a closure or a workshop away."""
    if args.noun == "workshop":
        return _remove_workshop(args)
    with open_for_verb(args) as city, city.database.transaction() as unit:
        was_there: bool = getattr(unit.agenda, f"remove_{args.noun}")(args.id)
        unit.state.bump()
    say("retirée" if was_there else "Aucune entrée ne porte ce nom.")
    return 0 if was_there else 1


def _remove_workshop(args: argparse.Namespace) -> int:
    from sync.server.workshops import remove_workshop

    with open_for_verb(args) as city:
        was_there = remove_workshop(city, args.id)
    say("retiré" if was_there else "Aucune entrée ne porte ce nom.")
    return 0 if was_there else 1


def run_add(args: argparse.Namespace) -> int:
    """Enter one entry of an agenda."""
    from sync.server.agenda_file import AgendaFile

    makers = {
        "centre": _centre,
        "mediator": _mediator,
        "motif": _motif,
        "opening": _opening,
        "absence": _absence,
        "closure": _closure,
        "workshop": _workshop,
    }
    entry: Any = makers[args.noun](args)
    try:
        return _enter(args, AgendaFile(**{args.noun: [entry]}))
    except ContentUnreadable as error:
        raise ContentUnreadable(told_in_words(str(error))) from error


def _centre(args: argparse.Namespace) -> CentreEntry:
    from sync.server import agenda_file as file

    return file.CentreEntry(
        code=args.code,
        name=args.name,
        quarter=args.quarter,
        address=args.address,
        phone=args.phone,
        hours=dict(text.partition("=")[::2] for text in args.hours),
    )


def _mediator(args: argparse.Namespace) -> MediatorEntry:
    from sync.server import agenda_file as file

    return file.MediatorEntry(
        id=args.id,
        centre=args.centre,
        first_name=args.first_name,
        active=not args.left,
        languages=args.language,
        max_a_day=args.max_a_day,
    )


def _motif(args: argparse.Namespace) -> MotifEntry:
    from sync.server import agenda_file as file

    return file.MotifEntry(
        id=args.id,
        labels={"fr": args.label},
        duration_min=args.minutes,
        icon=args.icon,
        documents={"fr": args.paper} if args.paper else {},
        **{name: getattr(args, name) for name in _MOTIF_NUMBERS if hasattr(args, name)},
    )


def _opening(args: argparse.Namespace) -> OpeningEntry:
    from sync.server import agenda_file as file

    return file.OpeningEntry(
        id=args.id,
        mediator=args.mediator,
        weekdays=args.days.split(",") if args.days else [],
        rule=args.rule,
        start=args.start,
        end=args.end,
        first_day=args.first_day,
        until=args.until,
        motifs=args.motif,
        exdates=args.exdate,
        rdates=args.rdate,
        season=args.season,
        centre=args.centre,
        outer_buffers=args.outer_buffers,
    )


def _absence(args: argparse.Namespace) -> AbsenceEntry:
    from sync.server import agenda_file as file

    return file.AbsenceEntry(id=args.id, mediator=args.mediator, start=args.start, end=args.end)


def _closure(args: argparse.Namespace) -> ClosureEntry:
    from sync.server import agenda_file as file

    return file.ClosureEntry(
        id=args.id,
        centre=args.centre,
        first_day=args.first_day,
        last_day=args.last_day or args.first_day,
        label=args.label,
        kind=args.kind,
        opens_anyway=args.opens_anyway,
    )


def _workshop(args: argparse.Namespace) -> WorkshopEntry:
    from sync.server.workshop_file import WorkshopEntry

    return WorkshopEntry(
        id=args.id,
        centre=args.centre,
        titles={"fr": args.title},
        start=args.start,
        minutes=args.minutes,
        capacity=args.capacity,
        mediator=args.mediator,
        documents={"fr": args.bring} if args.bring else {},
        **{name: getattr(args, name) for name in _WORKSHOP_NUMBERS if hasattr(args, name)},
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
    if noun in _REMOVABLE:
        remove = verbs.add_parser("remove", help=f"retirer {shown}")
        remove.add_argument("--id", required=True)
        remove.add_argument("--db", default="", metavar="URL", help="base PostgreSQL")
        remove.set_defaults(run=run_remove, noun=noun)
    return add
