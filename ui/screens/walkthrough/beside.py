# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guide beside the official site: what it says, and when it stands there; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.walkthroughs import DONE
from ui.browser.words import SiteWords, site_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kiosk.domain.walkthrough_screen import StepScreen
    from kiosk.foundation.translation import Translator


class Sites(Protocol):
    """What is needed of `ui.browser.door.SiteDoor`."""

    @property
    def is_there(self) -> bool:
        """Whether this machine opens sites."""

    def prepare(self) -> None:
        """Make ready what a site needs, without loading it."""

    def open_list(self, patterns: Iterable[str]) -> object:
        """Open hosts for the session."""


@dataclass(frozen=True, slots=True)
class BesideState:
    """Everything visible beside the site.

    Attributes:
        place: « Étape 5 sur 6 · Faire la demande ».
        title: What to look for, or what the step asks.
        text: One or two sentences more.
        words: More words to look for, in French, with their meaning.
        care: To type a password oneself.
        different, stuck: The two ways to say that it does not go.
        farewell: To leave the account of the site.
        done, without: Words of the two ways on.
        address: Where the site is first opened.
        site: Words round the site.
        called: Gives the name of a host.
        language: Code of the language of the step.
    """

    place: str
    title: str
    text: str
    words: tuple[str, ...]
    care: str
    different: str
    stuck: str
    farewell: str
    done: str
    without: str
    address: str
    site: SiteWords
    called: Callable[[str], str]
    language: str


class Beside:
    """Whether the site stands beside the guide, and what the guide then says."""

    def __init__(self, translator: Translator) -> None:
        """Start with the guide alone; `sites` opens official sites where there is a way."""
        self._translator = translator
        self.sites: Sites | None = None
        self.is_open = False
        self.told: set[str] = set()

    @property
    def can_open(self) -> bool:
        """Whether this machine opens sites."""
        return self.sites is not None and self.sites.is_there

    def prepare(self) -> None:
        """Make ready what a site needs, while the first questions are answered."""
        if self.sites is not None:
            self.sites.prepare()

    def word(self, step: StepScreen | None) -> str:
        """Return the word that opens the site of a step; empty where there is none to open."""
        if step is None or step.site is None or not step.needs_internet or not self.can_open:
            return ""
        return self._translator.text("Ouvrir le site ici")

    def open(self, hosts: tuple[str, ...]) -> None:
        """Let the site stand there, with the hosts of the walkthrough."""
        if self.sites is not None and self.can_open:
            self.sites.open_list(hosts)
            self.is_open = True

    def close(self) -> None:
        """Go on with the guide alone."""
        self.is_open = False

    def tells_first(self, step_id: str) -> bool:
        """Say whether a different screen is told of a step for the first time, and note it."""
        is_first = step_id not in self.told
        self.told.add(step_id)
        return is_first

    def state(self, step: StepScreen | None, called: Callable[[str], str]) -> BesideState | None:
        """Return what stands beside the site; None where the guide stands alone."""
        if not self.is_open or step is None or step.site is None:
            return None
        if not any(option.value == DONE for option in step.options):
            return None
        text = self._translator.text
        return BesideState(
            place=self._place(step),
            title=self._title(step),
            # The site stands there already: where to type its address is no use any more.
            text="" if step.site.shown in step.text else step.text,
            words=tuple(
                _quoted(word.word_fr) + (f" : {word.meaning}" if word.meaning else "")
                for word in step.words
            ),
            care=text("Tapez vous-même votre mot de passe. C’est difficile ? Demandez de l’aide."),
            different=text("Mon écran est différent"),
            stuck=text("Je n’y arrive pas"),
            farewell=text("À la fin : déconnectez-vous du site. La borne efface tout."),
            done=text("C’est fait"),
            without=text("Continuer sans le site"),
            address=step.site.address,
            site=site_words(text),
            called=called,
            language=step.language,
        )

    def _place(self, step: StepScreen) -> str:
        place = self._translator.text(
            "Étape {number} sur {total}", number=step.stage_number, total=step.n_stages
        )
        here = next((s.label for s in step.stages if s.number == step.stage_number), "")
        return f"{place} · {here}" if here else place

    def _title(self, step: StepScreen) -> str:
        if not step.words:
            return step.title
        return self._translator.text(
            "Cherchez ces mots : {words}", words=_quoted(step.words[0].word_fr)
        )


def _quoted(words: str) -> str:
    """Return French words as they stand on the site, whatever the reading direction."""
    return f"\u2066«\u00a0{words}\u00a0»\u2069"
