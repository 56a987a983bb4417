# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three pages to read: what becomes of data, what is accessible, where and when the place is.

Source of the first: GDPR art. 12-14; LCEN art. 6-II and CPCE art. L34-1 with decrees 2021-1361 and
2021-1362; CNIL, "Conservation des données de trafic", 17 July 2024. Source of the second: arrêté
du 20 septembre 2019 (RGAA), EN 301 549 v3.2.1 clause 5.1. See docs/privacy.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.navigation.centre import left_to_right
from ui.navigation.presenter import Presenter, Stage, View
from ui.navigation.routes import Route
from ui.printing.privacy_words import PRIVACY_WORDS
from ui.wording import WEEKDAYS, sentence_case

if TYPE_CHECKING:
    from ui.navigation.routes import Place

_ACCESSIBILITY: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "accessible",
        "Ce que vous pouvez régler",
        (
            "La taille du texte : jusqu’à deux fois plus grand.",
            "Les couleurs : contraste fort, jaune sur noir.",
            "Les lettres : une forme pour la dyslexie.",
            "La voix : chaque page se lit à voix haute.",
            "La langue : huit, dont le français facile.",
        ),
    ),
    (
        "circle-check",
        "Ce que nous avons vérifié",
        (
            "Un programme a contrôlé chaque page de la borne.",
            "Contrastes, noms pour la voix, taille des boutons, texte coupé.",
            "Tout marche au toucher seul ou au clavier seul.",
        ),
    ),
    (
        "alert-circle",
        "Ce que nous n’avons pas encore vérifié",
        (
            "Aucun expert n’a encore fait d’audit complet.",
            "Aucune personne handicapée n’a encore fait de test.",
            "Les lecteurs d’écran du commerce ne sont pas essayés.",
            "La voix arabe est simple. Elle peut se tromper.",
        ),
    ),
    (
        "message-user",
        "Une difficulté ?",
        (
            "Dites-le à l’équipe. Elle vous aide tout de suite.",
            "Sans réponse, écrivez au Défenseur des droits : defenseurdesdroits.fr.",
        ),
    ),
)


_RECALLED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "refresh",
        "Cette démarche a changé",
        (
            "Une information n’était plus juste.",
            "Nous l’avons retirée pour vous protéger.",
            "Vous n’avez rien fait de mal.",
        ),
    ),
    (
        "message-user",
        "Une personne peut vous aider",
        (
            "Elle connaît la bonne démarche.",
            "Vos autres démarches marchent encore.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class NoticeSection:
    """A heading with its lines."""

    icon: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeState:
    """Everything visible on a page to read.

    Attributes:
        title: Heading.
        sections: What there is to read.
        back: Word of the way back.
        person: Word of the way to a person; empty for none.
    """

    title: str
    sections: tuple[NoticeSection, ...]
    back: str
    person: str = ""


class NoticePresenter(Presenter[NoticeState]):
    """Shows what the place names: ``privacy``, ``accessibility``, ``address``, ``recalled``."""

    def __init__(self, view: View[NoticeState], stage: Stage, place: Place) -> None:
        """Show what `place` asks for."""
        super().__init__(view, stage)
        self._topic = place.text("topic", "privacy")

    def start(self) -> None:
        """Show the page."""
        self.redraw()

    def redraw(self) -> None:
        """Show the page again."""
        match self._topic:
            case "accessibility":
                title, sections = self.text("Accessibilité"), self._told(_ACCESSIBILITY)
            case "recalled":
                title, sections = self.text("Cette démarche est en pause"), self._told(_RECALLED)
            case "address":
                title, sections = self.text("Adresse et horaires"), self._place()
            case _:
                title, sections = self.text("Vos données"), self._told(PRIVACY_WORDS)
        person = self.text("Parler à une personne") if self._topic == "recalled" else ""
        self.show(NoticeState(title, sections, self.text("Précédent"), person))

    def _told(
        self, sections: tuple[tuple[str, str, tuple[str, ...]], ...]
    ) -> tuple[NoticeSection, ...]:
        return tuple(
            NoticeSection(icon, self.text(heading), tuple(self.text(line) for line in lines))
            for icon, heading, lines in sections
        )

    def _place(self) -> tuple[NoticeSection, ...]:
        card, text = self.stage.centre.card, self.text
        hours = dict(card.hours)
        days = tuple(
            f"{sentence_case(text(name))} : {_hours(hours.get(day, '')) or text('fermé')}"
            for day, name in enumerate(WEEKDAYS)
        )
        sections = [NoticeSection("map-pin", self.stage.centre.name, (card.address,))]
        if card.phone:
            phone = left_to_right(card.phone)
            sections.append(NoticeSection("phone", text("Téléphone"), (phone,)))
        sections.append(NoticeSection("clock", text("Horaires"), days))
        sections.append(NoticeSection("currency-euro", text("Prix"), (text("Tout est gratuit."),)))
        return tuple(sections)

    def ask_person(self) -> None:
        """Ask for help here."""
        self.stage.router.go(Route.HELP)

    def back(self) -> None:
        """Go back."""
        self.stage.router.back()


def _hours(text: str) -> str:
    return left_to_right(text) if text else ""
