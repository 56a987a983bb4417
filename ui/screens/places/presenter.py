# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Lieux »: what is looked for, the chosen place, and its paper.

What is printed is noted in the unfinished record of who is at the post: it is counted once that
record is saved, as a place and no person. Without Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.place_lists import place_lists
from kiosk.domain.visit_prefill import PrefillSource
from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from kiosk.foundation.translation import LANGUAGES, Translator
from kiosk.services.places import FoundPlaces, PlaceSearch
from ui.navigation.presenter import Presenter
from ui.printing.orientation import Orientation, orientation_sheet
from ui.printing.sheets import PrintState
from ui.screens.places.state import PlacesState
from ui.screens.places.words import place_line, place_sheet

if TYPE_CHECKING:
    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.places import Place
    from kiosk.services.attendance import AttendanceService
    from kiosk.services.places import PlaceService
    from kiosk.services.staff import Staff
    from ui.navigation.presenter import Stage, View
    from ui.printing.sheets import Printing

_PAPERS = tuple((one.code, one.own_name) for one in LANGUAGES)


@dataclass(frozen=True, slots=True)
class PlacesMeans:
    """What the page works with.

    Attributes:
        places: The directory.
        attendance: Where the unfinished record lies.
        printing: The door to the printer.
    """

    places: PlaceService
    attendance: AttendanceService
    printing: Printing


