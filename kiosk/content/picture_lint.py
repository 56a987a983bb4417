# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks pictures: each is there, and each means one thing only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.plain_language import fold
from kiosk.content.problems import Severity
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from kiosk.content.fields import Notes
    from kiosk.content.structure import Lines
    from kiosk.domain.walkthroughs import Registries, Step, Walkthrough

# Yes, no, "something else" and their like: a sign, not a picture of a thing.
SIGNS = frozenset({"check", "x", "dots", "question-mark", "help", "plus", "minus", "circle"})


def lint_pictures(
    walkthrough: Walkthrough, registries: Registries, *, lines: Lines, notes: Notes
) -> None:
    """Note the icons that are not there (E212) and those with two meanings (W502)."""
    lint_icon(walkthrough.icon, 1, notes)
    for step in walkthrough.steps:
        line = lines[step.step_id]
        for name in (step.icon, *(option.icon for option in step.options)):
            lint_icon(name, line, notes)
        icons = [option.icon for option in step.options]
        icons += [registries.papers[need.paper_id].icon for need in step.papers]
        for name in dict.fromkeys(icons):
            if icons.count(name) > 1:
                message = f"étape {step.step_id} : l’icône « {name} » y sert deux fois"
                notes.add(line, "W502", message, severity=Severity.WARNING)
    _lint_meanings(walkthrough, registries, lines, notes)


def lint_icon(name: str, line: int, notes: Notes) -> None:
    """Note an icon that is not in assets/icons."""
    if name and not asset_path("icons", f"{name}.svg").is_file():
        message = f"icône « {name} » : mettre {name}.svg dans assets/icons"
        notes.add(line, "E212", message, severity=Severity.ERROR)


def _lint_meanings(
    walkthrough: Walkthrough, registries: Registries, lines: Lines, notes: Notes
) -> None:
    """Warn of an icon that stands for one paper and for another thing in the same walkthrough."""
    papers: dict[str, str] = {}
    for step in walkthrough.steps:
        for need in step.papers:
            paper = registries.papers[need.paper_id]
            name = paper.names[SOURCE_LANGUAGE]
            before = papers.setdefault(paper.icon, name)
            if before != name:
                _two_meanings(paper.icon, (before, name), lines[step.step_id], notes)
    for step in walkthrough.steps:
        for icon, label in _labelled(walkthrough, step):
            if icon in papers and icon not in SIGNS and not _alike(papers[icon], label):
                _two_meanings(icon, (papers[icon], label), lines[step.step_id], notes)


def _two_meanings(icon: str, meanings: tuple[str, str], line: int, notes: Notes) -> None:
    message = (
        f"l’icône « {icon} » veut dire « {meanings[0]} » et « {meanings[1]} » : en changer une"
    )
    notes.add(line, "W502", message, severity=Severity.WARNING)


def _labelled(walkthrough: Walkthrough, step: Step) -> list[tuple[str, str]]:
    told = walkthrough.texts[SOURCE_LANGUAGE].steps[step.step_id].options
    return [(option.icon, told.get(str(option.value), "")) for option in step.options]


def _alike(paper: str, label: str) -> bool:
    """Say whether two names share a word of weight: « Carte d’identité », « La carte ».

    A yes or a no takes the picture of what was asked.
    """
    if fold(label).startswith(("oui", "non")):
        return True
    of_paper, of_label = (
        {word for word in fold(text).replace("’", " ").split() if len(word) > 3}  # noqa: PLR2004
        for text in (paper, label)
    )
    return not label or bool(of_paper & of_label)
