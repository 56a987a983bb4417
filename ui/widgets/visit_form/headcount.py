# SPDX-License-Identifier: AGPL-3.0-or-later
"""People counted by category: of a workshop, a group, a sheet of strokes. Without Qt.

Counts are kept as counts: nobody is invented from them. What a category does not tell of the
people is « non communiqué », and no line asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.attendance import Category, VisitKind
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP, NOT_TOLD
from ui.widgets.visit_form.changes import count_of
from ui.widgets.visit_form.state import CountLine, CountTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.vocabulary import Vocabulary
    from kiosk.foundation.translation import Translator
    from ui.widgets.visit_form.lists import FormLists

PEOPLE = "people"
PROCEDURE = "procedure"
_CAPTIONS = {
    Category.GENDER: "Genre (facultatif)",
    Category.AGE: "Âge (facultatif)",
    Category.STATUS: "Statut (facultatif)",
    Category.RETURNING: "Déjà venues ? (facultatif)",
    Category.QUARTER: "Quartier (facultatif)",
    Category.ARRIVAL: "Venue (facultatif)",
}
_IN_DETAILS = frozenset({Category.STATUS, Category.RETURNING, Category.QUARTER, Category.ARRIVAL})


class Headcount:
    """Says the tables of a draft."""

    def __init__(self, translator: Translator, vocabulary: Vocabulary, lists: FormLists) -> None:
        """Speak with `translator`; labels are those of `vocabulary`."""
        self._translator, self._vocabulary, self._lists = translator, vocabulary, lists

    def _t(self, french: str, **values: object) -> str:
        return self._translator.text(french, **values)

    def people(
        self, draft: VisitDraft, typed: Mapping[str, str], problem: str
    ) -> CountTable | None:
        """Return how many people there were; nothing for one person."""
        if not draft.kind.is_collective:
            return None
        text = typed.get(PEOPLE, str(draft.people) if draft.people else "")
        line = CountLine(PEOPLE, self._t("Combien de personnes ?"), text)
        return CountTable(PEOPLE, "", (line,), problem=problem)

    def tables(
        self,
        draft: VisitDraft,
        typed: Mapping[str, str],
        wrong: Mapping[str, str],
        *,
        details: bool,
        all_themes: bool,
    ) -> tuple[CountTable, ...]:
        """Return the tables to show; `details` shows the rarer ones too.

        Args:
            draft: The draft.
            typed: What stands in the fields, by key, where it is no number yet.
            wrong: What is wrong, by key of the table.
            details: Whether the details are shown.
            all_themes: Whether every theme is shown.
        """
        if not draft.kind.is_collective:
            return ()
        found: list[CountTable] = []
        if draft.kind is VisitKind.TALLY:
            found += self._themes(draft, typed, wrong, all_themes=all_themes)
        for category in _CAPTIONS:
            if category in _IN_DETAILS and not details:
                continue
            if category is Category.ARRIVAL and draft.kind is not VisitKind.TALLY:
                continue
            found.append(self._table(draft, category, typed, wrong))
        return tuple(found)

    def _terms(self, category: Category) -> tuple[tuple[str, str], ...]:
        lists = self._vocabulary
        if category is Category.ARRIVAL:
            return tuple((one.value, words) for one, words in self._lists.arrival_words())
        terms = {
            Category.GENDER: lists.genders,
            Category.AGE: lists.age_bands,
            Category.STATUS: lists.statuses,
            Category.RETURNING: lists.returning,
            Category.QUARTER: lists.home_quarters,
        }[category]
        told = [(one.code, one.label) for one in terms.terms if one.code != NOT_TOLD]
        # The national list begins with the oldest; beside the buttons of one person, the youngest.
        return tuple(reversed(told) if category is Category.AGE else told)

    def _table(
        self,
        draft: VisitDraft,
        category: Category,
        typed: Mapping[str, str],
        wrong: Mapping[str, str],
    ) -> CountTable:
        terms = self._terms(category)
        n = sum(count_of(draft, category, code) for code, _ in terms)
        told = ""
        if n:
            told = self._t("{n} sur {people}", n=n, people=draft.people)
        return CountTable(
            category.value,
            self._t(_CAPTIONS[category]),
            _lines(draft, category, terms, typed),
            told,
            wrong.get(category.value, ""),
        )

    def _themes(
        self,
        draft: VisitDraft,
        typed: Mapping[str, str],
        wrong: Mapping[str, str],
        *,
        all_themes: bool,
    ) -> list[CountTable]:
        """Return the themes to count, and the procedures once administrative help is counted."""
        category, lists = Category.THEME, self._vocabulary
        counted = [one.code for one in draft.counts if one.category is category]
        shown = self._lists.shown_themes(counted, all_of_them=all_themes)
        terms = tuple((code, lists.themes.label(code)) for code in shown)
        caption = self._t("Combien par thématique ? (au moins une)")
        lines = _lines(draft, category, terms, typed)
        found = [CountTable(category.value, caption, lines, problem=wrong.get(category.value, ""))]
        if ADMINISTRATIVE_HELP in counted:
            procedures = tuple((one.code, one.label) for one in lists.administrative_themes.terms)
            caption = self._t("Pour quelle démarche ? (facultatif)")
            lines = _lines(draft, category, procedures, typed)
            found.append(CountTable(PROCEDURE, caption, lines))
        return found


def _lines(
    draft: VisitDraft,
    category: Category,
    terms: tuple[tuple[str, str], ...],
    typed: Mapping[str, str],
) -> tuple[CountLine, ...]:
    lines = []
    for code, label in terms:
        key, n = f"{category.value}:{code}", count_of(draft, category, code)
        lines.append(CountLine(key, label, typed.get(key, str(n) if n else "")))
    return tuple(lines)
