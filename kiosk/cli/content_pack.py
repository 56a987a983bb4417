# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verbs `content key` and `content pack`: a publisher's key, and a pack signed by it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.parser import content_version, file_path
from kiosk.foundation.errors import ConfigInvalid

if TYPE_CHECKING:
    import argparse

    from kiosk.content.packs.manifest import SignedManifest
    from kiosk.content.packs.signing import Signer

_KEY_HEX = 64


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the two verbs to those of `content`."""
    key = subparsers.add_parser("key", help="faire la clé d’un éditeur de contenu")
    key.add_argument("file", type=file_path, metavar="FILE", help="fichier de la clé, à garder")
    key.set_defaults(run=run_key)
    pack = subparsers.add_parser("pack", help="faire un paquet signé d’un dossier de parcours")
    add_pack_arguments(pack)
    pack.add_argument("--key", required=True, type=file_path, metavar="FILE", help="clé privée")
    pack.set_defaults(run=run)


def add_pack_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what every verb that makes a pack asks for."""
    parser.add_argument("folder", type=Path, metavar="PATH", help="dossier de parcours")
    parser.add_argument("--id", required=True, metavar="ID", help="nom du paquet, toujours le même")
    parser.add_argument(
        "--version",
        required=True,
        type=content_version,
        metavar="AAAA.M.N",
        help="année, mois, numéro",
    )
    parser.add_argument("--out", required=True, type=file_path, metavar="FILE", help="à écrire")
    parser.add_argument("--licence", default="", metavar="NOM", help="licence des fichiers")


def run_key(args: argparse.Namespace) -> int:
    """Make a new private key, refuse to overwrite one, and print the public half."""
    import os

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from kiosk.foundation.platform import open_private

    key = Ed25519PrivateKey.generate()
    try:
        with os.fdopen(open_private(args.file), "wb") as stream:
            stream.write(key.private_bytes_raw().hex().encode("ascii") + b"\n")
    except OSError as error:
        raise ConfigInvalid(
            f"{args.file} ne peut pas être écrit, ou existe déjà : choisissez un autre nom."
        ) from error
    sys.stdout.write(f"{key.public_key().public_bytes_raw().hex()}\n")
    return 0


def run(args: argparse.Namespace) -> int:
    """Make the pack and return the exit code."""
    from kiosk.content.packs.signing import Issuer, Signer

    signed = packed(args, Signer(Issuer.PUBLISHER, _private_key(args.key)))
    tell_pack(args.out, signed)
    return 0


def packed(args: argparse.Namespace, signer: Signer) -> SignedManifest:
    """Write the pack that the arguments describe.

    Raises:
        KnownError: If the content has an error, or a bound is passed.
    """
    from kiosk.content.linter import lint
    from kiosk.content.packs.building import DEFAULT_LICENCE, PackLabel, sign_content, write_pack
    from kiosk.content.packs.faults import PackFault, PackRefused
    from kiosk.foundation.clock import SystemClock, paris_day
    from kiosk.foundation.errors import ContentUnreadable

    if not args.folder.is_dir():
        raise ContentUnreadable(f"{args.folder} n’est pas un dossier de parcours.")
    today = paris_day(SystemClock().now_utc())
    errors = [problem for problem in lint(args.folder, today).problems if problem.is_error]
    if errors:
        for problem in errors:
            sys.stderr.write(f"{problem.sentence()}\n")
        raise PackRefused(PackFault.CONTENT_WRONG, f"{len(errors)} erreurs")
    label = PackLabel(args.id, args.version, args.licence or DEFAULT_LICENCE)
    signed = sign_content(args.folder, label, signer, today)
    write_pack(args.folder, signed, args.out)
    return signed


def tell_pack(out: Path, signed: SignedManifest) -> None:
    """Say what was written."""
    n_files = len(signed.manifest.files)
    sys.stdout.write(f"{out} : {n_files} fichiers, {signed.n_bytes // 1000} ko\n")
    sys.stdout.write(f"{signed.digest}\n")


def _private_key(path: Path) -> bytes:
    try:
        text = path.read_text("ascii").strip() if path.stat().st_size <= 2 * _KEY_HEX else ""
        key = bytes.fromhex(text)
    except (OSError, ValueError) as error:
        raise ConfigInvalid(f"{path} n’est pas une clé : faites-en une avec « key ».") from error
    if len(text) != _KEY_HEX:
        raise ConfigInvalid(f"{path} n’est pas une clé : faites-en une avec « key ».")
    return key
