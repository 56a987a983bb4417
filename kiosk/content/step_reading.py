# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the steps of ``parcours.yaml``, each with the keys of its type and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.condition_reading import fact_value, read_condition
from kiosk.content.fields import Fields
from kiosk.content.registry_reading import NAME, icon_name
from kiosk.domain.walkthroughs import (
    ASKING,
    DOING,
    Branch,
    EndOutcome,
    Option,
    PaperNeed,
    Step,
    StepKind,
)

if TYPE_CHECKING:
    from kiosk.content.fields import Notes
    from kiosk.content.yaml_tree import Node
    from kiosk.domain.conditions import Condition

MIN_OPTIONS = 2
MAX_OPTIONS = 4
MAX_PAPERS = 8
MAX_WORDS = 6


def read_step(node: Node, notes: Notes, stage_id: str) -> Step:
    """Return the step at `node`; `stage_id` is that of the step before, kept when none is told."""
    fields = Fields(node, notes, "étape")
    step_id = fields.text("id")
    fields.name = f"étape {step_id}"
    if step_id and not NAME.fullmatch(step_id):
        notes.add(fields.line_of("id"), "E112", f"« {step_id} » : minuscules, chiffres, tirets")
    kind = fields.member("type", StepKind, StepKind.INFO)
    is_asking = kind in ASKING
    step = Step(
        step_id=step_id,
        kind=kind,
        stage_id=fields.text("partie", stage_id),
        icon=icon_name(fields, is_needed=False),
        branches=() if kind is StepKind.END else _branches(fields),
        fact=_fact(fields, kind, step_id),
        options=_options(fields) if is_asking else (),
        unknown_target=fields.text("ne_sait_pas", "") if is_asking else "",
        later_target=_later_target(fields, kind),
        papers=_papers(fields) if kind is StepKind.PAPERS else (),
        point_conditions=_point_conditions(fields) if kind is StepKind.INFO else {},
        words=_words(fields, kind),
        url_id=_url(fields, kind),
        contact_id=_contact(fields, kind),
        motif=fields.text("motif", "") if kind is StepKind.APPOINTMENT else "",
        outcome=(
            fields.member("bilan", EndOutcome, EndOutcome.PERSON) if kind is StepKind.END else None
        ),
        opens_walkthrough=fields.text("parcours", "") if kind is StepKind.END else "",
        opens_exercise=_exercise(fields, kind),
        replaces=fields.texts("remplace"),
    )
    if is_asking and not step.unknown_target:
        notes.add(
            node.line, "E211", f"{fields.name} : dire où mène « je ne sais pas » (ne_sait_pas)"
        )
    fields.close()
    return step


def _exercise(fields: Fields, kind: StepKind) -> str:
    return fields.text("exercice", "") if kind in {StepKind.INFO, StepKind.END} else ""


def _fact(fields: Fields, kind: StepKind, step_id: str) -> str:
    if kind in ASKING:
        return fields.text("fait", step_id)
    return step_id if kind is StepKind.PAPERS or kind in DOING else ""


def _later_target(fields: Fields, kind: StepKind) -> str:
    if kind is StepKind.ONLINE:
        target = fields.text("hors_ligne", "")
        if not target:
            message = f"{fields.name} : dire où aller sans Internet (hors_ligne)"
            fields.notes.add(fields.line, "E401", message)
        return target
    return fields.text("plus_tard", "") if kind in DOING else ""


def _url(fields: Fields, kind: StepKind) -> str:
    if kind is StepKind.ONLINE:
        return fields.text("url")
    return fields.text("url", "") if kind in {StepKind.INFO, StepKind.END} else ""


def _contact(fields: Fields, kind: StepKind) -> str:
    if kind is StepKind.CALL:
        return fields.text("contact")
    return fields.text("contact", "") if kind in {StepKind.INFO, StepKind.END} else ""


def _words(fields: Fields, kind: StepKind) -> tuple[str, ...]:
    if kind not in {StepKind.ONLINE, StepKind.CHECK}:
        return ()
    words = fields.texts("mots")
    if len(words) > MAX_WORDS or (kind is StepKind.ONLINE and not words):
        line = fields.line_of("mots")
        fields.notes.add(line, "E112", f"{fields.name} : de 1 à {MAX_WORDS} mots à chercher (mots)")
    return words


def _branches(fields: Fields) -> tuple[Branch, ...]:
    node = fields.node("suite")
    if node is None:
        fields.notes.add(fields.line, "E107", f"{fields.name} : dire ce qui vient après (suite)")
        return ()
    if isinstance(node.value, str):
        return (Branch(node.value),)
    branches = tuple(_branch(entry, fields) for entry in fields.items("suite"))
    if not branches or branches[-1].condition is not None:
        fields.notes.add(node.line, "E105", f"{fields.name} : finir la suite par « sinon »")
    if any(branch.condition is None for branch in branches[:-1]):
        message = f"{fields.name} : rien ne se lit après « sinon », le mettre en dernier"
        fields.notes.add(node.line, "E105", message)
    return branches


def _branch(node: Node, step: Fields) -> Branch:
    fields = Fields(node, step.notes, f"{step.name}, suite")
    if fields.node("sinon") is not None:
        branch = Branch(fields.text("sinon"))
    else:
        branch = Branch(fields.text("vers"), _condition(fields))
    fields.close()
    return branch


def _condition(fields: Fields) -> Condition | None:
    node = fields.needed("si")
    return read_condition(node, fields.notes) if node else None


def _options(fields: Fields) -> tuple[Option, ...]:
    options = []
    for node in fields.items("options"):
        option = Fields(node, fields.notes, f"{fields.name}, option")
        given = option.needed("valeur")
        value = fact_value(given) if given else None
        if given and (value is None or (isinstance(value, str) and not NAME.fullmatch(value))):
            option.notes.add(given.line, "E112", "« valeur » : un mot en minuscules ou un nombre")
        icon = icon_name(option)
        options.append(Option(value if value is not None else "", icon, option.flag("officiel")))
        option.close()
    if not MIN_OPTIONS <= len(options) <= MAX_OPTIONS:
        line = fields.line_of("options")
        fields.notes.add(line, "E210", f"{fields.name} : de 2 à 4 réponses (options)")
    if len({option.value for option in options}) < len(options):
        line = fields.line_of("options")
        fields.notes.add(line, "E102", f"{fields.name} : deux réponses ont la même valeur")
    return tuple(options)


def _papers(fields: Fields) -> tuple[PaperNeed, ...]:
    needs = []
    for node in fields.items("pieces"):
        if isinstance(node.value, str):
            needs.append(PaperNeed(node.value))
            continue
        paper = Fields(node, fields.notes, f"{fields.name}, pièce")
        needs.append(PaperNeed(paper.text("ref"), _condition(paper)))
        paper.close()
    if not 1 <= len(needs) <= MAX_PAPERS:
        line = fields.line_of("pieces")
        fields.notes.add(line, "E112", f"{fields.name} : de 1 à {MAX_PAPERS} papiers (pieces)")
    if len({need.paper_id for need in needs}) < len(needs):
        line = fields.line_of("pieces")
        fields.notes.add(line, "E102", f"{fields.name} : un papier est deux fois")
    return tuple(needs)


def _point_conditions(fields: Fields) -> dict[int, Condition]:
    found = {}
    for key, node in fields.entries("si_points").items():
        if not key.isdecimal():
            message = "« si_points » : le numéro du point, à partir de 0"
            fields.notes.add(node.line, "E112", message)
            continue
        condition = read_condition(node, fields.notes)
        if condition is not None:
            found[int(key)] = condition
    return found
