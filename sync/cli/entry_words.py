# SPDX-License-Identifier: AGPL-3.0-or-later
"""The refusal of an entry, told in French words instead of the keys that a file has."""

from __future__ import annotations

import re
from typing import Final

_ENTRY: Final = re.compile(r"([a-z]+)( [^ ]+)? : (?:([a-z_.]+) )?")
_NOUNS: Final = {
    "centre": "Centre",
    "mediator": "Personne",
    "motif": "Besoin",
    "opening": "Plage",
    "absence": "Absence",
    "closure": "Fermeture",
    "workshop": "Atelier",
}
_FIELDS: Final = {
    "name": "nom",
    "quarter": "quartier",
    "address": "adresse",
    "phone": "téléphone",
    "hours": "horaire",
    "icon": "icône",
    "label": "texte",
    "centre": "centre",
    "first_name": "prénom",
    "languages": "langue",
    "max_a_day": "nombre par jour",
    "max_active": "nombre à venir",
    "labels.fr": "nom en français",
    "duration_min": "durée",
    "before_min": "pause avant",
    "after_min": "pause après",
    "step_min": "minutes entre deux débuts",
    "notice_min": "délai avant le début",
    "horizon_days": "jours à l’avance",
    "mediator": "personne",
    "motifs": "besoin",
    "season": "saison",
    "start": "début",
    "end": "fin",
    "first_day": "premier jour",
    "last_day": "dernier jour",
    "until": "dernier jour",
    "weekdays": "jours",
    "rule": "règle",
    "exdates": "jours sans",
    "rdates": "jours en plus",
    "kind": "sorte",
    "titles.fr": "titre",
    "documents": "choses à apporter",
    "minutes": "durée",
    "capacity": "places",
    "waiting": "attente",
    "minimum": "minimum",
}


def told_in_words(sentence: str) -> str:
    """Return a refusal with the noun of the entry and the name of its value in French.

    Args:
        sentence: The refusal, as `sync.server.agenda_file` tells it to who wrote a file.
    """
    found = _ENTRY.match(sentence)
    noun = _NOUNS.get(found[1]) if found else None
    if found is None or noun is None:
        return sentence
    field = _FIELDS.get(found[3] or "")
    name = f"« {field} » " if field else f"{found[3]} " if found[3] else ""
    return f"{noun}{found[2] or ''} : {name}{sentence[found.end() :]}"
