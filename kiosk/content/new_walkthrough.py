# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes a small walkthrough that is whole, for an author to fill: five steps, every kind of way.

It is a draft: residents do not see it. What it says is sound from the first day, so that each
later complaint of the check is about what the author has just written.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.content.layout import REGISTRY_FOLDER, STRUCTURE_FILE, TESTS_FILE, text_file_name
from kiosk.content.registry_reading import NAME, read_registries
from kiosk.content.service_public.sheet_reading import THEMES
from kiosk.content.stamping import stamp_translations
from kiosk.domain.letters import LETTER_TRACE
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from kiosk.domain.walkthroughs import Registries

DEFAULT_THEME = "apprendre"
LONGEST_ID = 40
_READ_AGAIN_AFTER = timedelta(days=180)
_OTHER_COOP_THEME = "NavigationSurInternet"

_STRUCTURE = """\
# Un brouillon : personne ne le voit. docs/fr/ecrire_un_parcours.md dit comment le remplir.
schema: sixieme-parcours/1
id: {id}
version: {year}.{month}.1
statut: brouillon
theme: {theme}
thematique_coop: {coop}
icone: list-check
relecture: {{auteur: "", relecteur: "", faite_le: null, a_revoir_avant: {due}, preavis_jours: 30}}
sources:
  - {{titre: "À remplacer par la page officielle", url: {site}, date: {today}, verifie_le: null}}
mots_cles:
  fr: [{id}]
  erreurs: []
parties:
  - {{id: preparer, minutes: 3}}
  - {{id: site, minutes: 10}}
etapes:
  - id: compte
    type: question
    partie: preparer
    options:
      - {{valeur: oui, icone: check}}
      - {{valeur: non, icone: x}}
    ne_sait_pas: fin_personne
    suite:
      - {{si: {{eq: [compte, non]}}, vers: fin_personne}}
      - {{sinon: papiers}}
  - id: papiers
    type: pieces
    pieces: [{paper}]
    suite: aller_site
  - id: aller_site
    type: en_ligne
    partie: site
    url: {site}
    mots: [Mon compte]
    hors_ligne: fin_plus_tard
    suite: fin_fait
  - {{id: fin_fait, type: fin, bilan: fini}}
  - {{id: fin_plus_tard, type: fin, bilan: a_suivre, url: {site}}}
  - {{id: fin_personne, type: fin, bilan: personne}}
"""

_FRENCH = """\
langue: fr
traduction: origine
titre: Nouveau parcours
sous_titre: À compléter
parties: {{preparer: Se préparer, site: Sur le site}}
etapes:
  compte:
    titre: Avez-vous un compte ?
    texte: Il sert à entrer sur le site.
    aide: Le numéro est souvent sur une lettre.
  papiers:
    titre: Avez-vous ce papier ?
    texte: Touchez le papier que vous avez.
  aller_site:
    titre: Allez sur le site
    texte: Tapez l’adresse en haut de l’écran.
    preparer: [Votre téléphone]
  fin_fait:
    titre: Votre demande est envoyée
    fait: [Vous avez fait la demande]
    reste: [Gardez la preuve]
  fin_plus_tard:
    titre: À finir avec Internet
    fait: [Vos papiers sont prêts]
    reste: ["Allez sur {{url.{site}}}"]
  fin_personne:
    titre: Une personne va vous aider
    reste: [Demandez de l’aide ici]
"""

