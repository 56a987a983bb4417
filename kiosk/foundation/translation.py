# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts of the program in the languages of the centre.

The French sentence is the key (gettext), so a reworded sentence asks for a new translation.
Texts of walkthroughs live in their packs, not here. Catalogues are compiled at set-up.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from typing import Literal, NamedTuple

from kiosk.foundation.resources import asset_path

DOMAIN = "sixieme"
Direction = Literal["ltr", "rtl"]


class Language(NamedTuple):
    """A language of the program.

    Attributes:
        code: Code used in content packs and records, such as ``fr-falc``.
        own_name: Its name in its own script.
        direction: Reading direction.
        voice: Voice name of espeak-ng.
        catalogue: Folder name of its gettext catalogue; empty for the source language.
    """

    code: str
    own_name: str
    direction: Direction
    voice: str
    catalogue: str


LANGUAGES: tuple[Language, ...] = (
    Language("fr", "Français", "ltr", "fr", ""),
    Language("fr-falc", "Français facile", "ltr", "fr", "fr_FALC"),
    Language("ar", "العربية", "rtl", "ar", "ar"),
    Language("en", "English", "ltr", "en-gb", "en"),
    Language("tr", "Türkçe", "ltr", "tr", "tr"),
    Language("pt", "Português", "ltr", "pt", "pt"),
    Language("pl", "Polski", "ltr", "pl", "pl"),
    Language("ro", "Română", "ltr", "ro", "ro"),
)
_BY_CODE = {language.code: language for language in LANGUAGES}


class RecordedLanguage(NamedTuple):
    """A language that is heard as recorded voices and read in another: no engine speaks it.

    Attributes:
        code: Code of its recordings in content packs.
        own_name: Its name as the people who speak it know it.
        read_as: Code of the language in which its people read the screens.
    """

    code: str
    own_name: str
    read_as: str


RECORDED_LANGUAGES: tuple[RecordedLanguage, ...] = (
    RecordedLanguage("ar-ma", "الدارجة", "ar"),
    RecordedLanguage("kab", "Taqbaylit", "fr"),
)
_RECORDED_BY_CODE = {language.code: language for language in RECORDED_LANGUAGES}


def language_of(code: str) -> Language:
    """Return the language of a code; French when the code is not known."""
    return _BY_CODE.get(code, LANGUAGES[0])


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(name: str) -> gettext.NullTranslations:
    if not name:
        return gettext.NullTranslations()
    folder = str(asset_path("locale"))
    return gettext.translation(DOMAIN, folder, languages=[name], fallback=True)


class Translator:
    """Gives the program's sentences in the language of the moment."""

    def __init__(self, code: str = "fr") -> None:
        """Begin in the language of `code`."""
        self._language = language_of(code)
        self._choice: Language | RecordedLanguage = self._language
        self._offered = LANGUAGES
        self._recorded: tuple[RecordedLanguage, ...] = ()

    def offer(self, codes: tuple[str, ...]) -> None:
        """Offer the languages of `codes` only, in that order."""
        self._offered = tuple(language_of(code) for code in codes)

    def offer_recorded(self, codes: tuple[str, ...]) -> None:
        """Offer after them the recorded languages of `codes`; what is not one is left out."""
        self._recorded = tuple(one for one in RECORDED_LANGUAGES if one.code in codes)

    @property
    def offered(self) -> tuple[Language | RecordedLanguage, ...]:
        """Languages that a person may choose here, in the order in which they are shown."""
        return (*self._offered, *self._recorded)

    @property
    def choice(self) -> Language | RecordedLanguage:
        """What the person chose: the language of the moment, or the recorded one heard with it."""
        return self._choice

    @property
    def language(self) -> Language:
        """The language of the moment."""
        return self._language

    @property
    def direction(self) -> Direction:
        """The reading direction of the moment."""
        return self._language.direction

    def use(self, code: str) -> None:
        """Speak the language of `code` from now on."""
        recorded = _RECORDED_BY_CODE.get(code)
        self._language = language_of(recorded.read_as if recorded else code)
        self._choice = recorded or self._language

    def text(self, french: str, **values: object) -> str:
        """Return the sentence whose French text is `french`, its ``{name}`` fields filled."""
        sentence = _catalogue(self._language.catalogue).gettext(french)
        return sentence.format(**values) if values else sentence

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """Return the sentence for `n` things; ``{n}`` is filled too."""
        catalogue = _catalogue(self._language.catalogue)
        # French counts 0 as singular; an untranslated sentence follows the French rule.
        if isinstance(catalogue, gettext.GNUTranslations):
            sentence = catalogue.ngettext(one, many, n)
        else:
            sentence = one if abs(n) < 2 else many  # noqa: PLR2004 - the French rule
        return sentence.format(n=n, **values)

    def in_french(self, french: str, **values: object) -> str:
        """Return the sentence in French whatever the language, for words shown beside."""
        return french.format(**values) if values else french
