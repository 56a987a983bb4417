# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import io
import subprocess
from datetime import UTC, datetime

import pytest

from kiosk.domain.counted_rows import AttendanceRows
from kiosk.domain.coverage import Coverage, CoverageGap, FigureScope, LateMachine
from kiosk.domain.figure_sections import sections
from kiosk.domain.sections import Count, Section
from kiosk.domain.statistics import Choice, figures
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.exports.report_pdf import write_report
from kiosk.exports.rows import Totals
from tests.support.visits import OCTOBER, a_context, a_row

LISTS = national_vocabulary()


def everything():
    """Visits that fill every line of every list, so that the page is as long as it gets."""
    themes = LISTS.themes.codes()
    administrative = LISTS.administrative_themes.codes()
    return tuple(
        a_row(
            at + 1,
            themes=(themes[at % len(themes)], "aide_aux_demarches_administratives"),
            administrative_themes=(administrative[at % len(administrative)],),
            age_band=LISTS.age_bands.codes()[at % len(LISTS.age_bands.codes())],
            quarter=LISTS.home_quarters.codes()[at % len(LISTS.home_quarters.codes())],
            unmet=LISTS.unmet.codes()[at % len(LISTS.unmet.codes())],
            duration_min=(15, 45, 90, 150)[at % 4],
        )
        for at in range(60)
    )


def report(rows, coverage=None, **context):
    coverage = coverage or Coverage(FigureScope.NETWORK, "réseau de la ville")
    counted = figures(
        AttendanceRows(visits=rows), Choice(OCTOBER), coverage=coverage, vocabulary=LISTS
    )
    stream = io.BytesIO()
    found = sections(counted, LISTS, {})
    write_report(counted, found, stream, a_context(coverage=coverage, totals=Totals(), **context))
    return counted, stream.getvalue()


@pytest.fixture
def read(tmp_path):
    def reading(pdf: bytes, *command: str) -> str:
        file = tmp_path / "bilan.pdf"
        file.write_bytes(pdf)
        done = subprocess.run(
            [command[0], *command[1:], str(file), *(["-"] if command[0] == "pdftotext" else [])],
            capture_output=True,
            check=True,
            text=True,
            errors="replace",
        )
        return done.stdout

    return reading


def test_the_longest_report_is_one_page(read):
    late = tuple(LateMachine(f"Borne {n}", OCTOBER.first) for n in range(9))
    gaps = tuple(CoverageGap(f"Centre {n} · borne", tuple(OCTOBER.days())) for n in range(9))
    coverage = Coverage(FigureScope.NETWORK, "réseau " * 40, gaps, late)

    _, pdf = report(everything(), coverage)

    assert "Pages:           1\n" in read(pdf, "pdfinfo")


def test_the_report_says_the_figures_its_scope_and_who_has_not_sent(read):
    coverage = Coverage(
        FigureScope.NETWORK, "réseau", late=(LateMachine("Borne 2", OCTOBER.first),)
    )
    counted, pdf = report(everything(), coverage)

    text = read(pdf, "pdftotext", "-layout")

    assert "Fréquentation · octobre 2026" in text
    assert "Le réseau : réseau" in text
    assert str(counted.n_visits) in text
    assert "1 borne n’a pas envoyé depuis le 1er octobre 2026" in text
    assert "Jours sans donnée : aucun" in text
    assert "Petits nombres non cachés : pour l’équipe" in " ".join(text.split())


def test_a_screen_reader_is_given_headings_and_tables_with_their_heads(read):
    _, pdf = report(everything())

    told = read(pdf, "pdfinfo", "-struct-text")

    assert told.count("H2 ") >= 7
    assert told.count("/Scope /Column") > 10
    assert "Thématiques Médiation numérique" in told


def test_a_need_of_a_newer_list_and_none_else_is_a_line_of_the_report(read):
    _, pdf = report((a_row(1, unmet="raison_de_2030"),))

    assert "raison_de_2030" in read(pdf, "pdftotext", "-layout")


def test_a_heading_whose_lines_hold_nothing_of_its_total_is_drawn_without_bars(read):
    told = Section("unmet", "Besoins", "activités", (Count("langue", "Langue", 0),), 3)
    coverage = Coverage(FigureScope.NETWORK, "réseau de la ville")
    counted = figures(AttendanceRows(), Choice(OCTOBER), coverage=coverage, vocabulary=LISTS)
    stream = io.BytesIO()

    write_report(counted, [told], stream, a_context(coverage=coverage, totals=Totals()))

    assert "Langue" in read(stream.getvalue(), "pdftotext", "-layout")


def test_a_month_without_a_visit_has_its_report_too(read):
    _, pdf = report(())

    assert "Rien n’a été noté." in read(pdf, "pdftotext")


def test_a_name_of_a_centre_is_text_never_markup(read):
    nasty = Coverage(FigureScope.CENTRE, '#panic("x") = *gras* \u202e $x$ \x00')

    _, pdf = report(everything(), nasty)

    assert '#panic("x") = *gras*' in read(pdf, "pdftotext", "-layout")


def test_the_moment_of_the_export_is_on_the_page(read):
    made = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)

    _, pdf = report(everything(), exported_utc=made)

    assert "Document fait le 3 novembre 2026." in read(pdf, "pdftotext", "-layout")
