# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public sheets as documents of the search: for authors, who write walkthroughs from them.

Residents are never shown a sheet: its sentences are too long for many of them. Files come from
outside; what is too large, badly written or no sheet is told and left out, the others stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.content.search_documents import DocumentKind, SearchDocument
from kiosk.content.service_public.sheet_xml import parse_sheet, read_bounded
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.service_public.sheet_xml import Element

MAX_SHEETS = 20_000
MAX_BODY_TITLES = 40
MAX_TEXT = 300
_OWN_TITLE = "dc:title"
_THEMES = ("Theme", "SousThemePere", "DossierPere")


@dataclass(frozen=True, slots=True)
class SheetFolder:
    """What a folder of sheets held.

    Attributes:
        documents: The sheets, in the order of their file names.
        refusals: One French sentence for each file that is left out.
    """

    documents: tuple[SearchDocument, ...]
    refusals: tuple[str, ...]


def read_sheets(folder: Path) -> SheetFolder:
    """Return the sheets of `folder`, from its ``.xml`` files.

    Raises:
        ContentUnreadable: If it is no folder, or holds too many files.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".xml")
    except OSError as error:
        raise ContentUnreadable(f"{folder} ne se lit pas comme un dossier de fiches.") from error
    if len(paths) > MAX_SHEETS:
        raise ContentUnreadable(f"{folder} a plus de {MAX_SHEETS} fiches : en prendre une partie.")
    documents: list[SearchDocument] = []
    refusals: list[str] = []
    for path in paths:
        try:
            documents.append(_document(parse_sheet(read_bounded(path), path.name), path.stem))
        except ContentUnreadable as error:
            refusals.append(str(error))
    return SheetFolder(tuple(documents), tuple(refusals))


def _document(root: Element, file_stem: str) -> SearchDocument:
    title = root.first(_OWN_TITLE)
    themes = [_title_of(element) for element in root.elements() if element.tag in _THEMES]
    inner = [
        _text(element)
        for element in root.below()
        if element.tag == "Titre" and element is not title
    ]
    return SearchDocument(
        document_id=_bounded(root.get("ID")) or file_stem,
        kind=DocumentKind.SHEET,
        titles={"fr": _text(title) if title is not None else file_stem},
        themes=tuple(text for text in themes if text),
        body=tuple(text for text in inner[:MAX_BODY_TITLES] if text),
    )


def _title_of(element: Element) -> str:
    inner = element.first("Titre")
    return _text(inner if inner is not None else element)


def _text(element: Element) -> str:
    texts = [child for one in element.below() for child in one.children if isinstance(child, str)]
    return _bounded(" ".join(texts))


def _bounded(text: str) -> str:
    return " ".join(text[: 4 * MAX_TEXT].split())[:MAX_TEXT]
