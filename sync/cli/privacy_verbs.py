# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verbs of what is erased and of calendar feeds."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from kiosk.cli.parser import REFUSED, day
from kiosk.foundation.errors import Refused
from sync.cli.parser import say, shown_time, warn
from sync.cli.server_verbs import open_for_verb

_DAYS_SHOWN = 31


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs to the command line."""
    erasures = subparsers.add_parser(
        "erasures", help="ce qui a été effacé : dates, sortes, nombres"
    )
    erasures.add_argument("--from", dest="first", type=day, metavar="JOUR")
    erasures.add_argument("--to", dest="last", type=day, metavar="JOUR")
    erasures.add_argument("--now", action="store_true", help="effacer d’abord ce qui est dû")
    erasures.add_argument(
        "--date-is-right",
        action="store_true",
        help="dire que la date du serveur est juste, après un saut : tout reprend",
    )
    _database(erasures).set_defaults(run=run_erasures)

    calendar = subparsers.add_parser("calendar", help="les calendriers à suivre")
    verbs = calendar.add_subparsers(dest="calendar_verb", required=True, metavar="VERBE")
    make = verbs.add_parser("make", help="faire une adresse secrète, montrée une seule fois")
    make.add_argument("--mediator", required=True, metavar="ID")
    make.add_argument(
        "--url", type=_server, default="", metavar="URL", help="adresse publique du serveur"
    )
    _database(make).set_defaults(run=run_calendar_make)
    _database(verbs.add_parser("list", help="les adresses qui servent, ou ont servi")).set_defaults(
        run=run_calendar_list
    )
    end = verbs.add_parser("end", help="mettre fin à une adresse, pour toujours")
    end.add_argument("feed", type=int, metavar="NUMÉRO")
    _database(end).set_defaults(run=run_calendar_end)


def run_erasures(args: argparse.Namespace) -> int:
    """Print the log of erasures of a period, the last 31 days by default; erase first if asked."""
    from kiosk.domain.openings import local_instant
    from kiosk.foundation.clock import paris_day
    from sync.server.clock_trust import confirm_clock, watch_clock
    from sync.server.erasure import erase_due, lines_between, words_of
    from sync.translation import instant

    with open_for_verb(args) as city:
        today = paris_day(city.clock.now_utc())
        if args.date_is_right:
            with city.database.transaction() as unit:
                confirm_clock(city, unit)
        if args.now:
            with city.database.transaction() as unit:
                if not watch_clock(city, unit):
                    raise Refused("clock_leapt")
                erase_due(city, unit)
            city.database.scrub()
        last: date = args.last or today
        first: date = args.first or last - timedelta(days=_DAYS_SHOWN)
        bounds = (_at(local_instant(first, time(0))), _at(local_instant(last, time(23, 59))))
        lines = lines_between(city, *bounds)
    for line in lines:
        say(f"{shown_time(instant(line.hour))} : {words_of(line.kind)} : {line.n}")
    say(f"total : {sum(line.n for line in lines)}")
    return 0


def run_calendar_make(args: argparse.Namespace) -> int:
    """Make a feed and print its address."""
    from sync.server.calendar_feed import FEED_PATH, make_feed

    with open_for_verb(args) as city:
        token = make_feed(city, args.mediator)
    say(f"{args.url.rstrip('/')}{FEED_PATH}/{token}.ics")
    warn("Cette adresse ne sera plus montrée. Qui l’a voit les heures prises, rien d’autre.")
    return 0


def run_calendar_list(args: argparse.Namespace) -> int:
    """Print the feeds, one a line."""
    from sync.translation import instant

    with open_for_verb(args) as city, city.database.transaction() as unit:
        feeds = unit.feeds.every()
    for feed in feeds:
        state = "finie" if feed.revoked is not None else "en service"
        say(f"{feed.feed_id} {feed.mediator_id} {shown_time(instant(feed.made))} {state}")
    return 0


def run_calendar_end(args: argparse.Namespace) -> int:
    """End a feed."""
    from sync.server.calendar_feed import end_feed

    with open_for_verb(args) as city:
        is_done = end_feed(city, args.feed)
    if not is_done:
        warn("Aucun calendrier en service ne porte ce numéro.")
        return REFUSED
    say("fini")
    return 0


def _database(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument(
        "--db", default="", metavar="URL", help="base PostgreSQL ; SQLite du dossier sinon"
    )
    return parser


def _server(text: str) -> str:
    if not text:
        return text
    address = urlsplit(text)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise argparse.ArgumentTypeError("une adresse comme https://ville.example.org est attendue")
    return text


def _at(moment: datetime) -> int:
    return int(moment.timestamp())
