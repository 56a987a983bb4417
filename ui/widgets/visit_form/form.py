# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a visit without Qt: a draft, what is touched, and everything that is shown.

The lists and their labels come from the national vocabulary; a theme's sub-themes stand only
beside it. Day and place are always in sight, so that nobody records for another place unseen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.attendance import Category, VisitKind, VisitOrigin
from kiosk.domain.attendance_rules import problems, tidied
from kiosk.domain.periods import parse_day
from kiosk.domain.vocabulary import ACTIVITY_PLACE, AT_HOME, OTHER_PLACE, REMOTE
from ui.widgets.visit_form.changes import among_workshops, with_choice, with_workshop
from ui.widgets.visit_form.communes import CommuneChoice
from ui.widgets.visit_form.headcount import PEOPLE, Headcount
from ui.widgets.visit_form.lists import NOTHING, FormLists
from ui.widgets.visit_form.state import FieldView, VisitFormState
from ui.widgets.visit_form.typed import (
    END,
    MINUTES,
    START,
    WAITED,
    TypedTexts,
    shown_text,
)
from ui.widgets.visit_form.typed_day import TypedDay
from ui.wording import day_in_words, sentence_case

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.vocabulary import Vocabulary
    from kiosk.foundation.translation import Translator
    from ui.widgets.visit_form.state import ListView, PlaceOption, WorkshopOption

_ORIGINS = {
    VisitOrigin.SESSION: "Repris de la séance aidée.",
    VisitOrigin.APPOINTMENT: "Repris du rendez-vous.",
    VisitOrigin.QUEUE: "Repris de la file.",
    VisitOrigin.WORKSHOP: "Repris de la feuille de l’atelier.",
    VisitOrigin.PAPER: "Repris d’une feuille.",
}
# Fields of a record that are answered in sight; what is wrong with another opens the details.
_IN_SIGHT = frozenset(
    {"day", "duration_min", "themes", "administrative_themes", "people", "medium", "level"}
    | {category.value for category in (Category.THEME, Category.GENDER, Category.AGE)}
)
_FROM_ABOVE = (
    "day",
    "medium",
    PEOPLE,
    "level",
    "themes",
    "administrative_themes",
    Category.THEME.value,
    "duration_min",
)
_AWAY = frozenset({AT_HOME, OTHER_PLACE, REMOTE})
# Problems of a record that a field of the details shows; that of the duration has its own place.
_OWN_PROBLEM = {START: "start", WAITED: "waited_min"}


