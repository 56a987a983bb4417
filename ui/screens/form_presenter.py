# SPDX-License-Identifier: AGPL-3.0-or-later
"""The touches of the record form: the same at the post and beside a resident. Without Qt.

Each answer is kept as it is given, so that a cut of power or a locked screen loses nothing.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from kiosk.domain.vocabulary import national_vocabulary
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import StorageFull, StorageReadOnly
from ui.navigation.presenter import Presenter
from ui.place_words import hint_words
from ui.printing.mandate import mandate_sheet
from ui.printing.orientation import Orientation, orientation_sheet
from ui.printing.sheets import PrintState
from ui.widgets.visit_form.form import VisitForm
from ui.widgets.visit_form.state import PlaceOption, Question, VisitFormState

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.place_suggestions import PlaceHint
    from kiosk.domain.places import Place
    from kiosk.foundation.errors import Refused
    from kiosk.services.attendance import AttendanceService
    from kiosk.services.staff import Staff
    from ui.navigation.presenter import Stage, View
    from ui.printing.sheets import Printing

StateT = TypeVar("StateT")
_HAS_ITS_RECORD = frozenset(
    {"visit_already_recorded", "recorded_elsewhere", "workshop_already_recorded"}
)
_NOT_WRITTEN = (
    "Le disque n’écrit plus : rien n’est noté. Gardez cette page ouverte, prévenez la technique."
)
# Answers on which the places depend that the directory offers.
_LEAD_TO_PLACES = frozenset({"themes", "administrative_themes", "referred", "referral"})


class PlaceFinder(Protocol):
    """What the form needs of `kiosk.services.places.PlaceService`."""

    def suggested(self, themes: tuple[str, ...], referral: str | None) -> tuple[PlaceHint, ...]:
        """Return the places that answer a need, the likeliest first."""

    def hint(self, place_id: str) -> PlaceHint | None:
        """Return the line of one place; nothing when it is not listed any more."""

    def place(self, place_id: str) -> Place | None:
        """Return one place; nothing when it is not listed any more."""

    def to_bring(self, themes: tuple[str, ...], language: str) -> tuple[tuple[str, str], ...]:
        """Return the papers to bring as (French, spoken) pairs; none where they are not known."""


@dataclass(frozen=True, slots=True)
class FormMeans:
    """What the form works with.

    Attributes:
        attendance: Where records and unfinished forms go.
        places: Where a person may be sent.
        printing: The door to the printer.
    """

    attendance: AttendanceService
    places: PlaceFinder
    printing: Printing


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked before something is lost.

    Attributes:
        question: Says it in the language of the moment.
        lose: Does it.
    """

    question: Callable[[], Question]
    lose: Callable[[], None]


