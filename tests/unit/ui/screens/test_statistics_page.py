# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every heading of the statistics: days, kinds of records, words, paper."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.attendance import VisitKind
from kiosk.domain.coverage import Coverage, CoverageGap, FigureScope, LateMachine
from kiosk.domain.sections import Chart, Count, Section, Told
from kiosk.exports.rows import SMALL_NUMBERS
from kiosk.foundation.translation import Translator
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage, a_visit
from ui.navigation.routes import Place, Route
from ui.printing.sheets import PrintState
from ui.screens.period.choice import FIGURES_TOO_LONG, PeriodChoice, Span
from ui.screens.statistics.presenter import StatisticsPresenter
from ui.screens.statistics.reading import Reading, read_with
from ui.screens.statistics.section_words import section_words
from ui.wording import grouped_number

NOVEMBER = {"span": "month", "first": "2026-11-01", "last": "2026-11-30"}
THEMES = Section(
    "themes",
    "Thématiques",
    "activités",
    (Count("email", "E-mail", 1200), Count("sante", "Santé", 3)),
    1600,
    "Plusieurs réponses possibles.",
    is_national=True,
)
HOURS = Section("hours", "Heures", "passages", (Count("9", "9 h", 2),), 2, chart=Chart.COLUMNS)
LATE = Coverage(
    FigureScope.KIOSK,
    "Espace Nord",
    (CoverageGap("Espace Nord", (date(2026, 11, 14), date(2026, 11, 15))),),
    (LateMachine("Borne B", date(2026, 11, 12)),),
)


def a_page(kiosk, *, read=None, tray=None, place=None):
    view, stage = RecordingView(), a_stage(kiosk)
    presenter = StatisticsPresenter(
        view,
        stage,
        place or Place(Route.STATISTICS, dict(NOVEMBER)),
        read=read or read_with(kiosk.statistics, kiosk.walkthroughs),
        printing=tray or PaperTray(),
    )
    presenter.start()
    return presenter, view


def given(*sections, coverage=LATE):
    return lambda _asked: Reading(sections, coverage)


def test_every_heading_of_this_machine_can_be_chosen_and_says_its_lines(kiosk):
    a_visit(kiosk)
    presenter, view = a_page(kiosk)
    assert view.last.headings[0].caption == "Comme dans l’outil national"
    assert len({one.key for one in view.last.headings}) == len(view.last.headings) > 20

    for heading in view.last.headings:
        presenter.take_heading(heading.key)
        assert view.last.heading == heading.key
        assert view.last.section.title == heading.title


def test_the_page_opens_on_the_first_heading_that_has_a_chart(kiosk):
    _, view = a_page(kiosk)

    assert view.last.heading == "months"
    assert view.last.section.lines


def test_a_line_is_heard_with_its_number_and_its_share():
    words = section_words(THEMES, Translator("fr"))

    assert [line.spoken for line in words.lines] == [
        "E-mail : 1\u202f200 (75\u00a0%)",
        "Santé : 3 (<\u00a01\u00a0%)",
    ]
    assert [line.share for line in words.lines] == [1.0, 3 / 1200]
    assert words.total == "Total (activités) : 1\u202f600"


def test_a_heading_that_is_not_counted_says_why_and_not_that_nothing_came():
    untold = Section("b", "Bénéficiaires", "", (), 0, "Non compté : aucune identité n’est gardée.")

    assert section_words(untold, Translator("fr")).empty == ""


def test_the_kind_of_record_is_asked_of_the_service(kiosk):
    a_visit(kiosk)
    asked = []
    counts = read_with(kiosk.statistics, kiosk.walkthroughs)

    def read(what):
        asked.append(what.kinds)
        return counts(what)

    presenter, view = a_page(kiosk, read=read)

    presenter.take_kind(VisitKind.TALLY.value)

    assert asked == [frozenset(), frozenset({VisitKind.TALLY})]
    assert view.last.filter == "Comptages papier"


def test_missing_days_and_late_machines_are_told_at_every_heading(kiosk):
    presenter, view = a_page(kiosk, read=given(THEMES, HOURS))

    for heading in view.last.headings:
        presenter.take_heading(heading.key)
        missing, late = view.last.coverage
        assert missing == "Jours sans donnée : 14 et 15 novembre 2026."
        assert late.startswith("1 borne n’a pas envoyé depuis le 12 novembre 2026 :")


def test_a_quarter_a_year_and_days_are_shown_in_words(kiosk):
    presenter, view = a_page(kiosk)
    titles = [view.last.title]

    for verb in (
        lambda: presenter.take_span("quarter"),
        presenter.go_before,
        lambda: presenter.take_span("year"),
        lambda: presenter.take_days("03/02/2026", "2026-02-10"),
    ):
        verb()
        titles.append(view.last.title)

    assert titles == [
        "Statistiques · novembre 2026",
        "Statistiques · 4e trimestre 2026",
        "Statistiques · 3e trimestre 2026",
        "Statistiques · année 2026",
        "Statistiques · du 3 février 2026 au 10 février 2026",
    ]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("hier", "10/02/2026", "Écrivez chaque jour ainsi : 14/10/2026."),
        ("10/02/2026", "03/02/2026", "Le premier jour vient après le dernier : échangez-les."),
        ("01/01/2001", "01/01/2026", FIGURES_TOO_LONG),
        ("01/01/2021", "03/01/2026", FIGURES_TOO_LONG),
        ("01/01/0001", "02/01/0001", "Ces jours sont trop loin : vérifiez l’année."),
    ],
)
def test_days_that_cannot_be_are_refused_in_words_and_nothing_changes(kiosk, first, last, told):
    presenter, view = a_page(kiosk)

    presenter.take_days(first, last)

    assert view.last.period.problem == told
    assert view.last.title == "Statistiques · novembre 2026"


