# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Où les personnes s’arrêtent »: each step with who saw it and who left there, as was told.

Only what this machine has told the city is shown: sums of five sessions or more, of ended weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.step_counts import LEAST
from kiosk.domain.step_stops import SUNDAY, monday_of, runs_of
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from ui.machine_words import machine_text
from ui.navigation.presenter import Presenter
from ui.wording import date_in_words, grouped_number

if TYPE_CHECKING:
    from kiosk.domain.step_stops import StepLine, Stops, WalkthroughStops
    from kiosk.services.step_counts import StepCountService
    from kiosk.services.walkthroughs import WalkthroughService
    from ui.navigation.presenter import Stage, View


@dataclass(frozen=True, slots=True)
class StopLine:
    """A step: its words, its figures, and the share of those who left; 0.0 to 1.0."""

    label: str
    value: str
    share: float


@dataclass(frozen=True, slots=True)
class StopCard:
    """A walkthrough and its steps, most left first."""

    title: str
    note: str
    lines: tuple[StopLine, ...]


@dataclass(frozen=True, slots=True)
class StopsState:
    """Everything the page shows.

    Attributes:
        title: Its title.
        scope: What the figures cover.
        weeks: Which weeks.
        rule: What is never shown.
        missing: Weeks without a figure; empty when none lacks.
        alarm: Heading and lines of steps where the site looked different; empty for none.
        cards: Walkthroughs, most left first.
        empty: Words when there is nothing to show.
        go_back: Word of the button that goes back.
    """

    title: str
    scope: str
    weeks: str
    rule: str
    missing: str
    alarm: tuple[str, ...]
    cards: tuple[StopCard, ...]
    empty: str
    go_back: str


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read: the figures, and the words of each guide by step ("" for its title)."""

    stops: Stops
    words: dict[str, dict[str, str]]


class StopsPresenter(Presenter[StopsState]):
    """The mind of the page."""

    def __init__(
        self,
        view: View[StopsState],
        stage: Stage,
        *,
        step_counts: StepCountService,
        walkthroughs: WalkthroughService,
    ) -> None:
        """Show the statements of `step_counts` in the words of `walkthroughs`."""
        super().__init__(view, stage)
        self._step_counts, self._walkthroughs = step_counts, walkthroughs
        self._read: _Read | None = None

    def start(self) -> None:
        """Read the figures."""
        self.follow(Topic.ATTENDANCE)
        self._show()
        self._count()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._count()

    def on_topic(self, topic: Topic) -> None:
        """Read again."""
        del topic
        self._count()

    def go_back(self) -> None:
        """Go back to the figures of the month."""
        self.stage.router.back()

    def _count(self) -> None:
        language = self.stage.translator.language.code

        def job() -> _Read:
            stops = self._step_counts.stops()
            words = {
                one.walkthrough_id: self._words_of(one.walkthrough_id, language)
                for one in stops.walkthroughs
            }
            return _Read(stops, words)

        def done(read: _Read) -> None:
            self._read = read
            self._show()

        self.store(job, done=done)

    def _words_of(self, walkthrough_id: str, language: str) -> dict[str, str]:
        """Return the words of a guide that is here, by step; those with a gap keep their name."""
        try:
            texts = self._walkthroughs.start(walkthrough_id).walkthrough.texts_in(language)
        except Refused:
            return {}
        titles = {"": texts.title} | {name: step.title for name, step in texts.steps.items()}
        return {name: title for name, title in titles.items() if "{" not in title}

    # ---- the state -------------------------------------------------------------------------

    def _show(self) -> None:
        t, read = self.text, self._read
        stops = read.stops if read is not None else None
        self.show(
            StopsState(
                title=t("Où les personnes s’arrêtent"),
                scope=t(machine_text("Cette borne", is_post=self.stage.centre.is_post)),
                weeks=self._weeks(stops.first_week, stops.last_week) if stops else "",
                rule=t("On compte des passages. Sous {n}, rien n’est montré.", n=LEAST),
                missing=self._missing(stops) if stops else "",
                alarm=self._alarm(read) if read is not None else (),
                cards=tuple(self._card(one, read) for one in stops.walkthroughs)
                if stops and read
                else (),
                empty=t("Rien à montrer pour le moment.")
                if stops and not stops.walkthroughs
                else "",
                go_back=t("Précédent"),
            )
        )

    def _weeks(self, first_week: str, last_week: str) -> str:
        translator = self.stage.translator
        return self.text(
            "Du {first} au {last}",
            first=date_in_words(monday_of(first_week), translator),
            last=date_in_words(monday_of(last_week) + SUNDAY, translator),
        )

    def _missing(self, stops: Stops) -> str:
        weeks = [week for _, missing in stops.missing for week in missing]
        if not weeks:
            return ""
        runs = [self._weeks(run[0], run[-1]) for run in runs_of(weeks)]
        return self.text("Semaines sans donnée : {weeks}", weeks=", ".join(runs).lower())

    def _alarm(self, read: _Read) -> tuple[str, ...]:
        found = read.stops.different_screens
        if not found:
            return ()
        lines = [
            self.text(
                "{guide}, « {step} » : {n} passages",
                guide=_word(read, walkthrough_id, ""),
                step=_word(read, walkthrough_id, step_id),
                n=grouped_number(n),
            )
            for walkthrough_id, step_id, n in found
        ]
        return (self.text("Écran différent du guide : le site a peut-être changé."), *lines)

    def _card(self, one: WalkthroughStops, read: _Read) -> StopCard:
        title = _word(read, one.walkthrough_id, "")
        lines = tuple(self._line(line, one.walkthrough_id, read) for line in one.lines)
        note = self.text("{n} passages arrêtés", n=grouped_number(one.n_left))
        if not one.n_left:
            note = self.text("moins de {n} passages arrêtés", n=LEAST)
        return StopCard(title, note, lines)

    def _line(self, line: StepLine, walkthrough_id: str, read: _Read) -> StopLine:
        label = _word(read, walkthrough_id, line.step_id)
        seen = grouped_number(line.n_seen)
        if line.left_percent is None:
            return StopLine(label, self.text("vue par moins de {n}", n=LEAST), 0.0)
        if not line.n_left:
            words = self.text("moins de {n} arrêts sur {seen}", n=LEAST, seen=seen)
            return StopLine(label, words, 0.0)
        left = grouped_number(line.n_left)
        words = self.text("{n} arrêts sur {seen}", n=left, seen=seen)
        return StopLine(label, words, line.left_percent / 100)


def _word(read: _Read, walkthrough_id: str, step_id: str) -> str:
    """Return the words of a step, or of a guide for ""; its name where the guide is not here."""
    words = read.words.get(walkthrough_id, {})
    return words.get(step_id, step_id or walkthrough_id)
