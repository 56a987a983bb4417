# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the XML of a sheet into a bounded tree; a document type is refused as such.

Without a document type there is no entity to expand and nothing outside to fetch; size, depth
and number of elements are bounded before a tree exists. The parser is expat by way of
`xml.etree.ElementTree.XMLParser` (docs/decisions/0011-importer.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, XMLParser

from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 64
MAX_ELEMENTS = 60_000
ROOTS = frozenset({"Publication", "ServiceComplementaire"})
_DC = "{http://purl.org/dc/elements/1.1/}"
_ZIP = b"PK\x03\x04"
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)""")


@dataclass(slots=True)
class Element:
    """An element: its name, its attributes, and its texts and elements in order."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return an attribute, empty when absent."""
        return self.attributes.get(name, "")

    def elements(self) -> Iterator[Element]:
        """Yield the elements directly inside, in order."""
        return (child for child in self.children if not isinstance(child, str))

    def named(self, *tags: str) -> list[Element]:
        """Return the elements directly inside that have one of these names."""
        return [child for child in self.elements() if child.tag in tags]

    def first(self, tag: str) -> Element | None:
        """Return the first element of this name directly inside, None for none."""
        return next((child for child in self.elements() if child.tag == tag), None)

    def below(self) -> Iterator[Element]:
        """Yield this element and all inside it, in document order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed([*element.elements()]))


class _Refusal(Exception):
    """What is wrong with a file, as the middle of a French sentence."""


class _TreeTarget:
    """What the parser calls; it stops at the first thing that is out of bounds."""

    def __init__(self) -> None:
        self._stack: list[Element] = []
        self._pieces: list[str] = []  # the parser gives a text line by line
        self.root: Element | None = None
        self.n_elements = 0

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """Refuse a document type: it is what carries entities."""
        raise _Refusal("il déclare un type de document (DOCTYPE), ce qui n’est pas admis")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self._keep_text()
        self.n_elements += 1
        if self.n_elements > MAX_ELEMENTS:
            raise _Refusal(f"il a plus de {MAX_ELEMENTS} éléments")
        if len(self._stack) >= MAX_DEPTH:
            raise _Refusal(f"il a plus de {MAX_DEPTH} niveaux d’emboîtement")
        name = f"dc:{tag[len(_DC) :]}" if tag.startswith(_DC) else tag
        element = Element(name, attributes)
        if self._stack:
            self._stack[-1].children.append(element)
        else:
            self.root = element
            if name not in ROOTS:
                raise _Refusal(
                    f"sa racine est « {name[:40]} », il faut une fiche (Publication ou "
                    "ServiceComplementaire)"
                )
        self._stack.append(element)

    def data(self, text: str) -> None:
        """Keep a piece of text."""
        if self._stack:
            self._pieces.append(text)

    def end(self, _tag: str) -> None:
        """Close an element."""
        self._keep_text()
        self._stack.pop()

    def _keep_text(self) -> None:
        if self._pieces:
            self._stack[-1].children.append("".join(self._pieces))
            self._pieces.clear()

    def close(self) -> None:
        """Say nothing: the root is kept here."""


def read_bounded(path: Path) -> bytes:
    """Return the bytes of a sheet's file.

    Raises:
        ContentUnreadable: If there is no such file, or it is too large or empty.
    """
    try:
        if not path.is_file():
            raise ContentUnreadable(f"{path.name} : ce n’est pas un fichier.")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ContentUnreadable(f"{path.name} ne se lit pas ({error.strerror}).") from error
    if len(raw) > MAX_BYTES:
        raise ContentUnreadable(
            f"{path.name} dépasse {MAX_BYTES // 1024 // 1024} Mio : ce n’est pas une fiche."
        )
    if not raw.strip():
        raise ContentUnreadable(f"{path.name} est vide : le télécharger à nouveau.")
    if raw.startswith(_ZIP):
        raise ContentUnreadable(f"{path.name} est une archive : la décompresser d’abord.")
    return raw


def parse_sheet(raw: bytes, name: str) -> Element:
    """Return the root of a sheet.

    Args:
        raw: The bytes of the file.
        name: Name of the file, for messages.

    Raises:
        ContentUnreadable: If it is not the XML of a sheet, or out of bounds; the sentence tells.
    """
    target = _TreeTarget()
    parser = XMLParser(target=target)  # noqa: S314 - the target refuses document types
    try:
        parser.feed(raw)
        parser.close()
    except _Refusal as error:
        raise ContentUnreadable(f"{name} est refusé : {error}.") from error
    except ParseError as error:
        line = error.position[0]
        message = f"{name} est refusé : XML mal écrit, ligne {line}."
        if not _is_well_encoded(raw):
            message = f"{name} est refusé : il n’est pas en UTF-8."
        raise ContentUnreadable(message) from error
    except (ValueError, LookupError) as error:
        raise ContentUnreadable(f"{name} est refusé : codage des lettres inconnu.") from error
    if target.root is None:
        raise ContentUnreadable(f"{name} est refusé : il n’a pas d’élément.")
    return target.root


def _is_well_encoded(raw: bytes) -> bool:
    """Say whether the bytes are UTF-8, or say themselves that they are something else."""
    told = _ENCODING.search(raw[:200])
    if told and told.group(1).lower() not in {b"utf-8", b"utf8"}:
        return True
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