def test_no_period_begins_after_today():
    choice = PeriodChoice.this_month(date(2026, 11, 18))

    assert not choice.has_after
    assert choice.after() == choice
    assert choice.take(Span.QUARTER).before().after().has_after is False


def test_the_paper_holds_what_is_in_sight_with_what_it_lacks(kiosk):
    tray = PaperTray()
    presenter, view = a_page(kiosk, read=given(THEMES, HOURS), tray=tray)

    presenter.take_heading("hours")
    presenter.print_one()

    (sheet,) = tray.sheets
    (grid,) = sheet.grids
    assert (grid.heads, grid.rows) == (
        ("Heures : 2 passages", "Nombre", "Part"),
        (("9 h", "2", "100\u00a0%"),),
    )
    words = [piece.french for piece in sheet.pieces]
    assert words[1] == "Novembre 2026 · Cette borne : Espace Nord"
    assert "Jours sans donnée : 14 et 15 novembre 2026." in words
    assert view.last.told == "La feuille est imprimée."


def test_every_heading_goes_on_one_paper(kiosk):
    tray = PaperTray(PrintState.FAILED)
    presenter, view = a_page(kiosk, read=given(THEMES, HOURS), tray=tray)

    presenter.print_all()

    assert [grid.heads[0] for grid in tray.sheets[0].grids] == [
        f"Thématiques : {grouped_number(1600)} activités. Plusieurs réponses possibles.",
        "Heures : 2 passages",
    ]
    assert SMALL_NUMBERS in [piece.french for piece in tray.sheets[0].pieces]
    assert not view.last.is_well


def test_the_paper_makes_up_no_number_where_none_is_counted(kiosk):
    tray = PaperTray()
    untold = Section("tags", "Tags", "", (), 0, "Non compté.", chart=Chart.NONE)
    plain = Section("all", "En tout", "personnes", (Count("n", "Aidées", 60),), 0)
    empty = Section("posture", "Posture", "activités", (Count("a", "Je forme", 0),), 0)
    presenter, _ = a_page(kiosk, read=given(untold, plain, empty), tray=tray)

    presenter.print_all()

    assert [(grid.heads, grid.rows) for grid in tray.sheets[0].grids] == [
        (("Tags. Non compté.", "", ""), ()),
        (("En tout, personnes", "Nombre", ""), (("Aidées", "60", ""),)),
        (("Posture, activités", "", ""), (("Rien de compté pour cette période.", "", ""),)),
    ]


def test_figures_are_said_in_the_language_of_the_screen_and_names_as_they_were_given():
    section = Section(
        "gender",
        Told("Genre"),
        Told("accompagnements"),
        (Count("f", Told("Féminin"), 1), Count("x", "Nord", 2)),
        3,
        Told.together(
            Told("Plusieurs thématiques possibles."), Told("Démarches ouvertes : {n}.", n=7)
        ),
    )

    words = section_words(section, Translator("en"))

    assert (words.title, words.total) == ("Gender", "Total (times help was given): 3")
    assert words.note == "Several themes possible. Walkthroughs opened: 7."
    assert [line.label for line in words.lines] == ["Female", "Nord"]
    assert section.note == "Plusieurs thématiques possibles. Démarches ouvertes : 7."


def test_a_cross_table_is_printed_as_one_or_cell_by_cell_where_its_heads_have_no_room(kiosk):
    a_visit(kiosk, themes=("email",), quarter="nord", unmet="accessibilite")
    tray = PaperTray()
    presenter, _ = a_page(kiosk, tray=tray)

    for key in ("theme_quarters", "unmet_themes"):
        presenter.take_heading(key)
        presenter.print_one()

    table, lines = (sheet.grids[0] for sheet in tray.sheets)
    assert (table.heads[1:], table.rows) == (("Nord",), (("E-mail", "1"),))
    assert lines.rows == (("E-mail · Le service n’est pas accessible à la personne", "1", ""),)


def test_one_who_comes_back_finds_the_same_heading_and_days(kiosk):
    place = Place(Route.STATISTICS, dict(NOVEMBER))
    presenter, _ = a_page(kiosk, read=given(THEMES, HOURS), place=place)
    presenter.take_heading("hours")
    presenter.take_span("year")

    _, view = a_page(kiosk, read=given(THEMES, HOURS), place=place)

    assert (view.last.heading, view.last.title) == ("hours", "Statistiques · année 2026")