class PlacesPresenter(Presenter[PlacesState]):
    """The mind of the page."""

    def __init__(
        self, view: View[PlacesState], stage: Stage, staff: Staff, means: PlacesMeans
    ) -> None:
        """Serve `staff`, in whose unfinished record a printed place is noted."""
        super().__init__(view, stage)
        self._staff, self._means = staff, means
        self._search = PlaceSearch()
        self._found = FoundPlaces((), 0, 0)
        self._is_read, self._chooses_service = False, False
        self._place: Place | None = None
        self._language = stage.translator.language.code
        self._told, self._is_well = "", True
        self._printing = False

    def start(self) -> None:
        """Read the directory."""
        self.follow(Topic.AGENDA)
        self._show()
        self._look()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def on_topic(self, topic: Topic) -> None:
        """Look again: the city may have sent another directory."""
        del topic
        self._look()

    # ---- the verbs -------------------------------------------------------------------------

    def type(self, text: str) -> None:
        """Look for words."""
        self._ask(replace(self._search, words=text))

    def toggle_open(self) -> None:
        """Keep only what is open now, or everything again."""
        self._ask(replace(self._search, is_open=not self._search.is_open))

    def show_services(self) -> None:
        """Show the services to choose among, or hide them."""
        self._chooses_service = not self._chooses_service
        self._show()

    def choose_service(self, value: str) -> None:
        """Keep only what has a service; an empty one keeps everything."""
        self._chooses_service = False
        self._ask(replace(self._search, service=value))

    def choose(self, place_id: str) -> None:
        """Show the sheet of a place."""

        def read(place: Place | None) -> None:
            self._place, self._told = place, ""
            self._show()

        self.store(lambda: self._means.places.place(place_id), done=read)

    def choose_language(self, code: str) -> None:
        """Print in another language."""
        self._language = code
        self._show()

    def print_paper(self) -> None:
        """Print the paper of the place, in French and in the chosen language; it has no name."""
        place, means, staff = self._place, self._means, self._staff
        if place is None or self._printing:
            return
        self._printing = True
        code = self._language

        def job() -> tuple[tuple[str, str], ...]:
            draft = means.attendance.load_draft(staff)
            themes = () if draft is None else (*draft.administrative_themes, *draft.themes)
            return means.places.to_bring(themes, code)

        def ready(bring: tuple[tuple[str, str], ...]) -> None:
            today = paris_day(self.stage.clock.now_utc())
            paper = Orientation(place, self.stage.centre.name, today, bring)
            sheet = orientation_sheet(paper, Translator(code))
            means.printing.submit(sheet, self._printed)

        self.store(job, done=ready, failed=self._not_printed)

    def go_back(self) -> None:
        """Go back to the post."""
        self.stage.router.back()

    # ---- what they share -------------------------------------------------------------------

    def _ask(self, search: PlaceSearch) -> None:
        self._search = search
        self._show()
        self._look()

    def _look(self) -> None:
        search = self._search

        def read(found: FoundPlaces) -> None:
            if search is self._search:  # another question came meanwhile
                self._found, self._is_read = found, True
                self._show()

        self.store(lambda: self._means.places.found(search), done=read)

    def _printed(self, state: PrintState) -> None:
        self._printing = state is PrintState.SENDING
        if not self.scope.is_open:
            return
        if state is PrintState.PRINTED:
            self._note()
            return
        failed = state is PrintState.FAILED
        words = "Le papier ne sort pas. Voyez l’imprimante." if failed else "Le papier s’imprime."
        self._say(words, is_well=not failed)

    def _not_printed(self, error: Exception) -> None:
        self._printing = False
        self.failed(error)

    def _note(self) -> None:
        """Note the place in the unfinished record; one of several people tells no orientation."""
        place, attendance, staff = self._place, self._means.attendance, self._staff

        def job() -> bool:
            draft = attendance.load_draft(staff) or attendance.prefill(PrefillSource.by_hand())
            if place is None or draft.kind.is_collective:
                return False
            attendance.save_draft(_sent_to(draft, place), staff)
            return True

        def noted(is_noted: bool) -> None:  # noqa: FBT001 - what the job gives
            words = "Papier imprimé. La fiche ouverte est collective : rien n’y est noté."
            if is_noted:
                words = "Papier imprimé, orientation notée. Enregistrez la fiche pour la compter."
            self._say(words, is_well=True)

        self.store(job, done=noted)

    def _say(self, words: str, *, is_well: bool) -> None:
        self._told, self._is_well = self.text(words), is_well
        self._show()

    # ---- the state -------------------------------------------------------------------------

    def _show(self) -> None:
        t, search, found = self.text, self._search, self._found
        now_utc, translator = self.stage.clock.now_utc(), self.stage.translator
        chosen = "" if self._place is None else self._place.place_id
        services = ((value, t(value)) for value in place_lists().values["services"])
        every = t("Tous les services")
        self.show(
            PlacesState(
                title=t("Lieux où orienter"),
                search=t("Nom, service, rue ou quartier"),
                placeholder=t("Chercher un lieu"),
                typed=search.words,
                field_words=(t("Chercher"), t("Effacer"), t("Clavier")),
                open_now=t("Ouvert maintenant"),
                is_open_now=search.is_open,
                service=t(search.service) if search.service else every,
                services=(("", every), *services) if self._chooses_service else (),
                services_caption=t("Quel service ?"),
                chosen_service=search.service,
                count=self._count(),
                lines=tuple(
                    place_line(one, now_utc, translator, is_chosen=one.place_id == chosen)
                    for one in found.hints
                )
                if not self._chooses_service
                else (),
                empty=self._empty(),
                sheet=None
                if self._place is None
                else place_sheet(
                    self._place, now_utc, translator, languages=_PAPERS, language=self._language
                ),
                advice=t("Touchez un lieu de la liste pour voir sa fiche."),
                told=self._told,
                is_well=self._is_well,
                go_back=t("Précédent"),
            )
        )

    def _count(self) -> str:
        found, n_shown = self._found, len(self._found.hints)
        if not found.n or self._chooses_service:
            return ""
        count = self.stage.translator.plural("{n} lieu", "{n} lieux", found.n)
        if n_shown == found.n:
            return count
        more = self.text("Les {n} premiers sont là : précisez la recherche.", n=n_shown)
        return f"{count}. {more}"

    def _empty(self) -> str:
        if not self._is_read or self._found.n or self._chooses_service:
            return ""
        if not self._found.n_listed:
            return self.text("L’annuaire est vide. La ville ne l’a pas encore envoyé.")
        return self.text("Aucun lieu trouvé. Changez la recherche.")


def _sent_to(draft: VisitDraft, place: Place) -> VisitDraft:
    return replace(draft, referred=True, referral_place=place.place_id)
