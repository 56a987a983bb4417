# SPDX-License-Identifier: AGPL-3.0-or-later
"""Thousands of sheets made by a seeded generator: synthetic, only to fill the search.

They compete with the walkthroughs in the same words: carte grise, logement social, permis… With
a folder of real sheets, their titles join the mix.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from kiosk.content.search_documents import DocumentKind, SearchDocument

if TYPE_CHECKING:
    from collections.abc import Sequence

N_SHEETS = 5_000
SEED = 20_261_123
_ACTS = (
    "Demander|Renouveler|Faire une demande de|Déclarer|Perte de|Vol de|Contester|Inscription :|"
    "Comment obtenir|Quel recours contre|Changement d’adresse sur|Résilier|Payer|Prolongation de|"
    "Que faire en cas de refus de|Délai pour|Justificatif de|Aide financière pour|Attestation de"
)
_THINGS = (
    "carte d’identité|passeport|titre de séjour|carte de résident|carte grise|permis de conduire|"
    "acte de naissance|acte de mariage|livret de famille|carte électorale|logement social|bail|"
    "allocation logement|caution|loyer|taxe d’habitation|impôt sur le revenu|avis d’imposition|"
    "carte Vitale|arrêt de travail|congé maternité|complémentaire santé|pension de retraite|"
    "réversion|minimum vieillesse|allocation chômage|contrat de travail|licenciement|RSA|"
    "prime d’activité|allocation de rentrée scolaire|bourse|cantine|école maternelle|crèche|"
    "assistante maternelle|pension alimentaire|divorce|succession|décès|obsèques|naturalisation|"
    "regroupement familial|visa|casier judiciaire|plainte|amende|stationnement|assurance auto|"
    "chèque énergie|facture d’électricité|surendettement|compte bancaire|association|subvention|"
    "permis de construire|voisinage|chien dangereux|handicap|mobilité|vaccination|hospitalisation"
)
_CASES = (
    "majeur|mineur|étranger|Européen|fonctionnaire|salarié|indépendant|étudiant|retraité|"
    "personne handicapée|parent isolé|couple|propriétaire|locataire|hébergé|à l’étranger|"
    "outre-mer|en ligne|sur place|par courrier|première demande|renouvellement|véhicule neuf|"
    "véhicule d’occasion|Alsace-Moselle|tutelle|curatelle|secteur privé|fonction publique"
)
_SYLLABLES = "ba co di fe ga ji la me no pi ra sou ta ver zan cri plo tre gnon quet"


def synthetic_sheets(
    n_sheets: int = N_SHEETS, *, real: Sequence[SearchDocument] = ()
) -> tuple[SearchDocument, ...]:
    """Return `n_sheets` sheets, the same at each call; `real` ones lend their titles."""
    random = Random(SEED)
    acts, things, cases = (texts.split("|") for texts in (_ACTS, _THINGS, _CASES))
    syllables = _SYLLABLES.split()
    titles = [title for document in real for title in document.titles.values()]
    body = [text for document in real for text in document.body]
    invented = ["".join(random.choices(syllables, k=3)) for _ in range(4_000)]
    sheets = []
    for number in range(n_sheets):
        thing, case = random.choice(things), random.choice(cases)
        title = f"{random.choice(acts)} {thing} : {case}"
        if titles and random.random() < 0.3:
            title = f"{random.choice(titles)} : {case}"
        elif random.random() < 0.5:
            title = f"{title}, {random.choice(invented)} {random.choice(invented)}"
        texts = random.choices(things + cases + invented, k=20)
        if body:
            texts += random.choices(body, k=5)
        sheets.append(
            SearchDocument(
                document_id=f"S{number:05}",
                kind=DocumentKind.SHEET,
                titles={"fr": title},
                themes=(random.choice(things),),
                body=tuple(texts),
            )
        )
    return tuple(sheets)
