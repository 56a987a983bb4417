# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import io
from datetime import date

from python_calamine import CalamineWorkbook

from kiosk.domain.attendance import VisitKind
from kiosk.domain.coverage import Coverage, CoverageGap, FigureScope
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP
from kiosk.exports.registry import ExportKind
from kiosk.exports.rows import PlaceCard
from tests.support.visits import NORD, a_context, a_row, written

COLUMNS = [
    "Date",
    "Enregistré le",
    "Dernière modification le",
    "Prénom du médiateur",
    "Nom du médiateur",
    "Rôle",
    "ID - Conum",
    "Type",
    "Participants",
    "Canaux d’accompagnement",
    "Nom du lieu",
    "Adresse",
    "Commune",
    "Code postal",
    "Code Insee",
    "Durée (min)",
    "Nom de l’atelier",
    "Matériel numérique utilisé",
    "Thématique(s) d’accompagnement",
    "Tags",
    "Nom de la démarche administrative",
    "Niveau d’autonomie (ou de l’atelier)",
    "Bénéficiaire réorienté",
    "Structure de redirection",
    "Commune du bénéficiaire",
    "Code postal du bénéficiaire",
    "Code Insee du bénéficiaire",
    "Genre du bénéficiaire",
    "Tranche d’âge du bénéficiaire",
    "Statut du bénéficiaire",
    "ID CRA",
]


def sheet(rows, context=None):
    """Return the name of the only sheet and its rows, as another program reads them."""
    content = written(rows, ExportKind.COOP, context)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    (name,) = book.sheet_names
    return name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def table(rows, context=None):
    """Return the rows below the headings, by heading."""
    _, lines = sheet(rows, context)
    top = next(number for number, line in enumerate(lines) if line[0] == "Date")
    return [dict(zip(lines[top], line, strict=True)) for line in lines[top + 1 :]]


def test_the_only_sheet_is_called_activites():
    assert sheet([])[0] == "Activités"


def test_the_block_above_the_table_is_that_of_the_national_export():
    _, lines = sheet([a_row(1), a_row(2)])

    assert [line[:2] for line in lines[:8]] == [
        ["Informations export", ""],
        ["Nom", "-"],
        ["Prénom", "-"],
        ["Rôle", "Coordinateur"],
        ["Total", 2.0],
        ["Date d'export", "02/11/2026"],
        ["Heure d'export", "14:07"],
        ["", ""],
    ]
    assert [line[0] for line in lines[8:19]] == [
        "Filtres",
        "Période",
        "Source",
        "Lieux d’accompagnement",
        "Communes",
        "Départements",
        "Type d’accompagnement",
        "Rôle",
        "Thématiques non administratives",
        "Thématiques administratives",
        "Tags",
    ]
    assert lines[9][1] == "01/10/2026 - 31/10/2026"
    assert lines[11][1] == NORD.name


def test_the_filters_end_with_what_is_covered_and_the_missing_days():
    coverage = Coverage(
        FigureScope.KIOSK, NORD.name, (CoverageGap(NORD.name, (date(2026, 10, 14),)),)
    )

    _, lines = sheet([a_row()], a_context(coverage=coverage))

    assert [line[:2] for line in lines[19:25]] == [
        ["Périmètre", "Cette borne : Espace citoyen numérique Nord"],
        ["Jours sans donnée", "14 octobre 2026"],
        ["Autres filtres", "-"],
        ["Comptages papier non repris", 0.0],
        ["", ""],
        ["", ""],
    ]


def test_the_columns_are_those_of_the_national_coordinator_export_in_their_order():
    _, lines = sheet([a_row()])

    assert lines[25] == COLUMNS


def test_a_row_is_written_as_the_national_tool_writes_it():
    row = a_row(
        version=2,
        kind=VisitKind.BRIEF,
        themes=("email", ADMINISTRATIVE_HELP),
        administrative_themes=("logement",),
        equipment=("ordinateur", "telephone"),
        autonomy="partiellement_autonome",
        referred=False,
        age_band="soixante_dix_plus",
    )

    (cells,) = table([row])

    assert cells["Date"] == date(2026, 10, 14)
    assert cells["Enregistré le"] == "14/10/2026 à 14:00"
    assert cells["Dernière modification le"] == "14/10/2026 à 16:00"
    assert cells["Type"] == "Accompagnement individuel"
    assert (cells["Participants"], cells["Durée (min)"]) == (1.0, 45.0)
    assert cells["Canaux d’accompagnement"] == "Lieu d’activité"
    assert cells["Nom du lieu"] == NORD.name
    assert (cells["Commune"], cells["Code postal"]) == ("Roubaix", "59100")
    assert cells["Code Insee"] == "59512"
    assert cells["Matériel numérique utilisé"] == "Ordinateur\nTéléphone"
    assert cells["Thématique(s) d’accompagnement"] == (
        "E-mail\nAide aux démarches administratives\nLogement"
    )
    assert cells["Niveau d’autonomie (ou de l’atelier)"] == "2/3"
    assert cells["Bénéficiaire réorienté"] == "Non"
    assert cells["Genre du bénéficiaire"] == "Non communiqué"
    assert cells["Tranche d’âge du bénéficiaire"] == "70 ans et plus"
    assert cells["Statut du bénéficiaire"] == "Non communiqué ou hétérogène"
    assert cells["ID CRA"] == row.row_id


def test_what_we_do_not_hold_stays_empty():
    (cells,) = table([a_row()])

    assert [
        name for name in COLUMNS if cells[name] == "" and name != "Dernière modification le"
    ] == [
        "Prénom du médiateur",
        "Nom du médiateur",
        "ID - Conum",
        "Nom de l’atelier",
        "Matériel numérique utilisé",
        "Tags",
        "Nom de la démarche administrative",
        "Niveau d’autonomie (ou de l’atelier)",
        "Bénéficiaire réorienté",
        "Structure de redirection",
        "Commune du bénéficiaire",
        "Code postal du bénéficiaire",
        "Code Insee du bénéficiaire",
    ]


def test_a_visit_at_home_names_no_centre_but_its_commune():
    (cells,) = table([a_row(place="domicile", commune_insee="59163")])

    assert cells["Canaux d’accompagnement"] == "À domicile"
    assert (cells["Nom du lieu"], cells["Adresse"]) == ("", "")
    told = tuple(cells[name] for name in ("Commune", "Code postal", "Code Insee"))
    assert told == ("Croix", "59170", "59163")


def test_help_at_a_distance_takes_the_commune_of_the_employer():
    (cells,) = table([a_row(place="a_distance")])

    assert (cells["Nom du lieu"], cells["Commune"], cells["Code Insee"]) == (
        "",
        "Roubaix",
        "59512",
    )


def test_a_name_that_begins_as_a_formula_stays_a_text():
    (cells,) = table([a_row()], a_context(places={"NORD": PlaceCard("=1+1", "@rue")}))

    assert (cells["Nom du lieu"], cells["Adresse"]) == ("=1+1", "@rue")


def test_a_period_without_visits_still_gives_a_whole_workbook():
    _, lines = sheet([])

    assert lines[4][:2] == ["Total", 0.0]
    assert lines[25] == COLUMNS
    assert len(lines) == 26
