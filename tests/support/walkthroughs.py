# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small content folder for tests: two papers, one site, one walkthrough with every step type.

A test changes one value by its keys; files are written in the block style of authors.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from kiosk.content.loader import load_catalog
from kiosk.domain.walkthrough_texts import Audience, TextFiller

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.domain.walkthroughs import Registries, Walkthrough

LANGUAGES = ("fr", "fr-falc", "en", "ar")
_MARK = {"fr": "", "fr-falc": "Simple : ", "en": "EN ", "ar": "نص "}


def in_all(text: str) -> dict[str, str]:
    """Return `text` in four languages that can be told apart."""
    return {code: f"{mark}{text}" for code, mark in _MARK.items()}


STRUCTURE: dict[str, Any] = {
    "schema": "sixieme-parcours/1",
    "id": "demande",
    "version": "2026.11.1",
    "statut": "a_relire",
    "theme": "social",
    "thematique_coop": "SocialSante",
    "icone": "home",
    "relecture": {
        "auteur": "",
        "relecteur": "",
        "faite_le": None,
        "a_revoir_avant": "2027-03-01",
        "preavis_jours": 30,
    },
    "sources": [{"titre": "Fiche", "url": "caf", "date": "2026-11-01", "verifie_le": None}],
    "mots_cles": {
        "fr": ["allocation"],
        "en": ["benefit"],
        "ar": ["منحة"],
        "erreurs": ["alocassion"],
    },
    "valeurs": {"montant": {**in_all("100 euros"), "a_verifier": True}},
    "parties": [
        {"id": "preparer", "minutes": 2},
        {"id": "papiers", "minutes": 3},
        {"id": "site", "minutes": 10},
        {"id": "preuve", "minutes": 1},
    ],
    "etapes": [
        {
            "id": "compte",
            "type": "question",
            "partie": "preparer",
            "options": [
                {"valeur": "oui", "icone": "check", "officiel": True},
                {"valeur": "non", "icone": "x"},
            ],
            "ne_sait_pas": "personnes",
            "suite": "personnes",
        },
        {
            "id": "personnes",
            "type": "question",
            "options": [{"valeur": 1, "icone": "id"}, {"valeur": 2, "icone": "users"}],
            "ne_sait_pas": "papiers",
            "suite": "papiers",
        },
        {
            "id": "papiers",
            "type": "pieces",
            "partie": "papiers",
            "pieces": [
                "identite",
                {"ref": "livret", "si": {"gte": ["personnes", 2]}},
            ],
            "suite": [
                {"si": {"eq": ["papiers", "incomplet"]}, "vers": "conseil"},
                {"sinon": "site"},
            ],
        },
        {
            "id": "conseil",
            "type": "info",
            "si_points": {"1": {"eq": ["compte", "non"]}},
            "suite": "site",
        },
        {
            "id": "site",
            "type": "en_ligne",
            "partie": "site",
            "url": "caf",
            "mots": ["Mon Compte"],
            "hors_ligne": "appel",
            "suite": "verif",
        },
        {"id": "appel", "type": "appel", "contact": "mairie", "suite": "rdv"},
        {
            "id": "verif",
            "type": "verification",
            "partie": "preuve",
            "mots": ["Demande envoyée"],
            "options": [{"valeur": "oui", "icone": "check"}, {"valeur": "non", "icone": "x"}],
            "ne_sait_pas": "rdv",
            "suite": [{"si": {"vrai": "verif"}, "vers": "fini"}, {"sinon": "rdv"}],
        },
        {"id": "rdv", "type": "rdv", "plus_tard": "a_suivre", "suite": "personne"},
        {"id": "fini", "type": "fin", "bilan": "fini", "url": "caf"},
        {"id": "a_suivre", "type": "fin", "bilan": "a_suivre", "contact": "mairie"},
        {"id": "personne", "type": "fin", "bilan": "personne", "contact": "secret"},
    ],
}
FRENCH_TEXTS: dict[str, Any] = {
    "langue": "fr",
    "traduction": "origine",
    "titre": "Faire la demande",
    "sous_titre": "Pour une aide",
    "parties": {
        "preparer": "Se préparer",
        "papiers": "Mes papiers",
        "site": "Sur le site",
        "preuve": "Garder la preuve",
    },
    "etapes": {
        "compte": {"titre": "Avez-vous un compte ?", "options": {"oui": "Compte CAF"}},
        "personnes": {"titre": "Combien de personnes ?", "options": {"1": "Une", "2": "Deux"}},
        "papiers": {
            "titre": "Avez-vous ces papiers ?",
            "texte": "Touchez ceux que vous avez.",
            "cas": {"livret": "Si vous êtes deux"},
        },
        "conseil": {
            "titre": "Un conseil",
            "points": ["Gardez vos papiers", "Créez un compte", "Montant : {valeur.montant}."],
            "cas": {"1": "Si vous n’avez pas de compte"},
        },
        "site": {"titre": "Allez sur le site", "preparer": ["Votre téléphone"]},
        "appel": {"titre": "Appelez la mairie", "texte": "Faites le {contact.mairie.tel}."},
        "verif": {"titre": "Voyez-vous ces mots ?"},
        "rdv": {"titre": "Prenez un rendez-vous"},
        "fini": {"titre": "C’est envoyé", "fait": ["Demande envoyée"], "reste": ["Attendez"]},
        "a_suivre": {"titre": "À finir", "fait": [], "reste": ["Revenez", "Voir {url.caf}"]},
        "personne": {
            "titre": "Une personne va aider",
            "reste": ["Appelez le {contact.secret.tel}"],
        },
    },
}
TESTS: dict[str, Any] = {
    "tests": [
        {
            "nom": "tout va bien",
            "reponses": [
                {"compte": "oui"},
                {"personnes": 1},
                {"papiers": "tout"},
                {"site": "fait"},
                {"verif": "oui"},
            ],
            "fin": "fini",
        },
        {
            "nom": "sans réseau",
            "reponses": [
                {"compte": "non"},
                {"personnes": 2},
                {"papiers": ["identite"]},
                {"conseil": "suite"},
                {"site": "plus_tard"},
                {"appel": "fait"},
                {"rdv": "plus_tard"},
            ],
            "fin": "a_suivre",
        },
        {
            "nom": "ne sait rien",
            "reponses": [
                {"compte": "ne_sait_pas"},
                {"personnes": "ne_sait_pas"},
                {"papiers": "tout"},
                {"site": "fait"},
                {"verif": "ne_sait_pas"},
                {"rdv": "fait"},
            ],
            "fin": "personne",
        },
        {
            "nom": "rien sur l’écran",
            "reponses": [
                {"compte": "oui"},
                {"personnes": 1},
                {"papiers": "tout"},
                {"site": "fait"},
                {"verif": "non"},
                {"rdv": "fait"},
            ],
            "fin": "personne",
        },
    ]
}


