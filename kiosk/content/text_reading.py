# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads ``textes.<language>.yaml`` against the structure it must fill, key by key."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.content.fields import Fields
from kiosk.domain.walkthrough_texts import PLACEHOLDER
from kiosk.domain.walkthroughs import (
    ASKING,
    SOURCE_LANGUAGE,
    StepKind,
    StepTexts,
    WalkthroughTexts,
)

if TYPE_CHECKING:
    from kiosk.content.fields import Notes
    from kiosk.content.yaml_tree import Node
    from kiosk.domain.walkthroughs import Registries, Step, Walkthrough

FRENCH = frozenset({"fr", "fr-falc"})
MAX_POINTS = 5
MAX_LEFT = 4


class Translation(StrEnum):
    """Where the texts of a file come from."""

    ORIGIN = "origine"
    MACHINE = "machine"
    REVIEWED = "relue"


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file of texts: what screens need, and what only the linter needs.

    Attributes:
        texts: The texts.
        source_hashes: Hash of the French texts that each translated part was made from.
        lines: Line of each part: "" for the head, else the step.
        node: The file as it was read, so that it is read once.
    """

    texts: WalkthroughTexts
    source_hashes: dict[str, str]
    lines: dict[str, int]
    node: Node


def read_texts(
    node: Node, notes: Notes, *, language: str, walkthrough: Walkthrough, registries: Registries
) -> TextFile:
    """Return the texts at `node`, noting what is missing for `walkthrough`, unknown or wrong.

    Args:
        node: The file.
        notes: Where problems go.
        language: Language that the file's name tells.
        walkthrough: The structure, its own texts not needed.
        registries: Common labels, contacts and sites that the texts may name.
    """
    fields = Fields(node, notes, f"textes {language}")
    if fields.text("langue") not in {language, ""}:
        notes.add(fields.line_of("langue"), "E112", f"langue : ce fichier doit dire « {language} »")
    origin = fields.member("traduction", Translation, Translation.MACHINE)
    if (origin is Translation.ORIGIN) != (language == SOURCE_LANGUAGE):
        line = fields.line_of("traduction")
        notes.add(
            line, "E112", "traduction : « origine » pour fr seulement, sinon machine ou relue"
        )
    if language == "fr-falc":
        fields.day("relu_par_personnes_concernees")
    stages = _named(fields, "parties", [stage.stage_id for stage in walkthrough.stages], language)
    steps, lines = _steps(fields, walkthrough, registries, language)
    hashes = fields.text_map("source_hash")
    texts = WalkthroughTexts(
        title=_text(fields, "titre", language),
        subtitle=_text(fields, "sous_titre", language),
        stages=stages,
        steps=steps,
        is_machine_translated=origin is Translation.MACHINE and language not in FRENCH,
    )
    fields.close()
    _check_placeholders(node, walkthrough, registries, notes)
    return TextFile(texts, hashes, {"": fields.line, **lines}, node)


def _missing_code(language: str) -> str:
    return "E201" if language == SOURCE_LANGUAGE else "E202"


def _text(fields: Fields, key: str, language: str) -> str:
    found = fields.node(key)
    if found is None:
        message = f"{fields.name} : il manque le texte « {key} » ({language})"
        fields.notes.add(fields.line, _missing_code(language), message)
        return ""
    return fields.as_text(found, key)


def _named(fields: Fields, key: str, names: list[str], language: str) -> dict[str, str]:
    """Return one text for each of `names` under `key`; note what is missing or too much."""
    given = fields.text_map(key)
    line = fields.line_of(key)
    for name in names:
        if name not in given:
            message = f"{fields.name}, {key} : il manque le texte de « {name} » ({language})"
            fields.notes.add(line, _missing_code(language), message)
    for name in given:
        if name not in names:
            fields.notes.add(line, "E101", f"{fields.name}, {key} : « {name} » n’existe pas")
    return {name: given.get(name, "") for name in names}


def _steps(
    fields: Fields, walkthrough: Walkthrough, registries: Registries, language: str
) -> tuple[dict[str, StepTexts], dict[str, int]]:
    nodes = fields.entries("etapes")
    texts: dict[str, StepTexts] = {}
    lines: dict[str, int] = {}
    known = {step.step_id for step in walkthrough.steps}
    for name, node in nodes.items():
        if name not in known:
            fields.notes.add(node.line, "E101", f"etapes : l’étape « {name} » n’existe pas")
    for step in walkthrough.steps:
        found = nodes.get(step.step_id)
        if found is None:
            message = f"il manque les textes de l’étape « {step.step_id} » ({language})"
            fields.notes.add(fields.line_of("etapes"), _missing_code(language), message)
            continue
        lines[step.step_id] = found.line
        own = Fields(found, fields.notes, f"étape {step.step_id}")
        texts[step.step_id] = _step_texts(own, step, registries, language)
        own.close()
    return texts, lines


def _step_texts(fields: Fields, step: Step, registries: Registries, language: str) -> StepTexts:
    kind = step.kind
    is_online = kind is StepKind.ONLINE
    is_end = kind is StepKind.END
    points = fields.texts("points") if kind is StepKind.INFO else ()
    _check_points(fields, step, points)
    return StepTexts(
        title=_text(fields, "titre", language),
        text=fields.text("texte", ""),
        help_text=fields.text("aide", ""),
        options=_options(fields, step, registries, language) if kind in ASKING else {},
        points=points,
        word_meanings=_meanings(fields, step, language),
        prepare=_some(fields, "preparer", language, at_least=1) if is_online else (),
        done=_some(fields, "fait", language) if is_end else (),
        remains=_some(fields, "reste", language) if is_end else (),
        cases=_cases(fields, step, language),
    )


def _options(fields: Fields, step: Step, registries: Registries, language: str) -> dict[str, str]:
    names = [str(option.value) for option in step.options]
    given = fields.text_map("options")
    for name in given:
        if name not in names:
            line = fields.line_of("options")
            fields.notes.add(line, "E101", f"{fields.name} : la réponse « {name} » n’existe pas")
    labels = {}
    for name in names:
        common = registries.labels.get(name, {}).get(language, "")
        labels[name] = given.get(name) or common
        if not labels[name]:
            message = f"{fields.name} : il manque le texte de la réponse « {name} » ({language})"
            fields.notes.add(fields.line, _missing_code(language), message)
    return labels


def _meanings(fields: Fields, step: Step, language: str) -> tuple[str, ...]:
    if not step.words or language in FRENCH:
        return ()
    meanings = fields.texts("mots")
    if len(meanings) != len(step.words):
        message = f"{fields.name} : le sens des {len(step.words)} mots du site (mots), dans l’ordre"
        fields.notes.add(fields.line_of("mots"), _missing_code(language), message)
    return meanings


def _some(fields: Fields, key: str, language: str, *, at_least: int = 0) -> tuple[str, ...]:
    texts = fields.texts(key)
    most = MAX_POINTS if at_least else MAX_LEFT
    if not at_least <= len(texts) <= most:
        message = f"{fields.name} : de {at_least} à {most} lignes sous « {key} » ({language})"
        fields.notes.add(fields.line_of(key), _missing_code(language), message)
    return texts


def _cases(fields: Fields, step: Step, language: str) -> dict[str, str]:
    names = [need.paper_id for need in step.papers if need.condition is not None]
    names += [str(place) for place in step.point_conditions]
    if not names and fields.node("cas") is None:
        return {}
    return _named(fields, "cas", names, language)


def _check_points(fields: Fields, step: Step, points: tuple[str, ...]) -> None:
    line = fields.line_of("points")
    if len(points) > MAX_POINTS:
        fields.notes.add(line, "E112", f"{fields.name} : au plus {MAX_POINTS} points")
    beyond = [place for place in step.point_conditions if place >= len(points)]
    if beyond:
        message = f"{fields.name} : si_points nomme le point {beyond[0]}, qui n’a pas de texte"
        fields.notes.add(line, "E103", message)


def _check_placeholders(
    node: Node, walkthrough: Walkthrough, registries: Registries, notes: Notes
) -> None:
    from kiosk.content.yaml_tree import nodes_below

    known = {
        "contact": frozenset(registries.contacts),
        "url": frozenset(registries.sites),
        "valeur": frozenset(walkthrough.values),
    }
    for inner in nodes_below(node):
        if not isinstance(inner.value, str) or not {"{", "}"} & set(inner.value):
            continue
        rest = PLACEHOLDER.sub("", inner.value)
        if "{" in rest or "}" in rest:
            message = "entre accolades : contact.ID.tel, contact.ID.nom, url.ID ou valeur.ID"
            notes.add(inner.line, "E213", message)
        for kind, name, part in PLACEHOLDER.findall(inner.value):
            if name not in known[kind] or (kind == "contact") != bool(part):
                message = f"« {{{kind}.{name}}} » n’est pas connu ou n’a pas la bonne forme"
                notes.add(inner.line, "E213", message)
