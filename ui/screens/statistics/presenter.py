# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Toutes les statistiques »: every heading, of any days and any kind of record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.attendance import VisitKind
from kiosk.domain.sections import Chart
from kiosk.domain.statistics import Choice
from kiosk.foundation.events import Topic
from kiosk.foundation.translation import Translator
from ui.machine_words import machine_text
from ui.printing.sheets import PrintState
from ui.printing.sheets_statistics import statistics_sheet
from ui.screens.period.choice import coverage_sentences, period_problem, period_title
from ui.screens.period.presenter import PeriodPresenter
from ui.screens.period.words import period_words
from ui.screens.statistics.reading import Asked
from ui.screens.statistics.section_words import said, section_words
from ui.screens.statistics.state import Heading, StatisticsState
from ui.wording import sentence_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.domain.periods import Period
    from kiosk.domain.sections import Section
    from kiosk.foundation.errors import Refused
    from ui.navigation.presenter import Stage, View
    from ui.navigation.routes import Place
    from ui.printing.sheets import Printing
    from ui.screens.statistics.reading import Read, Reading

ALL_KINDS = "all"
KIND_WORDS = {
    ALL_KINDS: "Tous les accompagnements",
    VisitKind.INDIVIDUAL.value: "Individuels",
    VisitKind.BRIEF.value: "Demandes ponctuelles",
    VisitKind.WORKSHOP.value: "Ateliers",
    VisitKind.GROUP.value: "Groupes",
    VisitKind.TALLY.value: "Comptages papier",
}
_HEADING_MEMO = "heading"


class StatisticsPresenter(PeriodPresenter[StatisticsState]):
    """The mind of the page."""

    def __init__(
        self,
        view: View[StatisticsState],
        stage: Stage,
        place: Place,
        *,
        read: Read,
        printing: Printing,
    ) -> None:
        """Show the days that `place` names, else the month, as `read` counts them."""
        super().__init__(view, stage, place)
        self._read, self._printing = read, printing
        self._kind, self._kinds_shown = ALL_KINDS, False
        self._heading = str(place.memo.get(_HEADING_MEMO, ""))
        self._counted: Reading | None = None
        self._told = ""
        self._is_well = True

    def start(self) -> None:
        """Count."""
        self.follow(Topic.ATTENDANCE)
        self._count()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def on_topic(self, topic: Topic) -> None:
        """Count again."""
        del topic
        self._count()

    # ---- the verbs -------------------------------------------------------------------------

    def toggle_kinds(self) -> None:
        """Show the kinds of records to choose from, or hide them."""
        self._kinds_shown = not self._kinds_shown
        self._show()

    def take_kind(self, key: str) -> None:
        """Count one kind of record, or all of them."""
        if key != self._kind:
            self._kind = key
            self._count()
        else:
            self._show()

    def take_heading(self, key: str) -> None:
        """Show another heading."""
        self._heading, self._told = key, ""
        self._place.memo[_HEADING_MEMO] = key
        self._show()

    def print_one(self) -> None:
        """Print the heading in sight."""
        section = self._section()
        if section is not None and self.days_stand():
            self._print((section,))

    def print_all(self) -> None:
        """Print every heading."""
        if self._counted is not None and self.days_stand():
            self._print(self._counted.sections)

    def go_back(self) -> None:
        """Go back to the figures of the month."""
        self.stage.router.back()

    # ---- what comes back -------------------------------------------------------------------

    def show_days(self, *, are_new: bool) -> None:
        """Show other days, counted anew."""
        if are_new:
            self._count()
        else:
            self._show()

    def check_days(self, period: Period) -> None:
        """Refuse what no figures are made of."""
        Choice(period)

    def problem_of(self, error: Refused) -> str:
        """Return what is wrong with the days; figures take fewer of them than files."""
        return period_problem(error, self.stage.translator, of_figures=True)

    def _asked(self) -> Asked:
        kinds = frozenset() if self._kind == ALL_KINDS else frozenset({VisitKind(self._kind)})
        return Asked(self._choice.period, kinds)

    def _count(self) -> None:
        self._counted, self._told = None, ""
        self._show()
        asked = self._asked()

        def counted(reading: Reading) -> None:
            if asked == self._asked():
                self._counted = reading
                self._show()

        self.store(lambda: self._read(asked), done=counted)

    def _section(self) -> Section | None:
        """Return the heading in sight: the one chosen, else the first that has a chart."""
        sections = self._counted.sections if self._counted is not None else ()
        chosen = (one for one in sections if one.key == self._heading)
        drawn = (one for one in sections if one.lines and one.chart is not Chart.NONE)
        return next(chosen, next(drawn, None))

    def _print(self, sections: Sequence[Section]) -> None:
        counted = self._counted
        if counted is None:
            return
        french = Translator("fr")
        subtitle = " · ".join(
            (sentence_case(period_title(self._choice, french)), counted.coverage.title())
        )
        lacks = coverage_sentences(counted.coverage, french)
        if self._kind != ALL_KINDS:
            lacks = (french.text(KIND_WORDS[self._kind]), *lacks)
        self._printing.submit(statistics_sheet(subtitle, lacks, sections), self._printed)

    def _printed(self, state: PrintState) -> None:
        if not self.scope.is_open:
            return
        words = {
            PrintState.SENDING: "La feuille s’imprime.",
            PrintState.PRINTED: "La feuille est imprimée.",
            PrintState.FAILED: "Le papier ne sort pas. Voyez l’imprimante.",
        }
        self._told, self._is_well = self.text(words[state]), state is not PrintState.FAILED
        self._show()

    # ---- the state -------------------------------------------------------------------------

    def _show(self) -> None:
        t, translator, counted = self.text, self.stage.translator, self._counted
        section = self._section()
        self.show(
            StatisticsState(
                title=t("Statistiques · {period}", period=period_title(self._choice, translator)),
                scope=t(machine_text("Cette borne", is_post=self.stage.centre.is_post)),
                period=period_words(self._choice, translator, self._problem),
                kinds=tuple((key, t(word)) for key, word in KIND_WORDS.items()),
                kind=self._kind,
                kinds_caption=t("Compter"),
                kinds_shown=self._kinds_shown,
                filter=t(KIND_WORDS[self._kind]),
                coverage=coverage_sentences(counted.coverage if counted else None, translator),
                headings=self._headings(),
                heading=section.key if section else "",
                section=section_words(section, translator) if section else None,
                counting="" if section else t("Les chiffres se comptent…"),
                print_one=t("Imprimer ce tableau"),
                print_all=t("Tout imprimer"),
                told=self._told,
                is_well=self._is_well,
                go_back=t("Précédent"),
            )
        )

    def _headings(self) -> tuple[Heading, ...]:
        """Return every heading, those of the national tool first, each group with its words."""
        sections = self._counted.sections if self._counted is not None else ()
        found: list[Heading] = []
        for national, caption in (
            (True, "Comme dans l’outil national"),
            (False, "En plus, ici"),
        ):
            group = [one for one in sections if one.is_national is national]
            found += [
                Heading(
                    one.key,
                    said(one.title, self.stage.translator),
                    said(one.above, self.stage.translator) or ("" if at else self.text(caption)),
                )
                for at, one in enumerate(group)
            ]
        return tuple(found)
