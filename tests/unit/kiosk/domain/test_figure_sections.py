# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kiosk.domain.attendance import Category, CategoryCount, VisitKind
from kiosk.domain.counted_rows import AttendanceRows, SessionRow
from kiosk.domain.coverage import Coverage, FigureScope
from kiosk.domain.figure_sections import NO_IDENTITY, sections
from kiosk.domain.flat_visit import flat_visit
from kiosk.domain.occupation import open_minutes_of
from kiosk.domain.section_lines import BEFORE_SERVICE
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from kiosk.domain.statistics import Choice, figures
from kiosk.domain.tally import Tally, median_low, tally_visits
from tests.support.visits import LISTS, OCTOBER, a_row

KIOSK = Coverage(FigureScope.KIOSK, "Nord")
WORKSHOP = {
    "kind": VisitKind.WORKSHOP,
    "people": 8,
    "counts": (
        CategoryCount(Category.GENDER, "feminin", 5),
        CategoryCount(Category.RETURNING, "oui", 2),
    ),
}
SHEET = {
    "kind": VisitKind.TALLY,
    "people": 30,
    "themes": (),
    "duration_min": 90,
    "counts": (
        CategoryCount(Category.THEME, "email", 10),
        CategoryCount(Category.THEME, "logement", 4),
        CategoryCount(Category.ARRIVAL, "spontane", 30),
    ),
}


def of(*visits, sessions=(), kinds=frozenset(), **changes):
    rows = AttendanceRows(visits=visits, sessions=sessions)
    made = figures(rows, Choice(OCTOBER, "", kinds), coverage=KIOSK, vocabulary=LISTS)
    return replace(made, **changes)


def lines(figures, key):
    return {line.code: line.n for line in the(figures, key).lines if line.n}


def the(figures, key):
    (section,) = (one for one in sections(figures, LISTS, {}) if one.key == key)
    return section


def test_the_headings_of_the_national_tool_come_first_in_its_order():
    national = [one for one in sections(of(), LISTS, {}) if one.is_national]

    assert [one.title for one in national] == [
        "Statistiques générales",
        "Accompagnements sur les 12 derniers mois",
        "Statistiques sur vos accompagnements",
        "Thématiques Médiation numérique",
        "Thématiques Démarches administratives",
        "Tags",
        "Matériel utilisés",
        "Canaux des activités",
        "Durées des activités",
        "Nombre d’activités par lieux",
        "Genre",
        "Tranches d’âge",
        "Statuts",
        "Commune de résidence des bénéficiaires",
    ]
    assert {one.title: one.above for one in national if one.above} == {
        "Genre": "Statistiques sur vos bénéficiaires"
    }
    durations = next(one for one in sections(of(), LISTS, {}) if one.key == "durations")
    assert [line.label for line in durations.lines] == [
        "Moins de 30 min",
        "30 min à 1 h",
        "1 h à 2 h",
        "2 h et plus",
    ]


def test_what_would_need_an_identity_is_a_line_that_says_so_in_the_place_of_a_number():
    general = the(of(a_row()), "general")

    assert [(line.label, line.n, line.instead) for line in general.lines] == [
        ("Accompagnements au total", 1, ""),
        ("Bénéficiaires accompagnés", None, NO_IDENTITY),
        ("Nouveaux bénéficiaires", None, NO_IDENTITY),
        ("Bénéficiaires suivis", None, NO_IDENTITY),
        ("Bénéficiaires anonymes", None, NO_IDENTITY),
    ]
    assert {general.share(line) for line in general.lines} == {None}


def test_records_are_told_by_four_lines_of_which_two_are_shares_of_them():
    kinds = the(of(a_row(1), a_row(2), a_row(3), a_row(4, **WORKSHOP)), "kinds")

    assert [(line.label, line.n, kinds.share(line)) for line in kinds.lines] == [
        ("Accompagnements individuels", 3, 0.75),
        ("Ateliers collectifs", 1, 0.25),
        ("Nombre total de participants aux ateliers", 8, None),
        ("Nombre total d’activités", 4, None),
    ]


def test_a_workshop_weighs_by_its_people_where_the_national_tool_counts_people():
    used = {"themes": ("email", "sante"), "equipment": ("ordinateur",), "duration_min": 90}
    counted = of(a_row(1), a_row(2, **WORKSHOP, **used, posture="forme"))

    assert lines(counted, "themes") == {"email": 9, "sante": 8}
    assert lines(counted, "equipment") == {"ordinateur": 8}
    assert lines(counted, "channels") == {"lieu_activite": 9}
    assert lines(counted, "durations") == {"60": 1, "120": 8}
    assert lines(counted, "places") == {"NORD": 9}
    assert lines(counted, "posture") == {"forme": 1}
    themes, posture = the(counted, "themes"), the(counted, "posture")
    assert (themes.unit, posture.unit) == ("accompagnements", "activités")
    assert [themes.share(line) for line in themes.lines[:2]] == [9 / 17, 8 / 17]
    assert (themes.total, themes.total_unit) == (17, "réponses")


