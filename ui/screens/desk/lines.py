# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists on the left of the post, in words: the day, the requests, the last records."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.attendance import Aside, VisitKind
from kiosk.domain.walkthrough_texts import isolated
from ui.screens.desk.allowed import NOT_A_POST
from ui.screens.desk.day_lines import DayLines
from ui.screens.desk.line_shape import LineShape, LineText
from ui.screens.desk.request_lines import request_line
from ui.screens.desk.state import Deed, DeskLine, DeskTab, LineKind, LineLook
from ui.screens.desk.visit_words import theme_labels
from ui.widgets.visit_form.changes import kind_key
from ui.widgets.visit_form.lists import KIND_NAMES
from ui.wording import date_in_words

if TYPE_CHECKING:
    from kiosk.domain.attendance import Visit
    from kiosk.domain.walkthrough_screen import LateReview
    from kiosk.services.own_word import OwnWord
    from ui.navigation.presenter import Stage
    from ui.screens.desk.state import DeskFacts

MOST_NAMED = 3
_ASIDE_WORDS = {
    Aside.DOUBLE: "En double : ne compte pas",
    Aside.AHEAD: "Date à venir : ne compte pas",
}


class DeskLines:
    """Makes the lines of the lists."""

    def __init__(self, stage: Stage, word: OwnWord, *, sees_names: bool) -> None:
        """Make lines as `LineShape` does, for a machine that may say what `word` says."""
        self._stage = stage
        self._sees_names = sees_names
        self.shape = LineShape(stage, word, sees_names=sees_names)
        self._day = DayLines(stage, self.shape, sees_names=sees_names)

    def _t(self, french: str, **values: object) -> str:
        return self._stage.translator.text(french, **values)

    def title(self, tab: DeskTab) -> str:
        """Return the title of a list."""
        match tab:
            case DeskTab.DAY:
                return self._t("Aujourd’hui")
            case DeskTab.REQUESTS:
                return self._t("Demandes")
            case DeskTab.RECENT:
                return self._t("Derniers notés")

    def late(self, found: tuple[LateReview, ...]) -> tuple[str, str, str]:
        """Return how many guides residents do not see, which and since when, and what to do."""
        if not found:
            return "", "", ""
        translator = self._stage.translator
        named = []
        for one in found[:MOST_NAMED]:
            since = one.due_on + timedelta(days=1)
            day = f"{date_in_words(since, translator)} {since.year}"
            title = isolated(one.card.title, translator.language.code)
            named.append(self._t("« {title} » depuis le {day}", title=title, day=day))
        guides = ", ".join(named)
        told = self._t(
            "{guides}. Relisez-les, puis demandez à la ville une mise à jour.",
            guides=f"{guides}…" if len(found) > MOST_NAMED else guides,
        )
        return (
            self._t("Guides cachés aux habitants, faute de relecture : {n}.", n=len(found)),
            told.replace("….", "…"),
            self._t("Les relire"),
        )

    def tabs(self, facts: DeskFacts) -> tuple[tuple[str, str], ...]:
        """Return the keys and words of the lists, with how many wait."""
        return (
            (DeskTab.DAY.value, self._t("Attendent : {n}", n=len(facts.turns))),
            (DeskTab.REQUESTS.value, self._t("Demandes : {n}", n=len(facts.requests))),
            (DeskTab.RECENT.value, self._t("Notés")),
        )

    def empty(self, tab: DeskTab) -> str:
        """Return the words of a list without lines."""
        match tab:
            case DeskTab.DAY:
                return self._t("Personne n’attend. Aucun rendez-vous aujourd’hui.")
            case DeskTab.REQUESTS:
                return self._t("Aucune demande à traiter.")
            case DeskTab.RECENT:
                return self._t("Rien de noté pour le moment.")

    def notice(self, tab: DeskTab, facts: DeskFacts) -> str:
        """Return what to know of a list: what waits for the network, what may be missing."""
        if tab is DeskTab.RECENT:
            return ""
        told = [] if self.shape.allowed.is_post else [self._t(NOT_A_POST)]
        if facts.turns and not all(turn.is_exact for turn in facts.turns):
            told.append(
                self._t("Sans nouvelles des autres bornes : la file peut être plus longue.")
            )
        if facts.n_intents:
            told.append(
                self._stage.translator.plural(
                    "{n} changement attend le réseau.",
                    "{n} changements attendent le réseau.",
                    facts.n_intents,
                )
            )
        return " ".join(told)

    def lines(self, tab: DeskTab, facts: DeskFacts) -> tuple[DeskLine, ...]:
        """Return the lines of a list."""
        match tab:
            case DeskTab.DAY:
                return self._day.lines(facts)
            case DeskTab.REQUESTS:
                return tuple(
                    request_line(one, self._stage, self.shape, sees_names=self._sees_names)
                    for one in facts.requests
                )
            case DeskTab.RECENT:
                return tuple(self._visit(one) for one in facts.recent)

    def _visit(self, one: Visit) -> DeskLine:
        content = one.content
        kind = kind_key(content)
        people = self._stage.translator.plural("{n} personne", "{n} personnes", content.people)
        # Kind and people tell alike records of a day apart, so that the right one is corrected.
        facts = [
            self._t("{n} min", n=content.duration_min),
            "" if kind == VisitKind.INDIVIDUAL else self._t(KIND_NAMES[kind]),
            people if content.people > 1 else "",
        ]
        key = f"{LineKind.VISIT}:{one.visit_id}"
        is_current = key == self.shape.current
        marks = [
            self._t("En correction") if is_current else "",
            self._t("Corrigé") if one.is_corrected else "",
            self._t("Date passée") if one.is_back_dated else "",
            self._t(_ASIDE_WORDS[one.aside]) if one.aside else "",
        ]
        return self.shape.line(
            key,
            LineText(
                time=f"{content.day.day:02d}/{content.day.month:02d}",
                name=" · ".join(filter(None, facts)),
                detail=theme_labels(content),
                chip=" · ".join(filter(None, marks)),
                look=LineLook.CURRENT if is_current else LineLook.PLAIN,
            ),
            main=Deed.CORRECT,
        )
