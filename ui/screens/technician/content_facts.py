# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines of the technician's page that tell of content, and a file of recalls read for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.content.packs.recall_file import recall_bytes
from kiosk.content.packs.signing import Issuer

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.services.content_editions import PackStatus
    from kiosk.services.content_packs import ContentPackService


@dataclass(frozen=True, slots=True)
class Fact:
    """A line: name, value, whether it needs somebody."""

    name: str
    value: str
    is_worrying: bool = False


class Said(Protocol):
    """Gives a sentence in the language of the moment."""

    def __call__(self, french: str, **values: object) -> str:
        """Return the sentence."""


def content_facts(status: PackStatus, text: Said) -> tuple[Fact, ...]:
    """Return which content serves, which one waits, which one can come back."""
    now = status.current
    words = {None: text("programme"), Issuer.CITY: text("ville"), Issuer.PUBLISHER: text("éditeur")}
    whose = words[now.issuer]
    facts = [Fact(text("Démarches"), f"{now.version} ({whose})", bool(status.problem))]
    if status.staged:
        facts.append(Fact(text("Démarches en attente"), status.staged))
    if status.previous:
        facts.append(Fact(text("Démarches d’avant"), status.previous))
    if status.n_recalls:
        facts.append(Fact(text("Rappels"), str(status.n_recalls)))
    return tuple(facts)


def obey_file(packs: ContentPackService, path: Path) -> None:
    """Obey the list of recalls in a file.

    Raises:
        PackRefused: If the file does not read, or the list is not as it must be.
    """
    packs.take_recalls(recall_bytes(path))
