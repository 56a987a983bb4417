# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fills the texts of walkthroughs: contacts, addresses, amounts, and words that read left to right.

A value that nobody has checked never reaches a resident: in its place stands "demandez à une
personne"; a mediator sees it, marked "à vérifier".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.walkthroughs import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from kiosk.domain.walkthroughs import Contact, Registries, Texts, UncertainValue

_NO_BREAK_SPACE = "\u00a0"
PLACEHOLDER = re.compile(r"\{(contact|url|valeur)\.([a-z0-9_-]+)(?:\.(nom|tel|adresse))?\}")
RIGHT_TO_LEFT = frozenset({"ar"})
_ISOLATE = "\u2066"
_POP_ISOLATE = "\u2069"
_LATIN = "A-Za-z0-9À-ÖØ-öø-ÿ"
# A run starts and ends with a letter or digit; between them, what phones, sites and names hold.
_LEFT_TO_RIGHT_RUN = re.compile(
    rf"\u2066[^\u2069]*\u2069|[{_LATIN}](?:[{_LATIN} \u00a0’'@./:_+&-]*[{_LATIN}])?[%€°]?"
)


class Audience(StrEnum):
    """Who reads the screen."""

    RESIDENT = "resident"
    MEDIATOR = "mediator"


@dataclass(frozen=True, slots=True)
class TextFiller:
    """Fills the texts of one walkthrough for one reader.

    Attributes:
        registries: Where contacts, sites and common words are.
        values: Amounts and delays of the walkthrough, by name.
        language: Language code of the reader.
        audience: Who reads.
    """

    registries: Registries
    values: dict[str, UncertainValue]
    language: str
    audience: Audience = Audience.RESIDENT

    def fill(self, text: str) -> str:
        """Return `text` with its placeholders filled, left-to-right words isolated in Arabic."""
        return isolated(PLACEHOLDER.sub(self._looked_up, text), self.language)

    def fill_all(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Return each of `texts` filled."""
        return tuple(self.fill(text) for text in texts)

    def pick(self, texts: Texts) -> str:
        """Return the text of the reader's language, in French where there is none."""
        own = texts.get(self.language)
        return isolated(own, self.language) if own else self._in_french(texts[SOURCE_LANGUAGE])

    def french_beside(self, texts: Texts) -> str | None:
        """Return the French of an official word, None where the reader sees it already."""
        return french_beside(texts, self.language)

    def label(self, name: str) -> str:
        """Return a common word, such as ``fait``."""
        return self.pick(self.registries.labels[name])

    def checked(self, text: str | None, *, is_unverified: bool) -> str:
        """Return `text` as this reader may see it: sent to a person when nobody checked it."""
        if text is None or (is_unverified and self.audience is Audience.RESIDENT):
            return self.label("demandez")
        return f"{text} ({self.label('a_verifier')})" if is_unverified else text

    def _in_french(self, text: str) -> str:
        """Return French `text` so that it keeps its order among words read right to left."""
        return f"{_ISOLATE}{text}{_POP_ISOLATE}" if self.language in RIGHT_TO_LEFT else text

    def _looked_up(self, found: re.Match[str]) -> str:
        kind, name, part = found.groups()
        if kind == "url":
            return self.registries.sites[name].shown
        if kind == "valeur":
            value = self.values[name]
            return self.checked(self.pick(value.texts), is_unverified=value.is_unverified)
        contact = self.registries.contacts[name]
        if part == "nom":
            return self.pick(contact.names)
        # A number that breaks at the end of a line is read as two.
        phone = contact.phone and contact.phone.replace(" ", _NO_BREAK_SPACE)
        text = phone if part == "tel" else contact.address
        return self.checked(text, is_unverified=contact.is_unverified)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where to go or whom to call; an unknown part is None.

    `is_unverified` tells that nobody checked it: residents then get neither phone nor address,
    and `advice` says to ask a person; mediators get both, and `advice` says "à vérifier".
    """

    name: str
    name_fr: str | None
    phone: str | None
    address: str | None
    hours: str | None
    is_unverified: bool
    advice: str | None


def place_view(contact: Contact, filler: TextFiller) -> PlaceView:
    """Return `contact` as the reader of `filler` may see it."""
    is_hidden = contact.is_unverified and filler.audience is Audience.RESIDENT
    advice = None
    if contact.is_unverified:
        advice = filler.label("demandez_titre" if is_hidden else "a_verifier")
    return PlaceView(
        name=filler.pick(contact.names),
        name_fr=filler.french_beside(contact.names),
        phone=None if is_hidden else contact.phone,
        address=None if is_hidden else contact.address,
        hours=filler.pick(contact.hours) if contact.hours and not is_hidden else None,
        is_unverified=contact.is_unverified,
        advice=advice,
    )


def french_beside(texts: Texts, language: str) -> str | None:
    """Return the French text when `language` shows another one, None otherwise."""
    french = texts[SOURCE_LANGUAGE]
    return None if texts.get(language, french) == french else french


def isolated(text: str, language: str) -> str:
    """Return `text` with each left-to-right run isolated when `language` reads right to left.

    Source: Unicode Standard Annex #9, explicit directional isolates (LRI U+2066, PDI U+2069).
    """
    if language not in RIGHT_TO_LEFT:
        return text
    return _LEFT_TO_RIGHT_RUN.sub(_isolate_run, text)


def _isolate_run(found: re.Match[str]) -> str:
    run = found.group()
    return run if run.startswith(_ISOLATE) else f"{_ISOLATE}{run}{_POP_ISOLATE}"


def is_isolated(text: str, part: str) -> bool:
    """Say whether every `part` of `text` stands inside a left-to-right isolate."""
    outside = re.sub(f"{_ISOLATE}[^{_POP_ISOLATE}]*{_POP_ISOLATE}", " ", text)
    return part not in outside
