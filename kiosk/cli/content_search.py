# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content search`: search as a resident does; authors also in a folder of sheets."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.foundation.errors import ContentUnreadable
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.content.search import SearchIndex
    from kiosk.content.search_documents import SearchDocument

MOST_REFUSALS = 5
MAX_LIMIT = 100


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to those of `content`."""
    parser = subparsers.add_parser("search", help="chercher comme un habitant")
    parser.add_argument("text", metavar="TEXT", help="les mots tapés")
    parser.add_argument("--limit", type=_count, default=5, metavar="N", help="résultats au plus")
    parser.add_argument("--language", default="fr", metavar="CODE", help="langue des titres")
    parser.add_argument(
        "--content", type=Path, metavar="DIR", help="dossier de parcours (sinon : ceux livrés)"
    )
    parser.add_argument(
        "--sheets",
        type=Path,
        metavar="DIR",
        help="chercher aussi dans un dossier de fiches Service-Public (.xml)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one result a line: id, title, « exercice » or « fiche » after one; return the code.

    Raises:
        ContentUnreadable: If a folder cannot be read.
    """
    index, documents = _index(args.content, args.sheets)
    from kiosk.content.search import search
    from kiosk.content.search_documents import DocumentKind

    found = search(index, args.text, args.limit)
    for hit in found:
        document = documents[hit.kind, hit.document_id]
        title = document.titles.get(args.language) or document.titles["fr"]
        kind = "" if hit.kind is DocumentKind.WALKTHROUGH else f"\t{hit.kind}"
        print(f"{hit.document_id}\t{title}{kind}")
    if not found:
        print("Rien de ce nom : une personne peut vous aider.", file=sys.stderr)
    return 0


def _index(
    content: Path | None, sheets: Path | None
) -> tuple[SearchIndex, dict[tuple[str, str], SearchDocument]]:
    from kiosk.content.letter_loading import load_life_events
    from kiosk.content.loader import load_catalog
    from kiosk.content.practice_loading import load_exercises
    from kiosk.content.search import index_documents
    from kiosk.content.search_documents import exercise_documents, walkthrough_documents

    own = list(_sheets(sheets))  # first: a wrong folder is told at once
    root = content or asset_path("content")
    if not root.is_dir():
        raise ContentUnreadable(f"{root} n’est pas un dossier de parcours.")
    catalog, events = load_catalog(root), load_life_events(root)
    documents = [
        *walkthrough_documents(catalog.walkthroughs.values(), catalog.registries, events),
        *exercise_documents(load_exercises(root)),
        *own,
    ]
    index = index_documents(documents, catalog.registries.synonyms)
    return index, {(document.kind, document.document_id): document for document in documents}


def _sheets(folder: Path | None) -> Iterator[SearchDocument]:
    """Yield the sheets of a folder, saying on stderr which files are left out."""
    if folder is None:
        return
    from kiosk.content.search_sheets import read_sheets

    read = read_sheets(folder)
    for sentence in read.refusals[:MOST_REFUSALS]:
        print(sentence, file=sys.stderr)
    if len(read.refusals) > MOST_REFUSALS:
        print(f"… et {len(read.refusals) - MOST_REFUSALS} autres fichiers.", file=sys.stderr)
    yield from read.documents


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:6]) <= MAX_LIMIT:
        raise argparse.ArgumentTypeError(f"un nombre de 1 à {MAX_LIMIT}")
    return int(text)
