# SPDX-License-Identifier: AGPL-3.0-or-later
"""Display, sound and language: at work at once, undone for the next person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ui.navigation.preferences import SPEEDS_WPM, VOLUMES
from ui.theme.tokens import SCALES, Scheme

if TYPE_CHECKING:
    from kiosk.foundation.translation import Translator
    from ui.navigation.preferences import Preferences
    from ui.navigation.presenter import View


class Changes(Protocol):
    """What the window does at once."""

    @property
    def preferences(self) -> Preferences:
        """Display and sound of the moment."""

    def prefer(self, preferences: Preferences) -> None:
        """Change them."""

    def speak_language(self, code: str) -> None:
        """Change the language."""

    def say(self, text: str) -> None:
        """Say a text, so that a person hears the volume chosen."""


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    """One choice: caption, options (key, word), the key chosen."""

    key: str
    caption: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class SoundWords:
    """A button for the voice: key, word, icon, whether it can still be touched."""

    key: str
    word: str
    icon: str
    is_enabled: bool


@dataclass(frozen=True, slots=True)
class DisplayState:
    """Everything visible in the panel."""

    title: str
    choices: tuple[ChoiceWords, ...]
    sounds: tuple[SoundWords, ...]
    note: str
    close: str


_YES, _NO = "yes", "no"


class DisplayPresenter:
    """Changes what the window shows and says."""

    def __init__(self, view: View[DisplayState], translator: Translator, changes: Changes) -> None:
        """Show the display of the moment in `view`."""
        self._view, self._translator, self._changes = view, translator, changes

    def redraw(self) -> None:
        """Show the panel."""
        text, now = self._translator.text, self._changes.preferences
        scales = tuple((f"{scale}", f"{scale:.0%}".replace("%", "\u00a0%")) for scale in SCALES)
        yes_no = ((_NO, text("Non")), (_YES, text("Oui")))
        state = DisplayState(
            title=text("Affichage et son"),
            choices=(
                ChoiceWords("scale", text("Taille du texte"), scales, f"{now.scale}"),
                ChoiceWords(
                    "scheme",
                    text("Couleurs"),
                    (
                        (Scheme.STANDARD.value, text("Normales")),
                        (Scheme.HIGH_CONTRAST.value, text("Contraste fort")),
                    ),
                    now.scheme.value,
                ),
                ChoiceWords(
                    "letters",
                    text("Lettres"),
                    ((_NO, text("Simples")), (_YES, text("Dyslexie"))),
                    _YES if now.dyslexia else _NO,
                ),
                ChoiceWords(
                    "listening",
                    text("Lire chaque écran à voix haute"),
                    yes_no,
                    _YES if now.listening else _NO,
                ),
            ),
            sounds=(
                SoundWords("softer", text("Moins fort"), "volume-2", now.volume > 0),
                SoundWords("louder", text("Plus fort"), "volume", now.volume < len(VOLUMES) - 1),
                SoundWords("slower", text("Plus lent"), "player-play", now.speed > 0),
                SoundWords(
                    "faster",
                    text("Plus vite"),
                    "player-track-next",
                    now.speed < len(SPEEDS_WPM) - 1,
                ),
            ),
            note=text("Tout revient à la normale pour la personne suivante."),
            close=text("Fermer"),
        )
        self._view.draw(state)

    def choose(self, key: str, option: str) -> None:
        """Take an option of a choice."""
        now = self._changes.preferences
        match key:
            case "scale":
                now = now._replace(scale=float(option))
            case "scheme":
                now = now._replace(scheme=Scheme(option))
            case "letters":
                now = now._replace(dyslexia=option == _YES)
            case _:
                now = now._replace(listening=option == _YES)
        self._changes.prefer(now)
        self.redraw()
        if key == "listening" and now.listening:
            self._changes.say(self._translator.text("Je lis chaque écran à voix haute."))

    def sound(self, key: str) -> None:
        """Change the voice, and let it be heard."""
        now = self._changes.preferences
        steps = {"softer": -1, "louder": 1, "slower": -1, "faster": 1}[key]
        now = now.louder(steps) if key in {"softer", "louder"} else now.faster(steps)
        self._changes.prefer(now)
        self.redraw()
        self._changes.say(self._translator.text("Voici ma voix."))


@dataclass(frozen=True, slots=True)
class LanguageState:
    """Everything visible in the panel of languages."""

    title: str
    languages: tuple[tuple[str, str], ...]
    chosen: str


class LanguagePresenter:
    """Changes the language."""

    def __init__(self, view: View[LanguageState], translator: Translator, changes: Changes) -> None:
        """Show the languages in `view`."""
        self._view, self._translator, self._changes = view, translator, changes

    def redraw(self) -> None:
        """Show the panel."""
        names = tuple((language.code, language.own_name) for language in self._translator.offered)
        title = self._translator.text("Choisissez la langue")
        self._view.draw(LanguageState(title, names, self._translator.choice.code))

    def choose(self, code: str) -> None:
        """Speak a language from now on."""
        self._changes.speak_language(code)
        self.redraw()
