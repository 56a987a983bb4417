# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes one part of a sheet as the files of a draft, and what it needs in the registries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.content.layout import STRUCTURE_FILE, TESTS_FILE, text_file_name
from kiosk.content.service_public.block_reading import SOME_CASES, WHICH_WAY
from kiosk.content.service_public.cutting import NEXT_PART
from kiosk.content.service_public.draft_yaml import Value, written
from kiosk.content.service_public.layout_of_steps import LATER, LEAF, NO, OTHER, PERSON, YES
from kiosk.content.service_public.path_making import path_tests
from kiosk.content.walkthrough_reading import SCHEMA
from kiosk.content.words import words
from kiosk.domain.walkthroughs import StepKind

if TYPE_CHECKING:
    from kiosk.content.service_public.cutting import Part, PartStep
    from kiosk.content.service_public.layout_of_steps import Node
    from kiosk.content.service_public.sheet_reading import SheetHead

LICENCE = "Licence Ouverte 2.0 (Etalab)"
VALID_FOR = timedelta(days=365)
NOTICE_DAYS = 30
MAX_KEYWORDS = 12
MAX_WORD_ON_SITE = 80
MAX_PREPARE_SIGNS = 300
_STAGES = {"demarche": "La démarche", "suite": "Pour finir"}
_ICONS = ("file-text", "clipboard-data", "list-check", "files")
_WAYS = (("ligne", "world"), ("place", "map-pin"), ("courrier", "mail"), ("téléphone", "phone"))
_FIXED_ICONS = {YES: "check", NO: "x", OTHER: "dots"}
_THEME_ICON = "file-text"
_AMOUNT = re.compile(r"\{valeur\.([a-z0-9_-]+)\}")
_HEAD = (
    "Brouillon fait par « content import-dila » ; à récrire avant d’être montré.\n"
    "Source : Service-Public, fiche {sheet}, mise à jour le {day}. {licence}."
)


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """What the files of a draft need beside its steps.

    Attributes:
        head: What the sheet says of itself.
        sha256: SHA-256 of its file, in hexadecimal.
        amounts: Amounts of the sheet by name.
        leaves: Sheets that ends name, by end.
        known: Walkthroughs that an end may open.
    """

    head: SheetHead
    sha256: str
    amounts: dict[str, str]
    leaves: dict[str, str]
    known: frozenset[str] = frozenset()


def draft_id(sheet_id: str, number: int = 1) -> str:
    """Return the folder of the part of a sheet."""
    return f"dila-{sheet_id.lower()}" + (f"-{number}" if number > 1 else "")


def site_id(sheet_id: str) -> str:
    """Return the key of a sheet's own page in ``urls.yaml``."""
    return f"sp_{sheet_id.lower()}"


def draft_files(part: Part, draft: SheetDraft) -> dict[str, str]:
    """Return the text of each file of the draft of `part`, by file name."""
    texts = _texts(part, draft)
    head = draft.head
    comment = _HEAD.format(sheet=head.sheet_id, day=head.dated, licence=LICENCE)
    french: dict[str, Value] = {"langue": "fr", "traduction": "origine"}
    easy: dict[str, Value] = {
        "langue": "fr-falc",
        "traduction": "machine",
        "relu_par_personnes_concernees": None,
    }
    body = written(texts)
    files = {
        text_file_name("fr"): written(french, comment) + body,
        text_file_name("fr-falc"): written(easy, f"{comment}\nCopie du français : à récrire.")
        + body,
        TESTS_FILE: written({"tests": path_tests(part)}),
    }
    used = sorted(set(_AMOUNT.findall(files[text_file_name("fr")])))
    return {STRUCTURE_FILE: written(_structure(part, draft, used), comment), **files}


def _structure(part: Part, draft: SheetDraft, used: list[str]) -> dict[str, Value]:
    head = draft.head
    by_name = {name: text for text, name in draft.amounts.items()}
    amounts: dict[str, Value] = {
        name: {"fr": by_name[name], "fr-falc": by_name[name], "a_verifier": True} for name in used
    }
    return {
        "schema": SCHEMA,
        "id": draft_id(head.sheet_id, part.number),
        "version": f"{head.dated.year}.{head.dated.month}.1",
        "statut": "brouillon",
        "theme": head.theme,
        "thematique_coop": head.coop_theme,
        "icone": _THEME_ICON,
        "relecture": {
            "auteur": "",
            "relecteur": "",
            "faite_le": None,
            "a_revoir_avant": str(head.dated + VALID_FOR),
            "preavis_jours": NOTICE_DAYS,
        },
        "origine": {
            "type": "dila",
            "id": head.sheet_id,
            "date": str(head.dated),
            "sha256": draft.sha256,
            "licence": LICENCE,
        },
        "sources": [
            {
                "titre": f"Service-Public, fiche {head.sheet_id}",
                "url": site_id(head.sheet_id),
                "date": str(head.dated),
                "verifie_le": None,
            }
        ],
        "mots_cles": {"fr": list(dict.fromkeys(words(head.title)))[:MAX_KEYWORDS], "erreurs": []},
        **({"valeurs": amounts} if amounts else {}),
        "parties": [
            {"id": "demarche", "minutes": max(1, len(part.steps))},
            {"id": "suite", "minutes": 1},
        ],
        "depart": part.start,
        "etapes": [
            *(_step(step) for step in part.steps),
            *(_end(end, part, draft) for end in part.ends),
        ],
    }


