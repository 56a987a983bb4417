# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the registries that all walkthroughs share.

An entry with a problem is left out and noted; a walkthrough that names it is refused in its
turn, the others go on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from kiosk.content.fields import Fields, Notes
from kiosk.content.layout import REGISTRY_FOLDER
from kiosk.content.yaml_tree import Node, YamlUnreadable, read_yaml, readable_yaml
from kiosk.domain.site_hosts import TOO_WIDE
from kiosk.domain.walkthroughs import (
    Contact,
    HostFamily,
    OfficialSite,
    Paper,
    Registries,
    Texts,
    Theme,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.content.problems import ContentProblem

NEEDED_LABELS = ("oui", "non", "fait", "plus_tard", "demandez", "demandez_titre", "a_verifier")
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")
ICON = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")
_HTTPS = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(/[^\s\"<>]*)?")
_HOST = re.compile(
    r"\.?(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)
_PHONE = re.compile(r"\+?[0-9][0-9 ]{1,18}")
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the linter knows about words.

    Attributes:
        forbidden: Jargon, with what to say in its place.
        relative: Words that date a text without a date.
        acronyms: Acronyms that texts may hold.
        doubles: Groups of words for one thing, of which a walkthrough keeps to one.
    """

    forbidden: tuple[tuple[str, str], ...]
    relative: tuple[str, ...]
    acronyms: frozenset[str]
    doubles: tuple[tuple[str, ...], ...] = ()


def read_registries(root: Path, problems: list[ContentProblem]) -> Registries:
    """Return the registries below `root`, adding what is wrong to `problems`."""
    themes = _read(root, "themes", _theme, problems)
    return Registries(
        papers=_read(root, "pieces", _paper, problems),
        sites=_read(root, "urls", _site, problems),
        contacts=_read(root, "contacts", _contact, problems),
        themes=tuple(
            Theme(theme_id, icon=icon, names=names) for theme_id, (icon, names) in themes.items()
        ),
        labels=_read(root, "libelles", _label, problems),
        synonyms=_synonyms(root, problems),
        families=_families(root, problems),
    )


def read_lexicon(root: Path, problems: list[ContentProblem]) -> Lexicon:
    """Return the words of ``lexique.yaml`` below `root`, adding what is wrong to `problems`."""
    notes = Notes(_file("lexique"), problems)
    node = _tree(root, "lexique", problems)
    if node is None:
        return Lexicon((), (), frozenset())
    fields = Fields(node, notes, "lexique")
    pairs = [Fields(item, notes, "interdits") for item in fields.items("interdits")]
    forbidden = tuple((pair.text("mot"), pair.text("dire")) for pair in pairs)
    for pair in pairs:
        pair.close()
    lexicon = Lexicon(
        forbidden,
        fields.texts("relatifs"),
        frozenset(fields.texts("sigles")),
        tuple(_words(node, notes) for node in fields.items("doublons")),
    )
    fields.close()
    return lexicon


def _words(node: Node, notes: Notes) -> tuple[str, ...]:
    words = node.value if isinstance(node.value, list) else []
    texts = tuple(word.value for word in words if isinstance(word.value, str))
    if len(texts) != len(words) or len(texts) < 2:  # noqa: PLR2004 - two words for one thing
        notes.add(node.line, "E112", "doublons : chaque ligne est une liste de deux mots au moins")
    return texts


def registry_lines(root: Path, name: str) -> dict[str, int]:
    """Return the line of each entry of a registry; nothing when it cannot be read."""
    try:
        node = read_yaml(root / REGISTRY_FOLDER / f"{name}.yaml", _file(name))
    except YamlUnreadable:
        return {}
    entries = node.value if isinstance(node.value, dict) else {}
    return {key: entry.line for key, entry in entries.items()}


def _file(name: str) -> str:
    return f"{REGISTRY_FOLDER}/{name}.yaml"


def _tree(root: Path, name: str, problems: list[ContentProblem]) -> Node | None:
    return readable_yaml(root / REGISTRY_FOLDER / f"{name}.yaml", _file(name), problems)


def _read(
    root: Path,
    name: str,
    read_entry: Callable[[Fields], Entry],
    problems: list[ContentProblem],
) -> dict[str, Entry]:
    node = _tree(root, name, problems)
    if node is None:
        return {}
    found: dict[str, Entry] = {}
    if not isinstance(node.value, dict):
        Notes(_file(name), problems).add(node.line, "E112", f"{name} : il faut des entrées nommées")
        return {}
    for key, inner in node.value.items():
        own: list[ContentProblem] = []
        notes = Notes(_file(name), own)
        if not NAME.fullmatch(key):
            notes.add(inner.line, "E112", f"« {key} » : minuscules, chiffres, tirets seulement")
        fields = Fields(inner, notes, key)
        entry = read_entry(fields)
        fields.close()
        if not own:
            found[key] = entry
        problems.extend(own)
    return found


def _paper(fields: Fields) -> Paper:
    return Paper(
        icon=icon_name(fields),
        names=fields.in_languages("nom"),
        details=fields.in_languages("detail"),
        questions=fields.in_languages("question"),
        advice=fields.in_languages("conseil"),
    )


def _site(fields: Fields) -> OfficialSite:
    address = fields.text("adresse")
    if address and not _HTTPS.fullmatch(address):
        line = fields.line_of("adresse")
        fields.notes.add(line, "E304", f"« {address} » : il faut une adresse https:// complète")
    return OfficialSite(
        address=address,
        shown=fields.text("affiche"),
        names=fields.in_languages("nom"),
        spoken=fields.in_languages("dit"),
        checked_on=fields.day("verifie_le"),
        hosts=_hosts(fields),
        families=fields.texts("familles"),
    )


def _families(root: Path, problems: list[ContentProblem]) -> dict[str, HostFamily]:
    """Return the families of hosts; content without them opens the sites' own hosts alone."""
    if not (root / REGISTRY_FOLDER / "hotes.yaml").is_file():
        return {}
    return _read(root, "hotes", _family, problems)


def _family(fields: Fields) -> HostFamily:
    return HostFamily(
        names=fields.in_languages("nom"),
        hosts=_hosts(fields),
        is_always_open=fields.flag("toujours"),
        checked_on=fields.day("verifie_le"),
    )


def _hosts(fields: Fields) -> tuple[str, ...]:
    hosts = fields.texts("hotes")
    for host in hosts:
        if not _HOST.fullmatch(host) or host.removeprefix(".") in TOO_WIDE:
            message = f"« {host} » : il faut un nom, comme caf.fr, ou .caf.fr avec tout ce qu’il a"
            fields.notes.add(fields.line_of("hotes"), "E304", message)
    return hosts


def _contact(fields: Fields) -> Contact:
    phone = fields.text("tel", "") or None
    if phone and not _PHONE.fullmatch(phone):
        fields.notes.add(fields.line_of("tel"), "E112", "« tel » : des chiffres et des espaces")
    return Contact(
        names=fields.in_languages("nom"),
        phone=phone,
        address=fields.text("adresse", "") or None,
        hours=fields.in_languages("horaires", is_needed=False),
        checked_on=fields.day("verifie_le"),
        is_unverified=fields.flag("a_verifier"),
    )


def _theme(fields: Fields) -> tuple[str, Texts]:
    return icon_name(fields), fields.in_languages("nom")


def _label(fields: Fields) -> Texts:
    return fields.language_texts()


def icon_name(fields: Fields, *, is_needed: bool = True) -> str:
    """Return the icon name under ``icone``; note one that cannot be a file name."""
    name = fields.text("icone", None if is_needed else "")
    if name and not ICON.fullmatch(name):
        fields.notes.add(fields.line_of("icone"), "E112", f"« {name} » n’est pas un nom d’icône")
        return ""
    return name


def _synonyms(root: Path, problems: list[ContentProblem]) -> tuple[tuple[str, ...], ...]:
    node = _tree(root, "synonymes", problems)
    if node is None:
        return ()
    notes = Notes(_file("synonymes"), problems)
    if not isinstance(node.value, list):
        notes.add(node.line, "E112", "synonymes : il faut une liste de listes")
        return ()
    groups = []
    for line in node.value:
        words = line.value if isinstance(line.value, list) else []
        texts = tuple(word.value for word in words if isinstance(word.value, str))
        if len(texts) != len(words) or not texts:
            notes.add(line.line, "E112", "synonymes : chaque ligne est une liste de mots")
            continue
        groups.append(texts)
    return tuple(groups)
