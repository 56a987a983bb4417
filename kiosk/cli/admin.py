# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `admin`: what is set at the machine itself: centre, agenda, codes, date.

Codes are read from standard input, never from the command line, which other accounts can see.
"""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from contextlib import closing
from datetime import time
from typing import TYPE_CHECKING

from kiosk.cli.parser import (
    REFUSED,
    day,
    identifier,
    number_between,
    one_line,
    sentence_of,
)
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from kiosk.wiring import Kiosk

_HOUR_AND_MINUTE = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_LONGEST_MIN = 480
_LONGEST_DAYS = 366
_WEEKDAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `admin` and its own verbs to the command line."""
    parser = subparsers.add_parser("admin", help="régler le centre, l’agenda et les codes")
    verbs = parser.add_subparsers(dest="admin_verb", required=True, metavar="VERBE")
    _add_centre(verbs)
    _add_agenda(verbs)
    pin = verbs.add_parser("pin", help="donner un code (lu sur l’entrée standard) ou le retirer")
    pin.add_argument("--name", required=True, metavar="NOM", help="nom montré à l’équipe")
    pin.add_argument(
        "--role",
        choices=("mediator", "volunteer", "coordinator", "technician"),
        default="mediator",
        help="ce que le code ouvre",
    )
    pin.add_argument("--days", type=_pin_days, metavar="N", help="jours avant d’en changer")
    pin.add_argument("--remove", action="store_true", help="retirer le code de cette personne")
    date = verbs.add_parser("date", help="confirmer que l’horloge du système est juste")
    date.add_argument("day", type=day, metavar="AAAA-MM-JJ", help="la date d’aujourd’hui")
    verbs.add_parser(
        "recover", help="rouvrir la base avec la clé de secours de la ville (entrée standard)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do the verb of `args` and return the exit code."""
    from kiosk.wiring import build_kiosk

    if args.admin_verb == "recover":
        return _recover(args)
    works = {
        "centre": _centre,
        "mediator": _mediator,
        "motif": _motif,
        "opening": _opening,
        "pin": _pin,
        "date": _date,
    }
    with closing(build_kiosk(args.data)) as kiosk:
        return works[args.admin_verb](kiosk, args)


def _add_centre(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    centre = verbs.add_parser("centre", help="écrire la carte publique du centre")
    for name, text in (
        ("code", "code court, en capitales"),
        ("name", "nom du centre"),
        ("quarter", "quartier"),
        ("address", "adresse"),
        ("phone", "téléphone"),
    ):
        kind = identifier if name == "code" else one_line
        centre.add_argument(f"--{name}", type=kind, metavar=name.upper(), help=text)
    centre.add_argument(
        "--hours",
        action="append",
        type=_hours,
        metavar="JOUR=TEXTE",
        help="horaires d’un jour, comme « lun=9 h – 12 h » ; à répéter",
    )


def _add_agenda(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    mediator = verbs.add_parser("mediator", help="ajouter ou changer un médiateur")
    mediator.add_argument("--id", required=True, type=identifier, metavar="ID", help="identifiant")
    mediator.add_argument(
        "--first-name", required=True, type=one_line, metavar="PRENOM", help="prénom"
    )
    mediator.add_argument("--left", action="store_true", help="ne travaille plus ici")
    motif = verbs.add_parser("motif", help="ajouter ou changer un besoin")
    motif.add_argument("--id", required=True, type=identifier, metavar="ID", help="identifiant")
    motif.add_argument(
        "--label", required=True, type=one_line, metavar="TEXTE", help="besoin, en français"
    )
    motif.add_argument(
        "--icon", default="help", type=identifier, metavar="ICONE", help="icône du produit"
    )
    motif.add_argument(
        "--minutes", type=_fives, required=True, metavar="N", help="durée, multiple de 5"
    )
    opening = verbs.add_parser("opening", help="ajouter ou changer une ouverture de la semaine")
    opening.add_argument("--id", required=True, type=identifier, metavar="ID", help="identifiant")
    opening.add_argument("--mediator", required=True, metavar="ID", help="qui reçoit")
    opening.add_argument(
        "--motif", action="append", default=[], metavar="ID", help="besoin reçu ; tous si aucun"
    )
    opening.add_argument(
        "--days", required=True, type=_weekdays, metavar="JOURS", help="comme lun,mar,jeu"
    )
    opening.add_argument("--start", required=True, type=_clock, metavar="HH:MM", help="début")
    opening.add_argument("--end", required=True, type=_clock, metavar="HH:MM", help="fin")
    opening.add_argument(
        "--from",
        dest="first_day",
        required=True,
        type=day,
        metavar="AAAA-MM-JJ",
        help="premier jour",
    )
    opening.add_argument("--until", type=day, metavar="AAAA-MM-JJ", help="dernier jour")


def _centre(kiosk: Kiosk, args: argparse.Namespace) -> int:
    given = {
        name: getattr(args, name)
        for name in ("code", "name", "quarter", "address", "phone")
        if getattr(args, name) is not None
    }
    if args.hours:
        given["hours"] = tuple(sorted(dict(args.hours).items()))
    kiosk.device.set_centre(kiosk.device.centre()._replace(**given))
    sys.stdout.write(f"Centre : {kiosk.device.centre().name}\n")
    return 0


def _mediator(kiosk: Kiosk, args: argparse.Namespace) -> int:
    from kiosk.domain.openings import Mediator

    with kiosk.database.unit_of_work() as uow:
        uow.agenda.add_mediator(Mediator(args.id, args.first_name, is_active=not args.left))
        uow.commit()
    sys.stdout.write(f"Médiateur : {args.id}\n")
    return 0


def _motif(kiosk: Kiosk, args: argparse.Namespace) -> int:
    from kiosk.domain.openings import Motif

    with kiosk.database.unit_of_work() as uow:
        uow.agenda.add_motif(Motif(args.id, (("fr", args.label),), args.icon, args.minutes))
        uow.commit()
    sys.stdout.write(f"Besoin : {args.id}\n")
    return 0


def _opening(kiosk: Kiosk, args: argparse.Namespace) -> int:
    from kiosk.domain.openings import Opening
    from kiosk.domain.recurrence import weekly

    if args.end <= args.start:
        return _say_no("La fin doit venir après le début.")
    if args.until is not None and args.until < args.first_day:
        return _say_no("Le dernier jour doit venir après le premier.")
    with kiosk.database.unit_of_work() as uow:
        agenda = uow.agenda.load()
        known = {person.mediator_id for person in agenda.mediators}
        needs = {one.motif_id for one in agenda.motifs}
        if args.mediator not in known:
            return _say_no(f"Le médiateur « {args.mediator} » n’existe pas : ajoutez-le d’abord.")
        if not set(args.motif) <= needs:
            return _say_no("Un des besoins n’existe pas : ajoutez-le avec « admin motif ».")
        uow.agenda.add_opening(
            Opening(
                opening_id=args.id,
                mediator_id=args.mediator,
                motif_ids=tuple(args.motif),
                first_day=args.first_day,
                recurrence=weekly(*args.days, until=args.until),
                start=args.start,
                end=args.end,
            )
        )
        uow.commit()
    sys.stdout.write(f"Ouverture : {args.id}\n")
    return 0


def _pin(kiosk: Kiosk, args: argparse.Namespace) -> int:
    from kiosk.services.staff import StaffRole

    if args.remove:
        if kiosk.staff.remove(args.name):
            sys.stdout.write("Code retiré.\n")
            return 0
        return _say_no("Cette personne n’a pas de code.")
    kiosk.staff.set_pin(
        args.name,
        StaffRole(args.role),
        _typed("Code : "),
        days=args.days or kiosk.settings.staff.pin_days,
    )
    sys.stdout.write("Code enregistré.\n")
    return 0


def _date(kiosk: Kiosk, args: argparse.Namespace) -> int:
    try:
        kiosk.device.confirm_date(args.day)
    except Refused as error:
        return _say_no(sentence_of(error))
    sys.stdout.write("Date confirmée.\n")
    return 0


def _recover(args: argparse.Namespace) -> int:
    from kiosk.wiring import recover_key

    try:
        private_key = bytes.fromhex(_typed("Clé de secours : "))
    except ValueError:
        return _say_no("La clé de secours s’écrit en 64 chiffres hexadécimaux.")
    recover_key(args.data, private_key)
    sys.stdout.write("La base s’ouvre de nouveau sur cette machine.\n")
    return 0


def _typed(question: str) -> str:
    try:
        return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().strip()
    except (EOFError, UnicodeDecodeError):
        return ""


def _say_no(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return REFUSED


def _hours(text: str) -> tuple[int, str]:
    name, _, hours = text.partition("=")
    if name not in _WEEKDAYS or not hours.strip():
        raise argparse.ArgumentTypeError("comme « lun=9 h – 12 h »")
    return _WEEKDAYS.index(name), hours.strip()


def _weekdays(text: str) -> tuple[int, ...]:
    names = text.split(",")
    if not all(name in _WEEKDAYS for name in names):
        raise argparse.ArgumentTypeError("des jours comme lun,mar,jeu")
    return tuple(sorted({_WEEKDAYS.index(name) for name in names}))


def _clock(text: str) -> time:
    if not _HOUR_AND_MINUTE.fullmatch(text):
        raise argparse.ArgumentTypeError("une heure HH:MM, de 00:00 à 23:59")
    return time.fromisoformat(text)


def _pin_days(text: str) -> int:
    return number_between(text, 1, _LONGEST_DAYS)


def _fives(text: str) -> int:
    minutes = number_between(text, 5, _LONGEST_MIN)
    if minutes % 5:
        raise argparse.ArgumentTypeError("un multiple de 5 est attendu")
    return minutes
