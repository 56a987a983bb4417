# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts of an agenda file: on one line, as long as every table and screen can hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kiosk.domain.openings import SOURCE_LANGUAGE
from kiosk.foundation.plain_text import one_line
from sync.server.agenda_checks import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_NAME: Final = 200
MAX_QUARTER: Final = 64
MAX_ADDRESS: Final = 300
MAX_PHONE: Final = 40
MAX_HOURS: Final = 80
MAX_FIRST_NAME: Final = 80
MAX_CLOSURE: Final = 80
MAX_TITLE: Final = 120
MAX_LANGUAGES: Final = 20
MAX_PAPERS: Final = 20
LANGUAGE: Final = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,8})?", re.ASCII)
_MAX_QUOTED: Final = 40
_MANY: Final = 5


def quoted(names: Iterable[str]) -> str:
    """Return a few names as a sentence quotes them, cut."""
    return ", ".join(f"« {one_line(name[:_MAX_QUOTED])} »" for name in sorted(names)[:_MANY])


def text_of(where: str, name: str, text: str, longest: int, *, needed: str = "") -> str:
    """Return a text on one line, without the signs that nobody sees.

    Args:
        where: The entry, such as ``centre NORD``.
        name: The key.
        text: The value.
        longest: How many signs it may have.
        needed: What to do when it is empty, in French; empty if it may be.

    Raises:
        ContentUnreadable: If it is not possible; the sentence names it.
    """
    tidy = one_line(text)
    check(where, name, bool(tidy or not needed), f"manque : {needed}")
    check(where, name, len(tidy) <= longest, f"est trop long : écrivez {longest} signes au plus")
    return tidy


def words_of(where: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the name of a need by language, French always.

    Raises:
        ContentUnreadable: If it is not possible; the sentence names it.
    """
    check_languages(where, "labels", texts)
    named = {SOURCE_LANGUAGE: "", **texts}
    return {
        code: text_of(
            where,
            f"labels.{code}",
            text,
            MAX_TITLE,
            needed="écrivez le nom en français" if code == SOURCE_LANGUAGE else "écrivez le nom",
        )
        for code, text in named.items()
    }


def papers_of(where: str, papers: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the things to bring by language.

    Raises:
        ContentUnreadable: If it is not possible; the sentence names it.
    """
    check_languages(where, "documents", papers)
    are_few = all(len(found) <= MAX_PAPERS for found in papers.values())
    check(where, "documents", are_few, f"a {MAX_PAPERS} choses à apporter au plus par langue")
    rule = "écrivez chaque chose à apporter"
    return {
        code: [text_of(where, "documents", paper, MAX_TITLE, needed=rule) for paper in found]
        for code, found in papers.items()
    }


def check_languages(where: str, name: str, codes: Iterable[str]) -> None:
    """Refuse what is no code of a language.

    Raises:
        ContentUnreadable: If it is not possible; the sentence names it.
    """
    known = list(codes)
    are_codes = len(known) <= MAX_LANGUAGES and all(map(LANGUAGE.fullmatch, known))
    rule = f"veut des codes de langue, comme ar ou tr : {MAX_LANGUAGES} au plus"
    check(where, name, are_codes, rule)
