# SPDX-License-Identifier: AGPL-3.0-or-later
"""The closed lists of the schema of places, and which of them answer which need.

Source: schéma des lieux de médiation numérique, assets/vocabulary/SOURCES.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_VISITORS = "Ce lieu n'accueille pas de public"
COME, PHONE = "Se présenter", "Téléphoner"
WRITE, BOOK_ONLINE = "Contacter par mail", "Prendre un RDV en ligne"
_FIELDS = {
    "services": "lieu_services",
    "publics_specifiquement_adresses": "lieu_publics_specifiquement_adresses",
    "prise_en_charge_specifique": "lieu_prise_en_charge_specifique",
    "frais_a_charge": "lieu_frais_a_charge",
    "itinerance": "lieu_itinerance",
    "modalites_acces": "lieu_modalites_acces",
    "modalites_accompagnement": "lieu_modalites_accompagnement",
    "dispositif_programmes_nationaux": "lieu_dispositifs",
}


@dataclass(frozen=True, slots=True)
class PlaceLists:
    """What the fields of a place may hold, and what answers what.

    Attributes:
        values: Field of the schema -> its values, in display order.
        typologies: Code of a kind of place -> French words.
        services_by_theme: Theme of mediation -> services that answer it.
        typologies_by_theme: Administrative theme -> kinds of places that answer it.
        typologies_by_referral: Kind of structure of the record -> kinds of places.
    """

    values: Mapping[str, tuple[str, ...]]
    typologies: Mapping[str, str]
    services_by_theme: Mapping[str, frozenset[str]]
    typologies_by_theme: Mapping[str, frozenset[str]]
    typologies_by_referral: Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def place_lists() -> PlaceLists:
    """Return the lists that ship with the program; the files are read once."""
    national, ours = (
        json.loads(asset_path("vocabulary", name).read_text(encoding="utf-8"))
        for name in ("vocabulary.json", "places.json")
    )

    def sets(name: str) -> dict[str, frozenset[str]]:
        return {code: frozenset(values) for code, values in ours[name].items()}

    typologies = dict(ours["typologies"])
    values = {field: tuple(national[name]) for field, name in _FIELDS.items()}
    return PlaceLists(
        values={**values, "typologie": tuple(typologies)},
        typologies=typologies,
        services_by_theme=sets("services_by_theme"),
        typologies_by_theme=sets("typologies_by_theme"),
        typologies_by_referral=sets("typologies_by_referral"),
    )
