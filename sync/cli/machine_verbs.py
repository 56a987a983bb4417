# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verbs of a machine: `enrol`, `push`, and its half of `status`."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.cli.parser import REFUSED
from sync.cli.parser import say, shown_time, warn

if TYPE_CHECKING:
    import argparse

    from sync.client.engine import ExchangeReport

MACHINE_FILE = "kiosk.db"
_MAX_EXCHANGES = 1_000
_OUTCOMES = {
    "not_enrolled": "Cette machine n’est pas inscrite : « enrol » d’abord.",
    "unreachable": "La ville n’est pas joignable. Rien n’est perdu, tout attend.",
    "not_the_city": "Ce n’est pas la ville qui a répondu (page d’un réseau public ?). "
    "Rien n’est perdu, tout attend.",
    "refused": "La ville a refusé la demande ({code}). Rien n’est perdu, tout attend.",
}


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs to the command line."""
    enrol = subparsers.add_parser("enrol", help="inscrire cette machine auprès de la ville")
    enrol.add_argument("--server", required=True, metavar="URL", help="adresse du serveur")
    enrol.add_argument("--code", required=True, metavar="CODE", help="code à usage unique")
    enrol.set_defaults(run=run_enrol)
    push = subparsers.add_parser(
        "push", help="échanger avec la ville jusqu’à ce que rien n’attende"
    )
    push.set_defaults(run=run_push)


def run_enrol(args: argparse.Namespace) -> int:
    """Enrol the machine and do its first exchange, which brings its agenda and its rights."""
    from kiosk.wiring import build_kiosk
    from sync.client.enrolment import enrol
    from sync.client.transport import HttpTransport
    from sync.client.wiring import build_sync

    with closing(build_kiosk(args.data)) as kiosk, closing(HttpTransport(args.server)) as way:
        enrolled = enrol(kiosk, way, args.server, args.code)
        say(f"Inscrite : {enrolled.centre}, {enrolled.name}")
        say(f"Empreinte de la clé, à comparer avec la console : {enrolled.fingerprint}")
        report = build_sync(kiosk).exchange()
    tell(report)
    return 0


def run_push(args: argparse.Namespace) -> int:
    """Exchange until nothing waits or nothing moves."""
    if not (args.data / MACHINE_FILE).exists():
        warn(_OUTCOMES["not_enrolled"])
        return REFUSED
    from kiosk.wiring import build_kiosk
    from sync.client.wiring import build_sync

    with closing(build_kiosk(args.data)) as kiosk:
        client = build_sync(kiosk)
        report = client.exchange()
        for _ in range(_MAX_EXCHANGES):
            if not report.has_more:
                break
            report = client.exchange()
    return tell(report)


def status_of_machine(args: argparse.Namespace) -> int:
    """Say where a machine stands with its city."""
    from kiosk.wiring import build_kiosk
    from sync.client.link import read_link
    from sync.signing import shown_fingerprint

    with closing(build_kiosk(args.data)) as kiosk:
        identity = kiosk.device.identity()
        status = kiosk.outbox.status()
        with kiosk.database.unit_of_work() as uow:
            link = read_link(uow)
            numbers = uow.leases.n_numbers(identity.incarnation)
            held = uow.leases.sellable(identity.incarnation, kiosk.clock.now_utc())
        key = kiosk.machine_keys.own_public_key()
    say(f"machine : {identity.device_id or 'pas encore inscrite'} ({identity.role.value})")
    if key is not None:
        say(f"empreinte de la clé : {shown_fingerprint(key)}")
    say(f"centre : {identity.centre.name or 'aucun'}")
    say(f"serveur : {link.url if link else 'aucun'}")
    say(f"en attente : {status.n_pending}, refusés : {status.n_refused}")
    sent = status.last_sent_utc
    say(f"dernier échange : {shown_time(sent) if sent else 'jamais'}")
    say(f"cases à vendre : {held.n_cells}, numéros : {numbers}")
    return 0


def tell(report: ExchangeReport) -> int:
    """Say what an exchange did, and return the exit code."""
    if report.outcome.value in _OUTCOMES:
        warn(_OUTCOMES[report.outcome.value].format(code=report.refusal))
        return REFUSED
    say(
        f"envoyés : {report.n_accepted}, refusés : {report.n_refused}, "
        f"en attente : {report.n_pending}"
    )
    if report.unreadable:
        warn(f"parties que ce programme ne sait pas lire : {', '.join(report.unreadable)}")
    return 0
