# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packs for tests: the smallest content that loads, signed by keys made for the test."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from kiosk.content.packs.building import PackLabel, sign_content, write_pack
from kiosk.content.packs.recall_file import RecallList, written_recalls
from kiosk.content.packs.signing import Issuer, KeyStatement, Signer, Trust
from kiosk.domain.recalls import Recall
from kiosk.foundation.resources import asset_path
from sync.signing import KeyPair, new_signing_pair, signed_statement, statement_digest
from sync.wire_enrolment import CityKeys

SHIPPED = asset_path("content")
KEPT = ("scanner-envoyer", "arnaque")
TODAY = date(2026, 11, 23)


def small_content(
    folder: Path, version: str = "2026.12.1", title: str = "", names: tuple[str, ...] = KEPT
) -> Path:
    """Make a content folder of some of the shipped walkthroughs, with a version of its own."""
    root = folder / f"content-{version}{title and '-'}{len(title)}"
    shutil.copytree(SHIPPED / "registres", root / "registres")
    for name in ("lettres.yaml", "evenements.yaml"):
        (root / "registres" / name).unlink(missing_ok=True)
    for name in names:
        shutil.copytree(SHIPPED / name, root / name)
        path = root / name / "parcours.yaml"
        text = path.read_text("utf-8").replace("version: 2026.11.1", f"version: {version}")
        path.write_text(text, encoding="utf-8")
    if title:
        retitle(root, title)
    return root


def retitle(root: Path, title: str) -> None:
    """Give the first walkthrough another French title."""
    path = root / KEPT[0] / "textes.fr.yaml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    changed = [f"titre: {title}\n" if line.startswith("titre:") else line for line in lines]
    path.write_text("".join(changed), encoding="utf-8")


@dataclass
class Keys:
    """A publisher, and a city whose root has stated a chain of content keys."""

    publisher: KeyPair = field(default_factory=new_signing_pair)
    root: KeyPair = field(default_factory=new_signing_pair)
    contents: list[KeyPair] = field(default_factory=list)
    statements: list[KeyStatement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Let the root state a new content key."""
        self.contents.append(new_signing_pair())
        before = self.statements[-1] if self.statements else None
        other = "00" * 32
        keys = CityKeys(
            serial=len(self.statements) + 1,
            city="59512",
            root=self.root.public.hex(),
            signing=other,
            sealing=other,
            recovery=other,
            content=self.contents[-1].public.hex(),
            previous="" if before is None else statement_digest(before),
        )
        made = signed_statement(self.root, keys)
        self.statements.append(KeyStatement(made.serial, made.body, made.signature))

    def city(self, at: int = -1) -> Signer:
        """Return the city as signer, with one of its keys."""
        return Signer(Issuer.CITY, self.contents[at].private, tuple(self.statements))

    def house(self) -> Signer:
        """Return the publisher as signer."""
        return Signer(Issuer.PUBLISHER, self.publisher.private)

    def trust(self, at: int = -1) -> Trust:
        """Return what a machine believes that has seen the chain up to a statement."""
        return Trust(self.publisher.public, self.root.public, self.statements[at])


def pack_of(root: Path, signer: Signer, out: Path, version: str = "2026.12.1") -> Path:
    """Write the pack of a content folder."""
    write_pack(root, sign_content(root, PackLabel("essai", version), signer, TODAY), out)
    return out


def recalls_of(signer: Signer, serial: int, *entries: Recall) -> bytes:
    """Return a signed list of recalls."""
    return written_recalls(RecallList(signer.issuer, serial, frozenset(entries)), signer)


@lru_cache(maxsize=1)
def bundled_version() -> str:
    """Return the version of the content that ships with the program."""
    return str(json.loads((SHIPPED / "edition.json").read_bytes())["version"])


def bytes_below(folder: Path) -> dict[str, str]:
    """Return path -> hash of every file below a folder, by which two moments are compared."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
