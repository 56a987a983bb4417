# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `admin`: what is set at the machine itself: centre, agenda, codes, date.

Codes are read from standard input, never from the command line, which other accounts can see.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.cli.admin_agenda import AGENDA_WORKS, WEEKDAYS, add_agenda_verbs, say_no
from kiosk.cli.admin_workshop import add_workshop_verb, enter_workshop
from kiosk.cli.parser import (
    centre_code,
    day,
    number_between,
    one_line,
    sentence_of,
)
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from kiosk.wiring import Kiosk

_LONGEST_DAYS = 366


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `admin` and its own verbs to the command line."""
    parser = subparsers.add_parser("admin", help="régler le centre, l’agenda et les codes")
    verbs = parser.add_subparsers(dest="admin_verb", required=True, metavar="VERBE")
    _add_centre(verbs)
    add_agenda_verbs(verbs)
    add_workshop_verb(verbs)
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
    date.add_argument("day", type=day, metavar="JOUR", help="la date d’aujourd’hui")
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
        **AGENDA_WORKS,
        "workshop": enter_workshop,
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
        kind = centre_code if name == "code" else one_line
        centre.add_argument(f"--{name}", type=kind, metavar=name.upper(), help=text)
    centre.add_argument(
        "--hours",
        action="append",
        type=_hours,
        metavar="JOUR=TEXTE",
        help="horaires d’un jour, comme « lun=9 h – 12 h » ; à répéter",
    )


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


def _pin(kiosk: Kiosk, args: argparse.Namespace) -> int:
    from kiosk.services.staff import StaffRole

    if args.remove:
        if kiosk.staff.remove(args.name):
            sys.stdout.write("Code retiré.\n")
            return 0
        return say_no("Cette personne n’a pas de code.")
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
        return say_no(sentence_of(error))
    sys.stdout.write("Date confirmée.\n")
    return 0


def _recover(args: argparse.Namespace) -> int:
    from kiosk.wiring import recover_key

    try:
        private_key = bytes.fromhex(_typed("Clé de secours : "))
    except ValueError:
        return say_no("La clé de secours s’écrit en 64 chiffres hexadécimaux.")
    recover_key(args.data, private_key)
    sys.stdout.write("La base s’ouvre de nouveau sur cette machine.\n")
    return 0


def _typed(question: str) -> str:
    try:
        return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().strip()
    except (EOFError, UnicodeDecodeError):
        return ""


def _hours(text: str) -> tuple[int, str]:
    name, _, hours = text.partition("=")
    if name not in WEEKDAYS or not hours.strip():
        raise argparse.ArgumentTypeError("comme « lun=9 h – 12 h »")
    return WEEKDAYS.index(name), hours.strip()


def _pin_days(text: str) -> int:
    return number_between(text, 1, _LONGEST_DAYS)
