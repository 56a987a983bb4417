# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first page: what a person may do here. Everything it shows is known before the services."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kiosk.foundation.events import Topic
from ui.navigation.centre import left_to_right
from ui.navigation.presenter import Presenter, Stage, View
from ui.navigation.routes import Route

if TYPE_CHECKING:
    from collections.abc import Callable


class DoorWords(NamedTuple):
    """A door: its key, its name, its line, the name of its loudspeaker."""

    key: str
    title: str
    line: str
    listen: str


class TileWords(NamedTuple):
    """A tile: what it opens and its words."""

    key: str
    icon: str
    text: str


class HomeState(NamedTuple):
    """Everything visible on the first page."""

    title: str
    urgent: str
    languages: tuple[tuple[str, str], ...]
    language: str
    doors: tuple[DoorWords, ...]
    search: str
    search_name: str
    tiles: tuple[TileWords, ...]
    hours: str
    place: str
    links: tuple[tuple[str, str], ...]


_DOORS = {
    "walkthrough": Route.WALKTHROUGH_LIST,
    "letter": Route.LETTER,
    "person": Route.BOOKING,
    "quarter": Route.QUARTER,
    "ticket": Route.RESUME,
}
ALL = "all"
# Subjects in the words that people use, with the walkthrough that each opens.
TILES: tuple[tuple[str, str, str], ...] = (
    ("caf-rsa-declaration", "home-heart", "RSA, prime d’activité"),
    ("titre-sejour-renouvellement", "id-badge-2", "Titre de séjour"),
    ("identite-passeport", "id", "Carte d’identité"),
    ("ameli", "heartbeat", "Ameli, santé"),
    ("arnaque", "shield-check", "Arnaque ?"),
)


class HomePresenter(Presenter[HomeState]):
    """Opens doors; the first act opens the session."""

    def __init__(
        self, view: View[HomeState], stage: Stage, *, speak_language: Callable[[str], None]
    ) -> None:
        """Change the language through `speak_language`."""
        super().__init__(view, stage)
        self._speak_language = speak_language

    def start(self) -> None:
        """Show the page."""
        self.follow(Topic.CENTRE)
        self.redraw()

    def redraw(self) -> None:
        """Show the page again."""
        text = self.text
        listen = text("Écouter")

        def door(key: str, title: str, line: str) -> DoorWords:
            return DoorWords(key, title, line, f"{listen} : {title}")

        tiles = tuple(TileWords(key, icon, text(word)) for key, icon, word in TILES)
        self.show(
            HomeState(
                title=text("Bonjour, que voulez-vous faire ?"),
                urgent=text("C’est urgent"),
                languages=tuple(
                    (language.code, language.own_name) for language in self.stage.translator.offered
                ),
                language=self.stage.translator.choice.code,
                doors=(
                    door(
                        "walkthrough",
                        text("Faire une démarche"),
                        text("Allocations, papiers, internet : pas\u00a0à\u00a0pas"),
                    ),
                    door(
                        "letter",
                        text("J’ai reçu une lettre"),
                        text("De qui, pour quoi, que faire"),
                    ),
                    door(
                        "person",
                        text("Parler à une personne"),
                        text("Aujourd’hui ou plus tard"),
                    ),
                    door(
                        "quarter", text("La vie du quartier"), text("Réunions, projets, décisions")
                    ),
                    door("ticket", text("J’ai un ticket"), text("Revoir, annuler, reprendre")),
                ),
                search=text("Chercher : « RSA », « arnaque », « titre de séjour »…"),
                search_name=text("Chercher une démarche"),
                tiles=(*tiles, TileWords(ALL, "dots", text("Tout voir"))),
                hours=self._hours(),
                place=self._place(),
                links=(
                    ("address", text("Adresse et horaires")),
                    ("privacy", text("Vos données")),
                    ("accessibility", text("Accessibilité")),
                ),
            )
        )

    def _hours(self) -> str:
        hours = self.stage.centre.hours_on(self.stage.clock.now_utc())
        if not hours:
            return self.text("Fermé aujourd’hui")
        return self.text("Ouvert aujourd’hui : {hours}", hours=hours)

    def _place(self) -> str:
        card = self.stage.centre.card
        parts = (left_to_right(part) for part in (card.address, card.phone) if part)
        return "".join(f" · {part}" for part in parts)

    def on_topic(self, topic: Topic) -> None:
        """Show the place's new card."""
        del topic
        self.redraw()

    def choose_language(self, code: str) -> None:
        """Speak another language from now on."""
        self._speak_language(code)

    def open_door(self, key: str) -> None:
        """Go through a door."""
        self.stage.session.begin()
        self.stage.router.go(_DOORS[key])

    def open_search(self) -> None:
        """Search with the keyboard."""
        self.stage.session.begin()
        self.stage.router.go(Route.WALKTHROUGH_LIST, search=True)

    def open_tile(self, key: str) -> None:
        """Open a subject, or the whole list."""
        self.stage.session.begin()
        if key == ALL:
            self.stage.router.go(Route.WALKTHROUGH_LIST)
        else:
            self.stage.router.go(Route.WALKTHROUGH, walkthrough_id=key)

    def open_urgent(self) -> None:
        """Show whom to call at once."""
        self.stage.session.begin()
        self.stage.router.go(Route.HELP, urgent=True)

    def open_link(self, key: str) -> None:
        """Read a notice; reading opens no session."""
        self.stage.router.go(Route.NOTICE, topic=key)

    def page_text(self) -> str:
        """Return the greeting and the doors."""
        text = self.text
        return ". ".join(
            (
                text("Bonjour, que voulez-vous faire ?"),
                text("Faire une démarche"),
                text("J’ai reçu une lettre"),
                text("Parler à une personne"),
                text("La vie du quartier"),
                text("J’ai un ticket"),
                self._hours(),
            )
        )
