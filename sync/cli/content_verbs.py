# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verbs of content: what the city signs, publishes and calls back; what a machine fetches."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.content_pack import add_pack_arguments, packed, tell_pack
from kiosk.cli.parser import REFUSED, content_version
from sync.cli.machine_verbs import tell
from sync.cli.parser import say, warn
from sync.cli.server_verbs import open_for_verb

if TYPE_CHECKING:
    import argparse

_AWAY = "La ville n’est pas joignable. Ce qui est venu reste, recommencez plus tard."


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `content` and its own verbs to the command line."""
    content = subparsers.add_parser("content", help="les paquets de parcours et les rappels")
    verbs = content.add_subparsers(dest="content_verb", required=True, metavar="VERBE")

    pack = verbs.add_parser("pack", help="faire un paquet signé par la ville")
    add_pack_arguments(pack)
    _database(pack).set_defaults(run=run_pack)

    publish = verbs.add_parser("publish", help="donner un paquet à toutes les machines")
    publish.add_argument("file", type=Path, metavar="FICHIER", help="fichier .sixpack")
    _database(publish).set_defaults(run=run_publish)

    recall = verbs.add_parser("recall", help="rappeler une démarche, une adresse, un paquet")
    recall.add_argument("kind", choices=("walkthrough", "url", "pack"), help="quoi")
    recall.add_argument("subject", metavar="NOM", help="identifiant, hôte ou adresse https")
    recall.add_argument(
        "--up-to",
        type=content_version,
        metavar="AAAA.M.N",
        help="dernière version rappelée",
    )
    recall.add_argument(
        "--anyway", action="store_true", help="même si aucun contenu publié ici ne le connaît"
    )
    _database(recall).set_defaults(run=run_recall)

    relay = verbs.add_parser("relay", help="transmettre la liste de rappels d’un éditeur")
    relay.add_argument("file", type=Path, metavar="FICHIER", help="fichier .sixrappel")
    _database(relay).set_defaults(run=run_relay)

    export = verbs.add_parser("recalls", help="écrire la liste de rappels, pour une clé USB")
    export.add_argument("--out", required=True, type=Path, metavar="FICHIER")
    _database(export).set_defaults(run=run_recalls)

    renew = verbs.add_parser("new-key", help="changer la clé qui signe le contenu")
    _database(renew).set_defaults(run=run_new_key)

    status = verbs.add_parser("status", help="ce qui est publié et rappelé")
    _database(status).set_defaults(run=run_status)

    fetch = verbs.add_parser("fetch", help="sur une machine : chercher le paquet publié")
    fetch.set_defaults(run=run_fetch)


def run_pack(args: argparse.Namespace) -> int:
    """Make a pack signed by the city's content key."""
    from kiosk.services.backups import refuse_inside
    from sync.server.content_shelf import signer_of

    refuse_inside(args.data, args.out)
    with open_for_verb(args) as city:
        tell_pack(args.out, packed(args, signer_of(city)))
    return 0


def run_publish(args: argparse.Namespace) -> int:
    """Publish a pack."""
    from sync.server.content_shelf import announce, shelf_of, trust_of

    with open_for_verb(args) as city:
        one = shelf_of(city).publish(args.file, trust_of(city))
        announce(city)
    say(f"publié : {one.pack_id} {one.version}, {one.n_bytes // 1000} ko")
    return 0


def run_recall(args: argparse.Namespace) -> int:
    """Call something back."""
    from kiosk.domain.recalls import Recall, RecallKind
    from sync.server.content_shelf import announce, shelf_of, signer_of
    from sync.server.known_content import check_form, check_known

    entry = Recall(RecallKind(args.kind), args.subject, args.up_to or "")
    check_form(entry)
    with open_for_verb(args) as city:
        if not args.anyway:
            check_known(shelf_of(city), entry)
        recalls = shelf_of(city).recall(entry, signer_of(city))
        announce(city)
    say(f"rappels : {len(recalls.entries)}, liste n° {recalls.serial}")
    return 0


def run_relay(args: argparse.Namespace) -> int:
    """Hand on a publisher's list."""
    from kiosk.content.packs.recall_file import recall_bytes
    from sync.server.content_shelf import announce, shelf_of, trust_of

    content = recall_bytes(args.file)
    with open_for_verb(args) as city:
        recalls = shelf_of(city).relay_recalls(content, trust_of(city))
        announce(city)
    say(f"rappels : {len(recalls.entries)}, liste n° {recalls.serial}")
    return 0


def run_recalls(args: argparse.Namespace) -> int:
    """Write the city's list to a file."""
    from kiosk.content.packs.signing import Issuer
    from kiosk.content.packs.store import told_faults
    from kiosk.services.backups import refuse_inside
    from sync.server.content_shelf import shelf_of

    refuse_inside(args.data, args.out)
    with open_for_verb(args) as city:
        text = shelf_of(city).recalls_text(Issuer.CITY)
    if not text:
        warn("La ville n’a rien rappelé.")
        return REFUSED
    with told_faults():
        args.out.write_text(text, encoding="utf-8")
    say(str(args.out))
    return 0


def run_new_key(args: argparse.Namespace) -> int:
    """Change the content key and sign again what is published."""
    from sync.server.content_shelf import announce, shelf_of, signer_of
    from sync.server.keys import renewed_content_key

    renewed_content_key(args.data)
    with open_for_verb(args) as city:
        shelf_of(city).sign_again(signer_of(city))
        announce(city)
    say("clé changée ; ce qui est publié est signé à nouveau")
    return 0


def run_status(args: argparse.Namespace) -> int:
    """Say what is published and called back."""
    from sync.server.content_shelf import shelf_of

    with open_for_verb(args) as city:
        shelf = shelf_of(city)
        one, lists = shelf.published(), shelf.recalls_down()
    say("publié : rien" if one is None else f"publié : {one.pack_id} {one.version} {one.digest}")
    say(f"listes de rappels : {len(lists or ())}")
    return 0


def run_fetch(args: argparse.Namespace) -> int:
    """Ask the city, fetch its pack on a machine whose kiosk is stopped, and let it serve."""
    from kiosk.wiring import build_kiosk
    from sync.client.content import ContentFetcher, FetchOutcome
    from sync.client.transport import HttpTransport
    from sync.client.wiring import build_sync

    with closing(build_kiosk(args.data)) as kiosk:
        if tell(build_sync(kiosk).exchange()) == REFUSED:
            return REFUSED
        fetcher = ContentFetcher(kiosk, HttpTransport)
        wanted = fetcher.wanted()
        if wanted is None:
            say(kiosk.packs.status().problem or "La ville n’a rien de plus récent.")
        while wanted is not None:
            report = fetcher.fetch(wanted)
            fetcher.settle(report)
            if report.outcome is FetchOutcome.AWAY:
                warn(_AWAY)
                return REFUSED
            if report.refused is not None:
                raise report.refused
            if report.outcome is FetchOutcome.DONE:
                break
        kiosk.packs.activate()
        say(f"contenu : {kiosk.packs.current.shown()}")
    return 0


def _database(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument(
        "--db", default="", metavar="URL", help="base PostgreSQL ; SQLite du dossier sinon"
    )
    return parser
