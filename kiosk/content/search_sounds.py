# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes a French word as it sounds, so that « lojement » meets « logement ».

People who learnt French by ear write what they hear. The key keeps what is heard and is the same
for the usual ways of writing it; it is never shown. Rules in the order of the letters they eat,
after the spelling of French sounds in grammars, kept to those that differ in residents' mistakes.
"""

from __future__ import annotations

import re
from functools import reduce

MIN_KEY = 3

_RULES = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"ph", "f"),
        (r"sch|sh|ch", "S"),
        (r"qu|ck|q", "k"),
        (r"sc(?=[eiy])|c(?=[eiy])|ç", "s"),
        (r"t(?=ion|iel|ieux)", "s"),
        (r"[cg]u(?=[ei])", "k"),
        (r"g(?=[eiy])", "j"),
        (r"c", "k"),
        (r"h", ""),
        (r"mpt", "mt"),
        (r"eaux?|au", "o"),
        (r"oeu|eu", "E"),
        (r"euil|ueil", "Ei"),
        (r"eil+e?|ey", "ei"),
        (r"oi|oy", "wa"),
        (r"ou", "U"),
        (r"(?:ain|ein|aim|in|im|yn|ym|un)(?![aeiouyEUnm])", "I"),
        (r"(?:an|en|am|em)(?![aeiouyEUnm])", "A"),
        (r"(?:on|om)(?![aeiouyEUnm])", "O"),
        (r"ai|ei(?!$)|et$|er$|ez$", "e"),
        (r"y", "i"),
        (r"[xz]", "s"),
        (r"w(?!a)", "v"),
        (r"(.)\1+", r"\1"),
        (r"(?<=.{3})[estdxzp]+$", ""),
        (r"(?<=.{2})e", ""),
    )
)


def sound_key(word: str) -> str:
    """Return how a folded word sounds; empty when too short to tell words apart."""
    if not word.isascii() or not word.isalpha():
        return ""
    key = reduce(lambda text, rule: rule[0].sub(rule[1], text), _RULES, word)
    return key if len(key) >= MIN_KEY else ""
