# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps walkthroughs from asking who one is, and from shutting out who has no phone or e-mail.

A walkthrough asks about situations, never about identity: a kiosk is public and forgets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kiosk.content.plain_language import fold
from kiosk.content.problems import Severity
from kiosk.content.structure import targets
from kiosk.domain.conditions import evaluate
from kiosk.domain.walkthroughs import ASKING, SOURCE_LANGUAGE, EndOutcome, StepKind

if TYPE_CHECKING:
    from kiosk.content.fields import Notes
    from kiosk.content.structure import Lines
    from kiosk.domain.walkthroughs import Step, Walkthrough

_WHO = (
    r"(?:pr[ée]nom|nom(?: de famille)?|date de naissance|lieu de naissance|adresse|num[ée]ro|"
    r"nationalit[ée]|religion|mot de passe|code secret|e-mail|mail|courriel|iban|signature)"
)
_ASKS = re.compile(
    rf"\bquel(?:le)?s?\s+(?:est|sont)\s+(?:votre|vos)\s+(?:\w+\s+)?{_WHO}\b"
    rf"|^(?:votre|vos)\s+{_WHO}\b[^?]*\?"
    rf"|\b(?:[ée]crivez|tapez|donnez|dites|indiquez|entrez)\s+(?:ici\s+)?(?:votre|vos)\s+{_WHO}\b"
    r"|\bcomment vous appelez-vous\b|\bquand [êe]tes-vous n[ée]e?\b"
)
_FACTS = frozenset(
    {
        "nom",
        "prenom",
        "nom_de_famille",
        "date_naissance",
        "naissance",
        "nir",
        "numero_secu",
        "adresse",
        "telephone",
        "courriel",
        "email",
        "mail",
        "iban",
        "numero",
        "numero_allocataire",
        "mot_de_passe",
        "code",
        "nationalite",
        "religion",
        "signature",
    }
)
_MEANS = re.compile(
    r"\bavez-vous\s+(?:une? |votre |acc[èe]s à votre )?(?:num[ée]ro de |adresse )?"
    r"(?:t[ée]l[ée]phone|portable|e-mail|mail|courriel)\b"
)
_ASKED_HERE = frozenset({*ASKING, StepKind.INFO, StepKind.PAPERS})
_NO = "non"


def lint_identity(walkthrough: Walkthrough, *, lines: Lines, notes: Notes) -> None:
    """Note each question that asks who the person is (E308)."""
    french = walkthrough.texts[SOURCE_LANGUAGE].steps
    for step in walkthrough.steps:
        told = french.get(step.step_id)
        if told is None or step.kind not in _ASKED_HERE:
            continue
        said = [told.title, told.text, told.help_text] if step.kind in ASKING else [told.title]
        found = next((text for text in said if _ASKS.search(fold(text))), None)
        if found is None and step.kind in ASKING and _is_identity(step, fold(told.title)):
            found = f"fait {step.fact}"
        if found is not None:
            message = f"étape {step.step_id} : ne pas demander qui est la personne : « {found} »"
            notes.add(lines[step.step_id], "E308", message, severity=Severity.ERROR)


def _is_identity(step: Step, title: str) -> bool:
    """Say whether a fact holds identity; "avez-vous…" asks whether a thing is there, not which."""
    values = {str(option.value) for option in step.options}
    name = step.fact.replace("-", "_")
    return name in _FACTS and not values & {"oui", _NO} and "avez-vous" not in title


def lint_means(walkthrough: Walkthrough, *, lines: Lines, notes: Notes) -> None:
    """Note each question where having no phone or e-mail leads to nobody (E309)."""
    steps = {step.step_id: step for step in walkthrough.steps}
    french = walkthrough.texts[SOURCE_LANGUAGE].steps
    for step in walkthrough.steps:
        told = french.get(step.step_id)
        if step.kind is not StepKind.QUESTION or told is None:
            continue
        is_about_means = _MEANS.search(fold(told.title)) is not None
        if not is_about_means or _NO not in {option.value for option in step.options}:
            continue
        if not any(_helps(steps[name]) for name in _reached(_after_no(step), steps)):
            message = (
                f"étape {step.step_id} : sans téléphone ni e-mail, aucun chemin ne mène à une "
                "personne, à un rendez-vous ou à un autre parcours"
            )
            notes.add(lines[step.step_id], "E309", message, severity=Severity.ERROR)


def _helps(step: Step) -> bool:
    return (
        step.outcome is EndOutcome.PERSON
        or step.kind is StepKind.APPOINTMENT
        or bool(step.opens_walkthrough)
    )


def _after_no(step: Step) -> list[str]:
    """Return where "non" may lead: up to the first branch that surely holds."""
    found = []
    for branch in step.branches:
        held = branch.condition is None or evaluate(branch.condition, {step.fact: _NO})
        if held is not False:
            found.append(branch.target)
        if held is True:
            break
    return found


def _reached(begin: list[str], steps: dict[str, Step]) -> set[str]:
    seen: set[str] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(targets(steps[name]))
    return seen