def _paper(name: str, icon: str) -> dict[str, Any]:
    return {
        "icone": icon,
        "nom": in_all(name),
        "detail": in_all("Un papier"),
        "question": in_all(f"Il manque {name} ?"),
        "conseil": in_all("Demandez un double."),
    }


def _contact(name: str, phone: str, *, unverified: bool) -> dict[str, Any]:
    return {
        "nom": in_all(name),
        "tel": phone,
        "adresse": "17 Grand’Place",
        "horaires": in_all("Le matin"),
        "verifie_le": "2026-11-01",
        "a_verifier": unverified,
    }


REGISTRIES: dict[str, Any] = {
    "pieces": {"identite": _paper("Carte", "id"), "livret": _paper("Livret", "users")},
    "urls": {
        "caf": {
            "adresse": "https://www.caf.fr",
            "affiche": "caf.fr",
            "nom": in_all("Le site"),
            "dit": in_all("caf point fr"),
            "verifie_le": "2026-11-01",
        }
    },
    "contacts": {
        "mairie": _contact("Mairie", "03 20 00 00 00", unverified=False),
        "secret": _contact("Bureau", "03 20 11 11 11", unverified=True),
    },
    "themes": {
        "social": {"icone": "home", "nom": in_all("Aides")},
        "vide": {"icone": "x", "nom": in_all("Rien")},
    },
    "libelles": {
        name: in_all(text)
        for name, text in {
            "oui": "Oui",
            "non": "Non",
            "fait": "C’est fait",
            "plus_tard": "Plus tard",
            "demandez": "demandez à une personne",
            "demandez_titre": "Demandez à une personne",
            "a_verifier": "à vérifier",
        }.items()
    },
    "synonymes": [["fph", "pic"], ["aide", "allocation"]],
    "lexique": {
        "interdits": [{"mot": "effectuer", "dire": "faire"}],
        "relatifs": ["bientôt"],
        "sigles": ["CAF", "EN"],
    },
}


