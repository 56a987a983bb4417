# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the exercises of the folder ``exercices``, one a file, bounded in every direction.

An exercise with a problem is left out whole: a step that is missing would lead nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.fields import Fields, Notes
from kiosk.content.layout import EXERCISE_FOLDER
from kiosk.content.registry_reading import NAME, icon_name
from kiosk.content.yaml_tree import readable_yaml
from kiosk.domain.practice import (
    RESULT_STEP,
    Exercise,
    Layout,
    PracticeField,
    PracticeKind,
    PracticeOption,
    PracticeStep,
    PracticeTarget,
    PretendLine,
)
from kiosk.domain.practice_answers import LONGEST_ANSWER, AnswerRule, Expected
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES, REQUIRED_LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.problems import ContentProblem
    from kiosk.domain.walkthroughs import Texts

SCHEMA = "sixieme-exercice/1"
MAX_EXERCISES = 12
MAX_STAGES = 6
MAX_STEPS = 16
MAX_FIELDS = 2
MAX_OPTIONS = 4
MAX_TARGETS = 6
MAX_LINES = 6
MAX_LEARNT = 5
MAX_ACCEPTED = 8
MAX_PIECES = 12
MAX_WALKTHROUGHS = 3
MAX_MINUTES = 30
_N_CORNERS = 4
_KEYS = {
    PracticeKind.READ: "",
    PracticeKind.WRITE: "champs",
    PracticeKind.CHOOSE: "choix",
    PracticeKind.TOUCH: "cibles",
}


def exercise_files(root: Path) -> tuple[Path, ...]:
    """Return the files of exercises below the content folder `root`, in the order of names."""
    return tuple(sorted((root / EXERCISE_FOLDER).glob("*.yaml"))[:MAX_EXERCISES])


def read_exercise(path: Path, problems: list[ContentProblem]) -> Exercise | None:
    """Return the exercise of the file at `path`; None, with problems noted, if it is wrong."""
    own: list[ContentProblem] = []
    notes = Notes(f"{EXERCISE_FOLDER}/{path.name}", own)
    node = readable_yaml(path, notes.file, problems)
    if node is None:
        return None
    fields = Fields(node, notes, "exercice")
    fields.check_schema(SCHEMA)
    if not NAME.fullmatch(path.stem):
        notes.add(1, "E112", f"« {path.name} » : minuscules, chiffres, tirets seulement")
    stages = _stages(fields, notes)
    end_titles, learnt, advice = _end(fields, notes)
    exercise = Exercise(
        exercise_id=path.stem,
        icon=icon_name(fields),
        minutes=fields.number("duree_min"),
        titles=fields.in_languages("titre"),
        subtitles=fields.in_languages("sous_titre"),
        stages=stages,
        steps=_steps(fields, notes, stages),
        end_titles=end_titles,
        learnt=learnt,
        advice=advice,
        walkthroughs=_ids(fields, "parcours"),
        reviewed=_reviewed(fields),
        keywords=fields.keywords("mots_cles"),
    )
    if not 1 <= exercise.minutes <= MAX_MINUTES:
        notes.add(fields.line_of("duree_min"), "E210", f"duree_min : de 1 à {MAX_MINUTES}")
    fields.close()
    problems.extend(own)
    return None if own else exercise


def _stages(fields: Fields, notes: Notes) -> dict[str, Texts]:
    found = fields.entries("parties")
    if not found or len(found) > MAX_STAGES:
        notes.add(fields.line_of("parties"), "E210", f"parties : de 1 à {MAX_STAGES}")
    stages = {}
    for key, node in list(found.items())[:MAX_STAGES]:
        own = Fields(node, notes, f"parties, {key}")
        stages[key] = own.language_texts()
        own.close()
    return stages


