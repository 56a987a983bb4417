# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of the form: captions in the language of the moment, labels of the national lists."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.attendance import Arrival, VisitKind, VisitOrigin
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP, NOT_TOLD, REMOTE
from ui.widgets.visit_form.changes import FROM_AFAR, kind_key
from ui.widgets.visit_form.state import ListView
from ui.wording import short_weekday

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.vocabulary import TermList, Vocabulary
    from kiosk.foundation.translation import Translator
    from ui.widgets.visit_form.state import PlaceOption, WorkshopOption

NOTHING = ListView("", ())
DID_IT = "fait"
NO_MANDATE = "aucun"
_N_PAST_DAYS = 14
THEME_ICONS = {
    "aide_aux_demarches_administratives": "file-check",
    "email": "mail",
    "navigation_sur_internet": "world-www",
    "sante": "heartbeat",
    "insertion_professionnelle": "briefcase",
    "securite_numerique": "shield",
    "prendre_en_main_du_materiel": "device-laptop",
    "scolarite_et_numerique": "school",
}
KIND_NAMES = {
    VisitKind.INDIVIDUAL.value: "Individuel",
    VisitKind.BRIEF.value: "Ponctuel",
    FROM_AFAR: "À distance",
    VisitKind.GROUP.value: "Groupe",
    VisitKind.WORKSHOP.value: "Atelier",
    VisitKind.TALLY.value: "Comptage papier",
}
_AGE_SHORT = {
    "moins_de_douze": "0-11",
    "douze_dix_huit": "12-17",
    "dix_huit_vingt_quatre": "18-24",
    "vingt_cinq_trente_neuf": "25-39",
    "quarante_cinquante_neuf": "40-59",
    "soixante_soixante_neuf": "60-69",
    "soixante_dix_plus": "70+",
}