_EASY = """\
langue: fr-falc
traduction: machine
relu_par_personnes_concernees: null
titre: Un guide nouveau
sous_titre: Ce guide n’est pas fini
parties: {{preparer: Avant, site: Internet}}
etapes:
  compte:
    titre: Avez-vous déjà un compte sur ce site ?
    texte: Un compte, c’est votre nom et un mot de passe.
    aide: Regardez vos lettres. Votre numéro est peut-être dessus.
  papiers:
    titre: Avez-vous ce papier avec vous ?
    texte: Oui ? Touchez son image.
  aller_site:
    titre: Ouvrez le site
    texte: L’adresse s’écrit en haut.
    preparer: [Prenez votre téléphone]
  fin_fait:
    titre: C’est fini
    fait: [La demande est partie]
    reste: [Imprimez la preuve. Gardez-la bien.]
  fin_plus_tard:
    titre: Il faut Internet pour finir
    fait: [Vous avez vos papiers]
    reste: ["Le site est {{url.{site}}}"]
  fin_personne:
    titre: Quelqu’un va faire avec vous
    reste: [Parlez à une personne ici]
"""

_TESTS = """\
tests:
  - {nom: Tout va bien, reponses: [{compte: oui}, {papiers: tout}, {aller_site: fait}], fin: fin_fait}
  - {nom: Sans Internet, reponses: [{compte: oui}, {papiers: rien}, {aller_site: plus_tard}], fin: fin_plus_tard}
  - {nom: Pas de compte, reponses: [{compte: non}], fin: fin_personne}
  - {nom: Ne sait pas, reponses: [{compte: ne_sait_pas}], fin: fin_personne}
"""  # noqa: E501 - a way a line, as in docs/content_format.md


@dataclass(frozen=True, slots=True)
class NewWalkthrough:
    """What an author says of a walkthrough not yet written.

    Attributes:
        walkthrough_id: Its id, and the name of its folder.
        theme: A key of the registry of themes.
    """

    walkthrough_id: str
    theme: str = DEFAULT_THEME


def make_walkthrough(root: Path, wanted: NewWalkthrough, today: date) -> Path:
    """Write a draft below the content folder `root` and return its folder.

    Raises:
        ContentUnreadable: If the id or the theme cannot be, with what to do; nothing is written.
    """
    registries = read_registries(root, [])
    folder = root / wanted.walkthrough_id
    _refuse(root, folder, wanted, registries)
    due = today + _READ_AGAIN_AFTER
    filled = {
        "id": wanted.walkthrough_id,
        "year": today.year,
        "month": today.month,
        "theme": wanted.theme,
        "coop": {theme: coop for _, theme, coop in THEMES}.get(wanted.theme, _OTHER_COOP_THEME),
        "due": due.isoformat(),
        "today": today.isoformat(),
        "site": _preferred("service_public", registries.sites),
        "paper": _preferred("justif_domicile", registries.papers),
    }
    files = {
        STRUCTURE_FILE: _STRUCTURE.format(**filled),
        text_file_name(SOURCE_LANGUAGE): _FRENCH.format(**filled),
        text_file_name("fr-falc"): _EASY.format(**filled),
        TESTS_FILE: _TESTS,
    }
    try:
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        stamp_translations(folder)
    except ContentUnreadable:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ContentUnreadable(f"{folder} ne peut pas être écrit : {error.strerror}.") from error
    return folder


def _refuse(root: Path, folder: Path, wanted: NewWalkthrough, registries: Registries) -> None:
    name = wanted.walkthrough_id
    if not NAME.fullmatch(name) or len(name) > LONGEST_ID:
        raise ContentUnreadable(
            f"« {name} » ne peut pas être un id : {LONGEST_ID} lettres au plus, minuscules sans "
            "accent, chiffres et tirets, comme carte-grise."
        )
    if name in {LETTER_TRACE, REGISTRY_FOLDER} or folder.exists():
        raise ContentUnreadable(f"« {name} » est déjà pris : choisissez un autre id.")
    if not registries.sites or not registries.papers:
        raise ContentUnreadable(f"{root} n’a pas de dossier {REGISTRY_FOLDER} complet.")
    themes = [theme.theme_id for theme in registries.themes]
    if wanted.theme not in themes:
        known = ", ".join(themes)
        raise ContentUnreadable(f"Le thème « {wanted.theme} » n’existe pas ; choix : {known}.")


def _preferred(name: str, entries: Iterable[str]) -> str:
    known = list(entries)
    return name if name in known else known[0]