class VisitForm:
    """A draft being filled; each verb returns nothing and is followed by `state`."""

    def __init__(
        self, translator: Translator, vocabulary: Vocabulary, centre_name: str, today: date
    ) -> None:
        """Speak with `translator`; nothing is shown before `begin`."""
        self._translator = translator
        self._vocabulary = vocabulary
        self._lists = FormLists(translator, vocabulary)
        self._headcount = Headcount(translator, vocabulary, self._lists)
        self._centre_name = centre_name
        self._today = today
        self._draft: VisitDraft | None = None
        self._began_with: VisitDraft | None = None
        self._presets: tuple[int, ...] = vocabulary.duration_presets_min
        self._visit_id = ""
        self._shows_days = False
        self._shows_themes = False
        self._shows_details = False
        self._typed = TypedTexts()
        self._typed_day = TypedDay(translator)
        self._tried = False
        self._places: tuple[PlaceOption, ...] = ()
        self._workshops: dict[str, WorkshopOption] = {}
        self._communes = CommuneChoice(translator)
        self.may_delete = False
        self.is_busy = False
        self._is_twice = False
        self._asks_mandate = False

    # ---- life ------------------------------------------------------------------------------

    @property
    def draft(self) -> VisitDraft | None:
        """The draft as it would be stored; nothing before `begin`."""
        return None if self._draft is None else tidied(self._draft, self._vocabulary)

    @property
    def visit_id(self) -> str:
        """The record that is being corrected; empty for a new one."""
        return self._visit_id

    @property
    def is_changed(self) -> bool:
        """Whether something was answered since the form began."""
        return self._draft != self._began_with

    @property
    def is_twice(self) -> bool:
        """Whether what this new record tells of has one already."""
        return self._is_twice

    def note_twice(self) -> None:
        """Offer to drop this record, or to keep it as that of another person."""
        self._is_twice = not self._visit_id

    def forget_served(self) -> None:
        """Make it the record of another person of the same appointment or number."""
        if self._draft is not None:
            self._draft = replace(self._draft, served="")

    def ask_mandate(self) -> None:
        """Ask in sight about the mandate that was printed, with the details open."""
        self._asks_mandate = self._shows_details = True

    def begin(self, draft: VisitDraft, presets: tuple[int, ...]) -> None:
        """Start from a pre-filled draft."""
        self._start(draft, presets, "")

    def resume(self, draft: VisitDraft, presets: tuple[int, ...]) -> None:
        """Go on with a form that was left unfinished: its answers count as given."""
        self._start(draft, presets, "")
        self._began_with = None

    def correct(self, visit_id: str, content: VisitDraft, presets: tuple[int, ...]) -> None:
        """Start from a record, to correct it."""
        self._start(content, presets, visit_id)

    def _start(self, draft: VisitDraft, presets: tuple[int, ...], visit_id: str) -> None:
        self._draft = self._began_with = draft
        self._presets = presets
        self._visit_id = visit_id
        self._shows_days = self._shows_themes = self._shows_details = self._tried = False
        self._typed, self._typed_day = TypedTexts(), TypedDay(self._translator)
        self._places, self._workshops = (), {}
        self._is_twice = self._asks_mandate = False
        self._communes = CommuneChoice(self._translator)

    # ---- the verbs -------------------------------------------------------------------------

    def choose(self, name: str, key: str) -> None:
        """Take or drop one key of a list; a touched choice that is optional lets go."""
        draft = self._draft
        if draft is None:
            return
        if name == "day":
            self._take_day(replace(draft, day=parse_day(key)))
            return
        if name == "duration":
            self._typed.forget(MINUTES, END)
        if name == "workshop":
            self._draft = with_workshop(draft, key, self._workshops[key].title)
            return
        self._draft = with_choice(draft, name, key)

    def type_day(self, text: str) -> None:
        """Take a day as it is typed, « 14/10/2026 »; until it is one, nothing can be recorded."""
        if self._draft is None:
            return
        self._typed_day.text = text
        day = self._typed_day.day()
        if day is not None:
            self._draft = replace(self._draft, day=day)

    def type_commune(self, text: str) -> None:
        """Look for a commune; the only one that is found is taken, else it is chosen by touch."""
        if self._draft is not None:
            self._communes.look_for(text)
            self._draft = replace(self._draft, commune_insee=self._communes.only)

    def type_text(self, key: str, text: str) -> None:
        """Take what is typed in a field; `key` is that of a number or of an hour."""
        if self._draft is not None:
            self._draft = self._typed.take(self._draft, key, text)

    def step(self, key: str, by: int) -> None:
        """Count one more, or one less."""
        if self._draft is not None:
            self._draft = self._typed.step(self._draft, key, by)

    def offer_places(self, places: tuple[PlaceOption, ...]) -> None:
        """Offer places of the directory; the one that was chosen stays among them."""
        self._places = places

    def offer_workshops(self, workshops: tuple[WorkshopOption, ...]) -> None:
        """Offer the workshops of the day; one of another day is let go."""
        self._workshops = {one.workshop_id: one for one in workshops}
        if self._draft is not None:
            self._draft = among_workshops(self._draft, self._workshops)

    def show_days(self) -> None:
        """Show or hide other days."""
        self._shows_days = not self._shows_days

    def show_themes(self) -> None:
        """Show every theme."""
        self._shows_themes = True

    def show_details(self) -> None:
        """Show or hide the details."""
        self._shows_details = not self._shows_details

    def try_to_save(self) -> VisitDraft | None:
        """Return the draft if it may be recorded; else show what is missing."""
        self._tried = True
        draft, wrong = self.draft, self._problems()
        if draft is None or wrong:
            self._shows_details = self._shows_details or not _IN_SIGHT.issuperset(wrong)
            return None
        return draft

    def _take_day(self, draft: VisitDraft) -> None:
        self._draft = draft
        self._shows_days = False
        self._typed_day.text = ""

    # ---- the state -------------------------------------------------------------------------

    def _t(self, french: str, **values: object) -> str:
        return self._translator.text(french, **values)

    def _problems(self) -> dict[str, str]:
        """Return the sentences by field, the first one first."""
        if self._draft is None:
            return {}
        wrong: dict[str, str] = {}
        if unreadable := self._typed_day.problem():
            wrong["day"] = unreadable
        for key, sentence in self._typed.problems.items():
            wrong.setdefault(_field_of(key), self._t(sentence))
        for problem in problems(self._draft, today=self._today, vocabulary=self._vocabulary):
            wrong.setdefault(problem.field, self._t(problem.sentence))
        return wrong

    def state(self) -> VisitFormState | None:
        """Return everything to show; nothing before `begin`."""
        draft = self._draft
        if draft is None:
            return None
        wrong = self._problems() if self._tried else {}
        is_new, lists, details = not self._visit_id, self._lists, self._shows_details
        needs_commune = details and draft.place in _AWAY
        themes = lists.themes(draft, wrong.get("themes", ""), all_of_them=self._shows_themes)
        return VisitFormState(
            title=self._title(draft),
            past=self._t("Saisir une date passée"),
            day=self._day_words(draft.day),
            days=lists.days(draft, self._today) if self._shows_days else None,
            typed_day=self._typed_day.view(wrong.get("day", "")),
            kind=lists.kinds(draft),
            medium=replace(lists.media(draft), problem=wrong.get("medium", "")),
            mandate=lists.printed_mandate(draft) if self._asks_mandate else NOTHING,
            people=self._headcount.people(draft, self._typed.texts, wrong.get(PEOPLE, "")),
            workshop=lists.workshops(draft, tuple(self._workshops.values())),
            level=lists.levels(draft),
            themes=themes,
            more_themes=self._more_themes(draft),
            administrative=lists.administrative(draft),
            duration=lists.durations(draft, self._durations(draft), wrong.get("duration_min", "")),
            age=lists.ages(draft),
            gender=lists.genders(draft),
            arrival=lists.arrivals(draft),
            tables=self._headcount.tables(
                draft, self._typed.texts, wrong, details=details, all_themes=self._shows_themes
            ),
            more=self._t("Moins de détails" if details else "Plus de détails"),
            headings=lists.headings() if details else (),
            details=self._details(draft, wrong) if details else (),
            fields=self._fields(draft, wrong) if details else (),
            mandate_hint=lists.mandate_hint(draft) if details else ("", ""),
            slip=self._slip(draft) if details else "",
            commune=self._t("Autre commune : nom ou code postal") if needs_commune else "",
            commune_text=self._communes.typed,
            commune_problem=self._communes.problem(),
            foot=self._foot(draft),
            save=self._t("Enregistrer" if is_new else "Enregistrer la correction"),
            save_hint=self._t("Ctrl + Entrée. Question suivante : Ctrl + flèche en bas."),
            cancel=self._cancel_word(),
            apart=self._t("Autre personne") if self._is_twice and draft.served else "",
            delete=self._t("Supprimer") if not is_new and self.may_delete else "",
            problem=next((wrong[one] for one in sorted(wrong, key=_from_above)), ""),
            is_busy=self.is_busy,
            steps=(self._t("Un de moins"), self._t("Un de plus")),
        )

    def _details(
        self, draft: VisitDraft, wrong: dict[str, str]
    ) -> tuple[tuple[str, ListView], ...]:
        found = self._lists.details(draft, self._places)
        if self._asks_mandate:
            found = tuple(one for one in found if one[0] != "mandate")
        if draft.place not in _AWAY:
            return found
        commune = self._communes.offered(draft.commune_insee, wrong.get("commune_insee", ""))
        return (*found, ("commune", commune))

    def _title(self, draft: VisitDraft) -> str:
        if self._visit_id:
            return self._t("Corriger l’accompagnement")
        if draft.kind is VisitKind.WORKSHOP and draft.title:
            return self._t("Noter l’atelier « {title} »", title=draft.title)
        return self._t("Noter un accompagnement")

    def _cancel_word(self) -> str:
        if self._visit_id:
            return self._t("Ne pas corriger")
        return self._t("Ne pas noter") if self._is_twice else ""

    def _day_words(self, day: date) -> str:
        words = sentence_case(day_in_words(day, self._translator))
        if day == self._today:
            return self._t("Aujourd’hui, {day}", day=day_in_words(day, self._translator))
        return self._t("{day} (date passée)", day=words)

    def _durations(self, draft: VisitDraft) -> tuple[int, ...]:
        """Return the durations to offer, with the one that holds unless it is being typed."""
        own = (
            {draft.duration_min} if draft.duration_min and MINUTES not in self._typed.texts else ()
        )
        return tuple(sorted({*self._presets, *own}))

    def _more_themes(self, draft: VisitDraft) -> str:
        counted = [one.code for one in draft.counts if one.category is Category.THEME]
        chosen = counted if draft.kind is VisitKind.TALLY else draft.themes
        shown = self._lists.shown_themes(chosen, all_of_them=self._shows_themes)
        return self._lists.more_themes(len(shown))

    def _fields(
        self, draft: VisitDraft, wrong: dict[str, str]
    ) -> tuple[tuple[str, FieldView], ...]:
        captions = {MINUTES: (self._t("Autre durée (min)"), "40")}
        if draft.kind is not VisitKind.TALLY:
            captions[START] = (self._t("Début (facultatif)"), "14:15")
            captions[END] = (self._t("Fin (facultatif)"), "15:00")
        if not draft.kind.is_collective:
            captions[WAITED] = (self._t("Attente (min, facultatif)"), "10")
        return tuple(
            (
                key,
                FieldView(
                    caption,
                    self._typed.texts.get(key, shown_text(draft, key)),
                    self._t("Par exemple {example}", example=hint),
                    self._typed_wrong(key) or wrong.get(_OWN_PROBLEM.get(key, ""), ""),
                ),
            )
            for key, (caption, hint) in captions.items()
        )

    def _typed_wrong(self, key: str) -> str:
        sentence = self._typed.problems.get(key, "") if self._tried else ""
        return self._t(sentence) if sentence else ""

    def _slip(self, draft: VisitDraft) -> str:
        is_offered = any(one.place_id == draft.referral_place for one in self._places)
        is_sent = draft.referred and not draft.kind.is_collective
        return self._t("Imprimer l’adresse") if is_sent and is_offered else ""

    def _foot(self, draft: VisitDraft) -> str:
        if draft.place == ACTIVITY_PLACE:
            place = self._centre_name
        else:
            place = self._vocabulary.places.label(draft.place)
        parts = [
            self._t("{day}. Lieu : {place}.", day=self._day_words(draft.day), place=place),
            self._t(_ORIGINS[draft.origin]) if draft.origin in _ORIGINS else "",
            self._t("Aucun nom n’est enregistré."),
        ]
        return " ".join(part for part in parts if part)


def _from_above(field: str) -> int:
    """Return the place of a field on the page, so that what is wrong is told from above."""
    return _FROM_ABOVE.index(field) if field in _FROM_ABOVE else len(_FROM_ABOVE)


def _field_of(key: str) -> str:
    """Return the field of a record to which a typed answer belongs, as problems name it."""
    fields = {MINUTES: "duration_min", WAITED: "waited_min"}
    return fields.get(key, key.partition(":")[0])