class FormLists:
    """Says each list for a draft."""

    def __init__(self, translator: Translator, vocabulary: Vocabulary) -> None:
        """Speak with `translator`; labels are those of `vocabulary`."""
        self._translator, self._vocabulary = translator, vocabulary

    def _t(self, french: str, **values: object) -> str:
        return self._translator.text(french, **values)

    def _list(self, caption: str, terms: TermList, chosen: str | None) -> ListView:
        options = tuple((term.code, term.label) for term in terms.terms)
        return ListView(self._t(caption), options, (chosen,) if chosen else ())

    # ---- in sight --------------------------------------------------------------------------

    def days(self, draft: VisitDraft, today: date) -> ListView:
        """Return the last days, the newest first."""
        days = [today - timedelta(days=n) for n in range(_N_PAST_DAYS)]
        options = tuple(
            (day.isoformat(), f"{short_weekday(day, self._translator)} {day.day}") for day in days
        )
        return ListView(self._t("Quel jour ?"), options, (draft.day.isoformat(),))

    def kinds(self, draft: VisitDraft) -> ListView:
        """Return the kinds of help; from afar stands among them, since one chooses it first."""
        options = tuple((key, self._t(words)) for key, words in KIND_NAMES.items())
        return ListView("", options, (kind_key(draft),))

    def media(self, draft: VisitDraft) -> ListView:
        """Return by what means, where the help was given from afar."""
        if draft.place != REMOTE:
            return NOTHING
        return self._list("Par quel moyen ?", self._vocabulary.remote_means, draft.medium)

    def printed_mandate(self, draft: VisitDraft) -> ListView:
        """Return whether the mandate that was just printed is signed; no answer is given before."""
        if draft.kind is VisitKind.TALLY:
            return NOTHING
        return self._list("Mandat signé ?", self._vocabulary.mandates, draft.mandate)

    def workshops(self, draft: VisitDraft, offered: Sequence[WorkshopOption]) -> ListView:
        """Return the workshops of the day, for one that is noted without its sheet."""
        if draft.kind is not VisitKind.WORKSHOP or draft.origin is VisitOrigin.WORKSHOP:
            return NOTHING
        options = tuple((one.workshop_id, f"{one.hour} · {one.title}") for one in offered)
        chosen = (draft.workshop_id,) if draft.workshop_id else ()
        return ListView(self._t("Quel atelier ? (facultatif)"), options, chosen)

    def levels(self, draft: VisitDraft) -> ListView:
        """Return the levels of a workshop."""
        if draft.kind is not VisitKind.WORKSHOP:
            return NOTHING
        return self._list("Niveau (facultatif)", self._vocabulary.workshop_levels, draft.level)

    def shown_themes(self, chosen: Sequence[str], *, all_of_them: bool) -> tuple[str, ...]:
        """Return the themes to show: the usual ones and those chosen, or all."""
        codes = self._vocabulary.themes.codes()
        if all_of_them:
            return codes
        usual = tuple(code for code in THEME_ICONS if code in codes)
        return (*usual, *(code for code in chosen if code not in usual and code in codes))

    def themes(self, draft: VisitDraft, problem: str, *, all_of_them: bool) -> ListView:
        """Return the themes, each with its icon."""
        if draft.kind is VisitKind.TALLY:
            return NOTHING
        label = self._vocabulary.themes.label
        options = tuple(
            (code, label(code), THEME_ICONS.get(code, "circle-dot"))
            for code in self.shown_themes(draft.themes, all_of_them=all_of_them)
        )
        return ListView(self._t("Thématiques (au moins une)"), options, draft.themes, problem)

    def more_themes(self, n_shown: int) -> str:
        """Return « 11 autres… »; empty once all are shown."""
        n = len(self._vocabulary.themes.codes()) - n_shown
        return self._translator.plural("{n} autre…", "{n} autres…", n) if n > 0 else ""

    def administrative(self, draft: VisitDraft) -> ListView:
        """Return the sub-themes beside their theme."""
        if ADMINISTRATIVE_HELP not in draft.themes or draft.kind is VisitKind.TALLY:
            return NOTHING
        terms = self._vocabulary.administrative_themes.terms
        caption = self._t("Pour quelle démarche ? (facultatif)")
        options = tuple((term.code, term.label) for term in terms)
        return ListView(caption, options, draft.administrative_themes)

    def durations(self, draft: VisitDraft, presets: Sequence[int], problem: str) -> ListView:
        """Return the durations in minutes; for a sheet of strokes, of all of them together."""
        caption = "Durée en tout (min)" if draft.kind is VisitKind.TALLY else "Durée (min)"
        options = tuple((str(minutes), str(minutes)) for minutes in presets)
        chosen = (str(draft.duration_min),) if draft.duration_min else ()
        return ListView(self._t(caption), options, chosen, problem)

    def ages(self, draft: VisitDraft) -> ListView:
        """Return the age bands of one person."""
        if draft.kind.is_collective:
            return NOTHING
        options = tuple(
            (code, short)
            for code, short in _AGE_SHORT.items()
            if self._vocabulary.age_bands.holds(code)
        )
        chosen = (draft.age_band,) if draft.age_band else ()
        return ListView(self._t("Âge (facultatif)"), options, chosen)

    def genders(self, draft: VisitDraft) -> ListView:
        """Return the genders of one person."""
        if draft.kind.is_collective:
            return NOTHING
        return self._list("Genre (facultatif)", self._vocabulary.genders, draft.gender)

    def arrivals(self, draft: VisitDraft) -> ListView:
        """Return how the person came."""
        if draft.kind.is_collective:
            return NOTHING
        options = tuple((one.value, words) for one, words in self.arrival_words())
        chosen = (draft.arrival.value,) if draft.arrival else ()
        return ListView(self._t("Venue (facultatif)"), options, chosen)

    def arrival_words(self) -> tuple[tuple[Arrival, str], ...]:
        """Return how people come, in words."""
        return (
            (Arrival.SPONTANEOUS, self._t("Accueil spontané")),
            (Arrival.APPOINTMENT, self._t("Sur rendez-vous")),
        )

    # ---- behind « Plus de détails » ----------------------------------------------------------

    def details(
        self, draft: VisitDraft, places: Sequence[PlaceOption]
    ) -> tuple[tuple[str, ListView], ...]:
        """Return the lists of the details, by name; what the draft does not call for is absent."""
        alone, is_tally = not draft.kind.is_collective, draft.kind is VisitKind.TALLY
        lists = self._vocabulary
        shown = {
            "status": self._statuses(draft) if alone else None,
            "quarter": (
                self._list("Quartier (facultatif)", lists.home_quarters, draft.quarter)
                if alone
                else None
            ),
            "posture": (
                None if is_tally else self._list("Ce que j’ai fait", lists.postures, draft.posture)
            ),
            "mandate": (
                self._list("Avec quel mandat ?", lists.mandates, draft.mandate)
                if draft.posture == DID_IT and not is_tally
                else None
            ),
            "autonomy": (
                self._list("Autonomie (facultatif)", lists.autonomy, draft.autonomy)
                if alone
                else None
            ),
            "equipment": self._equipment(draft),
            **self._after(draft, places),
            "place": self._list("Type de lieu", lists.places, draft.place),
        }
        return tuple((name, view) for name, view in shown.items() if view is not None)

    def _statuses(self, draft: VisitDraft) -> ListView:
        options = tuple(
            (term.code, term.label)
            for term in self._vocabulary.statuses.terms
            if term.code != NOT_TOLD
        )
        chosen = (draft.status,) if draft.status else ()
        return ListView(self._t("Statut (facultatif)"), options, chosen)

    def _equipment(self, draft: VisitDraft) -> ListView:
        options = tuple((term.code, term.label) for term in self._vocabulary.equipment.terms)
        return ListView(self._t("Matériel (facultatif)"), options, draft.equipment)

    def _after(
        self, draft: VisitDraft, places: Sequence[PlaceOption]
    ) -> dict[str, ListView | None]:
        lists, is_sent = self._vocabulary, draft.referred and not draft.kind.is_collective
        yes_no = (("yes", self._t("Oui")), ("no", self._t("Non")))
        referred = () if draft.referred is None else ("yes" if draft.referred else "no",)
        offered = tuple(
            (one.place_id, f"{one.name} · {one.hint}" if one.hint else one.name) for one in places
        )
        chosen = (draft.referral_place,) if draft.referral_place else ()
        return {
            "referred": (
                None
                if draft.kind.is_collective
                else ListView(self._t("Orientation vers une structure"), yes_no, referred)
            ),
            "referral": (
                self._list("Quelle structure ?", lists.referrals, draft.referral)
                if is_sent
                else None
            ),
            "referral_place": (
                ListView(self._t("Réorienté vers (facultatif)"), offered, chosen)
                if is_sent and offered
                else None
            ),
            "unmet": self._list("Besoin sans réponse : pourquoi ?", lists.unmet, draft.unmet),
        }

    def mandate_hint(self, draft: VisitDraft) -> tuple[str, str]:
        """Return what to know of a mandate that lacks, and the word of the button that prints."""
        is_tally = draft.kind is VisitKind.TALLY
        if is_tally or draft.posture != DID_IT or draft.mandate not in (None, NO_MANDATE):
            return "", ""
        return (
            self._t("Faire à la place de quelqu’un demande un mandat signé."),
            self._t("Imprimer le mandat"),
        )

    def headings(self) -> tuple[tuple[str, str], ...]:
        """Return the heading of each group of details."""
        return (
            ("person", self._t("La personne")),
            ("help", self._t("L’aide donnée")),
            ("time", self._t("Le moment")),
            ("after", self._t("La suite")),
            ("where", self._t("Le lieu")),
        )
