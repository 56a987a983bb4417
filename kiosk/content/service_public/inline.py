# SPDX-License-Identifier: AGPL-3.0-or-later
"""Flattens the inline elements of a sheet to plain text: residents never see a mark.

Emphasis disappears, quotations and terms get guillemets, ordinals close up ("1er"), amounts
become values that somebody must check, glossary words are remembered for the step's help.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.content.service_public.sheet_xml import Element

TRANSPARENT = frozenset(
    {
        "Paragraphe",
        "MiseEnEvidence",
        "Variable",
        "Exposant",
        "Indice",
        "TermeEtranger",
        "LienInterne",
        "LienIntra",
        "LienExterne",
        "Titre",
        "TitreAlternatif",
        "TitreRiche",
        "TitreFlottant",
    }
)
BLOCKS = frozenset(
    {
        *("Texte", "Introduction", "Description", "Liste", "Chapitre", "SousChapitre", "Aide"),
        *("ANoter", "ASavoir", "Attention", "Rappel", "Exemple"),
    }
)
ITEM = "Item"
QUOTED = frozenset({"Expression", "Citation"})
AMOUNT = "Valeur"
SILENT = frozenset({"Image", "Condition"})
_SPACES = re.compile(r"[ \t\r\n]+")
_BEFORE_SIGN = re.compile(r" +(?=[.,)\]…])")
_AFTER_OPENING = re.compile(r"(?<=[(\[]) +")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_UNWANTED = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_BRACES = str.maketrans({"{": "(", "}": ")", "\u2028": " ", "\u2029": " "})


@dataclass(slots=True)
class Flattened:
    """A text without marks.

    Attributes:
        text: The text, amounts written as placeholders.
        definitions: Glossary entries and acronyms named, in order.
        unknown: Inline elements that nobody knows; their text is kept.
        silent: Inline elements that say nothing as text.
        addresses: Addresses behind the words.
        sheets: Other sheets behind the words.
    """

    text: str
    definitions: list[str] = field(default_factory=list)
    unknown: list[Element] = field(default_factory=list)
    silent: list[Element] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)


def clean(text: str) -> str:
    """Return `text` on one line: no mark, no brace, no control or direction sign."""
    return _tidied(_filtered(text))


def _filtered(text: str) -> str:
    bare = _TAG.sub(" ", text) if "<" in text else text
    if not bare.isprintable():
        bare = "".join(
            sign if sign == "\u00a0" or not sign.isspace() else " "
            for sign in bare
            if sign.isspace() or unicodedata.category(sign) not in _UNWANTED
        )
    return bare.translate(_BRACES)


def _tidied(text: str) -> str:
    return _AFTER_OPENING.sub("", _BEFORE_SIGN.sub("", _SPACES.sub(" ", text).strip()))


def flatten(element: Element, amount: Callable[[str], str]) -> Flattened:
    """Return the text of `element` and all inside it.

    Args:
        element: A paragraph, a title or any element with text.
        amount: Gives the placeholder of an amount.
    """
    flat = Flattened("")
    parts: list[str] = []
    _walk(element, parts, flat, amount)
    flat.text = _joined(parts)
    return flat


def _joined(parts: list[str]) -> str:
    """Return texts and placeholders as one text; between zero bytes stands what is kept as is.

    No XML holds a zero byte.
    """
    pieces = "".join(parts).split("\0")
    return _tidied(
        "".join(piece if place % 2 else _filtered(piece) for place, piece in enumerate(pieces))
    )


def _walk(
    element: Element, parts: list[str], flat: Flattened, amount: Callable[[str], str]
) -> None:
    for child in element.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag == AMOUNT:
            inner = flatten(child, lambda text: text)
            flat.unknown += inner.unknown
            flat.silent += inner.silent
            parts.append(f"\0{amount(inner.text)}\0" if inner.text else "")
        elif child.tag in SILENT:
            flat.silent.append(child)
        else:
            _walk_inside(child, parts, flat, amount)


def _walk_inside(
    child: Element, parts: list[str], flat: Flattened, amount: Callable[[str], str]
) -> None:
    if child.tag in BLOCKS:
        parts.append(" ")
    elif child.tag == ITEM:
        parts.append(" – ")
    elif child.tag not in TRANSPARENT and child.tag not in QUOTED:
        flat.unknown.append(child)
        parts.append(" ")
    name = child.get("LienID") or (
        child.get("LienPublication") if child.get("type") in {"Sigle", "Acronyme"} else ""
    )
    if name:
        flat.definitions.append(name)
    elif child.get("LienPublication"):
        flat.sheets.append(child.get("LienPublication"))
    elif child.get("URL"):
        flat.addresses.append(child.get("URL"))
    mark = len(parts)
    _walk(child, parts, flat, amount)
    if child.tag in QUOTED and "".join(parts[mark:]).strip():
        inner = "".join(parts[mark:]).strip()
        parts[mark:] = [inner if inner.startswith("«") else f"«\u00a0{inner}\u00a0»"]
    elif child.tag in {"Paragraphe", "Titre"}:
        parts.append(" ")
