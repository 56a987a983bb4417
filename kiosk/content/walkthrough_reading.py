# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the folder of one walkthrough: structure, texts of every language, then its shape.

What comes out either has no refusing problem and a `Walkthrough`, or problems and none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.content.fields import NO_DAY, Fields, Notes
from kiosk.content.layout import STRUCTURE_FILE, languages_in, text_file_name
from kiosk.content.origin_reading import read_origin
from kiosk.content.problems import ContentProblem, Severity
from kiosk.content.registry_reading import NAME, NEEDED_LABELS, icon_name
from kiosk.content.step_reading import read_step
from kiosk.content.structure import check_structure
from kiosk.content.text_reading import TextFile, read_texts
from kiosk.content.yaml_tree import readable_yaml
from kiosk.domain.walkthrough_origin import Review, Source
from kiosk.domain.walkthroughs import (
    ContentStatus,
    Stage,
    Step,
    StepKind,
    UncertainValue,
    Walkthrough,
)

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.yaml_tree import Node
    from kiosk.domain.walkthroughs import Registries

SCHEMA = "sixieme-parcours/1"
MAX_STEPS = 40
MIN_STAGES = 2
MAX_STAGES = 7
_VERSION = re.compile(r"20[0-9]{2}\.(1[0-2]|[1-9])\.[1-9][0-9]{0,3}")
_CAPITAL = re.compile(r"(?<!^)([A-Z])")


@dataclass(frozen=True, slots=True)
class WalkthroughSource:
    """What the linter needs beside the walkthrough: where each part was read.

    Attributes:
        walkthrough: The walkthrough, None when it is refused.
        step_lines: Line of each step in ``parcours.yaml``.
        text_files: Text files by language, those that could be read.
    """

    walkthrough: Walkthrough | None
    step_lines: dict[str, int]
    text_files: dict[str, TextFile]


def read_walkthrough(
    folder: Path, registries: Registries, *, content_hash: str, problems: list[ContentProblem]
) -> WalkthroughSource:
    """Return the walkthrough in `folder`, adding all that is wrong to `problems`."""
    own: list[ContentProblem] = []
    notes = Notes(f"{folder.name}/{STRUCTURE_FILE}", own)
    node = readable_yaml(folder / STRUCTURE_FILE, notes.file, problems)
    if node is None:
        return WalkthroughSource(None, {}, {})
    walkthrough, lines = _read_structure(node, notes, folder.name, content_hash)
    for label in NEEDED_LABELS:
        if label not in registries.labels:
            notes.add(1, "E103", f"« {label} » n’est pas dans registres/libelles.yaml, l’y ajouter")
    check_structure(walkthrough, registries, lines=lines, notes=notes)
    files = {
        language: found
        for language in languages_in(folder)
        if (found := _read_text_file(folder, language, walkthrough, registries, own)) is not None
    }
    whole = replace(walkthrough, texts={code: found.texts for code, found in files.items()})
    problems.extend(own)
    is_refused = any(problem.severity is Severity.REFUSED for problem in own)
    return WalkthroughSource(None if is_refused else whole, lines, files)


def _read_text_file(
    folder: Path,
    language: str,
    walkthrough: Walkthrough,
    registries: Registries,
    problems: list[ContentProblem],
) -> TextFile | None:
    notes = Notes(f"{folder.name}/{text_file_name(language)}", problems)
    node = readable_yaml(folder / text_file_name(language), notes.file, problems)
    if node is None:
        return None
    return read_texts(
        node, notes, language=language, walkthrough=walkthrough, registries=registries
    )


