# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Exporter »: files by who asks for them, of any days; what was made; what the city received."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kiosk.foundation.events import Topic
from ui.machine_words import machine_text
from ui.screens.exports.offers import kind_words, offer_groups, rows_words
from ui.screens.exports.reconciling import reconciliation_words
from ui.screens.exports.run import ExportRun
from ui.screens.exports.state import ExportsState, JournalLine
from ui.screens.period.choice import coverage_sentences, period_title
from ui.screens.period.presenter import PeriodPresenter
from ui.screens.period.words import period_words
from ui.wording import moment_in_words, sentence_case

if TYPE_CHECKING:
    from kiosk.domain.coverage import Coverage
    from kiosk.domain.export_journal import ExportLine as Noted
    from kiosk.domain.reconciliation import Reconciliation
    from kiosk.services.statistics import StatisticsService
    from ui.navigation.presenter import Stage, View
    from ui.navigation.routes import Place
    from ui.screens.exports.offers import ExportMeans

N_JOURNAL = 8
_ROLE_WORDS = {
    "mediator": "Médiation",
    "volunteer": "Bénévole",
    "coordinator": "Coordination",
    "technician": "Technique",
}


class _Read(NamedTuple):
    """What was read of some days: coverage and totals; and the newest lines of the journal."""

    coverage: Coverage
    totals: Reconciliation
    journal: tuple[Noted, ...]


class ExportsPresenter(PeriodPresenter[ExportsState]):
    """The mind of the page."""

    def __init__(
        self,
        view: View[ExportsState],
        stage: Stage,
        place: Place,
        *,
        statistics: StatisticsService,
        means: ExportMeans,
    ) -> None:
        """Offer files of the days that `place` names, else of the month, made with `means`."""
        super().__init__(view, stage, place)
        self._statistics, self._means = statistics, means
        self._found: _Read | None = None
        self._run = ExportRun(self, self._run_changed)

    def start(self) -> None:
        """Read what the days cover and what was made."""
        self.follow(Topic.ATTENDANCE)
        self.follow(Topic.OUTBOX)
        self._show()
        self._read()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def on_topic(self, topic: Topic) -> None:
        """Read again."""
        del topic
        self._read()

    def leave(self) -> None:
        """Stop a file that is being made: no row leaves once the post is locked."""
        self._run.cancel()
        super().leave()

    # ---- the verbs -------------------------------------------------------------------------

    def export(self, key: str) -> None:
        """Make a file of the days in sight; of days half written none is made."""
        if self.days_stand():
            self._run.begin(self._means.maker(key, self._choice.period))

    def cancel(self) -> None:
        """Stop the file that is being made."""
        self._run.cancel()

    def tick(self) -> None:
        """Show how far the file is."""
        self._run.tick()

    def go_back(self) -> None:
        """Go back to the figures of the month."""
        self.stage.router.back()

    # ---- what comes back -------------------------------------------------------------------

    def show_days(self, *, are_new: bool) -> None:
        """Show other days, and read what there is of them."""
        if are_new:
            self._run.forget()
        self._show()
        if are_new:
            self._read()

    def _read(self) -> None:
        period = self._choice.period

        def job() -> _Read:
            coverage = self._statistics.counted(period).coverage
            totals = self._statistics.reconciliation(period)
            return _Read(coverage, totals, self._means.exports.journal(N_JOURNAL))

        def read(found: _Read) -> None:
            if period == self._choice.period:
                self._found = found
                self._show()

        self.store(job, done=read)

    def _run_changed(self) -> None:
        self._show()
        if not self._run.state.is_busy:
            self._read()

    # ---- the state -------------------------------------------------------------------------

    def _show(self) -> None:
        t, translator, found = self.text, self.stage.translator, self._found
        is_post = self.stage.centre.is_post
        journal = found.journal if found is not None else ()
        self.show(
            ExportsState(
                title=t("Exporter · {period}", period=period_title(self._choice, translator)),
                scope=t(machine_text("Cette borne", is_post=is_post)),
                period=period_words(self._choice, translator, self._problem),
                coverage=coverage_sentences(found.coverage if found else None, translator),
                groups=offer_groups(translator, has_city=self._has_city(), is_post=is_post),
                destination=t("Sur la clé USB, sinon dans le dossier des exports."),
                run=self._run.state,
                reconciliation=reconciliation_words(
                    found.totals, self.stage.clock.now_utc(), translator, is_post=is_post
                )
                if found is not None
                else None,
                journal_title=t("Fichiers déjà faits"),
                journal=tuple(self._noted(line) for line in journal),
                journal_empty=""
                if journal or found is None
                else t("Aucun fichier pour le moment."),
                go_back=t("Précédent"),
            )
        )

    def _has_city(self) -> bool:
        """Say whether a city counts this machine; yes until it is known, so that none is made."""
        if self._found is None:
            return True
        return any(machine.n_city is not None for machine in self._found.totals.machines)

    def _noted(self, line: Noted) -> JournalLine:
        translator = self.stage.translator
        when = moment_in_words(line.made_utc, self.stage.clock.now_utc(), translator)
        role = _ROLE_WORDS.get(line.role, line.role)
        rows = rows_words(line.kind, line.n_rows, translator)
        days = f"{line.first:%d/%m/%Y} – {line.last:%d/%m/%Y}"
        detail = " · ".join((sentence_case(when), self.text(role), days, rows))
        return JournalLine(
            kind_words(line.kind, translator, is_post=self.stage.centre.is_post), detail
        )
