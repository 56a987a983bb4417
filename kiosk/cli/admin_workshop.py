# SPDX-License-Identifier: AGPL-3.0-or-later
"""The part of `admin` that enters workshops at the machine itself, where no city sends them."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kiosk.cli.admin_agenda import fives, language, moment, notice, say_no
from kiosk.cli.parser import identifier, number_between, one_line

if TYPE_CHECKING:
    from kiosk.domain.workshops import Workshop
    from kiosk.wiring import Kiosk

_MOST_SEATS: Final = 200
_FIELDS: Final = {
    "no_title": 'Il manque le titre : ajoutez --title "La souris".',
    "no_start": "Il manque le début : ajoutez --start 2026-11-27T14:00.",
    "workshop_id": "L’identifiant a 48 signes au plus, sans accent.",
    "titles": "Le titre tient sur une ligne de 120 lettres.",
    "start": "Le début se donne par 5 minutes, comme 14:00 ou 14:05.",
    "duration_min": "La durée va de 5 à 480 minutes, par 5.",
    "min_participants": "Il faut au moins autant de places que de personnes attendues.",
}


def add_workshop_verb(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb of workshops to `admin`."""
    workshop = verbs.add_parser("workshop", help="ajouter, changer ou annuler un atelier")
    workshop.add_argument("--id", required=True, type=identifier, metavar="ID", help="identifiant")
    workshop.add_argument("--title", type=one_line, metavar="TEXTE", help="titre, en français")
    workshop.add_argument(
        "--title-in", action="append", default=[], type=_in_language, metavar="CODE=TEXTE",
        help="titre dans une autre langue ; à répéter",
    )  # fmt: skip
    workshop.add_argument(
        "--start", type=moment, metavar="JOUR HH:MM", help="début, heure de Paris"
    )
    workshop.add_argument("--minutes", type=fives, default=60, metavar="N", help="durée")
    workshop.add_argument("--seats", type=_seats, default=8, metavar="N", help="places")
    workshop.add_argument("--mediator", default="", metavar="ID", help="qui l’anime")
    workshop.add_argument(
        "--bring", action="append", default=[], type=one_line, metavar="TEXTE",
        help="chose à apporter, en français ; à répéter",
    )  # fmt: skip
    workshop.add_argument(
        "--waiting", type=_waiting, default=10, metavar="N", help="personnes en liste d’attente"
    )
    workshop.add_argument(
        "--least", type=_waiting, default=0, metavar="N", help="personnes qu’il faut ; 0 : libre"
    )
    workshop.add_argument(
        "--notice", type=notice, default=0, metavar="N", help="minutes entre la prise et le début"
    )
    workshop.add_argument(
        "--cancelled", action="store_true", help="l’atelier connu sous ce nom n’a pas lieu"
    )


def enter_workshop(kiosk: Kiosk, args: argparse.Namespace) -> int:
    """Do the verb of `args` and return the exit code."""
    from kiosk.domain.workshops import checked_workshop

    with kiosk.database.unit_of_work() as uow:
        agenda = uow.agenda.load()
        if args.mediator and args.mediator not in {one.mediator_id for one in agenda.mediators}:
            return say_no(f"Le médiateur « {args.mediator} » n’existe pas : ajoutez-le d’abord.")
        known = next((one for one in agenda.workshops if one.workshop_id == args.id), None)
        try:
            wanted = checked_workshop(_cancelled(known) if args.cancelled else _made(args))
        except LookupError:
            return say_no(f"L’atelier « {args.id} » n’existe pas : vérifiez son identifiant.")
        except ValueError as error:
            return say_no(_FIELDS.get(str(error), f"« {error} » ne convient pas."))
        uow.workshops.put(wanted)
        uow.commit()
    done = "Atelier annulé" if args.cancelled else "Atelier"
    sys.stdout.write(f"{done} : {args.id}\n")
    return 0


def _cancelled(known: Workshop | None) -> Workshop:
    from kiosk.domain.workshops import WorkshopStatus

    if known is None:
        raise LookupError
    return replace(known, status=WorkshopStatus.CANCELLED)


def _made(args: argparse.Namespace) -> Workshop:
    from kiosk.domain.openings import SOURCE_LANGUAGE, local_instant
    from kiosk.domain.workshops import Workshop

    if args.title is None:
        raise ValueError("no_title")
    if args.start is None:
        raise ValueError("no_start")
    return Workshop(
        workshop_id=args.id,
        titles=((SOURCE_LANGUAGE, args.title), *args.title_in),
        start_utc=local_instant(args.start.date(), args.start.time()),
        duration_min=args.minutes,
        capacity=args.seats,
        mediator_id=args.mediator,
        documents=((SOURCE_LANGUAGE, tuple(args.bring)),) if args.bring else (),
        waiting_capacity=args.waiting,
        min_participants=args.least,
        notice_min=args.notice,
    )


def _in_language(text: str) -> tuple[str, str]:
    code, is_there, title = text.partition("=")
    if not is_there:
        raise argparse.ArgumentTypeError("CODE=TEXTE est attendu, comme en=The mouse")
    return language(code), one_line(title)


def _seats(text: str) -> int:
    return number_between(text, 1, _MOST_SEATS)


def _waiting(text: str) -> int:
    return number_between(text, 0, _MOST_SEATS)
