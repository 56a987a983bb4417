# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verbs of the console's accounts and of its journal, for who sits at the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.cli.parser import REFUSED
from sync.cli.parser import say, shown_time, warn
from sync.cli.server_verbs import open_for_verb
from sync.server.roles import Role

if TYPE_CHECKING:
    import argparse

    from sync.server.city import City


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs to the command line."""
    account = subparsers.add_parser("account", help="les comptes de la console")
    verbs = account.add_subparsers(dest="account_verb", required=True, metavar="VERBE")
    add = verbs.add_parser("add", help="ouvrir un compte ; son mot de passe s’affiche une fois")
    add.add_argument("--login", required=True, metavar="NOM", help="identifiant, 2 à 64 signes")
    add.add_argument(
        "--role",
        action="append",
        required=True,
        choices=[role.value for role in Role],
        help="rôle ; peut se répéter",
    )
    add.add_argument(
        "--centre", action="append", default=[], metavar="CODE", help="centre ; aucun : tous"
    )
    _database(add).set_defaults(run=run_add)
    reset = verbs.add_parser("reset", help="nouveau mot de passe, nouveau second facteur")
    reset.add_argument("login", metavar="NOM")
    _database(reset).set_defaults(run=run_reset)
    close = verbs.add_parser("close", help="fermer un compte, pour toujours")
    close.add_argument("login", metavar="NOM")
    _database(close).set_defaults(run=run_close)
    _database(verbs.add_parser("list", help="les comptes")).set_defaults(run=run_list)

    journal = subparsers.add_parser("journal", help="le journal de la console")
    checks = journal.add_subparsers(dest="journal_verb", required=True, metavar="VERBE")
    verify = checks.add_parser("verify", help="vérifier que le journal est entier")
    _database(verify).set_defaults(run=run_verify)


def run_add(args: argparse.Namespace) -> int:
    """Open an account and print its first password."""
    from sync.server.accounts import add_account
    from sync.server.journal import AT_SERVER

    with open_for_verb(args) as city:
        _, password = add_account(city, args.login, args.role, args.centre, by=AT_SERVER)
    say(password)
    warn(
        "Ce mot de passe ne sera plus montré. "
        "La personne le change en entrant, dans les sept jours."
    )
    return 0


def run_reset(args: argparse.Namespace) -> int:
    """Give an account a new password and print it."""
    from sync.server.accounts import reset_account
    from sync.server.journal import AT_SERVER

    with open_for_verb(args) as city:
        password = reset_account(city, _account(city, args.login), by=AT_SERVER)
    say(password)
    warn(
        "Le second facteur est à poser de nouveau. "
        "Ce mot de passe ne sera plus montré, et sert sept jours."
    )
    return 0


def run_close(args: argparse.Namespace) -> int:
    """Close an account."""
    from sync.server.accounts import close_account
    from sync.server.journal import AT_SERVER

    with open_for_verb(args) as city:
        close_account(city, _account(city, args.login), by=AT_SERVER)
    say("fermé")
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Print the accounts, one a line."""
    from sync.translation import instant

    with open_for_verb(args) as city, city.database.transaction() as unit:
        every = unit.accounts.every()
    for one in every:
        roles, centres = ",".join(one.roles), ",".join(one.centres) or "tous"
        factor = "second facteur" if one.is_proven else "sans second facteur"
        state = f"fermé {shown_time(instant(one.closed))}" if one.closed else factor
        say(f"{one.login} {roles} {centres} {state}")
    return 0


def run_verify(args: argparse.Namespace) -> int:
    """Check the chain of the journal."""
    from sync.server.journal import verify

    with open_for_verb(args) as city:
        verdict = verify(city)
    if verdict.broken_at:
        warn(
            f"Le journal est rompu à la ligne {verdict.broken_at} : il a été changé hors de la "
            "console, ou une base ancienne a été remise."
        )
        return REFUSED
    say(f"journal entier : {verdict.n_lines} lignes")
    return 0


def _account(city: City, login: str) -> str:
    from kiosk.foundation.errors import Refused
    from sync.server.accounts import account_of_login

    found = account_of_login(city, login)
    if found is None:
        raise Refused("account_unknown")
    return found.account_id


def _database(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument(
        "--db", default="", metavar="URL", help="base PostgreSQL ; SQLite du dossier sinon"
    )
    return parser