def _step(step: PartStep) -> dict[str, Value]:
    node = step.node
    told: dict[str, Value] = {
        "id": node.node_id,
        "type": (node.kind or StepKind.INFO).value,
        "partie": "demarche",
    }
    if node.kind is StepKind.QUESTION:
        told["options"] = [
            {"valeur": option.value, "icone": _icon(node, place)}
            for place, option in enumerate(node.options)
        ]
        told["ne_sait_pas"] = PERSON
    elif node.kind is StepKind.PAPERS:
        told["pieces"] = [
            {"ref": node.paper_ids[place], "si": step.line_conditions[place]}
            if place in step.line_conditions
            else node.paper_ids[place]
            for place in _asked_papers(step)
        ]
    elif node.kind is StepKind.ONLINE:
        told |= {"url": node.url_id, "mots": [node.title[:MAX_WORD_ON_SITE].strip()]}
        told["hors_ligne"] = LATER
    else:
        if node.contact_id:
            told["contact"] = node.contact_id
        if step.line_conditions:
            told["si_points"] = {str(place): c for place, c in step.line_conditions.items()}
    told["suite"] = _ways(step)
    return told


def _ways(step: PartStep) -> Value:
    if len(step.branches) == 1:
        return step.branches[0].target
    return [
        {"sinon": branch.target}
        if branch.condition is None
        else {"si": branch.condition, "vers": branch.target}
        for branch in step.branches
    ]


def _icon(node: Node, place: int) -> str:
    option = node.options[place]
    if option.value in _FIXED_ICONS:
        return _FIXED_ICONS[option.value]
    if node.title == WHICH_WAY:
        label = option.label.casefold()
        return next((icon for word, icon in _WAYS if word in label), _ICONS[place])
    return _ICONS[place]


def _asked_papers(step: PartStep) -> list[int]:
    """Return the places of the papers to ask for: those of a case nobody can settle are told."""
    places = range(len(step.node.paper_ids))
    return [place for place in places if place not in step.unsure_lines] or [*places]


def _end(end: str, part: Part, draft: SheetDraft) -> dict[str, Value]:
    told: dict[str, Value] = {"id": end, "type": "fin", "partie": "suite", "bilan": "a_suivre"}
    if end == PERSON:
        told["bilan"] = "personne"
    elif end.startswith(NEXT_PART):
        told["parcours"] = draft_id(draft.head.sheet_id, part.next_parts[end])
    elif end.startswith(LEAF):
        sheet_id = draft.leaves[end]
        told["url"] = site_id(sheet_id)
        if draft_id(sheet_id) in draft.known:
            told["parcours"] = draft_id(sheet_id)
    else:
        told["url"] = site_id(draft.head.sheet_id)
    return told


def _texts(part: Part, draft: SheetDraft) -> dict[str, Value]:
    head = draft.head
    title = head.title if part.number == 1 else f"{head.title} (partie {part.number})"
    steps: dict[str, Value] = {step.node.node_id: _step_texts(step) for step in part.steps}
    ends: dict[str, Value] = {end: _end_texts(end, draft) for end in part.ends}
    return {
        "titre": title,
        "sous_titre": f"Fiche {head.sheet_id} de Service-Public",
        "parties": _STAGES,
        "etapes": {**steps, **ends},
    }


def _step_texts(step: PartStep) -> dict[str, Value]:
    node = step.node
    told: dict[str, Value] = {"titre": node.title}
    help_text = node.help_text
    if node.text:
        told["texte"] = node.text
    if node.kind is StepKind.QUESTION:
        told["options"] = {option.value: option.label for option in node.options}
    elif node.kind is StepKind.ONLINE:
        told["preparer"] = [text[:MAX_PREPARE_SIGNS] for text in node.prepare] or [
            "Vos papiers et vos numéros"
        ]
    elif node.kind is StepKind.PAPERS:
        asked = _asked_papers(step)
        others = [line.text for place, line in enumerate(node.lines) if place not in asked]
        help_text = " ".join([help_text, *(f"{SOME_CASES} {text}." for text in others)]).strip()
        if step.line_conditions:
            told["cas"] = {node.paper_ids[place]: SOME_CASES for place in step.line_conditions}
    elif node.lines:
        told["points"] = [
            f"{line.case or SOME_CASES} {line.text}" if place in step.unsure_lines else line.text
            for place, line in enumerate(node.lines)
        ]
        if step.line_conditions:
            told["cas"] = {
                str(place): node.lines[place].case or SOME_CASES for place in step.line_conditions
            }
    if help_text:
        told["aide"] = help_text
    return told


def _end_texts(end: str, draft: SheetDraft) -> dict[str, Value]:
    own = f"{{url.{site_id(draft.head.sheet_id)}}}"
    title, left = "La fiche est finie", f"Fiche {draft.head.sheet_id} : {own}"
    if end == PERSON:
        title, left = "Une personne va vous aider", "Demandez à une personne d’ici"
    elif end == LATER:
        title, left = "À finir avec Internet", f"Fiche {draft.head.sheet_id} : {own}"
    elif end.startswith(NEXT_PART):
        title, left = "Ce n’est pas fini", "Ouvrez la suite"
    elif end.startswith(LEAF):
        sheet_id = draft.leaves[end]
        title = "Votre cas est trouvé"
        left = f"Lisez la fiche {sheet_id} : {{url.{site_id(sheet_id)}}}"
    return {"titre": title, "fait": [], "reste": [left]}
