# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes synthetic sheets from real ones: each seed breaks, moves and renames other things.

What comes out is well-formed XML that nobody published; it is called synthetic wherever it is
used. Hostile files, which are not even XML, are made by the tests that refuse them.
"""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Callable

SHEETS = Path(__file__).resolve().parents[1] / "fixtures" / "service_public"
MAX_CHANGES = 12
_STRANGE_NAMES = ("Encart", "Vidéo", "BlocCas", "Cas", "Texte", "Branche", "Item", "Titre", "ou")
_STRANGE_TEXTS = (
    "",
    "   ",
    "{valeur.x} et {contact.mairie.tel}",
    "<span class='x'>texte</span>",
    "true",
    "null",
    "12",
    "- : # & * ! % @",
    "\u202eà l’envers\u2069",
    "mot " * 400,
    "x" * 3000,
    "À noter",
)
_DC = "http://purl.org/dc/elements/1.1/"


def sheet_paths() -> tuple[Path, ...]:
    """Return the real sheets that the tests carry."""
    return tuple(sorted(SHEETS.glob("*.xml")))


def mutated(raw: bytes, seed: int, *, sheet_id: str | None = None) -> bytes:
    """Return the sheet `raw` with some things changed, always the same for one seed.

    Args:
        raw: A well-formed sheet.
        seed: What chooses the changes.
        sheet_id: The number that it gets; None: what the changes leave of its own.
    """
    chance = random.Random(seed)
    ET.register_namespace("dc", _DC)
    root = ET.fromstring(raw)
    for _ in range(chance.randint(1, MAX_CHANGES)):
        chance.choice(_CHANGES)(root, chance)
    if sheet_id is not None:
        root.set("ID", sheet_id)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _pair(root: ET.Element, chance: random.Random) -> tuple[ET.Element, ET.Element] | None:
    pairs = [(parent, child) for parent in root.iter() for child in parent]
    return chance.choice(pairs) if pairs else None


def _one(root: ET.Element, chance: random.Random) -> ET.Element:
    return chance.choice(list(root.iter()))


def _delete(root: ET.Element, chance: random.Random) -> None:
    pair = _pair(root, chance)
    if pair:
        pair[0].remove(pair[1])


def _duplicate(root: ET.Element, chance: random.Random) -> None:
    pair = _pair(root, chance)
    if pair:
        twin = copy.deepcopy(pair[1])
        pair[0].insert(chance.randint(0, len(pair[0])), twin)


def _move(root: ET.Element, chance: random.Random) -> None:
    pair = _pair(root, chance)
    if not pair:
        return
    parent, child = pair
    inside = set(child.iter())
    places = [one for one in root.iter() if one not in inside]
    parent.remove(child)
    place = chance.choice(places)
    place.insert(chance.randint(0, len(place)), child)


def _rename(root: ET.Element, chance: random.Random) -> None:
    element = _one(root, chance)
    if element is not root:
        element.tag = chance.choice(_STRANGE_NAMES)


def _truncate(root: ET.Element, chance: random.Random) -> None:
    element = _one(root, chance)
    if element.text:
        element.text = element.text[: chance.randint(0, len(element.text))]


def _strange_text(root: ET.Element, chance: random.Random) -> None:
    element = _one(root, chance)
    if element is root or chance.random() < 0.5:
        element.text = chance.choice(_STRANGE_TEXTS)
    else:
        element.tail = chance.choice(_STRANGE_TEXTS)


def _nest(root: ET.Element, chance: random.Random) -> None:
    pair = _pair(root, chance)
    if not pair:
        return
    parent, child = pair
    place = list(parent).index(child)
    parent.remove(child)
    name = chance.choice(_STRANGE_NAMES)
    for _ in range(chance.choice((1, 2, 5, 30, 80))):
        outer = ET.Element(name)
        outer.append(child)
        child = outer
    parent.insert(place, child)


def _unknown_element(root: ET.Element, chance: random.Random) -> None:
    strange = ET.SubElement(_one(root, chance), "Nouveauté", {"ID": "X1"})
    strange.text = chance.choice(_STRANGE_TEXTS)


def _unknown_attribute(root: ET.Element, chance: random.Random) -> None:
    _one(root, chance).set("nouveau", chance.choice(_STRANGE_TEXTS))


def _break_attribute(root: ET.Element, chance: random.Random) -> None:
    element = _one(root, chance)
    if element.attrib and element is not root:
        name = chance.choice(sorted(element.attrib))
        element.set(name, chance.choice(_STRANGE_TEXTS))


def _many_answers(root: ET.Element, chance: random.Random) -> None:
    questions = [one for one in root.iter() if one.tag in {"BlocCas", "Branche", "Question"}]
    if not questions:
        return
    question = chance.choice(questions)
    children = list(question)
    for child in children * chance.randint(1, 4):
        question.append(copy.deepcopy(child))


_CHANGES: tuple[Callable[[ET.Element, random.Random], None], ...] = (
    _delete,
    _duplicate,
    _move,
    _rename,
    _truncate,
    _strange_text,
    _nest,
    _unknown_element,
    _unknown_attribute,
    _break_attribute,
    _many_answers,
)
