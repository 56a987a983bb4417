# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ways of `tests.yaml`, as what a person touches on each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.content.condition_reading import fact_value
from kiosk.content.path_tests import ALL_PAPERS, DONT_KNOW, NO_PAPERS
from kiosk.content.yaml_tree import read_yaml
from kiosk.domain.walkthroughs import GO_ON, StepKind
from kiosk.foundation.clock import SystemClock
from kiosk.foundation.resources import asset_path
from kiosk.services.walkthroughs import WalkthroughService
from tests.tour.seeing_text import tidy

if TYPE_CHECKING:
    from kiosk.content.yaml_tree import Node
    from kiosk.domain.walkthrough_run import Run


@dataclass(frozen=True, slots=True)
class Touched:
    """One step: its title, what is ticked, what is touched to go on."""

    step_id: str
    title: str
    ticks: tuple[str, ...]
    goes_on: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way through a walkthrough, with the title of its end."""

    walkthrough_id: str
    title: str
    steps: tuple[Touched, ...]
    end: str


class Ways:
    """The walkthroughs that ship, played without a screen to know what to touch on it."""

    def __init__(self) -> None:
        """Read the content as the program does."""
        self._folder = asset_path("content")
        self._service = WalkthroughService(self._folder, None, SystemClock())

    def title(self, walkthrough_id: str, language: str = "fr") -> str:
        """Return the title of a walkthrough."""
        cards = self._service.cards(language)
        return tidy(next(card.title for card in cards if card.walkthrough_id == walkthrough_id))

    def theme_label(self, walkthrough_id: str) -> str:
        """Return the French heading under which a walkthrough stands."""
        theme = next(
            card.theme
            for card in self._service.cards("fr")
            if card.walkthrough_id == walkthrough_id
        )
        return next(tidy(one.label) for one in self._service.themes("fr") if one.theme_id == theme)

    def way(self, walkthrough_id: str, at: int = 0, language: str = "fr") -> Way:
        """Return the way number `at` of the tests of a walkthrough."""
        file = self._folder / walkthrough_id / "tests.yaml"
        tests = read_yaml(file, file.name).value["tests"].value
        run = self._service.start(walkthrough_id)
        steps = []
        for line in tests[at].value["reponses"].value:
            _, given = next(iter(line.value.items()))
            touched, run = self._step(run, given, language)
            steps.append(touched)
        end = self._service.screen(run, language)
        title = self.title(walkthrough_id, language)
        return Way(walkthrough_id, title, tuple(steps), tidy(end.title))

    def _step(self, run: Run, given: Node, language: str) -> tuple[Touched, Run]:
        screen = self._service.screen(run, language)
        ticks: list[str] = []
        if given.value == DONT_KNOW:
            label, after = "Je ne sais pas", self._service.dont_know(run)
        elif run.step.kind is StepKind.PAPERS:
            wanted = given.value
            names = [] if wanted in {NO_PAPERS, GO_ON} else wanted
            for paper in screen.papers:
                if wanted == ALL_PAPERS or paper.paper_id in names:
                    ticks.append(tidy(paper.name))
                    run = self._service.toggle_paper(run, paper.paper_id)
            label, after = "Continuer", self._service.answer(run, GO_ON)
        else:
            value = fact_value(given)
            options = {option.value: tidy(option.label) for option in screen.options}
            label = options.get(value, "Continuer")
            after = self._service.answer(run, value)
        return Touched(run.step_id, tidy(screen.title), tuple(ticks), label), after

    def title_of_step(self, walkthrough_id: str, step_id: str, language: str) -> str:
        """Return the title of a step in a language."""
        run = self._service.start(walkthrough_id)
        while run.step_id != step_id:
            run = self._service.dont_know(run)
        return tidy(self._service.screen(run, language).title)
