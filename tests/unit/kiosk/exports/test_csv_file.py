# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.counted_rows import SessionRow
from kiosk.domain.coverage import Coverage, CoverageGap, FigureScope
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP
from kiosk.exports.csv_file import SESSION_HEADINGS, VISIT_HEADINGS
from kiosk.exports.registry import ExportKind, export_sessions
from kiosk.exports.rows import PlaceCard
from kiosk.exports.safe_text import without_formula
from tests.support.visits import NORD, a_context, a_row, write_file, written


def csv_of(rows, context=None):
    return written(rows, ExportKind.CSV, context)


def read(content):
    """Read a file as French Excel does: mark, semicolons, quotes."""
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_file_has_its_mark_semicolons_and_windows_line_ends():
    content = csv_of([a_row()])

    assert content.startswith(b"\xef\xbb\xbfJour;")
    assert content.count(b"\r\n") == 2
    assert content.replace(b"\r\n", b"").count(b"\n") == 0


def test_the_first_row_holds_the_french_headings_and_each_other_row_a_visit():
    rows = read(csv_of([a_row(1), a_row(2)]))

    assert tuple(rows[0]) == VISIT_HEADINGS
    assert len(rows) == 2


def test_a_row_says_what_was_recorded_in_the_words_of_the_lists():
    row = a_row(
        themes=(ADMINISTRATIVE_HELP, "email"),
        administrative_themes=("logement", "social_sante"),
        equipment=("ordinateur",),
        autonomy="autonome",
        referred=True,
        referral="administration",
        gender="feminin",
        age_band="quarante_cinquante_neuf",
        status="sans_emploi",
    )

    (cells,) = read(csv_of([row]))

    assert cells["Jour"] == "2026-10-14"
    assert cells["Lieu"] == NORD.name
    assert cells["Type de lieu"] == "Lieu d’activité"
    assert (cells["Durée (min)"], cells["Durée (h)"]) == ("45", "0,75")
    assert cells["Thématiques"] == "Aide aux démarches administratives | E-mail"
    assert cells["Démarches administratives"] == "Logement | Social - Santé"
    assert cells["Matériel"] == "Ordinateur"
    assert cells["Réorienté"] == "Oui"
    assert cells["Structure de redirection"] == "Administration (mairie, préfecture…)"
    assert (cells["Genre"], cells["Tranche d’âge"]) == ("Féminin", "40 - 59 ans")
    assert (cells["Saisi par"], cells["Saisi après coup"]) == ("Médiateur", "Non")
    assert (cells["Corrigé"], cells["Modifié le"]) == ("Non", "")
    assert cells["Identifiant"] == row.row_id


def test_what_was_not_asked_stays_empty():
    (cells,) = read(csv_of([a_row()]))

    assert [cells[name] for name in ("Genre", "Statut", "Réorienté", "Venue", "Matériel")] == [
        ""
    ] * 5


def test_a_correction_is_marked_with_its_day():
    (cells,) = read(csv_of([a_row(version=2)]))

    assert (cells["Corrigé"], cells["Modifié le"]) == ("Oui", "2026-10-14")


def test_each_row_says_what_is_covered_and_which_days_are_missing():
    days = (date(2026, 10, 14), date(2026, 10, 15))
    coverage = Coverage(FigureScope.KIOSK, NORD.name, (CoverageGap(NORD.name, days),))

    (cells,) = read(csv_of([a_row()], a_context(coverage=coverage)))

    assert cells["Périmètre"] == "Cette borne : Espace citoyen numérique Nord"
    assert cells["Jours sans donnée"] == "14 et 15 octobre 2026"


def test_the_network_names_the_machines_that_miss_days():
    gaps = (CoverageGap("Borne Sud", (date(2026, 10, 14),)), CoverageGap("Borne Est", ()))
    coverage = Coverage(FigureScope.NETWORK, "2 machines", gaps)

    (cells,) = read(csv_of([a_row()], a_context(coverage=coverage)))

    assert cells["Périmètre"] == "Le réseau : 2 machines"
    assert cells["Jours sans donnée"] == "Borne Sud : 14 octobre 2026"


def test_rows_are_sorted_by_day():
    rows = [a_row(3, day=date(2026, 10, 31)), a_row(2)]

    assert [cells["Jour"] for cells in read(csv_of(rows))] == ["2026-10-14", "2026-10-31"]


def test_the_stream_stays_open_for_its_owner():
    stream = io.BytesIO()

    write_file([a_row()], ExportKind.CSV, stream)

    assert not stream.closed


@pytest.mark.parametrize("name", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_a_name_that_a_spreadsheet_would_compute_is_opened_as_text(name):
    context = a_context(places={"NORD": PlaceCard(name)})

    (cells,) = read(csv_of([a_row()], context))

    assert cells["Lieu"].startswith("'")


@given(st.text())
def test_no_text_becomes_a_formula_nor_breaks_its_row(text):
    cell = without_formula(text)

    assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert not set(cell) & set("\r\n\t\x00\x85\u2028\u2029")


def test_separators_and_quotes_in_a_name_stay_in_their_cell():
    name = 'Espace "Nord" ; annexe'
    context = a_context(places={"NORD": PlaceCard(name)})

    (cells,) = read(csv_of([a_row()], context))

    assert cells["Lieu"] == name


def test_sessions_have_a_file_of_their_own():
    row = SessionRow(
        row_id="abc",
        centre="NORD",
        started_hour_utc=datetime(2026, 10, 14, 7, tzinfo=UTC),
        duration_min=12,
        language="ar",
        outcome=SessionOutcome.HELPED,
        traces=(
            WalkthroughTrace("arnaque", "fin", finished=True),
            WalkthroughTrace("caf-rsa", "papiers", finished=False),
        ),
    )
    stream = io.BytesIO()

    n_written = export_sessions([row], stream, a_context())

    (cells,) = read(stream.getvalue())
    assert n_written == 1
    assert tuple(cells) == SESSION_HEADINGS
    assert (cells["Jour"], cells["Heure"], cells["Langue"]) == ("2026-10-14", "9", "Arabe")
    assert (cells["Démarches"], cells["Dernières étapes"]) == ("arnaque | caf-rsa", "fin | papiers")
    assert (cells["Démarches finies"], cells["Fin de la session"]) == (
        "1",
        "Aidée par une personne",
    )
