# SPDX-License-Identifier: AGPL-3.0-or-later
"""The part of `admin` that enters an agenda at the machine itself, where no city sends one."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from kiosk.cli.parser import REFUSED, day, identifier, number_between, one_line
from kiosk.domain.moments import parse_moment
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.openings import Opening
    from kiosk.domain.recurrence import Recurrence
    from kiosk.wiring import Kiosk

WEEKDAYS: Final = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_HOUR_AND_MINUTE: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][05]")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{2,8})?", re.ASCII)
_LONGEST_MIN: Final = 480
_LONGEST_NOTICE_MIN: Final = 31 * 24 * 60
_FARTHEST_DAYS: Final = 366
_MOST: Final = 1000
_FIRST_YEAR, _LAST_YEAR = 2020, 2100


def add_agenda_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs of the agenda to `admin`."""
    mediator = verbs.add_parser("mediator", help="ajouter ou changer un médiateur")
    mediator.add_argument("--id", required=True, type=identifier, metavar="ID", help="identifiant")
    mediator.add_argument(
        "--first-name", required=True, type=one_line, metavar="PRENOM", help="prénom"
    )
    mediator.add_argument(
        "--language", action="append", default=[], type=language, metavar="CODE",
        help="langue parlée ; à répéter",
    )  # fmt: skip
    mediator.add_argument(
        "--max-a-day", type=_count, default=0, metavar="N", help="rendez-vous par jour"
    )
    mediator.add_argument("--left", action="store_true", help="ne travaille plus ici")
    _add_motif(verbs)
    _add_opening(verbs)
    absence = verbs.add_parser("absence", help="ajouter ou changer une absence")
    absence.add_argument("--id", required=True, type=identifier, metavar="ID", help="identifiant")
    absence.add_argument("--mediator", required=True, metavar="ID", help="qui est absent")
    for name, text in (("start", "début"), ("end", "fin")):
        absence.add_argument(
            f"--{name}", required=True, type=moment, metavar="JOUR HH:MM", help=text
        )
    closure = verbs.add_parser("closure", help="ajouter des jours de fermeture")
    what = closure.add_mutually_exclusive_group(required=True)
    what.add_argument("--id", type=identifier, metavar="ID", help="identifiant")
    what.add_argument(
        "--holidays", type=_year, metavar="AAAA", help="tous les jours fériés d’une année"
    )
    closure.add_argument("--from", dest="first_day", type=day, metavar="JOUR")
    closure.add_argument("--to", dest="last_day", type=day, metavar="JOUR", help="compris")
    closure.add_argument("--label", default="", metavar="TEXTE", help="ce que dit la porte")
    closure.add_argument("--opens-anyway", action="store_true", help="ouvert malgré un jour férié")


