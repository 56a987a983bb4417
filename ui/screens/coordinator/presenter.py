# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coordinator's page: five figures with their scope, the themes, the exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.periods import month_of
from kiosk.domain.sections import signed
from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from ui.machine_words import machine_text
from ui.navigation.presenter import Presenter
from ui.navigation.routes import Route
from ui.screens.exports.offers import FIRST_OFFERS, TEAM_SHORT_RULE, export_lines
from ui.screens.exports.run import ExportRun
from ui.screens.period.choice import PeriodChoice, Span, coverage_sentences
from ui.screens.statistics.section_words import said
from ui.wording import days_in_words, grouped_number, month_name

if TYPE_CHECKING:
    from kiosk.domain.periods import Period
    from kiosk.domain.statistics import Figures
    from kiosk.services.statistics import StatisticsService
    from ui.navigation.presenter import Stage, View
    from ui.screens.exports.offers import ExportLine, ExportMeans
    from ui.screens.exports.run import RunState

N_THEMES = 6


@dataclass(frozen=True, slots=True)
class FigureCard:
    """One figure: what, how much, and a line that puts it in its place."""

    caption: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A theme and how often; `share` is its length, 0.0 to 1.0 of the longest."""

    label: str
    value: str
    share: float


@dataclass(frozen=True, slots=True)
class CoordinatorState:
    """Everything the page shows.

    Attributes:
        title: « Fréquentation · octobre 2026 ».
        before: Name of the button of the month before.
        after: Name of the button of the month after.
        can_go_after: Whether there is one.
        scope: What the figures cover.
        figures: The five figures.
        themes_title: Title of the chart.
        themes_note: That a visit may have several.
        bars: Longest first.
        unshown: How many other themes there are, in words; empty where the chart shows all.
        empty: Words when there is none.
        as_table: Word of the button that shows the table, or the chart again.
        shows_table: Whether the table is in sight.
        table: Every theme with its number.
        exports_title: Title of the exports.
        exports_rule: That these files are for the team alone.
        exports: What can be made.
        destination: Where files go.
        coverage: What the figures lack, each in a sentence.
        statistics: Word of the button to every heading of the statistics.
        stops: Word of the button to where people stop.
        voices: Word of the button that records voices.
        all_exports: Word of the button to every file.
        run: The file that is being made, or the last one.
    """

    title: str
    before: str
    after: str
    can_go_after: bool
    scope: str
    figures: tuple[FigureCard, ...]
    themes_title: str
    themes_note: str
    bars: tuple[Bar, ...]
    unshown: str
    empty: str
    as_table: str
    shows_table: bool
    table: tuple[tuple[str, str], ...]
    exports_title: str
    exports_rule: str
    exports: tuple[ExportLine, ...]
    destination: str
    coverage: tuple[str, ...]
    statistics: str
    stops: str
    voices: str
    all_exports: str
    run: RunState


class CoordinatorPresenter(Presenter[CoordinatorState]):
    """The mind of the page."""

    def __init__(
        self,
        view: View[CoordinatorState],
        stage: Stage,
        *,
        statistics: StatisticsService,
        means: ExportMeans,
    ) -> None:
        """Count this machine's rows; make files with `means`."""
        super().__init__(view, stage)
        self._statistics, self._means = statistics, means
        self._period = month_of(paris_day(stage.clock.now_utc()))
        self._figures: Figures | None = None
        self._shows_table = False
        self._run = ExportRun(self, self._show)

    def start(self) -> None:
        """Count the month."""
        self.follow(Topic.ATTENDANCE)
        self._count()

    def leave(self) -> None:
        """Stop a file that is being made: no row leaves once the post is locked."""
        self._run.cancel()
        super().leave()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def on_topic(self, topic: Topic) -> None:
        """Count again."""
        del topic
        self._count()

    # ---- the verbs -------------------------------------------------------------------------

    def go_before(self) -> None:
        """Show the month before."""
        self._move(self._period.first - timedelta(days=1))

    def go_after(self) -> None:
        """Show the month after, up to this one."""
        if self._has_after():
            self._move(self._period.last + timedelta(days=1))

    def toggle_table(self) -> None:
        """Show the table instead of the chart, or the chart again."""
        self._shows_table = not self._shows_table
        self._show()

    def export(self, key: str) -> None:
        """Make a file of the month."""
        self._run.begin(self._means.maker(key, self._period))

    def cancel(self) -> None:
        """Stop the file that is being made."""
        self._run.cancel()

    def tick(self) -> None:
        """Show how far the file is."""
        self._run.tick()

    def show_statistics(self) -> None:
        """Show every heading of the statistics, for the same month."""
        self.stage.router.go(Route.STATISTICS, **self._month_params())

    def show_exports(self) -> None:
        """Show every file that can be made, for the same month."""
        self.stage.router.go(Route.EXPORTS, **self._month_params())

    def show_stops(self) -> None:
        """Show where people stop in walkthroughs."""
        self.stage.router.go(Route.STOPS)

    def show_voices(self) -> None:
        """Go and record voices for the walkthroughs."""
        self.stage.router.go(Route.RECORDINGS)

    # ---- what comes back -------------------------------------------------------------------

    def _move(self, day: date) -> None:
        self._period = month_of(day)
        self._figures = None
        self._run.forget()
        self._count()

    def _month_params(self) -> dict[str, str]:
        today = paris_day(self.stage.clock.now_utc())
        return PeriodChoice(Span.MONTH, self._period, today).params()

    def _count(self) -> None:
        self._show()
        period = self._period

        def counted(figures: Figures) -> None:
            if figures.period == self._period:
                self._figures = figures
                self._show()

        self.store(lambda: self._statistics.figures(period), done=counted)

    # ---- the state -------------------------------------------------------------------------

    def _has_after(self) -> bool:
        return self._period.last < paris_day(self.stage.clock.now_utc())

    def _month(self, period: Period) -> str:
        return f"{month_name(period.first, self.stage.translator)} {period.first.year}"

    def _show(self) -> None:
        t, counted, is_post = self.text, self._figures, self.stage.centre.is_post
        themes = counted.by_theme if counted is not None else ()
        rows = [(said(count.label, self.stage.translator), count.n or 0) for count in themes]
        most = max((n for _, n in rows), default=1)
        self.show(
            CoordinatorState(
                title=t("Fréquentation · {month}", month=self._month(self._period)),
                before=t("Mois d’avant"),
                after=t("Mois d’après"),
                can_go_after=self._has_after(),
                scope=t(machine_text("Cette borne", is_post=is_post)),
                figures=self._cards(counted) if counted is not None else (),
                themes_title=t("Thématiques"),
                themes_note=t("(plusieurs possibles par accompagnement)"),
                bars=tuple(Bar(label, grouped_number(n), n / most) for label, n in rows[:N_THEMES]),
                unshown=self._unshown(len(rows) - N_THEMES),
                empty="" if rows or counted is None else t("Rien de noté ce mois-ci."),
                as_table=t("Graphique") if self._shows_table else t("Tableau"),
                shows_table=self._shows_table,
                table=tuple((label, grouped_number(n)) for label, n in rows),
                exports_title=t("Exporter pour…"),
                exports_rule=t(TEAM_SHORT_RULE),
                exports=export_lines(self.stage.translator, FIRST_OFFERS),
                destination=t("Sur la clé USB, sinon dans le dossier des exports."),
                coverage=coverage_sentences(
                    counted.coverage if counted is not None else None, self.stage.translator
                ),
                statistics=t("Toutes les statistiques"),
                stops=t("Où les personnes s’arrêtent"),
                voices=t("Enregistrer une voix"),
                all_exports=t("Tous les exports"),
                run=self._run.state,
            )
        )

    def _unshown(self, n: int) -> str:
        if n <= 0 or self._shows_table:
            return ""
        return self.stage.translator.plural(
            "et {n} autre thématique, dans le tableau",
            "et {n} autres thématiques, dans le tableau",
            n,
        )

    def _cards(self, counted: Figures) -> tuple[FigureCard, ...]:
        t = self.text
        n_missing = len(counted.missing_days)
        days = t("Tous les jours ouverts")
        if n_missing:
            days = days_in_words(counted.missing_days, self.stage.translator)
        finished = self._percent(counted.alone_percent)
        return (
            FigureCard(
                t("Accompagnements"), grouped_number(counted.n_visits), self._change(counted)
            ),
            FigureCard(
                t(machine_text("Passages sur la borne", is_post=self.stage.centre.is_post)),
                grouped_number(counted.n_sessions),
                self.stage.translator.plural(
                    "{n} démarche ouverte", "{n} démarches ouvertes", counted.n_walkthroughs
                ),
            ),
            FigureCard(
                t("Rendez-vous honorés"),
                self._percent(counted.honoured_percent),
                self.stage.translator.plural(
                    "{n} absence non excusée", "{n} absences non excusées", counted.n_absent
                ),
            ),
            FigureCard(t("Démarches finies sans aide"), finished, self._usual_time(counted)),
            FigureCard(
                t("Jours sans donnée"),
                self.stage.translator.plural("{n} jour", "{n} jours", n_missing),
                days,
            ),
        )

    def _percent(self, percent: int | None) -> str:
        return self.text("—") if percent is None else f"{percent} %"

    def _usual_time(self, counted: Figures) -> str:
        if counted.alone_median_min is None:
            return self.text("Pas encore de démarche finie")
        return self.text("{n} min en général", n=counted.alone_median_min)

    def _change(self, counted: Figures) -> str:
        if not counted.period.is_over(paris_day(self.stage.clock.now_utc())):
            return self.text("Mois en cours")
        percent = counted.visits_change_percent
        if percent is None:
            return self.text("Rien à comparer le mois d’avant")
        month = month_name(self._period.previous().first, self.stage.translator)
        return self.text("{percent} % sur {month}", percent=signed(percent), month=month)
