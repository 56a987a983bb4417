# SPDX-License-Identifier: AGPL-3.0-or-later
"""Turns the questions that a sheet asks into blocks: guided searches, questionnaires, lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kiosk.content.service_public.blocks import Block, Choice, Choose, Leaf
from kiosk.content.service_public.inline import clean
from kiosk.content.service_public.sheet_context import MAX_TITLE

if TYPE_CHECKING:
    from kiosk.content.service_public.sheet_context import Context
    from kiosk.content.service_public.sheet_xml import Element

SHEET_ID = re.compile(r"[FNR][0-9]{1,6}")
FIRST_QUESTION = "Quelle est votre situation ?"
NEXT_QUESTION = "Et plus précisément ?"
WHICH_SHEET = "Que cherchez-vous ?"
_LINKED = ("SousDossier", "Fiche", "SousTheme", "Dossier")


def read_guided_search(problems: Element, context: Context) -> list[Block]:
    """Return the questions of ``Problematiques``: one a level, ends that name their sheet."""
    context.ledger.use(problems)
    choices = [_branch(one, context, "q") for one in problems.named("Problematique")]
    return _question(FIRST_QUESTION, "", "q", choices)


def _branch(element: Element, context: Context, above: str) -> Choice:
    context.ledger.use(element)
    label = context.title(element) or "Autre cas"
    true, false = _assigned(element, context)
    # A variable names its branch for good; where there is none, its words do.
    stem = f"{above}_{min(true).lower()}" if true else f"{above}_{label}"
    key = context.key(stem if len(stem) <= 40 else f"q_{stem[-36:]}")  # noqa: PLR2004 - slug's bound
    help_text = context.text(element.first("Aide"))
    inner = [_branch(one, context, key) for one in element.named("Branche")]
    body: list[Block] = _question(NEXT_QUESTION, label, key, inner) if inner else []
    if not inner:
        link = element.first("LienInterne")
        target = link.get("LienPublication").strip() if link is not None else ""
        if SHEET_ID.fullmatch(target):
            context.ledger.use(link)
            body.append(Leaf(label, target))
    if help_text:
        label_help = f"« {label} » : {help_text}"
        return Choice(label, label, true, false, None, body, help_text=label_help)
    return Choice(label, label, true, false, None, body)


def _assigned(element: Element, context: Context) -> tuple[frozenset[str], frozenset[str]]:
    """Return the variables that choosing `element` makes true and false."""
    true: set[str] = set()
    false: set[str] = set()
    for chosen in element.named("SiSelectionne"):
        context.ledger.use(chosen)
        for one in chosen.elements():
            name = one.get("var").strip()
            if one.tag in {"affecteVrai", "affecteFaux"} and name:
                (true if one.tag == "affecteVrai" else false).add(name)
                context.ledger.use(one)
    return frozenset(true), frozenset(false - true)


def _question(title: str, text: str, key: str, choices: list[Choice]) -> list[Block]:
    if not choices:
        return []
    helps = " ".join(choice.help_text for choice in choices if choice.help_text)
    return [Choose(title, text, helps, f"{key}_" if len(choices) == 1 else key, choices)]


def read_questionnaire(element: Element, context: Context) -> list[Block]:
    """Return the questions of a ``Questionnaire``, one after the other."""
    ledger = context.ledger
    ledger.use(element)
    blocks: list[Block] = []
    intro = context.text(element.first("Description"))
    for question in element.named("Question"):
        ledger.use(question)
        title = context.title(question) or FIRST_QUESTION
        help_text = context.text(question.first("Aide"))
        choices = []
        for one in question.named("Choix"):
            ledger.use(one)
            label = context.title(one) or context.text(one.first("IntituleSiSelectionne"))
            true, false = _assigned(one, context)
            choices.append(Choice(label or "Autre cas", label or "autre cas", true, false))
        key = context.key(f"q_{title}")
        if len(choices) > 1:
            blocks.append(Choose(title, intro, help_text, key, choices))
            intro = ""
    return blocks


def read_linked_sheets(root: Element, context: Context) -> list[Block]:
    """Return the question that leads from a ``Dossier`` or ``Theme`` to one of its sheets."""
    choices = [choice for one in root.named(*_LINKED) for choice in _linked(one, context)]
    if not choices:
        return []
    return [Choose(WHICH_SHEET, "", "", context.key("q_sujet"), choices)]


def _linked(element: Element, context: Context) -> list[Choice]:
    ledger = context.ledger
    name = element.first("Titre")
    text = context.text(name) if name is not None else clean(_own_text(element))
    label = text[:MAX_TITLE] or "Autre sujet"
    inner = [choice for one in element.named(*_LINKED) for choice in _linked(one, context)]
    ledger.use(element)
    if inner:
        question = Choose(WHICH_SHEET, label, "", context.key(f"q_{label}"), inner)
        return [Choice(label, label, body=[question])]
    target = element.get("ID").strip()
    if not SHEET_ID.fullmatch(target):
        return [Choice(label, label)]
    return [Choice(label, label, body=[Leaf(label, target)])]


def _own_text(element: Element) -> str:
    return " ".join(child for child in element.children if isinstance(child, str))