def test_people_of_a_workshop_count_by_its_counts_and_the_rest_is_untold():
    counted = of(a_row(1, gender="masculin"), a_row(2, **WORKSHOP))

    assert (counted.n_visits, counted.n_activities, counted.n_people_collective) == (9, 2, 8)
    assert lines(counted, "gender") == {"masculin": 1, "feminin": 5, "non_communique": 3}
    assert lines(counted, "age") == {"non_communique": 9}
    assert lines(counted, "returning") == {"oui": 2, "non_communique": 6}
    assert the(counted, "returning").title == "Venues précédentes, dans les groupes"


def test_each_stroke_of_a_paper_sheet_is_an_activity_without_a_duration():
    counted = of(a_row(1, **SHEET), a_row(2))

    assert (counted.n_visits, counted.n_activities, counted.n_tallied) == (31, 31, 30)
    assert counted.visit_minutes == 135
    assert lines(counted, "durations") == {"60": 1}
    assert lines(counted, "themes") == {"email": 11}
    assert lines(counted, "admin_themes") == {"logement": 4}
    assert lines(counted, "arrival") == {"spontane": 30, "": 1}
    assert the(counted, "durations").note == (
        "Sans les passages comptés sur papier, dont seule la durée en tout est connue : 30."
    )


def test_a_cross_table_is_of_records_of_one_person_and_says_whom_it_leaves_out():
    visits = (
        a_row(1, unmet="langue", quarter="nord", themes=("email", "sante")),
        a_row(2, unmet="langue"),
        a_row(3, quarter="sud"),
        a_row(4, unmet="langue", **WORKSHOP),
    )
    counted = of(*visits)

    by_theme = the(counted, "unmet_themes")
    by_quarter = the(counted, "unmet_quarters")
    quarters = the(counted, "theme_quarters")

    assert by_theme.table.cells == {("email", "langue"): 2, ("sante", "langue"): 1}
    assert by_theme.table.columns == (("langue", "Pas de langue commune"),)
    assert by_quarter.table.cells == {("langue", "nord"): 1, ("langue", ""): 1}
    assert by_quarter.table.columns == (("nord", "Nord"), ("", "Non dit"))
    assert quarters.table.cells == {
        ("email", "nord"): 1,
        ("email", ""): 1,
        ("email", "sud"): 1,
        ("sante", "nord"): 1,
    }
    for one in (by_theme, by_quarter, quarters):
        assert "Hors ateliers, groupes et comptages : 8 personnes." in one.note
        assert one.lines == ()
    assert "Besoin non couvert pour 8 d’entre elles." in by_theme.note
    assert (by_theme.total, quarters.total) == (2, 3)


def test_a_reason_of_a_newer_list_is_a_line_of_the_unmet_needs():
    counted = of(a_row(1, unmet="langue"), a_row(2, unmet="raison_de_2030"))

    assert lines(counted, "unmet") == {"langue": 1, "raison_de_2030": 1}


def test_the_unmet_needs_of_all_records_are_told_by_reason():
    counted = of(a_row(1, unmet="langue"), a_row(2, unmet="langue", **WORKSHOP), a_row(3))

    assert lines(counted, "unmet") == {"langue": 2}
    assert the(counted, "unmet").note == "Dit pour 2 activités sur 3."


def test_figures_of_workshops_alone_say_why_they_are_not_crossed():
    kinds = frozenset({VisitKind.WORKSHOP, VisitKind.TALLY})
    counted = of(a_row(1, unmet="langue", **WORKSHOP), kinds=kinds)

    for key in ("unmet_themes", "unmet_quarters", "theme_quarters"):
        assert the(counted, key).table is None
        assert "inventerait des personnes" in the(counted, key).note


def test_a_theme_stands_under_its_own_heading_alone():
    help_theme = "aide_aux_demarches_administratives"
    visit = a_row(1, themes=("email", help_theme), administrative_themes=("logement",))

    assert lines(of(visit), "themes") == {"email": 1, help_theme: 1}
    assert lines(of(visit), "admin_themes") == {"logement": 1}


def test_who_was_sent_on_is_told_as_the_detail_tells_it():
    counted = of(
        a_row(1, referred=True, referral="aide_sociale"),
        a_row(2, referred=True),
        a_row(3, referred=True),
        a_row(4, referred=False),
        a_row(5),
    )
    found = the(counted, "referral")

    assert lines(counted, "referral") == {"aide_sociale": 1, "unnoted": 2, "no": 1}
    assert [line.label for line in found.lines[-2:]] == ["Oui, sans structure notée", "Non"]
    assert (found.total, found.note) == (4, "Dit pour 4 activités sur 5.")


