# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two hundred queries of residents with their right answers, in two halves."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
N_QUERIES = 200
FIRST = 3


@dataclass(frozen=True, slots=True)
class Query:
    """What a resident types.

    Attributes:
        text: The words.
        language: Language of the words.
        kind: Why it is hard: ``old_name``, ``typo``, ``phonetic``…
        right: Walkthroughs of which any is a right answer.
    """

    text: str
    language: str
    kind: str
    right: tuple[str, ...]


def all_queries() -> tuple[Query, ...]:
    """Return the two hundred queries in the order of the file."""
    rows = YAML(typ="safe", pure=True).load(FOLDER / "queries.yaml")
    return tuple(
        Query(row["query"], row["language"], row["kind"], tuple(row["right"])) for row in rows
    )


def practice_queries() -> tuple[Query, ...]:
    """Return what those type who want to practise; right are exercises."""
    rows = YAML(typ="safe", pure=True).load(FOLDER / "exercises.yaml")
    return tuple(
        Query(row["query"], row["language"], "practice", tuple(row["right"])) for row in rows
    )


def halves() -> tuple[tuple[Query, ...], tuple[Query, ...]]:
    """Return the half to tune with and the half kept out, split by the hash of the words."""
    ordered = sorted(all_queries(), key=lambda one: sha256(one.text.encode()).digest())
    return tuple(ordered[: N_QUERIES // 2]), tuple(ordered[N_QUERIES // 2 :])


def unanswerable() -> tuple[str, ...]:
    """Return words to which no walkthrough answers."""
    found: list[str] = YAML(typ="safe", pure=True).load(FOLDER / "nothing.yaml")
    return tuple(found)