class FormPresenter(Presenter[StateT]):
    """Hands each touch to the form, keeps what was answered, then draws."""

    def __init__(self, view: View[StateT], stage: Stage, staff: Staff, means: FormMeans) -> None:
        """Record for `staff`, who gave the PIN."""
        super().__init__(view, stage)
        self._staff, self._means = staff, means
        today = paris_day(stage.clock.now_utc())
        self._form = VisitForm(stage.translator, national_vocabulary(), stage.centre.name, today)
        self._told, self._is_refused = "", False
        self._print_state: PrintState | None = None
        self._asked: _Asked | None = None

    @abstractmethod
    def _show(self) -> None:
        """Draw the page as it stands."""

    @abstractmethod
    def save(self) -> None:
        """Record what the form says."""

    # ---- the verbs -------------------------------------------------------------------------

    def answer(self, *, is_yes: bool) -> None:
        """Lose what was asked about, or keep it."""
        asked, self._asked = self._asked, None
        if asked is not None and is_yes:
            asked.lose()
        self._show()

    def note_apart(self) -> None:
        """Record another person who came with the same appointment or number, without it."""
        self._form.forget_served()
        self.save()

    def choose(self, name: str, key: str) -> None:
        """Take or drop one key of a list of the form."""
        self._form.choose(name, key)
        self._changed()
        draft = self._form.draft
        if name in _LEAD_TO_PLACES and draft is not None and draft.referred:
            self._find_places()

    def type_day(self, text: str) -> None:
        """Take a typed day."""
        self._form.type_day(text)
        self._changed()

    def type_commune(self, text: str) -> None:
        """Take a typed commune."""
        self._form.type_commune(text)
        self._changed()

    def type_text(self, key: str, text: str) -> None:
        """Take a typed number or hour."""
        self._form.type_text(key, text)
        self._changed()

    def step(self, key: str, by: int) -> None:
        """Count one more or one less."""
        self._form.step(key, by)
        self._changed()

    def show_days(self) -> None:
        """Show or hide other days."""
        self._form.show_days()
        self._show()

    def show_themes(self) -> None:
        """Show every theme."""
        self._form.show_themes()
        self._show()

    def show_details(self) -> None:
        """Show or hide the details."""
        self._form.show_details()
        self._show()
        draft = self._form.draft
        if draft is not None and draft.referred:
            self._find_places()

    def print_mandate(self) -> None:
        """Print the paper mandate twice, one for each person, in both languages.

        It counts today, whatever day the record tells of: nobody signs for a day that is past.
        """
        if self._print_state is PrintState.SENDING:
            return
        today = paris_day(self.stage.clock.now_utc())
        steps = self._mandate_steps()
        sheet = mandate_sheet(self.stage.centre.name, today, self.stage.translator, steps=steps)
        printing = self._means.printing

        def first_printed(state: PrintState) -> None:
            if state is PrintState.PRINTED:
                printing.submit(sheet, self._printed)
            else:
                self._printed(state)

        printing.submit(sheet, first_printed)

    def print_slip(self) -> None:
        """Print the address of the place to go to, in both languages; it holds no name."""
        draft, places = self._form.draft, self._means.places
        if draft is None or self._print_state is PrintState.SENDING:
            return
        place_id, stage = draft.referral_place, self.stage
        themes = (*draft.administrative_themes, *draft.themes)
        code = stage.translator.language.code

        def job() -> Orientation | None:
            place = places.place(place_id)
            if place is None:
                return None
            today = paris_day(stage.clock.now_utc())
            bring = places.to_bring(themes, code)
            return Orientation(place, stage.centre.name, today, bring)

        def found(paper: Orientation | None) -> None:
            if paper is not None:
                sheet = orientation_sheet(paper, stage.translator)
                self._means.printing.submit(sheet, self._printed)

        self.store(job, done=found)

    def _mandate_steps(self) -> tuple[tuple[str, str], ...]:
        """Return what the mandate covers: the procedures of the record, else its themes."""
        draft = self._form.draft
        if draft is None:
            return ()
        lists = national_vocabulary()
        steps = [lists.administrative_themes.label(code) for code in draft.administrative_themes]
        steps = steps or [lists.themes.label(code) for code in draft.themes]
        return tuple((label, "") for label in steps)

    # ---- what the verbs share --------------------------------------------------------------

    def _make_sure(self, question: Callable[[], Question], lose: Callable[[], None]) -> None:
        """Ask before something is lost: a hand may have slipped."""
        self._asked = _Asked(question, lose)
        self._show()

    def _ask_to_drop(self, drop: Callable[[], None]) -> None:
        """Ask before the answers of this form are lost."""
        t = self.text
        self._make_sure(
            lambda: Question(
                t("Effacer ces réponses ? Elles ne sont notées nulle part."),
                t("Oui, effacer"),
                t("Garder"),
            ),
            drop,
        )

    def _form_state(self) -> VisitFormState | None:
        """Return the form as it is shown, with what is asked."""
        state, asked = self._form.state(), self._asked
        if state is None or asked is None:
            return state
        return replace(state, question=asked.question())

    def _changed(self) -> None:
        self._told, self._asked = "", None
        self._show()
        if self._form.is_changed:
            self._keep_unfinished()

    @property
    def _holds_answers(self) -> bool:
        """Whether the form holds answers that are recorded nowhere."""
        form = self._form
        return form.draft is not None and form.is_changed and not form.visit_id

    def _load(self, prefill: Callable[[], VisitDraft]) -> None:
        """Show the form that this person left unfinished, or a new one."""
        attendance, staff = self._means.attendance, self._staff

        def job() -> tuple[VisitDraft | None, VisitDraft, tuple[int, ...]]:
            kept = attendance.load_draft(staff)
            return kept, kept or prefill(), attendance.duration_presets()

        def ready(loaded: tuple[VisitDraft | None, VisitDraft, tuple[int, ...]]) -> None:
            kept, draft, presets = loaded
            (self._form.begin if kept is None else self._form.resume)(draft, presets)
            self._show()

        self.store(job, done=ready)

    def _note_refusal(self, error: Refused, words: str) -> None:
        """Say in `words` why it was not recorded; a second one may be dropped or kept apart."""
        if error.reason in _HAS_ITS_RECORD:
            self._form.note_twice()
        self._told, self._is_refused = words, True
        self._show()

    def _keep_unfinished(self) -> None:
        """Keep the form, unless it corrects a record, which stands as it is until then."""
        draft, staff = self._form.draft, self._staff
        if draft is not None and not self._form.visit_id:
            attendance = self._means.attendance
            self.store(lambda: attendance.save_draft(draft, staff), failed=self._not_written)

    def _not_written(self, error: Exception) -> None:
        """Say beside the buttons, for as long as it lasts, that the disk takes nothing."""
        if not isinstance(error, (StorageFull, StorageReadOnly)):
            self._show()
            self.failed(error)
            return
        self._told, self._is_refused = self.text(_NOT_WRITTEN), True
        self._show()

    def _find_places(self) -> None:
        """Look for places that answer the draft; the one that was chosen stays among them."""
        draft, places = self._form.draft, self._means.places
        if draft is None:
            return
        themes = (*draft.administrative_themes, *draft.themes)

        def job() -> tuple[PlaceHint, ...]:
            found = places.suggested(themes, draft.referral)
            if any(one.place_id == draft.referral_place for one in found):
                return found
            chosen = places.hint(draft.referral_place) if draft.referral_place else None
            return (*([chosen] if chosen else []), *found)

        def ready(found: tuple[PlaceHint, ...]) -> None:
            now_utc, translator = self.stage.clock.now_utc(), self.stage.translator
            options = (
                PlaceOption(one.place_id, one.name, hint_words(one, now_utc, translator))
                for one in found
            )
            self._form.offer_places(tuple(options))
            self._show()

        self.store(job, done=ready)

    def _printed(self, state: PrintState) -> None:
        self._print_state = state
        if not self.scope.is_open:
            return
        words = {
            PrintState.SENDING: "Le papier s’imprime.",
            PrintState.PRINTED: "Le papier est imprimé.",
            PrintState.FAILED: "Le papier ne sort pas. Voyez l’imprimante.",
        }
        self._told, self._is_refused = self.text(words[state]), state is PrintState.FAILED
        self._show()