def _add_motif(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    motif = verbs.add_parser("motif", help="ajouter ou changer un besoin")
    motif.add_argument("--id", required=True, type=identifier, metavar="ID", help="identifiant")
    motif.add_argument(
        "--label", required=True, type=one_line, metavar="TEXTE", help="besoin, en français"
    )
    motif.add_argument(
        "--icon", default="help", type=identifier, metavar="ICONE", help="icône du produit"
    )
    motif.add_argument(
        "--minutes", type=fives, required=True, metavar="N", help="durée, multiple de 5"
    )
    for name, kind, text in (
        ("before", _pause, "pause avant, multiple de 5"),
        ("after", _pause, "pause après, multiple de 5"),
        ("step", _pause, "minutes entre deux débuts ; 0 : la durée entière"),
        ("notice", notice, "minutes entre la prise et le début"),
    ):
        motif.add_argument(f"--{name}", type=kind, default=0, metavar="N", help=text)
    motif.add_argument(
        "--horizon", type=_ahead, default=14, metavar="N", help="jours réservables à l’avance"
    )
    for name, text in (("max-a-day", "par jour"), ("max-active", "à venir")):
        motif.add_argument(
            f"--{name}", type=_count, default=0, metavar="N", help=f"rendez-vous {text} ; 0 : libre"
        )


def _add_opening(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    opening = verbs.add_parser("opening", help="ajouter ou changer une plage qui revient")
    opening.add_argument("--id", required=True, type=identifier, metavar="ID", help="identifiant")
    opening.add_argument("--mediator", required=True, metavar="ID", help="qui reçoit")
    opening.add_argument(
        "--motif", action="append", default=[], metavar="ID", help="besoin reçu ; tous si aucun"
    )
    days = opening.add_mutually_exclusive_group(required=True)
    days.add_argument("--days", type=_weekdays, metavar="JOURS", help="comme lun,mar,jeu")
    days.add_argument("--rule", type=_rule, metavar="RRULE", help="comme FREQ=MONTHLY;BYDAY=1TU")
    opening.add_argument("--start", required=True, type=_clock, metavar="HH:MM", help="début")
    opening.add_argument("--end", required=True, type=_clock, metavar="HH:MM", help="fin")
    opening.add_argument(
        "--from",
        dest="first_day",
        required=True,
        type=day,
        metavar="JOUR",
        help="premier jour",
    )
    opening.add_argument("--until", type=day, metavar="JOUR", help="dernier jour")
    for name, text in (("exdate", "jour sans"), ("rdate", "jour en plus")):
        many = f"{text} ; à répéter"
        opening.add_argument(
            f"--{name}", action="append", default=[], type=day, metavar="JOUR", help=many
        )
    opening.add_argument(
        "--outer-buffers", action="store_true", help="les pauses peuvent déborder de la plage"
    )


def say_no(sentence: str) -> int:
    """Say why not, on standard error, and return the exit code."""
    sys.stderr.write(f"{sentence}\n")
    return REFUSED


def _mediator(kiosk: Kiosk, args: argparse.Namespace) -> int:
    from kiosk.domain.openings import Mediator

    person = Mediator(
        args.id,
        args.first_name,
        is_active=not args.left,
        languages=tuple(args.language),
        max_a_day=args.max_a_day,
    )
    with kiosk.database.unit_of_work() as uow:
        uow.agenda.add_mediator(person)
        uow.commit()
    sys.stdout.write(f"Médiateur : {args.id}\n")
    return 0


def _motif(kiosk: Kiosk, args: argparse.Namespace) -> int:
    from kiosk.domain.openings import Motif

    motif = Motif(
        motif_id=args.id,
        labels=(("fr", args.label),),
        icon=args.icon,
        duration_min=args.minutes,
        before_min=args.before,
        after_min=args.after,
        step_min=args.step,
        notice_min=args.notice,
        horizon_days=args.horizon,
        max_a_day=args.max_a_day,
        max_active=args.max_active,
    )
    with kiosk.database.unit_of_work() as uow:
        uow.agenda.add_motif(motif)
        uow.commit()
    sys.stdout.write(f"Besoin : {args.id}\n")
    return 0


def _opening(kiosk: Kiosk, args: argparse.Namespace) -> int:
    if args.end <= args.start:
        return say_no("La fin doit venir après le début.")
    rule = _recurrence(args)
    if rule.until is not None and rule.until < args.first_day:
        return say_no("Le dernier jour doit venir après le premier.")
    with kiosk.database.unit_of_work() as uow:
        agenda = uow.agenda.load()
        if agenda.mediator(args.mediator) is None:
            return say_no(f"Le médiateur « {args.mediator} » n’existe pas : ajoutez-le d’abord.")
        if not set(args.motif) <= {one.motif_id for one in agenda.motifs}:
            return say_no("Un des besoins n’existe pas : ajoutez-le avec « admin motif ».")
        uow.agenda.add_opening(_made_opening(args, rule))
        uow.commit()
    sys.stdout.write(f"Ouverture : {args.id}\n")
    return 0


def _recurrence(args: argparse.Namespace) -> Recurrence:
    from kiosk.domain.recurrence import weekly

    rule: Recurrence = args.rule or weekly(*args.days)
    return replace(
        rule,
        until=args.until or rule.until,
        exdates=tuple(sorted(args.exdate)),
        rdates=tuple(sorted(args.rdate)),
    )


def _made_opening(args: argparse.Namespace, rule: Recurrence) -> Opening:
    from kiosk.domain.openings import Opening

    return Opening(
        opening_id=args.id,
        mediator_id=args.mediator,
        motif_ids=tuple(args.motif),
        first_day=args.first_day,
        recurrence=rule,
        start=args.start,
        end=args.end,
        has_outer_buffers=args.outer_buffers,
    )


def _absence(kiosk: Kiosk, args: argparse.Namespace) -> int:
    from kiosk.domain.openings import Absence, local_instant

    if args.end <= args.start:
        return say_no("La fin doit venir après le début.")
    with kiosk.database.unit_of_work() as uow:
        if uow.agenda.load().mediator(args.mediator) is None:
            return say_no(f"Le médiateur « {args.mediator} » n’existe pas : ajoutez-le d’abord.")
        start, end = (local_instant(one.date(), one.time()) for one in (args.start, args.end))
        uow.agenda.add_absence(Absence(args.id, args.mediator, start, end))
        uow.commit()
    sys.stdout.write(f"Absence : {args.id}\n")
    return 0


def _closure(kiosk: Kiosk, args: argparse.Namespace) -> int:
    from kiosk.domain.holidays import holiday_closures
    from kiosk.domain.openings import Closure

    if args.holidays is not None:
        shut = holiday_closures(range(args.holidays, args.holidays + 1))
    elif args.first_day is None or (args.last_day or args.first_day) < args.first_day:
        return say_no("Donnez le premier jour, et un dernier jour qui ne vient pas avant.")
    else:
        last_day = args.last_day or args.first_day
        shut = (
            Closure(
                args.id, args.first_day, last_day, args.label[:80], opens_anyway=args.opens_anyway
            ),
        )
    with kiosk.database.unit_of_work() as uow:
        for one in shut:
            uow.agenda.add_closure(one)
        uow.commit()
    sys.stdout.write(f"Fermetures : {len(shut)}\n")
    return 0


AGENDA_WORKS: Final[dict[str, Callable[[Kiosk, argparse.Namespace], int]]] = {
    "mediator": _mediator,
    "motif": _motif,
    "opening": _opening,
    "absence": _absence,
    "closure": _closure,
}


def _weekdays(text: str) -> tuple[int, ...]:
    names = text.split(",")
    if not all(name in WEEKDAYS for name in names):
        raise argparse.ArgumentTypeError("des jours comme lun,mar,jeu")
    return tuple(sorted({WEEKDAYS.index(name) for name in names}))


def _rule(text: str) -> Recurrence:
    from kiosk.domain.recurrence import recurrence_of

    try:
        return recurrence_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"la partie {error} de la règle ne se lit pas") from error


def _clock(text: str) -> time:
    if not _HOUR_AND_MINUTE.fullmatch(text):
        raise argparse.ArgumentTypeError("une heure HH:MM, par 5 minutes, de 00:00 à 23:55")
    return time.fromisoformat(text)


def moment(text: str) -> datetime:
    """Return the wall time of Paris, as `parse_moment` reads it, for `argparse`."""
    try:
        found = parse_moment(text)
    except Refused as error:
        raise argparse.ArgumentTypeError(
            "un jour et une heure, comme 2026-10-01T09:00 ou « 01/10/2026 09:00 »"
        ) from error
    if found.tzinfo is not None:
        raise argparse.ArgumentTypeError("l’heure de Paris est attendue, sans décalage")
    return found


def language(text: str) -> str:
    """Return the code of a language, for `argparse`."""
    if not _LANGUAGE.fullmatch(text):
        raise argparse.ArgumentTypeError("un code de langue comme ar ou fr-lsf")
    return text


def fives(text: str) -> int:
    """Return a length in minutes, a multiple of 5, for `argparse`."""
    return _multiple(number_between(text, 5, _LONGEST_MIN))


def _pause(text: str) -> int:
    return _multiple(number_between(text, 0, _LONGEST_MIN))


def _multiple(minutes: int) -> int:
    if minutes % 5:
        raise argparse.ArgumentTypeError("un multiple de 5 est attendu")
    return minutes


def notice(text: str) -> int:
    """Return minutes of notice, up to a month, for `argparse`."""
    return number_between(text, 0, _LONGEST_NOTICE_MIN)


def _ahead(text: str) -> int:
    return number_between(text, 0, _FARTHEST_DAYS)


def _count(text: str) -> int:
    return number_between(text, 0, _MOST)


def _year(text: str) -> int:
    return number_between(text, _FIRST_YEAR, _LAST_YEAR)