def _end(fields: Fields, notes: Notes) -> tuple[Texts, tuple[Texts, ...], Texts]:
    """Return the head of the result, what was learnt, what to think of."""
    node = fields.needed("fin")
    if node is None:
        return {}, (), {}
    own = Fields(node, notes, "fin")
    learnt = _listed(own, "appris", most=MAX_LEARNT)
    if not learnt:
        notes.add(node.line, "E113", "fin : il manque la clé « appris »")
    end = own.in_languages("titre"), learnt, own.in_languages("conseil")
    own.close()
    return end


def _steps(fields: Fields, notes: Notes, stages: dict[str, Texts]) -> tuple[PracticeStep, ...]:
    nodes = fields.items("etapes")
    if not nodes or len(nodes) > MAX_STEPS:
        notes.add(fields.line_of("etapes"), "E210", f"etapes : de 1 à {MAX_STEPS}")
    steps: list[PracticeStep] = []
    for node in nodes[:MAX_STEPS]:
        step = _step(Fields(node, notes, "etape"), stages)
        if step.step_id in {RESULT_STEP, *(one.step_id for one in steps)}:
            notes.add(node.line, "E102", f"étape « {step.step_id} » : ce nom est déjà pris")
        steps.append(step)
    order = list(dict.fromkeys(step.stage for step in steps))
    if not any(note.code == "E103" for note in notes.problems) and order != list(stages):
        message = "parties : dans l’ordre des étapes, chacune avec une étape au moins"
        notes.add(fields.line_of("parties"), "E104", message)
    return tuple(steps)


def _step(fields: Fields, stages: dict[str, Texts]) -> PracticeStep:
    step_id = _name(fields, "id")
    fields.name = f"étape {step_id}"
    kind = fields.member("genre", PracticeKind, PracticeKind.READ)
    stage = fields.text("partie")
    if stage not in stages:
        message = f"{fields.name} : la partie « {stage} » n’est pas dans « parties »"
        fields.notes.add(fields.line_of("partie"), "E103", message)
    layout = Layout.LIST
    if fields.node("place") is not None:
        layout = fields.member("place", Layout, Layout.LIST)
    step = PracticeStep(
        step_id=step_id,
        kind=kind,
        stage=stage,
        icon=icon_name(fields, is_needed=False),
        titles=fields.in_languages("titre"),
        sentences=fields.in_languages("texte", is_needed=False),
        pages=fields.in_languages("page", is_needed=False),
        lines=tuple(_line(one) for one in _some(fields, "lignes", MAX_LINES)),
        messages=fields.in_languages("message", is_needed=False),
        fields=tuple(_field(one) for one in _some(fields, "champs", MAX_FIELDS)),
        options=tuple(_option(one) for one in _some(fields, "choix", MAX_OPTIONS)),
        targets=tuple(_target(one) for one in _some(fields, "cibles", MAX_TARGETS)),
        layout=layout,
    )
    fields.close()
    _check_kind(step, fields)
    return step


def _check_kind(step: PracticeStep, fields: Fields) -> None:
    """Note what another kind of step would hold, and names used twice."""
    held = {"champs": step.fields, "choix": step.options, "cibles": step.targets}
    for key, things in held.items():
        if bool(things) != (key == _KEYS[step.kind]):
            message = f"{fields.name} : « {key} » ne va pas avec le genre {step.kind.value}"
            fields.notes.add(fields.line, "E112", message)
    if step.options and sum(one.is_right for one in step.options) != 1:
        fields.notes.add(fields.line, "E112", f"{fields.name} : un seul choix « juste: true »")
    if any(not one.is_right and not one.replies for one in step.options):
        message = f"{fields.name} : chaque choix qui n’est pas juste a une « reponse »"
        fields.notes.add(fields.line, "E113", message)
    names = [one.field_id for one in step.fields] + [one.option_id for one in step.options]
    names += [one.target_id for one in step.targets]
    if len(set(names)) < len(names):
        fields.notes.add(fields.line, "E102", f"{fields.name} : un nom sert deux fois")
    if step.layout is Layout.CORNERS and len(step.targets) != _N_CORNERS:
        fields.notes.add(fields.line, "E112", f"{fields.name} : « coins » a quatre cibles")


