# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./dev run`, `./dev server` and `./dev net`: the demonstration, to look at and to touch."""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from kiosk.domain.demo_centre import DEMO_STAFF
from tests.demo.console import LOGIN, PASSWORD
from tests.demo.processes import ROOT, VerbFailedError, clean_environment
from tests.demo.town import DemoTown

if TYPE_CHECKING:
    from types import FrameType

FOLDER = ROOT / "demo"
_N_SESSIONS = 120
_ROLE_WORDS = {
    "mediator": "médiation",
    "volunteer": "bénévoles",
    "coordinator": "coordination",
    "technician": "technique",
}


def _say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _explain(town: DemoTown, role: str = "") -> None:
    _say()
    _say("Sixième quartier, démonstration (personnes et téléphone inventés)")
    console = town.console()
    if not console.is_enrolled:
        town.wait_for_server()
        console.enter()
    _say(f"  Console de la ville   {town.server_url}/console   {LOGIN}  {PASSWORD}")
    _say(f"      code du téléphone : ./dev code   (ou la clé {console.account.secret})")
    _say("  Codes de l’équipe     tenez la marque « 6 » appuyée, ou Ctrl+Alt+T")
    for person in DEMO_STAFF:
        _say(f"      {_ROLE_WORDS[person.role]:<14}{person.pin}")
    _say("  Réseau                ./dev net cut  coupe,  ./dev net restore  rétablit")
    if town.is_joined:
        _say("  Ville                 celle de l’autre fenêtre : elle s’arrête avec elle")
    elif role == "borne":
        _say("  Poste de médiation    ./dev run --post, dans un autre terminal")
    _say(f"  Dossier               {FOLDER.name}/   (./dev run --fresh recommence à neuf)")
    _say()


def _town(*, fresh: bool) -> DemoTown:
    town = DemoTown(FOLDER)
    if fresh and FOLDER.exists():
        if town.is_running:
            raise RuntimeError("Elle est ouverte ailleurs : fermez l’autre fenêtre d’abord.")
        shutil.rmtree(FOLDER)
    FOLDER.mkdir(exist_ok=True)
    if town.is_new:
        _say("Préparation de la démonstration (une fois, une dizaine de secondes)…")
    return town


def run(*, fresh: bool, role: str) -> int:
    """Open the terminal in a window, with its town behind it."""
    town = _town(fresh=fresh)
    is_known = not town.is_new and (FOLDER / role / "address").exists()
    try:
        town.start(wait=not is_known)
        folder = town.machine(role, role, sessions=_N_SESSIONS if role == "borne" else 0)
        _explain(town, role)
        return subprocess.call(
            [sys.executable, "-m", "ui", "--data", str(folder), "--windowed"],
            cwd=ROOT,
            env=clean_environment(),
        )
    finally:
        town.stop()


def serve(*, fresh: bool) -> int:
    """Run the city's server alone until Ctrl+C."""
    town = _town(fresh=fresh)
    try:
        town.start()
        _explain(town)
        signal.pause()
    finally:
        town.stop()
    return 0


def code() -> int:
    """Print a code for the console, as a telephone would show it."""
    console = DemoTown(FOLDER).console()
    if not console.is_enrolled:
        sys.stderr.write("Il n’y a pas encore de démonstration : ./dev run la prépare.\n")
        return 1
    _say(console.code())
    return 0


def net(action: str) -> int:
    """Cut or restore the network of the demonstration."""
    if not FOLDER.exists():
        sys.stderr.write("Il n’y a pas encore de démonstration : ./dev run la prépare.\n")
        return 1
    town = DemoTown(FOLDER)
    if action == "cut":
        town.cut()
        _say("Réseau coupé : la borne continue, ce qu’elle note attend.")
    else:
        town.restore()
        _say("Réseau rétabli : la borne envoie ce qui attendait dans les secondes qui viennent.")
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="./dev", description="La démonstration.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, text in (("run", "ouvre la borne"), ("server", "le serveur de la ville seul")):
        one = verbs.add_parser(name, help=text)
        one.add_argument("--fresh", action="store_true", help="recommence à neuf")
        if name == "run":
            one.add_argument("--post", action="store_true", help="le poste de médiation")
    verbs.add_parser("code", help="le code du moment pour la console")
    network = verbs.add_parser("net", help="coupe ou rétablit le réseau")
    network.add_argument("action", choices=("cut", "restore"))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    try:
        if options.verb == "run":
            return run(fresh=options.fresh, role="poste" if options.post else "borne")
        if options.verb == "server":
            return serve(fresh=options.fresh)
        if options.verb == "code":
            return code()
        return net(options.action)
    except KeyboardInterrupt:
        return 0
    except (VerbFailedError, RuntimeError) as error:
        sys.stderr.write(f"La démonstration ne s’ouvre pas. {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
