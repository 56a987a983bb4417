# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a visit without Qt: a draft, what is touched, and everything that is shown.

The lists and their labels come from the national vocabulary; a theme's sub-themes stand only
beside it. Day and place are always in sight, so that nobody records for another place unseen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.attendance import Arrival, VisitKind, VisitOrigin
from kiosk.domain.attendance_rules import problems, tidied
from kiosk.domain.periods import parse_day
from kiosk.domain.vocabulary import (
    ACTIVITY_PLACE,
    ADMINISTRATIVE_HELP,
    AT_HOME,
    NOT_TOLD,
    OTHER_PLACE,
    REMOTE,
)
from kiosk.foundation.errors import Refused
from ui.widgets.visit_form.state import ListView, VisitFormState
from ui.wording import day_in_words, sentence_case, short_weekday

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.vocabulary import TermList, Vocabulary
    from kiosk.foundation.translation import Translator

_N_PAST_DAYS = 14
_THEME_ICONS = {
    "aide_aux_demarches_administratives": "file-check",
    "email": "mail",
    "navigation_sur_internet": "world-www",
    "sante": "heartbeat",
    "insertion_professionnelle": "briefcase",
    "securite_numerique": "shield",
    "prendre_en_main_du_materiel": "device-laptop",
    "scolarite_et_numerique": "school",
}
_AGE_SHORT = {
    "moins_de_douze": "<12",
    "douze_dix_huit": "12-17",
    "dix_huit_vingt_quatre": "18-24",
    "vingt_cinq_trente_neuf": "25-39",
    "quarante_cinquante_neuf": "40-59",
    "soixante_soixante_neuf": "60-69",
    "soixante_dix_plus": "70+",
}
_ORIGINS = {
    VisitOrigin.SESSION: "Repris de la séance aidée.",
    VisitOrigin.APPOINTMENT: "Repris du rendez-vous.",
    VisitOrigin.QUEUE: "Repris de la file.",
    VisitOrigin.PAPER: "Repris d’une feuille.",
}


