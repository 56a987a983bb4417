# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns of the open data, and their description for machines.

Source: Frictionless Data, Table Schema and Data Package, version 1
(https://specs.frictionlessdata.io).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kiosk.domain.disclosure import NETWORK, SECRET, WHOLE
from kiosk.exports.funder_tables import TOTAL_WORDS, days_text

if TYPE_CHECKING:
    from kiosk.exports.funder_tables import Disclosed, Figure

SCHEMA_NAME = "schema.json"
CSV_NAME = "frequentation.csv"
PARQUET_NAME = "frequentation.parquet"
PACKAGE_NAME = "datapackage.json"
README_NAME = "LISEZ-MOI.txt"
_STEPS = {4: "annee", 7: "mois"}


class Line(NamedTuple):
    """One line of the open data, in the order of its columns.

    `n` is nothing if it is secret, or if there was no service yet.
    """

    first: str
    last: str
    step: str
    place: str
    population: str
    topic: str
    label: str
    n: int | None
    is_secret: bool


COLUMNS = (
    "debut",
    "fin",
    "granularite",
    "lieu",
    "population",
    "repartition",
    "modalite",
    "effectif",
    "secret",
)


def lines_of(disclosed: Disclosed) -> tuple[Line, ...]:
    """Return the lines of the open data."""
    return tuple(_line(disclosed, one) for one in disclosed.figures())


def table_schema() -> dict[str, Any]:
    """Return the Table Schema; a secret number and no service are written as missing values."""
    required = {"required": True}
    fields = (
        ("debut", "date", "Premier jour", required),
        ("fin", "date", "Dernier jour", required),
        (
            "granularite",
            "string",
            "Mois, trimestre ou année",
            _one_of("mois", "trimestre", "annee"),
        ),
        ("lieu", "string", "Lieu : ensemble, un centre, ou plusieurs comptés ensemble", required),
        ("population", "string", "Ce qui est compté", _one_of(*TOTAL_WORDS)),
        ("repartition", "string", "Par quoi l’effectif est réparti", required),
        ("modalite", "string", "Modalité", required),
        (
            "effectif",
            "integer",
            "Effectif ; s : secret ; vide : pas de service",
            {"minimum": 0},
        ),
        ("secret", "boolean", "Effectif secret", required),
    )
    return {
        "fields": [
            {
                "name": name,
                "type": kind,
                "title": title,
                "constraints": constraints,
                **({"trueValues": ["true"], "falseValues": ["false"]} if kind == "boolean" else {}),
            }
            for name, kind, title, constraints in fields
        ],
        "missingValues": ["", SECRET],
        "primaryKey": ["debut", "fin", "lieu", "population", "repartition", "modalite"],
    }


def data_package(disclosed: Disclosed) -> dict[str, Any]:
    """Return the description of the package."""
    return {
        "profile": "tabular-data-package",
        "name": f"mediation-numerique-{disclosed.period.lower()}",
        "title": f"Fréquentation de la médiation numérique, {disclosed.title}",
        "created": f"{disclosed.decided_on.isoformat()}T00:00:00Z",
        "licenses": [
            {
                "name": disclosed.licence.code,
                "title": disclosed.licence.title,
                "path": disclosed.licence.path,
            }
        ],
        "resources": [
            {
                "name": "frequentation",
                "path": CSV_NAME,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
                "schema": table_schema(),
            }
        ],
    }


def _one_of(*values: str) -> dict[str, Any]:
    return {"required": True, "enum": list(values)}


def _line(disclosed: Disclosed, one: Figure) -> Line:
    key = one.key
    first, last = days_text(key.period)
    step = "trimestre" if "T" in key.period else _STEPS[len(key.period)]
    place = (
        disclosed.place_title(NETWORK) if key.place == NETWORK else disclosed.place_title(key.place)
    )
    topic = "total" if key.topic == WHOLE else one.topic_words
    return Line(first, last, step, place, key.population, topic, one.label, one.n, one.is_secret)