def _read_structure(
    node: Node, notes: Notes, folder_name: str, content_hash: str
) -> tuple[Walkthrough, dict[str, int]]:
    fields = Fields(node, notes, "parcours")
    fields.check_schema(SCHEMA)
    walkthrough_id = fields.text("id")
    if walkthrough_id != folder_name or not NAME.fullmatch(folder_name):
        message = f"id : le nom du dossier, « {folder_name} », en minuscules, chiffres et tirets"
        notes.add(fields.line_of("id"), "E112", message)
    version = fields.text("version")
    if version and not _VERSION.fullmatch(version):
        notes.add(fields.line_of("version"), "E112", "version : année.mois.numéro, comme 2026.11.1")
    steps, lines = _steps(fields)
    walkthrough = Walkthrough(
        walkthrough_id=walkthrough_id,
        version=version,
        status=fields.member("statut", ContentStatus, ContentStatus.DRAFT),
        theme_id=fields.text("theme"),
        coop_theme=_national_code(fields.text("thematique_coop")),
        icon=icon_name(fields),
        stages=_stages(fields, steps),
        start=fields.text("depart", steps[0].step_id if steps else ""),
        steps=steps,
        values=_values(fields),
        texts={},
        keywords=fields.keywords("mots_cles"),
        review=_review(fields),
        sources=_sources(fields),
        content_hash=content_hash,
        origin=read_origin(fields),
    )
    fields.close()
    return walkthrough, lines


def _national_code(name: str) -> str:
    """Return the stored code of a national theme, ``social_sante`` for ``SocialSante``."""
    return _CAPITAL.sub(r"_\1", name).lower()


def _steps(fields: Fields) -> tuple[tuple[Step, ...], dict[str, int]]:
    steps: list[Step] = []
    lines: dict[str, int] = {}
    fields.needed("etapes")
    for node in fields.items("etapes"):
        step = read_step(node, fields.notes, steps[-1].stage_id if steps else "")
        if step.step_id in lines:
            fields.notes.add(node.line, "E102", f"l’étape « {step.step_id} » est deux fois")
            continue
        lines[step.step_id] = node.line
        steps.append(step)
    if not 1 <= len(steps) <= MAX_STEPS:
        fields.notes.add(fields.line_of("etapes"), "E112", f"etapes : de 1 à {MAX_STEPS}")
    return tuple(steps), lines


def _stages(fields: Fields, steps: tuple[Step, ...]) -> tuple[Stage, ...]:
    online = {step.stage_id for step in steps if step.kind is StepKind.ONLINE}
    stages = []
    fields.needed("parties")
    for node in fields.items("parties"):
        stage = Fields(node, fields.notes, "partie")
        stage_id = stage.text("id")
        stages.append(Stage(stage_id, stage.number("minutes"), stage_id in online))
        stage.close()
    if not MIN_STAGES <= len(stages) <= MAX_STAGES:
        message = f"parties : de {MIN_STAGES} à {MAX_STAGES}"
        fields.notes.add(fields.line_of("parties"), "E112", message)
    return tuple(stages)


def _values(fields: Fields) -> dict[str, UncertainValue]:
    values = {}
    for name, node in fields.entries("valeurs").items():
        value = Fields(node, fields.notes, f"valeur {name}")
        texts = value.language_texts()
        values[name] = UncertainValue(texts, value.flag("a_verifier"))
        value.close()
    return values


def _review(fields: Fields) -> Review:
    node = fields.needed("relecture")
    if node is None:
        return Review("", "", None, NO_DAY, 0)
    review = Fields(node, fields.notes, "relecture")
    found = Review(
        author=review.text("auteur", ""),
        reviewer=review.text("relecteur", ""),
        done_on=review.day("faite_le"),
        due_on=review.needed_day("a_revoir_avant"),
        notice_days=review.number("preavis_jours"),
    )
    review.close()
    return found


def _sources(fields: Fields) -> tuple[Source, ...]:
    sources = []
    for node in fields.items("sources"):
        source = Fields(node, fields.notes, "source")
        sources.append(
            Source(
                title=source.text("titre"),
                url_id=source.text("url"),
                dated=source.needed_day("date"),
                checked_on=source.day("verifie_le"),
            )
        )
        source.close()
    if not sources:
        fields.notes.add(fields.line_of("sources"), "E307", "sources : en nommer une au moins")
    return tuple(sources)
