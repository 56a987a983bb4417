# SPDX-License-Identifier: AGPL-3.0-or-later
"""A command line that says in one French sentence what was wrong with it."""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kiosk.domain.centre import CODE_RULE, is_centre_code
from kiosk.domain.disclosure_start import start_sentence
from kiosk.domain.periods import parse_day
from kiosk.domain.recalls import calver
from kiosk.foundation.errors import KioskError, Refused

if TYPE_CHECKING:
    from datetime import date

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LONGEST_TEXT = 200
_CONTROLS = frozenset({"Cc", "Zl", "Zp"})

WRONG_USE = 2
REFUSED = 1
_SENTENCES = (
    (r"the following arguments are required: (.+)", r"il manque \1"),
    (r"one of the arguments (.+) is required", r"il manque l’un de \1"),
    (
        r"argument (.+): invalid choice: '(.*)' \(choose from (.+)\)",
        r"\1 : « \2 » n’existe pas ; choix : \3",
    ),
    (r"unrecognized arguments: (.+)", r"« \1 » est en trop"),
    (r"argument (.+): expected one argument", r"\1 : il manque une valeur"),
    (r"argument (.+): expected at least one argument", r"\1 : il manque une valeur"),
    (r"argument (.+): invalid \w+ value: '(.*)'", r"\1 : « \2 » ne convient pas"),
    (r"argument (.+): (.+)", r"\1 : \2"),
)
_REFUSALS = {
    "pin_weak": "Le code doit avoir 6 à 12 chiffres, ni tous égaux ni à la suite.",
    "pin_taken": "Ce code est déjà celui d’une autre personne : choisissez-en un autre.",
    "name_missing": "Il faut un nom, de 80 lettres au plus.",
    "not_enrolled": "Cette borne n’est pas encore inscrite auprès de la ville.",
    "already_enrolled": "Cette borne est inscrite auprès d’une ville.",
    "date_differs": "La borne est à une autre date : réglez d’abord l’horloge du système.",
    "period_reversed": "Le dernier jour vient avant le premier : échangez-les.",
    "period_out_of_calendar": "Une période se tient entre les années 1900 et 2199.",
    "period_too_long": "Une période va jusqu’à dix ans : choisissez-en une plus courte.",
    "figures_too_long": "Les statistiques et le rapport vont jusqu’à cinq ans : choisissez une "
    "période plus courte, ou le détail (csv).",
    "sessions_only_as_csv": "Les passages n’existent qu’en csv : choisissez --format csv.",
    "ending_differs": "Ce nom ne finit pas comme cette sorte de fichier : .csv, .xlsx ou .ods pour "
    "le détail, .pdf pour rapport, .zip pour donnees-ouvertes, .xlsx pour les autres.",
    "file_in_data_folder": "Ce fichier serait dans le dossier de données : choisissez-en un autre.",
    "demo_needs_demo_folder": "Ce dossier a de vraies données : prenez un dossier neuf.",
    "training_folder": "Un dossier d’entraînement garde tout : rien n’en sort.",
    "tables_are_on_the_server": "Ces tableaux se font sur le serveur de la ville : prenez-les dans "
    "la console, page « Exports ».",
    "period_not_calendar": "Il faut un mois, un trimestre ou une année entière.",
    "period_not_closed": "Cette période n’est pas finie : attendez le mois suivant.",
    "period_erased": "Des fiches de ces mois sont effacées : ces tableaux ne se font plus.",
    "period_given_out": "Un mois de cette période est déjà donné : reprenez son fichier.",
    "network_is_on_the_server": "Les chiffres du réseau sont sur le serveur de la ville : "
    "prenez-les dans la console, page « Exports ».",
}


class SentenceParser(argparse.ArgumentParser):
    """A parser whose complaint is one sentence on standard error, with exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Say what was wrong and stop."""
        said = message
        for pattern, french in _SENTENCES:
            if re.fullmatch(pattern, message):
                said = re.sub(pattern, french, message).replace("'", "")
                break
        sys.stderr.write(f"{self.prog} : {said}. Aide : {self.prog} --help\n")
        raise SystemExit(WRONG_USE)


def sentence_of(error: KioskError) -> str:
    """Return what a person reads of an error of ours."""
    if isinstance(error, Refused):
        sentence = _REFUSALS.get(error.reason, f"Refusé : {error.reason}.")
        return start_sentence(error) or sentence
    return str(error)


def own_command() -> tuple[str, ...]:
    """Return the words by which this program is called again, from its own folder."""
    is_bundle = getattr(sys, "frozen", False)
    return (sys.executable, "kiosk") if is_bundle else (sys.executable, "-m", "kiosk")


def day(text: str) -> date:
    """Return the day written ``2026-10-01`` or ``01/10/2026``, for `argparse`."""
    try:
        return parse_day(text)
    except Refused as error:
        raise argparse.ArgumentTypeError(
            "un jour comme 2026-10-01 ou 01/10/2026 est attendu"
        ) from error


def content_version(text: str) -> str:
    """Return a version ``AAAA.M.N`` of content, for `argparse`."""
    try:
        calver(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("une version AAAA.M.N est attendue") from error
    return text


def number_between(text: str, low: int, high: int) -> int:
    """Return a whole number between two bounds, both included, for `argparse`."""
    is_short = text.isdecimal() and len(text) <= len(str(high))
    if not is_short or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"un nombre entier de {low} à {high} est attendu")
    return int(text)


def identifier(text: str) -> str:
    """Return an identifier that every table and square code can hold, for `argparse`."""
    if not _IDENTIFIER.fullmatch(text):
        raise argparse.ArgumentTypeError("1 à 64 lettres sans accent, chiffres, points ou tirets")
    return text


def centre_code(text: str) -> str:
    """Return the code of a centre, for `argparse`."""
    if not is_centre_code(text):
        raise argparse.ArgumentTypeError(f"le code {CODE_RULE}")
    return text


def one_line(text: str) -> str:
    """Return a text of one line that is not empty, for `argparse`."""
    tidy = text.strip()
    has_control = any(unicodedata.category(sign) in _CONTROLS for sign in tidy)
    if not tidy or has_control or len(tidy) > _LONGEST_TEXT:
        raise argparse.ArgumentTypeError(f"une ligne de 1 à {_LONGEST_TEXT} lettres est attendue")
    return tidy


def file_path(text: str) -> Path:
    """Return the path of a file, for `argparse`."""
    if Path(text).name in {"", ".."}:
        raise argparse.ArgumentTypeError("un nom de fichier est attendu")
    return Path(text)


def folder_path(text: str) -> Path:
    """Return the path of a folder, for `argparse`: an empty one is a script's slip, not here."""
    if not text.strip():
        raise argparse.ArgumentTypeError("un nom de dossier est attendu")
    return Path(text)


def is_well_written(text: str) -> bool:
    """Say whether an argument came as UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
