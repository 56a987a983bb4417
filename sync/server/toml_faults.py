# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong in a file that a person wrote in TOML, said in French with the place."""

from __future__ import annotations

import re
from typing import Final

_PLACE: Final = re.compile(r"at line (\d+), column (\d+)")
_PATH: Final = re.compile(r" - at `\$\.?([^`]*)`$")
_ENTRY: Final = re.compile(r"(\w+)\[(\d+)\]")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `([^`]*)`")
_MISSING: Final = re.compile(r"Object missing required field `([^`]*)`")
_WRONG_KIND: Final = re.compile(r"Expected `([^`]*)`, got `([^`]*)`")
_MAX_NAME: Final = 60
_KINDS: Final = {
    "array": 'une liste, comme ["…"]',
    "bool": "true ou false",
    "float": "un nombre",
    "int": "un nombre entier, sans guillemets",
    "object": 'une table, comme { fr = "…" }',
    "str": "un texte entre guillemets",
}


def toml_fault(error: Exception) -> str:
    """Return what is wrong and what to do, in French.

    Args:
        error: What the reader of TOML, of UTF-8 or of the file's shape raised.
    """
    text = str(error)
    if isinstance(error, UnicodeDecodeError):
        return "ce n’est pas un fichier de texte UTF-8. Enregistrez-le en UTF-8."
    path = _PATH.search(text)
    shape = _shape_fault(text, _named(path[1]) if path else "")
    if shape:
        return shape
    place = _PLACE.search(text)
    where = f"ligne {place[1]}, signe {place[2]}" if place else "à la fin du fichier"
    return (
        f"ce n’est pas du TOML, {where}. Un texte et une date se mettent entre guillemets ; "
        "une table commence par [[nom]]."
    )


def _shape_fault(text: str, where: str) -> str:
    at = f" dans {where}" if where else ""
    if found := _UNKNOWN.match(text):
        return (
            f"la clé « {found[1][:_MAX_NAME]} »{at} n’est pas connue. Corrigez ou ôtez cette clé."
        )
    if found := _MISSING.match(text):
        return f"il manque la clé « {found[1]} »{at}. Écrivez-la."
    if found := _WRONG_KIND.match(text):
        wanted = _KINDS.get(found[1].split(" ")[0], "une autre valeur")
        return f"{where or 'le fichier'} veut {wanted}. Corrigez cette valeur."
    return f"{where} n’a pas la bonne valeur. Corrigez-la." if where else ""


def _named(path: str) -> str:
    """Return a place as people count: ``workshop[0].start`` is the first of its tables."""
    told = _ENTRY.sub(lambda found: f"{found[1]} n° {int(found[2]) + 1}", path, count=1)
    return told.replace(".", ", ", 1) if "n°" in told else told