def _some(fields: Fields, key: str, most: int) -> list[Fields]:
    nodes = fields.items(key)
    if len(nodes) > most:
        fields.notes.add(fields.line_of(key), "E210", f"{fields.name}, {key} : {most} au plus")
    return [Fields(node, fields.notes, f"{fields.name}, {key}") for node in nodes[:most]]


def _line(fields: Fields) -> PretendLine:
    node = fields.needed("valeur")
    if node is not None and isinstance(node.value, str):
        # A name or a sum: the same in every language.
        values = dict.fromkeys(REQUIRED_LANGUAGES, fields.text("valeur"))
    else:
        values = fields.in_languages("valeur")
    line = PretendLine(fields.in_languages("nom"), values)
    fields.close()
    return line


def _field(fields: Fields) -> PracticeField:
    rule = fields.member("regle", AnswerRule, AnswerRule.EXACT)
    is_pieces = rule is AnswerRule.PIECES
    expected = Expected(
        rule=rule,
        shown=fields.text("ecrire"),
        accepted=_bounded(fields, "aussi", MAX_ACCEPTED),
        pieces=_bounded(fields, "mots", MAX_PIECES),
        least=fields.number("au_moins") if is_pieces else 1,
        between=fields.text("entre", ""),
        needs_figure=fields.flag("un_nombre"),
    )
    if is_pieces != bool(expected.pieces):
        message = f"{fields.name} : « mots » va avec la règle morceaux, et elle seule"
        fields.notes.add(fields.line, "E112", message)
    if max(map(len, (expected.shown, *expected.accepted))) > LONGEST_ANSWER:
        message = f"{fields.name} : {LONGEST_ANSWER} signes au plus"
        fields.notes.add(fields.line, "E210", message)
    field = PracticeField(_name(fields, "id"), fields.in_languages("nom"), expected)
    fields.close()
    return field


def _bounded(fields: Fields, key: str, most: int) -> tuple[str, ...]:
    found = fields.texts(key)
    if len(found) > most:
        fields.notes.add(fields.line_of(key), "E210", f"{fields.name}, {key} : {most} au plus")
    return found[:most]


def _option(fields: Fields) -> PracticeOption:
    option = PracticeOption(
        option_id=_name(fields, "id"),
        icon=icon_name(fields),
        names=fields.in_languages("nom"),
        replies=fields.in_languages("reponse", is_needed=False),
        is_right=fields.flag("juste"),
    )
    fields.close()
    return option


def _target(fields: Fields) -> PracticeTarget:
    target = PracticeTarget(_name(fields, "id"), fields.in_languages("nom"))
    fields.close()
    return target


def _name(fields: Fields, key: str) -> str:
    name = fields.text(key)
    if name and not NAME.fullmatch(name):
        message = f"« {name} » : minuscules, chiffres, tirets seulement"
        fields.notes.add(fields.line_of(key), "E112", message)
    return name


def _reviewed(fields: Fields) -> tuple[str, ...]:
    """Return the languages whose words somebody has read; a machine wrote the others."""
    codes = fields.texts("relues")
    for code in codes:
        if code not in CONTENT_LANGUAGES:
            message = f"relues : « {code} » n’est pas une langue d’ici"
            fields.notes.add(fields.line_of("relues"), "E112", message)
    return codes


def _listed(fields: Fields, key: str, *, most: int) -> tuple[Texts, ...]:
    texts = []
    for own in _some(fields, key, most):
        texts.append(own.language_texts())
        own.close()
    return tuple(texts)


def _ids(fields: Fields, key: str) -> tuple[str, ...]:
    names = _bounded(fields, key, MAX_WALKTHROUGHS)
    if any(not NAME.fullmatch(name) for name in names):
        fields.notes.add(fields.line_of(key), "E112", f"{key} : identifiants de parcours")
    return names