def translated(texts: dict[str, Any], language: str) -> dict[str, Any]:
    """Return the French `texts` as a file of another language, words of the site included."""
    if language == "fr":
        return copy.deepcopy(texts)
    mark = _MARK[language]

    def mark_all(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: mark_all(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [mark_all(inner) for inner in value]
        return f"{mark}{value}"

    head = {"langue": language, "traduction": "machine"}
    kept = {key: mark_all(value) for key, value in texts.items() if key not in head}
    if language in {"en", "ar"}:
        for name, n_words in (("site", 1), ("verif", 1)):
            if name in kept["etapes"]:
                kept["etapes"][name]["mots"] = [f"{mark}sens"] * n_words
    return {**head, **kept}


def _block(value: Any, indent: int) -> str:
    """Return `value` in block style, ready to follow a key or a dash."""
    margin = " " * indent
    if isinstance(value, dict) and value:
        lines = [
            f"{margin}{json.dumps(str(key), ensure_ascii=False)}:{_block(inner, indent + 2)}"
            for key, inner in value.items()
        ]
        return "\n" + "\n".join(lines)
    if isinstance(value, list) and value:
        return "\n" + "\n".join(f"{margin}-{_block(inner, indent + 2)}" for inner in value)
    return f" {json.dumps(value, ensure_ascii=False)}"


def write_yaml(path: Path, value: Any) -> None:
    """Write `value` as YAML, one value a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_block(value, 0).lstrip() + "\n", encoding="utf-8")


def read_back(path: Path) -> Any:
    """Return the plain values of a YAML file."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def write_content(
    root: Path,
    *,
    structure: dict[str, Any] | None = None,
    texts: dict[str, Any] | None = None,
    tests: dict[str, Any] | None = None,
    registries: dict[str, Any] | None = None,
) -> Path:
    """Write a content folder below `root` and return it."""
    for name, value in (registries or REGISTRIES).items():
        write_yaml(root / "registres" / f"{name}.yaml", value)
    structure = structure or STRUCTURE
    write_walkthrough(root / structure["id"], structure, texts or FRENCH_TEXTS, tests or TESTS)
    return root


def write_walkthrough(
    folder: Path, structure: dict[str, Any], texts: dict[str, Any], tests: dict[str, Any]
) -> None:
    """Write the folder of one walkthrough."""
    write_yaml(folder / "parcours.yaml", structure)
    write_yaml(folder / "tests.yaml", tests)
    for language in LANGUAGES:
        write_yaml(folder / f"textes.{language}.yaml", translated(texts, language))


def changed(value: dict[str, Any], *keys: str | int, to: Any) -> dict[str, Any]:
    """Return a copy of `value` with the entry at `keys` set to `to`; an Ellipsis removes it."""
    whole = copy.deepcopy(value)
    here: Any = whole
    for key in keys[:-1]:
        here = here[key]
    if to is ...:
        del here[keys[-1]]
    else:
        here[keys[-1]] = to
    return whole


def step_place(step_id: str) -> int:
    """Return the place of a step in `STRUCTURE`."""
    return [step["id"] for step in STRUCTURE["etapes"]].index(step_id)


def loaded(root: Path) -> tuple[Walkthrough, Registries]:
    """Return the walkthrough written below `root` and its registries."""
    catalog = load_catalog(write_content(root))
    return catalog.walkthroughs["demande"], catalog.registries


def filler_for(
    walkthrough: Walkthrough,
    registries: Registries,
    language: str = "fr",
    audience: Audience = Audience.RESIDENT,
) -> TextFiller:
    """Return what fills the texts of `walkthrough` for one reader."""
    return TextFiller(registries, walkthrough.values, language, audience)