def test_waits_and_starts_fall_into_their_classes_and_say_how_many_were_told():
    visits = [
        a_row(at, waited_min=wait, start="14:15") for at, wait in enumerate((0, 5, 15, 60), 1)
    ]
    counted = of(*visits, a_row(9))

    assert lines(counted, "waits") == {"5": 1, "15": 1, "30": 1, "more": 1}
    assert lines(counted, "hours") == {"14": 4}
    waits = next(one for one in sections(counted, LISTS, {}) if one.key == "waits")
    assert waits.note == "Attente connue pour 4 activités sur 5."


def test_where_people_stop_is_told_by_step_and_alone_by_walkthrough():
    start = datetime(2026, 10, 5, 8, tzinfo=UTC)
    traces = (WalkthroughTrace("caf", "pieces", False), WalkthroughTrace("ants", "fin", True))
    session = SessionRow("s", "NORD", start, 300, "fr", SessionOutcome.FINISHED, traces)
    counted = of(sessions=(session,), open_minutes=1200)
    found = {one.key: one for one in sections(counted, LISTS, {"caf": "La CAF"})}

    assert lines(counted, "alone") == {"ants": 1}
    assert lines(counted, "occupation") == {"10": 300}
    assert "25 % des 1\u202f200 minutes" in found["occupation"].note
    assert found["stops"].lines == ()
    assert "moins de 5" in found["stops"].note


@pytest.mark.parametrize(
    ("open_minutes", "told"),
    [
        (1200, "Pour les financeurs : les heures de la porte, mois entiers."),
        (0, "Aucune borne ouverte dans ces chiffres : pas de taux."),
        (None, "Horaires non connus à la minute : pas de taux."),
    ],
)
def test_the_use_of_machines_says_against_which_hours_it_stands_or_why_against_none(
    open_minutes, told
):
    note = the(of(open_minutes=open_minutes), "occupation").note

    assert note.endswith(told)
    assert ("%" in note) == bool(open_minutes)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ("a" * 4, {}),
        ("a" * 5, {"La CAF · a": 5}),
        ("a" * 5 + "b" * 4, {"La CAF · a": 5}),
        ("a" * 5 + "b" * 4 + "c", {"La CAF · a": 5, "Autres étapes, moins de 5 arrêts chacune": 5}),
    ],
)
def test_a_step_where_few_stopped_is_neither_named_nor_counted_alone(steps, told):
    start = datetime(2026, 10, 5, 8, tzinfo=UTC)
    counted = of(
        sessions=[
            SessionRow(
                f"s{number}",
                "NORD",
                start,
                30,
                "fr",
                SessionOutcome.FINISHED,
                (WalkthroughTrace("caf", step, False),),
            )
            for number, step in enumerate(steps)
        ]
    )

    found = next(one for one in sections(counted, LISTS, {"caf": "La CAF"}) if one.key == "stops")

    assert {line.label: line.n for line in found.lines} == told


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("9 h – 12 h, 14 h – 18 h", 420),
        ("9h30-12h", 150),
        ("9:00 à 12:15 et 14 h à 15 h", 255),
        ("fermé", 0),
        ("9 h", None),
        ("sur rendez-vous, 9 h – 12 h", None),
        ("12 h – 9 h", None),
        ("9 h – 25 h", None),
        ("9 h 75 – 12 h", None),
    ],
)
def test_opening_hours_that_cannot_be_read_give_no_rate(words, minutes):
    assert open_minutes_of(words) == minutes
    assert "pas de taux" in sections(of(), LISTS, {})[-3].note


def test_tallies_of_parts_add_up_to_the_tally_of_the_whole():
    rows = [flat_visit(a_row(at, duration_min=at * 7 + 1, gender="feminin")) for at in range(1, 21)]
    rows += [flat_visit(a_row(30, **WORKSHOP)), flat_visit(a_row(31, **SHEET))]
    merged = Tally()
    for at in range(0, len(rows), 5):
        merged.merge(tally_visits(rows[at : at + 5]).counts)

    assert merged.counts == tally_visits(rows).counts


def test_the_median_of_a_histogram_is_the_lower_one():
    assert median_low({"8": 1, "20": 1}) == 8
    assert median_low({"5": 3, "100": 2}) == 5
    assert median_low({}) is None


def test_the_twelve_months_end_with_that_of_the_period():
    counted = of(a_row(1, day=date(2025, 11, 2)), a_row(2, day=date(2025, 10, 2)), a_row(3))

    assert (counted.by_month[0], counted.by_month[-1]) == (
        (date(2025, 11, 1), 1),
        (date(2026, 10, 1), 1),
    )


def test_months_before_the_service_are_not_told_as_none():
    began = replace(KIOSK, in_service_since=date(2026, 9, 1))
    counted = of(a_row(1, day=date(2026, 7, 2)), a_row(2), coverage=began)

    told = {line.code: (line.n, line.instead) for line in the(counted, "months").lines}

    assert told["2026-06"] == told["2026-08"] == (None, BEFORE_SERVICE)
    assert told["2026-07"] == (1, "")  # noted afterwards, for a past day
    assert told["2026-09"] == (0, "")
    assert told["2026-10"] == (1, "")