class VisitForm:
    """A draft being filled; each verb returns nothing and is followed by `state`."""

    def __init__(
        self, translator: Translator, vocabulary: Vocabulary, centre_name: str, today: date
    ) -> None:
        """Speak with `translator`; nothing is shown before `begin`."""
        self._translator = translator
        self._vocabulary = vocabulary
        self._centre_name = centre_name
        self._today = today
        self._draft: VisitDraft | None = None
        self._empty: VisitDraft | None = None
        self._presets: tuple[int, ...] = vocabulary.duration_presets_min
        self._visit_id = ""
        self._shows_days = False
        self._shows_themes = False
        self._shows_details = False
        self._typed_problem = ""
        self._tried = False
        self.may_delete = False
        self.is_busy = False

    # ---- life ------------------------------------------------------------------------------

    @property
    def draft(self) -> VisitDraft | None:
        """The draft as it would be stored; nothing before `begin`."""
        return None if self._draft is None else tidied(self._draft, self._vocabulary)

    @property
    def visit_id(self) -> str:
        """The record that is being corrected; empty for a new one."""
        return self._visit_id

    def begin(self, draft: VisitDraft, presets: tuple[int, ...]) -> None:
        """Start from a pre-filled draft."""
        self._start(draft, presets, "")

    def correct(self, visit_id: str, content: VisitDraft, presets: tuple[int, ...]) -> None:
        """Start from a record, to correct it."""
        self._start(content, presets, visit_id)

    def _start(self, draft: VisitDraft, presets: tuple[int, ...], visit_id: str) -> None:
        self._draft = draft
        known = {*presets, *([draft.duration_min] if draft.duration_min else [])}
        self._presets = tuple(sorted(known))
        self._visit_id = visit_id
        self._shows_days = self._shows_themes = self._shows_details = self._tried = False
        self._typed_problem = ""

    # ---- the verbs -------------------------------------------------------------------------

    def choose(self, name: str, key: str) -> None:
        """Take or drop one key of a list; a touched choice that is optional lets go."""
        draft = self._draft
        if draft is None:
            return
        match name:
            case "kind":
                self._draft = replace(draft, kind=VisitKind(key))
            case "arrival":
                arrival = Arrival(key)
                self._draft = replace(draft, arrival=None if draft.arrival is arrival else arrival)
            case "themes" | "administrative_themes" | "equipment":
                self._draft = self._toggled(draft, name, key)
            case "duration":
                self._draft = replace(draft, duration_min=int(key))
            case "age_band" | "gender" | "status" | "autonomy" | "referral":
                self._draft = self._one_of(draft, name, key)
            case "referred":
                value = key == "yes"
                self._draft = replace(draft, referred=None if draft.referred is value else value)
            case "place":
                self._draft = replace(draft, place=key)
            case "day":
                self._choose_day(draft, key)

    def type_day(self, text: str) -> None:
        """Take a day that was typed, « 14/10/2026 »."""
        draft = self._draft
        if draft is None:
            return
        try:
            day = parse_day(text)
        except Refused:
            self._typed_problem = self._t("Écrivez la date ainsi : 14/10/2026.")
            return
        self._typed_problem = ""
        self._draft = replace(draft, day=day)
        self._shows_days = False

    def type_commune(self, text: str) -> None:
        """Take the Insee code of a commune."""
        if self._draft is not None:
            self._draft = replace(self._draft, commune_insee=text.strip())

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
        draft = self.draft
        if draft is None or self._problems():
            return None
        return draft

    def _choose_day(self, draft: VisitDraft, key: str) -> None:
        self._draft = replace(draft, day=parse_day(key))
        self._shows_days = False
        self._typed_problem = ""

    @staticmethod
    def _toggled(draft: VisitDraft, name: str, key: str) -> VisitDraft:
        codes: tuple[str, ...] = getattr(draft, name)
        changed = tuple(code for code in codes if code != key)
        if key not in codes:
            changed = (*codes, key)
        match name:
            case "themes":
                return replace(draft, themes=changed)
            case "equipment":
                return replace(draft, equipment=changed)
            case _:
                return replace(draft, administrative_themes=changed)

    @staticmethod
    def _one_of(draft: VisitDraft, name: str, key: str) -> VisitDraft:
        value = None if getattr(draft, name) == key else key
        match name:
            case "age_band":
                return replace(draft, age_band=value)
            case "gender":
                return replace(draft, gender=value)
            case "status":
                return replace(draft, status=value)
            case "autonomy":
                return replace(draft, autonomy=value)
            case _:
                return replace(draft, referral=value)

    # ---- the state -------------------------------------------------------------------------

    def _t(self, french: str, **values: object) -> str:
        return self._translator.text(french, **values)

    def _problems(self) -> dict[str, str]:
        if self._draft is None:
            return {}
        found = problems(self._draft, today=self._today, vocabulary=self._vocabulary)
        return {problem.field: self._t(problem.sentence) for problem in reversed(found)}

    def state(self) -> VisitFormState | None:
        """Return everything to show; nothing before `begin`."""
        draft = self._draft
        if draft is None:
            return None
        wrong = self._problems() if self._tried else {}
        is_new = not self._visit_id
        first = next(iter(reversed(wrong.values())), "") if wrong else ""
        needs_commune = self._shows_details and draft.place in {AT_HOME, OTHER_PLACE, REMOTE}
        return VisitFormState(
            title=self._t("Noter un accompagnement" if is_new else "Corriger l’accompagnement"),
            past=self._t("Saisir une date passée"),
            day=self._day_words(draft.day),
            days=self._days(draft) if self._shows_days else None,
            typed_day=(self._t("Autre date"), "14/10/2026"),
            day_problem=self._typed_problem or wrong.get("day", ""),
            kind=self._kinds(draft),
            arrival=self._arrivals(draft),
            themes=self._themes(draft, wrong.get("themes", "")),
            more_themes=self._more_themes(draft),
            administrative=self._administrative(draft),
            duration=self._durations(draft, wrong.get("duration_min", "")),
            age=self._ages(draft),
            gender=self._list("Genre (facultatif)", self._vocabulary.genders, draft.gender),
            more=self._t("Moins de détails" if self._shows_details else "Plus de détails"),
            details=self._details(draft) if self._shows_details else (),
            commune=self._t("Commune : code Insee, 5 signes") if needs_commune else "",
            commune_text=draft.commune_insee,
            commune_problem=wrong.get("commune_insee", ""),
            foot=self._foot(draft),
            save=self._t("Enregistrer" if is_new else "Enregistrer la correction"),
            cancel="" if is_new else self._t("Ne pas corriger"),
            delete=self._t("Supprimer") if not is_new and self.may_delete else "",
            problem=first,
            is_busy=self.is_busy,
        )

    def _day_words(self, day: date) -> str:
        words = sentence_case(day_in_words(day, self._translator))
        if day == self._today:
            return self._t("Aujourd’hui, {day}", day=day_in_words(day, self._translator))
        return self._t("{day} (date passée)", day=words)

    def _days(self, draft: VisitDraft) -> ListView:
        days = [self._today - timedelta(days=n) for n in range(_N_PAST_DAYS)]
        options = tuple(
            (day.isoformat(), f"{short_weekday(day, self._translator)} {day.day}") for day in days
        )
        return ListView(self._t("Quel jour ?"), options, (draft.day.isoformat(),))

    def _kinds(self, draft: VisitDraft) -> ListView:
        options = (
            (VisitKind.INDIVIDUAL.value, self._t("Accompagnement individuel")),
            (VisitKind.BRIEF.value, self._t("Demande ponctuelle")),
        )
        return ListView("", options, (draft.kind.value,))

    def _arrivals(self, draft: VisitDraft) -> ListView:
        options = (
            (Arrival.SPONTANEOUS.value, self._t("Spontané")),
            (Arrival.APPOINTMENT.value, self._t("Sur rendez-vous")),
        )
        chosen = (draft.arrival.value,) if draft.arrival else ()
        return ListView(self._t("Venue (facultatif)"), options, chosen)

    def _shown_themes(self, draft: VisitDraft) -> tuple[str, ...]:
        codes = self._vocabulary.themes.codes()
        if self._shows_themes:
            return codes
        usual = tuple(code for code in _THEME_ICONS if code in codes)
        return (*usual, *(code for code in draft.themes if code not in usual))

    def _themes(self, draft: VisitDraft, problem: str) -> ListView:
        label = self._vocabulary.themes.label
        options = tuple(
            (code, label(code), _THEME_ICONS.get(code, "circle-dot"))
            for code in self._shown_themes(draft)
        )
        return ListView(self._t("Thématiques (au moins une)"), options, draft.themes, problem)

    def _more_themes(self, draft: VisitDraft) -> str:
        n = len(self._vocabulary.themes.codes()) - len(self._shown_themes(draft))
        return self._translator.plural("{n} autre…", "{n} autres…", n) if n > 0 else ""

    def _administrative(self, draft: VisitDraft) -> ListView:
        terms = self._vocabulary.administrative_themes.terms
        is_shown = ADMINISTRATIVE_HELP in draft.themes
        options = tuple((term.code, term.label) for term in terms) if is_shown else ()
        caption = self._t("Pour quelle démarche ? (facultatif)")
        return ListView(caption, options, draft.administrative_themes)

    def _durations(self, draft: VisitDraft, problem: str) -> ListView:
        options = tuple((str(minutes), str(minutes)) for minutes in self._presets)
        chosen = (str(draft.duration_min),) if draft.duration_min else ()
        return ListView(self._t("Durée (min)"), options, chosen, problem)

    def _ages(self, draft: VisitDraft) -> ListView:
        options = tuple(
            (code, short)
            for code, short in _AGE_SHORT.items()
            if self._vocabulary.age_bands.holds(code)
        )
        chosen = (draft.age_band,) if draft.age_band else ()
        return ListView(self._t("Âge (facultatif)"), options, chosen)

    def _list(self, caption: str, terms: TermList, chosen: str | None) -> ListView:
        options = tuple((term.code, term.label) for term in terms.terms)
        return ListView(self._t(caption), options, (chosen,) if chosen else ())

    def _details(self, draft: VisitDraft) -> tuple[tuple[str, ListView], ...]:
        lists = self._vocabulary
        yes_no = (("yes", self._t("Oui")), ("no", self._t("Non")))
        referred = () if draft.referred is None else ("yes" if draft.referred else "no",)
        statuses = tuple(
            (term.code, term.label) for term in lists.statuses.terms if term.code != NOT_TOLD
        )
        equipment = tuple((term.code, term.label) for term in lists.equipment.terms)
        details: list[tuple[str, ListView]] = [
            (
                "status",
                ListView(
                    self._t("Statut (facultatif)"),
                    statuses,
                    (draft.status,) if draft.status else (),
                ),
            ),
            ("autonomy", self._list("Autonomie (facultatif)", lists.autonomy, draft.autonomy)),
            (
                "equipment",
                ListView(self._t("Matériel (facultatif)"), equipment, draft.equipment),
            ),
            (
                "referred",
                ListView(self._t("Orientation vers une structure"), yes_no, referred),
            ),
        ]
        if draft.referred:
            details.append(
                ("referral", self._list("Quelle structure ?", lists.referrals, draft.referral))
            )
        details.append(("place", self._list("Type de lieu", lists.places, draft.place)))
        return tuple(details)

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


def shown_themes(codes: Iterable[str], label: Callable[[str], str]) -> str:
    """Return the themes of a record in one line."""
    return ", ".join(label(code) for code in codes)
