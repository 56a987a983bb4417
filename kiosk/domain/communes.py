# SPDX-License-Identifier: AGPL-3.0-or-later
"""The communes of France: where help is given outside a centre, by name and not by code.

The list ships as one file of facts (`assets/vocabulary/communes.csv`, its source and date beside
it). It is read at the first question and kept as text: a look-up is a search in it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from kiosk.domain.attendance import CITY, Commune
from kiosk.foundation.resources import asset_path

# The city, then those around it that share its streets; one touch each. Source: see the file.
NEAR_CODES: Final = (
    CITY.insee,
    *("59599", "59650", "59163", "59299", "59646", "59367", "59339", "59009", "59350"),
)
MAX_TYPED: Final = 60
_MOST_FOUND: Final = 6
_LEAST_TYPED: Final = 2
_DEPARTMENT: Final = CITY.insee[:2]
_ACCENTED: Final = {
    "a": "[aàâä]",
    "c": "[cç]",
    "e": "[eéèêë]",
    "i": "[iîï]",
    "o": "[oôö]",
    "u": "[uùûü]",
    "y": "[yÿ]",
}
_CODE = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.ASCII)
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=1024)
def commune_of(insee: str) -> Commune | None:
    """Return the commune of a code of the official geographic code; nothing if it has none."""
    text = _text()
    at = text.find(f"\n{insee};") if _CODE.fullmatch(insee) else -1
    return None if at < 0 else _read(text[at + 1 : text.index("\n", at + 1)])


def near_communes() -> tuple[Commune, ...]:
    """Return the city and the communes around it, in the order in which a form offers them."""
    return tuple(found for code in NEAR_CODES if (found := commune_of(code)) is not None)


def communes_like(typed: str) -> tuple[Commune, ...]:
    """Return up to six communes for what was typed: a name or its beginning, a postcode, a code.

    Those whose whole name was typed come first, then those of the city's department.
    """
    words = _folded(typed[:MAX_TYPED])
    if len(words) < _LEAST_TYPED:
        return ()
    if words[0].isdigit():
        code = re.escape(words.upper())
        pattern = rf"^(?:{code};.*|.*[; ]{code}(?: .*)?)$"
    else:
        pattern = rf"^[^;\n]*;{_in_any_spelling(words)}[^;\n]*;[\d ]*$"
    found = [_read(line) for line in re.findall(pattern, _text(), re.MULTILINE | re.IGNORECASE)]
    found.sort(key=lambda one: (_folded(one.name) != words, one.insee[:2] != _DEPARTMENT))
    return tuple(found[:_MOST_FOUND])


def commune_at(name: str, postcode: str) -> Commune | None:
    """Return the only commune of a name in the department of a postcode; nothing if in doubt."""
    words = _folded(name)
    if not words:
        return None
    begin = "2[AB]" if postcode.startswith("20") else re.escape(postcode[:2])
    pattern = rf"^{begin}[^;\n]*;{_in_any_spelling(words)};[\d ]*$"
    found = re.findall(pattern, _text(), re.MULTILINE | re.IGNORECASE)
    return _read(found[0]) if len(found) == 1 else None


@lru_cache(maxsize=1)
def _text() -> str:
    return asset_path("vocabulary", "communes.csv").read_text(encoding="utf-8")


def _read(line: str) -> Commune:
    insee, name, postcodes = line.split(";")
    return Commune(name, postcodes.partition(" ")[0], insee)


def _in_any_spelling(words: str) -> str:
    """Return a pattern of folded words that finds them with accents, hyphens and apostrophes."""
    letters = "".join(_ACCENTED.get(letter, letter) for letter in words)
    return letters.replace(_ACCENTED["o"] + _ACCENTED["e"], "(?:[oôö][eéèêë]|œ)").replace(
        " ", "[ '-]+"
    )


def _folded(text: str) -> str:
    """Return a text without accents, capitals and marks; « St » is « Saint »."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = _NOT_A_LETTER.sub(" ", letters).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)
